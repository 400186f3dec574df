"""Worker processes that read backlogs, if there are enough to be worth starting some.

Workers return cache entries as JSON. A worker that crashes or takes too long is replaced, and another
one reads its file. If that fails too, the file is left out.
"""

from __future__ import annotations

import json
import logging
import os
import queue
import subprocess
import sys
import threading
import time
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from backlog_ls.workspace.index.cache import entry_from_json
from backlog_ls.workspace.index.inventory import Entries, Entry, read_entry
from backlog_ls.workspace.index.worker import READY

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger(__name__)

MIN_BYTES = 400_000
"""Minimum total size of the files to start workers: about one second of work."""

MAX_WORKERS = 2
"""Maximum number of workers. The editor needs the other processors."""

FILE_TIMEOUT_S = 20.0
"""Maximum time for one file. The largest files take a few seconds."""

PAUSE_S = 0.002
"""Pause after each file that is read in this process, so that other threads can run."""


class WorkerPool:
    """Worker processes, started when they are first needed."""

    def __init__(self, size: int) -> None:
        """Choose the number of workers.

        Args:
            size: of all files to read, in bytes. None are started for less than `MIN_BYTES`.
        """
        self._count = min(MAX_WORKERS, os.cpu_count() or 1) if size >= MIN_BYTES else 0
        self._idle: list[_Worker] = []
        self._busy: list[_Worker] = []
        self._lock = threading.Lock()
        self._stopped = False
        self._suspects: set[str] = set()
        """The files that a worker crashed or timed out on."""
        self._has_warned = False

    def close(self) -> None:
        """End all workers."""
        with self._lock:
            self._stopped = True
            for worker in self._idle:
                worker.close()
            for worker in self._busy:  # its thread closes it then
                worker.kill()

    def read(self, unread: Entries, *, complete: bool) -> Iterator[tuple[str, Entry]]:
        """Yield the entries of `unread` with their summaries, in any order; see `read_entry`."""
        waiting = deque(sorted(unread.items(), key=lambda each: -each[1].size))
        done: queue.SimpleQueue[tuple[str, Entry] | None] = queue.SimpleQueue()
        count = min(self._count, len(unread))
        for _ in range(count):
            arguments = (waiting, done, complete)
            threading.Thread(
                target=self._run_worker, args=arguments, daemon=True, name="read"
            ).start()
        while count:
            try:
                found = done.get(timeout=1)
            except queue.Empty:
                self._kill_late_workers()
                continue
            if found:
                yield found
            else:
                count -= 1
        for path, entry in waiting:  # without workers
            if path in self._suspects:
                self._warn_unread(path)
                yield path, entry
            else:
                yield path, read_entry(path, entry, complete=complete)
                time.sleep(PAUSE_S)

    def _run_worker(
        self,
        waiting: deque[tuple[str, Entry]],
        done: queue.SimpleQueue[tuple[str, Entry] | None],
        complete: bool,
    ) -> None:
        try:
            while worker := self._take_worker():
                try:
                    path, entry = waiting.popleft()
                except IndexError:
                    break
                found = worker.ask(path, entry, complete=complete)
                self._return_worker(worker, alive=found is not None)
                if found is None and not self._stopped:
                    if path not in self._suspects:
                        self._suspects.add(path)
                        waiting.append((path, entry))
                        continue
                    self._warn_unread(path)
                done.put((path, found or entry))
            if worker:
                self._return_worker(worker, alive=True)
        finally:
            done.put(None)

    def _warn_unread(self, path: str) -> None:
        """Log that a file is left out; only the first one."""
        if not self._has_warned:
            self._has_warned = True
            log.warning("could not read %s: worker processes crashed or timed out", path)

    def _take_worker(self) -> _Worker | None:
        """Return an idle worker, or start one; None if that is not possible."""
        with self._lock:
            if self._stopped:
                return None
            worker = self._idle.pop() if self._idle else _Worker.start()
            if worker:
                self._busy.append(worker)
        if worker and not worker.is_ready():
            self._return_worker(worker, alive=False)
            return None
        return worker

    def _return_worker(self, worker: _Worker, *, alive: bool) -> None:
        with self._lock:
            self._busy.remove(worker)
            if alive and not self._stopped:
                self._idle.append(worker)
            else:
                worker.close()

    def _kill_late_workers(self) -> None:
        with self._lock:
            for worker in self._busy:
                if worker.is_late():
                    worker.kill()


class _Worker:
    """One worker process."""

    def __init__(
        self, process: subprocess.Popen[bytes], requests: IO[bytes], answers: IO[bytes]
    ) -> None:
        self.process = process
        self.requests = requests
        self.answers = answers
        self.busy_since = time.monotonic()
        """When it began its current work; as `time.monotonic`."""
        self._ready = False

    @classmethod
    def start(cls) -> _Worker | None:
        # Not in the current folder, which may be the user's: Python would import modules from it.
        package = str(Path(__file__).parents[2])
        try:
            process = subprocess.Popen(
                [sys.executable, "-m", "backlog_ls.workspace.index.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=os.path.dirname(package),
                creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)
                | getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except (OSError, ValueError):
            return None
        if process.stdin is None or process.stdout is None:
            return None
        return cls(process, process.stdin, process.stdout)

    def is_ready(self) -> bool:
        """Wait until the process has started; return False if it ended instead."""
        self.busy_since = time.monotonic()
        self._ready = self._ready or self.answers.readline() == READY
        return self._ready

    def ask(self, path: str, entry: Entry, *, complete: bool) -> Entry | None:
        """Return `entry` with its summary; None if the process ended."""
        self.busy_since = time.monotonic()
        try:
            self.requests.write(json.dumps([path, entry, complete]).encode("ascii") + b"\n")
            self.requests.flush()
            return entry_from_json(json.loads(self.answers.readline()))
        except (OSError, ValueError, TypeError):
            return None

    def is_late(self) -> bool:
        """Return whether its current work takes longer than `FILE_TIMEOUT_S`."""
        return time.monotonic() - self.busy_since > FILE_TIMEOUT_S

    def kill(self) -> None:
        """End the process at once."""
        self.process.kill()

    def close(self) -> None:
        """End the process and free its pipes. No thread may wait for an answer."""
        self.kill()
        self.process.wait()
        self.answers.close()
        with suppress(OSError):  # the last request may still be in the pipe
            self.requests.close()
