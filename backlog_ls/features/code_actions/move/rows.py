"""Adapt a row to another table: each cell goes to the matching column, and none is lost."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.code_actions.action import RefusedError
from backlog_ls.features.neighbourhood import NEAR_BLOCKS
from backlog_ls.features.overview.table_rows import table_rows
from backlog_ls.features.status.completed_on import (
    NO_DATE,
    find_completion_column,
    today_in_style_of,
)
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.items.date_uses import DATE_ROLES
from backlog_ls.model.items.items import cell_span_in_row
from backlog_ls.model.names.normalize import normalize_name
from backlog_ls.model.statuses.status import Status, canonical_status, read_status
from backlog_ls.model.tables.roles import Role, TableRoles, roles_of_table
from backlog_ls.syntax.block import Kind
from backlog_ls.syntax.table import split_row
from backlog_ls.text.width import display_width

if TYPE_CHECKING:
    from backlog_ls.syntax.block import Block
    from backlog_ls.syntax.table import Row
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View


class _Table(NamedTuple):
    place: Place[Block]
    header: Row
    titles: list[str]
    roles: TableRoles


def adapt_row(view: View, row: Place[Block], target_header: Place[Block], *, to_done: bool) -> str:
    """Return `row` as a row of the table whose header is `target_header`, without line ending.

    Args:
        view: the document.
        row: the row, of another table.
        target_header: the header of the table to adapt it to.
        to_done: whether that table is for completed items, not for open ones.

    Raises:
        RefusedError: a cell has no matching column, and the table has no column for notes.
    """
    source = _read_table(view.backlog.rope.at_key(view.backlog.context(row).lead))
    target = _read_table(target_header)
    cells = facts_of(row.piece).row
    if source is None or target is None or cells is None:
        message = "This is not a row of a table."
        raise RefusedError(message)
    if len(cells.cells) != len(source.titles):
        message = "The row does not have a cell for each column of its table."
        raise RefusedError(message)
    texts = [cell.text(row.piece.text) for cell in cells.cells]
    new = [""] * len(target.titles)
    columns = _match_columns(source, target)
    left: list[int] = []
    for number, text in enumerate(texts):
        column = columns.get(number)
        if column is not None:
            new[column] = text
        elif text and not _is_implied(view, source, row, number, text, to_done=to_done):
            left.append(number)
    _add_to_notes(source, target, texts, left, new)
    _fill_in(view, target, new, to_done=to_done)
    return _format_row(view, target, new)


def _read_table(place: Place[Block] | None) -> _Table | None:
    header = facts_of(place.piece).row if place else None
    if place is None or header is None or place.piece.kind != Kind.TABLE:
        return None
    titles = [cell.text(place.piece.text) for cell in header.cells]
    return _Table(place, header, titles, roles_of_table(place.piece))


def _match_columns(source: _Table, target: _Table) -> dict[int, int]:
    """Map columns of `source` to columns of `target`: by title and role, then role, then title."""
    found: dict[int, int] = {}
    wanted = [
        (role, normalize_name(title))
        for role, title in zip(source.roles.roles, source.titles, strict=True)
    ]
    there = [
        (role, normalize_name(title))
        for role, title in zip(target.roles.roles, target.titles, strict=True)
    ]
    likenesses = (
        lambda one, other: one == other,
        lambda one, other: one[0] is other[0] is not None,
        lambda one, other: bool(one[1]) and one[1] == other[1],
    )
    for alike in likenesses:
        for number, one in enumerate(wanted):
            if number in found:
                continue
            for column, other in enumerate(there):
                if column not in found.values() and alike(one, other):
                    found[number] = column
                    break
    return found


def _is_implied(
    view: View,
    source: _Table,
    row: Place[Block],
    number: int,
    text: str,
    *,
    to_done: bool,
) -> bool:
    """Tell whether a cell without a column in the other table can be dropped.

    Empty cells can be dropped, a status that only says `done` if the area does, too, and on the way
    back the completion date if it is today.
    """
    if NO_DATE.fullmatch(text):
        return True
    role = source.roles.roles[number]
    if to_done and role is Role.STATUS:
        reading = read_status(text)
        return canonical_status(text) is Status.DONE and reading.known and not reading.partial
    if not to_done and number == _find_finish_column(view, source):
        return text == today_in_style_of(view, source.place, number, row.index)
    return False


def _add_to_notes(
    source: _Table, target: _Table, texts: list[str], left: list[int], new: list[str]
) -> None:
    """Add the cells without a matching column to the notes.

    Raises:
        RefusedError: there is no column for notes.
    """
    if not left:
        return
    notes = target.roles.column(Role.NOTES)
    if notes is None:
        lost = ", ".join(f"`{source.titles[number]}`" for number in left)
        message = f"The other table has no column for {lost} and no notes column."
        raise RefusedError(message)
    notes_text = [
        f"{source.titles[number]}: {texts[number]}" if source.titles[number] else texts[number]
        for number in left
    ]
    new[notes] = "; ".join([*([new[notes]] if new[notes] else []), *notes_text])


def _find_finish_column(view: View, table: _Table) -> int | None:
    """Return the column for completion dates in a table of completed items, or None.

    A single column with the role `DATE` is one if it has values.
    """
    roles = table.roles.roles
    finish = find_completion_column(table.place.piece, roles)
    dates = [column for column, role in enumerate(roles) if role in DATE_ROLES]
    if finish is not None or len(dates) != 1 or roles[dates[0]] is not Role.DATE:
        return finish
    rows = islice(table_rows(view.backlog.rope, table.place), NEAR_BLOCKS)
    spans = ((row, cell_span_in_row(facts_of(row.piece).row, dates[0])) for row in rows)
    kept = any(span and not NO_DATE.fullmatch(row.piece.text[slice(*span)]) for row, span in spans)
    return dates[0] if kept else None


def _fill_in(view: View, target: _Table, new: list[str], *, to_done: bool) -> None:
    """Fill in the completion date, or the status that the row has again."""
    finish = _find_finish_column(view, target)
    if to_done and finish is not None and NO_DATE.fullmatch(new[finish]):
        new[finish] = today_in_style_of(view, target.place, finish) or new[finish]
    status = target.roles.status
    if status is not None and not new[status]:
        wanted = Status.DONE if to_done else Status.TODO
        used = Counter(
            text
            for row in islice(table_rows(view.backlog.rope, target.place), NEAR_BLOCKS)
            if (span := cell_span_in_row(facts_of(row.piece).row, status))
            and canonical_status(text := row.piece.text[slice(*span)]) is wanted
            and not read_status(text).partial
        )
        new[status] = used.most_common(1)[0][0] if used else ""


def _format_row(view: View, target: _Table, new: list[str]) -> str:
    """Return the cells `new` as a line in the style of `target`: its pipes, and its padding."""
    header, text = target.header, target.place.piece.text
    wide = view.settings.table.ambiguous_wide
    even = _column_widths(view, target)
    parts = []
    for number, (cell, content) in enumerate(zip(header.cells, new, strict=True)):
        left = " " if text[cell.start : cell.text_start] else ""
        right = " " if text[cell.text_end : cell.end] else ""
        inner = left + content + right
        missing = even[number] - display_width(inner, ambiguous_wide=wide) if even else 0
        parts.append(inner + " " * max(missing, 0))
    line = "|".join(parts)
    opening = "|" if header.leading_pipe or not line.strip() else ""
    closing = "|" if header.trailing_pipe or not new[-1] else ""
    indent = text[: header.start].lstrip("\ufeff")
    return indent + opening + (line if closing else line.rstrip()) + closing


def _column_widths(view: View, target: _Table) -> list[int]:
    """Return the widths of the columns of `target`; empty if its first rows are not aligned."""
    wide = view.settings.table.ambiguous_wide
    text = target.place.piece.text
    lines = text.split("\n")[:2]
    lines += [row.piece.text for row in islice(table_rows(view.backlog.rope, target.place), 3)]
    found = [
        [display_width(line[c.start : c.end], ambiguous_wide=wide) for c in split_row(line).cells]
        for line in lines
    ]
    return found[0] if all(widths == found[0] for widths in found) else []
