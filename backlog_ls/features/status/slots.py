"""Where the items at the cursor, or in a selection, state their status."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.cursor import Cursor
from backlog_ls.features.neighbourhood import NEAR_BLOCKS
from backlog_ls.features.overview.table_rows import table_rows
from backlog_ls.features.status.bullets import (
    BulletStatus,
    find_bullet_statuses,
    find_card,
    place_for_status,
    read_bullet_status_text,
)
from backlog_ls.features.status.choices import REMARK
from backlog_ls.model.analysis.bullets import find_work
from backlog_ls.model.analysis.section_status import (
    is_status_label,
    read_section_statuses,
    section_text_end,
)
from backlog_ls.model.analysis.work_tables import work_roles
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.markup import strip_markup
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.document.status_uses import find_status_fields, is_status_field
from backlog_ls.model.items.item import ItemKind, StatusPlace
from backlog_ls.model.items.items import cell_span_in_row, find_items
from backlog_ls.model.tables.roles import TableKind, roles_of_header
from backlog_ls.model.tables.rows import is_data_row
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.lines import line_start_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.blocks.fields import Field
    from backlog_ls.model.blocks.list_items import ListItem
    from backlog_ls.model.items.item import Item
    from backlog_ls.model.tables.roles import TableRoles
    from backlog_ls.syntax.table import Row
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

MAX_SLOTS = 200
"""Maximum number of slots in a selection."""


class StatusSlot(NamedTuple):
    """The place of the status of an item, which may be empty. Offsets are code points in the block."""

    place: Place[Block]
    place_kind: StatusPlace
    start: int
    end: int
    """`[start, end)` is what to replace: the status with its markup, without a remark."""
    text: str
    """The status without its markup; may be empty."""
    row: Row | None = None
    """For a cell: its row."""
    roles: TableRoles | None = None
    """For a cell: the roles of the columns of its table."""
    heading: Place[Block] | None = None
    """For a field or a heading: the heading of the section with this status."""
    bullet: BulletStatus | None = None
    """For a list item without a checkbox: how it states its status, or would state it."""

    @property
    def offset(self) -> int:
        """Where it begins: a code point of the document."""
        return self.place.offset + self.start

    @property
    def is_checkbox(self) -> bool:
        """Whether it is a checkbox."""
        return self.place_kind is StatusPlace.CHECKBOX


def find_status_slots(view: View, start: int, end: int) -> list[StatusSlot]:
    """Return the slots of the items in ``[start, end]``, code points of the document.

    At a cursor that is the innermost item; of a selection, all that begin in it.
    """
    rope = view.backlog.rope
    found: list[StatusSlot] = []
    for place in rope.places(rope.at_offset(start).index):
        if place.offset > end or (place.offset == end > start) or len(found) >= MAX_SLOTS:
            break
        low, high = start - place.offset, end - place.offset
        found += [slot for slot in find_slots_in_block(view, place, low, high) if slot not in found]
    return found[:MAX_SLOTS]


def find_slots_in_block(
    view: View, place: Place[Block], start: int, end: int
) -> Iterator[StatusSlot]:
    """Yield the slots in one block; `start` and `end` are code points of the block."""
    block = place.piece
    if block.kind == Kind.ROW:
        context = view.backlog.context(place)
        row = facts_of(block).row
        roles = work_roles(view.backlog, context)
        if row and roles and len(row.cells) == context.column_count and is_data_row(block):
            yield from _cell_slot(place, row, roles)
    elif block.kind == Kind.HEADING:
        yield from find_section_slots(view, place)
    elif block.kind == Kind.FRONT_MATTER:
        for use in find_status_fields(block):
            yield StatusSlot(place, StatusPlace.FRONT_MATTER, use.start, use.end, use.text)
    elif block.kind == Kind.PARAGRAPH:
        titled = next(iter(find_work(view.backlog, place, view.backlog.context(place))), None)
        if titled:
            yield from _titled_slots(view, place, titled, start, end)
        elif any(is_status_field(field) for field in facts_of(block).fields):
            yield from _slots_of_section_around(view, place)
    else:
        yield from _slots_in_list(view, place, start, end)


def find_section_slots(view: View, heading: Place[Block]) -> Iterator[StatusSlot]:
    """Yield the slots of the section of `heading`: in the heading, in fields, in `## Status: Done`."""
    stated = read_section_statuses(view.backlog, heading)
    own = find_items(heading.piece)[0].status
    if not stated and own and is_status_label(heading.piece):
        stated = [(heading.key, own)]  # that of the section around it
    for key, use in stated:
        place = view.backlog.rope.at_key(key)
        if place is None:
            continue
        if use.place is StatusPlace.CHECKBOX:
            mark = use.text[1:-1]
            yield StatusSlot(place, use.place, use.start + 1, use.end - 1, mark, heading=heading)
        elif use.place is StatusPlace.HEADING:
            yield StatusSlot(place, use.place, use.start, use.end, use.text, heading=heading)
        else:
            for field in facts_of(place.piece).fields:
                if field.value_start <= use.start <= field.value_end:
                    yield _value_slot(
                        place, StatusPlace.FIELD, field.value_start, field.value_end
                    )._replace(heading=heading)


def sibling_statuses(view: View, slot: StatusSlot) -> list[str]:
    """Return the other statuses in the column, or in fields of the document, as written.

    Only those near the slot: editors ask after every cursor movement.
    """
    rope = view.backlog.rope
    if slot.bullet is not None:
        return [each.text for each in sibling_bullets(view, slot)]
    if slot.row is not None and slot.roles is not None:
        column = slot.roles.status
        if slot.place.piece.kind != Kind.ROW:
            return [
                slot.place.piece.text[slice(*span)]
                for grid in facts_of(slot.place.piece).nested_tables
                if slot.row in grid.rows
                for row in grid.rows
                if row is not slot.row and (span := cell_span_in_row(row, column))
            ]
        table = rope.at_key(view.backlog.context(slot.place).lead)
        if table is None:
            return []
        first = max(table.index + 1, slot.place.index - NEAR_BLOCKS)
        before = rope.at_index(first - 1)
        return [
            row.piece.text[slice(*span)]
            for row in islice(table_rows(rope, before), 2 * NEAR_BLOCKS)
            if row.key != slot.place.key
            and (span := cell_span_in_row(facts_of(row.piece).row, column))
        ]
    texts: list[str] = []
    for place in islice(rope.find(FLAGS, Flag.STATUS, 0, len(rope)), NEAR_BLOCKS):
        texts += [
            field.value(place.piece.text)
            for field in facts_of(place.piece).fields
            if is_status_field(field)
            and not (
                place.key == slot.place.key and field.value_start <= slot.start <= field.value_end
            )
        ]
    return texts


def sibling_bullets(view: View, slot: StatusSlot) -> list[BulletStatus]:
    """Return the other statuses that list items near `slot` state in the same way."""
    own = slot.bullet
    return [
        each
        for key, each in find_bullet_statuses(view.backlog, slot.place)
        if own and each.shape is own.shape and (key, each.start) != (slot.place.key, own.start)
    ]


def cursor_in_slot(view: View, slot: StatusSlot) -> Cursor:
    """Return a cursor at the beginning of `slot`."""
    document = view.backlog.document
    line, column = document.position_at(slot.offset)
    return Cursor(view, slot.place, line, slot.offset - column, document.line_text(line), column)


def status_span(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of the status in the value ``text[start:end]``, without a remark.

    The span includes the markup in ``**Done** (core)``, but not in ``**Done (core)**``.
    """
    inner = strip_markup(text, start, end)
    for low, high in ((start, end), inner):
        tail = REMARK.search(text, low, high)
        stop = tail.start() if tail else high
        while stop > low and text[stop - 1] in " \t":
            stop -= 1
        bare = strip_markup(text, low, stop)
        # Markup around status and remark is kept.
        if tail is None or bare != (low, stop) or text[low : low + 1] not in {"*", "_", "`", "~"}:
            return low, stop
    return inner


