"""Time per character for text that is designed to be slow, at growing sizes.

    python tests/benchmarks/hostile_input.py [--quick] [--only TEXT]

A row is a pattern of `hostile.py`, a column is a size. A cell is the time to parse, read and check
the document, divided by its length. If it stays constant, the work is linear.
"""

from __future__ import annotations

import argparse
import gc
import logging
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from hostile import PATTERNS

from backlog_ls.model.document.backlog import Backlog
from backlog_ls.rules.engine.incremental import check
from backlog_ls.rules.engine.visible import visible_findings
from backlog_ls.syntax.document import Document
from backlog_ls.workspace.view import View
from backlog_ls.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

_SIZES = (1_000, 8_000, 32_000, 128_000, 1_000_000)
_MAX_SECONDS = 10
"""Seconds. If a size takes longer, larger ones are skipped."""
_MAX_GROWTH = 3
"""Maximum factor between the times per character at two sizes; more is reported. Front matter is read
up to 16,384 characters, so smaller sizes are not compared."""
_ROUNDS = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return 1 if a pattern is not linear."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="up to 128,000 characters")
    parser.add_argument(
        "--only", action="append", metavar="TEXT", help="patterns that contain this"
    )
    options = parser.parse_args(arguments)
    sizes = _SIZES[:4] if options.quick else _SIZES
    names = [
        name for name in PATTERNS if not options.only or any(word in name for word in options.only)
    ]
    logging.disable()  # failing rules are for the tests to find
    seconds("# A\n")  # load words and rules
    sys.stdout.write("| µs per character | " + " | ".join(f"{n:,}" for n in sizes) + " | × |\n")
    sys.stdout.write("| --- |" + " ---: |" * (len(sizes) + 1) + "\n")
    steep = 0
    for name in names:
        costs = _costs(name, sizes)
        growth = costs[-1] / max(costs[2:-1] or costs)
        bad = growth > _MAX_GROWTH
        steep += bad
        cells = [f"{cost:.2f}" for cost in costs] + [""] * (len(sizes) - len(costs))
        told = f"**{growth:.1f}**" if bad else f"{growth:.1f}"
        sys.stdout.write(f"| {name} | " + " | ".join(cells) + f" | {told} |\n")
        sys.stdout.flush()
    return 1 if steep else 0


def _costs(name: str, sizes: Sequence[int]) -> list[float]:
    """Return microseconds per character; for short runs, the best of several rounds."""
    costs = []
    for size in sizes:
        text = PATTERNS[name](size)
        best = seconds(text)
        for _ in range(_ROUNDS - 1 if best < 1 else 0):
            best = min(best, seconds(text))
        costs.append(best / len(text) * 1e6)
        if best > _MAX_SECONDS:
            break
    return costs


def seconds(text: str) -> float:
    """Return how long it takes to parse, read and check `text`."""
    gc.collect()
    started = time.perf_counter()
    view = View(Backlog.read(Document.parse(text)), Workspace(), "/nowhere/BACKLOG.md")
    visible_findings(view, check(view))
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
