"""Poll files on disk, for clients that do not report changes there.

Only paths that were read or looked up are polled: indexed files, link targets, settings, folders.
"""

from __future__ import annotations

import asyncio
import os
import time
from typing import TYPE_CHECKING

from backlog_ls.server import publish_diagnostics
from backlog_ls.server.background import indexing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.server.server import BacklogServer

POLL_INTERVAL_S = 2.0
"""Minimum time between two polls."""
REST_FACTOR = 50
"""Minimum time until the next poll, in units of the time that the last one took."""

Stamps = dict[str, tuple[int, int] | None]
"""By path, the time of the last change and the size; None for a path that does not exist."""


async def poll_files(server: BacklogServer) -> None:
    """Update the session when files change on disk, for as long as the connection lasts."""
    before: Stamps = {}
    interval = POLL_INTERVAL_S
    while True:
        await asyncio.sleep(interval)
        began = time.monotonic()
        paths = server.session.workspace.known_paths()
        now = await asyncio.to_thread(_stamps, paths)
        interval = max(POLL_INTERVAL_S, REST_FACTOR * (time.monotonic() - began))
        # What is polled for the first time was read just now.
        changed = [path for path in paths if path in before and before[path] != now[path]]
        before = now
        if changed:
            publish_diagnostics.republish(server, server.session.update_files(changed))
            indexing.index_workspace(server)


def _stamps(paths: Iterable[str]) -> Stamps:
    return {path: _stamp(path) for path in paths}


def _stamp(path: str) -> tuple[int, int] | None:
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size
