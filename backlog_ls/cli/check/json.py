"""Problems as JSON, for other programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.cli.check.problems import Problem
    from backlog_ls.text.position import Position, Range


def as_json(problems: Iterable[Problem]) -> str:
    """Return an array of findings, as SPEC section 7 has them; lines and columns are 1-based."""
    # A finding a line: as good to read by eye as to compare.
    lines = [json.dumps(_finding(each), ensure_ascii=False) for each in problems]
    return "[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n"


def as_json_lines(problems: Iterable[Problem]) -> str:
    """Return the same findings, each a line of its own."""
    return "".join(json.dumps(_finding(each), ensure_ascii=False) + "\n" for each in problems)


def _finding(problem: Problem) -> dict[str, Any]:
    edits = [{**_range(change.range), "text": change.text} for change in problem.fix]
    return {
        "path": problem.path,
        "code": problem.code,
        "severity": problem.severity.name.lower(),
        "message": problem.message,
        **_range(problem.range),
        "fix": {"title": problem.help, "edits": edits} if edits else None,
        "related": [
            {"path": note.path, **_range(note.range), "message": note.message}
            for note in problem.notes
        ],
        "url": problem.url,
    }


def _range(place: Range) -> dict[str, dict[str, int]]:
    return {"start": _position(place.start), "end": _position(place.end)}


def _position(place: Position) -> dict[str, int]:
    return {"line": place.line + 1, "column": place.column + 1}
