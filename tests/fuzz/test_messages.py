"""A short run of `send_at_random.py`, defects from long runs, and slow or dead clients."""

from __future__ import annotations

import contextlib
import json
import os
import random
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from process import EXIT, INITIALIZE, INITIALIZED, Server, changed, hover, opened

from backlog_ls.server.transport import stdio as pipe

sys.path.insert(0, str(Path(__file__).parent))
from messages import NOTIFICATIONS, REQUESTS, talked
from send_at_random import faults_of

if TYPE_CHECKING:
    from collections.abc import Iterator

URI = "file:///nowhere/BACKLOG.md"
MAX_MEMORY_KIB = 200_000
"""Maximum memory in KiB of a server with full queues; an idle one needs about 70,000."""
UNREAD_REQUESTS = 100_000
"""Requests to a server whose answers are never read: more than the pipe buffers hold."""
QUEUED_REQUESTS = int(os.environ.get("BACKLOG_LS_QUEUED", "2_000"))


@pytest.mark.parametrize("part", range(4))
def test_every_request_is_answered_once_and_nothing_ends_the_server(part: int) -> None:
    codes: Counter[str] = Counter()
    for number in range(5):
        assert faults_of(part, number, codes) == []
    assert codes["result"] > 10
    assert codes.keys() & {"-32602", "-32600"}


def test_all_of_the_protocol_is_sent() -> None:
    assert {"textDocument/hover", "workspace/executeCommand", "codeAction/resolve"} <= {*REQUESTS}
    assert {"textDocument/didChange", "$/cancelRequest", "$/setTrace"} <= {*NOTIFICATIONS}
    assert not {"workspace/applyEdit", "window/logMessage"} & {*REQUESTS, *NOTIFICATIONS}


def frame(message: Any) -> bytes:
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    return b"Content-Length: %d\r\n\r\n" % len(body) + body


START = frame(INITIALIZE) + frame(INITIALIZED)


def codes_of(*data: bytes, ids: set[object] = frozenset()) -> list[Any]:  # type: ignore[assignment]
    talk = talked(START + b"".join(data), {1, *ids})
    assert talk.faults == []
    return [each["error"]["code"] for each in talk.answers if "error" in each]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (b"{", -32700),
        (b"\xff", -32700),
        (b"[" * 100_000, -32700),
        (b"[]", -32600),
        (b"7", -32600),
        ({"jsonrpc": "1.0", "id": 5, "method": "shutdown"}, -32600),
        ({"jsonrpc": "2.0", "id": {}, "method": "shutdown"}, -32600),
        ({"jsonrpc": "2.0", "id": True, "method": "shutdown"}, -32600),
        ({"jsonrpc": "2.0", "id": 5, "method": 7}, -32600),
        ({"jsonrpc": "2.0", "id": 5, "method": "no/such"}, -32601),
        ({"jsonrpc": "2.0", "id": 5, "method": "textDocument/hover", "params": 7}, -32602),
        ({"jsonrpc": "2.0", "id": 5, "method": "textDocument/hover"}, -32602),
    ],
)
def test_the_code_says_what_is_wrong(message: Any, code: int) -> None:
    assert codes_of(frame(message), frame(hover(9, 0, 0)), ids={9}) == [code]


def test_a_key_of_the_protocol_within_the_parameters_is_no_message() -> None:
    message = hover(5, 0, 0)
    message["params"]["mine"] = {"jsonrpc": "2.0", "id": 1, "method": "x"}
    assert codes_of(frame(message), ids={5}) == []


@pytest.mark.parametrize("length", [b"9" * 5_000, b"9" * 30, b"-5", b"x", b"0", b""])
def test_a_length_that_is_none_is_passed_over(length: bytes) -> None:
    codes = codes_of(b"Content-Length: " + length + b"\r\n\r\n", frame(hover(5, 0, 0)), ids={5})
    assert codes == []


def test_a_message_that_is_too_long_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipe, "MAX_MESSAGE_BYTES", 300_000)
    text = frame({"jsonrpc": "2.0", "method": "textDocument/hover", "params": ["x" * 400_000]})
    assert codes_of(text, frame(hover(5, 0, 0)), ids={5}) == [-32600]


@pytest.mark.parametrize("last", [False, True])
def test_a_document_of_which_a_message_was_too_long_is_let_go(
    monkeypatch: pytest.MonkeyPatch, last: bool
) -> None:
    monkeypatch.setattr(pipe, "MAX_MESSAGE_BYTES", 300_000)
    other = "file:///nowhere/TODO.md"
    change = changed([{"text": 'x "uri": "file:///no" ' * 20_000}], URI)
    if last:
        change["params"] = dict(reversed(change["params"].items()))
    text = "# A\n\n**Status**: Todo\n"
    small = changed([{"text": text}], URI)
    asked = hover(5, 2, 13)
    there = hover(6, 2, 13)
    there["params"]["textDocument"]["uri"] = other
    sent = [opened(text, URI), opened(text, other), change, small, asked, there]
    talk = talked(frame(INITIALIZE) + frame(INITIALIZED) + b"".join(map(frame, sent)), {1, 5, 6})
    answers = {each["id"]: each["result"] for each in talk.answers if "method" not in each}
    assert answers[5] is None
    assert answers[6] is not None
    shown = [each["params"] for each in talk.answers if each.get("method") == "window/showMessage"]
    assert [each["message"].split(":")[0] for each in shown] == [
        "BACKLOG.md came in a message that is too long"
    ]


