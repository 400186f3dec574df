"""The progress of long work, which clients can show and their users can cancel."""

from __future__ import annotations

import asyncio
import time
from itertools import count
from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from backlog_ls.server.server import BacklogServer

REPORT_INTERVAL_S = 0.2
"""Time between two reports."""

_numbers = count(1)


class CancelledByUserError(Exception):
    """The user cancelled the work."""


class WorkProgress:
    """The progress of one piece of work on a thread."""

    def __init__(self, server: BacklogServer, title: str) -> None:
        """Begin to show progress. Call this on the event loop.

        Args:
            server: whose client shows it.
            title: of the work.
        """
        self._server = server
        self._loop = asyncio.get_running_loop()
        self._token = f"backlog-ls-{next(_numbers)}"
        self._begun = self._over = False
        self._next = 0.0
        window = server.client_capabilities.window
        if window and window.work_done_progress:
            server.work_done_progress.create(self._token, callback=lambda _: self._begin(title))

    def _begin(self, title: str) -> None:
        if self._over:
            return  # the work ended before the client answered
        self._begun = True
        value = types.WorkDoneProgressBegin(title, cancellable=True)
        self._server.work_done_progress.begin(self._token, value)

    def report(self, message: str) -> None:
        """Show `message`. Call this on the thread of the work.

        Raises:
            CancelledByUserError: the user cancelled the work.
        """
        token = self._server.work_done_progress.tokens.get(self._token)
        if token is not None and token.cancelled():
            raise CancelledByUserError
        now = time.monotonic()
        if self._begun and not self._over and now >= self._next:
            self._next = now + REPORT_INTERVAL_S
            report = types.WorkDoneProgressReport(message=message)
            self._loop.call_soon_threadsafe(
                self._server.work_done_progress.report, self._token, report
            )

    def end(self, message: str) -> None:
        """Show `message` as the result. Call this on the event loop."""
        self._over = True
        if self._begun:
            value = types.WorkDoneProgressEnd(message=message)
            self._server.work_done_progress.end(self._token, value)
