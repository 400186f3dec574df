"""Markdown documents that are opened, changed, saved and closed."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from backlog_ls.server.background import indexing, typing_pause
from backlog_ls.server.documents import convert
from backlog_ls.server.notifications.size_limit import is_refused, length_after, refuse
from backlog_ls.server.publish_diagnostics import clear, publish, republish
from backlog_ls.server.transport.json_data import to_plain_json

if TYPE_CHECKING:
    from lsprotocol import types

    from backlog_ls.server.server import BacklogServer

OUT_OF_MEMORY = "needs more memory than there is"
TOO_LONG = "came in a message that is too long"


def on_did_open(server: BacklogServer, params: types.DidOpenTextDocumentParams) -> None:
    """Add a document that the client opened."""
    item, session = params.text_document, server.session
    session.refused.discard(item.uri)
    if is_refused(server, item.uri, len(item.text)):
        return
    if not server.connection.client.watches_files:
        session.workspace.invalidate_all()
    effects = None
    with suppress(MemoryError):  # frees what was allocated before the user is warned
        effects = session.open(item.uri, item.version, item.text)
    if effects is None:
        refuse(server, item.uri, OUT_OF_MEMORY)
        return
    publish(server, effects.document)
    republish(server, session.propagate(effects))
    indexing.index_links_of(server, effects.document)


def on_did_change(server: BacklogServer, params: types.DidChangeTextDocumentParams) -> None:
    """Apply changes of a document. Their order is significant, so this is not deferred."""
    uri, session = params.text_document.uri, server.session
    known = session.documents.get(uri)
    length = known.backlog.document.length if known else 0
    if is_refused(server, uri, length_after(length, params.content_changes)):
        return
    effects, is_done = None, False
    with suppress(MemoryError):
        changes = map(convert.to_text_change, params.content_changes)
        effects = session.change(uri, params.text_document.version, changes)
        is_done = True
    if not is_done:
        refuse(server, uri, OUT_OF_MEMORY)
    if effects is None:
        return
    publish(server, effects.document)
    republish(server, session.propagate(effects))
    typing_pause.wait_for_pause(server, effects.document)


def on_did_save(server: BacklogServer, params: types.DidSaveTextDocumentParams) -> None:
    """Show what was withheld. Read the disk again, unless the client reports changes there."""
    typing_pause.show_withheld(server, params.text_document.uri)
    if not server.connection.client.watches_files:
        server.session.workspace.invalidate_all()
        republish(server, server.session.refresh_links())
        indexing.index_workspace(server)


def on_did_close(server: BacklogServer, params: types.DidCloseTextDocumentParams) -> None:
    """Remove a document."""
    uri, session = params.text_document.uri, server.session
    if uri in session.refused:
        session.refused.discard(uri)
        return
    typing_pause.stop_waiting(server, uri)
    effects = session.close(uri)
    if effects is not None:
        clear(server, effects.document)
        republish(server, session.propagate(effects))


def on_skipped(server: BacklogServer, params: Any) -> None:
    """Ignore a document until it is opened again: a message about it was skipped, so its text is unknown."""
    asked = to_plain_json(params)
    uri = asked.get("uri") if isinstance(asked, dict) else None
    if isinstance(uri, str):
        refuse(server, uri, TOO_LONG)
