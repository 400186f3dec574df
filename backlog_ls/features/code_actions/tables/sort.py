"""Sort the rows of a table by a column, each by what the column holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlog_ls.features.code_actions.action import RefusedError
from backlog_ls.features.code_actions.tables.edit import SORT_DOWN, Spot, reordered, spot_at
from backlog_ls.model.dates.dates import find_dates
from backlog_ls.model.items.date_uses import DATE_ROLES
from backlog_ls.model.names.normalize import fold
from backlog_ls.model.statuses.status import Status, canonical
from backlog_ls.model.tables.headers import Role, table_roles
from backlog_ls.syntax.table import split_row
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_ls.model.statuses.vocabulary import Vocabulary
    from backlog_ls.text.edit import Edit
    from backlog_ls.workspace.view import View

_HEAD = 2
_NUMBERS = pattern(r"(\d+)")
_STATUSES = {status: number for number, status in enumerate(Status)}

Key = tuple[Any, ...]


def sort_edits(view: View, start: int, _end: int, *work: str) -> list[Edit]:
    """Return the edits that sort the table at `start` by the column there; equal rows stay in order.

    Rows without a text in the column go last; the title of a group of rows stays, and its rows with
    it.

    Raises:
        RefusedError: the table is sorted so, or has rows that are not whole.
    """
    spot = spot_at(view, start)
    if spot is None:
        message = "There is no table here."
        raise RefusedError(message)
    order = [0, 1]
    segment: list[int] = []
    keys = _keys(view, spot, start)
    down = work[0] == SORT_DOWN
    for line in range(_HEAD, len(spot.table.lines)):
        if _is_group(spot, line):
            order += [*_sorted(segment, keys, down=down), line]
            segment = []
        else:
            segment.append(line)
    order += _sorted(segment, keys, down=down)
    edits = reordered(spot.table, order)
    if not edits:
        message = "The table is sorted so already."
        raise RefusedError(message)
    return edits


def _sorted(lines: list[int], keys: dict[int, Key | None], *, down: bool) -> list[int]:
    filled = [line for line in lines if keys[line] is not None]
    empty = [line for line in lines if keys[line] is None]
    return [*sorted(filled, key=lambda line: keys[line] or (), reverse=down), *empty]


def _keys(view: View, spot: Spot, offset: int) -> dict[int, Key | None]:
    """Return what each row is sorted by; None for one without a text in the column."""
    table, column = spot.table, spot.column
    texts: dict[int, str] = {}
    for line in range(_HEAD, len(table.lines)):
        cells = split_row(table.lines[line]).cells
        if len(cells) > len(spot.header.cells):
            message = "A row has more cells than the table has columns."
            raise RefusedError(message)
        texts[line] = cells[column].text(table.lines[line]) if column < len(cells) else ""
    names = tuple(cell.text(table.lines[0]) for cell in spot.header.cells)
    role = table_roles(names).roles[column]
    place = view.backlog.rope.at_offset(offset)
    key = _key_of(role, view.backlog.context(place).vocabulary, [*filter(None, texts.values())])
    return {line: key(text) if text else None for line, text in texts.items()}


def _key_of(
    role: Role | None, vocabulary: Vocabulary | None, texts: list[str]
) -> Callable[[str], Key]:
    if role is Role.STATUS:
        return lambda text: _status_key(text, vocabulary)
    dated = sum(_date_key(text)[0] == 0 for text in texts)
    if role in DATE_ROLES or 2 * dated > len(texts):
        return _date_key
    return _natural_key


def _status_key(text: str, vocabulary: Vocabulary | None) -> Key:
    """Return where a status stands in the legend, or behind all of it by what it means."""
    term = vocabulary.find(text) if vocabulary else None
    if vocabulary and term:
        return 0, vocabulary.terms.index(term)
    return 1, _STATUSES[canonical(text)]


def _date_key(text: str) -> Key:
    found = next(find_dates(text, 0, len(text), field=True), None)
    if found is None or found.first is None or found.last is None:
        return 1, *_natural_key(text)
    return 0, found.first.toordinal(), found.last.toordinal()


def _natural_key(text: str) -> Key:
    """Return a key by which `T-9` comes before `T-10`, whatever its case and markup."""
    parts = _NUMBERS.split(fold(text) or text)
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts if part)


def _is_group(spot: Spot, line: int) -> bool:
    """Tell whether a row is the title of those below: one cell of several is filled."""
    cells = split_row(spot.table.lines[line]).cells
    filled = sum(cell.text_start < cell.text_end for cell in cells)
    return filled == 1 and len(spot.header.cells) > _HEAD
