"""What a document says of itself as a whole: in its front matter, or under its first heading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.bits import BITS, Bit
from backlog_ls.model.items import items_of
from backlog_ls.model.sections import certain_status
from backlog_ls.model.status import Status
from backlog_ls.syntax.block import Kind

if TYPE_CHECKING:
    from backlog_ls.model.backlog import Backlog
    from backlog_ls.model.items import StatusUse

SPEAKING = Bit.HEADING | Bit.STATUS
"""What `document_status` depends on: without a block of these, an edit changes nothing for it."""


def document_status(backlog: Backlog) -> tuple[int, StatusUse, Status] | None:
    """Return the status that a document certainly has, and the key of the block that states it."""
    rope = backlog.rope
    if not len(rope):
        return None
    first = rope.at_index(0)
    if first.piece.kind == Kind.FRONT_MATTER:
        for item in items_of(first.piece):
            if item.status and item.status.status is not Status.UNKNOWN:
                return first.key, item.status, item.status.status
    heading = next(iter(rope.find(BITS, Bit.HEADING, 0, len(rope))), None)
    return certain_status(backlog, heading) if heading else None
