"""The status of a whole document, from where people state it.

That is its front matter, its first section, a section with the title *Status*, or a first section
about the document (*Overview*). A status field per item says nothing about the whole: further
sections only count if no other place of the document states a status.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.model.analysis.section_status import (
    CertainStatus,
    read_certain_status,
    read_section_statuses,
)
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.markup import strip_markup
from backlog_ls.model.document.flags import FLAGS, Flag, flags_of
from backlog_ls.model.items.item import StatusPlace, StatusUse
from backlog_ls.model.items.items import find_items, is_work_table
from backlog_ls.model.names.normalize import normalize_name, strip_accents
from backlog_ls.model.statuses.status import CLOSED_STATUSES, Status, canonical_status, read_status
from backlog_ls.model.tables.key_values import find_status_value
from backlog_ls.model.tables.roles import Role, find_role
from backlog_ls.model.words import words
from backlog_ls.syntax.block import Kind
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place

MAX_HEADINGS = 12
"""Maximum number of headings among which a section with the title *Status* is searched."""
MAX_BLOCKS = 6
"""Maximum number of blocks of such a section that are read."""
_STATES = Flag.STATUS | Flag.STATUS_ROW
_TEXTS = {Kind.PARAGRAPH, Kind.ITEM, Kind.QUOTE}
_NUMBERING = pattern(r"[\W\d_]+")
_BOLD = pattern(r"\W{0,6}(\*\*|__)(?P<text>[^*_\r\n]{2,60})\1")
_LABEL_END = pattern(r"(?<=[:：])|(?:\*\*|__)\s{0,2}[:：]")
"""After the text of a label in bold: `**Completed:** 5` or `**Completed**: 5`."""
_SENTENCE = pattern(r"[ \t>*+-]*(?P<text>[^\r\n]{2,120}?)(?:[.。](?=\s|\Z)|[ \t]*(?=[\r\n]|\Z))")


def read_document_status(backlog: Backlog) -> CertainStatus | None:
    """Return the certain status of a document, or None.

    A status is not certain if it is partial, or if another statement contradicts it.
    """
    stated = read_front_matter_status(backlog)
    if stated:
        return stated
    heading = _first_heading(backlog)
    if heading is None:
        return None
    certain = read_certain_status(backlog, heading)
    if certain or read_section_statuses(backlog, heading):
        return certain
    found = _read_further(backlog, heading)
    statuses = {use.status for _, use in found} - {Status.UNKNOWN}
    if len(statuses) != 1 or any(read_status(use.text).partial for _, use in found):
        return None
    at = max(index for index, (_, use) in enumerate(found) if use.status is not Status.UNKNOWN)
    return CertainStatus(*found[at], found[at][1].status)


def may_state_document_status(block: Block) -> bool:
    """Return whether the status of a document may change if it gets or loses `block`."""
    return block.kind in _TEXTS or bool(flags_of(block) & (Flag.HEADING | _STATES))


def read_stated_statuses(backlog: Backlog) -> Sequence[tuple[int, StatusUse]]:
    """Return what a document states about its own status, each with the key of its block.

    Unlike `read_document_status`, this includes what is not certain or means no known status.
    """
    first = backlog.rope.at_index(0) if len(backlog.rope) else None
    if first and first.piece.kind == Kind.FRONT_MATTER:
        uses = [(first.key, item.status) for item in find_items(first.piece) if item.status]
        if uses:
            return uses
    heading = _first_heading(backlog)
    if heading is None:
        return ()
    return read_section_statuses(backlog, heading) or _read_further(backlog, heading)


def read_front_matter_status(backlog: Backlog) -> CertainStatus | None:
    """Return the certain status in the front matter of a task document, or None."""
    rope = backlog.rope
    first = rope.at_index(0) if len(rope) else None
    if first is None or first.piece.kind != Kind.FRONT_MATTER:
        return None
    for item in find_items(first.piece):
        use = item.status
        if use and use.status is not Status.UNKNOWN and not read_status(use.text).partial:
            return CertainStatus(first.key, use, use.status)
    return None


def _first_heading(backlog: Backlog) -> Place[Block] | None:
    rope = backlog.rope
    return next(iter(rope.find(FLAGS, Flag.HEADING, 0, len(rope))), None)


def _read_further(backlog: Backlog, heading: Place[Block]) -> list[tuple[int, StatusUse]]:
    """Return the statuses of the document that its first section does not state in a field."""
    rope = backlog.rope
    start, stop = heading.index + 1, backlog.body_end(heading)
    found = _read_rows(backlog, start, stop) or _read_remark(backlog, start, stop)
    if found or stop == len(rope):
        return found
    same = (1 << heading.piece.level) - 1
    if next(rope.find(FLAGS, same, start, len(rope)), None):
        return []  # several documents in one, or a list of items
    headings = list(islice(rope.find(FLAGS, Flag.HEADING, start, len(rope)), MAX_HEADINGS))
    titled = [place for place in headings if _is_status_title(place.piece)]
    if titled:
        return _read_status_section(backlog, titled[0]) if len(titled) == 1 else []
    section = headings[0]
    end = backlog.body_end(section)
    if next(rope.find(FLAGS, _STATES, end, len(rope)), None) or not _is_about(section.piece):
        return []
    return read_section_statuses(backlog, section) or _read_rows(backlog, section.index + 1, end)


def _is_status_title(block: Block) -> bool:
    """Return whether the title of a heading is nothing but a word for a status."""
    name = _plain_title(block)
    return bool(name) and find_role(name) is Role.STATUS


def _is_about(block: Block) -> bool:
    """Return whether a section is about the document, as its title says: `1. Overview`."""
    name = strip_accents(normalize_name(_plain_title(block)))
    return name in words().note_headings


def _plain_title(block: Block) -> str:
    heading = facts_of(block).heading
    title = heading.title if heading else ""
    numbering = _NUMBERING.match(title)
    return title[numbering.end() if numbering else 0 :].strip(" \t*_:：")


def _read_rows(backlog: Backlog, start: int, stop: int) -> list[tuple[int, StatusUse]]:
    """Return the statuses in the rows ``[start, stop)`` of a table that describes one thing."""
    found = []
    for place in islice(backlog.rope.find(FLAGS, Flag.STATUS_ROW, start, stop), MAX_BLOCKS):
        span = find_status_value(place.piece)
        roles = backlog.context(place).roles if place.piece.kind == Kind.ROW else None
        if span and not (roles and is_work_table(roles)):
            found.append((place.key, _use(StatusPlace.CELL, place.piece.text, *span)))
    return found


def _read_remark(backlog: Backlog, start: int, stop: int) -> list[tuple[int, StatusUse]]:
    """Return the status in bold that the text below the title begins with: `> **Shipped** — as …`."""
    for place in islice(backlog.rope.places(start), min(stop - start, MAX_BLOCKS)):
        if place.piece.kind in {Kind.PARAGRAPH, Kind.QUOTE}:
            text = place.piece.text
            bold = _BOLD.match(text)
            is_label = bold is not None and (_LABEL_END.match(text, bold.end("text")) is not None)
            use = _use(StatusPlace.FIELD, text, *bold.span("text")) if bold else None
            is_closed = use is not None and use.status in CLOSED_STATUSES
            return [(place.key, use)] if use and is_closed and not is_label else []
        if place.piece.kind != Kind.BLANK:
            break
    return []


def _read_status_section(backlog: Backlog, heading: Place[Block]) -> list[tuple[int, StatusUse]]:
    """Return the status in a section with the title *Status*: a field, a row, or its first words."""
    start, stop = heading.index + 1, backlog.body_end(heading)
    found = read_section_statuses(backlog, heading) or _read_rows(backlog, start, stop)
    if found:
        return found
    for place in islice(backlog.rope.places(start), min(stop - start, MAX_BLOCKS)):
        if place.piece.kind in _TEXTS:
            use = _read_first_words(place.piece.text)
            return [(place.key, use)] if use else []
        if place.piece.kind not in {Kind.BLANK, Kind.HTML}:
            break
    return []


def _read_first_words(text: str) -> StatusUse | None:
    """Return the status that a text begins with: in bold, as a line, or as a sentence."""
    for each in (_BOLD.match(text), _SENTENCE.match(text)):
        if each:
            use = _use(StatusPlace.FIELD, text, *each.span("text"))
            if use.status is not Status.UNKNOWN or read_status(use.text).known:
                return use
    return None


def _use(place: StatusPlace, text: str, start: int, end: int) -> StatusUse:
    start, end = strip_markup(text, start, end)
    return StatusUse(place, start, end, text[start:end], canonical_status(text[start:end]))
