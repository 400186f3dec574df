"""What trees and boards ask for: the items of a document."""

from __future__ import annotations

from typing import Any

import pytest
from clients import EditorClient, change, open_document, partial, uri
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from backlog_ls.server.transport.json_data import to_plain_json

TEXT = """\
# Work

Legend: `Todo` = Not started, `Done` = Completed

| ID | Task | Status |
| --- | --- | --- |
| T-1 | 😀 one | Done |

- [ ] Wait
  - [x] Part
"""


LEGENDS = """\
## Now

Legend: `Todo` = Not started, `Done` = Completed

| Task | Status |
| --- | --- |
| 😀 one | Done |

## Later

Legend: `Idea` = Somebody thought of it, `Planned` = It will be

| Task | Status |
| --- | --- |
| 😀 two | Idea |
"""


async def items(client: EditorClient, asked: object, method: str = "backlog-ls/items") -> Any:
    return to_plain_json(
        await client.protocol.send_request_async(method, asked)  # type: ignore[no-untyped-call]  # pygls's
    )


@pytest.mark.asyncio
async def test_items(client: EditorClient) -> None:
    open_document(client, TEXT)
    change(client, 2, partial(8, 6, 10, "Stay"))
    answer = await items(client, {"uri": uri(client)})
    assert (answer["uri"], answer["version"]) == (uri(client), 2)
    assert [status["spelling"] for status in answer["statuses"]] == ["Todo", "Done"]
    row, task, part = answer["items"]
    assert (row["name"], row["id"], row["status"]["canonical"]) == ("😀 one", "T-1", "done")
    assert row["range"]["end"] == {"line": 6, "character": client.units("| T-1 | 😀 one")}
    assert (task["name"], task["parts"]["label"]) == ("Stay", "1 of 1 done · 100 %")
    assert [each["counted"] for each in (row, task, part)] == [True, False, True]
    assert answer["counts"] == {
        "done": 2,
        "total": 2,
        "percent": 100,
        "label": "2 of 2 done · 100 %",
        "open": 0,
        "blocked": 0,
        "explanation": "1 row and 1 task: 2 done\n1 item is counted by its parts or its row",
    }
    assert part["parent"]["name"] == "Stay"
    assert row["key"].isdecimal(), "a text: JavaScript has no whole numbers of that size"


@pytest.mark.asyncio
async def test_the_columns_of_a_board_are_its_statuses_the_empty_ones_too(
    client: EditorClient,
) -> None:
    open_document(client, "## To do\n\n- a\n\n## Doing\n\n## Done\n\n- b\n")
    answer = await items(client, {"uri": uri(client)})
    assert [(status["spelling"], status["canonical"]) for status in answer["statuses"]] == [
        ("To do", "todo"),
        ("Doing", "in_progress"),
        ("Done", "done"),
    ]
    assert [item["status"]["raw"] for item in answer["items"]] == ["To do", "Done"]


@pytest.mark.asyncio
async def test_of_what_is_no_backlog_there_are_none(client: EditorClient) -> None:
    open_document(client, "Just words.\n", "notes.md")
    assert await items(client, {"uri": uri(client, "notes.md")}) is None
    assert await items(client, None) is None


@pytest.mark.asyncio
async def test_each_place_has_its_own_choices(client: EditorClient) -> None:
    open_document(client, LEGENDS)
    _, two = (await items(client, {"uri": uri(client)}))["items"]
    asked = {"uri": uri(client), "version": 1}
    spelled = []
    for place in ({"line": 6, "character": 3}, two["range"]["start"], {"key": two["key"]}):
        choices = await items(client, {**asked, **place}, "backlog-ls/choices")
        spelled.append([choice["spelling"] for choice in choices])
    assert spelled == [["Todo", "Done"], ["Idea", "Planned"], ["Idea", "Planned"]]
    assert choices[1] == {"spelling": "Planned", "meaning": "It will be", "canonical": "todo"}
    assert await items(client, {**asked, "line": 1}, "backlog-ls/choices") == []
    with pytest.raises(JsonRpcException, match="needs a `line` or a `key`"):
        await items(client, asked, "backlog-ls/choices")


@pytest.mark.asyncio
async def test_the_role_of_a_document(client: EditorClient) -> None:
    open_document(client, "# Backlog\n", "BACKLOG.md")
    open_document(client, "# Read me\n", "README.md")
    backlog = await items(client, {"uri": uri(client, "BACKLOG.md")}, "backlog-ls/role")
    assert backlog["role"] == "backlog"
    assert backlog["isReported"]
    readme = await items(client, {"uri": uri(client, "README.md")}, "backlog-ls/role")
    assert readme["role"] == "reference"
    assert readme["reasons"] == ["every repository may have a file of this name"]
    assert not readme["isReported"]
    assert await items(client, {"uri": uri(client, "other.md")}, "backlog-ls/role") is None
    assert await items(client, None, "backlog-ls/role") is None


@pytest.mark.asyncio
async def test_the_backlogs_of_the_workspace(client: EditorClient) -> None:
    client.write("docs/plan/ROADMAP.md", TEXT)
    client.write("README.md", "# Read me\n")
    client.write("TODO.md", "- [ ] One\n- [x] Two\n")
    client.write("guides/todo-app.md", "# How to write a to-do app\n\nWords.\n")
    open_document(client, TEXT, "BACKLOG.md")
    listed = await items(client, {}, "backlog-ls/backlogs")
    folders = {each["uri"]: each["folder"] for each in listed}
    roadmap, todo = uri(client, "docs/plan/ROADMAP.md"), uri(client, "TODO.md")
    assert folders[roadmap] == "docs/plan"
    assert folders[todo] == ""
    assert uri(client, "README.md") not in folders
    asked = [roadmap, uri(client, "BACKLOG.md"), todo, uri(client, "README.md"), "untitled:One", 7]
    answers = await items(client, {"uris": asked}, "backlog-ls/unopenedItems")
    assert [(each["uri"], each["version"]) for each in answers] == [(roadmap, 0), (todo, 0)]
    assert [each["name"] for each in answers[1]["items"]] == ["One", "Two"]
    assert answers[0]["items"][0]["range"]["end"]["character"] == client.units("| T-1 | 😀 one")
    client.write("TODO.md", "- [ ] Other\n")
    client.workspace_did_change_watched_files(
        types.DidChangeWatchedFilesParams([types.FileEvent(todo, types.FileChangeType.Changed)])
    )
    (answer,) = await items(client, {"uris": [todo]}, "backlog-ls/unopenedItems")
    assert [each["name"] for each in answer["items"]] == ["Other"]
    assert await items(client, None, "backlog-ls/unopenedItems") == []


@pytest.mark.asyncio
async def test_the_page_of_a_rule(client: EditorClient) -> None:
    answer = await items(client, {"code": "status-spelling"}, "backlog-ls/rule")
    assert answer["text"].startswith("# status-spelling\n")
    assert "## Use instead" in answer["text"]
    for unknown in ("nothing", "../rule", "", None):
        assert await items(client, {"code": unknown}, "backlog-ls/rule") is None
