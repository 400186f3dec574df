"""The completion date of an item: add it when the item is done, remove it when it is reopened."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.features.neighbourhood import NEAR_BLOCKS
from backlog_ls.features.overview.table_rows import table_rows
from backlog_ls.features.status.bullets import BulletStatus, find_bullet_statuses
from backlog_ls.features.status.date_format import (
    detect_date_style,
    detect_document_style,
    format_date,
)
from backlog_ls.features.status.slots import MAX_SLOTS, StatusSlot
from backlog_ls.model.analysis.section_status import section_text_end
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.completion_state import is_completion_name
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.items.items import cell_span_in_row
from backlog_ls.model.statuses.status import Status, canonical_status
from backlog_ls.model.tables.roles import Role, find_role
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

NO_DATE = pattern(r"\s*(?:(?:[-\u2013\u2014]{1,3}|\?|tbd|n/?a|\.\.\.|\u2026)\s*)?", re.IGNORECASE)
"""Values of a cell or field without a date."""


def edit_completion_date(view: View, slot: StatusSlot, *, done: bool) -> Iterator[Edit]:
    """Yield the edits that add today as the completion date of an item, or remove it.

    A date is only added where there is none, and only removed if it is today's.

    Args:
        view: the document.
        slot: where the item states its status.
        done: whether to add the date.
    """
    if slot.row is not None:
        if slot.place.piece.kind == Kind.ROW:
            yield from _edit_row(view, slot, done=done)
    elif slot.heading is not None:
        yield from _edit_section(view, slot.heading, done=done)
    elif slot.bullet is not None:
        yield from _edit_bullet(view, slot, slot.bullet, done=done)
    elif slot.is_checkbox:
        yield from _edit_task(view, slot, done=done)


def find_completion_column(table: Block, roles: tuple[Role | None, ...]) -> int | None:
    """Return the number of the column with completion dates, or None.

    Its header must say so: an end date may be planned.
    """
    header = facts_of(table).row
    for column, cell in enumerate(header.cells if header else ()):
        if column < len(roles) and roles[column] is Role.FINISHED:
            return column if is_completion_name(cell.text(table.text)) else None
    return None


def today_in_style_of(view: View, table: Place[Block], column: int, near: int = 0) -> str | None:
    """Return today in the date style of a column, or None if the style is ambiguous.

    Args:
        view: the document.
        table: the header of the table.
        column: the number of the column.
        near: the number of the block near which to read other rows.
    """
    style = detect_date_style(text for text in _other_cells(view, table, column, near) if text)
    if style is None:
        return None
    return format_date(style or detect_document_style(view), view.day)


def _other_cells(view: View, table: Place[Block], column: int, near: int) -> Iterator[str]:
    rope = view.backlog.rope
    first = max(table.index, near - NEAR_BLOCKS - 1)
    for row in islice(table_rows(rope, rope.at_index(first)), 2 * NEAR_BLOCKS):
        span = cell_span_in_row(facts_of(row.piece).row, column)
        if span and row.index != near:
            yield row.piece.text[slice(*span)]


def _edit_row(view: View, slot: StatusSlot, *, done: bool) -> Iterator[Edit]:
    table = view.backlog.rope.at_key(view.backlog.context(slot.place).lead)
    if table is None or slot.roles is None:
        return
    column = find_completion_column(table.piece, slot.roles.roles)
    span = cell_span_in_row(slot.row, column)
    if column is None or span is None:
        return
    today = today_in_style_of(view, table, column, slot.place.index)
    if today is None:
        return
    text = slot.place.piece.text[slice(*span)]
    if done and NO_DATE.fullmatch(text):
        yield write_cell(view, slot.place, span, today)
    elif not done and text == today:
        others = Counter(
            other
            for other in _other_cells(view, table, column, slot.place.index)
            if NO_DATE.fullmatch(other)
        )
        nothing = others.most_common(1)[0][0] if others else ""
        yield Edit(slot.place.offset + span[0], slot.place.offset + span[1], nothing)


def write_cell(view: View, place: Place[Block], span: tuple[int, int], text: str) -> Edit:
    """Return the edit that writes `text` into a cell, with spaces between it and the pipes.

    If the column is aligned, the cell keeps its width, as far as its padding allows.
    """
    start, end = span
    line = place.piece.text
    room = _padded_width(view, place, span)
    if room is not None:
        blanks = len(line) - end - len(line[end:].lstrip(" "))
        padding = " " * max(room - display_width(text, ambiguous_wide=_wide(view)), 1)
        return Edit(place.offset + start, place.offset + end + blanks, text + padding)
    if start == end:
        before = "" if line[start - 1 : start] in {" ", "\t"} else " "
        after = " " if line[end : end + 1] == "|" else ""
        text = before + text + after
    return Edit(place.offset + start, place.offset + end, text)


def _padded_width(view: View, place: Place[Block], span: tuple[int, int]) -> int | None:
    """Return the width to keep: of the text in a cell and the padding behind it, or None.

    It is kept if the cell has text with padding behind it, and is as wide as its column.
    """
    start, end = span
    row = facts_of(place.piece).row
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


def _edit_section(view: View, heading: Place[Block], *, done: bool) -> Iterator[Edit]:
    rope = view.backlog.rope
    stop = min(view.backlog.body_end(heading), heading.index + MAX_SLOTS)
    for place in rope.find(FLAGS, Flag.FIELD, heading.index + 1, stop):
        for field in facts_of(place.piece).fields:
            if field.name_start >= section_text_end(place.piece):
                break
            if find_role(field.name) is Role.FINISHED and is_completion_name(field.name):
                yield from _edit_field(view, place, field, done=done)
                return


def _edit_field(view: View, place: Place[Block], field: Field, *, done: bool) -> Iterator[Edit]:
    rope = view.backlog.rope
    text = field.value(place.piece.text)
    others = (
        other.value(block.piece.text)
        for block in islice(rope.find(FLAGS, Flag.DATE, 0, len(rope)), MAX_SLOTS)
        for other in facts_of(block.piece).fields
        if find_role(other.name) is Role.FINISHED
        and not (block.key == place.key and other.name_start == field.name_start)
    )
    style = detect_date_style(filter(None, others))
    if style is None:
        return
    today = format_date(style or detect_document_style(view), view.day)
    start, end = place.offset + field.value_start, place.offset + field.value_end
    if done and NO_DATE.fullmatch(text):
        gap = "" if place.piece.text[field.value_start - 1] in " \t" else " "
        yield Edit(start, end, gap + today)
    elif not done and text == today:
        yield Edit(start, end, "")


def _edit_bullet(view: View, slot: StatusSlot, own: BulletStatus, *, done: bool) -> Iterator[Edit]:
    """Yield the edit of the date behind the status of a list item: `[done 2026-03-01] Sign-in`.

    It is added only if most of the done list items around it have one.
    """
    others = [
        each
        for key, each in find_bullet_statuses(view.backlog, slot.place)
        if canonical_status(each.text) is Status.DONE
        and (key, each.start) != (slot.place.key, own.start)
    ]
    gaps = Counter(each.date_gap for each in others if each.date_gap is not None)
    today = view.day.isoformat()
    at = slot.place.offset + slot.end
    if done and own.date_gap is None and own.text and 2 * gaps.total() > len(others):
        yield Edit(at, at, gaps.most_common(1)[0][0] + today)
    elif not done and own.date_gap is not None:
        written = own.date_gap + today
        if slot.place.piece.text.startswith(written, slot.end):
            yield Edit(at, at + len(written), "")


_SIGNED = pattern("[ \t]\u2705\ufe0f?[ ]?[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _edit_task(view: View, slot: StatusSlot, *, done: bool) -> Iterator[Edit]:
    """Yield the edits of the emoji and date behind a task, as Obsidian Tasks writes them.

    Only if most of the done tasks near it have them.
    """
    block = slot.place.piece
    entry = next(
        (entry for entry in facts_of(block).list_items if entry.mark_at == slot.start), None
    )
    if entry is None:
        return
    today = f" \u2705 {view.day.isoformat()}"
    words = block.text[entry.text_start : entry.text_end]
    at = slot.place.offset + entry.text_end
    if not done and words.endswith(today):
        yield Edit(at - len(today), at, "")
    elif done and words and not _SIGNED.search(words) and _are_dated(view, slot):
        yield Edit(at, at, today)


def _are_dated(view: View, slot: StatusSlot) -> bool:
    rope = view.backlog.rope
    first = max(slot.place.index - NEAR_BLOCKS, 0)
    done = dated = 0
    for place in islice(rope.find(FLAGS, Flag.TASK, first, len(rope)), NEAR_BLOCKS):
        for entry in facts_of(place.piece).list_items:
            if entry.done and not (place.key == slot.place.key and entry.mark_at == slot.start):
                done += 1
                dated += bool(_SIGNED.search(place.piece.text[entry.text_start : entry.text_end]))
    return 2 * dated > done
