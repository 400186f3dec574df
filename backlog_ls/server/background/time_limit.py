"""Requests within a time limit: one that exceeds it fails, and is refused for that document then."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from backlog_ls.server.transport.errors import RequestFailedError
from backlog_ls.workspace.deadline.deadline import (
    Deadline,
    Request,
    RequestTimeoutError,
    location_of,
    timeout_message,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_ls.server.server import BacklogServer

T = TypeVar("T")


def answer_within_limit(deadline: Deadline, request: Request, work: Callable[[], T]) -> T:
    """Return what `work` returns.

    Args:
        deadline: of this thread.
        request: a new object for each call.
        work: answers the request.

    Raises:
        RequestFailedError: it exceeds the time limit, or did so before.
    """
    method, document, _ = request
    if deadline.timed_out and (method, document) in deadline.timed_out:
        raise RequestFailedError(timeout_message(method, document))
    try:
        try:
            deadline.request = request
            return work()
        finally:
            deadline.request = None
    except RequestTimeoutError as error:
        if document:
            raise RequestFailedError(deadline.leave_out(method, document, error)) from None
        message = f"{method} takes too long: it was given up."
        deadline.notify(message, location_of(error))
        raise RequestFailedError(message) from None


def with_time_limit(method: str, handler: Callable[[BacklogServer, Any], T]) -> Callable[..., T]:
    """Return `handler` of `method` with a time limit."""

    @wraps(handler)
    def answer(ls: BacklogServer, params: Any) -> T:
        request = request_for(ls, method, params)
        deadline = ls.session.workspace.deadline
        return answer_within_limit(deadline, request, lambda: handler(ls, params))

    return answer


def request_for(ls: BacklogServer, method: str, params: Any) -> Request:
    """Return a request of `method` about the document that `params` name."""
    uri = str(getattr(getattr(params, "text_document", None), "uri", ""))
    document = ls.session.documents.get(uri)
    return Request(method, uri, document.backlog.document.length if document else 0)
