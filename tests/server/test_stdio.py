"""The process: how it starts, how it ends, and what it does with messages that no client should send."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import Any

import pytest
from process import EXIT, INITIALIZE, INITIALIZED, SHUTDOWN, Server, changed, hover, opened


@pytest.fixture
def server() -> Any:
    running = Server()
    yield running
    running.close()


@pytest.fixture
def started(server: Server) -> Server:
    server.send(INITIALIZE)
    assert server.answer(1)["result"]["capabilities"]["textDocumentSync"]["change"] == 2
    server.send(INITIALIZED)
    return server


def test_shutdown_and_exit_end_with_0(started: Server) -> None:
    started.send(SHUTDOWN)
    assert started.answer(99)["result"] is None
    started.send(EXIT)
    assert started.end() == 0


def test_exit_alone_ends_with_1(started: Server) -> None:
    started.send(EXIT)
    assert started.end() == 1


def test_a_request_outside_its_life_is_answered_with_an_error(server: Server) -> None:
    server.send(hover(5, 0, 0))
    assert server.answer(5)["error"]["code"] == -32002
    server.send(INITIALIZE)
    server.answer(1)
    server.send(SHUTDOWN)
    server.answer(99)
    server.send(hover(6, 0, 0))
    assert server.answer(6)["error"]["code"] == -32600
    server.send(EXIT)
    assert server.end() == 0


def test_the_end_of_input_ends_it(started: Server) -> None:
    assert started.process.stdin is not None
    started.process.stdin.close()
    before = time.monotonic()
    started.process.wait(timeout=10)
    assert time.monotonic() - before < 5, "it hangs about after its client is gone"
    assert started.process.returncode == 1


@pytest.mark.skipif(os.name == "nt", reason="there a closed pipe is what tells")
def test_a_dead_client_ends_it(server: Server) -> None:
    parent = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    server.send({**INITIALIZE, "params": {**INITIALIZE["params"], "processId": parent.pid}})
    server.answer(1)
    os.kill(parent.pid, signal.SIGKILL)
    parent.communicate()
    assert server.process.wait(timeout=10) == 1


def test_it_goes_on_after_nonsense(started: Server) -> None:
    started.send(opened("# Backlog\n\n**Status**: Done\n"))
    nonsense: list[Any] = [
        {"jsonrpc": "2.0", "id": 2, "method": "no/such/method", "params": {}},
        {"jsonrpc": "2.0", "method": "no/such/notification", "params": {}},
        changed([{"text": "x"}], "file:///never/opened.md"),
        changed([{"range": None, "text": 5}]),
        {"jsonrpc": "2.0", "method": "textDocument/didClose", "params": {}},
        {"jsonrpc": "2.0", "id": 3, "method": "textDocument/hover", "params": {"position": 7}},
        hover(4, 10**9, 10**9),
        hover(5, 2, 10**9),
    ]
    for message in nonsense:
        started.send(message)
    started.raw(b"Content-Length: 9\r\n\r\nnot json!")
    started.raw(b"Nonsense: header\r\n\r\n")
    started.send(hover(6, 2, 13))
    assert started.answer(2)["error"]["code"] == -32601
    assert started.answer(3)["error"]["code"] == -32602
    assert started.answer(4)["result"] is None
    started.answer(5)
    assert "done" in str(started.answer(6)["result"]).lower()
    started.send(EXIT)
    started.end()
    started.close()
    # One line for each piece of nonsense at most, and no traceback among them.
    assert len(started.errors) <= 2 * len(nonsense) + 4, started.errors
    assert not any(line.startswith((" ", "Traceback")) for line in started.errors)


@pytest.mark.parametrize(
    "text",
    ["", "\0", "x" * 3_000_000, "\ud800 alone", "| a |\n|---|\n" * 2000, "\r\n" * 5000],
    ids=["empty", "nul", "long-line", "surrogate", "tables", "blank"],
)
def test_any_text_is_served(started: Server, text: str) -> None:
    started.send(opened("# Backlog\n\n" + text))
    start = {"line": 0, "character": 2}
    started.send(changed([{"range": {"start": start, "end": start}, "text": "My "}]))
    started.send(hover(7, 0, 3))
    assert "My Backlog" in str(started.answer(7)["result"])


def test_a_missing_folder_is_no_reason_to_fail(server: Server) -> None:
    folders = [{"uri": "file:///no/such/folder", "name": "gone"}]
    params = {**INITIALIZE["params"], "workspaceFolders": folders}
    server.send({**INITIALIZE, "params": params})
    assert "result" in server.answer(1)
    server.send(INITIALIZED)
    server.send(opened("# A\n\n[x](y.md)\n", "file:///no/such/folder/TODO.md"))
    message = server.read()
    while message.get("method") != "textDocument/publishDiagnostics":
        message = server.read()
    assert [found["code"] for found in message["params"]["diagnostics"]] == ["broken-link"]


@pytest.mark.parametrize(
    ("option", "said", "column"),
    [
        (None, None, 16),
        ("utf-8", None, 18),
        ("utf-16", None, 16),
        ("utf-32", None, 15),
        ("utf-32", ["utf-16"], 16),  # what the client says itself counts
        ("utf-8", ["utf-32", "utf-16"], 15),
    ],
)
def test_what_a_client_counts_in_can_be_said_for_it(
    option: str | None, said: list[str] | None, column: int
) -> None:
    server = Server(*(["--position-encoding", option] if option else []))
    try:
        general = {"general": {"positionEncodings": said}} if said else {}
        server.send({**INITIALIZE, "params": {**INITIALIZE["params"], "capabilities": general}})
        server.answer(1)
        server.send(INITIALIZED)
        server.send(opened("# A\n\n- [ ] 🚀 a [b](#none)\n"))
        message = server.read()
        while message.get("method") != "textDocument/publishDiagnostics":
            message = server.read()
        (found,) = message["params"]["diagnostics"]
        assert found["range"]["start"] == {"line": 2, "character": column}
    finally:
        server.close()


def test_a_client_that_goes_and_owes_an_answer_is_nothing_to_log(server: Server) -> None:
    able = {"workspace": {"configuration": True}}
    server.send({**INITIALIZE, "params": {**INITIALIZE["params"], "capabilities": able}})
    server.answer(1)
    server.send(INITIALIZED)
    asked = server.read()
    while asked.get("method") != "workspace/configuration":
        asked = server.read()
    server.send(SHUTDOWN)
    server.answer(99)
    server.send({"jsonrpc": "2.0", "id": asked["id"], "result": [None]})
    server.send(EXIT)
    assert server.end() == 0
    server.close()
    assert server.errors == []


def test_a_request_that_is_refused_is_nothing_to_log(started: Server) -> None:
    started.send(opened("# A\n\n- [ ] [x](a.md)\n"))
    position = {"line": 2, "character": 11}
    document = {"uri": "file:///nowhere/BACKLOG.md"}
    params = {"textDocument": document, "position": position, "newName": "b"}
    started.send({"jsonrpc": "2.0", "id": 5, "method": "textDocument/rename", "params": params})
    assert "Rename the file itself" in started.answer(5)["error"]["message"]
    started.send(SHUTDOWN)
    started.answer(99)
    started.send(EXIT)
    started.end()
    started.close()
    assert started.errors == []
