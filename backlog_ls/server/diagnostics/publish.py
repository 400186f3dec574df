"""Diagnostics on their way to the client: pushed, or answered when it asks; never both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from backlog_ls.server.documents import convert, settings_files

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.server.documents.session import OpenDocument
    from backlog_ls.server.server import BacklogServer


def publish(server: BacklogServer, document: OpenDocument) -> None:
    """Push what is to be said of `document`, where the client does not ask for it itself."""
    server.moved.set()
    if server.pulls or not (document.speaks or document.pushed):
        return
    document.pushed = document.speaks
    server.text_document_publish_diagnostics(
        types.PublishDiagnosticsParams(
            document.uri, convert.diagnostics(server.session, document), document.version
        )
    )


def publish_again(server: BacklogServer, documents: Iterable[OpenDocument]) -> None:
    """Say again what is to be said of `documents`, in which nothing was typed."""
    server.moved.set()
    changed = list(documents)
    if not changed:
        return
    if server.pulls:
        if server.refreshes:
            server.workspace_diagnostic_refresh(None)
        return
    for document in changed:
        publish(server, document)


def withdraw(server: BacklogServer, document: OpenDocument) -> None:
    """Take back what was pushed of a document that is open no longer."""
    if document.pushed and not server.pulls:
        server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(document.uri, []))


def answer(
    server: BacklogServer, params: types.DocumentDiagnosticParams
) -> types.DocumentDiagnosticReport:
    """Answer a client that asks: the diagnostics, or that they are what it has already."""
    uri = params.text_document.uri
    settings = server.session.settings_files.get(uri)
    if settings:
        found = settings_files.diagnostics(server, settings)
        return types.RelatedFullDocumentDiagnosticReport(found)
    document = server.session.documents.get(uri)
    if document is None:
        return types.RelatedFullDocumentDiagnosticReport([])
    result_id = str(document.stamp)
    if params.previous_result_id == result_id:
        return types.RelatedUnchangedDocumentDiagnosticReport(result_id)
    return types.RelatedFullDocumentDiagnosticReport(
        convert.diagnostics(server.session, document), result_id=result_id
    )
