"""A session without a client: documents are opened and changed as an editor would."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.server.documents.session import TextChange
from backlog_ls.text.position import Position

if TYPE_CHECKING:
    from backlog_ls.server.documents.session import OpenDocument, Session


def codes(session: Session, document: OpenDocument) -> list[str]:
    return [finding.code for finding in session.findings(document)]


def opened(session: Session, name: str, text: str) -> OpenDocument:
    return session.opened(f"file://{session.workspace.roots[0]}/{name}", 1, text)


def replaced(session: Session, document: OpenDocument, old: str, new: str) -> None:
    """Replace `old`, by a change as an editor sends it."""
    text = document.backlog.document
    start = text.text.index(old)
    change = TextChange(
        new,
        Position(*text.position_at(start, session.encoding)),
        Position(*text.position_at(start + len(old), session.encoding)),
    )
    session.changed(document.uri, document.version + 1, [change])
