"""Renames on their way to the client: of what is under the cursor, and of files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from backlog_ls.features.rename.edits import DocumentEdits, RenameRefusedError
from backlog_ls.features.rename.rename import renamable, renamed
from backlog_ls.server.documents import convert
from backlog_ls.server.lifecycle import client_capabilities as able
from backlog_ls.server.requests.goto import uri_at
from backlog_ls.server.transport.errors import RequestFailedError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.server.documents.session import OpenDocument
    from backlog_ls.server.server import BacklogServer
    from backlog_ls.text.edit import Edit

BOM = "\ufeff"


def on_prepare_rename(
    ls: BacklogServer, document: OpenDocument, params: types.PrepareRenameParams
) -> types.PrepareRenamePlaceholder | None:
    """What would be renamed."""
    offset = convert.offset(ls.session, document, params.position)
    try:
        target = renamable(ls.session.view(document), offset, files=able.can_rename(ls))
    except RenameRefusedError as refused:
        raise RequestFailedError(str(refused)) from refused
    if target is None:
        return None
    text = document.backlog.document
    where = convert.span(text, ls.session.encoding, target.start, target.end)
    return types.PrepareRenamePlaceholder(where, text.rope.slice(target.start, target.end))


def on_rename(
    ls: BacklogServer, document: OpenDocument, params: types.RenameParams
) -> types.WorkspaceEdit | None:
    """A new name for what is under the cursor."""
    offset = convert.offset(ls.session, document, params.position)
    try:
        view = ls.session.view(document)
        done = renamed(view, offset, params.new_name, files=able.can_rename(ls))
    except RenameRefusedError as refused:
        raise RequestFailedError(str(refused)) from refused
    edit = workspace_edit(ls, document, done.edits)
    if done.move and done.move.old != done.move.new:
        old, new = (uri_at(ls.session, path) for path in done.move)
        options = types.RenameFileOptions(overwrite=False, ignore_if_exists=False)
        moving = types.RenameFile(old_uri=old, new_uri=new, options=options)
        edit.document_changes = [*(edit.document_changes or ()), moving]
    return edit


def workspace_edit(
    ls: BacklogServer,
    document: OpenDocument | None,
    changes: Iterable[DocumentEdits],
    note: str | None = None,
) -> types.WorkspaceEdit:
    """Return `changes` as a client's edit, for the versions of the documents that they are of.

    Args:
        ls: the server.
        document: the one at hand, which changes without a path are of.
        changes: at most one for each document.
        note: the id of the annotation that the edits have.
    """
    known = {each.path: each for each in ls.session.documents.values()}
    by_uri: dict[str, list[types.TextEdit]] = {}
    versioned: list[Any] = []
    for change in changes:
        opened = known.get(change.path) if change.path else document
        uri = opened.uri if opened else uri_at(ls.session, change.path)
        edits = [_text_edit(ls, change, edit, is_open=opened is not None) for edit in change.edits]
        by_uri[uri] = edits
        identifier = types.OptionalVersionedTextDocumentIdentifier(
            uri, opened.version if opened else None
        )
        noted = (
            [types.AnnotatedTextEdit(note, e.range, e.new_text) for e in edits] if note else edits
        )
        versioned.append(types.TextDocumentEdit(identifier, noted))
    if able.takes_document_changes(ls):
        return types.WorkspaceEdit(document_changes=versioned)
    return types.WorkspaceEdit(changes=by_uri)


def _text_edit(
    ls: BacklogServer, change: DocumentEdits, edit: Edit, *, is_open: bool
) -> types.TextEdit:
    text = change.backlog.document
    where = convert.span(text, ls.session.encoding, edit.start, edit.end)
    if not is_open and text.rope.slice(0, min(1, text.length)) == BOM:
        # An editor that opens the file takes the byte order mark off, and counts without it.
        width = text.position_at(1, ls.session.encoding).column
        for place in (where.start, where.end):
            place.character -= width if not place.line else 0
    return types.TextEdit(where, edit.text)
