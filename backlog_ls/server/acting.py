"""Code actions on their way to the client."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from backlog_ls.features.actions import Action
from backlog_ls.server import convert
from backlog_ls.server.incoming import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_ls.server.server import BacklogServer
    from backlog_ls.server.session import OpenDocument


def wanted(kind: str, only: Sequence[str] | None) -> bool:
    """Tell whether a client that asks for the kinds `only` wants `kind`.

    Kinds are hierarchical, separated by dots (LSP 3.17, `CodeActionKind`).
    """
    if not only:
        # Source actions are for the whole document: a client asks for them by name.
        return not kind.startswith("source")
    kinds = [str(getattr(asked, "value", asked)) for asked in only]
    return any(not asked or kind == asked or kind.startswith(asked + ".") for asked in kinds)


def code_action(ls: BacklogServer, document: OpenDocument, action: Action) -> types.CodeAction:
    """Return `action` as the client's; without edits where they are to be worked out later."""
    shown = types.CodeAction(action.title, kind=action.kind, is_preferred=action.preferred or None)
    if action.finding is not None:
        found = convert.diagnostic(ls.session, document, action.finding)
        shown.diagnostics = [found] if found else None
    if action.edits is None:
        shown.data = {
            "uri": document.uri,
            "version": document.version,
            "title": action.title,
            "kind": action.kind,
            "at": action.at,
        }
        return shown
    shown.edit = workspace_edit(ls, document, action)
    return shown


def workspace_edit(
    ls: BacklogServer, document: OpenDocument, action: Action
) -> types.WorkspaceEdit:
    """Return the edits of `action`, for the version of the document that they were made for."""
    edits = [convert.text_edit(ls.session, document, edit) for edit in action.edits or ()]
    if not _takes_document_changes(ls):
        return types.WorkspaceEdit(changes={document.uri: edits})
    changes: list[Any] = []
    if action.create:
        uri = convert.uri_of(action.create)
        options = types.CreateFileOptions(overwrite=False, ignore_if_exists=True)
        changes.append(types.CreateFile(uri, options=options))
        # Its title makes it a document, and makes Neovim open it, which an empty file would not.
        start = types.Position(0, 0)
        title = types.TextEdit(types.Range(start, start), f"# {title_of(action.create)}\n")
        identifier = types.OptionalVersionedTextDocumentIdentifier(uri, None)
        changes.append(types.TextDocumentEdit(identifier, [title]))
    if edits:
        identifier = types.OptionalVersionedTextDocumentIdentifier(document.uri, document.version)
        changes.append(types.TextDocumentEdit(identifier, edits))
    return types.WorkspaceEdit(document_changes=changes)


def can_create(ls: BacklogServer) -> bool:
    """Tell whether the client can make a file as part of an edit."""
    workspace = ls.client_capabilities.workspace
    able = workspace.workspace_edit if workspace else None
    operations = (able.resource_operations if able else None) or ()
    return types.ResourceOperationKind.Create in operations


def title_of(path: str) -> str:
    """Return the title that a document at `path` begins with: its name as words."""
    stem = os.path.basename(path).rpartition(".")[0]
    words = stem.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _takes_document_changes(ls: BacklogServer) -> bool:
    workspace = ls.client_capabilities.workspace
    able = workspace.workspace_edit if workspace else None
    # Neovim 0.11 names only what it can do with files; all of that comes in this list.
    return bool(able and (able.document_changes or able.resource_operations))


def stored_action(ls: BacklogServer, data: Any) -> tuple[OpenDocument, Action] | None:
    """Return what was offered, from the data it was offered with; None if the text moved on."""
    values = plain(data)
    if not isinstance(values, dict):
        return None
    document = ls.session.documents.get(values.get("uri", ""))
    if document is None or document.version != values.get("version"):
        return None
    at = values.get("at")
    return document, Action(
        str(values.get("title")), str(values.get("kind")), at=at if isinstance(at, int) else 0
    )
