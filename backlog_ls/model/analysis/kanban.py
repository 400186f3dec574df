"""Kanban columns: sections whose titles are statuses, and the headings in them that are cards."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.names.normalize import normalize_name, strip_accents
from backlog_ls.model.statuses.heading_status import read_heading_status
from backlog_ls.model.words import words
from backlog_ls.syntax.block import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.statuses.heading_status import HeadingStatus
    from backlog_ls.model.statuses.status import Status
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place


def find_column_headings(backlog: Backlog) -> dict[int, Status]:
    """Return the keys of the headings that are kanban columns, with the status of each.

    Takes time linear in the number of headings.
    """
    rope = backlog.rope
    found = find_columns(rope.find(FLAGS, Flag.HEADING, 0, len(rope)))
    return {place.key: status for place, status in found}


def find_columns(headings: Iterable[Place[Block]]) -> list[tuple[Place[Block], Status]]:
    """Return those of `headings` that are kanban columns, with the status of each.

    `Review`, `Backlog` and the like may be plain names. They count as columns only if there is a
    certain column of the same level.
    """
    candidates: list[tuple[Place[Block], HeadingStatus]] = []
    for place in headings:
        heading = facts_of(place.piece).heading
        stated = read_heading_status(heading.title) if heading else None
        if stated and stated.is_whole_title:
            candidates.append((place, stated))
    certain = {place.piece.level for place, stated in candidates if not stated.is_ambiguous}
    return [
        (place, stated.status)
        for place, stated in candidates
        if not stated.is_ambiguous or place.piece.level in certain
    ]


_MAX_HEADINGS = 100
"""Maximum number of headings below a heading that are looked at."""
_SEPARATORS = {Kind.BLANK, Kind.RULE, Kind.HTML}


def is_card_heading(backlog: Backlog, heading: Place[Block]) -> bool:
    """Tell whether a heading inside a kanban column is a card, and does not group cards.

    It is one if it has a text or fields, or nothing below it. Above other headings, a list or a table
    it groups their items.
    """
    rope = backlog.rope
    if _is_note(heading.piece):
        return False
    inner = rope.find(FLAGS, Flag.HEADING, heading.index + 1, backlog.section_end(heading))
    if not all(_is_note(place.piece) for place in islice(inner, _MAX_HEADINGS)):
        return False
    stop = backlog.body_end(heading)
    if rope.fold(FLAGS, heading.index + 1, stop) & Flag.WORK_TABLE:
        return False
    body = islice(rope.places(heading.index + 1), stop - heading.index - 1)
    first = next((place.piece for place in body if place.piece.kind not in _SEPARATORS), None)
    if first is None or first.kind in {Kind.PARAGRAPH, Kind.QUOTE}:
        return True
    return first.kind == Kind.ITEM and _is_field(first)


def _is_note(heading: Block) -> bool:
    """Tell whether the title of `heading` is one of notes, a date or a version, or ends in a colon."""
    found = facts_of(heading).heading
    title = strip_accents(normalize_name(found.title)) if found else ""
    if title in words().note_headings or not any(map(str.isalpha, title.lstrip("v"))):
        return True
    return found is not None and found.title.rstrip("*_ ").endswith((":", "："))


def _is_field(block: Block) -> bool:
    """Tell whether a list item is a field of its section: `- due: 2026-03-01`."""
    found = facts_of(block)
    first = next(iter(found.list_items), None)
    fields = iter(found.fields)
    field = next(fields, None)
    return bool(first and field and field.name_start - first.text_start <= len("**"))
