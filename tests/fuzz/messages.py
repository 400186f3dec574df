"""Sessions with random messages, many of them invalid, for a server in this process.

`talked` runs a server on bytes and returns its messages. `session` generates such bytes.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import logging
import sys
import threading
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from lsprotocol import types
from pygls.io_ import run_async
from typist import Complaints

from backlog_ls.server import main
from backlog_ls.server.dispatch import COMMANDS
from backlog_ls.server.transport.stdio import MAX_HEADER_BYTES, Reader
from backlog_ls.workspace.deadline.watch import watch_main_thread

sys.path.insert(0, str(Path(__file__).parents[1]))
from markdown import FRAGMENTS

URIS = ("file:///nowhere/BACKLOG.md", "file:///nowhere/m/m1.md", "untitled:Untitled-1")
STRANGE_URIS = ("", ":", "file:", "http://[", "file:///%00", "file:///a%ff", "\ud800", "x" * 9999)
STRANGE: tuple[Any, ...] = (
    *(None, True, -1, 0, 1.5, 2**31, 2**63, -(2**70), 1e308, "", "x", "\0", "\ud800", [], {}),
    *([[]], {"a": 1}, "9" * 5000, [None], {"jsonrpc": "2.0"}, {"jsonrpc": "2.0", "id": 1}),
)
CODES = {-32700, -32600, -32601, -32602, -32603, -32001, -32002, *range(-32803, -32799)}
"""The error codes of JSON-RPC 2.0 and LSP 3.17."""
INTERNAL = -32603
PATIENCE = 60
"""Timeout in seconds for the answer to a request."""
REQUESTS = tuple(
    method
    for method, (request, *_) in types.METHOD_TO_TYPES.items()
    if "id" in inspect.signature(request).parameters
    if types.message_direction(method) != "serverToClient"
    if method not in {"initialize", "shutdown"}
)
NOTIFICATIONS = tuple(
    method
    for method in types.METHOD_TO_TYPES
    if method not in REQUESTS
    if types.message_direction(method) != "serverToClient"
    if method not in {"exit", "initialize", "shutdown"}
)


class Talk(NamedTuple):
    """The messages of a session."""

    asked: int
    """Number of requests; each has its own id."""
    answers: list[Any]
    """All messages of the server."""
    faults: list[str]


def initialize(random: Random) -> dict[str, Any]:
    """Return params of `initialize`, with random client capabilities."""
    text: dict[str, Any] = random.choice(
        [{}, {"diagnostic": {}}, {"definition": {"linkSupport": True}}]
    )
    return {
        "processId": None,
        "rootUri": None,
        "capabilities": {"textDocument": text, "general": {"positionEncodings": ["utf-16"]}},
    }


def params(random: Random) -> dict[str, Any]:
    """Return params that fit every method; unknown members are ignored."""
    position = {"line": random.randint(0, 12), "character": random.randint(0, 30)}
    where = {"start": position, "end": random.choice([position, {"line": 5, "character": 2}])}
    uri = random.choice(URIS)
    text = "".join(random.choice(FRAGMENTS) + "\n" for _ in range(random.randint(0, 8)))
    item = {"name": "a", "kind": 1, "uri": uri, "range": where, "selectionRange": where}
    data = {"uri": uri, "version": 1, "key": 1 << 40, "start": 0, "title": "a", "kind": "quickfix"}
    return {
        "textDocument": {
            "uri": uri,
            "version": random.randint(0, 9),
            "languageId": "markdown",
            "text": text,
        },
        "position": position,
        "positions": [position],
        "range": where,
        "context": {"diagnostics": [], "triggerKind": 1, "includeDeclaration": True},
        "options": {"tabSize": 2, "insertSpaces": True},
        "newName": random.choice(["New name", "T9", "", "a|b", "\n"]),
        "query": random.choice(["", "a", "T1"]),
        "ch": random.choice(["|", "\n", ""]),
        "files": [{"uri": uri, "oldUri": uri, "newUri": random.choice(URIS)}],
        "contentChanges": random.choice(
            [[{"text": text}], [{"range": where, "text": text[:9]}], []]
        ),
        "changes": [{"uri": uri, "type": random.randint(1, 3)}],
        "event": {"added": [], "removed": [{"uri": "file:///nowhere", "name": "a"}]},
        "settings": random.choice([{}, {"backlog-ls": {"table": {"style": "compact"}}}]),
        "item": {**item, "data": data},
        **{key: item[key] for key in ("name", "kind", "uri", "selectionRange")},
        "label": "a",
        "title": "a",
        "data": data,
        "command": random.choice([*COMMANDS, "no.such"]),
        "arguments": [{"uri": uri, "line": 3, "character": 1, "status": "Done", "key": "5"}],
        "previousResultId": random.choice(["1", ""]),
        "previousResultIds": [],
        "id": random.randint(0, 60),
        "value": "off",
        "token": 1,
        "reason": 1,
    }


def spoiled(value: Any, random: Random, times: int) -> Any:
    """Return `value` with something removed or replaced by a wrong value."""
    value = deepcopy(value)
    for _ in range(times):
        holder, key = value, random.choice([*value])
        while isinstance(holder[key], (dict, list)) and holder[key] and random.random() < 0.8:
            holder = holder[key]
            key = random.choice([*holder] if isinstance(holder, dict) else [*range(len(holder))])
        if key in {"method", "processId"} or (key == "id" and "method" in holder):
            continue
        if key in {"uri", "oldUri", "newUri"} and random.random() < 0.5:
            holder[key] = random.choice(STRANGE_URIS)
        elif isinstance(holder, dict) and random.random() < 0.4:
            del holder[key]
        else:
            holder[key] = deepcopy(random.choice(STRANGE))
        if not value:
            break
    return value


def session(random: Random, count: int) -> tuple[bytes, set[object]]:
    """Return the bytes of a session of about `count` messages, and the ids that need an answer."""
    sent: list[bytes] = []
    ids: set[object] = set()

    def add(method: str, body: Any, *, asks: bool, times: int) -> None:
        message: dict[str, Any] = {"jsonrpc": "2.0", "method": method, "params": body}
        if asks:
            message["id"] = random.choice([1000 + len(sent), f"id {len(sent)}"])
            ids.add(message["id"])
        if times:
            message["params"] = spoiled({"": body}, random, times).get("", {}) if body else body
        sent.append(framed(message, random))

    if random.random() < 0.9:
        add("initialize", initialize(random), asks=True, times=random.random() < 0.1)
        add("initialized", {}, asks=False, times=0)
    for uri in random.sample(URIS, 2):
        body = params(random)
        body["textDocument"]["uri"] = uri
        add("textDocument/didOpen", body, asks=False, times=0)
    while len(sent) < count:
        times = random.choice([0, 0, 0, 1, 1, 2, 4])
        kind = random.random()
        if kind < 0.6:
            add(random.choice(REQUESTS), params(random), asks=True, times=times)
        elif kind < 0.8:
            changes = ["textDocument/didChange"] * 3 + [
                "textDocument/didOpen",
                "textDocument/didClose",
            ]
            add(random.choice(changes), params(random), asks=False, times=times)
        elif kind < 0.9:
            add(random.choice(NOTIFICATIONS), params(random), asks=False, times=times)
        elif kind < 0.98:
            sent.append(nonsense(random))
        elif kind < 0.983:
            add("shutdown", None, asks=True, times=0)
    return b"".join(sent), ids


def framed(message: Any, random: Random) -> bytes:
    """Return the bytes of a message, with one of the allowed forms of the header."""
    body = json.dumps(message).encode()
    kind = "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n"
    head = random.choice(["", "", kind])
    length = f"Content-Length: {len(body)}\r\n"
    return random.choice([length + head, head + length]).encode() + b"\r\n" + body


def nonsense(random: Random) -> bytes:
    """Return invalid bytes after which the next message can be found."""
    body = random.choice(
        [
            *(b"", b"{", b"null", b"[]", b"[{}]", b'"x"', b"1", b"{}", b"\xff\xfe", b"\0" * 9),
            *(
                b'{"jsonrpc":"2.0"}',
                b'{"jsonrpc":"1.0","method":"x"}',
                b'{"id":1,"method":"initialize"}',
            ),
            *(
                b'{"jsonrpc":"2.0","id":null,"method":"x"}',
                b'{"jsonrpc":"2.0","id":{},"method":"x"}',
            ),
            *(b'{"jsonrpc":"2.0","id":[1],"result":1}', b'{"jsonrpc":"2.0","id":"q","error":{}}'),
            *(b'{"jsonrpc":"2.0","id":7,"error":{"code":1,"message":"m"}}', b"[" * 100_000),
            *(
                b'{"a":' * 3_000,
                b'{"jsonrpc":"2.0","method":5}',
                b'{"jsonrpc":"2.0","method":{"a":1}}',
            ),
            json.dumps([{"jsonrpc": "2.0", "method": "initialized", "params": {}}]).encode(),
        ]
    )
    if random.random() < 0.8:
        return b"Content-Length: %d\r\n\r\n" % len(body) + body
    return random.choice(
        [
            *(b"\r\n", b"\n\n\n", b"Nonsense\r\n\r\n", b"Content-Length: x\r\n\r\n", b": \r\n"),
            *(b"Content-Length: -5\r\n\r\n", b"Content-Length: 0\r\n\r\n", b"\xff\xff\r\n\r\n"),
            *(b"x" * 2_000_000 + b"\r\n", b"Content-Length: " + b"9" * 5_000 + b"\r\n\r\n"),
        ]
    )


class _Client:
    """The client: counts answers, and answers requests of the server."""

    def __init__(self, stream: asyncio.StreamReader, ids: set[object]) -> None:
        self._stream = stream
        self._left = set(ids)
        self.written: list[bytes] = []

    def write(self, data: bytes) -> None:
        self.written.append(data)
        message = _message(data)
        if "method" not in message:
            number = message.get("id")
            self._left.discard(number if isinstance(number, (int, str)) else None)
        elif "id" in message:
            result = {"applied": False} if message["method"] == "workspace/applyEdit" else None
            answer = {"jsonrpc": "2.0", "id": message["id"], "result": result}
            self._stream.feed_data(framed(answer, Random(0)))

    def close(self) -> None:
        pass

    async def wait(self) -> None:
        """Wait for all answers, then close the connection."""
        for _ in range(PATIENCE * 100):
            await asyncio.sleep(0.01 if self._stream.at_eof() else 0.001)
            if not self._left:
                break
        self._stream.feed_eof()


def _message(data: bytes) -> Any:
    return json.loads(data.partition(b"\r\n\r\n")[2])


def talked(data: bytes, ids: set[object]) -> Talk:
    """Let a new server read `data`; return its messages and the errors in them."""
    complaints = Complaints()
    root = logging.getLogger()
    root.addHandler(complaints)
    faults = []
    written: list[bytes] = []
    threads = threading.active_count()
    server = main.create_server()
    try:
        with watch_main_thread(server.connection.deadline):
            asyncio.run(_served(server, data, ids, written))
    except BaseException as error:  # noqa: BLE001 (whatever ends it is a fault)
        faults.append(f"it ends with {error!r}")
    finally:
        root.removeHandler(complaints)
        server.shutdown()  # type: ignore[no-untyped-call]  # pygls's
    answers = list(map(_message, written))
    counts: dict[object, int] = {}
    for answer in answers:
        if "method" in answer:
            continue
        number = answer.get("id")
        counts[number] = counts.get(number, 0) + 1
        wrong = answer.get("error")
        if wrong and (wrong["code"] not in CODES or wrong["code"] == INTERNAL):
            faults.append(f"{number}: {wrong['code']} {wrong['message'][:300]} {wrong.get('data')}")
    faults += [
        f"{number}: {counts.get(number, 0)} answers" for number in ids if counts.get(number) != 1
    ]
    faults += [said[:400] for said in complaints.said if " rule " in said or "failed on" in said]
    if threading.active_count() > threads + 4:
        faults.append(f"{threading.active_count()} threads")
    return Talk(len(ids), answers, faults)


async def _served(server: Any, data: bytes, ids: set[object], written: list[bytes]) -> None:
    stream = asyncio.StreamReader(MAX_HEADER_BYTES)
    client = _Client(stream, ids)
    client.written = written
    server.protocol.set_writer(client)
    stream.feed_data(data)
    waiting = asyncio.ensure_future(client.wait())
    await run_async(
        stop_event=threading.Event(),
        reader=Reader(stream),
        protocol=server.protocol,
        error_handler=server.report_server_error,
    )
    await waiting
