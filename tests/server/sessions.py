"""A session without a client: documents are opened and changed as an editor would."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.server.documents.open_document import TextChange
from backlog_ls.text.position import Position

if TYPE_CHECKING:
    from backlog_ls.server.documents.open_document import OpenDocument, PendingEffects
    from backlog_ls.server.documents.session import Session


def codes(session: Session, document: OpenDocument) -> list[str]:
    return [finding.code for finding in session.findings(document)]


def open_document(session: Session, name: str, text: str) -> PendingEffects:
    return session.open(f"file://{session.workspace.roots[0]}/{name}", 1, text)


def opened(session: Session, name: str, text: str) -> OpenDocument:
    """Open a document without effects on others."""
    return open_document(session, name, text).document


def replaced(session: Session, document: OpenDocument, old: str, new: str) -> PendingEffects:
    """Replace `old`, by a change as an editor sends it."""
    text = document.backlog.document
    start = text.text.index(old)
    change = TextChange(
        new,
        Position(*text.position_at(start, session.encoding)),
        Position(*text.position_at(start + len(old), session.encoding)),
    )
    effects = session.change(document.uri, document.version + 1, [change])
    assert effects
    return effects
