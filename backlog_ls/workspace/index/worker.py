"""The program of a worker process, which reads backlogs for a `WorkerPool`.

Each line of input is a JSON list: a path, its entry without a summary, and whether to parse it in any
case. Each line of output is the entry with its summary. The process ends with its input. If it hangs
in a regular expression and cannot notice that, the system ends it.
"""

from __future__ import annotations

import gc
import json
import os
import queue
import signal
import sys
import threading

from backlog_ls.workspace.index.inventory import Entry, read_entry
from backlog_ls.workspace.index.summary import Summary

READY = b"ready\n"
"""The first line of output."""

FILE_TIMEOUT_S = 60
"""Maximum time for one file. The pool waits a third of that, but may be gone."""


def main() -> None:
    """Read the files that the input names, until it ends."""
    if hasattr(os, "nice"):
        os.nice(10)
    output, sys.stdout = sys.stdout.buffer, sys.stderr  # a stray print must not become output
    gc.freeze()
    gc.set_threshold(50_000)  # parsed documents are freed without cycles
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(lines,), daemon=True).start()
    output.write(READY)
    while True:
        output.flush()
        path, fields, complete = json.loads(lines.get())
        mtime, size, digest, summary, is_complete = fields
        _end_after(FILE_TIMEOUT_S)  # a regular expression that hangs blocks all threads
        entry = read_entry(
            path, Entry(mtime, size, digest, Summary(*summary), is_complete), complete=complete
        )
        _end_after(0)
        output.write(json.dumps(entry).encode("ascii") + b"\n")


def _end_after(seconds: int) -> None:
    """Let the system end this process after that time; 0 cancels that. Windows cannot do it."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def _listen(lines: queue.SimpleQueue[bytes]) -> None:
    for line in sys.stdin.buffer:
        lines.put(line)
    os._exit(0)  # the pool is gone; do not wait for the current file


if __name__ == "__main__":
    main()
