"""Problems in the forms that build services read: GitHub's annotations, GitLab's report, JUnit's XML."""

from __future__ import annotations

import json
from collections import Counter
from hashlib import sha256
from itertools import groupby
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from backlog_ls.rules.engine.finding import Severity
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backlog_ls.cli.check.problems import Problem

_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning"}
_GITLAB = {
    Severity.ERROR: "major",
    Severity.WARNING: "minor",
    Severity.INFORMATION: "info",
    Severity.HINT: "info",
}
# What XML 1.0, section 2.2, has no way to write.
_NOT_XML = pattern("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_github(problems: Iterable[Problem]) -> str:
    """Return a workflow command for each of `problems`, which GitHub shows beside its line."""
    return "".join(_annotation(problem) for problem in problems)


def _annotation(problem: Problem) -> str:
    start, end = problem.range
    values = {"file": problem.path, "line": start.line + 1, "col": start.column + 1}
    if end.line == start.line:
        values |= {"endLine": end.line + 1, "endColumn": end.column + 1}
    values["title"] = problem.code
    said = ",".join(f"{name}={_property(str(value))}" for name, value in values.items())
    return f"::{_GITHUB.get(problem.severity, 'notice')} {said}::{_data(problem.message)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_gitlab(problems: Iterable[Problem]) -> str:
    """Return a Code Quality report.

    A problem keeps its fingerprint while its line says the same, wherever that line moves to.
    """
    seen: Counter[str] = Counter()
    found = []
    for problem in problems:
        what = repr((problem.path, problem.code, problem.message, problem.line.strip()))
        seen[what] += 1
        fingerprint = sha256(f"{what}{seen[what]}".encode("utf-8", "surrogatepass")).hexdigest()
        found.append(
            {
                "description": problem.message,
                "check_name": problem.code,
                "fingerprint": fingerprint,
                "severity": _GITLAB[problem.severity],
                "location": {
                    "path": problem.path,
                    "lines": {"begin": problem.range.start.line + 1},
                },
            }
        )
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def as_junit(problems: Sequence[Problem], checked: int) -> str:
    """Return a suite for each file with problems; those below a warning are no failures.

    Args:
        problems: those of a file right after each other.
        checked: how many files were checked.
    """
    failures = sum(problem.severity <= Severity.WARNING for problem in problems)
    root = ET.Element(
        "testsuites",
        name="backlog-ls",
        tests=str(max(len(problems), checked)),
        failures=str(failures),
    )
    for path, some in groupby(problems, key=lambda problem: problem.path):
        own = list(some)
        failed = sum(problem.severity <= Severity.WARNING for problem in own)
        suite = ET.SubElement(
            root,
            "testsuite",
            name=_xml(path),
            file=_xml(path),
            tests=str(len(own)),
            failures=str(failed),
            errors="0",
        )
        for problem in own:
            _case(suite, problem)
    if not problems:
        suite = ET.SubElement(
            root, "testsuite", name="backlog-ls", tests=str(checked), failures="0", errors="0"
        )
        for _ in range(checked):
            ET.SubElement(suite, "testcase", name="no problem", classname="backlog-ls")
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, "unicode") + "\n"


def _case(suite: ET.Element, problem: Problem) -> None:
    at = problem.range.start
    where = f"line {at.line + 1}, column {at.column + 1}"
    case = ET.SubElement(
        suite,
        "testcase",
        name=f"{problem.code} ({where})",
        classname=_xml(problem.path),
    )
    said = _xml(f"{where}: {problem.message}")
    if problem.severity <= Severity.WARNING:
        failure = ET.SubElement(
            case, "failure", message=_xml(problem.message), type=problem.severity.name.lower()
        )
        failure.text = said
    else:
        ET.SubElement(case, "system-out").text = said


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
