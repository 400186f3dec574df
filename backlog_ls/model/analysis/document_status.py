"""What a document says of itself as a whole: in its front matter, or under its first heading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.analysis.section_status import certain_status
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.model.items.items import items_of
from backlog_ls.model.statuses.status import Status, read_status
from backlog_ls.syntax.block import Kind

if TYPE_CHECKING:
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.items.items import StatusUse

SPEAKING = Bit.HEADING | Bit.STATUS
"""What `document_status` depends on: without a block of these, an edit changes nothing for it."""


def document_status(backlog: Backlog) -> tuple[int, StatusUse, Status] | None:
    """Return the status that a document certainly has, and the key of the block that states it."""
    stated = matter_status(backlog)
    if stated:
        return stated
    rope = backlog.rope
    heading = next(iter(rope.find(BITS, Bit.HEADING, 0, len(rope))), None)
    return certain_status(backlog, heading) if heading else None


def matter_status(backlog: Backlog) -> tuple[int, StatusUse, Status] | None:
    """Return the status that the front matter of a task states."""
    rope = backlog.rope
    first = rope.at_index(0) if len(rope) else None
    if first is None or first.piece.kind != Kind.FRONT_MATTER:
        return None
    for item in items_of(first.piece):
        use = item.status
        if use and use.status is not Status.UNKNOWN and not read_status(use.text).partial:
            return first.key, use, use.status
    return None
