"""A process that reads backlogs for another one, which asks line by line; see `readers`.

Each line that comes in is a JSON list: a path, an entry with its stamp, whether to read all of it.
Each that goes out is the entry, complete. It ends when nobody can ask any more, whatever it is at.
"""

from __future__ import annotations

import gc
import json
import os
import queue
import sys
import threading

from backlog_ls.workspace.inventory import Entry, read
from backlog_ls.workspace.summary import Summary

READY = b"ready\n"
"""The first line that goes out."""


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
        entry = read(path, Entry(mtime, size, digest, Summary(*summary), known), whole=whole)
        output.write(json.dumps(entry).encode("ascii") + b"\n")


def _listen(lines: queue.SimpleQueue[bytes]) -> None:
    for line in sys.stdin.buffer:
        lines.put(line)
    os._exit(0)  # who asked is gone; what is being read may take for ever


if __name__ == "__main__":
    main()
