"""What a server tells of itself: its log, traces, and figures for the report of a defect."""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from process import EXIT, INITIALIZE, INITIALIZED, SHUTDOWN, Server, hover, opened

from backlog_ls.server.lifecycle import parent_process
from backlog_ls.server.transport.metrics import Timings, thread_location

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SECRET = "Zanzibar"
TEXT = f"# {SECRET}\n\n- [ ] [{SECRET}](no/{SECRET}.md)\n"


@pytest.fixture
def start() -> Iterator[Callable[..., Server]]:
    servers = []

    def started(*options: str, **initialize: Any) -> Server:
        server = Server(*options)
        servers.append(server)
        server.send({**INITIALIZE, "params": {**INITIALIZE["params"], **initialize}})
        server.answer(1)
        server.send(INITIALIZED)
        return server

    yield started
    for server in servers:
        server.close()


def end(server: Server) -> None:
    server.send(SHUTDOWN)
    server.answer(99)
    server.send(EXIT)
    assert server.end() == 0


def debug_info(server: Server) -> Any:
    params = {"command": "backlog-ls.debugInfo", "arguments": []}
    server.send({"jsonrpc": "2.0", "id": 7, "method": "workspace/executeCommand", "params": params})
    return server.answer(7)["result"]


def test_figures_for_a_report_hold_nothing_of_the_user(
    start: Callable[..., Server], tmp_path: Path
) -> None:
    server = start(rootUri=tmp_path.as_uri())
    server.send(opened(TEXT, (tmp_path / f"{SECRET}-BACKLOG.md").as_uri()))
    server.send(hover(5, 0, 3))
    server.answer(5)
    info = debug_info(server)
    told = json.dumps(info)
    assert SECRET not in told
    assert str(tmp_path) not in told
    (document,) = info["documents"]
    assert document["characters"] == len(TEXT)
    assert document["blocks"] == 2
    assert document["findings"] == 1
    assert info["workspace"]["folders"] == 1
    assert info["milliseconds"]["textDocument/hover"]["count"] == 1
    assert {"version", "python", "memory", "seconds", "libraries"} <= info.keys()


def test_a_log_in_a_file_tells_of_every_message_and_of_no_text(
    start: Callable[..., Server], tmp_path: Path
) -> None:
    path = tmp_path / "log.txt"
    server = start("--log-file", str(path), "--log-level", "debug")
    server.send(opened(TEXT))
    server.send({"jsonrpc": "2.0", "method": "no/such"})
    end(server)
    server.close()
    lines = path.read_text().splitlines()
    assert any(" INFO " in line and "textDocument/didOpen took" in line for line in lines)
    assert any("WARNING" in line and "no/such" in line for line in lines)
    assert SECRET not in path.read_text()
    assert server.errors == []


def test_a_log_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    server = Server("--log-file", str(tmp_path / "no" / "log.txt"))
    assert server.end() == 2 or server.process.returncode == 1
    server.close()
    (line,) = (line for line in server.errors if line.strip())
    assert "cannot log to" in line


@pytest.mark.parametrize(("value", "verbose"), [("messages", False), ("verbose", True)])
def test_a_client_that_traces_is_told_what_took_how_long(
    start: Callable[..., Server], value: str, *, verbose: bool
) -> None:
    server = start()
    server.send({"jsonrpc": "2.0", "method": "$/setTrace", "params": {"value": value}})
    server.send(hover(5, 0, 0))
    traced = _trace(server)
    assert traced["message"].startswith("textDocument/hover took ")
    assert ("verbose" in traced and traced["verbose"] is not None) is verbose
    server.send({"jsonrpc": "2.0", "method": "$/setTrace", "params": {"value": "off"}})
    server.send(hover(6, 0, 0))
    server.answer(6)
    end(server)


def _trace(server: Server) -> Any:
    while True:
        message = server.read()
        if message.get("method") == "$/logTrace":
            return message["params"]


def test_where_it_hangs_is_logged_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ended: list[int] = []
    looks = iter([True] * 5 + [False])
    monkeypatch.setattr(parent_process, "CHECK_INTERVAL_S", 0)
    monkeypatch.setattr(parent_process, "BUSY_WARNING_S", 0)
    monkeypatch.setattr(parent_process, "_is_alive", lambda _process: next(looks))
    monkeypatch.setattr(os, "_exit", ended.append)
    timings = Timings()
    before = set(threading.enumerate())
    with caplog.at_level(logging.WARNING), timings.measure("textDocument/hover"):
        parent_process.watch_parent(1, timings)
        for thread in set(threading.enumerate()) - before:
            thread.join(10)
    assert ended == [1]
    (record,) = caplog.records
    assert "busy with textDocument/hover" in record.getMessage()


def test_timings_add_up() -> None:
    timings = Timings()
    for _ in range(3):
        with timings.measure("a"):
            assert timings.busy_for(0)
            time.sleep(0)
    assert timings.by_method["a"].count == 3
    assert timings.by_method["a"].longest <= timings.by_method["a"].total
    assert timings.busy_for(0) is None
    assert thread_location(threading.get_ident()).startswith("backlog_ls.server.transport.metrics:")
    assert thread_location(-1) == "unknown"
