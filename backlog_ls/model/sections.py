"""What a section says of itself, in its heading and in the fields right under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.bits import BITS, Bit
from backlog_ls.model.items import items_of
from backlog_ls.model.statuses import status_fields

if TYPE_CHECKING:
    from backlog_ls.model.backlog import Backlog
    from backlog_ls.model.items import StatusUse
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place


def stated_statuses(backlog: Backlog, heading: Place[Block]) -> list[tuple[int, StatusUse]]:
    """Return the statuses that the section of `heading` states, each with the key of its block.

    The heading's own words come first, then the status fields up to the next heading.
    """
    (item,) = items_of(heading.piece)
    stated = [(heading.key, item.status)] if item.status else []
    stop = backlog.own_end(heading)
    for place in backlog.rope.find(BITS, Bit.STATUS, heading.index + 1, stop):
        stated += [(place.key, use) for use in status_fields(place.piece)]
    return stated
