"""Processes that read backlogs, where there are so many that it pays to start some.

What comes back is as small as what the cache keeps, so it is sent as JSON. A process that hangs over
a file or dies is replaced, and another reads that file; where it ends in the same way, nothing is
known of the file.
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

from backlog_ls.workspace.index.cache import entry_of
from backlog_ls.workspace.index.inventory import Entry, Known, read
from backlog_ls.workspace.index.worker import READY

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger(__name__)

ENOUGH = 400_000
"""Bytes that are to be read from which processes pay: about a second's work."""

MOST = 2
"""So many processes at most: the editor needs the others."""

PATIENCE = 20.0
"""Seconds for one file. The largest that is read takes a few."""

PAUSE = 0.002
"""Seconds between two files that are read in this process, in which others have it to themselves."""


class Readers:
    """Processes that read backlogs; none are started where there is little to read."""

    def __init__(self, size: int) -> None:
        """Get ready to read.

        Args:
            size: of all that is to be read, in bytes.
        """
        self._count = min(MOST, os.cpu_count() or 1) if size >= ENOUGH else 0
        self._idle: list[_Reader] = []
        self._busy: list[_Reader] = []
        self._lock = threading.Lock()
        self._stopped = False
        self._suspects: set[str] = set()
        """The files over which a process ended."""
        self._told = False

    def close(self) -> None:
        """End them."""
        with self._lock:
            self._stopped = True
            for reader in self._idle:
                reader.close()
            for reader in self._busy:  # its thread closes it, when it sees that
                reader.kill()

    def read(self, unread: Known, *, whole: bool) -> Iterator[tuple[str, Entry]]:
        """Yield the entries of `unread` with their summaries, in any order; see `inventory.read`."""
        waiting = deque(sorted(unread.items(), key=lambda each: -each[1].size))
        done: queue.SimpleQueue[tuple[str, Entry] | None] = queue.SimpleQueue()
        count = min(self._count, len(unread))
        for _ in range(count):
            arguments = (waiting, done, whole)
            threading.Thread(target=self._work, args=arguments, daemon=True, name="read").start()
        while count:
            try:
                found = done.get(timeout=1)
            except queue.Empty:
                self._kill_late()
                continue
            if found:
                yield found
            else:
                count -= 1
        for path, entry in waiting:  # no process can be started, or none is worth it
            if path in self._suspects:
                self._give_up(path)
                yield path, entry
            else:
                yield path, read(path, entry, whole=whole)
                time.sleep(PAUSE)

    def _work(
        self,
        waiting: deque[tuple[str, Entry]],
        done: queue.SimpleQueue[tuple[str, Entry] | None],
        whole: bool,
    ) -> None:
        try:
            while reader := self._taken():
                try:
                    path, entry = waiting.popleft()
                except IndexError:
                    break
                found = reader.ask(path, entry, whole=whole)
                self._give_back(reader, alive=found is not None)
                if found is None and not self._stopped:
                    if path not in self._suspects:
                        self._suspects.add(path)
                        waiting.append((path, entry))
                        continue
                    self._give_up(path)
                done.put((path, found or entry))
            if reader:
                self._give_back(reader, alive=True)
        finally:
            done.put(None)

    def _give_up(self, path: str) -> None:
        """Log, once, that something is not known."""
        if not self._told:
            self._told = True
            log.warning("nothing is known of %s: the processes that read it ended, or hung", path)

    def _taken(self) -> _Reader | None:
        """Return a process that waits for work; None where none can be started."""
        with self._lock:
            if self._stopped:
                return None
            reader = self._idle.pop() if self._idle else _Reader.start()
            if reader:
                self._busy.append(reader)
        if reader and not reader.is_ready():
            self._give_back(reader, alive=False)
            return None
        return reader

    def _give_back(self, reader: _Reader, *, alive: bool) -> None:
        with self._lock:
            self._busy.remove(reader)
            if alive and not self._stopped:
                self._idle.append(reader)
            else:
                reader.close()

    def _kill_late(self) -> None:
        with self._lock:
            for reader in self._busy:
                if reader.is_late():
                    reader.kill()


class _Reader:
    """One process."""

    def __init__(
        self, process: subprocess.Popen[bytes], requests: IO[bytes], answers: IO[bytes]
    ) -> None:
        self.process = process
        self.requests = requests
        self.answers = answers
        self.since = time.monotonic()
        """When it was last asked."""
        self._ready = False

    @classmethod
    def start(cls) -> _Reader | None:
        # Started where this package is, never in the user's folder: Python would import from there.
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
        """Wait until it is; false where it ended instead."""
        self.since = time.monotonic()
        self._ready = self._ready or self.answers.readline() == READY
        return self._ready

    def ask(self, path: str, entry: Entry, *, whole: bool) -> Entry | None:
        """Return the entry with its summary; None where the process did not answer."""
        self.since = time.monotonic()
        try:
            self.requests.write(json.dumps([path, entry, whole]).encode("ascii") + b"\n")
            self.requests.flush()
            return entry_of(json.loads(self.answers.readline()))
        except (OSError, ValueError, TypeError):
            return None

    def is_late(self) -> bool:
        """Tell whether it has been at the same file for too long, or has not begun yet."""
        return time.monotonic() - self.since > PATIENCE

    def kill(self) -> None:
        """End it, whatever it is at."""
        self.process.kill()

    def close(self) -> None:
        """End it, when nobody waits for an answer."""
        self.kill()
        self.process.wait()
        self.answers.close()
        with suppress(OSError):  # what it was asked last may still be in the pipe
            self.requests.close()