def _cell_slot(place: Place[Block], row: Row, roles: TableRoles) -> Iterator[StatusSlot]:
    span = cell_span_in_row(row, roles.status)
    if span is None or roles.kind not in {TableKind.STATUS, TableKind.POSSIBLE_STATUS}:
        return
    slot = _value_slot(place, StatusPlace.CELL, *span)
    yield slot._replace(row=row, roles=roles)


def _value_slot(place: Place[Block], sort: StatusPlace, start: int, end: int) -> StatusSlot:
    text = place.piece.text
    low, high = status_span(text, start, end) if start < end else (start, end)
    bare = strip_markup(text, low, high)
    return StatusSlot(place, sort, low, high, text[slice(*bare)])


def _slots_of_section_around(view: View, place: Place[Block]) -> Iterator[StatusSlot]:
    """Yield the slots of the section around `place`, a paragraph with fields."""
    headings = view.backlog.scope_before(place.index).headings
    heading = view.backlog.rope.at_key(headings[-1].key) if headings else None
    slots = list(find_section_slots(view, heading)) if heading else []
    if any(slot.place.key == place.key for slot in slots):
        yield from slots
    else:
        yield from _field_slots(place, 0, len(place.piece.text))


def _field_slots(place: Place[Block], start: int, end: int) -> Iterator[StatusSlot]:
    for field in facts_of(place.piece).fields:
        if is_status_field(field) and start <= field.name_start < end:
            yield _value_slot(place, StatusPlace.FIELD, field.value_start, field.value_end)


