"""The backlogs on disk made known to a session at once, as the server's thread does it bit by bit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.workspace.index.inventory import Inventory, looked_at, markdown_files, read

if TYPE_CHECKING:
    from backlog_ls.server.documents.session import OpenDocument, Session


def inventory(session: Session, root: str) -> Inventory:
    """Read what is under `root`, from scratch."""
    limits = session.limits(root)
    files = markdown_files(root, limits.files)
    assert files is not None
    known, unread = looked_at(files, {}, limits.bytes)
    known |= {path: read(path, entry, whole=True) for path, entry in unread.items()}
    return Inventory(root, tuple(files), known, whole=True)


def taken_stock(session: Session, root: str) -> list[OpenDocument]:
    """Let `session` know what is under `root`, and return the open documents that it affects."""
    session.workspace.begin()
    found = inventory(session, root)
    summaries = [(path, entry.summary) for path, entry in found.backlogs.items()]
    return session.learned(found, session.workspace.learn(summaries))
