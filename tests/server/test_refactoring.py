"""Refactorings and commands end to end: what the client applies is what was offered."""

from __future__ import annotations

from collections.abc import AsyncIterator  # noqa: TC003 (pytest-lsp evaluates annotations)
from pathlib import Path  # noqa: TC003 (pytest-lsp evaluates annotations)

import pytest
import pytest_lsp
from clients import CONFIG, PULLED, EditorClient, begin, open_document
from clients import uri as uri_of
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pytest_lsp import client_capabilities

TEXT = """\
# Backlog 😀

| Task | Status |
| --- | --- |
| 😀 one | Todo |
| two | Done |

- [ ] 😀 three
"""


def opened(client: EditorClient, text: str = TEXT) -> str:
    open_document(client, text)
    return uri_of(client)


def after(client: EditorClient, edit: types.WorkspaceEdit, text: str = TEXT) -> str:
    """Return `text` with the edits of its document."""
    (change,) = edit.document_changes or ()
    assert isinstance(change, types.TextDocumentEdit)
    assert change.text_document.version == 1
    edits = [each for each in change.edits if isinstance(each, types.TextEdit)]
    assert len(edits) == len(change.edits)
    return client.edited(text, edits)


async def chosen(client: EditorClient, uri: str, line: int, title: str) -> types.CodeAction:
    here = types.Range(types.Position(line, 3), types.Position(line, 3))
    found = await client.text_document_code_action_async(
        types.CodeActionParams(types.TextDocumentIdentifier(uri), here, types.CodeActionContext([]))
    )
    action = next(action for action in found or () if action.title == title)
    assert isinstance(action, types.CodeAction)
    return action


@pytest_lsp.fixture(config=CONFIG)  # type: ignore[untyped-decorator]  # pytest-lsp's
async def with_commands(lsp_client: EditorClient, tmp_path: Path) -> AsyncIterator[None]:
    """An editor that has commands for the refactorings, and wants a short menu."""
    capabilities = client_capabilities(PULLED)
    capabilities.experimental = {"backlogLs": {"shortCodeActions": True}}
    await begin(lsp_client, PULLED, tmp_path, capabilities)
    yield
    await lsp_client.shutdown_session()


@pytest.mark.asyncio
@pytest.mark.parametrize("only", [None, ["refactor"]])
async def test_the_short_menu(with_commands: EditorClient, only: list[str] | None) -> None:
    uri = opened(with_commands)
    here = types.Range(types.Position(4, 3), types.Position(4, 3))
    asked = types.CodeActionContext([], only)
    found = await with_commands.text_document_code_action_async(
        types.CodeActionParams(types.TextDocumentIdentifier(uri), here, asked)
    )
    titles = [action.title for action in found or ()]
    if only is None:
        statuses = ["In Progress", "Blocked", "Deferred", "Done"]
        assert titles == [*(f"Set status to {each}" for each in statuses), "Reformat this table"]
        # What it shows can be done.
        action = (found or ())[-1]
        assert isinstance(action, types.CodeAction)
        assert action.kind == "refactor.format"
        assert action.edit is not None or action.data is not None
    else:
        assert {"Mark done", "Insert a row below", "Reformat this table"} < set(titles)


@pytest.mark.asyncio
async def test_a_status_is_set_after_an_emoji(client: EditorClient) -> None:
    uri = opened(client)
    action = await chosen(client, uri, 4, "Mark done")
    assert action.edit is None, "worked out when it is chosen"
    assert action.is_preferred
    action = await client.code_action_resolve_async(action)
    assert action.edit is not None
    assert after(client, action.edit) == TEXT.replace("Todo", "Done")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("command", "arguments", "expected"),
    [
        ("setStatus", {"line": 4, "character": 4, "status": "Done"}, ("Todo", "Done")),
        ("setStatus", {"line": 5, "character": 0, "status": "todo"}, ("| Done", "| Todo")),
        ("setStatus", {"line": 7, "character": 9, "status": "x"}, ("[ ]", "[x]")),
        ("cycleStatus", {"line": 7}, ("[ ]", "[x]")),
        ("markDone", {"line": 4, "version": 1}, ("Todo", "Done")),
    ],
)
async def test_commands(
    client: EditorClient, command: str, arguments: dict[str, object], expected: tuple[str, str]
) -> None:
    uri = opened(client)
    result = await client.workspace_execute_command_async(
        types.ExecuteCommandParams(f"backlog-ls.{command}", [{"uri": uri, **arguments}])
    )
    assert result is True
    (edit,) = client.applied
    assert after(client, edit) == TEXT.replace(*expected)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"line": 0}, "no item"),
        ({"line": 4, "version": 7}, "changed"),
        ({"line": 4, "status": "Nonsense"}, "`Nonsense`"),
        ({"key": "5"}, "no longer"),
        ({"uri": "file:///nowhere.md", "line": 4}, "not open"),
        ({}, "needs a `line` or a `key`"),
    ],
)
async def test_a_command_that_cannot_be_done_says_why(
    client: EditorClient, arguments: dict[str, object], reason: str
) -> None:
    asked = {"uri": opened(client), "status": "Done", **arguments}
    with pytest.raises(JsonRpcException, match=reason):
        await client.workspace_execute_command_async(
            types.ExecuteCommandParams("backlog-ls.setStatus", [asked])
        )
    assert client.applied == []


@pytest.mark.asyncio
async def test_an_item_is_extracted_into_a_file_of_its_own(client: EditorClient) -> None:
    uri = opened(client)
    title = "Extract this row into a milestone document"
    action = await client.code_action_resolve_async(await chosen(client, uri, 4, title))
    assert action.edit is not None
    made, filled, left = action.edit.document_changes or ()
    assert isinstance(made, types.CreateFile)
    assert isinstance(filled, types.TextDocumentEdit)
    assert isinstance(left, types.TextDocumentEdit)
    assert made.uri == filled.text_document.uri == uri.replace("BACKLOG", "milestones/one")
    (text,) = filled.edits
    assert isinstance(text, types.TextEdit)
    assert text.new_text.endswith("| 😀 one | Todo |\n")
    assert left.text_document.uri == uri


@pytest.mark.asyncio
async def test_why_something_cannot_be_done(client: EditorClient) -> None:
    uri = opened(client)
    here = types.Range(types.Position(5, 3), types.Position(5, 3))
    only = types.CodeActionContext([], only=["refactor.move"])
    found = await client.text_document_code_action_async(
        types.CodeActionParams(types.TextDocumentIdentifier(uri), here, only)
    )
    assert found is not None
    if client.profile == PULLED:
        assert [action.title for action in found] == []
        return
    (action,) = found
    assert isinstance(action, types.CodeAction)
    assert action.disabled is not None
    assert "no table for completed items" in action.disabled.reason
