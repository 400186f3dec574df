"""What is being worked out, for those who interrupt what hangs; and what is left out since it did.

A rule or a feature only reads, so it can be interrupted wherever it is. Who interrupts is the server
(`server.interrupting`); where nobody does, as on the command line, a view has no guard.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_ls.workspace.view import View


class RuleInterruptedError(BaseException):
    """A rule took too long. None catches it by accident: it is no `Exception`."""


class RequestInterruptedError(BaseException):
    """The answer to a request took too long; likewise."""


class Request(NamedTuple):
    """A request that is being answered."""

    method: str
    document: str
    """The URI that it is about; empty where it is about none."""
    length: int
    """Code points of that document."""


@dataclass(slots=True)
class Guard:
    """What one thread is working out, and what all threads of a session leave out."""

    tell: Callable[[str, str], None] = lambda _message, _where: None
    """Called, on that thread, with what the person at the client is to know, and where it hung."""
    rule: tuple[object, View, object] | None = None
    """Another object for each call of a rule, with what it looks at; None between them."""
    request: Request | None = None
    """Another object for each request; None while what goes on must not be interrupted."""
    where: str = ""
    """Where it was interrupted last."""
    left_out: set[tuple[str, str]] = field(default_factory=set)
    """What hung: the code of a rule or the method of a request, and the document."""
    failed: set[tuple[str, str]] = field(default_factory=set)
    """The rules that threw, likewise: the log says so once."""

    def apart(self, tell: Callable[[str, str], None]) -> Guard:
        """Return one for another thread."""
        return Guard(tell, left_out=self.left_out, failed=self.failed)

    def leave_out(self, what: str, document: str) -> str:
        """Leave `what` out in `document` from now on, tell the person there so, and return that."""
        message = left_out(what, document)
        self.left_out.add((what, document))
        self.tell(message, self.where)
        return message

    def misses(self, document: str, code: str = "") -> bool:
        """Tell whether a rule, or that with `code`, may have found less in `document` than there is."""
        known = self.left_out | self.failed
        return (code, document) in known if code else any(each[1] == document for each in known)

    def readmit(self, *documents: str) -> None:
        """Try again what was left out in `documents`: their texts may be others now."""
        for known in (self.left_out, self.failed):
            # Taken out of the set at once: another thread may put something in meanwhile.
            known.difference_update([each for each in tuple(known) if each[1] in documents])


def left_out(what: str, document: str) -> str:
    """Return what to say of `what`, which hung in `document`."""
    name = os.path.basename(document) or "a document"
    return f"{what} takes too long on {name}: it is left out until that is opened again."
