"""What is shown beside the text: the hover, the outline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from backlog_ls.features.hover.hover import hover
from backlog_ls.features.outline.document_symbols import document_symbols
from backlog_ls.server.documents import convert

if TYPE_CHECKING:
    from backlog_ls.server.documents.session import OpenDocument
    from backlog_ls.server.server import BacklogServer


def on_hover(
    ls: BacklogServer, document: OpenDocument, params: types.HoverParams
) -> types.Hover | None:
    """What is under the cursor."""
    offset = convert.offset(ls.session, document, params.position)
    found = hover(ls.session.view(document), offset)
    if found is None:
        return None
    where = convert.span(document.backlog.document, ls.session.encoding, found.start, found.end)
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, found.text), where)


def on_symbols(
    ls: BacklogServer, document: OpenDocument, _params: types.DocumentSymbolParams
) -> list[types.DocumentSymbol] | None:
    """The outline of a document."""
    symbols = document_symbols(ls.session.view(document))
    return convert.symbols(ls.session, document, symbols)
