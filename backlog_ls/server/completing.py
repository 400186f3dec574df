"""Completion on its way to the client."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lsprotocol import types

from backlog_ls.features.completion import completions, resolve
from backlog_ls.features.completion_list import CompletionItem, CompletionKind
from backlog_ls.server import convert
from backlog_ls.server.incoming import plain

if TYPE_CHECKING:
    from backlog_ls.server.server import BacklogServer
    from backlog_ls.server.session import OpenDocument

TRIGGERS = ["|", "[", "(", "#", "/", " ", "*", "`"]

_KINDS = {
    CompletionKind.STATUS: types.CompletionItemKind.EnumMember,
    CompletionKind.MARK: types.CompletionItemKind.Value,
    CompletionKind.MILESTONE: types.CompletionItemKind.Event,
    CompletionKind.FILE: types.CompletionItemKind.File,
    CompletionKind.FOLDER: types.CompletionItemKind.Folder,
    CompletionKind.ANCHOR: types.CompletionItemKind.Reference,
}

_SNIPPET_SYNTAX = re.compile(r"[\\$}]")


def on_completion(ls: BacklogServer, params: types.CompletionParams) -> types.CompletionList | None:
    """What can stand at the cursor."""
    document = ls.session.documents.get(params.text_document.uri)
    if document is None or not document.speaks:
        return None
    offset = convert.offset(ls.session, document, params.position)
    found = completions(ls.session.view(document), offset)
    items = [_shown(ls, document, item) for item in found.items]
    return types.CompletionList(is_incomplete=found.incomplete, items=items)


def on_resolve(ls: BacklogServer, shown: types.CompletionItem) -> types.CompletionItem:
    """Add what costs to know to the item that the client shows."""
    data = plain(shown.data)
    document = ls.session.documents.get(data.get("uri", "")) if isinstance(data, dict) else None
    if document is None:
        return shown
    item = CompletionItem(
        shown.label,
        data["insert"],
        0,
        0,
        CompletionKind(data["kind"]),
        shown.detail or "",
        path=data["path"],
    )
    found = resolve(ls.session.view(document), item)
    shown.detail = found.detail or None
    shown.documentation = _documentation(found)
    return shown


def _shown(ls: BacklogServer, document: OpenDocument, item: CompletionItem) -> types.CompletionItem:
    where = convert.span(document.backlog.document, ls.session.encoding, item.start, item.end)
    lazy = item.kind not in {CompletionKind.STATUS, CompletionKind.MARK}
    data = {
        "uri": document.uri,
        "insert": item.insert,
        "kind": item.kind.value,
        "path": item.path,
    }
    # Neovim 0.11 inserts a plain text up to its first space only (`In` for `In Progress`), even
    # where it is the text of an edit; a snippet it inserts whole.
    as_snippet = " " in item.insert and _takes_snippets(ls)
    insert = _SNIPPET_SYNTAX.sub(r"\\\g<0>", item.insert) if as_snippet else item.insert
    return types.CompletionItem(
        item.label,
        kind=_KINDS[item.kind],
        detail=item.detail or None,
        documentation=_documentation(item),
        sort_text=item.sort_text or None,
        filter_text=item.filter_text or None,
        insert_text_format=types.InsertTextFormat.Snippet if as_snippet else None,
        text_edit=types.TextEdit(where, insert),
        data=data if lazy else None,
    )


def _takes_snippets(ls: BacklogServer) -> bool:
    text = ls.client_capabilities.text_document
    able = text.completion.completion_item if text and text.completion else None
    return bool(able and able.snippet_support)


def _documentation(item: CompletionItem) -> types.MarkupContent | None:
    if not item.documentation:
        return None
    return types.MarkupContent(types.MarkupKind.Markdown, item.documentation)
