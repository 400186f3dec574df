"""Files on disk, looked at now and then for a client that does not tell what changes there.

Only what was asked of the disk matters: the indexed files, the targets of links, settings, folders.
"""

from __future__ import annotations

import asyncio
import os
import time
from typing import TYPE_CHECKING

from backlog_ls.server.background import indexing
from backlog_ls.server.diagnostics import publish

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.server.server import BacklogServer

EVERY = 2.0
"""Seconds between two looks."""
REST = 50
"""A look that takes long is followed by so many times that long without one."""

Stamps = dict[str, tuple[int, int] | None]
"""By path, the time of the last change and the size; None where nothing is."""


async def poll(server: BacklogServer) -> None:
    """Tell the session of what changes on disk, for as long as the connection lasts."""
    before: Stamps = {}
    rest = EVERY
    while True:
        await asyncio.sleep(rest)
        began = time.monotonic()
        paths = server.session.workspace.remembered()
        now = await asyncio.to_thread(_stamps, paths)
        rest = max(EVERY, REST * (time.monotonic() - began))
        # Of what is looked at for the first time, nothing was said that could be wrong by now.
        changed = [path for path in paths if path in before and before[path] != now[path]]
        before = now
        if changed:
            publish.publish_again(server, server.session.files_changed(changed))
            indexing.index(server)


def _stamps(paths: Iterable[str]) -> Stamps:
    return {path: _stamp(path) for path in paths}


def _stamp(path: str) -> tuple[int, int] | None:
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size
