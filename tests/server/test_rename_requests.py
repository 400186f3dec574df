"""Renames of things and of files through the server: what the client is told to change."""

from __future__ import annotations

import asyncio

import pytest
from clients import PUSHED, EditorClient, diagnostics, open_document, uri
from lsprotocol import types
from pygls.exceptions import JsonRpcException

TEXT = """\
# Backlog

| Feature               | Status |
| --------------------- | ------ |
| 😀 [Export](m/one.md) | Done   |

## 😀 Export
"""
LINK = TEXT.split("\n")[4]


def position(client: EditorClient, line: int, before: str) -> types.Position:
    return types.Position(line, client.units(before))


def changes(edit: types.WorkspaceEdit | None) -> dict[str, tuple[int | None, list[str]]]:
    """What an edit of versions of documents says: by URI the version, and each edit."""
    assert edit is not None
    assert edit.changes is None
    made = {}
    for change in edit.document_changes or ():
        assert isinstance(change, types.TextDocumentEdit)
        shown = [
            f"{each.range.start.line}:{each.range.start.character}-"
            f"{each.range.end.line}:{each.range.end.character} {each.new_text}"
            for each in change.edits
            if not isinstance(each, types.SnippetTextEdit)
        ]
        made[change.text_document.uri] = (change.text_document.version, shown)
    return made


async def prepared(client: EditorClient, here: types.Position) -> types.PrepareRenamePlaceholder:
    """What the server would rename at `here`."""
    identifier = types.TextDocumentIdentifier(uri(client))
    asked = await client.text_document_prepare_rename_async(
        types.PrepareRenameParams(identifier, here)
    )
    assert isinstance(asked, types.PrepareRenamePlaceholder)
    return asked


@pytest.mark.asyncio
async def test_a_rename_is_asked_for_and_done(client: EditorClient) -> None:
    client.write("README.md", "\ufeff😀 [x](BACKLOG.md#-export)\n")
    open_document(client, TEXT)
    identifier = types.TextDocumentIdentifier(uri(client))
    here = position(client, 4, "| 😀 [Ex")
    asked = await prepared(client, here)
    assert asked.placeholder == "Export"
    assert asked.range.start == position(client, 4, "| 😀 [")
    edit = await client.text_document_rename_async(types.RenameParams(identifier, here, "Import"))
    first, last = client.units("| 😀 ["), client.units("| 😀 [Export")
    top, end = client.units("## 😀 "), client.units("## 😀 Export")
    begin = client.units("😀 [x](BACKLOG.md#")
    stop = begin + len("-export")
    assert changes(edit) == {
        uri(client): (1, [f"4:{first}-4:{last} Import", f"6:{top}-6:{end} Import"]),
        uri(client, "README.md"): (None, [f"0:{begin}-0:{stop} -import"]),
    }


@pytest.mark.asyncio
async def test_a_refusal_says_why(client: EditorClient) -> None:
    open_document(client, TEXT)
    identifier = types.TextDocumentIdentifier(uri(client))
    here = position(client, 4, "| 😀 [Ex")
    with pytest.raises(JsonRpcException, match="would start another cell") as refused:
        await client.text_document_rename_async(types.RenameParams(identifier, here, "a|b"))
    assert refused.value.code == types.LSPErrorCodes.RequestFailed.value
    nothing = types.PrepareRenameParams(identifier, types.Position(1, 0))
    assert await client.text_document_prepare_rename_async(nothing) is None


@pytest.mark.asyncio
async def test_links_follow_a_file_that_is_renamed(client: EditorClient) -> None:
    old = client.write("m/one.md", "# One\n\n[up](../BACKLOG.md)\n")
    new = old.parent.parent / "two words.md"
    open_document(client, TEXT)
    assert await diagnostics(client) == []
    files = [types.FileRename(old.as_uri(), new.as_uri())]
    edit = await client.workspace_will_rename_files_async(types.RenameFilesParams(files))
    first, last = client.units("| 😀 [Export]("), client.units("| 😀 [Export](m/one.md")
    assert changes(edit) == {
        uri(client): (1, [f"4:{first}-4:{last} two%20words.md"]),
        uri(client, "m/one.md"): (None, ["2:5-2:18 BACKLOG.md"]),
    }
    old.rename(new)
    client.workspace_did_rename_files(types.RenameFilesParams(files))
    assert [each.code for each in await diagnostics(client)] == ["broken-link"]
    back = [types.FileRename(new.as_uri(), old.as_uri())]
    new.rename(old)
    client.workspace_did_rename_files(types.RenameFilesParams(back))
    assert await diagnostics(client) == []


async def defined(client: EditorClient) -> list[str]:
    """Where the id that the text ends with is defined."""
    here = position(client, 8, "After T-")
    params = types.DefinitionParams(types.TextDocumentIdentifier(uri(client)), here)
    found = await client.text_document_definition_async(params)
    listed = found if isinstance(found, list) else []
    return [each.target_uri for each in listed if isinstance(each, types.LocationLink)]


