"""Completion on its way to the client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from backlog_ls.features.completion.engine import completions, resolve
from backlog_ls.features.completion.items import CompletionItem, CompletionKind
from backlog_ls.features.completion.snippets import snippet_text
from backlog_ls.server.documents import convert
from backlog_ls.server.transport.json_data import plain
from backlog_ls.workspace.document_names import is_markdown

if TYPE_CHECKING:
    from backlog_ls.server.documents.session import OpenDocument
    from backlog_ls.server.server import BacklogServer

_KINDS = {
    CompletionKind.STATUS: types.CompletionItemKind.EnumMember,
    CompletionKind.MARK: types.CompletionItemKind.Value,
    CompletionKind.MILESTONE: types.CompletionItemKind.Event,
    CompletionKind.FILE: types.CompletionItemKind.File,
    CompletionKind.FOLDER: types.CompletionItemKind.Folder,
    CompletionKind.ANCHOR: types.CompletionItemKind.Reference,
    CompletionKind.ITEM: types.CompletionItemKind.Reference,
    CompletionKind.VALUE: types.CompletionItemKind.Value,
    CompletionKind.DATE: types.CompletionItemKind.Constant,
    CompletionKind.SNIPPET: types.CompletionItemKind.Snippet,
}

_FEW = 2
"""With fewer items than these nothing is saved by what they have in common."""

_LAZY = {
    CompletionKind.MILESTONE,
    CompletionKind.FILE,
    CompletionKind.ANCHOR,
    CompletionKind.ITEM,
}
"""Those of which `resolve` knows more."""


_GOES_ON = "#"
"""Typed on a file that is a link's target, it takes the file: what follows is one of its headings."""


def on_completion(
    ls: BacklogServer, document: OpenDocument, params: types.CompletionParams
) -> types.CompletionList | None:
    """What can stand at the cursor."""
    offset = convert.offset(ls.session, document, params.position)
    character = params.context.trigger_character if params.context else None
    found = completions(ls.session.view(document), offset, asked=character is None)
    items = [_shown(ls, document, item) for item in found.items]
    answer = types.CompletionList(is_incomplete=found.incomplete, items=items)
    _share(ls, answer)
    return answer


def on_resolve(ls: BacklogServer, shown: types.CompletionItem) -> types.CompletionItem:
    """Add what costs to know to the item that the client shows."""
    data = plain(shown.data)
    if not isinstance(data, dict):
        return shown
    document = ls.session.documents.get(str(data.get("uri")))
    if document is None:
        return shown
    insert, path = str(data.get("insert", "")), str(data.get("path", ""))
    try:
        kind = CompletionKind(data.get("kind"))
    except ValueError:  # it is not of ours
        return shown
    item = CompletionItem(shown.label, insert, 0, 0, kind, shown.detail or "", path=path)
    found = resolve(ls.session.view(document), item)
    shown.detail = found.detail or None
    shown.documentation = _documentation(found)
    return shown


def _shown(ls: BacklogServer, document: OpenDocument, item: CompletionItem) -> types.CompletionItem:
    where = convert.span(document.backlog.document, ls.session.encoding, item.start, item.end)
    data = {
        "uri": document.uri,
        "insert": item.insert,
        "kind": item.kind.value,
        "path": item.path,
    }
    insert, as_snippet = item.insert, False
    if _capabilities(ls).snippet_support:
        # Neovim 0.11 inserts a plain text up to its first space only (`In` for `In Progress`), even
        # where it is the text of an edit; a snippet it inserts whole.
        as_snippet = bool(item.snippet) or " " in item.insert
        insert = item.snippet or (snippet_text(item.insert) if as_snippet else item.insert)
    goes_on = _capabilities(ls).commit_characters_support and _is_target(item)
    return types.CompletionItem(
        item.label,
        kind=_KINDS[item.kind],
        detail=item.detail or None,
        documentation=_documentation(item),
        sort_text=item.sort_text or None,
        filter_text=item.filter_text or None,
        insert_text_format=types.InsertTextFormat.Snippet if as_snippet else None,
        text_edit=types.TextEdit(where, insert),
        commit_characters=[_GOES_ON] if goes_on else None,
        data=data if item.kind in _LAZY else None,
    )


def _is_target(item: CompletionItem) -> bool:
    """Tell whether `item` is a file as a link names it: a milestone's name alone leads nowhere."""
    files = {CompletionKind.FILE, CompletionKind.MILESTONE}
    return item.kind in files and is_markdown(item.insert)


def _share(ls: BacklogServer, answer: types.CompletionList) -> None:
    """Say once what all items of `answer` have in common, to a client that takes it so."""
    text = ls.client_capabilities.text_document
    able = text.completion.completion_list if text and text.completion else None
    edits = [item.text_edit for item in answer.items]
    shared = set(able.item_defaults or ()) if able else set()
    if "editRange" not in shared or len(edits) < _FEW:
        return
    ranges = {
        (each.range.start.line, each.range.start.character, each.range.end.character)
        for each in edits
        if isinstance(each, types.TextEdit)
    }
    first = edits[0]
    if len(ranges) != 1 or not isinstance(first, types.TextEdit):
        return
    answer.item_defaults = types.CompletionItemDefaults(edit_range=first.range)
    for item in answer.items:
        if isinstance(item.text_edit, types.TextEdit):
            item.text_edit_text = item.text_edit.new_text
            item.text_edit = None


def _capabilities(ls: BacklogServer) -> types.ClientCompletionItemOptions:
    text = ls.client_capabilities.text_document
    able = text.completion.completion_item if text and text.completion else None
    return able or types.ClientCompletionItemOptions()


def _documentation(item: CompletionItem) -> types.MarkupContent | None:
    if not item.documentation:
        return None
    return types.MarkupContent(types.MarkupKind.Markdown, item.documentation)
