"""`textDocument/inlayHint`: hints beside the text of some lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from backlog_ls.features.outline.inlay_hints import find_inlay_hints
from backlog_ls.server.documents import convert

if TYPE_CHECKING:
    from backlog_ls.server.documents.open_document import OpenDocument
    from backlog_ls.server.server import BacklogServer


def on_inlay_hint(
    ls: BacklogServer, document: OpenDocument, params: types.InlayHintParams
) -> list[types.InlayHint] | None:
    """Return the hints in a range."""
    start = convert.to_offset(ls.session, document, params.range.start)
    end = convert.to_offset(ls.session, document, params.range.end)
    text, encoding = document.backlog.document, ls.session.encoding
    return [
        types.InlayHint(
            types.Position(*text.position_at(hint.offset, encoding)),
            hint.label,
            padding_left=True,
        )
        for hint in find_inlay_hints(ls.session.view(document), start, end)
    ]
