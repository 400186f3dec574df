"""Rules and features that hang are interrupted; the parse of an edit and the index never are.

Counted is the processor time of the thread that works, so that a busy machine makes nobody late; what
waits for a disk is not interrupted, and the log says where it is (`starting.watch_parent`). On the
loop a timer of the system sends a signal, which Python's patterns look for too. Where there is no such
timer (Windows), a thread does it, and a pattern that hangs is not interrupted; nor is one on a thread
beside the loop, for it lets nobody else run.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from _thread import interrupt_main
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from backlog_ls.server.background.metrics import place_at
from backlog_ls.server.transport.errors import RequestFailedError
from backlog_ls.workspace.hang_guard import (
    Guard,
    Request,
    RequestInterruptedError,
    RuleInterruptedError,
    left_out,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from backlog_ls.server.server import BacklogServer

T = TypeVar("T")

RULE = 5.0
"""Seconds of processor time for one call of one rule. The longest take about one in 1 MB."""
REQUEST = 20.0
"""Seconds of processor time for an answer, without a further file. The longest take three in 1 MB."""
LARGE = 2_000_000
"""A document of so many code points is given twice the time, one of twice as many three times."""
TICK = 0.5
"""Seconds of processor time between two looks."""

_WHOLE = frozenset(
    {
        "backlog_ls.workspace.workspace",
        "backlog_ls.workspace.index.members",
        "backlog_ls.workspace.disk.disk",
        "backlog_ls.workspace.overlay",
        "backlog_ls.server.transport.stdio",
        "importlib._bootstrap",
        "logging",
        "threading",
    }
)
"""Modules whose functions change what outlives the call: they are not interrupted half-way."""
_BASES = frozenset({"backlog_ls.rules.engine.isolation", "backlog_ls.server.background.watchdog"})
"""The modules from which what may be interrupted is called."""


@contextmanager
def interrupting(server: BacklogServer) -> Iterator[None]:
    """Interrupt what hangs on this thread, the main one, for a while."""
    watch = Watch(server.guard)
    number = _signal()
    before = signal.signal(number, lambda _signal, frame: watch.look(frame))
    over = threading.Event()
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, TICK, TICK)  # none where nothing is done
    else:

        def tick() -> None:
            while not over.wait(TICK):
                if server.guard.rule or server.guard.request:
                    interrupt_main(number)

        threading.Thread(target=tick, daemon=True, name="ticks").start()
    try:
        yield
    finally:
        over.set()
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(number, before)


def _signal() -> signal.Signals:
    """Return a signal that nobody sends otherwise."""
    return signal.Signals(getattr(signal, "SIGPROF", None) or getattr(signal, "SIGBREAK"))  # noqa: B009 (not there for mypy)


class Watch:
    """Looks again and again at what one thread is working out."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._rule: object = None
        self._request: Request | None = None
        self._moved: object = None
        self._rule_since = self._request_since = 0.0

    def look(self, frame: FrameType | None) -> None:
        """Interrupt what hangs on this very thread, which is at `frame`.

        Raises:
            RuleInterruptedError, RequestInterruptedError: it does.
        """
        error = self.late(time.thread_time())
        if error is not None and not _is_changing(frame):
            self._guard.rule = None
            if error is RequestInterruptedError:
                self._guard.request = None
            self._guard.where = place_at(frame)
            raise error

    def late(self, now: float, moved: object = None) -> type[BaseException] | None:
        """Return what to interrupt with; None where nothing hangs.

        Args:
            now: in processor time of that thread, seconds.
            moved: another value where the request has come further.
        """
        guard = self._guard
        if guard.rule is not self._rule:
            self._rule, self._rule_since = guard.rule, now
        if guard.request is not self._request or moved != self._moved:
            self._request, self._moved, self._request_since = guard.request, moved, now
        rule, request = guard.rule, guard.request
        if rule and now - self._rule_since >= RULE * _share(rule[1].backlog.document.length):
            return RuleInterruptedError
        if request and now - self._request_since >= REQUEST * _share(request.length):
            return RequestInterruptedError
        return None


def _share(length: int) -> float:
    return 1 + length / LARGE


def interrupt(thread: threading.Thread, guard: Guard, error: type[BaseException]) -> None:
    """Raise `error` in what hangs on another thread, unless it is changing something just now."""
    from ctypes import c_ulong, py_object, pythonapi  # noqa: PLC0415 (only where something hangs)

    ident = thread.ident or 0
    frame = sys._current_frames().get(ident)  # noqa: SLF001 (documented)
    if not _is_changing(frame):
        guard.where = place_at(frame)
        pythonapi.PyThreadState_SetAsyncExc(c_ulong(ident), py_object(error))


def _is_changing(frame: FrameType | None) -> bool:
    """Tell whether what is being done at `frame` is not to be left half done."""
    while frame is not None:
        name = frame.f_globals.get("__name__")
        if name in _BASES:
            return False
        if name in _WHOLE:
            return True
        frame = frame.f_back
    return True


def answered(guard: Guard, request: Request, work: Callable[[], T]) -> T:
    """Return what `work` makes, the answer to `request`, another object each time.

    Raises:
        RequestFailedError: it was, now or before.
    """
    method, document, _ = request
    if guard.left_out and (method, document) in guard.left_out:
        raise RequestFailedError(left_out(method, document))
    try:
        try:
            guard.request = request
            return work()
        finally:
            guard.request = None
    except RequestInterruptedError:
        if document:
            raise RequestFailedError(guard.leave_out(method, document)) from None
        message = f"{method} takes too long: it was given up."
        guard.tell(message, guard.where)
        raise RequestFailedError(message) from None


def interruptible(method: str, handler: Callable[[BacklogServer, Any], T]) -> Callable[..., T]:
    """Return `handler` as one that can be interrupted."""

    @wraps(handler)
    def answer(ls: BacklogServer, params: Any) -> T:
        return answered(ls.guard, asked(ls, method, params), lambda: handler(ls, params))

    return answer


def asked(ls: BacklogServer, method: str, params: Any) -> Request:
    """Return what a client asks for with `params`."""
    uri = str(getattr(getattr(params, "text_document", None), "uri", ""))
    document = ls.session.documents.get(uri)
    return Request(method, uri, document.backlog.document.length if document else 0)
