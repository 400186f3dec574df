"""Edits of several documents, and of files, as one edit of the protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from backlog_ls.server.documents import convert
from backlog_ls.server.transport import client_capabilities
from backlog_ls.server.transport.uris import path_to_uri

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.features.rename.edits import DocumentEdits
    from backlog_ls.server.documents.open_document import OpenDocument
    from backlog_ls.server.documents.session import Session
    from backlog_ls.text.edit import Edit

BOM = "\ufeff"


def workspace_edit(
    session: Session,
    client: types.ClientCapabilities,
    changes: Iterable[DocumentEdits],
    document: OpenDocument | None = None,
    annotation: str | None = None,
) -> types.WorkspaceEdit:
    """Return `changes` as an edit of the current versions of the documents.

    Args:
        session: with the open documents.
        client: what the client supports.
        changes: at most one for each document.
        document: which changes with an empty path are for.
        annotation: the id of the annotation of all edits.
    """
    open_documents = {each.path: each for each in session.documents.values()}
    by_uri: dict[str, list[types.TextEdit]] = {}
    versioned: list[Any] = []
    for change in changes:
        known = open_documents.get(change.path) if change.path else document
        uri = known.uri if known else convert.client_uri(session, change.path)
        edits = [
            _text_edit(session, change, edit, is_open=known is not None) for edit in change.edits
        ]
        by_uri[uri] = edits
        version = known.version if known else None
        versioned.append(_document_edit(uri, version, edits, annotation))
    if client_capabilities.supports_document_changes(client):
        return types.WorkspaceEdit(document_changes=versioned)
    return types.WorkspaceEdit(changes=by_uri)


def creation(path: str, content: str) -> list[Any]:
    """Return the document changes that create the file at `path` with `content`."""
    uri = path_to_uri(path)
    options = types.CreateFileOptions(overwrite=False, ignore_if_exists=True)
    # Neovim opens a file that is edited, and does not open one that is only created.
    start = types.Position(0, 0)
    insertion = types.TextEdit(types.Range(start, start), content)
    return [
        types.CreateFile(uri, options=options),
        _document_edit(uri, None, [insertion]),
    ]


def _document_edit(
    uri: str, version: int | None, edits: list[types.TextEdit], annotation: str | None = None
) -> types.TextDocumentEdit:
    identifier = types.OptionalVersionedTextDocumentIdentifier(uri, version)
    if annotation is None:
        return types.TextDocumentEdit(identifier, edits)
    annotated = [types.AnnotatedTextEdit(annotation, e.range, e.new_text) for e in edits]
    return types.TextDocumentEdit(identifier, annotated)


def _text_edit(
    session: Session, change: DocumentEdits, edit: Edit, *, is_open: bool
) -> types.TextEdit:
    text = change.backlog.document
    where = convert.to_range(text, session.encoding, edit.start, edit.end)
    if not is_open and text.rope.slice(0, min(1, text.length)) == BOM:
        # An editor that opens the file removes the byte order mark, and does not count it.
        width = text.position_at(1, session.encoding).column
        for place in (where.start, where.end):
            place.character -= width if not place.line else 0
    return types.TextEdit(where, edit.text)
