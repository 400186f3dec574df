"""What a section says of itself, in its heading and in the fields right under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.bits import BITS, Bit
from backlog_ls.model.facts import facts
from backlog_ls.model.headings import section_status
from backlog_ls.model.items import items_of
from backlog_ls.model.statuses import status_fields
from backlog_ls.syntax.block import Block, Kind

if TYPE_CHECKING:
    from backlog_ls.model.backlog import Backlog
    from backlog_ls.model.items import StatusUse
    from backlog_ls.text.rope import Place


def stated_statuses(backlog: Backlog, heading: Place[Block]) -> list[tuple[int, StatusUse]]:
    """Return the statuses that the section of `heading` states, each with the key of its block.

    The heading's own words come first, then the status fields up to the next heading. A title that
    is nothing but a status, as over a column of cards, states that of the cards, not its own; a
    field inside a list item states that of the item.
    """
    (item,) = items_of(heading.piece)
    title = facts(heading.piece).heading
    said = section_status(title.title) if title else None
    stated = []
    if item.status and said and not said.whole and not said.weak:
        stated.append((heading.key, item.status))
    stop = backlog.own_end(heading)
    for place in backlog.rope.find(BITS, Bit.STATUS, heading.index + 1, stop):
        end = _own_end(place.piece)
        stated += [(place.key, use) for use in status_fields(place.piece) if use.start < end]
    return stated


def _own_end(block: Block) -> int:
    """Return where the text of `block` ends that speaks for the section, not for a list item."""
    if block.kind != Kind.ITEM:
        return len(block.text)
    entries = facts(block).entries
    fields = facts(block).fields
    own = entries and fields and fields[0].name_start - entries[0].text_start <= len("**")
    return entries[0].text_end if own else 0
