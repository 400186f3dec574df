"""Queries about the rows of a table, answered from measures of the rope without walking the rows."""

from __future__ import annotations

from operator import add, or_
from typing import TYPE_CHECKING

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.pattern import pattern
from backlog_ls.text.tree import Measure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.text.rope import Place, Rope

MAX_COLUMNS = 60
"""Maximum number of columns that are measured."""

MAX_SPELLINGS = 16
"""Maximum number of different short texts in a column. With more, it holds names or free text."""

_SPELLING = pattern(r"[^\s\d|]+(?: [^\s\d|]+){0,2}")
_NO_ROW = 1 << MAX_COLUMNS


def table_end(rope: Rope[Block], table: Place[Block]) -> int:
    """Return the index of the block after the last row of the table with its header at `table`."""
    after = next(rope.find(_EMPTY, _NO_ROW, table.index + 1, len(rope)), None)
    return after.index if after else len(rope)


def count_data_rows(rope: Rope[Block], start: int, stop: int) -> int:
    """Return the number of data rows among the blocks ``[start, stop)``; see `is_data_row`."""
    return rope.fold(_DATA_ROWS, start, stop)


def find_empty_cells(
    rope: Rope[Block], column: int, start: int, stop: int
) -> Iterator[Place[Block]]:
    """Yield the data rows among the blocks ``[start, stop)`` whose cell in `column` is empty.

    Rows in which the cell is missing are not included.
    """
    if column < MAX_COLUMNS:
        yield from rope.find(_EMPTY, 1 << column, start, stop)


def count_spellings(rope: Rope[Block], column: int, start: int, stop: int) -> dict[str, int] | None:
    """Count the short texts without digits in `column` of the rows ``[start, stop)``.

    Returns the count of each text as written, or None for more than `MAX_SPELLINGS` texts.
    """
    return rope.fold(_SPELLINGS, start, stop).get(column, {})


def is_data_row(block: Block) -> bool:
    """Tell whether the row `block` contains data, and is not the title of a group of rows.

    A group title fills only one cell. In a table of two columns, such a row may also be data.
    """
    row = facts_of(block).row
    if row is None:
        return False
    filled = sum(cell.text_start < cell.text_end for cell in row.cells)
    return filled >= 2 or (filled == 1 and len(row.cells) == 2)


def _empty_columns(_key: int, block: Block) -> int:
    if block.kind != Kind.ROW:
        return _NO_ROW
    row = facts_of(block).row
    if row is None or not is_data_row(block):
        return 0
    return sum(
        1 << column
        for column, cell in enumerate(row.cells[:MAX_COLUMNS])
        if cell.text_start == cell.text_end
    )


def _count_data_row(_key: int, block: Block) -> int:
    return int(block.kind == Kind.ROW and is_data_row(block))


_EMPTY: Measure[Block, int] = Measure(0, _empty_columns, or_)
"""One bit for each empty column of a data row, and `_NO_ROW` for any other kind of block."""

_DATA_ROWS: Measure[Block, int] = Measure(0, _count_data_row, add)


Spellings = dict[int, "dict[str, int] | None"]
"""Counts of texts by column. Columns without texts are left out."""


def _spellings_of(_key: int, block: Block) -> Spellings:
    row = facts_of(block).row if block.kind == Kind.ROW else None
    if row is None:
        return _NO_SPELLINGS
    found: Spellings = {}
    for column, cell in enumerate(row.cells[:MAX_COLUMNS]):
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
    return both if len(both) <= MAX_SPELLINGS else None


_NO_SPELLINGS: Spellings = {}
_SPELLINGS: Measure[Block, Spellings] = Measure(
    _NO_SPELLINGS, _spellings_of, _join_spellings, cache_pieces=False
)
"""Not cached per row: two dictionaries would take more memory than the text of the row."""
