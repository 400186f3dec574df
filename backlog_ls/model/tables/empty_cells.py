"""Which cells of a table's rows are empty, found and counted without a walk through the rows."""

from __future__ import annotations

from operator import add, or_
from typing import TYPE_CHECKING

from backlog_ls.model.blocks.facts import facts
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.pattern import pattern
from backlog_ls.text.tree import Measure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.text.rope import Place, Rope

WIDEST = 60
"""Columns from this number on are not looked at: no work table has a status there."""

MOST_SPELLINGS = 16
"""A column with more than so many short texts is one of names or of free text."""

_SPELLING = pattern(r"[^\s\d|]+(?: [^\s\d|]+){0,2}")
_NO_ROW = 1 << WIDEST


def table_end(rope: Rope[Block], table: Place[Block]) -> int:
    """Return the number of the block after the last row of the table whose header is at `table`."""
    after = next(rope.find(_EMPTY, _NO_ROW, table.index + 1, len(rope)), None)
    return after.index if after else len(rope)


def entries_between(rope: Rope[Block], start: int, stop: int) -> int:
    """Return how many of the rows number ``[start, stop)`` are entries, not titles of a group."""
    return rope.fold(_ENTRIES, start, stop)


def empty_in(rope: Rope[Block], column: int, start: int, stop: int) -> Iterator[Place[Block]]:
    """Yield those entries among the rows number ``[start, stop)`` that leave `column` empty.

    The cell is there, and nothing is in it.
    """
    if column < WIDEST:
        yield from rope.find(_EMPTY, 1 << column, start, stop)


def spellings_in(rope: Rope[Block], column: int, start: int, stop: int) -> dict[str, int] | None:
    """Return the short texts without digits in `column` of the rows number ``[start, stop)``.

    With how often each stands there, as written; None where they are more than `MOST_SPELLINGS`.
    """
    return rope.fold(_SPELLINGS, start, stop).get(column, {})


def is_entry(block: Block) -> bool:
    """Tell whether the row `block` is more than the title of a group of rows.

    Of the cells of a title one is filled. In a table of two columns that may as well be an entry.
    """
    row = facts(block).row
    if row is None:
        return False
    filled = sum(cell.text_start < cell.text_end for cell in row.cells)
    return filled >= 2 or (filled == 1 and len(row.cells) == 2)


def _empty_columns(_key: int, block: Block) -> int:
    if block.kind != Kind.ROW:
        return _NO_ROW
    row = facts(block).row
    if row is None or not is_entry(block):
        return 0
    return sum(
        1 << column
        for column, cell in enumerate(row.cells[:WIDEST])
        if cell.text_start == cell.text_end
    )


def _is_one(_key: int, block: Block) -> int:
    return int(block.kind == Kind.ROW and is_entry(block))


_EMPTY: Measure[Block, int] = Measure(0, _empty_columns, or_)
"""One bit for each column that an entry leaves empty, and one for a block that is no row."""

_ENTRIES: Measure[Block, int] = Measure(0, _is_one, add)


Spellings = dict[int, "dict[str, int] | None"]
"""By column; a column without any is left out."""


def _spellings_of(_key: int, block: Block) -> Spellings:
    row = facts(block).row if block.kind == Kind.ROW else None
    if row is None:
        return _NOTHING
    found: Spellings = {}
    for column, cell in enumerate(row.cells[:WIDEST]):
        if 3 <= cell.text_end - cell.text_start <= 24:
            text = cell.text(block.text)
            if _SPELLING.fullmatch(text):
                found[column] = {text: 1}
    return found


def _join_spellings(left: Spellings, right: Spellings) -> Spellings:
    if not left or not right:
        return left or right
    both = dict(left)
    for column, texts in right.items():
        both[column] = _merged(both[column], texts) if column in both else texts
    return both


def _merged(left: dict[str, int] | None, right: dict[str, int] | None) -> dict[str, int] | None:
    if left is None or right is None:
        return None
    both = dict(left)
    for text, times in right.items():
        both[text] = both.get(text, 0) + times
    return both if len(both) <= MOST_SPELLINGS else None


_NOTHING: Spellings = {}
_SPELLINGS: Measure[Block, Spellings] = Measure(
    _NOTHING, _spellings_of, _join_spellings, kept=False
)
"""Two dictionaries for each row of a table would take more room than its text."""
