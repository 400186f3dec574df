"""The other backlogs of the workspace, read beside the loop.

Nobody waits for them: until they are known, nothing is said that depends on them.
"""

from __future__ import annotations

import asyncio
import logging
import os
import threading
import time
from typing import TYPE_CHECKING

from backlog_ls.server import publish
from backlog_ls.server.progress import CancelledByUserError, Progress
from backlog_ls.workspace.workspace import Workspace, read_backlog

if TYPE_CHECKING:
    from backlog_ls.model.backlog import Backlog
    from backlog_ls.server.server import BacklogServer

log = logging.getLogger(__name__)

Stamp = tuple[int, int]
Known = dict[str, tuple[Stamp, "Backlog | None"]]

PAUSE = 0.002
"""Seconds between two files, in which the loop has the interpreter to itself."""


def index(server: BacklogServer) -> None:
    """Read the backlogs under all roots; those that did not change since the last time are known."""
    loop = asyncio.get_running_loop()
    roots = server.session.workspace.roots
    if server.indexing or not roots:
        return
    server.indexing = True
    progress = None if server.on_disk else Progress(server, "Reading backlogs")
    work = (server, loop, roots, progress)
    thread = threading.Thread(target=_read, args=work, daemon=True, name="index")
    thread.start()


def _read(
    server: BacklogServer,
    loop: asyncio.AbstractEventLoop,
    roots: tuple[str, ...],
    progress: Progress | None,
) -> None:
    known: Known = {}
    try:
        found = {root: _read_root(root, server.on_disk, known, progress) for root in roots}
        loop.call_soon_threadsafe(_adopt, server, found, known, progress)
    except CancelledByUserError:
        loop.call_soon_threadsafe(_cancelled, server, known, progress)
    except RuntimeError:
        log.debug("the loop is closed")
    except Exception:
        log.exception("the workspace could not be read")
        server.indexing = False


def _read_root(
    root: str, before: Known, known: Known, progress: Progress | None
) -> list[tuple[str, Backlog | None]]:
    found = []
    for path in Workspace((root,)).candidates(root):
        stamp = _stamp(path)
        if stamp is None:
            continue
        if path in before and before[path][0] == stamp:
            known[path] = before[path]
        else:
            if progress:
                progress.step(f"{len(known):,} read, {os.path.relpath(path, root)}")
            known[path] = (stamp, read_backlog(path))
            time.sleep(PAUSE)
        found.append((path, known[path][1]))
    return found


def _cancelled(server: BacklogServer, known: Known, progress: Progress | None) -> None:
    """Leave it: nothing is said that depends on other backlogs, until something changes there."""
    server.indexing = False
    if progress:
        progress.end(f"Cancelled: {len(known):,} backlogs were read.")


def _adopt(
    server: BacklogServer,
    found: dict[str, list[tuple[str, Backlog | None]]],
    known: Known,
    progress: Progress | None,
) -> None:
    server.indexing = False
    if progress:
        progress.end(f"{len(known):,} backlogs were read.")
    server.on_disk = known
    for root, backlogs in found.items():
        if root in server.session.workspace.roots:
            publish.publish_again(server, server.session.adopt(root, backlogs))


def _stamp(path: str) -> Stamp | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
