"""What a typed character makes the server do, counted: the same in a document of any length."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from call_count import count_calls

from backlog_ls.model.analysis.dependencies import MAX_OWNERS
from backlog_ls.model.blocks import facts
from backlog_ls.server.main import create_server
from backlog_ls.syntax.document import Document
from backlog_ls.workspace.dependencies import MAX_DEPENDENTS

if TYPE_CHECKING:
    from pathlib import Path

    from backlog_ls.server.server import BacklogServer
    from backlog_ls.syntax.block import Block
    from backlog_ls.syntax.document import EditedDocument

SECTION = """\
## Phase {0}

**Status**: In Progress

| ID | Task | Status | Depends on |
| --- | --- | --- | --- |
| T{0}-1 | Sign in to part {0} | Done | |
| T{0}-2 | Sign out of part {0} | Wibble | T{0}-1 |

- [ ] Colours of part {0}
  - [x] dark
- [x] Mail about part {0}

Words about it, and a [link](nowhere-{0}.md).

"""
LEGEND = "| Status | Meaning |\n|--|--|\n| Done | ok |\n| In Progress | now |\n| Todo | later |\n\n"


class Work(NamedTuple):
    """What one character cost."""

    parsed: int
    """Blocks."""
    lowered: int
    """Blocks whose facts were read."""
    judged: int
    """Findings' places that were looked at again."""
    sent: int
    """Bytes to the client; 0 where it was told all findings anew, since they changed."""
    calls: int
    """Of functions, for all of it."""


class Wire:
    """A client that takes what it is sent."""

    def __init__(self, server: BacklogServer) -> None:
        self.server = server
        self.sent: list[bytes] = []
        server.protocol.set_writer(self)

    def write(self, data: bytes) -> None:
        self.sent.append(data)

    def close(self) -> None:
        """Nothing to close."""

    def say(self, method: str, params: Any, number: int | None = None) -> None:
        message = {"jsonrpc": "2.0", "method": method, "params": params}
        body = json.dumps(message if number is None else {**message, "id": number})
        protocol = self.server.protocol
        protocol.handle_message(json.loads(body, object_hook=protocol.structure_message))

    async def ask(self, method: str, params: Any, number: int) -> Any:
        self.sent.clear()
        self.say(method, params, number)
        while not self.sent:  # noqa: ASYNC110 (the loop runs nothing else)
            await asyncio.sleep(0)
        return json.loads(self.sent[-1].partition(b"\r\n\r\n")[2])["result"]


def document_of(section: str, sections: int) -> str:
    return "# Work\n\n" + LEGEND + "".join(map(section.format, range(sections)))


async def typed(
    folder: Path, text: str, number: int, where: str, monkeypatch: pytest.MonkeyPatch
) -> list[Work]:
    """The work of each of a few characters in `text`.

    They are typed behind `where`, in the section `number`, which is `{0}` there.
    """
    wire = Wire(create_server())
    able = {
        "textDocument": {"diagnostic": {}},
        "workspace": {"diagnostics": {"refreshSupport": True}},
        "general": {"positionEncodings": ["utf-16"]},
    }
    await wire.ask("initialize", {"processId": None, "rootUri": None, "capabilities": able}, 1)
    document = {"uri": (folder / "BACKLOG.md").as_uri()}
    opened = {**document, "languageId": "markdown", "version": 1, "text": text}
    wire.say("textDocument/didOpen", {"textDocument": opened})
    where = where.format(number)
    before = text[: text.index(where, text.index(f"## Phase {number}\n")) + len(where)]
    middle, column = before.count("\n"), len(before) - before.rfind("\n") - 1
    known = await wire.ask("textDocument/diagnostic", {"textDocument": document}, 2)
    assert known["items"]
    parsed, lowered = [], []
    edit, read = Document.edit, facts._read

    def counted_edit(self: Document, start: int, end: int, text: str) -> EditedDocument:
        change = edit(self, start, end, text)
        parsed.append(change.delta.parsed_lines)
        return change

    def counted_read(block: Block) -> facts.Facts:
        lowered.append(block)
        return read(block)

    monkeypatch.setattr(Document, "edit", counted_edit)
    monkeypatch.setattr(facts, "_read", counted_read)
    found = []
    for typing in range(4):
        parsed.clear()
        lowered.clear()
        at = {"line": middle, "character": column + typing}
        change = {"range": {"start": at, "end": at}, "text": "x"}
        changed = {
            "textDocument": {**document, "version": 2 + typing}, "contentChanges": [change],
        }  # fmt: skip
        made = count_calls(wire.say, "textDocument/didChange", changed)
        asked = {"textDocument": document, "previousResultId": known["resultId"]}
        known = await wire.ask("textDocument/diagnostic", asked, 10 + typing)
        report = next(iter(wire.server.session.documents.values())).report
        judged = report.checked_units if report else 0
        sent = len(wire.sent[-1]) if known["kind"] == "unchanged" else 0
        found.append(Work(sum(parsed), len(lowered), judged, sent, made))
    monkeypatch.undo()
    return found[1:]


