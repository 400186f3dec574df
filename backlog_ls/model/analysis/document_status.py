"""The status of a whole document: from its front matter, or from its first section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.analysis.section_status import CertainStatus, read_certain_status
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.items.items import find_items
from backlog_ls.model.statuses.status import Status, read_status
from backlog_ls.syntax.block import Kind

if TYPE_CHECKING:
    from backlog_ls.model.document.backlog import Backlog

RELEVANT_FLAGS = Flag.HEADING | Flag.STATUS
"""Flags of the blocks that the status of a document depends on."""


def read_document_status(backlog: Backlog) -> CertainStatus | None:
    """Return the certain status of a document, or None."""
    stated = read_front_matter_status(backlog)
    if stated:
        return stated
    rope = backlog.rope
    heading = next(iter(rope.find(FLAGS, Flag.HEADING, 0, len(rope))), None)
    return read_certain_status(backlog, heading) if heading else None


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
