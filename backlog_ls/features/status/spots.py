"""Where the items at the cursor, or in a selection, state their status."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.completion.items import Spot
from backlog_ls.features.neighbourhood import NEAR
from backlog_ls.features.overview.progress import rows_after
from backlog_ls.features.status.choices import TAIL
from backlog_ls.model.analysis.section_status import own_text_end, stated_statuses
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.blocks.markup import unwrapped
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.model.document.status_uses import is_status_field, status_fields
from backlog_ls.model.items.items import ItemKind, StatusPlace, items_of, row_span
from backlog_ls.model.tables.empty_cells import is_entry
from backlog_ls.model.tables.headers import TableKind
from backlog_ls.model.tables.roles import roles_of_row
from backlog_ls.syntax.block import Block, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.blocks.entries import Entry
    from backlog_ls.model.blocks.fields import Field
    from backlog_ls.model.tables.headers import TableRoles
    from backlog_ls.syntax.table import Row
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

MOST = 200
"""So many items of a selection, and so many rows of a column, are looked at."""


class StatusSpot(NamedTuple):
    """A place for the status of one item. Offsets are code points in its block."""

    place: Place[Block]
    sort: StatusPlace
    start: int
    end: int
    """What is to be replaced: the status with its markup, not what is said behind it."""
    text: str
    """The status without its markup; empty where none stands there."""
    row: Row | None = None
    """Of a cell: its row."""
    roles: TableRoles | None = None
    """Of a cell: what the columns of its table are for."""
    heading: Place[Block] | None = None
    """Of a field or a title: that of the section whose status it is."""

    @property
    def offset(self) -> int:
        """Where it begins in the document."""
        return self.place.offset + self.start

    @property
    def is_box(self) -> bool:
        """Whether it is a checkbox."""
        return self.sort is StatusPlace.CHECKBOX


def status_spots(view: View, start: int, end: int) -> list[StatusSpot]:
    """Return where the items in ``[start, end]``, code points of the document, state their status.

    At a cursor that is the innermost item; of a selection, all that begin in it.
    """
    rope = view.backlog.rope
    found: list[StatusSpot] = []
    for place in rope.places(rope.at_offset(start).index):
        if place.offset > end or (place.offset == end > start) or len(found) >= MOST:
            break
        low, high = start - place.offset, end - place.offset
        found += [spot for spot in spots_in(view, place, low, high) if spot not in found]
    return found[:MOST]


def spots_in(view: View, place: Place[Block], start: int, end: int) -> Iterator[StatusSpot]:
    """Yield the places in one block; `start` and `end` count from its first code point."""
    block = place.piece
    if block.kind == Kind.ROW:
        context = view.backlog.context(place)
        row = facts(block).row
        if row and context.roles and len(row.cells) == context.columns and is_entry(block):
            yield from _cell(place, row, context.roles)
    elif block.kind == Kind.HEADING:
        yield from section_spots(view, place)
    elif block.kind == Kind.FRONT_MATTER:
        for use in status_fields(block):
            yield StatusSpot(place, StatusPlace.MATTER, use.start, use.end, use.text)
    elif block.kind == Kind.PARAGRAPH:
        if any(is_status_field(field) for field in facts(block).fields):
            yield from _of_section_around(view, place)
    else:
        yield from _in_list(view, place, start, end)


def section_spots(view: View, heading: Place[Block]) -> Iterator[StatusSpot]:
    """Yield where the section of `heading` states its status: its title, its fields."""
    for key, use in stated_statuses(view.backlog, heading):
        place = view.backlog.rope.at_key(key)
        if place is None:
            continue
        if use.place is StatusPlace.CHECKBOX:
            mark = use.text[1:-1]
            yield StatusSpot(place, use.place, use.start + 1, use.end - 1, mark, heading=heading)
        elif use.place is StatusPlace.HEADING:
            yield StatusSpot(place, use.place, use.start, use.end, use.text, heading=heading)
        else:
            for field in facts(place.piece).fields:
                if field.value_start <= use.start <= field.value_end:
                    yield _value(
                        place, StatusPlace.FIELD, field.value_start, field.value_end
                    )._replace(heading=heading)


def column_texts(view: View, spot: StatusSpot) -> list[str]:
    """Return the other values of the column, or of the document's fields, as they are written.

    Only those near the cursor: an editor asks at its every move.
    """
    rope = view.backlog.rope
    if spot.row is not None and spot.roles is not None:
        column = spot.roles.status
        if spot.place.piece.kind != Kind.ROW:
            return [
                spot.place.piece.text[slice(*span)]
                for grid in facts(spot.place.piece).grids
                if spot.row in grid.rows
                for row in grid.rows
                if row is not spot.row and (span := row_span(row, column))
            ]
        table = rope.at_key(view.backlog.context(spot.place).lead)
        if table is None:
            return []
        first = max(table.index + 1, spot.place.index - NEAR)
        before = rope.at_index(first - 1)
        return [
            row.piece.text[slice(*span)]
            for row in islice(rows_after(rope, before), 2 * NEAR)
            if row.key != spot.place.key and (span := row_span(facts(row.piece).row, column))
        ]
    texts: list[str] = []
    for place in islice(rope.find(BITS, Bit.STATUS, 0, len(rope)), NEAR):
        texts += [
            field.value(place.piece.text)
            for field in facts(place.piece).fields
            if is_status_field(field)
            and not (
                place.key == spot.place.key and field.value_start <= spot.start <= field.value_end
            )
        ]
    return texts


def as_spot(view: View, spot: StatusSpot) -> Spot:
    """Return where completion would be asked for to complete `spot`."""
    document = view.backlog.document
    line, column = document.position_at(spot.offset)
    return Spot(view, spot.place, line, spot.offset - column, document.line_text(line), column)


def head_of(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the status in the value ``text[start:end]`` with its markup, without what follows it.

    ``**Done** (core)`` has it inside; of ``**Done (core)**`` it is the inner words.
    """
    inner = unwrapped(text, start, end)
    for low, high in ((start, end), inner):
        tail = TAIL.search(text, low, high)
        stop = tail.start() if tail else high
        while stop > low and text[stop - 1] in " \t":
            stop -= 1
        bare = unwrapped(text, low, stop)
        # Markup that opens in the status and closes behind it stays where it is.
        if tail is None or bare != (low, stop) or text[low : low + 1] not in {"*", "_", "`", "~"}:
            return low, stop
    return inner


