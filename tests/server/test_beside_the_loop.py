"""Requests that may take long: others are answered meanwhile, and they can be cancelled."""

from __future__ import annotations

import asyncio
import contextlib
import time
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from lsprotocol import types
from sessions import opened, replaced
from workspace_index import index_workspace

from backlog_ls.server import publish_diagnostics
from backlog_ls.server.background import day_change
from backlog_ls.server.background.worker import Stale, in_background, run_in_background
from backlog_ls.server.main import create_server
from backlog_ls.server.requests.goto import on_workspace_symbol
from backlog_ls.server.transport.errors import ContentModifiedError
from backlog_ls.workspace.deadline.deadline import Request, SearchCancelledError

if TYPE_CHECKING:
    from pathlib import Path

    from backlog_ls.server.documents.open_document import OpenDocument
    from backlog_ls.server.server import BacklogServer


@pytest.fixture
def server(tmp_path: Path) -> BacklogServer:
    made = create_server()
    made.session.workspace.roots = (str(tmp_path),)
    return made


class Gate:
    """Work that waits, on its thread, until it may go on."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.ended = asyncio.Event()
        self.how: object = None
        self._loop = asyncio.get_running_loop()
        self._open = asyncio.Event()

    def open(self) -> None:
        self._open.set()

    def work(self, apart: BacklogServer, _params: Any = None) -> object:
        self._loop.call_soon_threadsafe(self.begun.set)
        asyncio.run_coroutine_threadsafe(self._open.wait(), self._loop).result(20)
        try:
            self.how = [
                each.name for each in on_workspace_symbol(apart, types.WorkspaceSymbolParams(""))
            ]
        except SearchCancelledError as stopped:
            self.how = stopped
            raise
        finally:
            self._loop.call_soon_threadsafe(self.ended.set)
        return self.how


@pytest.mark.asyncio
async def test_the_loop_goes_on_and_what_happens_there_changes_nothing(
    server: BacklogServer,
) -> None:
    document = opened(server.session, "TODO.md", "# Work\n\n- [ ] T-1 one\n")
    gate = Gate()
    answer = asyncio.ensure_future(
        run_in_background(server, gate.work, Request(types.WORKSPACE_SYMBOL, "", 0))
    )
    await gate.begun.wait()
    replaced(server.session, document, "one", "two")
    opened(server.session, "TASKS.md", "- [ ] T-2 three\n")
    gate.open()
    assert await answer == ["Work", "T-1 one"]


@pytest.mark.asyncio
async def test_what_was_found_in_an_older_text_is_dropped(server: BacklogServer) -> None:
    document = opened(server.session, "TODO.md", "# Work\n\n- [ ] T-1 one\n")
    for changes in (False, True):
        gate = Gate()
        answer = asyncio.ensure_future(
            in_background(types.WORKSPACE_SYMBOL, gate.work)(server, None)
        )
        await gate.begun.wait()
        if changes:
            replaced(server.session, document, "one", "two")
        gate.open()
        with pytest.raises(ContentModifiedError) if changes else contextlib.nullcontext():
            assert await answer == ["Work", "T-1 one"]


@pytest.mark.asyncio
async def test_an_answer_about_one_text_is_not_dropped_for_another(server: BacklogServer) -> None:
    own = opened(server.session, "TODO.md", "# Work\n\n- [ ] T-1 one\n")
    other = opened(server.session, "TASKS.md", "- [ ] T-2 one\n")
    params = types.DocumentSymbolParams(types.TextDocumentIdentifier(own.uri))
    for changed in (other, own):
        gate = Gate()
        work = in_background(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, gate.work, Stale.OWN_DOCUMENT)
        answer = asyncio.ensure_future(work(server, params))
        await gate.begun.wait()
        replaced(server.session, changed, "one", "two")
        gate.open()
        with pytest.raises(ContentModifiedError) if changed is own else contextlib.nullcontext():
            assert "Work" in await answer


@pytest.mark.asyncio
async def test_a_search_ends_at_its_next_file_when_it_is_cancelled(
    server: BacklogServer, tmp_path: Path
) -> None:
    (tmp_path / "TODO.md").write_text("- [ ] T-1 one\n", "utf-8")
    index_workspace(server.session, str(tmp_path))
    gate = Gate()
    answer = asyncio.ensure_future(
        run_in_background(server, gate.work, Request(types.WORKSPACE_SYMBOL, "", 0))
    )
    await gate.begun.wait()
    answer.cancel()
    with pytest.raises(asyncio.CancelledError):
        await answer
    gate.open()
    await gate.ended.wait()
    assert isinstance(gate.how, SearchCancelledError)
    again = on_workspace_symbol(server, types.WorkspaceSymbolParams(""))
    assert [each.name for each in again] == ["T-1 one"], "another search goes on"


@pytest.mark.asyncio
async def test_a_day_that_begins_is_noticed(
    server: BacklogServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: asyncio.Queue[str] = asyncio.Queue()
    days = iter([*[time.localtime(0)] * 3, *[time.localtime(100_000)] * 1000])

    def told(_: BacklogServer, documents: list[OpenDocument]) -> None:
        for each in documents:
            said.put_nowait(each.uri)

    monkeypatch.setattr(day_change, "CHECK_INTERVAL_S", 0.001)
    monkeypatch.setattr(time, "localtime", lambda: next(days))
    monkeypatch.setattr(publish_diagnostics, "republish", told)
    server.protocol.client_capabilities = types.ClientCapabilities()
    server.session.settings.editor = {"severity": {"overdue": "warning"}}
    server.session.today = date(2026, 3, 1)
    table = "| Task | Status | Due |\n|---|---|---|\n| One | Todo | 2026-03-02 |\n"
    document = opened(server.session, "TODO.md", table)
    server.session.today = date(2026, 3, 3)
    waiting = asyncio.ensure_future(day_change.watch_day(server))
    assert await asyncio.wait_for(said.get(), 10) == document.uri
    waiting.cancel()
