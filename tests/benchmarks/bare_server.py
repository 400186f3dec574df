"""The lower bound: a pygls server that answers every edit with one constant diagnostic.

`--without-text` also turns off pygls's own copy of the text, whose updates take time proportional
to the document. What remains is decoding, dispatch and encoding.
"""

from __future__ import annotations

import sys

from lsprotocol import types
from pygls.lsp.server import LanguageServer

_CONSTANT = types.Diagnostic(
    range=types.Range(types.Position(0, 0), types.Position(0, 1)),
    message="constant",
    severity=types.DiagnosticSeverity.Information,
    source="bare",
)

server = LanguageServer("bare", "1", text_document_sync_kind=types.TextDocumentSyncKind.Incremental)


@server.feature(types.TEXT_DOCUMENT_DID_OPEN)
def did_open(ls: LanguageServer, params: types.DidOpenTextDocumentParams) -> None:
    _publish(ls, params.text_document.uri, params.text_document.version)


@server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
def did_change(ls: LanguageServer, params: types.DidChangeTextDocumentParams) -> None:
    _publish(ls, params.text_document.uri, params.text_document.version)


@server.feature(
    types.TEXT_DOCUMENT_DIAGNOSTIC,
    types.DiagnosticOptions(inter_file_dependencies=False, workspace_diagnostics=False),
)
def diagnostic(
    _ls: LanguageServer, _params: types.DocumentDiagnosticParams
) -> types.RelatedFullDocumentDiagnosticReport:
    return types.RelatedFullDocumentDiagnosticReport(items=[_CONSTANT])


def _publish(ls: LanguageServer, uri: str, version: int) -> None:
    # One channel per client, like a real server: no push for clients that pull.
    document = ls.client_capabilities.text_document
    if document is None or document.diagnostic is None:
        ls.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri=uri, version=version, diagnostics=[_CONSTANT])
        )


if __name__ == "__main__":
    if "--without-text" in sys.argv:
        from pygls.workspace import Workspace

        # Replaced, because pygls creates its workspace itself.
        setattr(Workspace, "update_text_document", lambda *_: None)  # noqa: B010  mypy takes it so
    server.start_io()
