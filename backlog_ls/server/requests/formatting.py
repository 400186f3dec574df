"""Formatting on its way to the client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.features.formatting.format import format_document, format_range, format_typed
from backlog_ls.server.documents import convert

if TYPE_CHECKING:
    from lsprotocol import types

    from backlog_ls.server.documents.session import OpenDocument
    from backlog_ls.server.server import BacklogServer


def on_formatting(
    ls: BacklogServer, document: OpenDocument, _params: types.DocumentFormattingParams
) -> list[types.TextEdit] | None:
    """Lay out all tables."""
    edits = format_document(ls.session.view(document))
    return [convert.text_edit(ls.session, document, edit) for edit in edits]


def on_range_formatting(
    ls: BacklogServer, document: OpenDocument, params: types.DocumentRangeFormattingParams
) -> list[types.TextEdit] | None:
    """Lay out the tables in a range."""
    start = convert.offset(ls.session, document, params.range.start)
    end = convert.offset(ls.session, document, params.range.end)
    edits = format_range(ls.session.view(document), start, end)
    return [convert.text_edit(ls.session, document, edit) for edit in edits]


def on_typed(
    ls: BacklogServer, document: OpenDocument, params: types.DocumentOnTypeFormattingParams
) -> list[types.TextEdit] | None:
    """Lay out the table that is being typed."""
    offset = convert.offset(ls.session, document, params.position)
    edits = format_typed(ls.session.view(document), offset, params.ch)
    return [convert.text_edit(ls.session, document, edit) for edit in edits]
