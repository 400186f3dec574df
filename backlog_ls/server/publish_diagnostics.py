"""`textDocument/publishDiagnostics`: push diagnostics to clients that do not request them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from backlog_ls.server.documents import convert

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.server.documents.open_document import OpenDocument
    from backlog_ls.server.server import BacklogServer


def publish(server: BacklogServer, document: OpenDocument) -> None:
    """Push the diagnostics of `document`, unless the client requests them itself."""
    server.connection.background.changed.set()
    if server.connection.client.pulls_diagnostics:
        return
    if not (document.is_checked or document.is_published):
        return
    document.is_published = document.is_checked
    server.text_document_publish_diagnostics(
        types.PublishDiagnosticsParams(
            document.uri, convert.to_diagnostics(server.session, document), document.version
        )
    )


def republish(server: BacklogServer, documents: Iterable[OpenDocument]) -> None:
    """Push the diagnostics of `documents` that changed without an edit, or have them requested."""
    server.connection.background.changed.set()
    changed = list(documents)
    if not changed:
        return
    if server.connection.client.pulls_diagnostics:
        if server.connection.client.refreshes_diagnostics:
            server.workspace_diagnostic_refresh(None)
        return
    for document in changed:
        publish(server, document)


def clear(server: BacklogServer, document: OpenDocument) -> None:
    """Remove the diagnostics that were pushed for a document, which was closed."""
    if document.is_published and not server.connection.client.pulls_diagnostics:
        server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(document.uri, []))
