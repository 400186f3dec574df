"""Time limits for rules and requests, and what is left out after it exceeded one.

A `Deadline` belongs to one thread, which notes in it the rule and the request that it works on. A
watcher (`workspace.deadline.watch`) calls `tick` at regular intervals. A call over its limit is
marked as expired, and ends at its next `check`. Code that reaches no check within a further tick (a
regular expression, a loop) is interrupted where it is, except inside `uninterrupted`. On the command
line there is no watcher, so nothing expires.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from backlog_ls.model.document.backlog import Backlog

RULE_LIMIT_S = 5.0
"""Processor time for one call of one rule. The longest take about one second in 1 MB."""
REQUEST_LIMIT_S = 20.0
"""Processor time of a request between two files. The longest take three seconds in 1 MB."""
LENGTH_PER_LIMIT = 2_000_000
"""A document of this many code points gets twice the limit, one of twice as many three times."""


class DeadlineExceededError(BaseException):
    """A time limit is exceeded. Not an `Exception`, so that `except Exception` does not catch it."""


class RuleTimeoutError(DeadlineExceededError):
    """One call of a rule took too long."""


class RequestTimeoutError(DeadlineExceededError):
    """The answer to a request took too long."""


class SearchCancelledError(Exception):
    """The client cancelled the request for which files are read."""


class Request(NamedTuple):
    """A request that is being answered."""

    method: str
    document: str
    """Its URI; empty for a request about no document."""
    length: int
    """Of that document, in code points."""


class Uninterrupted:
    """A context that changes state which outlives the request, and is therefore not interrupted."""

    __slots__ = ("depth",)

    def __init__(self) -> None:
        self.depth = 0
        """Number of nested contexts that the thread is in."""

    def __enter__(self) -> None:
        self.depth += 1

    def __exit__(self, *_error: object) -> None:
        self.depth -= 1


@dataclass(slots=True)
class Deadline:
    """What one thread works on, since when, and what all threads of a session leave out."""

    notify: Callable[[str, str], None] = lambda _message, _location: None
    """Shows a message to the user; the second argument is the place in the code, for the log."""
    rule: tuple[Backlog] | None = None
    """The document that a rule looks at; a new object for each call. None outside of rules."""
    request: Request | None = None
    """A new object for each request; None while nothing may be interrupted."""
    expired: object = None
    """The `rule` or `request` that is over its limit."""
    cancelled: bool = False
    """Whether the client cancelled the request."""
    files: int = 0
    """Number of files read so far. A request that reads its next file does not hang."""
    timed_out: set[tuple[str, str]] = field(default_factory=set)
    """What took too long: the code of a rule or the method of a request, and the document."""
    failed: set[tuple[str, str]] = field(default_factory=set)
    """The rules that raised an error, and the document; each is logged once."""
    uninterrupted: Uninterrupted = field(default_factory=Uninterrupted)
    """Enter it around changes of state that outlives the request."""
    _seen_rule: object = None
    _seen_request: tuple[object, int] = (None, 0)
    _rule_since: float = 0.0
    _request_since: float = 0.0

    def for_thread(self, notify: Callable[[str, str], None]) -> Deadline:
        """Return a deadline for another thread, which shares what is left out."""
        return Deadline(notify, timed_out=self.timed_out, failed=self.failed)

    def check(self) -> None:
        """End what is over its limit, except inside `uninterrupted`.

        Raises:
            RuleTimeoutError, RequestTimeoutError: the limit is exceeded.
        """
        if self.expired is None or self.uninterrupted.depth:
            return
        if self.expired is self.rule:
            self.interrupt(RuleTimeoutError)
        elif self.expired is self.request:
            self.interrupt(RequestTimeoutError)

    def next_file(self) -> None:
        """Begin with another file, which has a limit of its own.

        Raises:
            SearchCancelledError: the client cancelled the request.
            RuleTimeoutError, RequestTimeoutError: the limit is exceeded.
        """
        if self.cancelled and not self.uninterrupted.depth:
            raise SearchCancelledError
        self.check()
        self.files += 1

    def tick(self, now: float) -> type[DeadlineExceededError] | None:
        """Mark what is over its limit; return an error if it went on since the last tick.

        Args:
            now: processor time of the thread, in seconds.

        Returns:
            the error to raise in the thread now; None where it may go on.
        """
        rule, request, files = self.rule, self.request, self.files
        if rule is not self._seen_rule:
            self._seen_rule, self._rule_since = rule, now
        if request is not self._seen_request[0] or files != self._seen_request[1]:
            self._seen_request, self._request_since = (request, files), now
        late: object = None
        error: type[DeadlineExceededError] = RuleTimeoutError
        if rule and now - self._rule_since >= _limit(RULE_LIMIT_S, rule[0].document.length):
            late = rule
        elif request and now - self._request_since >= _limit(REQUEST_LIMIT_S, request.length):
            late, error = request, RequestTimeoutError
        went_on = late is not None and late is self.expired
        self.expired = late
        return error if went_on and not self.uninterrupted.depth else None

    def interrupt(self, error: type[DeadlineExceededError]) -> None:
        """Raise `error` on this thread, which is not interrupted again while it handles that."""
        self.rule = self.expired = None
        if error is RequestTimeoutError:
            self.request = None
        raise error

    def leave_out(self, name: str, document: str, error: DeadlineExceededError) -> str:
        """Leave the rule or method `name` out for `document`; show and return the message."""
        message = timeout_message(name, document)
        with self.uninterrupted:
            self.timed_out.add((name, document))
            self.notify(message, location_of(error))
        return message

    def is_incomplete(self, document: str, code: str = "") -> bool:
        """Return whether findings may be missing in `document`: of the rule `code`, or of any rule."""
        left_out = self.timed_out | self.failed
        return (
            (code, document) in left_out if code else any(each[1] == document for each in left_out)
        )

    def retry(self, *documents: str) -> None:
        """Try again what was left out in `documents`, whose texts may have changed."""
        for left_out in (self.timed_out, self.failed):
            # One operation: another thread may add to the set meanwhile.
            left_out.difference_update([each for each in tuple(left_out) if each[1] in documents])


def _limit(seconds: float, length: int) -> float:
    return seconds * (1 + length / LENGTH_PER_LIMIT)


def timeout_message(name: str, document: str) -> str:
    """Return the message that `name`, a rule or method, is left out for `document`."""
    file_name = os.path.basename(document) or "a document"
    return f"{name} takes too long on {file_name}: it is left out until that is opened again."


def location_of(error: BaseException) -> str:
    """Return the innermost module and line of this program where `error` was raised."""
    found = "unknown"
    trace: TracebackType | None = error.__traceback__
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if module.startswith("backlog_ls.") and not module.startswith(
            "backlog_ls.workspace.deadline."
        ):
            found = f"{module}:{trace.tb_lineno}"
        trace = trace.tb_next
    return found
