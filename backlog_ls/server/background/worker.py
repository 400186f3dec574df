"""Requests that may take long are answered on a thread, so that the event loop goes on.

The thread works on a snapshot of the session. If the text changes meanwhile, its answer is dropped. A
cancelled request ends at its next file. A request that exceeds its time limit fails.
"""

from __future__ import annotations

import asyncio
import threading
from copy import copy
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

from backlog_ls.server.background.time_limit import answer_within_limit, request_for
from backlog_ls.server.transport.errors import ContentModifiedError
from backlog_ls.workspace.deadline import watch
from backlog_ls.workspace.deadline.deadline import DeadlineExceededError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from backlog_ls.server.server import BacklogServer
    from backlog_ls.workspace.deadline.deadline import Request

T = TypeVar("T")


class Stale(Enum):
    """The documents whose changes make an answer stale."""

    OWN_DOCUMENT = 1
    """The document of the request."""
    ANY_DOCUMENT = 2
    """All open documents."""
    NEVER = 3
    """The answer is about files that are not open."""


def in_background(
    method: str, handler: Callable[[BacklogServer, Any], Any], stale: Stale = Stale.ANY_DOCUMENT
) -> Callable[[BacklogServer, Any], Coroutine[Any, Any, Any]]:
    """Return `handler` of `method` as a coroutine function that runs it on a thread."""

    async def answer(ls: BacklogServer, params: Any) -> Any:
        request = request_for(ls, method, params)
        document = request.document if stale is Stale.OWN_DOCUMENT else ""
        before = _versions(ls, document)
        found = await run_in_background(ls, lambda snapshot: handler(snapshot, params), request)
        if stale is not Stale.NEVER and _versions(ls, document) != before:
            raise ContentModifiedError
        return found

    answer.__name__ = handler.__name__
    return answer


async def run_in_background(
    ls: BacklogServer, work: Callable[[BacklogServer], T], request: Request
) -> T:
    """Return what `work` returns for a snapshot of the server, on a thread.

    Raises:
        RequestFailedError: it exceeds its time limit, or did so before.
    """
    loop = asyncio.get_running_loop()
    snapshot = copy(ls)

    def notify(message: str, location: str) -> None:
        loop.call_soon_threadsafe(ls.warn_user, message, location)

    deadline = ls.session.workspace.deadline.for_thread(notify)
    snapshot.session = ls.session.snapshot(deadline)
    done: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if done.done():
            return
        if error is None:
            done.set_result(result)  # type: ignore[arg-type]  # without an error it is one
        else:
            done.set_exception(error)

    watcher = watch.ThreadWatcher(deadline)

    def run() -> None:
        watcher.begin()
        result, error = None, None
        try:
            result = answer_within_limit(deadline, request, lambda: work(snapshot))
        except Exception as raised:  # noqa: BLE001 (raised again where it is awaited)
            error = raised
        except DeadlineExceededError:  # raised just after the end of the work
            error = ContentModifiedError()
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, result, error)
        del error  # its traceback holds this frame: the cycle would keep the snapshot alive

    # A daemon: when the client exits, nothing waits for it.
    thread = threading.Thread(target=run, daemon=True, name="request")
    thread.start()

    async def supervise() -> None:
        while thread.is_alive():
            await asyncio.sleep(watch.TICK_S)
            if thread.is_alive():
                watcher.tick()
        await asyncio.sleep(0)  # first what the thread scheduled last
        settle(None, ContentModifiedError())  # it was interrupted before it could schedule that

    supervision = loop.create_task(supervise())
    try:
        return await done
    finally:
        deadline.cancelled = True
        if not done.cancelled():  # a cancelled request may still hang
            supervision.cancel()


def _versions(ls: BacklogServer, document: str) -> dict[str, int]:
    """Return the version of `document` (a URI), or of all open documents if that is empty."""
    return {
        uri: each.version for uri, each in ls.session.documents.items() if document in {"", uri}
    }
