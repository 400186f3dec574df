"""What the client supports, as it declared in `initialize` (LSP 3.17, "ClientCapabilities")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from backlog_ls.server.transport.json_data import to_plain_json

if TYPE_CHECKING:
    from collections.abc import Sequence


def supports_document_changes(client: types.ClientCapabilities) -> bool:
    """Tell whether the client takes edits for particular versions of documents."""
    edit = _workspace_edit(client)
    # Neovim 0.11 declares only file operations, which come in this list too.
    return bool(edit and (edit.document_changes or edit.resource_operations))


def supports_file_creation(client: types.ClientCapabilities) -> bool:
    """Tell whether an edit can create a file."""
    return types.ResourceOperationKind.Create in _file_operations(client)


def supports_file_renaming(client: types.ClientCapabilities) -> bool:
    """Tell whether an edit can rename a file."""
    return types.ResourceOperationKind.Rename in _file_operations(client)


def supports_change_annotations(client: types.ClientCapabilities) -> bool:
    """Tell whether the client asks its user to confirm annotated edits."""
    edit = _workspace_edit(client)
    return bool(edit and edit.document_changes and edit.change_annotation_support)


def supports_definition_links(client: types.ClientCapabilities) -> bool:
    """Tell whether the client takes the range that a definition was requested for."""
    text = client.text_document
    definition = text.definition if text else None
    return bool(definition and definition.link_support)


def resolves_code_actions(client: types.ClientCapabilities) -> bool:
    """Tell whether the client requests the edits of a code action when the user chooses it."""
    text = client.text_document
    action = text.code_action if text else None
    resolve = action.resolve_support if action else None
    return bool(action and action.data_support and resolve and "edit" in resolve.properties)


def wants_short_menu(client: types.ClientCapabilities) -> bool:
    """Tell whether the client wants the most likely code actions only, unless it requests a kind.

    It says so in `experimental.backlogLs.shortCodeActions`, because it has commands for the others.
    """
    return _own_capability(client, "shortCodeActions")


def shows_rule_pages(client: types.ClientCapabilities) -> bool:
    """Tell whether the client shows the page of a rule when the user clicks a code.

    It says so in `experimental.backlogLs.rulePages`, and asks with `backlog-ls/rule`.
    """
    return _own_capability(client, "rulePages")


def shows_disabled_actions(client: types.ClientCapabilities) -> bool:
    """Tell whether the client shows disabled code actions, and why they are disabled."""
    text = client.text_document
    return bool(text and text.code_action and text.code_action.disabled_support)


def refreshes_inlay_hints(client: types.ClientCapabilities) -> bool:
    """Tell whether the client can be asked to request inlay hints again."""
    hint = client.workspace.inlay_hint if client.workspace else None
    return bool(hint and hint.refresh_support)


def completion_item_options(
    client: types.ClientCapabilities,
) -> types.ClientCompletionItemOptions:
    """Return what the client supports in completion items."""
    text = client.text_document
    options = text.completion.completion_item if text and text.completion else None
    return options or types.ClientCompletionItemOptions()


def supports_default_edit_range(client: types.ClientCapabilities) -> bool:
    """Tell whether a completion list can give an edit range for all its items."""
    text = client.text_document
    options = text.completion.completion_list if text and text.completion else None
    return "editRange" in ((options.item_defaults if options else None) or ())


def _own_capability(client: types.ClientCapabilities, name: str) -> bool:
    given = to_plain_json(client.experimental)
    own = given.get("backlogLs") if isinstance(given, dict) else None
    return isinstance(own, dict) and own.get(name) is True


def _file_operations(
    client: types.ClientCapabilities,
) -> Sequence[types.ResourceOperationKind]:
    edit = _workspace_edit(client)
    return (edit.resource_operations if edit else None) or ()


def _workspace_edit(
    client: types.ClientCapabilities,
) -> types.WorkspaceEditClientCapabilities | None:
    return client.workspace.workspace_edit if client.workspace else None