def _slots_in_list(view: View, place: Place[Block], start: int, end: int) -> Iterator[StatusSlot]:
    """Yield the slots in a list item, a quote, or HTML around a list."""
    block = place.piece
    found = facts_of(block)
    for grid in found.nested_tables:
        roles = roles_of_header(block.text, grid.header)
        rows = [
            row
            for row in grid.rows
            if line_start_at(block.text, row.start) <= end and row.end >= start
        ]
        for row in rows:
            if len(row.cells) == len(grid.header.cells):
                yield from _cell_slot(place, row, roles)
        if rows:
            return
    entries = found.list_items
    first = next(iter(entries), None)
    here = [entry for entry in entries if start <= line_start_at(block.text, entry.start) < end]
    if first and start <= line_start_at(block.text, first.start) < end:
        here = [first, *(entry for entry in here if entry is not first)]
    if start < end and here:
        yield from (_checkbox_slot(place, entry) for entry in here if entry.mark)
        stated = [
            slot for entry in here if not entry.mark for slot in _bullet_slots(view, place, entry)
        ]
        yield from stated
        if not stated and not any(entry.mark for entry in here):
            whole = any(is_status_field(field) for field in found.fields) and section_text_end(
                block
            )
            own = not _has_cards(view, place) and whole
            yield from _slots_of_section_around(view, place) if own else _card_slots(view, place)
        return
    on_line = [field for field in found.fields if _is_on_line(block, field, start)]
    if any(is_status_field(field) for field in on_line):
        if first and section_text_end(block) and not _has_cards(view, place):
            yield from _slots_of_section_around(view, place)
        else:
            at = min(field.name_start for field in on_line)
            yield from _field_slots(place, at, max(field.name_start for field in on_line) + 1)
        return
    chain: list[ListItem] = []
    for entry in entries:
        if line_start_at(block.text, entry.start) > start:
            break
        while chain and chain[-1].depth >= entry.depth:
            chain.pop()
        chain.append(entry)
    for entry in reversed(chain):
        slots = (
            [_checkbox_slot(place, entry)]
            if entry.mark
            else list(_bullet_slots(view, place, entry))
        )
        if slots:
            yield from slots
            return
    if chain:
        yield from _card_slots(view, place)


def _titled_slots(
    view: View, place: Place[Block], item: Item, start: int, end: int
) -> Iterator[StatusSlot]:
    """Yield the slot of a paragraph with a bold title, at its first line or a status field."""
    use = item.status
    if use and use.place is StatusPlace.FIELD:
        yield from islice(_field_slots(place, 0, len(place.piece.text)), 1)
    elif use:
        own = read_bullet_status_text(place.piece, item, use)
        yield StatusSlot(place, StatusPlace.BULLET, own.start, own.end, own.text, bullet=own)
    elif start <= item.end and end >= 0:
        found = place_for_status(view.backlog, place, 0, len(place.piece.text.rstrip()), item)
        if found:
            yield StatusSlot(place, StatusPlace.BULLET, found.start, found.end, "", bullet=found)


def _bullet_slots(view: View, place: Place[Block], entry: ListItem) -> Iterator[StatusSlot]:
    """Yield the slot in the text of a list item without a checkbox, if it is an item."""
    item = find_card(view.backlog, place, entry)
    if item is None:
        return
    use = item.status
    if use and use.place is StatusPlace.BULLET:
        own = read_bullet_status_text(place.piece, item, use)
    elif use or view.backlog.context(place).cards:
        return  # a field, or the column states it
    else:
        found = place_for_status(view.backlog, place, entry.text_start, entry.text_end, item)
        if found is None:
            return
        own = found
    yield StatusSlot(place, StatusPlace.BULLET, own.start, own.end, own.text, bullet=own)


def _card_slots(view: View, place: Place[Block]) -> Iterator[StatusSlot]:
    if _has_cards(view, place):
        yield from islice(_field_slots(place, 0, len(place.piece.text)), 1)


def _has_cards(view: View, place: Place[Block]) -> bool:
    context = view.backlog.context(place)
    items = find_items(place.piece, context.roles, cards=context.cards)
    return any(item.kind is ItemKind.CARD and item.status for item in items)


def _checkbox_slot(place: Place[Block], entry: ListItem) -> StatusSlot:
    at = entry.mark_at
    return StatusSlot(place, StatusPlace.CHECKBOX, at, at + 1, entry.mark)


def _is_on_line(block: Block, field: Field, offset: int) -> bool:
    low = line_start_at(block.text, field.name_start)
    return low <= offset and not set("\r\n") & set(block.text[low:offset])
