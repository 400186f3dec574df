"""`textDocument/formatting`: table layout, of a document, of a range, or while typing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.features.formatting.format import format_document, format_on_type, format_range
from backlog_ls.server.documents import convert

if TYPE_CHECKING:
    from lsprotocol import types

    from backlog_ls.server.documents.open_document import OpenDocument
    from backlog_ls.server.server import BacklogServer


def on_formatting(
    ls: BacklogServer, document: OpenDocument, _params: types.DocumentFormattingParams
) -> list[types.TextEdit] | None:
    """Return the edits that format all tables."""
    edits = format_document(ls.session.view(document))
    return [convert.to_text_edit(ls.session, document, edit) for edit in edits]


def on_range_formatting(
    ls: BacklogServer, document: OpenDocument, params: types.DocumentRangeFormattingParams
) -> list[types.TextEdit] | None:
    """Return the edits that format the tables in a range."""
    start = convert.to_offset(ls.session, document, params.range.start)
    end = convert.to_offset(ls.session, document, params.range.end)
    edits = format_range(ls.session.view(document), start, end)
    return [convert.to_text_edit(ls.session, document, edit) for edit in edits]


def on_on_type_formatting(
    ls: BacklogServer, document: OpenDocument, params: types.DocumentOnTypeFormattingParams
) -> list[types.TextEdit] | None:
    """Return the edits that format the table in which a character was typed."""
    offset = convert.to_offset(ls.session, document, params.position)
    edits = format_on_type(ls.session.view(document), offset, params.ch)
    return [convert.to_text_edit(ls.session, document, edit) for edit in edits]
