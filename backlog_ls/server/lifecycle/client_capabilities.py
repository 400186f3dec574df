"""What the client can do, as it said when it connected (LSP 3.17, "ClientCapabilities")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_ls.server.server import BacklogServer


def takes_document_changes(ls: BacklogServer) -> bool:
    """Tell whether the client takes edits of versions of documents."""
    able = _workspace_edit(ls)
    # Neovim 0.11 names only what it can do with files; all of that comes in this list.
    return bool(able and (able.document_changes or able.resource_operations))


def can_create(ls: BacklogServer) -> bool:
    """Tell whether the client can make a file as part of an edit."""
    return types.ResourceOperationKind.Create in _operations(ls)


def can_rename(ls: BacklogServer) -> bool:
    """Tell whether the client can rename a file as part of an edit."""
    return types.ResourceOperationKind.Rename in _operations(ls)


def takes_notes(ls: BacklogServer) -> bool:
    """Tell whether the client asks before it makes edits that need to be confirmed."""
    able = _workspace_edit(ls)
    return bool(able and able.document_changes and able.change_annotation_support)


def takes_links(ls: BacklogServer) -> bool:
    """Tell whether the client marks the word from which it goes to a definition."""
    text = ls.client_capabilities.text_document
    able = text.definition if text else None
    return bool(able and able.link_support)


def resolves_actions(ls: BacklogServer) -> bool:
    """Tell whether the client asks for the edits of an action when it is chosen."""
    text = ls.client_capabilities.text_document
    able = text.code_action if text else None
    later = able.resolve_support if able else None
    return bool(able and able.data_support and later and "edit" in later.properties)


def shows_disabled(ls: BacklogServer) -> bool:
    """Tell whether the client shows why an action cannot be done."""
    text = ls.client_capabilities.text_document
    return bool(text and text.code_action and text.code_action.disabled_support)


def _operations(ls: BacklogServer) -> Sequence[types.ResourceOperationKind]:
    able = _workspace_edit(ls)
    return (able.resource_operations if able else None) or ()


def _workspace_edit(ls: BacklogServer) -> types.WorkspaceEditClientCapabilities | None:
    workspace = ls.client_capabilities.workspace
    return workspace.workspace_edit if workspace else None
