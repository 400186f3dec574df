# ruff: noqa: INP001 (a program, not a module)
"""A server that is wrong in one way, to see every scenario fail at what it is about.

`exits` ends at once, `silent` never answers, `empty` offers everything and answers with nothing. The
others stand between the editor and the real server: `mute` answers only with diagnostics, `blind`
sees nothing at the cursor, `loud` finds something in every document, `deaf` hears of no settings and
files, `shifted` is one column off.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from typing import IO, Any

MODE = "MODE_HERE"

CAPABILITIES: dict[str, Any] = {
    "textDocumentSync": 2,
    "hoverProvider": True,
    "completionProvider": {"triggerCharacters": ["|"]},
    "documentSymbolProvider": True,
    "documentFormattingProvider": True,
    "codeActionProvider": True,
    "diagnosticProvider": {"interFileDependencies": False, "workspaceDiagnostics": False},
}
DIAGNOSTIC = "textDocument/diagnostic"
AT_THE_CURSOR = {
    f"textDocument/{name}"
    for name in (
        "completion",
        "definition",
        "documentHighlight",
        "hover",
        "onTypeFormatting",
        "prepareRename",
        "references",
        "rename",
    )
}
UNHEARD = {"workspace/didChangeConfiguration", "workspace/didChangeWatchedFiles"}


def read(stream: IO[bytes]) -> dict[str, Any] | None:
    """Read a message; None at the end."""
    header = stream.readline()
    if not header:
        return None
    length = int(header.partition(b":")[2])
    while stream.readline().strip():
        pass
    message: dict[str, Any] = json.loads(stream.read(length))
    return message


def write(stream: IO[bytes], message: dict[str, Any]) -> None:
    """Write a message."""
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    stream.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    stream.flush()


def answer_with_nothing() -> None:
    """Answer every request with null, but the first with what this server claims to be able to."""
    while message := read(sys.stdin.buffer):
        if "id" not in message or "method" not in message:
            continue
        result: Any = None
        if message["method"] == "initialize":
            result = {"capabilities": CAPABILITIES}
        elif message["method"] == DIAGNOSTIC:
            result = {"kind": "full", "items": []}
        write(sys.stdout.buffer, {"id": message["id"], "result": result})


def stand_between() -> None:
    """Pass on what the editor and the real server say, but for what `MODE` does to it."""
    python = os.environ["BACKLOG_LS_PYTHON"]
    command = [python, "-m", "backlog_ls", "server"]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 (the tests' own Python)
    assert server.stdin is not None  # noqa: S101 (a pipe was asked for)
    assert server.stdout is not None  # noqa: S101 (a pipe was asked for)
    methods: dict[Any, str] = {}
    answers = server.stdout

    def pass_back() -> None:
        while message := read(answers):
            if "method" not in message:
                change(message, methods.pop(message.get("id"), ""))
            write(sys.stdout.buffer, message)

    threading.Thread(target=pass_back, daemon=True).start()
    while message := read(sys.stdin.buffer):
        if "id" in message and "method" in message:
            methods[message["id"]] = message["method"]
        if not (MODE == "deaf" and message.get("method") in UNHEARD):
            write(server.stdin, message)
    server.terminate()


def change(answer: dict[str, Any], method: str) -> None:
    """Spoil an answer of the real server to `method`."""
    if MODE == "mute" and method not in {"initialize", "shutdown", DIAGNOSTIC}:
        answer["result"] = None
    if MODE == "blind" and method in AT_THE_CURSOR:
        answer["result"] = None
    items = (answer.get("result") or {}).get("items") if method == DIAGNOSTIC else None
    if MODE == "loud" and items is not None:
        start, end = {"line": 0, "character": 0}, {"line": 0, "character": 3}
        items.append({"range": {"start": start, "end": end}, "message": "Loud", "severity": 1})
    if MODE == "shifted":
        for item in items or []:
            item["range"]["start"]["character"] -= 1


if MODE == "silent":
    time.sleep(3_600)
elif MODE == "empty":
    answer_with_nothing()
elif MODE != "exits":
    stand_between()
