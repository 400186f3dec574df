"""Answers that may take long: they are worked out on a thread, so that the loop goes on.

The thread has all that is known as it is when it begins. Where the text has moved on when it ends,
what it found is dropped; where the request is cancelled, it stops at its next file. Where it hangs, the
request fails, and the thread is interrupted, as `interrupting` says.
"""

from __future__ import annotations

import asyncio
import threading
import time
from copy import copy
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

from backlog_ls.server.background.watchdog import TICK, Watch, answered, asked, interrupt
from backlog_ls.server.transport.errors import ContentModifiedError
from backlog_ls.workspace.hang_guard import RequestInterruptedError, RuleInterruptedError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from backlog_ls.server.server import BacklogServer
    from backlog_ls.workspace.hang_guard import Request

T = TypeVar("T")


class Stale(Enum):
    """Which documents an answer is stale with, once they have changed."""

    BY_ITSELF = 1
    """The one that is asked about."""
    BY_ANY = 2
    """All that are open."""


def beside_the_loop(
    method: str, handler: Callable[[BacklogServer, Any], Any], stale: Stale = Stale.BY_ANY
) -> Callable[[BacklogServer, Any], Coroutine[Any, Any, Any]]:
    """Return `handler` of `method` as one that the loop does not wait for."""

    async def answer(ls: BacklogServer, params: Any) -> Any:
        request = asked(ls, method, params)
        about = request.document if stale is Stale.BY_ITSELF else ""
        before = _versions(ls, about)
        found = await aside(ls, lambda apart: handler(apart, params), request)
        if _versions(ls, about) != before:
            raise ContentModifiedError
        return found

    answer.__name__ = handler.__name__
    return answer


async def aside(ls: BacklogServer, work: Callable[[BacklogServer], T], request: Request) -> T:
    """Return what `work` makes, the answer to `request`, on a thread, of the server as it is now.

    Raises:
        RequestFailedError: it hangs.
    """
    loop = asyncio.get_running_loop()
    apart = copy(ls)

    def tell(message: str, where: str) -> None:
        loop.call_soon_threadsafe(ls.tell, message, where)

    apart.guard = ls.guard.apart(tell)
    apart.session = ls.session.apart(apart.guard)
    done: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if done.done():
            return
        if error is None:
            done.set_result(result)  # type: ignore[arg-type]  # without an error it is one
        else:
            done.set_exception(error)

    clock = _Clock()

    def run() -> None:
        clock.begin()
        result, error = None, None
        try:
            result = answered(apart.guard, request, lambda: work(apart))
        except Exception as raised:  # noqa: BLE001 (raised again where it is waited for)
            error = raised
        except (RuleInterruptedError, RequestInterruptedError):  # it came just after the end
            error = ContentModifiedError()
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, result, error)
        del error  # it knows this frame: a circle would keep the documents of that moment

    # A daemon: when the client says goodbye, nothing waits for it.
    thread = threading.Thread(target=run, daemon=True, name="aside")
    thread.start()

    async def watch() -> None:
        await _watch(apart, thread, clock)
        await asyncio.sleep(0)  # what the thread said last comes first
        settle(None, ContentModifiedError())  # it was interrupted before it could say anything

    watching = loop.create_task(watch())
    try:
        return await done
    finally:
        apart.session.workspace.stopped = True
        if not done.cancelled():  # else nobody waits for it, but it may hang all the same
            watching.cancel()


class _Clock:
    """The processor time of a thread, seconds; that of the wall where a system tells no other."""

    def __init__(self) -> None:
        self._number: int | None = None

    def begin(self) -> None:
        """Be that of the thread that calls this."""
        if hasattr(time, "pthread_getcpuclockid"):
            self._number = time.pthread_getcpuclockid(threading.get_ident())

    def __call__(self) -> float:
        try:
            return time.monotonic() if self._number is None else time.clock_gettime(self._number)
        except OSError:
            return 0.0  # it has ended


async def _watch(apart: BacklogServer, thread: threading.Thread, clock: _Clock) -> None:
    """Interrupt what hangs on `thread`, which has `apart`."""
    watch = Watch(apart.guard)
    while thread.is_alive():
        await asyncio.sleep(TICK)
        late = watch.late(clock(), apart.session.workspace.looked)
        if late and thread.is_alive():
            interrupt(thread, apart.guard, late)


def _versions(ls: BacklogServer, about: str) -> dict[str, int]:
    """Return the version of the document `about`, or of all where that is empty."""
    return {
        uri: document.version
        for uri, document in ls.session.documents.items()
        if about in {"", uri}
    }
