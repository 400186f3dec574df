"""Navigation through the server, under the profiles of real clients."""

from __future__ import annotations

import asyncio

import pytest
from clients import EditorClient, open_document, uri, watched
from lsprotocol import types

TEXT = """\
# Backlog

| ID   | Feature           | Status | Depends on |
| ---- | ----------------- | ------ | ---------- |
| T-01 | 😀 **Export it**  | Done   |            |
| T-02 | 😀 [Import](m.md) | Todo   | 😀 T-01    |

## Export it
"""
LINES = TEXT.split("\n")


def at(client: EditorClient, line: int, words: str) -> types.Range:
    """Where `words` stand in a line of `TEXT`, in the units that this client counts."""
    before = LINES[line][: LINES[line].index(words)]
    start = client.units(before)
    end = start + client.units(words)
    return types.Range(types.Position(line, start), types.Position(line, end))


@pytest.mark.asyncio
async def test_going_to_what_is_meant_and_to_where_it_stands(client: EditorClient) -> None:
    open_document(client, TEXT)
    identifier = types.TextDocumentIdentifier(uri(client))
    here = at(client, 5, "T-01")
    defined = await client.text_document_definition_async(
        types.DefinitionParams(identifier, here.start)
    )
    assert isinstance(defined, list)
    (place,) = defined
    assert isinstance(place, types.LocationLink)
    assert place.origin_selection_range == here
    assert place.target_selection_range == at(client, 4, "T-01")
    assert place.target_uri == uri(client)
    both = [at(client, 4, "T-01"), here]
    for with_definition in (True, False):
        context = types.ReferenceContext(include_declaration=with_definition)
        listed = await client.text_document_references_async(
            types.ReferenceParams(context, identifier, here.start)
        )
        assert [each.range for each in listed or ()] == both[not with_definition :]
    shown = await client.text_document_document_highlight_async(
        types.DocumentHighlightParams(identifier, here.start)
    )
    kinds = types.DocumentHighlightKind
    marks = list(zip(both, (kinds.Write, kinds.Read), strict=True))
    assert [(each.range, each.kind) for each in shown or ()] == marks
    name = at(client, 4, "Export it")
    linked = await client.text_document_linked_editing_range_async(
        types.LinkedEditingRangeParams(identifier, name.end)
    )
    assert linked is not None
    assert list(linked.ranges) == [name, at(client, 7, "Export it")]


@pytest.mark.asyncio
async def test_nothing_is_found_in_other_markdown(client: EditorClient) -> None:
    open_document(client, "# Notes\n\n## Notes\n", "notes.md")
    identifier = types.TextDocumentIdentifier(uri(client, "notes.md"))
    here = types.Position(0, 3)
    assert not await client.text_document_definition_async(types.DefinitionParams(identifier, here))
    assert not await client.text_document_document_highlight_async(
        types.DocumentHighlightParams(identifier, here)
    )


@pytest.mark.asyncio
async def test_items_of_all_backlogs_are_found_by_a_few_letters(client: EditorClient) -> None:
    root = client.root
    (root / "TODO.md").write_text("# Later\n\n- [ ] T-10 expect rain\n", "utf-8")
    open_document(client, TEXT)
    for _ in range(50):  # what is on disk is read beside the loop
        found = await client.workspace_symbol_async(types.WorkspaceSymbolParams("exp"))
        if found and len(found) == 3:
            break
        await asyncio.sleep(0.1)
    shown = []
    for each in found or ():
        assert isinstance(each.location, types.Location)
        shown.append((each.name, each.container_name, each.location.uri))
    assert shown == [
        ("T-01 Export it", "Backlog", uri(client)),
        ("Export it", "Backlog", uri(client)),
        ("T-10 expect rain", "Later", uri(client, "TODO.md")),
    ]
    (place,) = (e.location for e in found or () if e.name == "T-01 Export it")
    assert isinstance(place, types.Location)
    assert place.range == at(client, 4, "Export it")


@pytest.mark.asyncio
async def test_symbols_of_documents_that_the_setting_include_names(client: EditorClient) -> None:
    client.write("notes.md", "# Notes\n\n- [ ] Quokka\n")
    open_document(client, "- [ ] a\n")

    async def found() -> list[str]:
        params = types.WorkspaceSymbolParams("quokka")
        symbols = await client.workspace_symbol_async(params)
        return [each.name for each in symbols or ()]

    assert await found() == []
    settings = client.write(".backlog-ls.toml", 'include = ["notes.md"]\n')
    watched(client, settings, types.FileChangeType.Created)
    for _ in range(100):
        if await found():
            break
        await asyncio.sleep(0.1)
    assert await found() == ["Quokka"]
    settings.unlink()
    watched(client, settings, types.FileChangeType.Deleted)
    for _ in range(100):
        if not await found():
            break
        await asyncio.sleep(0.1)
    assert await found() == []
