"""Every place that shows how much is done shows the same: lens, hover, outline, lists and report."""

from __future__ import annotations

import json
from typing import NamedTuple

import pytest
from clients import EditorClient, identifier, open_document, uri
from command_line import backlog_ls
from lsprotocol import types

from backlog_ls.server.transport.json_data import to_plain_json


class Shape(NamedTuple):
    """A document, and what is to be said of its first section, which is all of it."""

    text: str
    label: str
    told: str


SHAPES = {
    "checkboxes in checkboxes": Shape(
        "# Work\n\n- [x] a\n- [ ] whole\n  - [x] b\n  - [ ] c\n    - [x] d\n    - [-] e\n",
        "3 of 3 done · 100 %",
        "4 tasks: 3 done · 1 cancelled",
    ),
    "a table, and a section with tasks": Shape(
        "# Work\n\n| ID | Task | Status |\n|---|---|---|\n| A-1 | Sign-in | Done |\n| A-2 | Search |"
        " Todo |\n| A-3 | ~~Mail~~ | Todo |\n\n## A-2 Search\n\n- [x] index\n- [ ] rank\n",
        "2 of 4 done · 50 %",
        "3 rows and 2 tasks: 2 todo · 2 done · 1 cancelled",
    ),
    "an overview, and a heading for each of its rows": Shape(
        "# Work\n\n| ID | Task | Status |\n|---|---|---|\n| A-1 | Sign-in | Done |\n| A-2 | Search | |\n"
        "| A-3 | Mail | Todo |\n\n## A-1 Sign-in ✅\n\nWords.\n\n## A-2 Search 🚧 In Progress\n\n## A-3 Mail\n",
        "1 of 3 done · 33 %",
        "1 section and 2 rows: 1 todo · 1 in progress · 1 done",
    ),
    "headings with a status and tasks": Shape(
        "# Work\n\n## Login ✅ Done\n\nWords.\n\n## Search 🚧 In Progress\n\n- [x] a\n- [ ] b\n- [ ] c\n",
        "2 of 4 done · 50 %",
        "1 section and 3 tasks: 2 todo · 2 done",
    ),
    "unknown statuses": Shape(
        "# Work\n\n| Task | Status |\n|---|---|\n| a | Done |\n| b | Wibble |\n| c | Blocked |\n| d | Done |\n",
        "2 of 3 done · 66 %",
        "4 rows: 1 blocked · 2 done · 1 without known status",
    ),
    "a table that only may be one of work": Shape(
        "# Work\n\n## Open items\n\n| # | Slice | Size |\n|---|---|---|\n| 1 | Login | 3 |\n| 2 | Mail | 5 |\n",
        "0 of 2 done · 0 %",
        "2 rows: 2 todo",
    ),
    "a board": Shape(
        "# Work\n\n## To do\n\n- a\n- b\n  - [x] b1\n\n## Doing\n\n- c\n\n## Done\n\n- d\n- [ ] e\n",
        "3 of 5 done · 60 %",
        "2 tasks and 3 list items: 1 todo · 1 in progress · 3 done",
    ),
    "list items that are work": Shape(
        "# Work\n\n## Open items\n\n- one\n- two\n\n## Done\n\n- three\n",
        "1 of 3 done · 33 %",
        "3 list items: 2 todo · 1 done",
    ),
    "one of many": Shape(
        "# Work\n\n- [x] a\n" + "- [ ] b\n" * 299,
        "1 of 300 done · 1 %",
        "300 tasks: 299 todo · 1 done",
    ),
    "all but one": Shape(
        "# Work\n\n- [ ] a\n" + "- [x] b\n" * 299,
        "299 of 300 done · 99 %",
        "300 tasks: 1 todo · 299 done",
    ),
}


@pytest.mark.asyncio
@pytest.mark.parametrize("name", SHAPES)
async def test_all_figures_are_the_same(client: EditorClient, name: str) -> None:
    text, label, told = SHAPES[name]
    open_document(client, text)
    lenses = await client.text_document_code_lens_async(types.CodeLensParams(identifier(client)))
    lens = await client.code_lens_resolve_async((lenses or ())[0])
    assert lens.command
    assert lens.command.title.startswith(label)
    assert (lens.command.tooltip or "").startswith(told)
    symbols = await client.text_document_document_symbol_async(
        types.DocumentSymbolParams(identifier(client))
    )
    first = (symbols or ())[0]
    assert isinstance(first, types.DocumentSymbol)
    assert first.detail == label
    hover = await client.text_document_hover_async(
        types.HoverParams(identifier(client), types.Position(0, 3))
    )
    assert hover
    assert isinstance(hover.contents, types.MarkupContent)
    assert f" {label}" in hover.contents.value
    assert told in hover.contents.value
    listing = to_plain_json(
        await client.protocol.send_request_async(  # type: ignore[no-untyped-call]  # pygls's
            "backlog-ls/items", {"uri": uri(client)}
        )
    )
    assert listing["counts"]["label"] == label
    assert listing["counts"]["explanation"].startswith(told)
    (client.root / "BACKLOG.md").write_text(text, "utf-8")
    printed = json.loads(run(client, "items", "--format", "json", "BACKLOG.md"))
    assert [item["counted"] for item in printed] == [item["counted"] for item in listing["items"]]
    assert label == label_of([item["status"]["canonical"] for item in printed if item["counted"]])
    report = json.loads(run(client, "report", "--format", "json", "BACKLOG.md"))
    for counts in (report, report["documents"][0]):
        progress = counts["progress"]
        assert f"{progress['done']} of {progress['total']} done · {progress['percent']} %" == label
    assert label in run(client, "report", "--format", "text", "BACKLOG.md")
    assert label in run(client, "report", "--format", "markdown", "BACKLOG.md")


def label_of(statuses: list[str]) -> str:
    """Count by another way than the code does."""
    known = [status for status in statuses if status not in {"cancelled", "unknown"}]
    done = known.count("done")
    percent = min(max(round(100 * done / len(known) - 0.5), 1 if done else 0), 100)
    percent = 100 if done == len(known) else percent
    return f"{done} of {len(known)} done · {percent} %"


def run(client: EditorClient, *arguments: str) -> str:
    result = backlog_ls(client.root, *arguments)
    assert result.code == 0, result.err
    return result.out
