"""A document that is open in a server, and timed edits of it."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from raw_client import RawClient, answers, frame, publishes
from texts import Caret

if TYPE_CHECKING:
    from pathlib import Path

FULL_SYNC: Final = 1

_CAPABILITIES: dict[str, Any] = {
    "general": {"positionEncodings": ["utf-16"]},
    "textDocument": {
        "synchronization": {"dynamicRegistration": False},
        "publishDiagnostics": {"versionSupport": True, "relatedInformation": True},
        "diagnostic": {"dynamicRegistration": False, "relatedDocumentSupport": False},
    },
    "workspace": {"workspaceFolders": True, "configuration": True},
}


REQUESTS = {
    "textDocument/completion": "completionProvider",
    "textDocument/hover": "hoverProvider",
    "textDocument/documentSymbol": "documentSymbolProvider",
    "textDocument/semanticTokens/full/delta": "semanticTokensProvider",
}
"""Requests of an editor besides diagnostics, and the capability for each."""


class RefusedError(Exception):
    """The server answered with an error."""


@dataclass(slots=True)
class OpenDocument:
    """An open document, mirrored line by line.

    Diagnostics are pulled if the server offers that, like editors do; otherwise the pushed ones are
    awaited. A server that wants the whole text with each edit gets it; encoding is not timed.
    """

    client: RawClient
    uri: str
    pulls: bool
    sync: int
    seconds: float
    initialized_at: float
    lines: list[str] = field(default_factory=list)
    version: int = 0
    found: list[dict[str, Any]] = field(default_factory=list)
    offered: dict[str, Any] = field(default_factory=dict)
    """The server's capabilities."""
    tokens_id: str = ""
    _result_id: str | None = None

    @classmethod
    def initialize(cls, client: RawClient, path: Path, *, seconds: float) -> OpenDocument:
        """Initialize a server that was just started.

        Args:
            client: The server.
            path: The document; its folder is the workspace.
            seconds: Timeout for each answer.
        """
        folder = path.parent.as_uri()
        params = {
            "processId": os.getpid(),
            "rootUri": folder,
            "workspaceFolders": [{"uri": folder, "name": "workspace"}],
            "capabilities": _CAPABILITIES,
        }
        answer = client.request("initialize", params, seconds=seconds)
        if "error" in answer.message:
            raise RefusedError(answer.message["error"].get("message", "an error"))
        offered = answer.message["result"]["capabilities"]
        sync = offered.get("textDocumentSync", 0)
        client.notify("initialized", {})
        return cls(
            client,
            path.as_uri(),
            pulls=bool(offered.get("diagnosticProvider")),
            sync=sync.get("change", 0) if isinstance(sync, dict) else sync,
            seconds=seconds,
            initialized_at=answer.at,
            offered=offered,
        )

    @property
    def text(self) -> str:
        """The text that the server should have."""
        return "\n".join(self.lines)

    def open(self, text: str) -> float:
        """Open the document; return the seconds until its diagnostics arrive."""
        self.lines, self.version = text.split("\n"), self.version + 1
        item = {"uri": self.uri, "languageId": "markdown", "version": self.version, "text": text}
        return self._timed("textDocument/didOpen", {"textDocument": item})

    def insert(self, caret: Caret, text: str) -> float:
        """Insert text; return the seconds until the diagnostics of the new text arrive."""
        before, after = self._cut(caret)
        self.lines[caret.line : caret.line + 1] = (before + text + after).split("\n")
        at = _position(caret.line, before)
        return self._change({"start": at, "end": at}, text)

    def delete(self, start: Caret, end: Caret) -> float:
        """Delete a range; return the seconds until the diagnostics of the new text arrive."""
        before, (deleted, after) = self._cut(start)[0], self._cut(end)
        span = {"start": _position(start.line, before), "end": _position(end.line, deleted)}
        self.lines[start.line : end.line + 1] = [before + after]
        return self._change(span, "")

    def can(self, method: str) -> bool:
        """Tell whether the server supports `method`, one of `REQUESTS`."""
        return bool(self.offered.get(REQUESTS[method]))

    def ask(self, method: str, caret: Caret) -> float:
        """Send one of `REQUESTS` for a position; return the seconds until the answer arrives."""
        number = self.client.next_id()
        params: dict[str, Any] = {
            "textDocument": {"uri": self.uri},
            "position": _position(caret.line, self._cut(caret)[0]),
        }
        if method == "textDocument/semanticTokens/full/delta":
            params["previousResultId"] = self.tokens_id
        encoded = frame({"id": number, "method": method, "params": params})
        started = time.perf_counter()
        self.client.send(encoded)
        arrival = self.client.wait_for(answers(number), seconds=self.seconds)
        if "error" in arrival.message:
            raise RefusedError(arrival.message["error"].get("message", "an error"))
        if method.startswith("textDocument/semanticTokens"):
            self.tokens_id = (arrival.message["result"] or {}).get("resultId", "")
        return arrival.at - started

    def is_in_sync(self) -> bool:
        """Tell whether the diagnostics after the edits equal those of the same text opened again."""
        edited = self._findings()
        self.client.notify("textDocument/didClose", {"textDocument": {"uri": self.uri}})
        self.client.settle(seconds=self.seconds)
        self.open(self.text)
        return edited == self._findings()

    def _findings(self) -> list[str]:
        """Return the current diagnostics, sorted for comparison."""
        # Pushed diagnostics cannot be requested: typing and deleting a character makes the server
        # push them. Without a result id a pulled answer cannot be "unchanged".
        self.insert(Caret(0, 0), "x")
        self._result_id = None
        self.delete(Caret(0, 0), Caret(0, 1))
        return sorted(
            repr((item["range"], item.get("code"), item["message"])) for item in self.found
        )

    def _cut(self, caret: Caret) -> tuple[str, str]:
        line = self.lines[caret.line]
        return line[: caret.column], line[caret.column :]

    def _change(self, span: dict[str, Any], text: str) -> float:
        self.version += 1
        change = {"text": self.text} if self.sync == FULL_SYNC else {"range": span, "text": text}
        document = {"uri": self.uri, "version": self.version}
        params = {"textDocument": document, "contentChanges": [change]}
        return self._timed("textDocument/didChange", params)

    def _timed(self, method: str, params: dict[str, Any]) -> float:
        encoded = frame({"method": method, "params": params})
        if self.pulls:
            number = self.client.next_id()
            asked: dict[str, Any] = {"textDocument": {"uri": self.uri}}
            if self._result_id is not None:
                asked["previousResultId"] = self._result_id
            encoded += frame({"id": number, "method": "textDocument/diagnostic", "params": asked})
            wanted = answers(number)
        else:
            wanted = publishes(self.uri, self.version)
        started = time.perf_counter()
        self.client.send(encoded)
        arrival = self.client.wait_for(wanted, seconds=self.seconds)
        if "error" in arrival.message:
            raise RefusedError(arrival.message["error"].get("message", "an error"))
        if self.pulls:
            report = arrival.message["result"]
            self._result_id = report.get("resultId")
            self.found = report.get("items", self.found)
        else:
            self.found = arrival.message["params"]["diagnostics"]
        return arrival.at - started


def _position(line: int, before: str) -> dict[str, int]:
    """A protocol position: 0-based line, column in UTF-16 units."""
    return {"line": line, "character": len(before.encode("utf-16-le", "surrogatepass")) // 2}
