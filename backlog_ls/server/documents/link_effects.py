"""Which edits of a document may change what is reported about links to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.analysis.document_status import (
    may_state_document_status,
    read_document_status,
)

if TYPE_CHECKING:
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.syntax.document import EditedDocument


def may_break_links(before: Backlog, after: Backlog, made: EditedDocument) -> bool:
    """Tell whether links to a document may change beside its anchors: by existence, or by status."""
    if bool(before.document.length) != bool(after.document.length):
        return True
    blocks = (*made.delta.removed, *made.delta.added)
    if not any(may_state_document_status(block) for _, block in blocks):
        return False
    old, new = read_document_status(before), read_document_status(after)
    return (old and old[2]) is not (new and new[2])
