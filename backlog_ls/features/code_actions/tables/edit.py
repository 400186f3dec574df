"""Rows and columns of a table inserted, deleted and moved. The text of a cell is never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.code_actions.action import REWRITE, Action, RefusedError
from backlog_ls.features.formatting.format import Table, table_at
from backlog_ls.features.markdown_text import plain
from backlog_ls.model.blocks.facts import facts
from backlog_ls.syntax.block import Kind
from backlog_ls.syntax.table import Row, parse_delimiter, split_row
from backlog_ls.text.edit import Edit, minimal_edit
from backlog_ls.text.width import display_width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from backlog_ls.workspace.view import View

SORT, SORT_DOWN = "sort-table", "sort-table-down"
ROW_BELOW, ROW_DELETE, ROW_UP, ROW_DOWN = "row-below", "row-delete", "row-up", "row-down"
COLUMN_LEFT, COLUMN_RIGHT = "column-left", "column-right"
COLUMN_NEW_LEFT, COLUMN_NEW_RIGHT = "column-new-left", "column-new-right"
COLUMN_DELETE = "column-delete"
WORKS = (
    *(ROW_BELOW, ROW_DELETE, ROW_UP, ROW_DOWN),
    *(COLUMN_LEFT, COLUMN_RIGHT, COLUMN_NEW_LEFT, COLUMN_NEW_RIGHT, COLUMN_DELETE),
)

_HEAD = 2
"""The lines of a table before its rows: the header, and the delimiter row."""


class Spot(NamedTuple):
    """A cell of a table, by the numbers of its line and column."""

    table: Table
    line: int
    column: int

    @property
    def header(self) -> Row:
        """The cells of the header."""
        return split_row(self.table.lines[0])


def table_actions(view: View, start: int, end: int) -> Iterator[Action]:
    """Yield what can be done with the row and the column at the cursor; nothing for a selection."""
    place = view.backlog.rope.at_offset(start)
    in_table = place.piece.kind in {Kind.ROW, Kind.TABLE} or facts(place.piece).grids
    spot = spot_at(view, start) if in_table and start == end else None
    if spot is None:
        return
    title = plain(spot.header.cells[spot.column].text(spot.table.lines[0]), 30)
    last = len(spot.table.lines) - 1
    columns = len(spot.header.cells)
    offered = [
        (last > _HEAD, f"Sort the table by “{title}”", SORT),
        (last > _HEAD, f"Sort the table by “{title}”, descending", SORT_DOWN),
        (True, "Insert a row below", ROW_BELOW),
        (spot.line >= _HEAD, "Delete the row", ROW_DELETE),
        (spot.line > _HEAD, "Move the row up", ROW_UP),
        (_HEAD <= spot.line < last, "Move the row down", ROW_DOWN),
        (True, "Insert a column to the left", COLUMN_NEW_LEFT),
        (True, "Insert a column to the right", COLUMN_NEW_RIGHT),
        (columns > 1, f"Delete the column “{title}”", COLUMN_DELETE),
        (spot.column > 0, "Move the column to the left", COLUMN_LEFT),
        (spot.column < columns - 1, "Move the column to the right", COLUMN_RIGHT),
    ]
    for possible, shown, work in offered:
        if possible:
            yield Action(shown, REWRITE, at=start, end=end, work=(work,))


def spot_at(view: View, offset: int) -> Spot | None:
    """Return the cell at `offset`, or None: there is no table, or no such column."""
    table = table_at(view, offset)
    if table is None:
        return None
    line = max(number for number, start in enumerate(table.starts) if start <= offset or not number)
    local = offset - table.starts[line]
    cells = split_row(table.lines[line]).cells
    column = next((i for i, cell in enumerate(cells) if local <= cell.end), len(cells) - 1)
    header = split_row(table.lines[0]).cells
    return Spot(table, line, column) if 0 <= column < len(header) else None


def table_edits(view: View, start: int, _end: int, *work: str) -> list[Edit]:
    """Return the edits that do `work`, one of `WORKS`, at `start`.

    Raises:
        RefusedError: that would change what a cell says.
    """
    spot = spot_at(view, start)
    if spot is None:
        message = "There is no table here."
        raise RefusedError(message)
    table, line, column = spot
    name = work[0]
    if name == ROW_BELOW:
        return [_new_row(view, spot)]
    if name == ROW_DELETE and line >= _HEAD:
        return [Edit(_end_of(table, line - 1), _end_of(table, line), "")]
    if name in {ROW_UP, ROW_DOWN}:
        above = line - 1 if name == ROW_UP else line
        if not _HEAD <= above < len(table.lines) - 1:
            message = "The row cannot go further."
            raise RefusedError(message)
        order = list(range(len(table.lines)))
        order[above], order[above + 1] = above + 1, above
        return reordered(table, order)
    if name in {COLUMN_LEFT, COLUMN_RIGHT}:
        left = column - 1 if name == COLUMN_LEFT else column
        return _each_line(table, lambda cells: _swapped(cells, left), _swap_in_line(left))
    if name == COLUMN_DELETE and len(spot.header.cells) > 1:
        return _each_line(
            table, lambda cells: [*cells[:column], *cells[column + 1 :]], _delete_in_line(column)
        )
    if name in {COLUMN_NEW_LEFT, COLUMN_NEW_RIGHT}:
        at = column + (name == COLUMN_NEW_RIGHT)
        return _each_line(
            table, lambda cells: [*cells[:at], "", *cells[at:]], _insert_in_line(at), new=at
        )
    message = "That cannot be done here."
    raise RefusedError(message)


def reordered(table: Table, order: Sequence[int]) -> list[Edit]:
    """Return the edits that put line number ``order[i]`` where line number `i` is."""
    edits = []
    for line, other in enumerate(order):
        edit = minimal_edit(table.lines[line], table.lines[other])
        if edit:
            start = table.starts[line]
            edits.append(Edit(start + edit.start, start + edit.end, edit.text))
    return edits


def _end_of(table: Table, line: int) -> int:
    return table.starts[line] + len(table.lines[line])


def _new_row(view: View, spot: Spot) -> Edit:
    table = spot.table
    line = max(spot.line, 1)
    header = spot.header
    cells = [
        " " * max(display_width(table.lines[0][cell.start : cell.end]), 1) for cell in header.cells
    ]
    indent = table.lines[0][: header.start]
    between = view.backlog.rope.slice(_end_of(table, line - 1), table.starts[line])
    at = _end_of(table, line)
    return Edit(at, at, f"{between}{indent}|{'|'.join(cells)}|")


def _each_line(
    table: Table,
    wanted: Callable[[list[str]], list[str]],
    change: Callable[[str, Row, str], str],
    new: int = -1,
) -> list[Edit]:
    """Return the edits that give each line the cells that `wanted` makes of its own.

    `change` writes them with the least change. Where that would read otherwise, a pipe more or less
    being a cell at the ends of a line, the line is put together anew with pipes at both ends.
    """
    columns = len(split_row(table.lines[0]).cells)
    edits = []
    for number, line in enumerate(table.lines):
        row = split_row(line)
        texts = [cell.text(line) for cell in row.cells]
        if len(texts) > columns:
            message = "A row has more cells than the table has columns."
            raise RefusedError(message)
        texts += [""] * (columns - len(texts))
        goal = wanted(texts)
        filling = "     "
        if number == 1:
            filling = " --- "
            goal = ["---" if column == new else text for column, text in enumerate(goal)]
        whole = len(row.cells) == columns
        changed = change(line, row, filling) if whole else ""
        if not whole or not _reads(changed, goal, delimiter=number == 1):
            cells = [f" {text} " if text else "  " for text in goal]
            changed = f"{line[: row.start]}|{'|'.join(cells)}|{line[row.end :]}"
        edit = minimal_edit(line, changed)
        if edit:
            start = table.starts[number]
            edits.append(Edit(start + edit.start, start + edit.end, edit.text))
    return edits


def _reads(line: str, goal: list[str], *, delimiter: bool) -> bool:
    row = split_row(line)
    if [cell.text(line) for cell in row.cells] != goal or not (row.leading_pipe or len(goal) > 1):
        return False
    if delimiter:
        return parse_delimiter(line) is not None
    # Without a pipe before it, a first cell may open a list, a quote, a heading.
    return row.leading_pipe or goal[0][:1].isalpha()


def _swapped(cells: list[str], left: int) -> list[str]:
    if not 0 <= left < len(cells) - 1:
        message = "The column cannot go further."
        raise RefusedError(message)
    return [*cells[:left], cells[left + 1], cells[left], *cells[left + 2 :]]


def _swap_in_line(left: int) -> Callable[[str, Row, str], str]:
    def change(line: str, row: Row, _filling: str) -> str:
        one, other = row.cells[left], row.cells[left + 1]
        if row.leading_pipe and row.trailing_pipe:
            spans = (one.start, one.end), (other.start, other.end)
        else:  # the padding at an end without a pipe is none
            spans = (one.text_start, one.text_end), (other.text_start, other.text_end)
        (a, b), (c, d) = spans
        return line[:a] + line[c:d] + line[b:c] + line[a:b] + line[d:]

    return change


def _delete_in_line(column: int) -> Callable[[str, Row, str], str]:
    def change(line: str, row: Row, _filling: str) -> str:
        cell = row.cells[column]
        if column == len(row.cells) - 1 and not row.trailing_pipe:
            before = row.cells[column - 1]
            return line[: before.text_end] + line[cell.end :]
        if column == 0 and not row.leading_pipe:
            return line[: cell.start] + line[row.cells[1].text_start :]
        return line[: cell.start] + line[cell.end + 1 :]

    return change


def _insert_in_line(at: int) -> Callable[[str, Row, str], str]:
    def change(line: str, row: Row, filling: str) -> str:
        if at < len(row.cells):
            start = row.cells[at].start
            return f"{line[:start]}{filling}|{line[start:]}"
        lead = "" if row.trailing_pipe else " |"
        return f"{line[: row.end]}{lead}{filling}|{line[row.end :]}"

    return change
