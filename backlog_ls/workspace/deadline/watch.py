"""Watchers that end what exceeds its deadline.

Processor time of the watched thread counts, so that a busy machine expires nothing early. Waiting for
a disk is not interrupted. On the main thread a timer sends a signal, which a running regular
expression handles too. Where there is no such timer (Windows), a thread sends it. Another thread gets
its error from the interpreter, after the current instruction: a regular expression that hangs there
keeps the interpreter to itself, and cannot be interrupted.
"""

from __future__ import annotations

import signal
import threading
import time
from _thread import interrupt_main
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from backlog_ls.workspace.deadline.deadline import Deadline

TICK_S = 0.5
"""Seconds between two ticks; of processor time, where the system has such a timer."""


@contextmanager
def watch_main_thread(deadline: Deadline) -> Iterator[None]:
    """End what exceeds `deadline` on this thread, the main one, inside the block."""

    def tick(_signal: int, _frame: FrameType | None) -> None:
        error = deadline.tick(time.thread_time())
        if error:
            deadline.interrupt(error)

    number = _unused_signal()
    before = signal.signal(number, tick)
    ended = threading.Event()
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, TICK_S, TICK_S)  # does not tick while nothing runs
    else:

        def send_ticks() -> None:
            while not ended.wait(TICK_S):
                if deadline.rule or deadline.request:
                    interrupt_main(number)

        threading.Thread(target=send_ticks, daemon=True, name="ticks").start()
    try:
        yield
    finally:
        ended.set()
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(number, before)


def _unused_signal() -> signal.Signals:
    return signal.Signals(getattr(signal, "SIGPROF", None) or getattr(signal, "SIGBREAK"))  # noqa: B009 (not there for mypy)


class ThreadWatcher:
    """Ends what exceeds its deadline on another thread than that which calls `tick`."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline
        self._thread = 0
        self._clock: int | None = None

    def begin(self) -> None:
        """Watch the thread that calls this."""
        self._thread = threading.get_ident()
        if hasattr(time, "pthread_getcpuclockid"):
            self._clock = time.pthread_getcpuclockid(self._thread)

    def tick(self) -> None:
        """Raise an error in the thread if it is over a limit and reached no check since."""
        error = self._deadline.tick(self._now())
        if error:
            from ctypes import c_ulong, py_object, pythonapi  # noqa: PLC0415 (only where needed)

            pythonapi.PyThreadState_SetAsyncExc(c_ulong(self._thread), py_object(error))

    def _now(self) -> float:
        """Return the processor time of the thread; wall time where the system does not tell it."""
        try:
            return time.monotonic() if self._clock is None else time.clock_gettime(self._clock)
        except OSError:
            return 0.0  # the thread has ended
