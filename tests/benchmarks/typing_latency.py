"""The latency of diagnostics after a typed character, in several servers.

    python tests/benchmarks/typing_latency.py [--quick] [--output FILE.md]

The servers take turns within each round, so that a slow phase of the machine affects all of them.
Each must be idle before the next one is timed. Compare figures only within one run. A sample is the
time from the first byte written to the last byte read.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from latency_chart import chart
from latency_table import Record, requests_table, start_table, text_table
from open_document import FULL_SYNC, REQUESTS, OpenDocument
from raw_client import RawClient, answers, frame
from sampling import (
    Plan,
    ask,
    fence,
    newline,
    paste,
    record_failure,
    rotated,
    rounds,
    type_at,
    untype,
)
from servers import FLOOR, OURS, ROOT, Server, environment, servers
from texts import Text, caret_at, generated_texts, real_texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Charted = list[tuple[int, list[Record]]]
"""For each text its size in bytes and the measurements of the servers."""

_PLACES = {"top": 0.0, "middle": 0.5, "end": 1.0}

_THOROUGH = Plan(starts=15, opens=3, characters=60, blocks=7, seconds=60, budget=20)
_QUICK = Plan(starts=3, opens=1, characters=10, blocks=2, seconds=30, budget=4)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; return 1 if nothing could be measured."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="few samples: a first look")
    parser.add_argument("--output", type=Path, metavar="FILE.md", help="write the report there too")
    parser.add_argument("--chart", type=Path, metavar="FILE.svg", help="draw the real texts there")
    parser.add_argument("--only", action="append", metavar="TEXT", help="texts that contain this")
    options = parser.parse_args(arguments)
    plan = _QUICK if options.quick else _THOROUGH

    shared = Path(os.environ.get("BACKLOG_LS_SHARED") or ROOT.parent / "shared")
    texts = [*real_texts(shared), *generated_texts()]
    if not (shared / "corpus").is_dir():
        sys.stderr.write(f"no real texts: {shared} is not there (BACKLOG_LS_SHARED)\n")
    if options.only:
        texts = [text for text in texts if any(word in text.name for word in options.only)]

    report = []
    gc.disable()  # a garbage collection would distort the measurement
    charted: Charted = []
    for part in _parts(texts, plan, charted):
        sys.stdout.write(part + "\n")
        sys.stdout.flush()
        report.append(part)
        gc.collect()
    if options.output:
        options.output.write_text("\n".join(report), "utf-8")
    if options.chart:
        real = [
            point
            for text, point in zip(texts, charted, strict=True)
            if text.name.startswith("real, ") and text.name.endswith("B")
        ]
        options.chart.write_text(chart(real), "utf-8")
    return 0 if texts else 1


def _parts(texts: Sequence[Text], plan: Plan, charted: Charted) -> Iterator[str]:
    yield (
        "# Typing latency\n\n"
        f"Milliseconds; Python {platform.python_version()}, {os.cpu_count()} processors, "
        f"{platform.system()}. `×` is the median over that of the same action in "
        f"`{FLOOR}`, in this run.\n"
    )
    with tempfile.TemporaryDirectory(prefix="typing-latency-") as scratch:
        yield _client_share(Path(scratch), plan)
        yield "## Start: spawn to initialize answer\n\n" + _starts(Path(scratch), plan)
        yield _commands(Path(scratch), plan)
        for number, text in enumerate(texts):
            folder = Path(scratch, f"text{number}")
            size = f"{len(text.content.encode()):,} bytes, {text.content.count(chr(10)):,} lines"
            yield f"## {text.name} ({size})\n\n" + _typing(text, folder, plan, charted)


def _client_share(scratch: Path, plan: Plan) -> str:
    """Measure the client and the pipes: `cat` sends the message back."""
    shares = []
    client = RawClient.spawn(["cat"], folder=scratch, environment=environment(scratch))
    try:
        for size in (1, 1_100_000):
            taken = []
            for number in range(plan.characters):
                edit = frame({"method": "textDocument/didChange", "params": {"text": "x" * size}})
                encoded = edit + frame({"id": number, "result": {"items": []}})
                started = time.perf_counter()
                client.send(encoded)
                taken.append(client.wait_for(answers(number), seconds=plan.seconds).at - started)
            shares.append(f"{median(taken) * 1e3:.3f}")
    finally:
        client.kill()
    return (
        f"The client's own share, with `cat` as the server: {shares[0]} ms for a character, "
        f"{shares[1]} ms for 1.1 MB there and back. It is in every figure below.\n"
    )


def _starts(scratch: Path, plan: Plan) -> str:
    pairs = [(server, Record(server.name)) for server in servers()]
    for turn in range(-1, plan.starts):  # the first turn fills the disk cache and is not counted
        for server, record in rotated(pairs, turn):
            if not record.failure:
                taken = record_failure(record, partial(_start, server, scratch, plan))
                if taken is not None and turn >= 0:
                    record.times["start"].append(taken)
    return start_table([record for _, record in pairs], FLOOR)


def _commands(scratch: Path, plan: Plan) -> str:
    """Measure `check` of one small file, and a Python that only imports a parser."""
    small = scratch / "small" / "BACKLOG.md"
    small.parent.mkdir(exist_ok=True)
    small.write_text("# Work\n\n| Task | Status |\n|---|---|\n| one | Done |\n", "utf-8")
    commands = {
        "check": [sys.executable, "-m", "backlog_ls", "check", str(small)],
        "import": [sys.executable, "-c", "import markdown_it"],
    }
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(-1, plan.starts):
        for name, command in commands.items():
            started = time.perf_counter()
            subprocess.run(
                command, env=environment(scratch), stdout=subprocess.DEVNULL, check=False
            )
            if turn >= 0:
                taken[name].append(time.perf_counter() - started)
    check, load = median(taken["check"]), median(taken["import"])
    return (
        f"`backlog-ls check` of one small file: {check * 1e3:.0f} ms, {check / load:.2f} times "
        f'`python -c "import markdown_it"` ({load * 1e3:.0f} ms).\n'
    )


def _start(server: Server, scratch: Path, plan: Plan) -> float:
    folder = scratch / "start"
    folder.mkdir(exist_ok=True)
    started = time.perf_counter()
    client = RawClient.spawn(server.command, folder=folder, environment=environment(scratch))
    try:
        document = OpenDocument.initialize(client, folder / "BACKLOG.md", seconds=plan.seconds)
        return document.initialized_at - started
    finally:
        client.kill()


def _typing(text: Text, folder: Path, plan: Plan, charted: Charted) -> str:
    pairs = [(server, Record(server.name)) for server in servers()]
    records = [record for _, record in pairs]
    with ExitStack() as running:
        documents: list[tuple[Record, OpenDocument]] = []
        for attempt in range(plan.opens):
            # The last ones stay open for typing.
            running.close()
            documents.clear()
            for server, record in rotated(pairs, attempt):
                home = folder / f"{len(record.times['open'])}-{server.name}"
                opening = partial(_open, server, record, text, home, plan, running)
                if not record.failure and (document := record_failure(record, opening)):
                    documents.append((record, document))
        for place, fraction in _PLACES.items():
            count = plan.characters if place == "middle" else plan.characters // 2
            caret = caret_at(text.content, fraction)
            length = len(text.content.split("\n")[caret.line])
            rounds(place, documents, count, plan, partial(type_at, caret))
            for record, document in documents:
                record_failure(record, partial(untype, caret, length, document))
        middle = caret_at(text.content, _PLACES["middle"]).line
        rounds("newline", documents, plan.blocks, plan, partial(newline, middle))
        rounds("paste", documents, plan.blocks, plan, partial(paste, middle, text.pasted))
        rounds("fence", documents, plan.blocks, plan, fence)
        own = [pair for pair in documents if pair[0].name == OURS]
        here = caret_at(text.content, _PLACES["middle"])
        for method in REQUESTS:
            rounds(method, own, plan.characters // 2, plan, partial(ask, method, here))
        for record, document in documents:
            if not record.failure:
                record.findings = len(document.found)
                record.in_sync = record_failure(record, document.is_in_sync)
    charted.append((len(text.content.encode()), records))
    ours = next(record for record in records if record.name == OURS)
    return "\n".join(
        filter(
            None,
            (
                text_table(records, FLOOR),
                _block_parse(text, ours),
                requests_table(ours, list(REQUESTS)),
            ),
        )
    )


def _block_parse(text: Text, ours: Record) -> str:
    """Measure the block parser of markdown-it-py, for comparison with opening the text."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 (only here)

    parser = MarkdownIt().enable("table")
    taken = []
    for _ in range(3):
        started = time.perf_counter()
        parser.block.parse(text.content, parser, {}, [])
        taken.append(time.perf_counter() - started)
    opened = ours.median("open")
    if opened is None:
        return ""
    ratio = opened / median(taken)
    return (
        f"markdown-it-py's block parse of this text: {median(taken) * 1e3:.3g} ms. "
        f"{OURS} opens it in {ratio:.2f} times that.\n"
    )


def _open(
    server: Server, record: Record, text: Text, folder: Path, plan: Plan, running: ExitStack
) -> OpenDocument:
    """Start a server in a folder of its own, so that no server finds files or caches of another."""
    folder.mkdir(parents=True)
    path = folder / "BACKLOG.md"
    path.write_text(text.content, "utf-8", newline="")
    scratch = folder.with_name(folder.name + " cache")
    client = RawClient.spawn(server.command, folder=folder, environment=environment(scratch))
    running.callback(client.kill)
    document = OpenDocument.initialize(client, path, seconds=plan.seconds)
    record.channel = "pull" if document.pulls else "push"
    if document.sync == FULL_SYNC:
        record.channel += ", whole text with each edit"
    client.settle(seconds=plan.seconds)
    record.times["open"].append(document.open(text.content))
    client.settle(seconds=plan.seconds)
    record.memory = client.memory()
    return document


if __name__ == "__main__":
    sys.exit(main())
