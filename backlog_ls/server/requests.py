"""What the client asks: each handler converts, calls a feature, converts back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from backlog_ls.features.actions import actions, resolved
from backlog_ls.features.formatting import format_document, format_range
from backlog_ls.features.hover import hover
from backlog_ls.features.symbols import document_symbols
from backlog_ls.server import completing, convert
from backlog_ls.server.acting import can_create, code_action, stored_action, wanted

if TYPE_CHECKING:
    from backlog_ls.server.server import BacklogServer
    from backlog_ls.server.session import OpenDocument

ACTION_KINDS = [
    types.CodeActionKind.QuickFix,
    types.CodeActionKind.RefactorRewrite,
    "source.fixAll.backlog-ls",
    "source.formatTables",
]


def register_requests(server: BacklogServer) -> None:
    """Register the handlers of requests."""
    server.feature(types.TEXT_DOCUMENT_HOVER)(on_hover)
    server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)(on_symbols)
    server.feature(types.TEXT_DOCUMENT_FORMATTING)(on_formatting)
    server.feature(types.TEXT_DOCUMENT_RANGE_FORMATTING)(on_range_formatting)
    action_options = types.CodeActionOptions(ACTION_KINDS, resolve_provider=True)
    server.feature(types.TEXT_DOCUMENT_CODE_ACTION, action_options)(on_code_action)
    server.feature(types.CODE_ACTION_RESOLVE)(on_resolve_action)
    completion_options = types.CompletionOptions(
        trigger_characters=completing.TRIGGERS, resolve_provider=True
    )
    server.feature(types.TEXT_DOCUMENT_COMPLETION, completion_options)(completing.on_completion)
    server.feature(types.COMPLETION_ITEM_RESOLVE)(completing.on_resolve)


def on_hover(ls: BacklogServer, params: types.HoverParams) -> types.Hover | None:
    """What is under the cursor."""
    document = spoken(ls, params.text_document.uri)
    if document is None:
        return None
    offset = convert.offset(ls.session, document, params.position)
    found = hover(ls.session.view(document), offset)
    if found is None:
        return None
    where = convert.span(document.backlog.document, ls.session.encoding, found.start, found.end)
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, found.text), where)


def on_symbols(
    ls: BacklogServer, params: types.DocumentSymbolParams
) -> list[types.DocumentSymbol] | None:
    """The outline of a document."""
    document = spoken(ls, params.text_document.uri)
    if document is None:
        return None
    symbols = document_symbols(ls.session.view(document))
    return convert.symbols(ls.session, document, symbols)


def on_formatting(
    ls: BacklogServer, params: types.DocumentFormattingParams
) -> list[types.TextEdit] | None:
    """Lay out all tables."""
    document = spoken(ls, params.text_document.uri)
    if document is None:
        return None
    edits = format_document(ls.session.view(document))
    return [convert.text_edit(ls.session, document, edit) for edit in edits]


def on_range_formatting(
    ls: BacklogServer, params: types.DocumentRangeFormattingParams
) -> list[types.TextEdit] | None:
    """Lay out the tables in a range."""
    document = spoken(ls, params.text_document.uri)
    if document is None:
        return None
    start = convert.offset(ls.session, document, params.range.start)
    end = convert.offset(ls.session, document, params.range.end)
    edits = format_range(ls.session.view(document), start, end)
    return [convert.text_edit(ls.session, document, edit) for edit in edits]


def on_code_action(
    ls: BacklogServer, params: types.CodeActionParams
) -> list[types.CodeAction] | None:
    """What can be done here."""
    document = spoken(ls, params.text_document.uri)
    if document is None:
        return None
    start = convert.offset(ls.session, document, params.range.start)
    end = convert.offset(ls.session, document, params.range.end)
    fixes = wanted(types.CodeActionKind.QuickFix.value, params.context.only)
    found = ls.session.findings(document)
    offered = actions(ls.session.view(document), start, end, found, fixes=fixes)
    return [
        code_action(ls, document, action)
        for action in offered
        if wanted(action.kind, params.context.only) and (not action.create or can_create(ls))
    ]


def on_resolve_action(ls: BacklogServer, action: types.CodeAction) -> types.CodeAction:
    """Work out the edits of an action that was chosen."""
    found = stored_action(ls, action.data)
    if found is None:
        return action
    document, offered = found
    view = ls.session.view(document)
    action.edit = code_action(
        ls, document, resolved(view, offered, ls.session.findings(document))
    ).edit
    return action


def spoken(ls: BacklogServer, uri: str) -> OpenDocument | None:
    """Return the open document `uri` if it is a backlog: to others this server says nothing."""
    document = ls.session.documents.get(uri)
    return document if document is not None and document.speaks else None
