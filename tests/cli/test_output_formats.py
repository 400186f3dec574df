"""What `check` gives out to other programs, in each of its forms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from command_line import backlog_ls

if TYPE_CHECKING:
    from command_line import Result

NAME = "a,b: c%20.md"
TEXT = """\
# Backlog

| Task | Status |
|---|---|
| 😀 one | Done | more |

[gone](<milestones/x y.md>) and \x1b]8

## Polish ✅

- [ ] open
- [x] shut

âœ… fixable
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / NAME).write_text(TEXT, "utf-8")
    return tmp_path


def check_output(folder: Path, output_format: str) -> Result:
    return backlog_ls(folder, "check", NAME, "--output-format", output_format)


def found(folder: Path) -> list[dict[str, Any]]:
    """The same problems as JSON, whose form has tests of its own."""
    problems: list[dict[str, Any]] = json.loads(check_output(folder, "json").out)
    assert [problem["code"] for problem in problems] == [
        "ragged-table-row",
        "broken-milestone-link",
        "done-with-open-tasks",
        "mojibake",
    ]
    return problems


def test_json_lines(folder: Path) -> None:
    result = check_output(folder, "jsonl")
    assert [json.loads(line) for line in result.out.splitlines()] == found(folder)
    assert result.code == 1


def test_concise_has_a_line_for_each(folder: Path) -> None:
    lines = check_output(folder, "concise").out.splitlines()
    assert [line.partition(" ")[0] for line in lines] == ["a,b:"] * 4
    assert lines[0].startswith(f"{NAME}:5:16: warning[ragged-table-row] ")


def test_github(folder: Path) -> None:
    lines = check_output(folder, "github").out.splitlines()
    where = "file=a%2Cb%3A c%2520.md,line=5,col=16,endLine=5,endColumn="
    assert lines[0].startswith(f"::warning {where}")
    assert [line.rpartition("::")[2] for line in lines] == [
        problem["message"].replace("%", "%25") for problem in found(folder)
    ]


def test_gitlab_fingerprints_survive_moved_lines(folder: Path) -> None:
    before = json.loads(check_output(folder, "gitlab").out)
    assert [each["location"]["path"] for each in before] == [NAME] * 4
    assert [each["check_name"] for each in before] == [each["code"] for each in found(folder)]
    (folder / NAME).write_text("Words.\n\n" + TEXT, "utf-8")
    after = json.loads(check_output(folder, "gitlab").out)
    assert [each["fingerprint"] for each in after] == [each["fingerprint"] for each in before]
    assert after[0]["location"]["lines"]["begin"] == 7
    assert len({each["fingerprint"] for each in after}) == 4


def test_junit(folder: Path) -> None:
    root = ET.fromstring(check_output(folder, "junit").out)
    (suite,) = root
    assert (suite.get("name"), suite.get("tests"), suite.get("failures")) == (NAME, "4", "4")
    said = [failure.get("message") for failure in suite.iter("failure")]
    assert said == [problem["message"] for problem in found(folder)]


def test_junit_without_problems(tmp_path: Path) -> None:
    (tmp_path / "BACKLOG.md").write_text("# Work\n", "utf-8")
    result = backlog_ls(tmp_path, "check", "--output-format", "junit")
    root = ET.fromstring(result.out)
    assert (result.code, root.get("tests"), root.get("failures")) == (0, "1", "0")
    assert len(list(root.iter("testcase"))) == 1


def test_sarif(folder: Path) -> None:
    log = json.loads(check_output(folder, "sarif").out)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert any(result.get("fixes") for result in run["results"])
    rules = run["tool"]["driver"]["rules"]
    for result, problem in zip(run["results"], found(folder), strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == problem["code"]
        assert result["message"]["text"] == problem["message"]
        place = result["locations"][0]["physicalLocation"]
        assert unquote(place["artifactLocation"]["uri"]) == NAME
        region = place["region"]
        assert (region["startLine"], region["startColumn"]) == tuple(problem["start"].values())
        assert (region["endLine"], region["endColumn"]) == tuple(problem["end"].values())
        assert len(result.get("relatedLocations", [])) == len(problem["related"])
        edits = problem["fix"]["edits"] if problem["fix"] else []
        changes = result.get("fixes", [{"artifactChanges": []}])[0]["artifactChanges"]
        made = [each for change in changes for each in change["replacements"]]
        assert [each["insertedContent"]["text"] for each in made] == [e["text"] for e in edits]
    assert str(Path(__file__).parents[2]) not in json.dumps(log), "no path of this machine"


@pytest.mark.parametrize("output_format", ["jsonl", "concise", "github"])
def test_no_problems_means_no_output(tmp_path: Path, output_format: str) -> None:
    (tmp_path / "BACKLOG.md").write_text("# Work\n", "utf-8")
    result = backlog_ls(tmp_path, "check", "--output-format", output_format)
    assert (result.code, result.out) == (0, "")
