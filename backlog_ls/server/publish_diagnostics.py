"""`textDocument/publishDiagnostics`: push diagnostics to clients that do not request them."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

from lsprotocol import types

from backlog_ls.server.documents import convert

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.server.documents.open_document import OpenDocument
    from backlog_ls.server.server import BacklogServer


def publish(server: BacklogServer, document: OpenDocument) -> None:
    """Push the diagnostics of `document`, unless the client has them or requests them itself."""
    server.connection.background.changed.set()
    if server.connection.client.pulls_diagnostics:
        return
    if document.published_id == (document.result_id if document.is_checked else None):
        return  # the client has them, or needs none
    is_first = document.published_id is None
    document.published_id = document.result_id if document.is_checked else None
    before, document.pushed = document.pushed, convert.to_diagnostics(server.session, document)
    if is_first or not _are_same(before, document.pushed):
        server.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(document.uri, document.pushed, document.version)
        )


def _are_same(before: list[types.Diagnostic], after: list[types.Diagnostic]) -> bool:
    """Return whether two lists hold the same objects. Equal ones may have been moved by an edit."""
    return len(before) == len(after) and all(map(operator.is_, before, after))


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
    if document.published_id is not None and not server.connection.client.pulls_diagnostics:
        server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(document.uri, []))
