"""A process that reads backlogs for another one, which asks line by line; see `readers`.

Each line that comes in is a JSON list: a path, an entry with its stamp, whether to read all of it.
Each that goes out is the entry, complete. It ends when nobody can ask any more; where it hangs so that
it cannot notice that, the system ends it.
"""

from __future__ import annotations

import gc
import json
import os
import queue
import signal
import sys
import threading

from backlog_ls.workspace.index.inventory import Entry, read
from backlog_ls.workspace.index.summary import Summary

READY = b"ready\n"
"""The first line that goes out."""

LONGEST = 60
"""Seconds for one file. Who asks waits a third of that, but may be gone."""


def main() -> None:
    """Answer until the input ends."""
    if hasattr(os, "nice"):
        os.nice(10)
    output, sys.stdout = sys.stdout.buffer, sys.stderr  # what prints by mistake is no answer
    gc.freeze()
    gc.set_threshold(50_000)  # trees are thrown away whole
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(lines,), daemon=True).start()
    output.write(READY)
    while True:
        output.flush()
        path, fields, whole = json.loads(lines.get())
        mtime, size, digest, summary, known = fields
        _end_after(LONGEST)  # a pattern that hangs lets no thread of this process run
        entry = read(path, Entry(mtime, size, digest, Summary(*summary), known), whole=whole)
        _end_after(0)
        output.write(json.dumps(entry).encode("ascii") + b"\n")


def _end_after(seconds: int) -> None:
    """Have the system end this process then; never where that is 0. Windows cannot."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def _listen(lines: queue.SimpleQueue[bytes]) -> None:
    for line in sys.stdin.buffer:
        lines.put(line)
    os._exit(0)  # who asked is gone; what is being read may take for ever


if __name__ == "__main__":
    main()
