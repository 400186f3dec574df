"""Completion of statuses, in the spelling and the style that the place itself uses."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.completion_list import (
    NOTHING,
    CompletionItem,
    CompletionKind,
    CompletionList,
    Spot,
)
from backlog_ls.features.formatting import table_at
from backlog_ls.features.progress import rows_after
from backlog_ls.features.status_choices import (
    MOST_USES,
    TAIL,
    choices_at,
    filter_text,
    fits,
    style_of,
)
from backlog_ls.features.summary import status_name
from backlog_ls.features.wording import escaped, plain
from backlog_ls.model.bits import BITS, Bit
from backlog_ls.model.facts import facts, prose
from backlog_ls.model.fields import read_fields
from backlog_ls.model.fold import fold_status
from backlog_ls.model.headers import TableKind, table_roles
from backlog_ls.model.items import cell_span
from backlog_ls.model.status import Status
from backlog_ls.model.statuses import is_status_field
from backlog_ls.syntax.block import Kind
from backlog_ls.syntax.table import Row, split_row

if TYPE_CHECKING:
    from backlog_ls.features.formatting import Table
    from backlog_ls.model.headers import TableRoles


class _Value(NamedTuple):
    """The value that is being typed. Columns are code points in the line."""

    start: int
    end: int
    lead: str = ""
    """Inserted before, where the place has no space there."""
    tail: str = ""


def complete_cell(spot: Spot) -> CompletionList | None:
    """Offer statuses in the status cell of a row of work; None anywhere else."""
    table = _table(spot)
    if table is None:
        return None
    status_column, row, others = table
    cell = _cell_at(row, spot)
    if cell is None or cell[0] != status_column:
        return None
    return _offered(spot, cell[1], others)


def complete_field(spot: Spot) -> CompletionList | None:
    """Offer statuses as the value of a status field; None anywhere else."""
    block = spot.place.piece
    if block.kind not in {Kind.PARAGRAPH, Kind.ITEM, Kind.QUOTE}:
        return None
    local = spot.line_start - spot.place.offset
    if not any(start <= local < end for start, end in prose(block)):
        return None
    value = _field_value(spot)
    return None if value is None else _offered(spot, value, _field_texts(spot))


def _table(spot: Spot) -> tuple[int, Row, list[str]] | None:
    """Return the status column of the table of work at `spot`, its row, and that column's texts."""
    view, place = spot.view, spot.place
    if place.piece.kind == Kind.ROW and spot.line == place.line:
        context = view.backlog.context(place)
        roles = context.roles
        table = view.backlog.rope.at_key(context.lead)
        if roles is None or table is None or not _is_work(roles):
            return None
        texts = [
            row.piece.text[slice(*span)]
            for row in islice(rows_after(view.backlog.rope, table), MOST_USES)
            if row.key != place.key and (span := cell_span(row.piece, roles.status))
        ]
        return roles.status or 0, split_row(spot.text), texts
    if place.piece.kind not in {Kind.ITEM, Kind.QUOTE}:
        return None
    nested = table_at(view, spot.offset)
    if nested is None:
        return None
    roles, rows = _read_nested(nested)
    number = next(i for i, start in enumerate(nested.starts) if start >= spot.line_start)
    if number < 2 or not _is_work(roles):
        return None
    column = roles.status or 0
    texts = [
        row.cells[column].text(line)
        for i, (row, line) in enumerate(zip(rows, nested.lines, strict=True))
        if i >= 2 and i != number and column < len(row.cells)
    ]
    return column, split_row(spot.text, nested.starts[number] - spot.line_start), texts


def _read_nested(table: Table) -> tuple[TableRoles, list[Row]]:
    rows = [split_row(line) for line in table.lines]
    names = tuple(cell.text(table.lines[0]) for cell in rows[0].cells)
    return table_roles(names), rows


def _is_work(roles: TableRoles) -> bool:
    return roles.kind is TableKind.STATUS and roles.status is not None


