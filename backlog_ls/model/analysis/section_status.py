"""What a section says of itself, in its heading and in the fields right under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.model.document.status_uses import status_fields
from backlog_ls.model.items.items import StatusPlace, items_of
from backlog_ls.model.items.tally import is_reserved
from backlog_ls.model.names.normalize import fold_status
from backlog_ls.model.statuses.heading_status import section_status
from backlog_ls.model.statuses.status import Status, read_status
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.items.items import StatusUse
    from backlog_ls.text.rope import Place


def stated_statuses(backlog: Backlog, heading: Place[Block]) -> list[tuple[int, StatusUse]]:
    """Return the statuses that the section of `heading` states, each with the key of its block.

    The heading's box or own words come first, then the status fields up to the next heading. A
    title that is nothing but a status, as over a column of cards, states that of the cards, not its
    own; a field inside a list item states that of the item.
    """
    (item,) = items_of(heading.piece)
    title = facts(heading.piece).heading
    said = section_status(title.title) if title else None
    stated = []
    if item.status and item.status.place is StatusPlace.CHECKBOX:
        start, end = item.status.start - 1, item.status.end + 1
        text = heading.piece.text[start:end]
        stated.append((heading.key, item.status._replace(start=start, end=end, text=text)))
    elif item.status and said and not said.whole and not said.weak:
        stated.append((heading.key, item.status))
    stop = backlog.own_end(heading)
    for place in backlog.rope.find(BITS, Bit.STATUS, heading.index + 1, stop):
        if place.piece.kind == Kind.ITEM and _is_under_title(backlog, place):
            continue
        end = own_text_end(place.piece)
        stated += [(place.key, use) for use in status_fields(place.piece) if use.start < end]
    return stated


def certain_status(backlog: Backlog, heading: Place[Block]) -> tuple[int, StatusUse, Status] | None:
    """Return the status that the section of `heading` certainly has, where it last says so.

    What another status right beside it contradicts is not certain (`conflicting-status` says that),
    nor what says itself that only a part is meant. Where no language knows a word, the legend in
    force tells what it means.
    """
    stated = stated_statuses(backlog, heading)
    meant = [stated_meaning(backlog, key, use) for key, use in stated]
    statuses = set(meant) - {Status.UNKNOWN}
    found = facts(heading.piece).heading
    if len(statuses) != 1 or (found and is_reserved(found.title)):
        return None
    if not all(_is_certain(use.text) for _, use in stated):
        return None
    (status,) = statuses
    at = max(index for index, one in enumerate(meant) if one is status)
    return (*stated[at], status)


def stated_meaning(backlog: Backlog, key: int, use: StatusUse) -> Status:
    """Return what `use`, in the block `key`, means: the legend tells where no language does."""
    place = backlog.rope.at_key(key) if use.status is Status.UNKNOWN else None
    vocabulary = backlog.context(place).vocabulary if place else None
    term = vocabulary.find(use.text) if vocabulary else None
    if term is None:
        return use.status
    word = fold_status(use.text).word  # beside words of its own, an emoji may state a part
    same = word in {"", fold_status(term.spelling).word, fold_status(term.meaning).word}
    return term.status if same else use.status


def _is_certain(text: str) -> bool:
    """Tell whether `text` says what it says of the whole, and in known words."""
    reading = read_status(text)
    return not reading.partial and (reading.known or reading.status is Status.UNKNOWN)


_TITLE = pattern(r"\s*(?:\*\*|__)(?:[^\W\d_]+[ #-]{0,2})?\d[^\n]*(?:\*\*|__):?\s*")
"""A paragraph that is a title of a numbered thing in bold: `**2. Caching**`, `**Task 3: Login**`."""


def _is_under_title(backlog: Backlog, item: Place[Block]) -> bool:
    """Tell whether the list that `item` stands in speaks of what a bold line before it names."""
    lead = backlog.rope.at_key(backlog.context(item).lead)
    if lead is None or lead.piece.kind != Kind.PARAGRAPH:
        return False
    return _TITLE.fullmatch(lead.piece.text) is not None


def own_text_end(block: Block) -> int:
    """Return where the text of `block` ends that speaks for the section, not for a list item."""
    if block.kind != Kind.ITEM:
        return len(block.text)
    entries = facts(block).entries
    fields = facts(block).fields
    own = entries and fields and fields[0].name_start - entries[0].text_start <= len("**")
    return entries[0].text_end if own else 0


def section_state(backlog: Backlog, heading: Place[Block]) -> Status:
    """Return the status that a section certainly has, by its own words or as a card of a column."""
    stated = certain_status(backlog, heading)
    if stated:
        return stated[2]
    return backlog.context(heading).column or Status.UNKNOWN
