"""Findings on a line that the user types in are withheld until it is left, and only these."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator  # noqa: TC003 (pytest-lsp reads the annotation)
from pathlib import Path  # noqa: TC003 (pytest-lsp reads the annotation)
from typing import TYPE_CHECKING

import pytest
import pytest_lsp
from attrs import evolve
from clients import (
    CONFIG,
    PULLED,
    PUSHED,
    EditorClient,
    begin,
    diagnostics,
    identifier,
    open_document,
    partial,
)
from clients import change as send
from lsprotocol import types
from pytest_lsp import ClientServerConfig, client_capabilities
from sessions import opened

from backlog_ls.server.connection import Client, Connection
from backlog_ls.server.documents.open_document import TextChange
from backlog_ls.server.documents.session import Session
from backlog_ls.text.position import Position

if TYPE_CHECKING:
    from backlog_ls.server.documents.open_document import OpenDocument

TABLE = """\
# Backlog

- [x] Start
- [ ] End

| Task | Owner | Status |
|------|-------|--------|
| one | ada | Done |
"""
Shown = list[tuple[str, int]]


class Editor:
    """A document that is typed in, and what its editor shows."""

    def __init__(self, folder: Path, text: str, pause_s: float = 1.0) -> None:
        self.session = Session(typing_pause_s=pause_s)
        self.session.workspace.roots = (str(folder),)
        self.session.workspace.load_root(str(folder), [])
        self.document: OpenDocument = opened(self.session, "BACKLOG.md", text)
        self.lines = text.count("\n")

    def shown(self) -> Shown:
        text = self.document.backlog.document
        found = []
        for each in self.session.show_findings(self.document):
            where = text.range_in_block(each.key, each.start, each.end)
            assert where
            found.append((each.code, where.start.line))
        return found

    def type(self, typed: str, line: int | None = None, column: int | None = None) -> list[Shown]:
        """Type `typed`, by default at the end; return what is shown after each character."""
        shown = []
        document = self.document.backlog.document
        line = document.rope.newlines if line is None else line
        column = len(document.line_text(line)) if column is None else column
        for character in typed:
            self.change(character, (line, column))
            line, column = (line + 1, 0) if character == "\n" else (line, column + 1)
            shown.append(self.shown())
        return shown

    def change(self, text: str, start: tuple[int, int], end: tuple[int, int] | None = None) -> None:
        change = TextChange(text, Position(*start), Position(*(end or start)))
        self.session.change(self.document.uri, 2, [change])


def test_a_row_is_judged_when_it_is_left(tmp_path: Path) -> None:
    editor = Editor(tmp_path, TABLE)
    assert set(map(str, editor.type("| two | bob |"))) == {"[]"}
    assert editor.session.findings(editor.document)
    assert editor.type("\n") == [[("ragged-table-row", 8)]]


def test_a_complete_row_is_never_reported(tmp_path: Path) -> None:
    editor = Editor(tmp_path, TABLE)
    rows = "| two | bob | Done |\n| three | [x](BACKLOG.md#backlog) | Done |\n"
    assert set(map(str, editor.type(rows))) == {"[]"}


def test_an_edit_elsewhere_shows_it(tmp_path: Path) -> None:
    editor = Editor(tmp_path, TABLE)
    editor.type("| two | bob |")
    assert editor.shown() == []
    assert editor.type("!", 2) == [[("ragged-table-row", 8)]]


def test_findings_on_other_lines_appear_at_once(tmp_path: Path) -> None:
    text = "# Backlog\n\n- [x] See [it](#backlog)\n- [ ] Other\n"
    editor = Editor(tmp_path, text)
    assert editor.type("s", 0) == [[("broken-anchor", 2)]]


def test_a_finding_that_was_shown_stays_while_its_line_is_edited(tmp_path: Path) -> None:
    text = "# Backlog\n\n- [x] See [it](gone.md)\n- [ ] Other\n"
    editor = Editor(tmp_path, text)
    assert editor.shown() == [("broken-link", 2)]
    assert set(map(str, editor.type(" and [that](", 2))) == {"[('broken-link', 2)]"}
    editor.type("lost.md)", 2)
    assert editor.shown() == [("broken-link", 2)]
    assert editor.session.finish_lines(editor.document)
    assert editor.shown() == [("broken-link", 2), ("broken-link", 2)]


def test_the_same_cause_on_another_line_stays(tmp_path: Path) -> None:
    editor = Editor(tmp_path, "# Backlog\n\n- [x] \n- [ ] See [it](gone.md)\n")
    assert editor.shown() == [("broken-link", 3)]
    assert editor.type("[it](gone.md)", 2, 6)[-1] == [("broken-link", 3)]
    editor.session.finish_lines(editor.document)
    assert editor.shown() == [("broken-link", 2)]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("\nThe end of it all.\n- [ ] more\n- [ ] most\n", ""),
        ("\n<details>\n<summary>Old</summary>\n\n- [x] this\n\n</details>\n", ""),
        ("\n<details>\n<summary>Old</summary>\n\n- [x] this\n", "unclosed-details"),
        ("\n- [x] done by 2026-12-01\n- [x] this\n", ""),
        ("\nThe end of it all.\n---\n", "accidental-heading"),
    ],
)
def test_what_is_typed(tmp_path: Path, typed: str, code: str) -> None:
    editor = Editor(tmp_path, TABLE)
    shown = editor.type(typed)
    assert set(map(str, shown[:-1])) == {"[]"}
    editor.session.finish_lines(editor.document)
    assert [each for each, _ in editor.shown()] == [code][: len(code)]


@pytest.mark.parametrize("new", ["| two | bob |\n| three | eve | Done |\n", "| two | bob |\n\n"])
def test_a_paste_of_several_lines_is_judged_at_once(tmp_path: Path, new: str) -> None:
    editor = Editor(tmp_path, TABLE)
    editor.change(new, (8, 0))
    assert editor.shown() == [("ragged-table-row", 8)]


def test_a_text_that_is_opened_or_replaced_is_judged_at_once(tmp_path: Path) -> None:
    text = TABLE + "| two | bob |\n"
    editor = Editor(tmp_path, text)
    assert editor.shown() == [("ragged-table-row", 8)]
    editor.session.change(editor.document.uri, 2, [TextChange(TABLE + "| three | eve |")])
    assert editor.shown() == [("ragged-table-row", 8)]


def test_lines_that_are_removed_are_no_typing(tmp_path: Path) -> None:
    editor = Editor(tmp_path, TABLE)
    editor.type("| two | bob |")
    editor.change("", (3, 0), (4, 0))
    assert editor.shown() == [("ragged-table-row", 7)]


def test_rows_that_several_cursors_type_are_all_unfinished(tmp_path: Path) -> None:
    editor = Editor(tmp_path, TABLE + "\n\n" + TABLE)
    for column, character in enumerate("| two"):
        changes = [
            TextChange(character, Position(line, column), Position(line, column))
            for line in (18, 8)
        ]
        editor.session.change(editor.document.uri, 2, changes)
        assert editor.shown() == []
    assert len(editor.session.findings(editor.document)) == 2


def test_aligning_other_rows_does_not_finish_the_row(tmp_path: Path) -> None:
    editor = Editor(tmp_path, TABLE)
    editor.type("| two | bob |")
    editor.change(" ", (7, 2))
    assert editor.shown() == []


def test_no_pause_withholds_nothing(tmp_path: Path) -> None:
    editor = Editor(tmp_path, TABLE, pause_s=0)
    assert editor.type("| two | bob |")[-1] == [("ragged-table-row", 8)]


def test_a_result_id_changes_with_what_is_shown(tmp_path: Path) -> None:
    editor = Editor(tmp_path, TABLE)
    editor.type("| two | bob |")
    before = editor.document.result_id
    assert editor.session.finish_lines(editor.document)
    assert editor.document.result_id != before
    assert not editor.session.finish_lines(editor.document)
    editor.type(" Done |")
    editor.shown()
    assert not editor.session.finish_lines(editor.document)


REFRESHED: list[EditorClient] = []
"""The clients that were asked to request diagnostics again."""


def _pausing(seconds: float) -> ClientServerConfig:
    return evolve(CONFIG, server_env={**os.environ, "BACKLOG_LS_TYPING_PAUSE_S": str(seconds)})


async def _begin(client: EditorClient, profile: str, folder: Path) -> None:
    client.protocol.fm.features.pop(types.WORKSPACE_DIAGNOSTIC_REFRESH)  # pytest-lsp's

    @client.feature(types.WORKSPACE_DIAGNOSTIC_REFRESH)  # type: ignore[untyped-decorator]  # pygls's
    def _refresh(_params: None) -> None:
        REFRESHED.append(client)

    capabilities = client_capabilities(profile)
    assert capabilities.workspace
    refreshed = types.DiagnosticWorkspaceClientCapabilities(refresh_support=True)
    capabilities.workspace.diagnostics = refreshed
    await begin(client, profile, folder, capabilities)


@pytest_lsp.fixture(params=[PUSHED, PULLED], config=_pausing(0.3))  # type: ignore[untyped-decorator]  # pytest-lsp's
async def editor(
    lsp_client: EditorClient, request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[None]:
    await _begin(lsp_client, request.param, tmp_path)
    yield
    await lsp_client.shutdown_session()


@pytest_lsp.fixture(params=[PUSHED, PULLED], config=_pausing(600))  # type: ignore[untyped-decorator]  # pytest-lsp's
async def patient(
    lsp_client: EditorClient, request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[None]:
    await _begin(lsp_client, request.param, tmp_path)
    yield
    await lsp_client.shutdown_session()


async def codes(client: EditorClient) -> list[object]:
    return [each.code for each in await diagnostics(client)]


async def until_shown(client: EditorClient) -> None:
    """Wait until the client has diagnostics, or is asked to request them again."""
    while not (client in REFRESHED if client.profile == PULLED else await codes(client)):  # noqa: ASYNC110 (nothing else tells)
        await asyncio.sleep(0.05)


@pytest.mark.asyncio
async def test_a_pause_shows_what_was_withheld(editor: EditorClient) -> None:
    open_document(editor, TABLE)
    send(editor, 2, partial(8, 0, 0, "| two | bob |"))
    await codes(editor)
    await until_shown(editor)
    assert await codes(editor) == ["ragged-table-row"]


def test_a_client_that_would_not_hear_of_it_later_is_told_at_once() -> None:
    pausing = Session.begin(Connection()).typing_pause_s
    assert pausing
    for pulls, refreshes in ((True, True), (True, False)):
        client = Client(pulls_diagnostics=pulls, refreshes_diagnostics=refreshes)
        session = Session.begin(Connection(client=client))
        assert session.typing_pause_s == (pausing if refreshes else 0)


@pytest.mark.asyncio
@pytest.mark.parametrize("leave", ["save", "cursor"])
async def test_a_save_or_the_cursor_shows_it_at_once(patient: EditorClient, leave: str) -> None:
    open_document(patient, TABLE)
    send(patient, 2, partial(8, 0, 0, "| two | bob |"))
    assert await codes(patient) == []
    if leave == "save":
        patient.text_document_did_save(types.DidSaveTextDocumentParams(identifier(patient)))
    else:
        for line in (8, 2):
            assert await codes(patient) == []
            here = types.DocumentHighlightParams(identifier(patient), types.Position(line, 0))
            await patient.text_document_document_highlight_async(here)
    await until_shown(patient)
    assert await codes(patient) == ["ragged-table-row"]
