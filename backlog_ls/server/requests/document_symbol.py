"""`textDocument/documentSymbol`: the outline of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.features.outline.document_symbols import build_document_symbols
from backlog_ls.server.documents import convert

if TYPE_CHECKING:
    from lsprotocol import types

    from backlog_ls.server.documents.open_document import OpenDocument
    from backlog_ls.server.server import BacklogServer


def on_document_symbol(
    ls: BacklogServer, document: OpenDocument, _params: types.DocumentSymbolParams
) -> list[types.DocumentSymbol] | None:
    """Return the outline of a document."""
    symbols = build_document_symbols(ls.session.view(document))
    return convert.to_document_symbols(ls.session, document, symbols)
