"""`textDocument/codeAction`: quick fixes and refactorings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from backlog_ls.features.code_actions.action import EXTRACT, Action
from backlog_ls.features.code_actions.code_actions import find_code_actions, resolve_code_action
from backlog_ls.features.code_actions.short_menu import shorten_menu
from backlog_ls.features.rename.edits import DocumentEdits
from backlog_ls.rules.engine.visible import merge_causes
from backlog_ls.server.background.typing_pause import notice_cursor
from backlog_ls.server.documents import convert
from backlog_ls.server.documents.workspace_edit import creation, workspace_edit
from backlog_ls.server.transport import client_capabilities
from backlog_ls.server.transport.json_data import to_plain_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_ls.server.documents.open_document import OpenDocument
    from backlog_ls.server.server import BacklogServer


def on_code_action(
    ls: BacklogServer, document: OpenDocument, params: types.CodeActionParams
) -> list[types.CodeAction] | None:
    """Return the code actions for a range."""
    notice_cursor(ls, document, params.range)
    client = ls.client_capabilities
    start = convert.to_offset(ls.session, document, params.range.start)
    end = convert.to_offset(ls.session, document, params.range.end)
    only = params.context.only
    fixes = is_requested(types.CodeActionKind.QuickFix.value, only)
    refactors = not only or any(_value(kind).split(".")[0] in {"", "refactor"} for kind in only)
    view = ls.session.view(document)
    unmerged = ls.session.findings(document, merge=False)
    found = merge_causes(unmerged)
    offered = find_code_actions(
        view, start, end, found, unmerged=unmerged, fixes=fixes, refactors=refactors
    )
    if not only and client_capabilities.wants_short_menu(client):
        offered = shorten_menu(offered)
    if not client_capabilities.resolves_code_actions(client):
        offered = [resolve_code_action(view, action, found) for action in offered]
    return [
        to_code_action(ls, document, action)
        for action in offered
        if is_requested(action.kind, only)
        and (
            not (action.create or action.kind == EXTRACT)
            or client_capabilities.supports_file_creation(client)
        )
        and (not action.disabled or client_capabilities.shows_disabled_actions(client))
    ]


def on_code_action_resolve(ls: BacklogServer, action: types.CodeAction) -> types.CodeAction:
    """Return `action`, which the user chose, with its edits."""
    found = restore_action(ls, action.data)
    if found is None:
        return action
    document, offered = found
    view = ls.session.view(document)
    done = resolve_code_action(view, offered, ls.session.findings(document))
    if done.disabled:
        ls.window_show_message(types.ShowMessageParams(types.MessageType.Warning, done.disabled))
    action.edit = to_code_action(ls, document, done).edit
    return action


def is_requested(kind: str, only: Sequence[str] | None) -> bool:
    """Tell whether a client that requests the kinds `only` wants `kind`; None stands for any.

    Kinds are hierarchical, separated by dots (LSP 3.17, `CodeActionKind`).
    """
    if not only:
        # Source actions are for the whole document: a client has to request their kind.
        return not kind.startswith("source")
    kinds = [_value(asked) for asked in only]
    return any(not asked or kind == asked or kind.startswith(asked + ".") for asked in kinds)


def to_code_action(ls: BacklogServer, document: OpenDocument, action: Action) -> types.CodeAction:
    """Return `action` for the client, with its edits if they are computed already."""
    shown = types.CodeAction(action.title, kind=action.kind, is_preferred=action.preferred or None)
    if action.finding is not None:
        found = convert.to_diagnostic(ls.session, document, action.finding)
        shown.diagnostics = [found] if found else None
    if action.disabled:
        shown.disabled = types.CodeActionDisabled(action.disabled)
        return shown
    if action.edits is None:
        shown.data = {
            "uri": document.uri,
            "version": document.version,
            "title": action.title,
            "kind": action.kind,
            "at": action.start,
            "end": action.end,
            "work": [action.refactoring_id, *action.arguments],
        }
        return shown
    shown.edit = _to_workspace_edit(ls, document, action)
    return shown


def _to_workspace_edit(
    ls: BacklogServer, document: OpenDocument, action: Action
) -> types.WorkspaceEdit:
    """Return the edits of `action` for the version of `document` that they were computed for."""
    changes = [DocumentEdits("", document.backlog, action.edits)] if action.edits else []
    edit = workspace_edit(ls.session, ls.client_capabilities, changes, document)
    if action.create:
        created = creation(action.create, action.content)
        edit.document_changes = [*created, *(edit.document_changes or ())]
    return edit


def restore_action(ls: BacklogServer, data: Any) -> tuple[OpenDocument, Action] | None:
    """Return the action that was offered with `data`; None if the document changed since."""
    values = to_plain_json(data)
    if not isinstance(values, dict):
        return None
    document = ls.session.documents.get(values.get("uri", ""))
    if document is None or document.version != values.get("version"):
        return None
    at, end, work = values.get("at"), values.get("end"), values.get("work")
    refactoring, *arguments = map(str, work) if isinstance(work, list) and work else ("",)
    return document, Action(
        str(values.get("title")),
        str(values.get("kind")),
        start=at if isinstance(at, int) else 0,
        end=end if isinstance(end, int) else 0,
        refactoring_id=refactoring,
        arguments=tuple(arguments),
    )


def _value(kind: Any) -> str:
    return str(getattr(kind, "value", kind))
