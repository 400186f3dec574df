"""Commands that change a document: the editors' trees, boards and keys call them.

Each takes one object: ``{"uri", "version", "line", "character" or "key", "status"}``. The item is at a
position, in units of the client, or is the block under a key. `version` may be left out. The answer
tells whether the client applied the edit. The request `backlog-ls/choices` takes the same, and
tells what `status` can be there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from backlog_ls.features.code_actions.action import REWRITE, Action, RefusedError
from backlog_ls.features.code_actions.set_status import (
    CYCLE,
    DONE,
    SET,
    choices_at_key,
    edits_at_key,
    status_choices,
    status_edits,
)
from backlog_ls.server.background.watchdog import answered
from backlog_ls.server.documents import convert
from backlog_ls.server.requests.code_action import workspace_edit
from backlog_ls.server.transport.errors import RequestFailedError
from backlog_ls.server.transport.json_data import plain
from backlog_ls.workspace.hang_guard import Request

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_ls.server.documents.session import OpenDocument
    from backlog_ls.server.server import BacklogServer
    from backlog_ls.text.edit import Edit


async def set_status(ls: BacklogServer, arguments: Sequence[Any]) -> bool:
    """Set the status of an item: as it is spelled, by its canonical name, or by its mark."""
    asked = _asked(arguments)
    status = asked.get("status")
    if not isinstance(status, str) or not status:
        message = "Which status to set was not said."
        raise RequestFailedError(message)
    return await _change(ls, asked, f"Set status to {status}", SET, status)


async def cycle_status(ls: BacklogServer, arguments: Sequence[Any]) -> bool:
    """Set the status of an item to the one that follows."""
    return await _change(ls, _asked(arguments), "Cycle status", CYCLE)


async def mark_done(ls: BacklogServer, arguments: Sequence[Any]) -> bool:
    """Set the status of an item to done."""
    return await _change(ls, _asked(arguments), "Mark done", DONE)


def on_choices(ls: BacklogServer, params: Any) -> list[dict[str, str]]:
    """Return what the status of an item can be set to; nothing where it has none."""
    asked = _asked([params])
    document = _document(ls, asked)
    view = ls.session.view(document)
    try:
        if "key" in asked:
            choices = choices_at_key(view, _key(asked["key"]))
        else:
            at = _offset(ls, document, asked)
            choices = status_choices(view, at, at)
    except RefusedError as refused:
        raise RequestFailedError(str(refused)) from refused
    return [
        {"spelling": each.spelling, "meaning": each.meaning, "canonical": each.status.value}
        for each in choices
    ]


async def _change(ls: BacklogServer, asked: dict[str, Any], title: str, *work: str) -> bool:
    document = _document(ls, asked)
    request = Request(title, document.uri, document.backlog.document.length)
    edits = answered(ls.guard, request, lambda: _edits(ls, document, asked, *work))
    if not edits:
        return True
    edit = workspace_edit(ls, document, Action(title, REWRITE, tuple(edits)))
    result = await ls.workspace_apply_edit_async(types.ApplyWorkspaceEditParams(edit, title))
    return result.applied


def _edits(
    ls: BacklogServer, document: OpenDocument, asked: dict[str, Any], *work: str
) -> list[Edit]:
    view = ls.session.view(document)
    try:
        if "key" in asked:
            return edits_at_key(view, _key(asked["key"]), *work)
        at = _offset(ls, document, asked)
        return status_edits(view, at, at, *work)
    except RefusedError as refused:
        raise RequestFailedError(str(refused)) from refused


def _offset(ls: BacklogServer, document: OpenDocument, asked: dict[str, Any]) -> int:
    line, character = asked.get("line"), asked.get("character", 0)
    if not isinstance(line, int) or not isinstance(character, int):
        message = "Which item is meant was not said."
        raise RequestFailedError(message)
    return convert.offset(ls.session, document, types.Position(line, character))


def _asked(arguments: Sequence[Any]) -> dict[str, Any]:
    values = plain(arguments[0]) if arguments else None
    if not isinstance(values, dict):
        message = "A command takes an object with `uri` and a place."
        raise RequestFailedError(message)
    return values


def _document(ls: BacklogServer, asked: dict[str, Any]) -> OpenDocument:
    document = ls.spoken(str(asked.get("uri", "")))
    if document is None:
        message = "The document is not open, or is no backlog."
        raise RequestFailedError(message)
    version = asked.get("version")
    if version is not None and version != document.version:
        message = "The document has changed since; try again."
        raise RequestFailedError(message)
    return document


def _key(value: Any) -> int:
    """Return a block's key, which JSON may hold as a text: it can be greater than 2**53."""
    try:
        return int(value)
    except (TypeError, ValueError) as error:
        message = "The item is no longer there."
        raise RequestFailedError(message) from error