@pytest.mark.parametrize("data", [{"uri": URI}, {"uri": []}, {"uri": URI, "kind": []}, 7])
def test_an_item_of_another_server_is_given_back(data: Any) -> None:
    item = {"label": "a", "data": data}
    message = {"jsonrpc": "2.0", "id": 5, "method": "completionItem/resolve", "params": item}
    assert codes_of(frame(opened("# A\n")), frame(message), ids={5}) == []


def test_what_is_not_answered_yet_at_the_shutdown_is_cancelled() -> None:
    place = {"textDocument": {"uri": URI}, "position": {"line": 2, "character": 7}}
    params = {"command": "backlog-ls.markDone", "arguments": [{"uri": URI, "line": 2}]}
    asked = [
        {"jsonrpc": "2.0", "id": 10 + n, "method": "textDocument/references", "params": place}
        for n in range(3)
    ]
    command = {"jsonrpc": "2.0", "id": 20, "method": "workspace/executeCommand", "params": params}
    shutdown = {"jsonrpc": "2.0", "id": 21, "method": "shutdown"}
    sent = [opened("# A\n\n- [ ] one\n"), *asked, command, shutdown]
    codes = codes_of(*map(frame, sent), ids={10, 11, 12, 20, 21})
    assert {*codes} <= {-32800, -32801, -32602}


# --- whole processes


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    running.send(INITIALIZE)
    running.answer(1)
    running.send(INITIALIZED)
    yield running
    running.close()


def test_a_header_may_come_byte_by_byte(server: Server) -> None:
    for byte in frame(hover(5, 0, 0)):
        server.raw(bytes([byte]))
    assert server.answer(5)["result"] is None


def test_all_of_many_queued_requests_are_answered(server: Server) -> None:
    dice = random.Random(7)
    server.send(opened("# Backlog\n\n- [ ] one\n"))

    def send() -> None:
        for number in range(QUEUED_REQUESTS):
            if number % 3 == 0:
                place = {"textDocument": {"uri": URI}, "position": {"line": 2, "character": 7}}
                body = {**place, "context": {"includeDeclaration": True}}
                method = "textDocument/references"  # in the background, so that it can be cancelled
                server.send(
                    {"jsonrpc": "2.0", "id": 1000 + number, "method": method, "params": body}
                )
            else:
                server.send(hover(1000 + number, 2, 7))
            if dice.random() < 0.3:
                last = number - number % 3  # most of the others have been answered
                gone = {"id": 1000 + dice.choice([last, dice.randint(0, number)])}
                server.send({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": gone})

    sender = threading.Thread(target=send)
    alarm = threading.Timer(120, server.process.kill)
    alarm.start()
    sender.start()
    codes: Counter[object] = Counter()
    ids: Counter[int] = Counter()
    while len(ids) < QUEUED_REQUESTS:
        message = server.read()
        if "method" not in message:
            ids[message["id"]] += 1
            codes[message.get("error", {}).get("code")] += 1
    sender.join()
    alarm.cancel()
    most = _memory(server.process.pid, "VmHWM:")
    sys.stdout.write(f"{QUEUED_REQUESTS} requests: {dict(codes)}, {most} KiB at most\n")
    assert set(ids.values()) == {1}
    assert codes.keys() <= {None, -32800, -32801}
    # Two thirds are answered immediately; of those in the background, some are cancelled in time.
    assert codes[None] >= QUEUED_REQUESTS / 2
    assert codes[-32800] >= QUEUED_REQUESTS / 200
    assert most < MAX_MEMORY_KIB


def test_a_client_that_never_reads_stops_only_itself(server: Server) -> None:
    text = "# Backlog\n\n" + "".join(f"- [ ] task {n} [a](no/{n}.md)\n" for n in range(500))
    server.send(opened(text))

    sent = 0

    def send() -> None:
        nonlocal sent
        with contextlib.suppress(BrokenPipeError, ValueError):
            for sent in range(UNREAD_REQUESTS):
                server.send(hover(sent + 10, sent % 500, 8))

    sender = threading.Thread(target=send, daemon=True)
    sender.start()
    looks = [-1] * 3
    while sent < 200 or looks[-1] != sent or looks[-3] != sent:
        time.sleep(0.5)
        looks.append(sent)
    most = _memory(server.process.pid, "VmHWM:")
    sys.stdout.write(f"{sent} of {UNREAD_REQUESTS} requests taken in, {most} KiB at most\n")
    # With a full pipe it waits for the client and reads no more than a buffer.
    assert sent < UNREAD_REQUESTS / 2
    assert most < MAX_MEMORY_KIB
    assert server.process.poll() is None
    assert server.process.stdout is not None
    server.process.stdout.close()
    assert server.end() in {0, 1}
    sender.join(10)


def _memory(process: int, field: str = "VmRSS:") -> int:
    """Return the memory of a process in KiB; with `VmHWM:` its maximum."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1])
    return 0


def test_a_slow_reader_gets_all(server: Server) -> None:
    server.send(opened("# Backlog\n\n" + "- [ ] [a](no.md)\n" * 3_000))

    def send() -> None:
        for number in range(600):
            server.send(hover(number + 10, 3, 8))

    sender = threading.Thread(target=send)
    sender.start()
    for number in range(600):
        if number % 100 == 0:
            time.sleep(0.1)  # the pipe fills up meanwhile
        assert server.answer(number + 10)
    sender.join()
    assert _memory(server.process.pid, "VmHWM:") < MAX_MEMORY_KIB
    server.send(EXIT)
    assert server.end() == 1
