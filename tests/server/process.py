"""A server process, and a client that says just what it is told."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from typing import Any

INITIALIZE: dict[str, Any] = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"processId": None, "rootUri": None, "capabilities": {}},
}
INITIALIZED = {"jsonrpc": "2.0", "method": "initialized", "params": {}}
EXIT = {"jsonrpc": "2.0", "method": "exit"}
SHUTDOWN = {"jsonrpc": "2.0", "id": 99, "method": "shutdown"}
# Longer than any answer takes on a busy machine.
SILENCE_S = 60


class Server:
    """A server process, and a client that says just what it is told."""

    def __init__(self, *options: str, program: str = "") -> None:
        """Start it, or `program`, which starts one."""
        started = ["-c", program] if program else ["-m", "backlog_ls", "server", "--stdio"]
        self.process = subprocess.Popen(
            [sys.executable, *started, *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "BACKLOG_LS_TYPING_PAUSE_S": "0"},
        )
        self.errors: list[str] = []
        self._listener = threading.Thread(target=self._listen)
        self._listener.start()

    def _listen(self) -> None:
        assert self.process.stderr is not None
        self.errors += (line.decode() for line in self.process.stderr)

    def raw(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, message: Any) -> None:
        body = json.dumps(message).encode()
        self.raw(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def read(self) -> Any:
        """Read the next message.

        A server that stays silent is killed, so that the test fails and does not hang.
        """
        assert self.process.stdout is not None
        alarm = threading.Timer(SILENCE_S, self.process.kill)
        alarm.start()
        length = 0
        while line := self.process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        body = self.process.stdout.read(length)
        alarm.cancel()
        return json.loads(body)

    def answer(self, number: int) -> Any:
        """Read until the answer to request `number`; the server may say other things before."""
        while True:
            message = self.read()
            if message.get("id") == number and "method" not in message:
                return message

    def end(self) -> int:
        """Wait for the end, and return the exit code."""
        return self.process.wait(timeout=20)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self._listener.join()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert pipe is not None
            with contextlib.suppress(BrokenPipeError):
                pipe.close()


def opened(text: str, uri: str = "file:///nowhere/BACKLOG.md") -> dict[str, Any]:
    item = {"uri": uri, "languageId": "markdown", "version": 1, "text": text}
    return {
        "jsonrpc": "2.0",
        "method": "textDocument/didOpen",
        "params": {"textDocument": item},
    }


def changed(
    changes: list[dict[str, Any]], uri: str = "file:///nowhere/BACKLOG.md"
) -> dict[str, Any]:
    params = {"textDocument": {"uri": uri, "version": 2}, "contentChanges": changes}
    return {"jsonrpc": "2.0", "method": "textDocument/didChange", "params": params}


def hover(number: int, line: int, character: int) -> dict[str, Any]:
    return {
        "jsonrpc": "2.0",
        "id": number,
        "method": "textDocument/hover",
        "params": {
            "textDocument": {"uri": "file:///nowhere/BACKLOG.md"},
            "position": {"line": line, "character": character},
        },
    }