def _cell_at(row: Row, spot: Spot) -> tuple[int, _Value | None] | None:
    """Return the number of the cell with the cursor, and what of it may be replaced."""
    column = spot.column
    for index, cell in enumerate(row.cells):
        is_open = index == len(row.cells) - 1 and not row.trailing_pipe
        if cell.start <= column and (column <= cell.end or is_open):
            return index, _value(spot, cell.text_start, cell.text_end, in_table=True)
    if column >= row.end and (row.trailing_pipe or not row.cells):
        return len(row.cells), _value(spot, column, column, in_table=True)
    return None


def _field_value(spot: Spot) -> _Value | None:
    """Return the value of the status field that the cursor is in, as far as it is there."""
    text, column = spot.text, spot.column
    # A field without a value is not yet one: read the line as if a letter were typed.
    typed = "x" if not text[column:].strip() else ""
    line = text[:column] + typed + text[column:]
    for field in read_fields(line, [(0, len(line))]):
        start, end = field.value_start, field.value_end - len(typed)
        before = start > column and not text[column:start].strip()
        here = start <= column <= end or (before and start == end)
        if here and is_status_field(field) and not spot.in_code(field.name_start):
            if before:
                start = end = column
            return _value(spot, start, end, in_table=False)
    return None


def _value(spot: Spot, start: int, end: int, *, in_table: bool) -> _Value | None:
    """Return what to replace of the value ``[start, end)``: the status, not the words behind it.

    LSP 3.17 wants the cursor inside what is replaced, so spaces between the two are taken along, and
    put back. None where the cursor is behind the status, in free text.
    """
    text, column = spot.text, spot.column
    if start == end:
        lead = "" if text[:column].endswith((" ", "\t")) else " "
        return _Value(
            column, column, lead, " " if in_table and text.startswith("|", column) else ""
        )
    tail = TAIL.search(text, start, end)
    stop = tail.start() if tail else end
    while stop > start and text[stop - 1] in " \t":
        stop -= 1
    if column > stop and tail:
        return None
    return _Value(min(start, column), max(stop, column), text[column:start], text[stop:column])


def _offered(spot: Spot, value: _Value | None, texts: list[str]) -> CompletionList:
    """Return the statuses that fit what is typed of `value`; `texts` are others of its sort."""
    if value is None:
        return NOTHING
    typed = spot.text[value.start : spot.column]
    choices = choices_at(spot, texts)
    fitting = [fits(typed, choice.names) for choice in choices]
    # A status that is complete was not typed to find others like it: they may replace it.
    old = fold_status(spot.text[value.start : value.end]).key
    complete = spot.column >= value.end and any(
        fold_status(choice.spelling).key == old for choice in choices
    )
    style = style_of(texts)
    items = []
    for number, choice in enumerate(choices):
        if not fitting[number] and not complete:
            continue
        written = style[0] + choice.spelling + style[1]
        items.append(
            CompletionItem(
                choice.spelling,
                value.lead + written + value.tail,
                spot.line_start + value.start,
                spot.line_start + value.end,
                CompletionKind.STATUS,
                "" if choice.status is Status.UNKNOWN else status_name(choice.status),
                escaped(plain(choice.meaning, 300)),
                filter_text(typed, [written, *choice.names]),
                f"{int(not fitting[number])}{number:03}",
            )
        )
    items.sort(key=lambda item: item.sort_text)
    return CompletionList(tuple(items), incomplete=True)


def _field_texts(spot: Spot) -> list[str]:
    """Return the values of the document's status fields, but for that at the cursor."""
    rope = spot.view.backlog.rope
    texts: list[str] = []
    for place in islice(rope.find(BITS, Bit.STATUS, 0, len(rope)), MOST_USES):
        for field in facts(place.piece).fields:
            start = place.offset + field.value_start
            if is_status_field(field) and not spot.has(start):
                texts.append(field.value(place.piece.text))
    return texts
