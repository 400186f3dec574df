"""Problems for CI services: GitHub annotations, GitLab Code Quality reports, JUnit XML."""

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
# Characters that XML 1.0 does not allow (section 2.2).
_NOT_XML = pattern("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_github(problems: Iterable[Problem]) -> str:
    """Return a workflow command for each problem; GitHub shows it as an annotation of the line."""
    return "".join(_github_annotation(problem) for problem in problems)


def _github_annotation(problem: Problem) -> str:
    start, end = problem.range
    values = {"file": problem.path, "line": start.line + 1, "col": start.column + 1}
    if end.line == start.line:
        values |= {"endLine": end.line + 1, "endColumn": end.column + 1}
    values["title"] = problem.code
    level = _GITHUB.get(problem.severity, "notice")
    properties = ",".join(f"{key}={_escape_property(str(value))}" for key, value in values.items())
    return f"::{level} {properties}::{_escape_data(problem.message)}\n"


def _escape_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape_data(text).replace(":", "%3A").replace(",", "%2C")


def as_gitlab(problems: Iterable[Problem]) -> str:
    """Return a Code Quality report.

    The fingerprint of a problem depends on the text of its line, not on the line number.
    """
    seen: Counter[str] = Counter()
    entries = []
    for problem in problems:
        content = repr((problem.path, problem.code, problem.message, problem.line.strip()))
        seen[content] += 1
        fingerprint = sha256(
            f"{content}{seen[content]}".encode("utf-8", "surrogatepass")
        ).hexdigest()
        entries.append(
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
    return json.dumps(entries, ensure_ascii=False, indent=2) + "\n"


def as_junit(problems: Sequence[Problem], checked: int) -> str:
    """Return a JUnit report: a suite per file, a failure per error or warning.

    Args:
        problems: Grouped by file.
        checked: Number of files that were checked.
    """
    failures = sum(problem.severity <= Severity.WARNING for problem in problems)
    root = ET.Element(
        "testsuites",
        name="backlog-ls",
        tests=str(max(len(problems), checked)),
        failures=str(failures),
    )
    for path, group in groupby(problems, key=lambda problem: problem.path):
        own = list(group)
        failed = sum(problem.severity <= Severity.WARNING for problem in own)
        suite = ET.SubElement(
            root,
            "testsuite",
            name=_replace_invalid_xml(path),
            file=_replace_invalid_xml(path),
            tests=str(len(own)),
            failures=str(failed),
            errors="0",
        )
        for problem in own:
            _add_test_case(suite, problem)
    if not problems:
        suite = ET.SubElement(
            root, "testsuite", name="backlog-ls", tests=str(checked), failures="0", errors="0"
        )
        for _ in range(checked):
            ET.SubElement(suite, "testcase", name="no problem", classname="backlog-ls")
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, "unicode") + "\n"


def _add_test_case(suite: ET.Element, problem: Problem) -> None:
    at = problem.range.start
    where = f"line {at.line + 1}, column {at.column + 1}"
    case = ET.SubElement(
        suite,
        "testcase",
        name=f"{problem.code} ({where})",
        classname=_replace_invalid_xml(problem.path),
    )
    text = _replace_invalid_xml(f"{where}: {problem.message}")
    if problem.severity <= Severity.WARNING:
        failure = ET.SubElement(
            case,
            "failure",
            message=_replace_invalid_xml(problem.message),
            type=problem.severity.name.lower(),
        )
        failure.text = text
    else:
        ET.SubElement(case, "system-out").text = text


def _replace_invalid_xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
