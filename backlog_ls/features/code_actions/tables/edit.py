"""Insert, delete and move rows and columns of a table. The texts of cells never change."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.code_actions.action import REWRITE, Action, RefusedError
from backlog_ls.features.formatting.tables import Table, table_at
from backlog_ls.features.markdown_text import plain_text
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.syntax.block import Kind
from backlog_ls.syntax.table import Row, parse_delimiter, split_row
from backlog_ls.text.edit import Edit, minimal_edit
from backlog_ls.text.width import display_width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from backlog_ls.workspace.view import View

SORT_TABLE, SORT_TABLE_DESCENDING = "sort-table", "sort-table-down"
ROW_BELOW, ROW_DELETE, ROW_UP, ROW_DOWN = "row-below", "row-delete", "row-up", "row-down"
COLUMN_LEFT, COLUMN_RIGHT = "column-left", "column-right"
COLUMN_NEW_LEFT, COLUMN_NEW_RIGHT = "column-new-left", "column-new-right"
COLUMN_DELETE = "column-delete"
TABLE_EDITS = (
    *(ROW_BELOW, ROW_DELETE, ROW_UP, ROW_DOWN),
    *(COLUMN_LEFT, COLUMN_RIGHT, COLUMN_NEW_LEFT, COLUMN_NEW_RIGHT, COLUMN_DELETE),
)

HEADER_LINES = 2
"""Number of lines before the rows: the header and the delimiter row."""


class CellPosition(NamedTuple):
    """A cell of a table. `line` and `column` are 0-based; line 1 is the delimiter row."""

    table: Table
    line: int
    column: int

    @property
    def header(self) -> Row:
        """The cells of the header."""
        return split_row(self.table.lines[0])


def find_table_actions(view: View, start: int, end: int) -> Iterator[Action]:
    """Yield the actions for the row and column at the cursor; nothing for a selection."""
    place = view.backlog.rope.at_offset(start)
    in_table = place.piece.kind in {Kind.ROW, Kind.TABLE} or facts_of(place.piece).nested_tables
    position = find_cell_position(view, start) if in_table and start == end else None
    if position is None:
        return
    title = plain_text(position.header.cells[position.column].text(position.table.lines[0]), 30)
    last = len(position.table.lines) - 1
    columns = len(position.header.cells)
    offered = [
        (last > HEADER_LINES, f"Sort the table by “{title}”", SORT_TABLE),
        (last > HEADER_LINES, f"Sort the table by “{title}”, descending", SORT_TABLE_DESCENDING),
        (True, "Insert a row below", ROW_BELOW),
        (position.line >= HEADER_LINES, "Delete the row", ROW_DELETE),
        (position.line > HEADER_LINES, "Move the row up", ROW_UP),
        (HEADER_LINES <= position.line < last, "Move the row down", ROW_DOWN),
        (True, "Insert a column to the left", COLUMN_NEW_LEFT),
        (True, "Insert a column to the right", COLUMN_NEW_RIGHT),
        (columns > 1, f"Delete the column “{title}”", COLUMN_DELETE),
        (position.column > 0, "Move the column to the left", COLUMN_LEFT),
        (position.column < columns - 1, "Move the column to the right", COLUMN_RIGHT),
    ]
    for possible, shown, refactoring_id in offered:
        if possible:
            yield Action(shown, REWRITE, start=start, end=end, refactoring_id=refactoring_id)


def find_cell_position(view: View, offset: int) -> CellPosition | None:
    """Return the cell at `offset`; None outside a table, or in a cell without a column."""
    table = table_at(view, offset)
    if table is None:
        return None
    line = max(number for number, start in enumerate(table.starts) if start <= offset or not number)
    local = offset - table.starts[line]
    cells = split_row(table.lines[line]).cells
    column = next((i for i, cell in enumerate(cells) if local <= cell.end), len(cells) - 1)
    header = split_row(table.lines[0]).cells
    return CellPosition(table, line, column) if 0 <= column < len(header) else None


def compute_table_edits(view: View, start: int, _end: int, refactoring_id: str) -> list[Edit]:
    """Return the edits of one of `TABLE_EDITS` at `start`.

    Raises:
        RefusedError: there is no table, no row or column on that side, or a row has extra cells.
    """
    position = find_cell_position(view, start)
    if position is None:
        message = "There is no table here."
        raise RefusedError(message)
    table, line, column = position
    if refactoring_id == ROW_BELOW:
        return [_insert_row(view, position)]
    if refactoring_id == ROW_DELETE and line >= HEADER_LINES:
        return [Edit(_line_end(table, line - 1), _line_end(table, line), "")]
    if refactoring_id in {ROW_UP, ROW_DOWN}:
        above = line - 1 if refactoring_id == ROW_UP else line
        if not HEADER_LINES <= above < len(table.lines) - 1:
            message = "The row cannot be moved further."
            raise RefusedError(message)
        order = list(range(len(table.lines)))
        order[above], order[above + 1] = above + 1, above
        return reorder_lines(table, order)
    if refactoring_id in {COLUMN_LEFT, COLUMN_RIGHT}:
        left = column - 1 if refactoring_id == COLUMN_LEFT else column
        return _edit_lines(table, lambda cells: _swap_cells(cells, left), _swap_in_line(left))
    if refactoring_id == COLUMN_DELETE and len(position.header.cells) > 1:
        return _edit_lines(
            table, lambda cells: [*cells[:column], *cells[column + 1 :]], _delete_in_line(column)
        )
    if refactoring_id in {COLUMN_NEW_LEFT, COLUMN_NEW_RIGHT}:
        at = column + (refactoring_id == COLUMN_NEW_RIGHT)
        return _edit_lines(
            table, lambda cells: [*cells[:at], "", *cells[at:]], _insert_in_line(at), new=at
        )
    message = "This cannot be done here."
    raise RefusedError(message)


def reorder_lines(table: Table, order: Sequence[int]) -> list[Edit]:
    """Return the edits that replace each line `i` with the line ``order[i]``."""
    edits = []
    for line, other in enumerate(order):
        edit = minimal_edit(table.lines[line], table.lines[other])
        if edit:
            start = table.starts[line]
            edits.append(Edit(start + edit.start, start + edit.end, edit.text))
    return edits


def _line_end(table: Table, line: int) -> int:
    return table.starts[line] + len(table.lines[line])


def _insert_row(view: View, position: CellPosition) -> Edit:
    table = position.table
    line = max(position.line, 1)
    header = position.header
    cells = [
        " " * max(display_width(table.lines[0][cell.start : cell.end]), 1) for cell in header.cells
    ]
    indent = table.lines[0][: header.start]
    between = view.backlog.rope.slice(_line_end(table, line - 1), table.starts[line])
    at = _line_end(table, line)
    return Edit(at, at, f"{between}{indent}|{'|'.join(cells)}|")


def _edit_lines(
    table: Table,
    wanted: Callable[[list[str]], list[str]],
    change: Callable[[str, Row, str], str],
    new: int = -1,
) -> list[Edit]:
    """Return the edits that give each line the cells that `wanted` makes of its present ones.

    `change` makes the smallest change. If the result would be parsed differently (at the ends of a
    line, a pipe may or may not be a cell), the line is rewritten with pipes at both ends.

    Args:
        table: the table.
        wanted: returns the new texts of a line's cells.
        change: returns the new line, from the line, its row and the text of a new cell.
        new: the number of the inserted column, if there is one.
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
        if not whole or not _has_cells(changed, goal, delimiter=number == 1):
            cells = [f" {text} " if text else "  " for text in goal]
            changed = f"{line[: row.start]}|{'|'.join(cells)}|{line[row.end :]}"
        edit = minimal_edit(line, changed)
        if edit:
            start = table.starts[number]
            edits.append(Edit(start + edit.start, start + edit.end, edit.text))
    return edits


def _has_cells(line: str, goal: list[str], *, delimiter: bool) -> bool:
    row = split_row(line)
    if [cell.text(line) for cell in row.cells] != goal or not (row.leading_pipe or len(goal) > 1):
        return False
    if delimiter:
        return parse_delimiter(line) is not None
    # Without a leading pipe, the first cell could start a list, a quote or a heading.
    return row.leading_pipe or goal[0][:1].isalpha()


def _swap_cells(cells: list[str], left: int) -> list[str]:
    if not 0 <= left < len(cells) - 1:
        message = "The column cannot be moved further."
        raise RefusedError(message)
    return [*cells[:left], cells[left + 1], cells[left], *cells[left + 2 :]]


def _swap_in_line(left: int) -> Callable[[str, Row, str], str]:
    def change(line: str, row: Row, _filling: str) -> str:
        one, other = row.cells[left], row.cells[left + 1]
        if row.leading_pipe and row.trailing_pipe:
            spans = (one.start, one.end), (other.start, other.end)
        else:  # at an end without a pipe there is no padding
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
