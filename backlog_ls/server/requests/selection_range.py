"""`textDocument/selectionRange`: what a selection expands to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from backlog_ls.features.outline.selection_ranges import find_selection_ranges
from backlog_ls.server.documents import convert

if TYPE_CHECKING:
    from backlog_ls.server.documents.open_document import OpenDocument
    from backlog_ls.server.server import BacklogServer


def on_selection_range(
    ls: BacklogServer, document: OpenDocument, params: types.SelectionRangeParams
) -> list[types.SelectionRange] | None:
    """Return, for each position, the ranges that a selection there expands to."""
    return [_selection(ls, document, position) for position in params.positions]


def _selection(
    ls: BacklogServer, document: OpenDocument, position: types.Position
) -> types.SelectionRange:
    text, encoding = document.backlog.document, ls.session.encoding
    found: types.SelectionRange | None = None
    offset = convert.to_offset(ls.session, document, position)
    for start, end in reversed(find_selection_ranges(ls.session.view(document), offset)):
        found = types.SelectionRange(convert.to_range(text, encoding, start, end), parent=found)
    return found or types.SelectionRange(types.Range(position, position))
