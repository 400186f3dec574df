"""Refactorings and commands end to end: what the client applies is what was offered."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator  # noqa: TC003 (pytest-lsp reads the annotation)
from pathlib import Path  # noqa: TC003 (pytest-lsp reads the annotation)

import pytest
import pytest_lsp
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pytest_lsp import (
    ClientServerConfig,
    LanguageClient,
    client_capabilities,
    make_test_lsp_client,
)

from backlog_ls.text.edit import Edit, apply_edits

PUSHED = "visual-studio-code@v1.65.2"
PULLED = "neovim@v0.11.0"
TEXT = """\
# Backlog 😀

| Task | Status |
| --- | --- |
| 😀 one | Todo |
| two | Done |

- [ ] 😀 three
"""


def make_client() -> LanguageClient:
    made = make_test_lsp_client()

    @made.feature(types.CLIENT_REGISTER_CAPABILITY)  # type: ignore[untyped-decorator]  # pygls's
    def _registered(_params: types.RegistrationParams) -> None:
        pass  # these clients watch nothing

    @made.feature(types.WORKSPACE_APPLY_EDIT)  # type: ignore[untyped-decorator]  # pygls's
    def _apply(params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
        made.applied.append(params.edit)  # type: ignore[attr-defined]  # set below
        return types.ApplyWorkspaceEditResult(applied=True)

    made.applied = []  # type: ignore[attr-defined]  # what the tests look at
    return made


@pytest_lsp.fixture(  # type: ignore[untyped-decorator]  # pytest-lsp's
    params=[PUSHED, PULLED],
    config=ClientServerConfig(
        server_command=[sys.executable, "-m", "backlog_ls"], client_factory=make_client
    ),
)
async def client(
    lsp_client: LanguageClient, request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[None]:
    lsp_client.root = tmp_path  # type: ignore[attr-defined]  # where the documents are
    lsp_client.profile = request.param  # type: ignore[attr-defined]  # the tests tell them apart
    folder = types.WorkspaceFolder(tmp_path.as_uri(), "work")
    await lsp_client.initialize_session(
        types.InitializeParams(
            capabilities=client_capabilities(request.param), workspace_folders=[folder]
        )
    )
    yield
    await lsp_client.shutdown_session()


def opened(client: LanguageClient, text: str = TEXT) -> str:
    root: Path = client.root  # type: ignore[attr-defined]  # set by the fixture
    uri = (root / "BACKLOG.md").as_uri()
    item = types.TextDocumentItem(uri, types.LanguageKind.Markdown, 1, text)
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    return uri


def after(client: LanguageClient, edit: types.WorkspaceEdit, text: str = TEXT) -> str:
    """Return `text` with the edits of its document, whose columns count units of the client."""
    utf8 = client.profile == PULLED  # type: ignore[attr-defined]  # set by the fixture
    encoding, size = ("utf-8", 1) if utf8 else ("utf-16-le", 2)
    (change,) = edit.document_changes or ()
    assert isinstance(change, types.TextDocumentEdit)
    assert change.text_document.version == 1
    edits = []
    lines = text.split("\n")

    def offset(position: types.Position) -> int:
        before = sum(len(line) + 1 for line in lines[: position.line])
        units = lines[position.line].encode(encoding)[: size * position.character]
        return before + len(units.decode(encoding))

    for each in change.edits:
        assert isinstance(each, types.TextEdit)
        edits.append(Edit(offset(each.range.start), offset(each.range.end), each.new_text))
    return apply_edits(text, edits)


async def chosen(client: LanguageClient, uri: str, line: int, title: str) -> types.CodeAction:
    here = types.Range(types.Position(line, 3), types.Position(line, 3))
    found = await client.text_document_code_action_async(
        types.CodeActionParams(types.TextDocumentIdentifier(uri), here, types.CodeActionContext([]))
    )
    action = next(action for action in found or () if action.title == title)
    assert isinstance(action, types.CodeAction)
    return action


@pytest.mark.asyncio
async def test_a_status_is_set_after_an_emoji(client: LanguageClient) -> None:
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
    client: LanguageClient, command: str, arguments: dict[str, object], expected: tuple[str, str]
) -> None:
    uri = opened(client)
    result = await client.workspace_execute_command_async(
        types.ExecuteCommandParams(f"backlog-ls.{command}", [{"uri": uri, **arguments}])
    )
    assert result is True
    (edit,) = client.applied  # type: ignore[attr-defined]  # set where it is made
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
        ({}, "Which item"),
    ],
)
async def test_a_command_that_cannot_be_done_says_why(
    client: LanguageClient, arguments: dict[str, object], reason: str
) -> None:
    asked = {"uri": opened(client), "status": "Done", **arguments}
    with pytest.raises(JsonRpcException, match=reason):
        await client.workspace_execute_command_async(
            types.ExecuteCommandParams("backlog-ls.setStatus", [asked])
        )
    assert client.applied == []  # type: ignore[attr-defined]  # set where it is made


@pytest.mark.asyncio
async def test_an_item_is_extracted_into_a_file_of_its_own(client: LanguageClient) -> None:
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
async def test_why_something_cannot_be_done(client: LanguageClient) -> None:
    uri = opened(client)
    here = types.Range(types.Position(5, 3), types.Position(5, 3))
    only = types.CodeActionContext([], only=["refactor.move"])
    found = await client.text_document_code_action_async(
        types.CodeActionParams(types.TextDocumentIdentifier(uri), here, only)
    )
    assert found is not None
    if client.profile == PULLED:  # type: ignore[attr-defined]  # set by the fixture
        assert [action.title for action in found] == []
        return
    (action,) = found
    assert isinstance(action, types.CodeAction)
    assert action.disabled is not None
    assert "no table that keeps what is done" in action.disabled.reason
