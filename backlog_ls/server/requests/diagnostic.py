"""`textDocument/diagnostic`: the diagnostics of a document, for clients that request them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from backlog_ls.server.documents import convert

if TYPE_CHECKING:
    from backlog_ls.server.server import BacklogServer


def on_diagnostic(
    ls: BacklogServer, params: types.DocumentDiagnosticParams
) -> types.DocumentDiagnosticReport:
    """Return the diagnostics of a document, or that the client has them already."""
    document = ls.session.documents.get(params.text_document.uri)
    if document is None:
        return types.RelatedFullDocumentDiagnosticReport([])
    result_id = str(document.result_id)
    if params.previous_result_id == result_id:
        return types.RelatedUnchangedDocumentDiagnosticReport(result_id)
    return types.RelatedFullDocumentDiagnosticReport(
        convert.to_diagnostics(ls.session, document), result_id=result_id
    )
