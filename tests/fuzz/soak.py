"""A simulated day of writing: watch the server's memory, open files and processes.

    python tests/fuzz/soak.py [--keystrokes N] [--seed N] [--every N]

By default 100,000 keys are typed. Meanwhile documents are opened and closed, files change on disk, and
all requests of an editor are sent. After a fifth of the keystrokes, memory may grow by at most 5 %,
and no file or process may be left open.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

from backlogs import backlog
from strokes import deleted, strokes, typed

from backlog_ls.text.lines import line_starts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlog_ls.text.edit import Edit

LENGTH = 20_000
"""Approximate length of the document, in code points."""
MAX_GROWTH = 0.05
WARM_UP_SHARE = 0.2
"""The share of the keystrokes after which memory should not grow."""
OTHER_EDITS_SHARE = 0.1
"""Share of edits that are not letters."""
ANSWER_TIMEOUT_S = 300
"""Timeout in seconds for an answer; the machine may be busy."""
ROUND_INTERVAL = 500
"""Keystrokes between two rounds of requests."""
REQUESTS = (
    *(
        "hover",
        "completion",
        "documentSymbol",
        "codeAction",
        "formatting",
        "foldingRange",
        "rename",
    ),
    *("semanticTokens/full", "codeLens", "inlayHint", "documentLink", "references", "diagnostic"),
)


class Reading(NamedTuple):
    """The resources of a process at one moment."""

    keystrokes: int
    memory: int
    """KiB."""
    files: int
    children: int


class Editor:
    """A client that waits for answers and answers requests of the server."""

    def __init__(self, folder: Path, wrapper: Sequence[str] = ()) -> None:
        """Start a server; `wrapper` is a command to run it under, if any."""
        self.folder = folder
        command = [*wrapper, sys.executable, "-m", "backlog_ls", "server"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._answers: dict[int, threading.Event] = {}
        self._numbers = 0
        self._due: SimpleQueue[Any] = SimpleQueue()
        """Requests of the server, to be answered by the writing thread: the reading one must never wait."""
        self.errors: list[Any] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def notify(self, method: str, params: Any) -> None:
        """Send a notification."""
        self._answer()
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def request(self, method: str, params: Any) -> None:
        """Send a request and wait for its answer."""
        self._numbers += 1
        number = self._numbers
        answered = self._answers[number] = threading.Event()
        self._send({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        until = time.monotonic() + ANSWER_TIMEOUT_S
        while not answered.wait(0.02):
            self._answer()
            assert time.monotonic() < until, f"no answer to {method}"

    def end(self) -> None:
        """Wait until the server has exited."""
        assert self.process.wait(60) == 0
        self._reader.join()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe
            pipe.close()

    def uri(self, name: str) -> str:
        """Return the URI of a file of the folder."""
        return (self.folder / name).as_uri()

    def _send(self, message: Any) -> None:
        body = json.dumps(message).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def _answer(self) -> None:
        while not self._due.empty():
            self._send({"jsonrpc": "2.0", "id": self._due.get(), "result": None})

    def _read(self) -> None:
        output = self.process.stdout
        assert output
        while line := output.readline():
            length = int(line.partition(b":")[2])
            while output.readline().strip():
                pass
            message = json.loads(output.read(length))
            if "method" in message and "id" in message:
                self._due.put(message["id"])
            elif "id" in message:
                if message.get("error", {}).get("code", -32803) not in {-32803, -32801}:
                    self.errors.append(message)
                self._answers.pop(message["id"]).set()


@contextmanager
def editor(folder: Path, wrapper: Sequence[str] = ()) -> Iterator[Editor]:
    """Yield an editor with a running server, which is shut down at the end."""
    client = Editor(folder, wrapper)
    params = {
        "processId": None,
        "rootUri": folder.as_uri(),
        "capabilities": {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}},
    }
    client.request("initialize", params)
    client.notify("initialized", {})
    yield client
    client.request("shutdown", None)
    client.notify("exit", None)
    client.end()


def simulate_day(
    keystrokes: int, seed: int, every: int, wrapper: Sequence[str] = ()
) -> Iterator[Reading]:
    """Simulate the day; yield a reading after every `every` keystrokes."""
    random = Random(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        for number in range(20):
            (folder / f"TODO-{number}.md").write_text(backlog(random))
        first = ""
        while len(first) < LENGTH:
            first += with_unique_names(backlog(random), random) + "\n"
        with editor(folder, wrapper) as client:
            count, text = 0, first
            client.notify(
                "textDocument/didOpen", {"textDocument": _item(client, "BACKLOG.md", 0, text)}
            )
            while count < keystrokes:
                for edit in generate_edits(text, random):
                    count += 1
                    client.notify("textDocument/didChange", _change(client, count, text, edit))
                    text = text[: edit.start] + edit.text + text[edit.end :]
                    if count % every == 0:
                        _send_all_requests(client, text, random)
                        yield _read_resources(client.process.pid, count)
                _send_all_requests(client, text, random)
                _change_other_files(client, random)
                if not LENGTH / 2 < len(text) < LENGTH * 2:
                    text = first
                    changes = {"contentChanges": [{"text": text}]}
                    where = {"uri": client.uri("BACKLOG.md"), "version": count}
                    client.notify("textDocument/didChange", {"textDocument": where, **changes})
            assert not client.errors, client.errors[:3]


def with_unique_names(text: str, random: Random) -> str:
    """Return `text` with unique ids and names, as in a real document."""
    text = re.sub(r"\bT\d\b", lambda _: f"T{random.randint(1, 400)}", text)
    names = r"Alpha search|Beta export|Gamma|Locks"
    return re.sub(names, lambda match: f"{match[0]} {random.randint(1, 400)}", text)


def generate_edits(text: str, random: Random) -> Iterator[Edit]:
    """Yield edits: mostly letters typed and deleted, sometimes other edits."""
    for _ in range(ROUND_INTERVAL // 10):
        one = strokes(text, random, 1) if random.random() < OTHER_EDITS_SHARE else None
        for edit in one or [*typed(text, random), *deleted(text, random)]:
            yield edit
            text = text[: edit.start] + edit.text + text[edit.end :]


def _item(client: Editor, name: str, version: int, text: str) -> dict[str, Any]:
    return {"uri": client.uri(name), "languageId": "markdown", "version": version, "text": text}


def _change(client: Editor, version: int, text: str, edit: Edit) -> dict[str, Any]:
    starts = line_starts(text)
    where = {"start": _position(text, starts, edit.start), "end": _position(text, starts, edit.end)}
    return {
        "textDocument": {"uri": client.uri("BACKLOG.md"), "version": version},
        "contentChanges": [{"range": where, "text": edit.text}],
    }


def _position(text: str, starts: list[int], offset: int) -> dict[str, int]:
    offset -= text[offset - 1 : offset + 1] == "\r\n"
    line = max(0, len(starts) - 1)
    low, high = 0, line
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if starts[middle] <= offset else (low, middle - 1)
    before = text[starts[low] : offset]
    return {"line": low, "character": len(before.encode("utf-16-le", "surrogatepass")) // 2}


def _send_all_requests(client: Editor, text: str, random: Random) -> None:
    """Send all requests of an editor, at one position."""
    place = _position(text, line_starts(text), random.randint(0, len(text)))
    common = {
        "textDocument": {"uri": client.uri("BACKLOG.md")},
        "position": place,
        "range": {"start": place, "end": place},
        "context": {"diagnostics": [], "includeDeclaration": True, "triggerKind": 1},
        "options": {"tabSize": 2, "insertSpaces": True},
        "newName": "Another name",
    }
    for method in REQUESTS[:-1]:
        client.request(f"textDocument/{method}", common)
    client.request("workspace/symbol", {"query": "a"})


def _change_other_files(client: Editor, random: Random) -> None:
    """Open and close another document; create, change and delete files."""
    name = f"TODO-{random.randrange(30)}.md"
    path = client.folder / name
    text = backlog(random)
    client.notify("textDocument/didOpen", {"textDocument": _item(client, name, 1, text)})
    client.notify("textDocument/didSave", {"textDocument": {"uri": client.uri(name)}})
    client.notify("textDocument/didClose", {"textDocument": {"uri": client.uri(name)}})
    if path.exists() and random.random() < 0.3:
        path.unlink()
        kind = 3
    else:
        kind = 2 if path.exists() else 1
        path.write_text(text)
    event = {"changes": [{"uri": client.uri(name), "type": kind}]}
    client.notify("workspace/didChangeWatchedFiles", event)


def _read_resources(process: int, keystrokes: int) -> Reading:
    """Read the resources of a process from /proc."""
    status = Path(f"/proc/{process}/status").read_text()
    memory = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
    files = len(list(Path(f"/proc/{process}/fd").iterdir()))
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return Reading(keystrokes, memory, files, len(children))


def find_faults(readings: Sequence[Reading], keystrokes: int) -> list[str]:
    """Return the faults in the readings of a day."""
    warm = next(
        (each for each in readings if each.keystrokes >= WARM_UP_SHARE * keystrokes), readings[0]
    )
    last = readings[-1]
    found = []
    growth = last.memory / warm.memory - 1
    if growth >= MAX_GROWTH:
        found.append(f"memory grew by {growth:.1%}")
    if last.files > warm.files:
        found.append(f"{last.files - warm.files} files are left open")
    if last.children > warm.children:
        found.append(f"{last.children - warm.children} processes are left")
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the simulation; return 1 if something leaks."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--keystrokes", type=int, default=100_000)
    parser.add_argument("--every", type=int, default=10_000, help="keystrokes between two readings")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    sys.stdout.write(
        "| keystrokes | MiB | open files | processes | s |\n|---:|---:|---:|---:|---:|\n"
    )
    readings = []
    begun = time.monotonic()
    for reading in simulate_day(options.keystrokes, options.seed, options.every):
        readings.append(reading)
        typed, memory, files, children = reading
        seconds = time.monotonic() - begun
        sys.stdout.write(
            f"| {typed:,} | {memory / 1024:.1f} | {files} | {children} | {seconds:,.0f} |\n"
        )
        sys.stdout.flush()
    found = find_faults(readings, options.keystrokes)
    sys.stdout.write("".join(f"FAILED: {each}\n" for each in found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