@pytest.mark.asyncio
async def test_links_to_a_folder_that_is_deleted_become_text(client: EditorClient) -> None:
    old = client.write("m/one.md", "# One\n\n[up](../BACKLOG.md)\n")
    other = client.write("m/TODO.md", "- [ ] T-77 Paint\n")
    open_document(client, TEXT + "\nAfter T-77.\n")
    client.workspace_did_change_watched_files(
        types.DidChangeWatchedFilesParams(
            [types.FileEvent(other.as_uri(), types.FileChangeType.Created)]
        )
    )
    assert await diagnostics(client) == []
    params = types.DeleteFilesParams([types.FileDelete(old.parent.as_uri())])
    edit = await client.workspace_will_delete_files_async(params)
    (made,) = changes(edit).values()
    assert await defined(client) == [uri(client, "m/TODO.md")]
    first, begin = client.units("| 😀 "), client.units("| 😀 [")
    end, last = client.units("| 😀 [Export"), client.units("| 😀 [Export](m/one.md)")
    assert made == (1, [f"4:{first}-4:{begin} ", f"4:{end}-4:{last} "])
    assert edit is not None
    if edit.change_annotations:
        (note,) = edit.change_annotations.values()
        assert note.needs_confirmation
    assert bool(edit.change_annotations) == (client.profile == PUSHED)
    old.unlink()
    other.unlink()
    old.parent.rmdir()
    client.workspace_did_delete_files(params)
    for _ in range(50):  # the folder's files are forgotten beside the loop
        codes = [each.code for each in await diagnostics(client)]
        if codes == ["broken-link"] and not await defined(client):
            return
        await asyncio.sleep(0.1)
    pytest.fail("the folder is not forgotten")


KINDS = """\
# 😀 Backlog

## Legend

| Status | Meaning |
| --- | --- |
| `Todo` | Not started |
| `Done` | Completed |

## Work

| ID | Task | Status | Milestone | Depends on |
| --- | --- | --- | --- | --- |
| T-1 | 😀 **Export** | Todo | Beta | |
| T-2 | 😀 Import | Done | Beta | T-1 |

See [work](#work) and [plan](milestones/beta.md).
"""
OTHER = "# Beta\n\n- [ ] T-3 Mail (depends on T-1), see [work](../BACKLOG.md#work)\n"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("line", "before", "old", "new", "elsewhere"),
    [
        pytest.param(13, "| T-1 | 😀 **", "Export", "Send out", None, id="feature"),
        pytest.param(13, "| ", "T-1", "T-7", ("T-1", "T-7"), id="id"),
        pytest.param(
            13, "| T-1 | 😀 **Export** | Todo | ", "Beta", "RC", ("Beta", "RC"), id="milestone"
        ),
        pytest.param(7, "| `", "Done", "Shipped", None, id="status"),
        pytest.param(9, "## ", "Work", "Tasks", ("#work", "#tasks"), id="heading"),
    ],
)
async def test_each_kind_of_thing_is_renamed_wherever_it_stands(
    client: EditorClient,
    line: int,
    before: str,
    old: str,
    new: str,
    elsewhere: tuple[str, str] | None,
) -> None:
    client.write("milestones/beta.md", OTHER)
    open_document(client, KINDS)
    here = position(client, line, before + old[:1])
    asked = await prepared(client, here)
    assert asked.placeholder == old
    assert asked.range.start == position(client, line, before)
    edit = await client.text_document_rename_async(
        types.RenameParams(types.TextDocumentIdentifier(uri(client)), here, new)
    )
    assert edit is not None
    texts = {uri(client): KINDS, uri(client, "milestones/beta.md"): OTHER}
    moved = []
    for change in edit.document_changes or ():
        if isinstance(change, types.RenameFile):
            moved.append((change.old_uri, change.new_uri))
            continue
        assert isinstance(change, types.TextDocumentEdit)
        name = change.text_document.uri
        edits = [each for each in change.edits if isinstance(each, types.TextEdit)]
        texts[name] = client.edited(texts[name], edits)
    own = KINDS.replace(old, new)
    if old == "Work":
        own = own.replace("#work", "#tasks")
    if old == "Beta":  # its file is called after it
        own = own.replace("beta.md", "rc.md")
        assert moved == [(uri(client, "milestones/beta.md"), uri(client, "milestones/rc.md"))]
    else:
        assert moved == []
    assert texts[uri(client)] == own
    assert texts[uri(client, "milestones/beta.md")] == OTHER.replace(*elsewhere or ("", ""))


@pytest.mark.asyncio
async def test_a_file_is_renamed_by_a_link_to_it(client: EditorClient) -> None:
    client.write("m/one.md", "# One\n\nBack to [it](one.md).\n")
    open_document(client, TEXT)
    identifier = types.TextDocumentIdentifier(uri(client))
    here = position(client, 4, "| 😀 [Export](m/on")
    asked = await prepared(client, here)
    assert asked.placeholder == "one.md"
    assert asked.range.start == position(client, 4, "| 😀 [Export](m/")
    edit = await client.text_document_rename_async(types.RenameParams(identifier, here, "two"))
    assert edit
    *texts, moved = edit.document_changes or ()
    assert isinstance(moved, types.RenameFile)
    assert (moved.old_uri, moved.new_uri) == (uri(client, "m/one.md"), uri(client, "m/two.md"))
    start, end = client.units("| 😀 [Export]("), client.units("| 😀 [Export](m/one.md")
    assert changes(types.WorkspaceEdit(document_changes=texts)) == {
        uri(client): (1, [f"4:{start}-4:{end} m/two.md"]),
        uri(client, "m/one.md"): (None, ["2:13-2:19 two.md"]),
    }


@pytest.mark.asyncio
async def test_links_follow_a_folder_that_is_renamed(client: EditorClient) -> None:
    old = client.write("m/one.md", "# One\n\n[up](../BACKLOG.md) [beside](two.md)\n")
    client.write("m/two.md", "# Two\n")
    open_document(client, TEXT)
    new = old.parent.parent / "done" / "m"
    files = [types.FileRename(old.parent.as_uri(), new.as_uri())]
    edit = await client.workspace_will_rename_files_async(types.RenameFilesParams(files))
    first, last = client.units("| 😀 [Export]("), client.units("| 😀 [Export](m/one.md")
    assert changes(edit) == {
        uri(client): (1, [f"4:{first}-4:{last} done/m/one.md"]),
        uri(client, "m/one.md"): (None, ["2:5-2:18 ../../BACKLOG.md"]),
    }
