"""What a server does, in figures: how often each message came, and how long it took.

They are for a report of what went wrong, so nothing of the user's text is among them.
"""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType


@dataclass(frozen=True, slots=True)
class Timing:
    """Of the messages of one method. Seconds."""

    count: int = 0
    total: float = 0
    longest: float = 0

    def plus(self, seconds: float) -> Timing:
        """Return it with one more."""
        return Timing(self.count + 1, self.total + seconds, max(self.longest, seconds))


@dataclass(slots=True)
class Timings:
    """Figures by method, and what is being done now."""

    begun: float = field(default_factory=time.monotonic)
    by_method: dict[str, Timing] = field(default_factory=dict)
    last: float = 0
    """Seconds that the last message took."""
    now: tuple[str, float] | None = None
    """The method of the message that the loop is busy with, and since when."""

    @contextmanager
    def of(self, method: str) -> Iterator[None]:
        """Time what is done for a message of `method`."""
        started = time.monotonic()
        self.now = method, started
        try:
            yield
        finally:
            self.now = None
            self.last = time.monotonic() - started
            self.by_method[method] = self.by_method.get(method, Timing()).plus(self.last)

    def long_busy(self, seconds: float) -> tuple[str, float] | None:
        """Return what the loop has been busy with for at least so many seconds, and since when."""
        now = self.now
        return now if now and time.monotonic() - now[1] >= seconds else None


def place_of(thread: int) -> str:
    """Return where in this program a thread is, as a module and a line."""
    return place_at(sys._current_frames().get(thread))  # noqa: SLF001 (documented)


def place_at(frame: FrameType | None) -> str:
    """Return the innermost place of this program at or above `frame`, likewise."""
    while frame is not None:
        name = str(frame.f_globals.get("__name__", ""))
        if name.startswith("backlog_ls."):
            return f"{name}:{frame.f_lineno}"
        frame = frame.f_back
    return "unknown"
