"""`textDocument/hover`: what is at the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from backlog_ls.features.hover.hover import find_hover
from backlog_ls.server.documents import convert

if TYPE_CHECKING:
    from backlog_ls.server.documents.open_document import OpenDocument
    from backlog_ls.server.server import BacklogServer


def on_hover(
    ls: BacklogServer, document: OpenDocument, params: types.HoverParams
) -> types.Hover | None:
    """Return the hover at the cursor."""
    offset = convert.to_offset(ls.session, document, params.position)
    found = find_hover(ls.session.view(document), offset)
    if found is None:
        return None
    where = convert.to_range(document.backlog.document, ls.session.encoding, found.start, found.end)
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, found.text), where)
