"""Problems as text, for people: where, what, the line in question, and what would mend it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from click import style

from backlog_ls.rules.engine.finding import Severity
from backlog_ls.text.pattern import pattern
from backlog_ls.text.width import display_width

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from backlog_ls.cli.check.problems import Problem

MOST_NOTES = 3
"""Of other places that belong to a problem; the JSON output has all of them."""
_TAB = 4
_COLOURS = {
    Severity.ERROR: "red",
    Severity.WARNING: "yellow",
    Severity.INFORMATION: "blue",
    Severity.HINT: "cyan",
}
_COUNTED = {
    Severity.ERROR: ("error", "errors"),
    Severity.WARNING: ("warning", "warnings"),
    Severity.INFORMATION: ("note", "notes"),
    Severity.HINT: ("hint", "hints"),
}
# Escape sequences of a terminal, and what turns the direction of writing: a document must not be
# able to draw on its reader's screen.
_UNSAFE = pattern("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def as_text(problem: Problem, *, columns: int) -> str:
    """Return the lines about `problem`, in colours, none of the source wider than `columns`."""
    place = problem.range.start
    severity = problem.severity.name.lower()
    colour = _COLOURS[problem.severity]
    where = f"{_safe(problem.path)}:{place.line + 1}:{place.column + 1}:"
    said = style(f"{severity}[{problem.code}]", fg=colour, bold=True)
    lines = [f"{style(where, bold=True)} {said} {_safe(problem.message)}"]
    if problem.line.strip():
        number = str(place.line + 1)
        same_line = problem.range.end.line == place.line
        end = problem.range.end.column if same_line else len(problem.line)
        source, indent, width = _excerpt(problem.line, place.column, end, columns - len(number) - 3)
        carets = style("^" * width, fg=colour, bold=True)
        lines.append(f"{style(f'{number} |', dim=True)} {source}".rstrip())
        lines.append(f"{style(' ' * len(number) + ' |', dim=True)} {' ' * indent}{carets}")
    if problem.help:
        lines.append(f"  {style('help:', bold=True)} {_safe(problem.help)}")
    for note in problem.notes[:MOST_NOTES]:
        at = note.range.start
        where = f"{_safe(note.path)}:{at.line + 1}:{at.column + 1}:"
        lines.append(f"  {style('note:', bold=True)} {where} {_safe(note.message)}")
    more = len(problem.notes) - MOST_NOTES
    if more > 0:
        lines.append(f"  {style('note:', bold=True)} and {counted(more, 'other place')}")
    return "\n".join(lines) + "\n"


def as_line(problem: Problem) -> str:
    """Return `problem` on one line, without colours, as compilers do and editors understand."""
    place = problem.range.start
    where = f"{_safe(problem.path)}:{place.line + 1}:{place.column + 1}"
    severity = problem.severity.name.lower()
    return f"{where}: {severity}[{problem.code}] {_safe(problem.message)}\n"


def summary(problems: Sequence[Problem], checked: int) -> str:
    """Return a line that counts `problems`, of `checked` documents."""
    if not problems:
        return f"Found nothing wrong in {counted(checked, 'file')}.\n"
    counts = []
    for severity, (one, many) in _COUNTED.items():
        count = sum(problem.severity is severity for problem in problems)
        if count:
            counts.append(f"{count} {one if count == 1 else many}")
    files = len({problem.path for problem in problems})
    return f"Found {_listed(counts)} in {counted(files, 'file')}.\n"


def counted(count: int, thing: str) -> str:
    """Return `count` and `thing`, a word whose plural takes an s, in the number that it needs."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def terminal_columns() -> int:
    """Return how many columns the output may take; where it is no terminal, some that read well."""
    return max(shutil.get_terminal_size((100, 24)).columns, 40)


def _listed(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _safe(text: str) -> str:
    return _UNSAFE.sub("\ufffd", text)


def _excerpt(line: str, start: int, end: int, columns: int) -> tuple[str, int, int]:
    """Return what of `line` to show around ``[start, end)``, and where and how wide carets go.

    Widths are cells. The work is in proportion to `columns`, however long the line is.
    """
    lead = line[max(0, start - columns) : start]
    marked = line[start : min(end, start + columns)]
    follows = start + len(marked)
    tail = line[follows : follows + columns]
    before, indent = _laid_out(lead, 0)
    inside, stop = _laid_out(marked, indent)
    if len(lead) < start or stop > columns:
        lead = _end_of(lead, columns // 2)
        before, indent = _laid_out(lead, 1)
        inside, stop = _laid_out(marked, indent)
        before = "…" + before
    after, width = _laid_out(tail, stop)
    shown = before + inside + after
    if width > columns or follows + len(tail) < len(line):
        shown = _cut(shown, columns - 1) + "…"
    return shown, indent, max(1, min(stop, columns) - indent)


def _laid_out(text: str, position: int) -> tuple[str, int]:
    """Return `text` with tabs as spaces, begun at cell `position`, and the cell that it ends at."""
    parts = []
    for index, piece in enumerate(text.split("\t")):
        if index:
            gap = _TAB - position % _TAB
            parts.append(" " * gap)
            position += gap
        clean = _safe(piece)
        parts.append(clean)
        position += display_width(clean)
    return "".join(parts), position


def _cut(text: str, columns: int) -> str:
    """Return as much of the beginning of `text` as fits into `columns` cells."""
    return text[: _most(len(text), lambda length: display_width(text[:length]) <= columns)]


def _end_of(text: str, columns: int) -> str:
    """Return as much of the end of `text` as fits into `columns` cells."""
    total = len(text)
    kept = _most(total, lambda length: _laid_out(text[total - length :], 1)[1] <= columns)
    return text[total - kept :]


def _most(limit: int, fits: Callable[[int], bool]) -> int:
    """Return the largest number up to `limit` that `fits`, as smaller ones do too."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if fits(middle):
            low = middle
        else:
            high = middle - 1
    return low
