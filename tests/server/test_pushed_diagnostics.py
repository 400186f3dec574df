"""Diagnostics that are pushed: only what an edit changed is converted, and only changes are sent."""

from __future__ import annotations

import asyncio
import json
import os
from typing import TYPE_CHECKING, Any
from unittest import mock

from backlog_ls.server.documents import convert
from backlog_ls.server.main import create_server

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from backlog_ls.server.server import BacklogServer

ROWS = 40
HEAD = "# Backlog\n\nWords.\n\n| ID | Task | Status | Due |\n|---|---|---|---|\n"
TEXT = HEAD + "".join(
    f"| T-{number} | Task {number} | Todo | 2026-02-30 |\n" for number in range(ROWS)
)
FIRST_ROW = HEAD.count("\n")


class Client:
    """A client without pulled diagnostics, as Neovim 0.11 is."""

    def __init__(self, server: BacklogServer, folder: Path) -> None:
        self.server = server
        self.uri = (folder / "BACKLOG.md").as_uri()
        self.version = 0
        self.pushed: list[list[dict[str, Any]]] = []
        server.protocol.set_writer(self)

    def write(self, data: bytes) -> None:
        message = json.loads(data[data.index(b"{") :])
        if message.get("method") == "textDocument/publishDiagnostics":
            self.pushed.append(message["params"]["diagnostics"])

    def close(self) -> None:
        """Nothing to close."""

    def say(self, method: str, params: Any, number: int | None = None) -> None:
        message = {"jsonrpc": "2.0", "method": method, "params": params}
        protocol = self.server.protocol
        body = json.dumps(message if number is None else {**message, "id": number})
        protocol.handle_message(json.loads(body, object_hook=protocol.structure_message))

    def open(self, text: str) -> None:
        item = {"uri": self.uri, "languageId": "markdown", "version": 0, "text": text}
        self.say("textDocument/didOpen", {"textDocument": item})

    def type(self, line: int, column: int, text: str) -> None:
        self.version += 1
        at = {"line": line, "character": column}
        change = {"range": {"start": at, "end": at}, "text": text}
        document = {"uri": self.uri, "version": self.version}
        self.say("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})


def with_client(folder: Path, scenario: Callable[[Client], None]) -> None:
    """Run `scenario` with a client that has opened `TEXT` and was sent its findings."""

    async def run() -> None:
        server = create_server()
        client = Client(server, folder)
        client.say("initialize", {"capabilities": {}, "processId": None, "rootUri": None}, 1)
        client.say("initialized", {})
        client.open(TEXT)
        assert len(client.pushed) == 1
        assert len(client.pushed[0]) == ROWS
        scenario(client)

    with mock.patch.dict(os.environ, {"BACKLOG_LS_TYPING_PAUSE_S": "0"}):
        asyncio.run(run())


def test_nothing_is_sent_if_nothing_changed(tmp_path: Path) -> None:
    def scenario(client: Client) -> None:
        for column in range(5):
            client.type(2, column, "x")
        assert len(client.pushed) == 1
        client.type(FIRST_ROW, 8, "x")  # before the date
        assert len(client.pushed) == 2

    with_client(tmp_path, scenario)


def test_only_what_changed_is_converted(tmp_path: Path) -> None:
    def scenario(client: Client) -> None:
        with mock.patch.object(convert, "to_diagnostic", wraps=convert.to_diagnostic) as converted:
            client.type(2, 0, "x")
            client.type(FIRST_ROW + 3, 8, "x")
        assert converted.call_count == 1

    with_client(tmp_path, scenario)


def test_what_is_pushed_is_right(tmp_path: Path) -> None:
    edits = [
        (2, 0, "x\n"),
        (0, 2, "My "),
        (FIRST_ROW + 5, 8, "\n"),
        (FIRST_ROW + 1, 28, "1"),
    ]

    def scenario(client: Client) -> None:
        for line, column, text in edits:
            client.type(line, column, text)
            document = client.server.session.documents[client.uri]
            document.drop_converted(None)
            fresh = convert.to_diagnostics(client.server.session, document)
            assert [
                (each["range"]["start"]["line"], each["message"]) for each in client.pushed[-1]
            ] == [(each.range.start.line, each.message) for each in fresh]

    with_client(tmp_path, scenario)