def _cell(place: Place[Block], row: Row, roles: TableRoles) -> Iterator[StatusSpot]:
    span = row_span(row, roles.status)
    if span is None or roles.kind is not TableKind.STATUS:
        return
    spot = _value(place, StatusPlace.CELL, *span)
    yield spot._replace(row=row, roles=roles)


def _value(place: Place[Block], sort: StatusPlace, start: int, end: int) -> StatusSpot:
    text = place.piece.text
    low, high = head_of(text, start, end) if start < end else (start, end)
    bare = unwrapped(text, low, high)
    return StatusSpot(place, sort, low, high, text[slice(*bare)])


def _of_section_around(view: View, place: Place[Block]) -> Iterator[StatusSpot]:
    """Yield the places of the section in which the field paragraph at `place` stands."""
    headings = view.backlog.scope_before(place.index).headings
    heading = view.backlog.rope.at_key(headings[-1].key) if headings else None
    spots = list(section_spots(view, heading)) if heading else []
    if any(spot.place.key == place.key for spot in spots):
        yield from spots
    else:
        yield from _fields(place, 0, len(place.piece.text))


def _fields(place: Place[Block], start: int, end: int) -> Iterator[StatusSpot]:
    for field in facts(place.piece).fields:
        if is_status_field(field) and start <= field.name_start < end:
            yield _value(place, StatusPlace.FIELD, field.value_start, field.value_end)


def _in_list(view: View, place: Place[Block], start: int, end: int) -> Iterator[StatusSpot]:
    """Yield the places in an item, a quote, or the HTML that hides a list."""
    block = place.piece
    found = facts(block)
    for grid in found.grids:
        roles = roles_of_row(block.text, grid.header)
        rows = [row for row in grid.rows if _line_of(block, row.start) <= end and row.end >= start]
        for row in rows:
            if len(row.cells) == len(grid.header.cells):
                yield from _cell(place, row, roles)
        if rows:
            return
    entries = found.entries
    first = next(iter(entries), None)
    here = [entry for entry in entries if start <= _line_of(block, entry.start) < end]
    if first and start <= _line_of(block, first.start) < end:
        here = [first, *(entry for entry in here if entry is not first)]
    if start < end and here:
        yield from (_box(place, entry) for entry in here if entry.mark)
        if not any(entry.mark for entry in here):
            whole = any(is_status_field(field) for field in found.fields) and own_text_end(block)
            own = not _cards(view, place) and whole
            yield from _of_section_around(view, place) if own else _of_card(view, place)
        return
    on_line = [field for field in found.fields if _is_on_line(block, field, start)]
    if any(is_status_field(field) for field in on_line):
        if first and own_text_end(block) and not _cards(view, place):
            yield from _of_section_around(view, place)
        else:
            at = min(field.name_start for field in on_line)
            yield from _fields(place, at, max(field.name_start for field in on_line) + 1)
        return
    chain: list[Entry] = []
    for entry in entries:
        if _line_of(block, entry.start) > start:
            break
        while chain and chain[-1].depth >= entry.depth:
            chain.pop()
        chain.append(entry)
    boxed = next((entry for entry in reversed(chain) if entry.mark), None)
    if boxed:
        yield _box(place, boxed)
    elif chain:
        yield from _of_card(view, place)


def _of_card(view: View, place: Place[Block]) -> Iterator[StatusSpot]:
    if _cards(view, place):
        yield from islice(_fields(place, 0, len(place.piece.text)), 1)


def _cards(view: View, place: Place[Block]) -> bool:
    context = view.backlog.context(place)
    items = items_of(place.piece, context.roles, cards=context.cards)
    return any(item.kind is ItemKind.CARD and item.status for item in items)


def _box(place: Place[Block], entry: Entry) -> StatusSpot:
    at = entry.mark_at
    return StatusSpot(place, StatusPlace.CHECKBOX, at, at + 1, entry.mark)


def _is_on_line(block: Block, field: Field, offset: int) -> bool:
    low = _line_of(block, field.name_start)
    return low <= offset and not set("\r\n") & set(block.text[low:offset])


def _line_of(block: Block, offset: int) -> int:
    """Return where the line that holds `offset` begins."""
    text = block.text
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
