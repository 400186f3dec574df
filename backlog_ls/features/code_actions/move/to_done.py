"""Move completed items to the area for completed items, and back."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.code_actions.action import MOVE, Action, RefusedError
from backlog_ls.features.code_actions.move.done_areas import (
    MAX_SCANNED,
    Area,
    find_area_tables,
    find_areas,
    is_in_done_area,
    last_row_end,
)
from backlog_ls.features.code_actions.move.list_items import delete_item, match_bullet
from backlog_ls.features.code_actions.move.rows import adapt_row
from backlog_ls.features.status.bullets import find_card
from backlog_ls.model.analysis.bullets import read_bullet_status
from backlog_ls.model.analysis.section_status import read_certain_status
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.items.items import find_items, is_work_table
from backlog_ls.model.statuses.status import CLOSED_STATUSES, Status
from backlog_ls.model.tables.roles import roles_of_table
from backlog_ls.syntax.block import Kind
from backlog_ls.text.edit import Edit
from backlog_ls.text.lines import detect_line_ending, ends_with_blank_line, first_line_end

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

MOVE_TO_DONE, MOVE_BACK = "move-to-done", "move-back"

MAX_HEADING_LEVEL = 6
_TOO_DEEP = "Its headings would be deeper than level 6."


class _Destination(NamedTuple):
    """Where an item goes: after the text that ends at `offset`."""

    area: Area
    offset: int
    before: str
    """What to insert between that text and the item."""
    after: str = ""
    table: Place[Block] | None = None
    """For a row: the header of its new table."""
    after_item: Place[Block] | None = None
    """For a task: the list item that will be before it."""


def find_move_actions(view: View, start: int, _end: int) -> Iterator[Action]:
    """Yield the action that moves the item at `start`, disabled if that is not possible."""
    found = _item_at(view, start)
    if found is None:
        return
    place, is_done = found
    kept = is_in_done_area(view.backlog, place)
    if is_done is False and not kept:
        return
    refactoring_id = MOVE_BACK if kept else MOVE_TO_DONE
    try:
        destination = _find_destination(view, place, to_done=not kept)
        out = kept and place.piece.kind == Kind.HEADING
        where = f"out of “{destination.area.title}”" if out else f"to “{destination.area.title}”"
        title = f"Move {'back ' if kept and not out else ''}{where}"
        if destination.table is not None:
            adapt_row(view, place, destination.table, to_done=not kept)
        yield Action(
            title,
            MOVE,
            start=start,
            end=start,
            refactoring_id=refactoring_id,
            preferred=not kept,
        )
    except RefusedError as refused:
        if is_done is None and not kept:
            return
        title = "Move back to the open items" if kept else "Move to the completed items"
        yield Action(
            title,
            MOVE,
            (),
            start=start,
            refactoring_id=refactoring_id,
            disabled=str(refused),
        )


def compute_move_edits(view: View, start: int, _end: int, refactoring_id: str) -> list[Edit]:
    """Return the edits that move the item at `start`.

    Raises:
        RefusedError: there is no item, or no place where it fits without loss.
    """
    found = _item_at(view, start)
    if found is None:
        message = "There is no item here."
        raise RefusedError(message)
    place, _ = found
    to_done = refactoring_id == MOVE_TO_DONE
    destination = _find_destination(view, place, to_done=to_done)
    eol = detect_line_ending(view.backlog.rope.at_index(0).piece.text)
    if destination.table is not None:
        text = adapt_row(view, place, destination.table, to_done=to_done)
        deletion = _delete_row(view, place)
    elif place.piece.kind == Kind.ITEM:
        text = match_bullet(place.piece.text.rstrip(), destination.after_item)
        deletion = delete_item(view, place)
    else:
        stop = view.backlog.section_end(place)
        text, deletion = _move_section(view, place, stop, destination.area, to_done=to_done)
    before, after = destination.before.replace("\n", eol), destination.after.replace("\n", eol)
    return sorted([deletion, Edit(destination.offset, destination.offset, before + text + after)])


def _item_at(view: View, offset: int) -> tuple[Place[Block], bool | None] | None:
    """Return the row, top-level list item or section at `offset`, and whether it is done; else None.

    A plain list item cannot say whether it is done, other than by its place: None.
    """
    place = view.backlog.rope.at_offset(offset)
    block = place.piece
    context = view.backlog.context(place)
    if block.kind == Kind.ROW:
        if context.roles is None or not is_work_table(context.roles):
            return None
        item = next(iter(find_items(block, context.roles)), None)
        if item is None:
            return None
        status, vocabulary = item.status, context.vocabulary
        term = vocabulary.find_term(status.text) if vocabulary and status else None
        meaning = term.status if term else status.status if status else Status.UNKNOWN
        return place, meaning is Status.DONE or item.struck
    if block.kind == Kind.ITEM:
        entries = facts_of(block).list_items
        nested = [entry for entry in entries[1:] if place.offset + entry.start <= offset]
        if not entries or nested:
            return None
        if entries[0].mark:
            return place, entries[0].done
        item = find_card(view.backlog, place, entries[0])
        if item is None:
            return (place, False) if context.cards else None
        if context.cards and not item.status:
            return place, False
        done = read_bullet_status(view.backlog, context, item) in CLOSED_STATUSES
        return place, done if item.status else None
    if block.kind == Kind.HEADING and block.level > 1:
        stated = read_certain_status(view.backlog, place)
        return place, stated is not None and stated.status is Status.DONE
    return None


def _find_destination(view: View, place: Place[Block], *, to_done: bool) -> _Destination:
    """Return where the item at `place` goes.

    Raises:
        RefusedError: there is no such place.
    """
    if place.piece.kind == Kind.HEADING:
        return _find_section_destination(view, place, to_done=to_done)
    of_row = place.piece.kind == Kind.ROW
    known = list(find_areas(view, done_only=to_done))
    finder = _find_table_destinations if of_row else _find_list_destinations
    destinations = list(finder(view, place, known, to_done=to_done))
    if not destinations:
        what = "table" if of_row else "section with a list"
        which = "for completed items" if to_done else "for open items"
        message = f"The document has no {what} {which}."
        raise RefusedError(message)
    if to_done:
        destination = min(destinations, key=lambda destination: destination.area.is_details)
    else:
        # An area may be the whole document, so the distance to the table counts.
        destination = min(
            destinations,
            key=lambda destination: abs(
                (destination.table or destination.area.head).index - place.index
            ),
        )
    if destination.table is None:
        return destination
    at = destination.table.index
    inner = [area for area in known if area.head.index < at < area.stop]
    return destination._replace(area=inner[-1], offset=last_row_end(view, destination.table))


def _find_table_destinations(
    view: View, row: Place[Block], known: list[Area], *, to_done: bool
) -> Iterator[_Destination]:
    own = view.backlog.context(row).lead
    seen: set[int] = set()
    for area in known:
        if area.is_done is not to_done:
            continue
        for table in find_area_tables(view, area):
            open_work = is_work_table(roles_of_table(table.piece)) and not is_in_done_area(
                view.backlog, table
            )
            if table.key in seen or table.key == own or not (to_done or open_work):
                continue
            seen.add(table.key)
            yield _Destination(area, 0, "\n", "", table)


def _find_list_destinations(
    view: View, item: Place[Block], known: list[Area], *, to_done: bool
) -> Iterator[_Destination]:
    """Yield the ends of the lists of tasks directly in an area."""
    rope = view.backlog.rope
    for area in known:
        inside = area.head.index < item.index < area.stop
        if area.is_done is not to_done or (inside and not area.is_details and not to_done):
            continue
        stop = area.stop if area.is_details else min(area.stop, view.backlog.body_end(area.head))
        last = last_block = None
        for place in islice(rope.places(area.head.index + 1), MAX_SCANNED):
            if place.index >= stop or (not area.is_details and place.piece.kind == Kind.HTML):
                break
            last_block = place
            if place.piece.kind == Kind.ITEM and place.index != item.index:
                last = place
        if last is not None and (to_done or _is_task(view, last)):
            yield _Destination(
                area, last.offset + len(last.piece.text.rstrip()), "\n", after_item=last
            )
        elif to_done and last is None:
            last_before = last_block if last_block and not inside else area.head
            if last_before.piece.kind in {Kind.HEADING, Kind.PARAGRAPH, Kind.HTML}:
                end = last_before.offset + len(last_before.piece.text.rstrip())
                blank = ends_with_blank_line(last_before.piece.text)
                yield _Destination(area, end, "\n\n", "" if blank or not area.is_details else "\n")


def _is_task(view: View, place: Place[Block]) -> bool:
    entries = facts_of(place.piece).list_items
    if entries and not entries[0].mark:
        return find_card(view.backlog, place, entries[0]) is not None
    return bool(entries)


def _find_section_destination(view: View, heading: Place[Block], *, to_done: bool) -> _Destination:
    rope = view.backlog.rope
    stop = view.backlog.section_end(heading)
    for area in find_areas(view, done_only=True):
        inside = area.head.index < heading.index < area.stop
        if not area.is_done or inside is to_done or heading.index <= area.head.index < stop:
            continue
        if to_done and area.head.piece.level == MAX_HEADING_LEVEL:
            raise RefusedError(_TOO_DEEP)
        if to_done:
            last = rope.at_index(area.stop - 1)
            return _Destination(area, last.offset + len(last.piece.text.rstrip()), "\n\n")
        if not area.is_details:
            return _Destination(area, area.head.offset, "", "\n\n")
    message = "The document has no section for completed items."
    raise RefusedError(message)


def _move_section(
    view: View, heading: Place[Block], stop: int, area: Area, *, to_done: bool
) -> tuple[str, Edit]:
    """Return the text of the section in its new place, and the edit that deletes the old one.

    The levels of its headings are adapted to the new place.

    Raises:
        RefusedError: a heading would be deeper than level 6, or is a setext heading.
    """
    rope = view.backlog.rope
    level = area.head.piece.level
    shift = 0
    if level:
        shift = max(level + 1 - heading.piece.level, 0) if to_done else level - heading.piece.level
    kept = []
    end = heading.offset
    for place in rope.places(heading.index):
        if place.index >= stop:
            break
        text = place.piece.text
        end = place.offset + len(text)
        if place.piece.kind == Kind.HEADING and shift:
            found = facts_of(place.piece).heading
            if (
                found is None
                or found.underlined
                or not 1 <= place.piece.level + shift <= MAX_HEADING_LEVEL
            ):
                raise RefusedError(_TOO_DEEP)
            marks = text.index("#")
            cut = marks + place.piece.level
            text = text[:marks] + "#" * (place.piece.level + shift) + text[cut:]
        kept.append(text)
    if stop == len(rope) and not kept[-1].endswith(("\n", "\r")):
        before = rope.at_index(heading.index - 1) if heading.index else None
        start = before.offset + len(before.piece.text.rstrip()) if before else heading.offset
        return "".join(kept).rstrip(), Edit(start, end, "")
    return "".join(kept).rstrip(), Edit(heading.offset, end, "")


def _delete_row(view: View, row: Place[Block]) -> Edit:
    """Return the edit that deletes the line of a row, but not blank lines after it."""
    text = row.piece.text
    end = first_line_end(text)
    after = end + (2 if text.startswith("\r\n", end) else len(text[end : end + 1]))
    start = row.offset
    if after == end:  # the last line of the document: delete the line ending before it
        start = row.offset - (2 if view.backlog.rope.slice(start - 2, start) == "\r\n" else 1)
    return Edit(start, row.offset + after, "")
