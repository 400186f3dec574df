"""Problems as text for people: location, message, source line and fix."""

from __future__ import annotations

import shutil
from collections import Counter
from typing import TYPE_CHECKING

from click import style

from backlog_ls.rules.engine.finding import Severity
from backlog_ls.text.pattern import pattern
from backlog_ls.text.width import display_width

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from backlog_ls.cli.check.problems import Problem

MAX_NOTES = 3
"""Maximum number of notes per problem; the JSON output has all of them."""
_TAB_SIZE = 4
_COLOURS = {
    Severity.ERROR: "red",
    Severity.WARNING: "yellow",
    Severity.INFORMATION: "blue",
    Severity.HINT: "cyan",
}
_SEVERITY_NOUNS = {
    Severity.ERROR: ("error", "errors"),
    Severity.WARNING: ("warning", "warnings"),
    Severity.INFORMATION: ("note", "notes"),
    Severity.HINT: ("hint", "hints"),
}
# Control characters and bidirectional controls: a document must not be able to send escape
# sequences to the terminal or to reorder the text.
_UNSAFE = pattern("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def as_text(problem: Problem, *, columns: int) -> str:
    """Return the lines about `problem`, in colour. The source line is cut to `columns` cells."""
    place = problem.range.start
    severity = problem.severity.name.lower()
    colour = _COLOURS[problem.severity]
    where = f"{_replace_unsafe(problem.path)}:{place.line + 1}:{place.column + 1}:"
    code = style(f"{severity}[{problem.code}]", fg=colour, bold=True)
    lines = [f"{style(where, bold=True)} {code} {_replace_unsafe(problem.message)}"]
    if problem.line.strip():
        number = str(place.line + 1)
        same_line = problem.range.end.line == place.line
        end = problem.range.end.column if same_line else len(problem.line)
        source, indent, width = _excerpt(problem.line, place.column, end, columns - len(number) - 3)
        carets = style("^" * width, fg=colour, bold=True)
        lines.append(f"{style(f'{number} |', dim=True)} {source}".rstrip())
        lines.append(f"{style(' ' * len(number) + ' |', dim=True)} {' ' * indent}{carets}")
    if problem.help:
        lines.append(f"  {style('help:', bold=True)} {_replace_unsafe(problem.help)}")
    for note in problem.notes[:MAX_NOTES]:
        at = note.range.start
        where = f"{_replace_unsafe(note.path)}:{at.line + 1}:{at.column + 1}:"
        lines.append(f"  {style('note:', bold=True)} {where} {_replace_unsafe(note.message)}")
    more = len(problem.notes) - MAX_NOTES
    if more > 0:
        lines.append(f"  {style('note:', bold=True)} and {pluralize(more, 'other place')}")
    return "\n".join(lines) + "\n"


def as_line(problem: Problem) -> str:
    """Return `problem` on one line without colour, as compilers print errors."""
    place = problem.range.start
    where = f"{_replace_unsafe(problem.path)}:{place.line + 1}:{place.column + 1}"
    severity = problem.severity.name.lower()
    return f"{where}: {severity}[{problem.code}] {_replace_unsafe(problem.message)}\n"


def summary(problems: Sequence[Problem], checked: int) -> str:
    """Return what was found, as a count, and how much of it `--fix` fixes.

    Args:
        problems: what was found.
        checked: the number of documents.
    """
    if not problems:
        return f"No problems found in {pluralize(checked, 'file')}.\n"
    counts = []
    for severity, (one, many) in _SEVERITY_NOUNS.items():
        count = sum(problem.severity is severity for problem in problems)
        if count:
            counts.append(f"{count} {one if count == 1 else many}")
    files = len({problem.path for problem in problems})
    lines = [f"Found {_join_with_and(counts)} in {pluralize(files, 'file')}."]
    fixable = sum(problem.is_fixable for problem in problems)
    if fixable:
        lines.append(f"{fixable} can be fixed with --fix.")
    return "\n".join(lines) + "\n"


def statistics(problems: Sequence[Problem]) -> str:
    """Return a line per code, the most frequent first: how often it was found, how many are fixable."""
    counts = Counter(problem.code for problem in problems)
    fixable = Counter(problem.code for problem in problems if problem.is_fixable)
    width = len(str(max(counts.values(), default=0)))
    lines = []
    for code, count in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
        fixed = f"  {fixable[code]} can be fixed" if fixable[code] else ""
        lines.append(f"{count:>{width}}  {code}{fixed}\n")
    return "".join(lines)


def pluralize(count: int, noun: str) -> str:
    """Return `count` and `noun`, with an s for the plural."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def terminal_columns() -> int:
    """Return the width of the output in columns; 100 if it is not a terminal."""
    return max(shutil.get_terminal_size((100, 24)).columns, 40)


def _join_with_and(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _replace_unsafe(text: str) -> str:
    return _UNSAFE.sub("\ufffd", text)


def _excerpt(line: str, start: int, end: int, columns: int) -> tuple[str, int, int]:
    """Return the part of `line` around ``[start, end)``, and the indent and width of the carets.

    `start` and `end` are code points; indent, width and `columns` are terminal cells. The time
    depends on `columns`, not on the length of the line.
    """
    lead = line[max(0, start - columns) : start]
    marked = line[start : min(end, start + columns)]
    follows = start + len(marked)
    tail = line[follows : follows + columns]
    before, indent = _expand_tabs(lead, 0)
    inside, stop = _expand_tabs(marked, indent)
    if len(lead) < start or stop > columns:
        lead = _fit_end(lead, columns // 2)
        before, indent = _expand_tabs(lead, 1)
        inside, stop = _expand_tabs(marked, indent)
        before = "…" + before
    after, width = _expand_tabs(tail, stop)
    shown = before + inside + after
    if width > columns or follows + len(tail) < len(line):
        shown = _fit_start(shown, columns - 1) + "…"
    return shown, indent, max(1, min(stop, columns) - indent)


def _expand_tabs(text: str, position: int) -> tuple[str, int]:
    """Return `text`, which starts at cell `position`, with tabs as spaces, and its end cell."""
    parts = []
    for index, piece in enumerate(text.split("\t")):
        if index:
            gap = _TAB_SIZE - position % _TAB_SIZE
            parts.append(" " * gap)
            position += gap
        clean = _replace_unsafe(piece)
        parts.append(clean)
        position += display_width(clean)
    return "".join(parts), position


def _fit_start(text: str, columns: int) -> str:
    """Return the longest beginning of `text` that fits into `columns` cells."""
    return text[
        : _largest_fitting(len(text), lambda length: display_width(text[:length]) <= columns)
    ]


def _fit_end(text: str, columns: int) -> str:
    """Return the longest end of `text` that fits into `columns` cells."""
    total = len(text)
    kept = _largest_fitting(
        total, lambda length: _expand_tabs(text[total - length :], 1)[1] <= columns
    )
    return text[total - kept :]


def _largest_fitting(limit: int, fits: Callable[[int], bool]) -> int:
    """Return the largest number up to `limit` that `fits`; all smaller ones must fit too."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if fits(middle):
            low = middle
        else:
            high = middle - 1
    return low
