"""The day on which an item was done, where its table or section keeps it: stamped, and taken back."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.features.neighbourhood import NEAR
from backlog_ls.features.overview.progress import rows_after
from backlog_ls.features.status.date_format import document_style, style_of_dates, written
from backlog_ls.features.status.spots import MOST, StatusSpot
from backlog_ls.model.analysis.section_status import own_text_end
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.completion_state import says_done
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.model.items.items import row_span
from backlog_ls.model.tables.headers import Role, header_role
from backlog_ls.syntax.block import Kind
from backlog_ls.syntax.table import split_row
from backlog_ls.text.edit import Edit
from backlog_ls.text.pattern import pattern
from backlog_ls.text.width import display_width

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.blocks.fields import Field
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

NOTHING = pattern(r"\s*(?:(?:[-\u2013\u2014]{1,3}|\?|tbd|n/?a|\.\.\.|\u2026)\s*)?", re.IGNORECASE)
"""What stands where there is no date yet."""


def stamped(view: View, spot: StatusSpot, *, done: bool) -> Iterator[Edit]:
    """Yield the edits that note today as the day that the item of `spot` was done on, or take it back.

    It is noted only where nothing stands yet, and taken back only where exactly that was noted.
    """
    if spot.row is not None:
        if spot.place.piece.kind == Kind.ROW:
            yield from _in_row(view, spot, done=done)
    elif spot.heading is not None:
        yield from _in_section(view, spot.heading, done=done)
    elif spot.is_box:
        yield from _behind_task(view, spot, done=done)


def finish_column(table: Block, roles: tuple[Role | None, ...]) -> int | None:
    """Return the column in which a table keeps when things were done, or None.

    Its title must say so: an end may be planned.
    """
    header = facts(table).row
    for column, cell in enumerate(header.cells if header else ()):
        if column < len(roles) and roles[column] is Role.FINISHED:
            return column if says_done(cell.text(table.text)) else None
    return None


def today_in_column(view: View, table: Place[Block], column: int, near: int = 0) -> str | None:
    """Return today in the style of a column; None where that is not certain.

    Args:
        view: the document.
        table: the header of the table.
        column: the number of the column.
        near: the number of the row near which to look.
    """
    style = style_of_dates(text for text in _others(view, table, column, near) if text)
    if style is None:
        return None
    return written(style or document_style(view), view.day)


def _others(view: View, table: Place[Block], column: int, near: int) -> Iterator[str]:
    rope = view.backlog.rope
    first = max(table.index, near - NEAR - 1)
    for row in islice(rows_after(rope, rope.at_index(first)), 2 * NEAR):
        span = row_span(facts(row.piece).row, column)
        if span and row.index != near:
            yield row.piece.text[slice(*span)]


def _in_row(view: View, spot: StatusSpot, *, done: bool) -> Iterator[Edit]:
    table = view.backlog.rope.at_key(view.backlog.context(spot.place).lead)
    if table is None or spot.roles is None:
        return
    column = finish_column(table.piece, spot.roles.roles)
    span = row_span(spot.row, column)
    if column is None or span is None:
        return
    today = today_in_column(view, table, column, spot.place.index)
    if today is None:
        return
    text = spot.place.piece.text[slice(*span)]
    if done and NOTHING.fullmatch(text):
        yield in_cell(view, spot.place, span, today)
    elif not done and text == today:
        others = Counter(
            other
            for other in _others(view, table, column, spot.place.index)
            if NOTHING.fullmatch(other)
        )
        nothing = others.most_common(1)[0][0] if others else ""
        yield Edit(spot.place.offset + span[0], spot.place.offset + span[1], nothing)


def in_cell(view: View, place: Place[Block], span: tuple[int, int], text: str) -> Edit:
    """Return the edit that writes `text` into a cell, with a space where its pipes stand close.

    Where the cell is as wide as its column, it stays so, as far as its padding lasts.
    """
    start, end = span
    line = place.piece.text
    room = _room(view, place, span)
    if room is not None:
        blanks = len(line) - end - len(line[end:].lstrip(" "))
        padding = " " * max(room - display_width(text, ambiguous_wide=_wide(view)), 1)
        return Edit(place.offset + start, place.offset + end + blanks, text + padding)
    if start == end:
        before = "" if line[start - 1 : start] in {" ", "\t"} else " "
        after = " " if line[end : end + 1] == "|" else ""
        text = before + text + after
    return Edit(place.offset + start, place.offset + end, text)


def _room(view: View, place: Place[Block], span: tuple[int, int]) -> int | None:
    """Return how wide the text of a cell with its padding is, or None where that is not to be kept.

    It is kept where text stands in it, followed by blanks, and its column is padded to one width.
    """
    start, end = span
    row = facts(place.piece).row
    table = view.backlog.rope.at_key(view.backlog.context(place).lead)
    if row is None or table is None or start == end:
        return None
    cells = [cell.text_start for cell in row.cells]
    lines = table.piece.text.splitlines()
    delimiter = split_row(lines[1]).cells if len(lines) > 1 else ()
    column = bisect_right(cells, start) - 1
    if not 0 <= column < len(delimiter):
        return None
    cell = row.cells[column]
    width = display_width(place.piece.text[cell.start : cell.end], ambiguous_wide=_wide(view))
    if end == cell.end or width != delimiter[column].end - delimiter[column].start:
        return None
    return width - display_width(place.piece.text[cell.start : start], ambiguous_wide=_wide(view))


def _wide(view: View) -> bool:
    return view.settings.table.ambiguous_wide


def _in_section(view: View, heading: Place[Block], *, done: bool) -> Iterator[Edit]:
    rope = view.backlog.rope
    stop = min(view.backlog.own_end(heading), heading.index + MOST)
    for place in rope.find(BITS, Bit.FIELD, heading.index + 1, stop):
        for field in facts(place.piece).fields:
            if field.name_start >= own_text_end(place.piece):
                break
            if header_role(field.name) is Role.FINISHED and says_done(field.name):
                yield from _in_field(view, place, field, done=done)
                return


def _in_field(view: View, place: Place[Block], field: Field, *, done: bool) -> Iterator[Edit]:
    rope = view.backlog.rope
    text = field.value(place.piece.text)
    others = (
        other.value(block.piece.text)
        for block in islice(rope.find(BITS, Bit.DATE, 0, len(rope)), MOST)
        for other in facts(block.piece).fields
        if header_role(other.name) is Role.FINISHED
        and not (block.key == place.key and other.name_start == field.name_start)
    )
    style = style_of_dates(filter(None, others))
    if style is None:
        return
    today = written(style or document_style(view), view.day)
    start, end = place.offset + field.value_start, place.offset + field.value_end
    if done and NOTHING.fullmatch(text):
        gap = "" if place.piece.text[field.value_start - 1] in " \t" else " "
        yield Edit(start, end, gap + today)
    elif not done and text == today:
        yield Edit(start, end, "")


_SIGNED = pattern("[ \t]\u2705\ufe0f?[ ]?[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _behind_task(view: View, spot: StatusSpot, *, done: bool) -> Iterator[Edit]:
    """Yield the edits of the sign and date behind a task, as Obsidian's Tasks write them.

    Only where most of the done tasks beside it have one.
    """
    block = spot.place.piece
    entry = next((entry for entry in facts(block).entries if entry.mark_at == spot.start), None)
    if entry is None:
        return
    today = f" \u2705 {view.day.isoformat()}"
    words = block.text[entry.text_start : entry.text_end]
    at = spot.place.offset + entry.text_end
    if not done and words.endswith(today):
        yield Edit(at - len(today), at, "")
    elif done and words and not _SIGNED.search(words) and _are_dated(view, spot):
        yield Edit(at, at, today)


def _are_dated(view: View, spot: StatusSpot) -> bool:
    rope = view.backlog.rope
    first = max(spot.place.index - NEAR, 0)
    done = dated = 0
    for place in islice(rope.find(BITS, Bit.TASK, first, len(rope)), NEAR):
        for entry in facts(place.piece).entries:
            if entry.done and not (place.key == spot.place.key and entry.mark_at == spot.start):
                done += 1
                dated += bool(_SIGNED.search(place.piece.text[entry.text_start : entry.text_end]))
    return 2 * dated > done
