"""`textDocument/completion`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from backlog_ls.features.completion.engine import complete, resolve_completion
from backlog_ls.features.completion.items import CompletionItem, CompletionKind
from backlog_ls.features.completion.snippets import escape_snippet
from backlog_ls.server.documents import convert
from backlog_ls.server.transport.client_capabilities import (
    completion_item_options,
    supports_default_edit_range,
)
from backlog_ls.server.transport.json_data import to_plain_json
from backlog_ls.workspace.document_names import is_markdown

if TYPE_CHECKING:
    from backlog_ls.server.documents.open_document import OpenDocument
    from backlog_ls.server.server import BacklogServer

_KINDS = {
    CompletionKind.STATUS: types.CompletionItemKind.EnumMember,
    CompletionKind.CHECKBOX: types.CompletionItemKind.Value,
    CompletionKind.MILESTONE: types.CompletionItemKind.Event,
    CompletionKind.FILE: types.CompletionItemKind.File,
    CompletionKind.FOLDER: types.CompletionItemKind.Folder,
    CompletionKind.ANCHOR: types.CompletionItemKind.Reference,
    CompletionKind.ITEM: types.CompletionItemKind.Reference,
    CompletionKind.VALUE: types.CompletionItemKind.Value,
    CompletionKind.DATE: types.CompletionItemKind.Constant,
    CompletionKind.SNIPPET: types.CompletionItemKind.Snippet,
}

_MIN_SHARED = 2
"""Minimum number of items for which a common range is worth sending."""

_LAZY = {
    CompletionKind.MILESTONE,
    CompletionKind.FILE,
    CompletionKind.ANCHOR,
    CompletionKind.ITEM,
}
"""The kinds of items whose documentation is computed only when they are selected."""

_COMMIT_CHARACTER = "#"
"""Accepts a file as a link target when typed; a heading of the file follows."""


def on_completion(
    ls: BacklogServer, document: OpenDocument, params: types.CompletionParams
) -> types.CompletionList | None:
    """Return the completions at the cursor."""
    offset = convert.to_offset(ls.session, document, params.position)
    character = params.context.trigger_character if params.context else None
    found = complete(ls.session.view(document), offset, invoked=character is None)
    items = [_to_completion_item(ls, document, item) for item in found.items]
    answer = types.CompletionList(is_incomplete=found.incomplete, items=items)
    if supports_default_edit_range(ls.client_capabilities):
        _share_edit_range(answer)
    return answer


def on_completion_item_resolve(
    ls: BacklogServer, shown: types.CompletionItem
) -> types.CompletionItem:
    """Return the completion item `shown` with its detail and documentation."""
    data = to_plain_json(shown.data)
    if not isinstance(data, dict):
        return shown
    document = ls.session.documents.get(str(data.get("uri")))
    if document is None:
        return shown
    insert, path = str(data.get("insert", "")), str(data.get("path", ""))
    try:
        kind = CompletionKind(data.get("kind"))
    except ValueError:  # not from this server
        return shown
    item = CompletionItem(shown.label, insert, 0, 0, kind, shown.detail or "", path=path)
    found = resolve_completion(ls.session.view(document), item)
    shown.detail = found.detail or None
    shown.documentation = _documentation(found)
    return shown


def _to_completion_item(
    ls: BacklogServer, document: OpenDocument, item: CompletionItem
) -> types.CompletionItem:
    where = convert.to_range(document.backlog.document, ls.session.encoding, item.start, item.end)
    data = {
        "uri": document.uri,
        "insert": item.insert,
        "kind": item.kind.value,
        "path": item.path,
    }
    insert, as_snippet = item.insert, False
    options = completion_item_options(ls.client_capabilities)
    if options.snippet_support:
        # Neovim 0.11 inserts plain text only up to its first space (`In` for `In Progress`), even if
        # it is the text of an edit. It inserts snippets as a whole.
        as_snippet = bool(item.snippet) or " " in item.insert
        insert = item.snippet or (escape_snippet(item.insert) if as_snippet else item.insert)
    is_target = options.commit_characters_support and _is_link_target(item)
    return types.CompletionItem(
        item.label,
        kind=_KINDS[item.kind],
        detail=item.detail or None,
        documentation=_documentation(item),
        sort_text=item.sort_text or None,
        filter_text=item.filter_text or None,
        insert_text_format=types.InsertTextFormat.Snippet if as_snippet else None,
        text_edit=types.TextEdit(where, insert),
        commit_characters=[_COMMIT_CHARACTER] if is_target else None,
        data=data if item.kind in _LAZY else None,
    )


def _is_link_target(item: CompletionItem) -> bool:
    """Tell whether `item` inserts a path to a Markdown file."""
    files = {CompletionKind.FILE, CompletionKind.MILESTONE}
    return item.kind in files and is_markdown(item.insert)


def _share_edit_range(answer: types.CompletionList) -> None:
    """If all items of `answer` edit the same range, move it to the list."""
    edits = [item.text_edit for item in answer.items]
    if len(edits) < _MIN_SHARED:
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


def _documentation(item: CompletionItem) -> types.MarkupContent | None:
    if not item.documentation:
        return None
    return types.MarkupContent(types.MarkupKind.Markdown, item.documentation)
