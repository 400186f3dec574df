"""Completion through the server: positions, what clients can do, and what is resolved later."""

from __future__ import annotations

from collections.abc import AsyncIterator  # noqa: TC003 (pytest-lsp reads the annotation)
from pathlib import Path  # noqa: TC003 (pytest-lsp reads the annotation)

import pytest
import pytest_lsp
from clients import CONFIG, PULLED, EditorClient, begin, open_document, uri
from lsprotocol import types

TEXT = """\
| ID  | Task      | Status | Depends on |
| --- | --------- | ------ | ---------- |
| T-1 | 😀 Schema | Done   |            |
| T-2 | 😀 Log in | Todo   | T-1,       |
| T-3 | Mail      | Todo   |            |

"""
ROW = 3
"""The line of T-2, in which an emoji takes two UTF-16 units."""


@pytest_lsp.fixture(  # type: ignore[untyped-decorator]  # pytest-lsp's
    config=CONFIG,
)
async def bare(lsp_client: EditorClient, tmp_path: Path) -> AsyncIterator[None]:
    """A client that has no tab stops."""
    await begin(lsp_client, "emacs@v29.1", tmp_path)
    yield
    await lsp_client.shutdown_session()


async def complete(
    client: EditorClient, line: int, character: int, trigger: str = ""
) -> types.CompletionList:
    context = None
    if trigger:
        kind = types.CompletionTriggerKind.TriggerCharacter
        context = types.CompletionContext(kind, trigger)
    found = await client.text_document_completion_async(
        types.CompletionParams(
            types.TextDocumentIdentifier(uri(client)),
            types.Position(line, character),
            context=context,
        )
    )
    assert isinstance(found, types.CompletionList)
    return found


def edit_of(found: types.CompletionList, item: types.CompletionItem) -> tuple[int, int, str]:
    """The columns that `item` replaces, and by what: of its own, or as all have it in common."""
    if isinstance(item.text_edit, types.TextEdit):
        where, text = item.text_edit.range, item.text_edit.new_text
    else:
        assert found.item_defaults is not None
        assert isinstance(found.item_defaults.edit_range, types.Range)
        where, text = found.item_defaults.edit_range, item.text_edit_text or ""
    return where.start.character, where.end.character, text


@pytest.mark.asyncio
async def test_an_item_replaces_what_is_typed(client: EditorClient) -> None:
    open_document(client, TEXT.replace("T-1, ", "T-1, m"))
    line = TEXT.split("\n")[ROW]
    before = line[: line.index("T-1,") + 5]
    utf8 = client.profile == PULLED
    column = len(before.encode()) if utf8 else len(before.encode("utf-16-le")) // 2
    found = await complete(client, ROW, column + 1)
    assert [item.label for item in found.items] == ["T-3"]
    assert edit_of(found, found.items[0])[::2] == (column, "T-3")
    assert found.items[0].detail == "Mail · todo"


@pytest.mark.asyncio
async def test_what_items_have_in_common_is_said_once_to_those_who_take_it(
    client: EditorClient,
) -> None:
    open_document(client, TEXT)
    line = TEXT.split("\n")[4]
    found = await complete(client, 4, len(line) - 2)
    assert [item.label for item in found.items] == ["T-2", "T-1"]
    pulled = client.profile == PULLED
    assert (found.item_defaults is not None) == pulled
    assert all((item.text_edit is None) == pulled for item in found.items)
    assert [edit_of(found, item)[2] for item in found.items] == ["T-2", "T-1"]


@pytest.mark.asyncio
async def test_an_item_is_described_when_it_is_shown(client: EditorClient) -> None:
    open_document(client, TEXT)
    found = await complete(client, 4, len(TEXT.split("\n")[4]) - 2)
    assert found.items[0].documentation is None
    resolved = await client.completion_item_resolve_async(found.items[0])
    assert isinstance(resolved.documentation, types.MarkupContent)
    assert "Depends on: T-1 😀 Schema (done)" in resolved.documentation.value


@pytest.mark.asyncio
async def test_a_hash_takes_the_file_that_it_is_typed_on(client: EditorClient) -> None:
    open_document(client, "[a](\n")
    client.write("milestones/m.md", "# M\n")
    (item, below) = (await complete(client, 0, 4)).items
    able = client.profile != PULLED
    assert (item.label, list(item.commit_characters or ())) == ("milestones/m.md", ["#"] * able)
    assert (below.label, below.commit_characters) == ("milestones/", None)


@pytest.mark.asyncio
async def test_a_row_is_a_snippet(client: EditorClient) -> None:
    open_document(client, TEXT)
    found = await complete(client, 5, 0)
    row = next(item for item in found.items if item.label == "new row")
    assert row.insert_text_format == types.InsertTextFormat.Snippet
    assert edit_of(found, row) == (0, 0, "| T-4 | ${1:Task} | Todo | ${2:Depends on} |")


@pytest.mark.asyncio
async def test_a_client_without_tab_stops_gets_text(bare: EditorClient) -> None:
    open_document(bare, TEXT)
    found = await complete(bare, 5, 0)
    row = next(item for item in found.items if item.label == "new row")
    assert row.insert_text_format is None
    assert edit_of(found, row) == (0, 0, "| T-4 |  | Todo |  |")


@pytest.mark.asyncio
async def test_nothing_new_is_begun_by_a_letter(client: EditorClient) -> None:
    open_document(client, "- [ ] a\n- \n")
    assert [item.label for item in (await complete(client, 1, 2)).items] == ["new task"]
    assert list((await complete(client, 1, 2, " ")).items) == []


@pytest.mark.asyncio
async def test_a_hover_shows_what_waits(client: EditorClient) -> None:
    open_document(client, TEXT)
    found = await client.text_document_hover_async(
        types.HoverParams(types.TextDocumentIdentifier(uri(client)), types.Position(ROW, 3))
    )
    assert found is not None
    assert isinstance(found.contents, types.MarkupContent)
    assert "Depends on: T-1 😀 Schema (done)" in found.contents.value
    assert found.range == types.Range(types.Position(ROW, 2), types.Position(ROW, 5))
