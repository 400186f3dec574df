"""What is found in the documents that the project started from, down to the line."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from command_line import backlog_ls

MILESTONE, LINK = "broken-milestone-link", "broken-link"
EXPECTED = {
    "omni-dev-fusion.md": [
        (23, MILESTONE),
        (43, MILESTONE),  # also on line 46
        (59, LINK),
        (106, LINK),
        (107, LINK),
    ],
    "omni-dev-fusion-early.md": [(23, MILESTONE)],
    "omni-roadmap.md": [
        (18, "mojibake"),
        (25, "done-with-open-tasks"),
        (63, "done-with-open-tasks"),
        (368, "conflicting-status"),
        (733, LINK),
        (734, LINK),
        (735, LINK),
        (736, LINK),
    ],
    "omk-goal-todo.md": [(2, "accidental-heading"), (28, "tasks-in-html-block")],
    "opencraw-work-backlog.md": [],
}
DUPLICATES = {"omni-dev-fusion.md": range(165, 171), "omni-dev-fusion-early.md": range(93, 99)}


@pytest.fixture
def folder(shared: Path, tmp_path: Path) -> Path:
    """The documents in a repository of their own."""
    (tmp_path / ".git").mkdir()
    for name in EXPECTED:
        shutil.copy(shared / "seeds" / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize("name", EXPECTED)
def test_findings(folder: Path, name: str) -> None:
    findings = json.loads(backlog_ls(folder, "check", "--output-format", "json", name).out)
    serious = [
        (f["start"]["line"], f["code"]) for f in findings if f["severity"] in {"error", "warning"}
    ]
    assert serious == EXPECTED[name]
    for finding in findings:
        assert (finding["severity"] == "error") == (finding["code"] == MILESTONE)
        if finding["code"] == "conflicting-status":
            assert [note["start"]["line"] for note in finding["related"]] == [314]


@pytest.mark.parametrize("name", EXPECTED)
def test_duplicates_across_sections(folder: Path, name: str) -> None:
    findings = json.loads(backlog_ls(folder, "check", "--output-format", "json", name).out)
    assert [
        (f["start"]["line"], f["severity"]) for f in findings if f["code"] == "duplicate-feature"
    ] == [(line, "information") for line in DUPLICATES.get(name, ())]


def test_mojibake_is_repaired_and_nothing_else(folder: Path) -> None:
    path = folder / "omni-roadmap.md"
    before = path.read_bytes().decode()
    result = backlog_ls(folder, "check", "--fix", "--select", "mojibake", path.name)
    assert result.out == "Fixed 1 problem in 1 file.\nNo problems found in 1 file.\n"
    after = path.read_bytes().decode()
    old, new = before.split("\n"), after.split("\n")
    changed = [(left, right) for left, right in zip(old, new, strict=True) if left != right]
    assert len(changed) == 38
    # The damage done again, by its definition, gives back every line that was repaired.
    assert [_damaged(right) for _, right in changed] == [left for left, _ in changed]
    assert "âŒ" in before
    assert after.count("❌ Not Started") == before.count("âŒ Not Started") > 0
    assert after.count("✅ COMPLETED") == before.count("âœ… COMPLETED") > 0


def _damaged(text: str) -> str:
    """Read UTF-8 as Windows-1252, which drops the bytes that it has no character for."""
    return text.encode().decode("cp1252", "ignore")
