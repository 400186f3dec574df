"""`workspace/executeCommand`: commands that set a status, for trees, boards and key bindings.

Each takes one object: ``{"uri", "version", "line", "character" or "key", "status"}``. The item is at
`line` and `character`, as the client counts them, or in the block `key`. `version` is optional. The
answer tells whether the client applied the edit. The request `backlog-ls/choices` takes the same
object and returns the possible values of `status`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from backlog_ls.features.code_actions.action import RefusedError
from backlog_ls.features.code_actions.set_status import (
    CYCLE_STATUS,
    MARK_DONE,
    SET_STATUS,
    compute_status_edits,
    compute_status_edits_at_key,
    find_status_choices,
    find_status_choices_at_key,
)
from backlog_ls.features.rename.edits import DocumentEdits
from backlog_ls.server.background.time_limit import answer_within_limit
from backlog_ls.server.documents import convert
from backlog_ls.server.documents.workspace_edit import workspace_edit
from backlog_ls.server.transport.errors import RequestFailedError
from backlog_ls.server.transport.json_data import to_plain_json
from backlog_ls.workspace.deadline.deadline import Request

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_ls.server.documents.open_document import OpenDocument
    from backlog_ls.server.server import BacklogServer
    from backlog_ls.text.edit import Edit


async def set_status(ls: BacklogServer, arguments: Sequence[Any]) -> bool:
    """Set the status of an item, given by its spelling, canonical name or checkbox mark."""
    asked = _parse_arguments(arguments)
    status = asked.get("status")
    if not isinstance(status, str) or not status:
        message = "The command needs a `status`."
        raise RequestFailedError(message)
    return await _change(ls, asked, f"Set status to {status}", SET_STATUS, status)


async def cycle_status(ls: BacklogServer, arguments: Sequence[Any]) -> bool:
    """Set the status of an item to the next one."""
    return await _change(ls, _parse_arguments(arguments), "Cycle status", CYCLE_STATUS)


async def mark_done(ls: BacklogServer, arguments: Sequence[Any]) -> bool:
    """Set the status of an item to done."""
    return await _change(ls, _parse_arguments(arguments), "Mark done", MARK_DONE)


def on_choices(ls: BacklogServer, params: Any) -> list[dict[str, str]]:
    """Return the statuses that an item can have; empty if it has no status."""
    asked = _parse_arguments([params])
    document = _document(ls, asked)
    view = ls.session.view(document)
    try:
        if "key" in asked:
            choices = find_status_choices_at_key(view, _key(asked["key"]))
        else:
            at = _offset(ls, document, asked)
            choices = find_status_choices(view, at, at)
    except RefusedError as refused:
        raise RequestFailedError(str(refused)) from refused
    return [
        {"spelling": each.spelling, "meaning": each.meaning, "canonical": each.status.value}
        for each in choices
    ]


async def _change(ls: BacklogServer, asked: dict[str, Any], title: str, *work: str) -> bool:
    document = _document(ls, asked)
    request = Request(title, document.uri, document.backlog.document.length)
    edits = answer_within_limit(
        ls.session.workspace.deadline, request, lambda: _edits(ls, document, asked, *work)
    )
    if not edits:
        return True
    changes = [DocumentEdits("", document.backlog, tuple(edits))]
    edit = workspace_edit(ls.session, ls.client_capabilities, changes, document)
    result = await ls.workspace_apply_edit_async(types.ApplyWorkspaceEditParams(edit, title))
    return result.applied


def _edits(
    ls: BacklogServer, document: OpenDocument, asked: dict[str, Any], *work: str
) -> list[Edit]:
    view = ls.session.view(document)
    try:
        if "key" in asked:
            return compute_status_edits_at_key(view, _key(asked["key"]), *work)
        at = _offset(ls, document, asked)
        return compute_status_edits(view, at, at, *work)
    except RefusedError as refused:
        raise RequestFailedError(str(refused)) from refused


def _offset(ls: BacklogServer, document: OpenDocument, asked: dict[str, Any]) -> int:
    line, character = asked.get("line"), asked.get("character", 0)
    if not isinstance(line, int) or not isinstance(character, int):
        message = "The command needs a `line` or a `key`."
        raise RequestFailedError(message)
    return convert.to_offset(ls.session, document, types.Position(line, character))


def _parse_arguments(arguments: Sequence[Any]) -> dict[str, Any]:
    values = to_plain_json(arguments[0]) if arguments else None
    if not isinstance(values, dict):
        message = "The command needs an object with `uri`, and `line` or `key`."
        raise RequestFailedError(message)
    return values


def _document(ls: BacklogServer, asked: dict[str, Any]) -> OpenDocument:
    document = ls.session.find_backlog(str(asked.get("uri", "")))
    if document is None:
        message = "The document is not open, or is not a backlog."
        raise RequestFailedError(message)
    version = asked.get("version")
    if version is not None and version != document.version:
        message = "The document has changed; try again."
        raise RequestFailedError(message)
    return document


def _key(value: Any) -> int:
    """Return the key of a block. In JSON it may be a string: it can be greater than 2**53."""
    try:
        return int(value)
    except (TypeError, ValueError) as error:
        message = "The item does not exist any more."
        raise RequestFailedError(message) from error
