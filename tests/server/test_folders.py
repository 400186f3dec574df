"""Workspace folders: several, none, and such that come and go."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator  # noqa: TC003 (pytest-lsp reads the annotation)
from pathlib import Path  # noqa: TC003 (pytest-lsp reads the annotation)

import pytest
import pytest_lsp
from clients import (
    CONFIG,
    PULLED,
    PUSHED,
    EditorClient,
    begin,
    diagnostics,
    identifier,
    open_document,
    uri,
)
from lsprotocol import types

WAITS = "- [ ] T-1 a\n- [ ] T-2 b\n- [ ] T-3 c\n- [ ] T-4 d (depends on T-9)\n"
OTHER = "# Plan\n\n- [ ] T-9 e\n"
STATUS = "\n| Task | Status |\n|---|---|\n| One | Wibble |\n\n"
OFF = {"severity": {"unknown-dependency": "off"}}


@pytest_lsp.fixture(params=[PUSHED, PULLED], config=CONFIG)  # type: ignore[untyped-decorator]  # pytest-lsp's
async def two(
    lsp_client: EditorClient, request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[None]:
    """An editor with the folders `a` and `b`."""
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
    await begin(lsp_client, request.param, tmp_path, folders=["a", "b"])
    yield
    await lsp_client.shutdown_session()


@pytest_lsp.fixture(params=[PUSHED, PULLED], config=CONFIG)  # type: ignore[untyped-decorator]  # pytest-lsp's
async def none(
    lsp_client: EditorClient, request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[None]:
    """An editor that opens single files."""
    await begin(lsp_client, request.param, tmp_path, folders=None)
    yield
    await lsp_client.shutdown_session()


async def settled(client: EditorClient, name: str, codes: list[str]) -> None:
    """Wait until `codes` are what is found: what is on disk is read beside the loop."""
    found = None
    for _ in range(100):
        found = [str(each.code) for each in await diagnostics(client, name)]
        if found == codes:
            return
        await asyncio.sleep(0.1)
    pytest.fail(f"{found} are found")


def folders(client: EditorClient, added: list[str], removed: list[str]) -> None:
    def named(names: list[str]) -> list[types.WorkspaceFolder]:
        return [types.WorkspaceFolder(uri(client, name), name) for name in names]

    event = types.WorkspaceFoldersChangeEvent(named(added), named(removed))
    client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event))


async def leads_to(client: EditorClient, name: str, line: int, character: int) -> list[str]:
    found = await client.text_document_definition_async(
        types.DefinitionParams(identifier(client, name), types.Position(line, character))
    )
    listed = found if isinstance(found, list) else []
    return [
        each.target_uri if isinstance(each, types.LocationLink) else each.uri for each in listed
    ]


async def known(client: EditorClient, name: str, other: str) -> None:
    """Wait until what `WAITS` in the document `name` waits for is known to be in `other`."""
    for _ in range(100):  # until a folder is read, nothing is said of it
        if await leads_to(client, name, 3, 26) == [uri(client, other)]:
            return
        await asyncio.sleep(0.1)
    pytest.fail(f"{other} is not read")


@pytest.mark.asyncio
async def test_ids_are_those_of_a_folder(two: EditorClient) -> None:
    two.write("b/TODO.md", OTHER)
    open_document(two, WAITS, "a/BACKLOG.md")
    open_document(two, WAITS, "b/BACKLOG.md")
    await settled(two, "a/BACKLOG.md", ["unknown-dependency"])
    await settled(two, "b/BACKLOG.md", [])
    await known(two, "b/BACKLOG.md", "b/TODO.md")
    assert uri(two, "b/TODO.md") not in await leads_to(two, "a/BACKLOG.md", 3, 26)


@pytest.mark.asyncio
async def test_links_lead_from_one_folder_to_another(two: EditorClient) -> None:
    two.write("b/PLAN.md", OTHER)
    text = "# Work\n\n- [ ] [one](../b/PLAN.md#plan)\n- [x] [two](../b/gone.md)\n- [ ] [x](../c/d.md)\n"
    open_document(two, text, "a/BACKLOG.md")
    await settled(two, "a/BACKLOG.md", ["broken-link"])
    assert await leads_to(two, "a/BACKLOG.md", 2, 8) == [uri(two, "b/PLAN.md")]
    open_document(two, OTHER, "b/PLAN.md")
    found = await two.text_document_references_async(
        types.ReferenceParams(
            types.ReferenceContext(include_declaration=False),
            identifier(two, "b/PLAN.md"),
            types.Position(0, 3),
        )
    )
    assert [each.uri for each in found or ()] == [uri(two, "a/BACKLOG.md")]
    new = [types.FileRename(uri(two, "b/PLAN.md"), uri(two, "b/ROADMAP.md"))]
    edit = await two.workspace_will_rename_files_async(types.RenameFilesParams(new))
    assert edit is not None
    (changed,) = edit.document_changes or ()
    assert isinstance(changed, types.TextDocumentEdit)
    assert changed.text_document.uri == uri(two, "a/BACKLOG.md")


@pytest.mark.asyncio
async def test_folders_come_and_go(two: EditorClient) -> None:
    two.write("c/TODO.md", OTHER.replace("[ ]", "[x]"))
    open_document(two, WAITS.replace("depends on", "blocked by"), "c/BACKLOG.md")
    await settled(two, "c/BACKLOG.md", [])
    folders(two, ["c"], ["a"])
    await settled(two, "c/BACKLOG.md", ["blocked-by-done"])
    await known(two, "c/BACKLOG.md", "c/TODO.md")
    folders(two, [], ["c"])
    await settled(two, "c/BACKLOG.md", [])


@pytest.mark.asyncio
async def test_each_folder_has_its_settings(two: EditorClient) -> None:
    two.write("b/.backlog-ls.toml", 'statuses = ["Wibble", "Done"]\n')
    for name in ("a", "b"):
        open_document(
            two, f"# Work\n\nLegend: `Todo` = a, `Done` = b\n{STATUS}", f"{name}/BACKLOG.md"
        )
    assert "invalid-status" in [each.code for each in await diagnostics(two, "a/BACKLOG.md")]
    open_document(two, WAITS, "a/TASKS.md")
    open_document(two, WAITS, "b/TASKS.md")
    await settled(two, "a/TASKS.md", ["unknown-dependency"])
    await settled(two, "b/TASKS.md", ["unknown-dependency"])
    two.set_configuration({"backlog-ls": {}})
    two.set_configuration({"backlog-ls": OFF}, scope_uri=uri(two, "a"))
    two.workspace_did_change_configuration(types.DidChangeConfigurationParams(None))
    await settled(two, "a/TASKS.md", [])
    await settled(two, "b/TASKS.md", ["unknown-dependency"])


@pytest.mark.asyncio
async def test_a_file_without_a_folder(none: EditorClient) -> None:
    none.write("a/TODO.md", OTHER)
    text = "[one](TODO.md#plan) [two](gone.md) [three](../c/gone.md)\n"
    open_document(none, WAITS + "\n" + text, "a/BACKLOG.md")
    await settled(none, "a/BACKLOG.md", ["broken-link"])
    assert await leads_to(none, "a/BACKLOG.md", 5, 2) == [uri(none, "a/TODO.md")]


@pytest.mark.asyncio
@pytest.mark.parametrize("scheme", ["untitled:Untitled-1", "vscode-vfs://github/a/b/BACKLOG.md"])
async def test_what_is_no_file(none: EditorClient, scheme: str) -> None:
    """All that a document says of itself is known; what stands around it is not."""
    rows = STATUS.rstrip() + "\n| Two | Todo |\n| Three | Done |\n\n"
    text = "# Work\n\n" + rows + WAITS.replace("T-9", "T-1") + "\n[x](gone.md) [y](#gone)\n"
    item = types.TextDocumentItem(scheme, types.LanguageKind.Markdown, 1, text)
    none.text_document_did_open(types.DidOpenTextDocumentParams(item))
    document = types.TextDocumentIdentifier(scheme)
    first = text.split("\n").index("- [ ] T-1 a")
    found = await none.text_document_definition_async(
        types.DefinitionParams(document, types.Position(first + 3, 25))
    )
    assert found
    edit = await none.text_document_rename_async(
        types.RenameParams(document, types.Position(first, 7), "T-7")
    )
    assert edit is not None
    (changed,) = edit.document_changes or ()
    assert isinstance(changed, types.TextDocumentEdit)
    assert changed.text_document.uri == scheme
    assert len(changed.edits) == 2
    hover = await none.text_document_hover_async(
        types.HoverParams(document, types.Position(first, 7))
    )
    assert hover is not None
    if none.profile == PUSHED:
        assert [each.code for each in none.diagnostics[scheme]] == ["broken-anchor"]
