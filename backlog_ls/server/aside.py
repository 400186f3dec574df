"""Answers that may take long: they are worked out on a thread, so that the loop goes on.

The thread has all that is known as it is when it begins. Where the text has moved on when it ends,
what it found is dropped; where the request is cancelled, it stops at its next file.
"""

from __future__ import annotations

import asyncio
import threading
from copy import copy
from typing import TYPE_CHECKING, Any, TypeVar

from backlog_ls.server.refusing import ContentModifiedError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from backlog_ls.server.server import BacklogServer

T = TypeVar("T")


def beside_the_loop(
    handler: Callable[[BacklogServer, Any], Any],
) -> Callable[[BacklogServer, Any], Coroutine[Any, Any, Any]]:
    """Return `handler` as one that the loop does not wait for."""

    async def answer(ls: BacklogServer, params: Any) -> Any:
        before = _versions(ls)
        found = await aside(ls, lambda apart: handler(apart, params))
        if _versions(ls) != before:
            raise ContentModifiedError
        return found

    answer.__name__ = handler.__name__
    return answer


async def aside(ls: BacklogServer, work: Callable[[BacklogServer], T]) -> T:
    """Return what `work` makes, on a thread, of the server as it is now."""
    apart = copy(ls)
    apart.session = ls.session.apart()
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if done.cancelled():
            return
        if error is None:
            done.set_result(result)  # type: ignore[arg-type]  # without an error it is one
        else:
            done.set_exception(error)

    def run() -> None:
        result, error = None, None
        try:
            result = work(apart)
        except Exception as raised:  # noqa: BLE001 (raised again where it is waited for)
            error = raised
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, result, error)

    # A daemon: when the client says goodbye, nothing waits for it.
    threading.Thread(target=run, daemon=True, name="aside").start()
    try:
        return await done
    finally:
        apart.session.workspace.stopped = True


def _versions(ls: BacklogServer) -> dict[str, int]:
    return {uri: document.version for uri, document in ls.session.documents.items()}