HUB = SECTION.replace("Wibble | T{0}-1", "Wibble | Blocked by T5-1").replace("Wibble", "Blocked")
"""All wait for one."""
SHARED = SECTION.replace("T{0}-1", "T5-1")
"""All have one id."""


@pytest.mark.parametrize(
    "where",
    [
        "Colours of part {0}",
        "  - [x] da",  # as in every other section
        "Sign in to part {0}",
        "| Sign in to part {0} | Do",
        "| T{0}-",
        "## Pha",
        "**Status**: In",
        "nowhere-{0}",
    ],
)
def test_a_character_costs_the_same_in_a_document_of_any_length(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    short, long = (
        asyncio.run(typed(tmp_path, document_of(SECTION, count), count // 2, where, monkeypatch))
        for count in (60, 600)
    )
    for each in (*short, *long):
        assert 0 < each.parsed <= 10
        assert 0 < each.lowered <= 2
        assert each.judged <= 20
        assert each.sent < 200
    assert [each[:4] for each in long] == [each[:4] for each in short]
    # The ways down the trees are longer, by their logarithm.
    assert long[-1].calls <= 2 * short[-1].calls


LABELS = (
    SECTION
    + """\
See [the plan][plan-{0}], [it][shared], [gone][nobody] and a note[^note-{0}].

[plan-{0}]: #phase-{0}
[^note-{0}]: About part {0}.

"""
)
"""Each section has labels of its own, and all use one, defined or not."""


@pytest.mark.parametrize(
    "where",
    [
        "[the plan][plan-{0}",
        "[it][shar",
        "[gone][nob",
        "note[^note-{0}",
        "[plan-{0}]: #pha",
        "About pa",
    ],
)
def test_labels_cost_the_same_in_a_document_of_any_length(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    tail = "[shared]: #work\n"
    short, long = (
        asyncio.run(
            typed(tmp_path, document_of(LABELS, count) + tail, count // 2, where, monkeypatch)
        )
        for count in (60, 600)
    )
    for each in (*short, *long):
        assert each.parsed <= 10
        assert each.lowered <= 2
        assert each.judged <= 25
    assert [each[:3] for each in long] == [each[:3] for each in short]
    assert long[-1].calls <= 2 * short[-1].calls


@pytest.mark.parametrize(("section", "most"), [(HUB, MAX_DEPENDENTS), (SHARED, 2 * MAX_OWNERS)])
def test_however_many_wait_for_an_item_or_have_its_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, section: str, most: int
) -> None:
    few, many = (
        asyncio.run(
            typed(tmp_path, document_of(section, count), 5, "Sign in to part 5", monkeypatch)
        )
        for count in (most, 5 * most)
    )
    assert many[-1].calls <= 2 * few[-1].calls


COMPUTED = """\
## Phase {0}

| Story | Points |
| --- | --- |
| Sign in to part {0} | 3 |
| Sign out of part {0} | 5 |
| Total | 9 |

**Parts (2 tasks):**

- [ ] Colours of part {0}
- [ ] Sizes of part {0}
- [ ] Shapes of part {0}

### Bugs of part {0} (2 issues)

- #1{0} Undo of part {0}
- #2{0} Paste of part {0}
- #3{0} Jump of part {0}

### T{0}-1: Words of part {0}

- **Priority**: High

"""
"""Totals, numbers of items, and headings with ids, all checked against what is around them."""
BOARD = "## Doing\n\n- [x] Draw\n\n## Done\n\n- [x] Dig\n\n"


@pytest.mark.parametrize(
    "where",
    [
        "Sign in to part {0} | 3",
        "| Total | 9",
        "Colours of part {0}",
        "**Parts (2 tasks",
        "Undo of part {0}",
        "(2 issues",
        "T{0}-1: Words",
        "**Priority**: Hi",
    ],
)
def test_computed_contradictions_cost_the_same_in_a_document_of_any_length(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    short, long = (
        asyncio.run(
            typed(tmp_path, BOARD + document_of(COMPUTED, count), count // 2, where, monkeypatch)
        )
        for count in (60, 600)
    )
    assert [each[:4] for each in long] == [each[:4] for each in short]
    assert all(each.judged <= 20 for each in (*short, *long))
    assert long[-1].calls <= 2 * short[-1].calls


def test_a_row_costs_the_same_in_a_table_of_any_length_with_a_total(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def table_of(rows: int) -> str:
        head = "# Work\n\n## Phase 0\n\n| Story | Points |\n| --- | --- |\n"
        lines = "".join(f"| Story {row}x | 3 |\n" for row in range(rows))
        return f"{head}{lines}| Total | {3 * rows + 1} |\n"

    few, many = (
        asyncio.run(typed(tmp_path, table_of(rows), 0, f"Story {rows // 2}x", monkeypatch))
        for rows in (200, 4_000)
    )
    assert [each[:4] for each in many] == [each[:4] for each in few]
    assert many[-1].calls <= 2 * few[-1].calls
