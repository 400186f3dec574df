"""The time to index a workspace of many files, and the cost of other work meanwhile and after.

    python tests/benchmarks/workspace_scale.py [--quick] [--files N] [--output FILE.md]

The files have the names and words of real documents, 10 KB each, all different. A workspace counts as
indexed when a diagnostic arrives that depends on all its backlogs: an unknown id. It is opened twice:
without a cache, and with the cache of the first time.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from open_document import OpenDocument
from raw_client import RawClient, SilentServerError
from servers import ROOT, environment
from texts import Caret, real_documents, reworded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from raw_client import Message

SIZES = (100, 1_000, 10_000, 50_000)
QUICK = (100, 1_000)
_FILE = 10_000
_LINKED = 10
"""Every tenth file links to the milestone."""
_KEY_INTERVAL_S = 0.05
"""Seconds between two characters of a fast typist."""
_CHARACTERS = 60
_SECONDS = 600
_MILESTONE = "# Billing goes live\n\n**Status**: In Progress\n\n- [ ] Send the first bill\n"
_OPENED = (
    "# Backlog\n\n- [ ] QX001 Draw it\n- [ ] QX002 Build it\n- [ ] QX003 Ship it (depends on QX901)\n"
    "- [ ] See [billing](milestones/billing-live.md)\n\nSome words are typed here\n\n"
)
_TYPED_AT, _LINK_AT = Caret(7, 10), Caret(5, 28)


@dataclass(slots=True)
class Start:
    """The measurements of one start of the server, in seconds and bytes."""

    ready: float = 0
    peak: int = 0
    """Of the server and its worker processes."""
    typed: list[float] = field(default_factory=list)
    """Characters typed while the workspace was indexed."""


@dataclass(slots=True)
class Figures:
    """The measurements of one workspace, in seconds and bytes."""

    files: int
    backlogs: int = 0
    cold: Start = field(default_factory=Start)
    warm: Start = field(default_factory=Start)
    after: list[float] = field(default_factory=list)
    """Characters typed while the server was idle."""
    memory: int = 0
    references: tuple[int, float] = (0, 0)
    renamed: tuple[int, float] = (0, 0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; return 1 if there are no real documents."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="small workspaces: a first look")
    parser.add_argument("--files", type=int, action="append", help="a workspace of so many")
    parser.add_argument("--backlogs", action="store_true", help="every file is a backlog with ids")
    parser.add_argument("--output", type=Path, metavar="FILE.md", help="write the table there too")
    options = parser.parse_args(arguments)
    shared = Path(os.environ.get("BACKLOG_LS_SHARED") or ROOT.parent / "shared")
    documents = real_documents(shared)
    if not documents:
        sys.stderr.write(f"no real texts: {shared} is not there (BACKLOG_LS_SHARED)\n")
        return 1
    lines = [_HEAD]
    sys.stdout.write(_HEAD + "\n")
    for count in options.files or (QUICK if options.quick else SIZES):
        with tempfile.TemporaryDirectory(prefix="workspace-scale-") as scratch:
            root = Path(scratch, "workspace")
            figures = Figures(count, generate(root, documents, count, all_of_them=options.backlogs))
            measure(root, environment(Path(scratch, "cache")), figures)
            lines.append(_row(figures))
            sys.stdout.write(lines[-1] + "\n")
            sys.stdout.flush()
    if options.output:
        options.output.write_text("\n".join(lines) + "\n", "utf-8")
    return 0


def generate(
    root: Path, documents: Sequence[tuple[str, str]], count: int, *, all_of_them: bool
) -> int:
    """Write a workspace of `count` files; return how many have the names of backlogs."""
    from backlog_ls.model.settings import DEFAULTS  # noqa: PLC0415 (only here)
    from backlog_ls.workspace.declared_roles import is_member  # noqa: PLC0415 (only here)

    (root / "milestones").mkdir(parents=True)
    (root / "milestones" / "billing-live.md").write_text(_MILESTONE, "utf-8")
    (root / "BACKLOG.md").write_text(_OPENED, "utf-8")
    # Larger workspaces are indexed only if a setting allows it.
    (root / ".backlog-ls.toml").write_text(f"max-files = {2 * count}\n", "utf-8")
    (root / ".gitignore").write_text("*.log\n/out/\nnode_modules/\n", "utf-8")
    named = 2
    for number in range(count - 2):
        name, text = documents[number % len(documents)]
        turn, at = number // len(documents), number
        while len(text) < _FILE:
            at += 1
            text += "\n" + documents[at % len(documents)][1]
        text = reworded(text[:_FILE], turn)
        if all_of_them:
            name, text = "tasks", text + f"\n\n- [ ] Z{number} Do it (depends on Z{number - 1})\n"
        if number % _LINKED == 0:
            text += "\n\nSee [billing](../../milestones/billing-live.md).\n"
        path = root / f"area-{number % 97}" / f"part-{number % 7}" / f"{name}-{number}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        named += is_member(str(path), str(root), DEFAULTS)
    return named


def measure(root: Path, scratch: Mapping[str, str], figures: Figures) -> None:
    """Open the workspace without and with a cache, and send some requests."""
    document = _start(root, scratch, figures.cold)
    try:
        _settle(document)
        figures.memory = document.client.memory() or 0
        for _ in range(_CHARACTERS):
            time.sleep(_KEY_INTERVAL_S)
            figures.after.append(document.insert(_TYPED_AT, "x"))
        figures.references = _time_references(document)
        figures.renamed = _time_rename(document, root)
    finally:
        document.client.kill()
    document = _start(root, scratch, figures.warm)
    document.client.kill()


def _start(root: Path, scratch: Mapping[str, str], start: Start) -> OpenDocument:
    """Start the server, open a document and type into it until the workspace is indexed."""
    command = [sys.executable, "-m", "backlog_ls", "server"]
    client = RawClient.spawn(command, folder=root, environment=scratch)
    folder = {"uri": root.as_uri(), "name": "workspace"}
    params: dict[str, Any] = {"processId": os.getpid(), "rootUri": None, "capabilities": {}}
    client.request("initialize", {**params, "workspaceFolders": [folder]}, seconds=_SECONDS)
    uri = (root / "BACKLOG.md").as_uri()
    document = OpenDocument(client, uri, pulls=False, sync=2, seconds=_SECONDS, initialized_at=0)
    started = time.perf_counter()
    client.notify("initialized", {})
    document.open(_OPENED + _filler())
    while not any(_is_sign(each) for each in document.found):
        if time.perf_counter() - started > _SECONDS:
            raise TimeoutError(f"the workspace is not known after {_SECONDS} seconds")
        start.typed.append(document.insert(_TYPED_AT, "x"))
        start.peak = max(start.peak, _memory_with_children(client))
        with suppress(SilentServerError):
            published = client.wait_for(_is_indexed_sign, seconds=_KEY_INTERVAL_S)
            document.found = published.message["params"]["diagnostics"]
    start.ready = time.perf_counter() - started
    return document


def _filler() -> str:
    return "".join(f"- [ ] Something to do, number {number}\n" for number in range(500))


def _is_sign(diagnostic: dict[str, Any]) -> bool:
    return bool(diagnostic.get("code") == "unknown-dependency")


def _is_indexed_sign(message: Message) -> bool:
    return message.get("method") == "textDocument/publishDiagnostics" and any(
        map(_is_sign, message["params"]["diagnostics"])
    )


def _settle(document: OpenDocument) -> None:
    """Wait until the server is idle and its worker processes have exited."""
    while _children(document.client.process.pid):
        time.sleep(0.1)
    document.client.settle(seconds=_SECONDS)


def _time_references(document: OpenDocument) -> tuple[int, float]:
    params = {
        "textDocument": {"uri": document.uri},
        "position": {"line": _LINK_AT.line, "character": _LINK_AT.column},
        "context": {"includeDeclaration": True},
    }
    started = time.perf_counter()
    arrival = document.client.request("textDocument/references", params, seconds=_SECONDS)
    return len(arrival.message.get("result") or ()), arrival.at - started


def _time_rename(document: OpenDocument, root: Path) -> tuple[int, float]:
    folder = (root / "milestones").as_uri()
    file = {"oldUri": f"{folder}/billing-live.md", "newUri": f"{folder}/billing.md"}
    started = time.perf_counter()
    arrival = document.client.request(
        "workspace/willRenameFiles", {"files": [file]}, seconds=_SECONDS
    )
    result = arrival.message.get("result") or {}
    return len(result.get("changes") or result.get("documentChanges") or ()), arrival.at - started


def _children(process_id: int) -> list[int]:
    try:
        told = Path(f"/proc/{process_id}/task").iterdir()
        return [
            int(child) for each in told for child in (each / "children").read_text("ascii").split()
        ]
    except OSError:
        return []


def _memory_with_children(client: RawClient) -> int:
    total = client.memory() or 0
    for child in _children(client.process.pid):
        with suppress(OSError, IndexError):
            pages = Path(f"/proc/{child}/statm").read_text("ascii").split()[1]
            total += int(pages) * os.sysconf("SC_PAGE_SIZE")
    return total


_HEAD = """\
| files | backlogs | ready, cold | ready, warm | character while indexing | slowest | after | memory | \
peak with its processes | references | rename |
|---|---|---|---|---|---|---|---|---|---|---|"""


def _row(figures: Figures) -> str:
    cold, warm = figures.cold, figures.warm
    typed = [*cold.typed[1:], *warm.typed[1:]] or cold.typed
    cells = [
        f"{figures.files:,}",
        f"{figures.backlogs:,}",
        f"{cold.ready:.1f} s",
        f"{warm.ready:.1f} s",
        f"{median(typed) * 1000:.1f} ms",
        f"{max(typed) * 1000:.0f} ms",
        f"{median(figures.after) * 1000:.1f} ms",
        f"{figures.memory / 1e6:.0f} MB",
        f"{max(cold.peak, warm.peak) / 1e6:.0f} MB",
        f"{figures.references[0]:,} in {figures.references[1]:.1f} s",
        f"{figures.renamed[0]:,} files in {figures.renamed[1]:.1f} s",
    ]
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    sys.exit(main())
