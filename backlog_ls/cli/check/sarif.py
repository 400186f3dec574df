"""Problems as SARIF 2.1.0, for code scanning services (OASIS, 27 March 2020)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from backlog_ls import __version__
from backlog_ls.rules.docs.page import first_sentence
from backlog_ls.rules.engine.finding import Severity
from backlog_ls.rules.engine.registry import documentation, registry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_ls.cli.check.problems import Problem
    from backlog_ls.text.position import Range

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFORMATION: "note",
    Severity.HINT: "note",
}


def as_sarif(problems: Sequence[Problem]) -> str:
    """Return a SARIF log with one run: the problems, their rules and their fixes."""
    codes = sorted({problem.code for problem in problems})
    run = {
        "tool": {
            "driver": {
                "name": "backlog-ls",
                "version": __version__,
                "rules": [_rule(code) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, codes.index(problem.code)) for problem in problems],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(code: str) -> dict[str, Any]:
    rule = next(rule for rule in registry() if rule.code == code)
    return {
        "id": code,
        "shortDescription": {"text": first_sentence(code)},
        "help": {"text": documentation(code), "markdown": documentation(code)},
        "defaultConfiguration": {
            "level": _LEVELS[rule.severity],
            "enabled": not rule.off_by_default,
        },
    }


def _result(problem: Problem, index: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": problem.code,
        "ruleIndex": index,
        "level": _LEVELS[problem.severity],
        "message": {"text": problem.message},
        "locations": [{"physicalLocation": _location(problem.path, problem.range)}],
    }
    if problem.notes:
        result["relatedLocations"] = [
            {
                "physicalLocation": _location(note.path, note.range),
                "message": {"text": note.message},
            }
            for note in problem.notes
        ]
    if problem.fix:
        replacements = [
            {"deletedRegion": _region(change.range), "insertedContent": {"text": change.text}}
            for change in problem.fix
        ]
        change = {"artifactLocation": _artifact(problem.path), "replacements": replacements}
        result["fixes"] = [{"description": {"text": problem.help}, "artifactChanges": [change]}]
    return result


def _location(path: str, place: Range) -> dict[str, Any]:
    return {"artifactLocation": _artifact(path), "region": _region(place)}


def _artifact(path: str) -> dict[str, str]:
    return {"uri": quote(path, errors="surrogatepass")}


def _region(place: Range) -> dict[str, int]:
    return {
        "startLine": place.start.line + 1,
        "startColumn": place.start.column + 1,
        "endLine": place.end.line + 1,
        "endColumn": place.end.column + 1,
    }
