"""The cells of a table row (GFM 0.29, section 4.10).

Where the specification is open, this follows markdown-it-py, which decides what a table is: a pipe
right after a backslash is escaped even if that backslash is escaped itself, and a pipe in a code
span separates cells like any other.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from backlog_ls.text.pattern import pattern

# The whitespace that markdown-it-py trims from a row before it looks for the outer pipes.
ROW_WHITESPACE = (
    " \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)

# The padding around the text of a cell. Other whitespace is part of the text.
PADDING = " \t"

_PIPE = pattern(r"(?<!\\)\|")
# Includes backslashes: an odd number of them escapes the next backtick.
_BACKTICKS = pattern(r"\\+`*|`+")
_DELIMITER_ROW = pattern(r"[|:\-][|:\- \t]+")
_DELIMITER_CELL = pattern(r":?-+:?")


class Alignment(Enum):
    """The alignment of a column, as declared by the delimiter row."""

    NONE = "none"
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Cell(NamedTuple):
    """A table cell. Offsets are code points in the line.

    ``[start, end)`` is everything between the pipes. ``[text_start, text_end)`` is the same without
    surrounding spaces and tabs. In an empty cell, both are after the first space, where text would
    be typed.
    """

    start: int
    end: int
    text_start: int
    text_end: int

    def text(self, line: str) -> str:
        return line[self.text_start : self.text_end]


@dataclass(frozen=True, slots=True)
class Row:
    """A table row. ``[start, end)`` excludes surrounding whitespace, in code points of the line.

    The single pipe of the row ``|``, which has no cells, counts as leading.
    """

    cells: tuple[Cell, ...]
    leading_pipe: bool
    trailing_pipe: bool
    start: int
    end: int


def split_row(line: str, start: int = 0, end: int | None = None) -> Row:
    """Split ``line[start:end]`` at its pipes. A line ending counts as whitespace.

    `start` lets a caller skip the prefix of a block quote or a list item. Any text is accepted: a
    text without a pipe has one cell, a blank text has none.
    """
    body = line[start:end].rstrip(ROW_WHITESPACE)
    row = body.lstrip(ROW_WHITESPACE)
    row_end = start + len(body)
    position = row_start = row_end - len(row)
    pieces = _PIPE.split(row) if "\\|" in row else row.split("|")
    leading = len(pieces) > 1 and not pieces[0]
    if leading:
        del pieces[0]
        position += 1
    trailing = not pieces[-1]
    if trailing:
        del pieces[-1]
    cells = []
    for piece in pieces:
        length = len(piece)
        cell_end = position + length
        text = piece.lstrip(PADDING)
        if text:
            text_start = cell_end - len(text)
            cells.append(
                Cell(position, cell_end, text_start, text_start + len(text.rstrip(PADDING)))
            )
        else:
            text_start = position + 1 if length else position
            cells.append(Cell(position, cell_end, text_start, text_start))
        position = cell_end + 1
    return Row(tuple(cells), leading, trailing and bool(cells), row_start, row_end)


def parse_delimiter(
    line: str, start: int = 0, end: int | None = None
) -> tuple[Alignment, ...] | None:
    """Return the alignments of the columns, or None if ``line[start:end]`` is not a delimiter row.

    It belongs to a table only if the line above has the same number of cells.
    """
    row = line[start:end].rstrip("\r\n").lstrip(PADDING)
    # "- |" opens a list.
    if not _DELIMITER_ROW.fullmatch(row) or row[:2] in {"- ", "-\t"}:
        return None
    pieces = row.split("|")
    alignments = []
    for index, piece in enumerate(pieces):
        cell = piece.strip(PADDING)
        if not cell and index in {0, len(pieces) - 1}:
            continue
        if not _DELIMITER_CELL.fullmatch(cell):
            return None
        alignments.append(_ALIGNMENTS[cell[0] == ":", cell[-1] == ":"])
    return tuple(alignments) or None


_ALIGNMENTS = {
    (False, False): Alignment.NONE,
    (True, False): Alignment.LEFT,
    (True, True): Alignment.CENTER,
    (False, True): Alignment.RIGHT,
}


def stray_pipes(line: str, row: Row, columns: int) -> tuple[int, ...]:
    r"""Return the pipes in code spans that cause `row` to have more cells than `columns`.

    The result is ascending code-point offsets in `line`. Inserting ``\`` before each is the fix. It
    is empty if the row does not have too many cells, or if it is not certain that these pipes are
    the cause: there are more of them than extra cells, or an unpaired backtick could change the
    code spans.
    """
    excess = len(row.cells) - columns
    if excess <= 0:
        return ()
    strays: list[int] = []
    crossing: set[int] = set()
    spans, unpaired = _code_spans(line, row)
    for start, end, length in spans:
        inside = [start + match.start() for match in _PIPE.finditer(line[start:end])]
        if inside:
            strays += inside
            crossing.add(length)
    if len(strays) > excess or crossing & unpaired:
        return ()
    return tuple(strays)


def _code_spans(line: str, row: Row) -> tuple[list[tuple[int, int, int]], set[int]]:
    """Pair the backtick runs of a row as if it were a paragraph (CommonMark 0.31, section 6.1).

    Returns the content range of each span with the length of its runs, and the unpaired lengths.
    """
    runs: list[tuple[int, int, bool]] = []
    waiting: dict[int, deque[int]] = {}
    for match in _BACKTICKS.finditer(line, row.start, row.end):
        start, end = match.span()
        length = len(match.group().lstrip("\\"))
        if length:
            waiting.setdefault(length, deque()).append(len(runs))
            runs.append((end - length, end, (end - length - start) % 2 == 1))
    spans: list[tuple[int, int, int]] = []
    unpaired: set[int] = set()
    index = 0
    while index < len(runs):
        start, end, escaped = runs[index]
        # An escaped backtick cannot open a span, but those after it can. A closer has no escape.
        length = end - start - escaped
        closers = waiting.get(length, deque())
        while closers and closers[0] <= index:
            closers.popleft()
        if closers and length:
            index = closers[0]
            spans.append((end, runs[index][0], length))
        elif length:
            unpaired.add(length)
        index += 1
    return spans, unpaired
