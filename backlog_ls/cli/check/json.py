"""Problems as JSON, for other programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.cli.check.problems import Problem
    from backlog_ls.text.position import Position, Range


def as_json(problems: Iterable[Problem]) -> str:
    """Return a JSON array of problems; lines and columns are 1-based."""
    # One problem per line, which is easy to read and to diff.
    lines = [json.dumps(_to_json(each), ensure_ascii=False) for each in problems]
    return "[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n"


def as_json_lines(problems: Iterable[Problem]) -> str:
    """Return one JSON object per line for each problem."""
    return "".join(json.dumps(_to_json(each), ensure_ascii=False) + "\n" for each in problems)


def _to_json(problem: Problem) -> dict[str, Any]:
    edits = [{**_range(change.range), "text": change.text} for change in problem.fix]
    return {
        "path": problem.path,
        "code": problem.code,
        "severity": problem.severity.name.lower(),
        "message": problem.message,
        **_range(problem.range),
        "fix": {"title": problem.help, "edits": edits} if edits else None,
        "fixable": problem.is_fixable,
        "related": [
            {"path": note.path, **_range(note.range), "message": note.message}
            for note in problem.notes
        ],
        "url": problem.url,
    }


def _range(range_: Range) -> dict[str, dict[str, int]]:
    return {"start": _position(range_.start), "end": _position(range_.end)}


def _position(range_: Position) -> dict[str, int]:
    return {"line": range_.line + 1, "column": range_.column + 1}
