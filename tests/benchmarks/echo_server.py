"""A server for the tests of the harness. Its one diagnostic is the whole text as it has it.

Arguments: `incremental` or `full`, then `pull` or `push`.
"""

from __future__ import annotations

import sys

from lsprotocol import types
from pygls.lsp.server import LanguageServer

_SYNC, _CHANNEL = sys.argv[1:]
server = LanguageServer(
    "told", "1", text_document_sync_kind=types.TextDocumentSyncKind[_SYNC.capitalize()]
)


def _items(uri: str) -> list[types.Diagnostic]:
    start = types.Position(0, 0)
    text = server.workspace.get_text_document(uri).source
    return [types.Diagnostic(types.Range(start, start), text)]


def _push(params: types.DidOpenTextDocumentParams | types.DidChangeTextDocumentParams) -> None:
    document = params.text_document
    # First an outdated one, which the client must not accept.
    for version, items in ((document.version - 1, []), (document.version, _items(document.uri))):
        server.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(document.uri, items, version)
        )


def _pulled(params: types.DocumentDiagnosticParams) -> types.RelatedFullDocumentDiagnosticReport:
    return types.RelatedFullDocumentDiagnosticReport(_items(params.text_document.uri))


if __name__ == "__main__":
    if _CHANNEL == "pull":
        options = types.DiagnosticOptions(
            inter_file_dependencies=False, workspace_diagnostics=False
        )
        server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)(_pulled)
    else:
        server.feature(types.TEXT_DOCUMENT_DID_OPEN)(_push)
        server.feature(types.TEXT_DOCUMENT_DID_CHANGE)(_push)
    server.start_io()
