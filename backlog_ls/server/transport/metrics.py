"""How often each message came and how long it took, for bug reports.

Nothing here contains text of the user's documents.
"""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Timing:
    """The times of the messages of one method, in seconds."""

    count: int = 0
    total: float = 0
    longest: float = 0

    def add(self, seconds: float) -> Timing:
        """Return the timing with one more message."""
        return Timing(self.count + 1, self.total + seconds, max(self.longest, seconds))


@dataclass(slots=True)
class Timings:
    """The times of messages by method, and the message that is being handled."""

    started: float = field(default_factory=time.monotonic)
    by_method: dict[str, Timing] = field(default_factory=dict)
    last: float = 0
    """Seconds that the last message took."""
    current: tuple[str, float] | None = None
    """The method of the message that is being handled, and since when on the monotonic clock."""

    @contextmanager
    def measure(self, method: str) -> Iterator[None]:
        """Measure the time of handling a message of `method`."""
        started = time.monotonic()
        self.current = method, started
        try:
            yield
        finally:
            self.current = None
            self.last = time.monotonic() - started
            self.by_method[method] = self.by_method.get(method, Timing()).add(self.last)

    def busy_for(self, seconds: float) -> tuple[str, float] | None:
        """Return `current` if it has been handled for at least `seconds`."""
        now = self.current
        return now if now and time.monotonic() - now[1] >= seconds else None


def thread_location(thread: int) -> str:
    """Return the innermost place in this package that a thread is at, as module and line."""
    frame = sys._current_frames().get(thread)  # noqa: SLF001 (documented)
    while frame is not None:
        name = str(frame.f_globals.get("__name__", ""))
        if name.startswith("backlog_ls."):
            return f"{name}:{frame.f_lineno}"
        frame = frame.f_back
    return "unknown"
