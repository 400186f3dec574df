"""Code actions on their way to the client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from backlog_ls.features.code_actions.action import EXTRACT, Action
from backlog_ls.features.code_actions.code_actions import actions, resolved
from backlog_ls.server.documents import convert
from backlog_ls.server.lifecycle import client_capabilities as able
from backlog_ls.server.transport.json_data import plain
from backlog_ls.server.transport.uris import uri_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_ls.server.documents.session import OpenDocument
    from backlog_ls.server.server import BacklogServer


def on_code_action(
    ls: BacklogServer, document: OpenDocument, params: types.CodeActionParams
) -> list[types.CodeAction] | None:
    """What can be done here."""
    start = convert.offset(ls.session, document, params.range.start)
    end = convert.offset(ls.session, document, params.range.end)
    only = params.context.only
    fixes = wanted(types.CodeActionKind.QuickFix.value, only)
    refactors = not only or any(_value(kind).split(".")[0] in {"", "refactor"} for kind in only)
    found = ls.session.findings(document)
    view = ls.session.view(document)
    offered = actions(view, start, end, found, fixes=fixes, refactors=refactors)
    if not able.resolves_actions(ls):
        offered = [resolved(view, action, found) for action in offered]
    return [
        code_action(ls, document, action)
        for action in offered
        if wanted(action.kind, only)
        and (not (action.create or action.kind == EXTRACT) or able.can_create(ls))
        and (not action.disabled or able.shows_disabled(ls))
    ]


def on_resolve_action(ls: BacklogServer, action: types.CodeAction) -> types.CodeAction:
    """Work out the edits of an action that was chosen."""
    found = stored_action(ls, action.data)
    if found is None:
        return action
    document, offered = found
    view = ls.session.view(document)
    done = resolved(view, offered, ls.session.findings(document))
    if done.disabled:
        ls.window_show_message(types.ShowMessageParams(types.MessageType.Warning, done.disabled))
    action.edit = code_action(ls, document, done).edit
    return action


def wanted(kind: str, only: Sequence[str] | None) -> bool:
    """Tell whether a client that asks for the kinds `only` wants `kind`.

    Kinds are hierarchical, separated by dots (LSP 3.17, `CodeActionKind`).
    """
    if not only:
        # Source actions are for the whole document: a client asks for them by name.
        return not kind.startswith("source")
    kinds = [_value(asked) for asked in only]
    return any(not asked or kind == asked or kind.startswith(asked + ".") for asked in kinds)


def code_action(ls: BacklogServer, document: OpenDocument, action: Action) -> types.CodeAction:
    """Return `action` as the client's; without edits where they are to be worked out later."""
    shown = types.CodeAction(action.title, kind=action.kind, is_preferred=action.preferred or None)
    if action.finding is not None:
        found = convert.diagnostic(ls.session, document, action.finding)
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
            "at": action.at,
            "end": action.end,
            "work": list(action.work),
        }
        return shown
    shown.edit = workspace_edit(ls, document, action)
    return shown


def workspace_edit(
    ls: BacklogServer, document: OpenDocument, action: Action
) -> types.WorkspaceEdit:
    """Return the edits of `action`, for the version of the document that they were made for."""
    edits = [convert.text_edit(ls.session, document, edit) for edit in action.edits or ()]
    if not able.takes_document_changes(ls):
        return types.WorkspaceEdit(changes={document.uri: edits})
    changes: list[Any] = []
    if action.create:
        uri = uri_of(action.create)
        options = types.CreateFileOptions(overwrite=False, ignore_if_exists=True)
        changes.append(types.CreateFile(uri, options=options))
        # Its title makes it a document, and makes Neovim open it, which an empty file would not.
        start = types.Position(0, 0)
        title = types.TextEdit(types.Range(start, start), action.content)
        identifier = types.OptionalVersionedTextDocumentIdentifier(uri, None)
        changes.append(types.TextDocumentEdit(identifier, [title]))
    if edits:
        identifier = types.OptionalVersionedTextDocumentIdentifier(document.uri, document.version)
        changes.append(types.TextDocumentEdit(identifier, edits))
    return types.WorkspaceEdit(document_changes=changes)


def stored_action(ls: BacklogServer, data: Any) -> tuple[OpenDocument, Action] | None:
    """Return what was offered, from the data it was offered with; None if the text moved on."""
    values = plain(data)
    if not isinstance(values, dict):
        return None
    document = ls.session.documents.get(values.get("uri", ""))
    if document is None or document.version != values.get("version"):
        return None
    at, end, work = values.get("at"), values.get("end"), values.get("work")
    return document, Action(
        str(values.get("title")),
        str(values.get("kind")),
        at=at if isinstance(at, int) else 0,
        end=end if isinstance(end, int) else 0,
        work=tuple(map(str, work)) if isinstance(work, list) else (),
    )


def _value(kind: Any) -> str:
    return str(getattr(kind, "value", kind))
