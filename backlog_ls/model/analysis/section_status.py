"""The status of a section, in its heading or in the fields right below it."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import FLAGS, Flag, flags_of
from backlog_ls.model.document.status_uses import find_status_fields
from backlog_ls.model.items.item import StatusPlace
from backlog_ls.model.items.items import find_items
from backlog_ls.model.items.tally import is_partly_done
from backlog_ls.model.names.normalize import normalize_status
from backlog_ls.model.statuses.heading_status import read_heading_status
from backlog_ls.model.statuses.status import Status, read_status
from backlog_ls.model.tables.roles import Role, find_role
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.items.item import StatusUse
    from backlog_ls.text.rope import Place, Rope


class CertainStatus(NamedTuple):
    """The status of a section or document, and where it is stated."""

    key: int
    """Key of the block that states it."""
    use: StatusUse
    status: Status


def read_section_statuses(backlog: Backlog, heading: Place[Block]) -> list[tuple[int, StatusUse]]:
    """Return the statuses that the section of `heading` states, each with the key of its block.

    The checkbox or the words of the heading come first, then the status fields up to the next
    heading, then headings right inside it such as `Status: Done`. The title of a kanban column does
    not count: it is the status of its cards. A field inside a list item does not count either, nor
    one below a bold title: it belongs to that item.
    """
    (item,) = find_items(heading.piece)
    title = facts_of(heading.piece).heading
    heading_status = read_heading_status(title.title) if title else None
    stated = []
    if item.status and item.status.place is StatusPlace.CHECKBOX:
        start, end = item.status.start - 1, item.status.end + 1
        text = heading.piece.text[start:end]
        stated.append((heading.key, item.status._replace(start=start, end=end, text=text)))
    elif (
        item.status
        and heading_status
        and not heading_status.is_whole_title
        and not heading_status.is_ambiguous
        and not (heading_status.is_label and _has_section_around(backlog, heading))
    ):
        stated.append((heading.key, item.status))
    stop = backlog.body_end(heading)
    start = heading.index + 1
    for place in backlog.rope.find(FLAGS, Flag.STATUS, start, stop):
        if _has_item_title(backlog.rope, start, place.index):
            break  # the rest of the section is about items with bold titles
        end = section_text_end(place.piece)
        stated += [(place.key, use) for use in find_status_fields(place.piece) if use.start < end]
        start = place.index
    stated += _read_labels(backlog, heading, stop)
    return stated


def _has_section_around(backlog: Backlog, heading: Place[Block]) -> bool:
    above = backlog.scope_before(heading.index).headings
    return bool(above) and above[0].level < heading.piece.level


MAX_LABELS = 8
"""Maximum number of headings such as `Status: Done` of a section that are looked at."""


def _read_labels(
    backlog: Backlog, heading: Place[Block], start: int
) -> Iterator[tuple[int, StatusUse]]:
    """Yield the statuses in headings right inside the section, which begin at block `start`."""
    labels = backlog.rope.find(FLAGS, Flag.STATUS_LABEL, start, backlog.section_end(heading))
    for place in islice(labels, MAX_LABELS):
        above = backlog.scope_before(place.index).headings
        around = [each.key for each in above if each.level < place.piece.level]
        (item,) = find_items(place.piece)
        if around[-1] == heading.key and item.status:
            yield place.key, item.status


def is_status_label(heading: Block) -> bool:
    """Tell whether a heading only states the status of the section around it: `Status: Done`."""
    return bool(flags_of(heading) & Flag.STATUS_LABEL)


def read_certain_status(backlog: Backlog, heading: Place[Block]) -> CertainStatus | None:
    """Return the certain status of the section of `heading`, at its last statement, or None.

    A status is not certain if another one contradicts it (reported as `conflicting-status`) or if it
    is partial. A word that is unknown in all languages gets its meaning from the legend in force.
    """
    stated = read_section_statuses(backlog, heading)
    meanings = [resolve_status_use(backlog, key, use) for key, use in stated]
    statuses = set(meanings) - {Status.UNKNOWN}
    found = facts_of(heading.piece).heading
    if len(statuses) != 1 or (found and is_partly_done(found.title)):
        return None
    if not all(_is_certain(use.text) for _, use in stated):
        return None
    (status,) = statuses
    at = max(index for index, one in enumerate(meanings) if one is status)
    return CertainStatus(*stated[at], status)


def resolve_status_use(backlog: Backlog, key: int, use: StatusUse) -> Status:
    """Return the meaning of `use` in the block with `key`, by its words or by a legend."""
    place = backlog.rope.at_key(key) if use.status is Status.UNKNOWN else None
    vocabulary = backlog.context(place).vocabulary if place else None
    term = vocabulary.find_term(use.text) if vocabulary else None
    if term is None:
        return use.status
    word = normalize_status(use.text).word  # with other words, the emoji may be about a part
    same = word in {"", normalize_status(term.spelling).word, normalize_status(term.meaning).word}
    return term.status if same else use.status


def _is_certain(text: str) -> bool:
    """Tell whether the status `text` is not partial, and known unless it is UNKNOWN."""
    reading = read_status(text)
    return not reading.partial and (reading.known or reading.status is Status.UNKNOWN)


_TITLE = pattern(
    r"\s*(?:\*\*|__)(?:[^\W\d_]+[ #-]{0,2})?\d[^\r\n]*?(?:\*\*|__)(?=[:\s]|\Z)[^\r\n]*\s*"
)
"""A line that begins with a bold, numbered title: `**2. Caching**`, `**Task 3: Login** (Ann)`."""
_TITLE_LINE = pattern(
    r"\s*(?:\*\*|__)(?:[^\W\d_]+[ #-]{0,2})?\d[^\r\n]*?(?:\*\*|__):?[ \t\\]*\r?\n"
)
"""The same as the first line of a paragraph, with nothing after the title."""
MAX_BLOCKS_BEFORE_STATUS = 100
"""Maximum number of blocks before a status field that are searched for the title of an item."""


def _has_item_title(rope: Rope[Block], start: int, stop: int) -> bool:
    """Tell whether one of the blocks ``[start, stop)`` is the bold title of an item."""
    return any(
        place.piece.kind == Kind.PARAGRAPH and is_item_title(place.piece.text)
        for place in islice(rope.places(start), min(stop - start, MAX_BLOCKS_BEFORE_STATUS))
    )


def is_item_title(text: str) -> bool:
    """Tell whether a paragraph is the bold, numbered title of an item, not a field."""
    return text.lstrip()[:2] in {"**", "__"} and _TITLE.fullmatch(text) is not None


def section_text_end(block: Block) -> int:
    """Return the end of the part of `block` that belongs to the section, not to an item in it."""
    if block.kind != Kind.ITEM:
        title = _TITLE_LINE.match(block.text) if block.kind == Kind.PARAGRAPH else None
        return 0 if title else len(block.text)
    entries = facts_of(block).list_items
    fields = facts_of(block).fields
    own = entries and fields and fields[0].name_start - entries[0].text_start <= len("**")
    return entries[0].text_end if own else 0


MAX_FIELD_BLOCKS = 6
"""Maximum number of blocks below a heading in which the fields of an item are looked for."""


_ITEM_FIELDS = frozenset(
    {
        Role.STATUS,
        Role.OWNER,
        Role.PRIORITY,
        Role.ESTIMATE,
        Role.DUE,
        Role.STARTED,
        Role.FINISHED,
        Role.DEPENDS_ON,
    }
)
"""Fields below a heading that make it an item, so that the list items are its details."""


def has_item_fields(backlog: Backlog, heading: Place[Block]) -> bool:
    """Tell whether a heading has fields of an item right below it: `**Priority**: High`."""
    for place in islice(backlog.rope.places(heading.index + 1), MAX_FIELD_BLOCKS):
        if place.piece.kind == Kind.HEADING:
            return False
        for field in facts_of(place.piece).fields:
            if find_role(field.name) in _ITEM_FIELDS:
                return True
    return False


def effective_section_status(backlog: Backlog, heading: Place[Block]) -> Status:
    """Return the certain status of a section, or the status of its kanban column, or UNKNOWN."""
    stated = read_certain_status(backlog, heading)
    if stated:
        return stated.status
    return backlog.context(heading).column_status or Status.UNKNOWN
