"""The other backlogs of the workspace, read beside the loop.

Nobody waits for them: until they are known, nothing is said that depends on them. A thread looks at
the files, with pauses; where many are to be read, processes do that (`workspace.readers`). The loop
takes in what they found, a little at a time.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading
import time
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

from lsprotocol import types

from backlog_ls.server.background.work_progress import CancelledByUserError, Progress
from backlog_ls.server.diagnostics import publish
from backlog_ls.workspace.disk.walk import is_home
from backlog_ls.workspace.index import cache
from backlog_ls.workspace.index.inventory import (
    Entry,
    Inventory,
    Known,
    Limits,
    known_by_digest,
    larger_than_read,
    looked_at,
    markdown_files,
)
from backlog_ls.workspace.index.worker_pool import Readers
from backlog_ls.workspace.links.link_search import links_of

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator

    from backlog_ls.model.document.index import Subject
    from backlog_ls.server.documents.session import OpenDocument
    from backlog_ls.server.server import BacklogServer

log = logging.getLogger(__name__)

WORK, REST = 0.002, 0.002
"""Seconds that the thread works, and then leaves the interpreter to the loop."""

AT_ONCE = 50
"""So many backlogs are taken in before the loop looks for messages again."""

FEWEST_SAVED = 50
"""So many backlogs are worth a file in the cache."""

MOST_EVENTS = 8
"""So many files that changed are read at once; more are left to the thread."""


class _Job(NamedTuple):
    """What is to be found out about one root."""

    root: str
    limits: Limits
    before: Inventory | None
    linked: tuple[str, ...]
    """The documents that open ones link to."""


def index(server: BacklogServer) -> None:
    """Read the backlogs under all roots; those that did not change since the last time are known."""
    session = server.session
    roots = session.workspace.roots
    if server.indexing or not roots:
        server.index_again = server.indexing
        return
    server.indexing, server.index_again = True, False
    session.workspace.begin()
    linked = [path for document in session.documents.values() for path in _linked(server, document)]
    jobs = []
    for root in roots:
        own = tuple(path for path in linked if session.workspace.root_of(path) == root)
        jobs.append(_Job(root, session.limits(root), server.on_disk.get(root), own))
    progress = None if server.on_disk else Progress(server, "Reading backlogs")
    work = (server, asyncio.get_running_loop(), jobs, progress)
    thread = threading.Thread(target=_read, args=work, daemon=True, name="index")
    thread.start()


def opened(server: BacklogServer, document: OpenDocument) -> None:
    """Read what an opened document links to, where its folder is too large to be read as a whole."""
    inventory = server.on_disk.get(server.session.workspace.root_of(document.path))
    if inventory and not inventory.whole and any(_linked(server, document)):
        index(server)


def many_changed(server: BacklogServer, paths: list[str]) -> bool:
    """Tell whether `paths`, which came or went on disk, are left to the index; it looks at them.

    So are folders: of what is in them nothing need be told.
    """
    workspace = server.session.workspace
    if len(paths) <= MOST_EVENTS and not any(workspace.is_folder(path) for path in paths):
        return False
    workspace.forget_all()
    index(server)
    return True


def _linked(server: BacklogServer, document: OpenDocument) -> Iterator[str]:
    if document.is_file:
        for use in links_of(document.path, document.backlog, server.session.workspace):
            if use.leads_to.lower().endswith(".md") and use.leads_to != document.path:
                yield use.leads_to


def _read(
    server: BacklogServer,
    loop: asyncio.AbstractEventLoop,
    jobs: list[_Job],
    progress: Progress | None,
) -> None:
    # A thread that computes hands the interpreter over only so often; the loop must not wait.
    interval = sys.getswitchinterval()
    sys.setswitchinterval(min(interval, 0.0005))
    known: Known = {}
    said = "{:,} backlogs were read."
    log.info("the backlogs are being read: until then nothing is said that depends on others")
    try:
        for job in jobs:
            _read_root(server, loop, job, known, progress)
    except CancelledByUserError:
        # Nothing is said that depends on other backlogs, until something changes there.
        said = "Cancelled: {:,} backlogs were read."
    except Exception:
        log.exception("the workspace could not be read")
    finally:
        log.info("%s", said.format(len(known)))
        sys.setswitchinterval(interval)
        _call(loop, _finish(server, progress, said.format(len(known))))


def _read_root(
    server: BacklogServer,
    loop: asyncio.AbstractEventLoop,
    job: _Job,
    all_known: Known,
    progress: Progress | None,
) -> None:
    pause = _Pace()
    root, limits, last, linked = job
    too_large = last is not None and not last.whole
    files = None if too_large else markdown_files(root, limits.files, pause)
    if files is None and not too_large:
        _call(loop, _tell_of_size(server, root, limits))
    before = last.backlogs if last else cache.load(root, pause)
    paths = linked if files is None else files
    known, unread = looked_at(paths, before, limits.bytes, pause)
    large = larger_than_read(paths, known.keys() | unread.keys(), limits.bytes)
    if large:
        server.say_once(
            f"{len(large)} backlogs of more than `max-file-size` are not read: {large[0]}"
        )
    same = known_by_digest(unread, before, pause)
    known |= same
    unread = {path: entry for path, entry in unread.items() if path not in same}
    inventory = Inventory(root, tuple(paths), known, files is not None)
    all_known |= known

    def take_in(entries: Iterator[tuple[str, Entry]]) -> None:
        for path, entry in entries:
            known[path] = all_known[path] = entry
            if progress:
                progress.step(f"{len(all_known):,} read, {os.path.relpath(path, root)}")

    with closing(Readers(sum(entry.size for entry in unread.values()))) as readers:
        take_in(readers.read(unread, whole=False))
        _call(loop, _adopt(server, inventory, last))
        # What only a person asks for comes behind what is said unasked.
        partial = {path: entry for path, entry in known.items() if not entry.whole}
        first = inventory._replace(backlogs=dict(known))
        take_in(readers.read(partial, whole=True))
    lost = [path for path, entry in known.items() if entry.size and not entry.digest]
    if lost:
        server.say_once(f"{len(lost)} backlogs could not be read, or are no UTF-8: {lost[0]}")
    if partial:
        _call(loop, _adopt(server, inventory, first))
    if (unread or same or partial) and len(known) >= FEWEST_SAVED:
        saved = cache.save(root, known, pause)
        if not saved:
            server.say_once("what was read cannot be kept: the next start reads all of it again")


def _call(loop: asyncio.AbstractEventLoop, work: Coroutine[None, None, None]) -> None:
    """Have the loop do `work`, and wait until it is done."""
    try:
        asyncio.run_coroutine_threadsafe(work, loop).result()
    except RuntimeError:
        work.close()
        log.debug("the loop is closed")


async def _adopt(server: BacklogServer, inventory: Inventory, last: Inventory | None) -> None:
    """Take in what was found of a root since `last`."""
    # A folder that went and came back is known no longer.
    known = server.session.workspace.knows_around(os.path.join(inventory.root, "any"))
    before: Known = last.backlogs if last and known else {}
    changed = [
        (path, entry.summary)
        for path, entry in inventory.backlogs.items()
        if before.get(path) is not entry
    ]
    told: frozenset[Subject] = frozenset()
    for start in range(0, len(changed), AT_ONCE):
        if inventory.root not in server.session.workspace.roots:
            return
        told |= server.session.workspace.learn(changed[start : start + AT_ONCE])
        await asyncio.sleep(0)
    if inventory.root in server.session.workspace.roots:
        server.on_disk[inventory.root] = inventory
        publish.publish_again(server, server.session.learned(inventory, told))


async def _tell_of_size(server: BacklogServer, root: str, limits: Limits) -> None:
    why = "is a home folder" if is_home(root) else f"has more than {limits.files:,} Markdown files"
    remedy = "" if is_home(root) else " The setting `max-files` allows more."
    server.window_show_message(
        types.ShowMessageParams(
            types.MessageType.Info,
            f"backlog-ls: {root} {why}, so only open documents and what they link to are read."
            + remedy,
        )
    )


async def _finish(server: BacklogServer, progress: Progress | None, said: str) -> None:
    server.indexing = False
    if progress:
        progress.end(said)
    if server.index_again:
        index(server)


class _Pace:
    """Called between two small steps of work, it sleeps now and then."""

    def __init__(self) -> None:
        self._since = time.perf_counter()

    def __call__(self) -> None:
        if time.perf_counter() - self._since > WORK:
            time.sleep(REST)
            self._since = time.perf_counter()
