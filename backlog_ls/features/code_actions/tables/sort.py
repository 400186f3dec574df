"""Sort the rows of a table by a column: by status, by date, or in natural order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlog_ls.features.code_actions.action import RefusedError
from backlog_ls.features.code_actions.tables.edit import (
    HEADER_LINES,
    SORT_TABLE_DESCENDING,
    CellPosition,
    find_cell_position,
    reorder_lines,
)
from backlog_ls.model.dates.search import find_dates
from backlog_ls.model.items.date_uses import DATE_ROLES
from backlog_ls.model.names.normalize import normalize_name
from backlog_ls.model.statuses.status import Status, canonical_status
from backlog_ls.model.tables.roles import Role, roles_from_titles
from backlog_ls.syntax.table import split_row
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_ls.model.statuses.vocabulary import Vocabulary
    from backlog_ls.text.edit import Edit
    from backlog_ls.workspace.view import View

_NUMBERS = pattern(r"(\d+)")
_STATUSES = {status: number for number, status in enumerate(Status)}

Key = tuple[Any, ...]


def compute_sort_edits(view: View, start: int, _end: int, refactoring_id: str) -> list[Edit]:
    """Return the edits that sort the table at `start` by the column there. The sort is stable.

    Rows with an empty cell in the column go last. Rows that are the title of a group stay where they
    are, and each group is sorted by itself.

    Raises:
        RefusedError: there is no table, it is already sorted, or a row has extra cells.
    """
    position = find_cell_position(view, start)
    if position is None:
        message = "There is no table here."
        raise RefusedError(message)
    order = [0, 1]
    segment: list[int] = []
    keys = _find_sort_keys(view, position, start)
    down = refactoring_id == SORT_TABLE_DESCENDING
    for line in range(HEADER_LINES, len(position.table.lines)):
        if _is_group_row(position, line):
            order += [*_sort_lines(segment, keys, down=down), line]
            segment = []
        else:
            segment.append(line)
    order += _sort_lines(segment, keys, down=down)
    edits = reorder_lines(position.table, order)
    if not edits:
        message = "The table is already sorted."
        raise RefusedError(message)
    return edits


def _sort_lines(lines: list[int], keys: dict[int, Key | None], *, down: bool) -> list[int]:
    filled = [line for line in lines if keys[line] is not None]
    empty = [line for line in lines if keys[line] is None]
    return [*sorted(filled, key=lambda line: keys[line] or (), reverse=down), *empty]


def _find_sort_keys(view: View, position: CellPosition, offset: int) -> dict[int, Key | None]:
    """Return the sort key of each row; None for rows with an empty cell in the column."""
    table, column = position.table, position.column
    texts: dict[int, str] = {}
    for line in range(HEADER_LINES, len(table.lines)):
        cells = split_row(table.lines[line]).cells
        if len(cells) > len(position.header.cells):
            message = "A row has more cells than the table has columns."
            raise RefusedError(message)
        texts[line] = cells[column].text(table.lines[line]) if column < len(cells) else ""
    names = tuple(cell.text(table.lines[0]) for cell in position.header.cells)
    role = roles_from_titles(names).roles[column]
    place = view.backlog.rope.at_offset(offset)
    key = _choose_sort_key(
        role, view.backlog.context(place).vocabulary, [*filter(None, texts.values())]
    )
    return {line: key(text) if text else None for line, text in texts.items()}


def _choose_sort_key(
    role: Role | None, vocabulary: Vocabulary | None, texts: list[str]
) -> Callable[[str], Key]:
    if role is Role.STATUS:
        return lambda text: _status_key(text, vocabulary)
    dated = sum(_date_key(text)[0] == 0 for text in texts)
    if role in DATE_ROLES or 2 * dated > len(texts):
        return _date_key
    return _natural_key


def _status_key(text: str, vocabulary: Vocabulary | None) -> Key:
    """Return a key that sorts in the order of the legend, then of the canonical statuses."""
    term = vocabulary.find_term(text) if vocabulary else None
    if vocabulary and term:
        return 0, vocabulary.terms.index(term)
    return 1, _STATUSES[canonical_status(text)]


def _date_key(text: str) -> Key:
    found = next(find_dates(text, 0, len(text), field=True), None)
    if found is None or found.first is None or found.last is None:
        return 1, *_natural_key(text)
    return 0, found.first.toordinal(), found.last.toordinal()


def _natural_key(text: str) -> Key:
    """Return a key by which `T-9` comes before `T-10`, without case and markup."""
    parts = _NUMBERS.split(normalize_name(text) or text)
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts if part)


def _is_group_row(position: CellPosition, line: int) -> bool:
    """Tell whether a row is the title of a group: only one of its cells is filled."""
    cells = split_row(position.table.lines[line]).cells
    filled = sum(cell.text_start < cell.text_end for cell in cells)
    return filled == 1 and len(position.header.cells) > HEADER_LINES
