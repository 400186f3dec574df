"""The progress of long work, shown by the client where it can; the person there may cancel it."""

from __future__ import annotations

import asyncio
import time
from itertools import count
from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from backlog_ls.server.server import BacklogServer

SHOWN_EVERY = 0.2
"""Seconds between two reports."""

_numbers = count(1)


class CancelledByUserError(Exception):
    """The person at the client cancelled the work."""


class Progress:
    """The progress of one piece of work, which a thread does."""

    def __init__(self, server: BacklogServer, title: str) -> None:
        """Show `title`, on the loop."""
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
            return  # so short a work need not be shown
        self._begun = True
        value = types.WorkDoneProgressBegin(title, cancellable=True)
        self._server.work_done_progress.begin(self._token, value)

    def step(self, message: str) -> None:
        """Say how far the work is, from its thread.

        Raises:
            CancelledByUserError: it is not wanted any longer.
        """
        token = self._server.work_done_progress.tokens.get(self._token)
        if token is not None and token.cancelled():
            raise CancelledByUserError
        now = time.monotonic()
        if self._begun and not self._over and now >= self._next:
            self._next = now + SHOWN_EVERY
            report = types.WorkDoneProgressReport(message=message)
            self._loop.call_soon_threadsafe(
                self._server.work_done_progress.report, self._token, report
            )

    def end(self, message: str) -> None:
        """Say how the work ended, on the loop."""
        self._over = True
        if self._begun:
            value = types.WorkDoneProgressEnd(message=message)
            self._server.work_done_progress.end(self._token, value)
