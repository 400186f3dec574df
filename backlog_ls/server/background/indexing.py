"""Read the backlogs of the workspace that are not open, in the background.

Until they are read, findings that depend on other documents are left out. A thread compares the files
with what is known, with pauses; many files are read by other processes (`workspace.index.worker_pool`).
The event loop takes over the results in small batches.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading
import time
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from lsprotocol import types

from backlog_ls.server.background.work_progress import CancelledByUserError, WorkProgress
from backlog_ls.server.publish_diagnostics import republish
from backlog_ls.workspace.declared_roles import is_member
from backlog_ls.workspace.disk.walk import is_home_folder
from backlog_ls.workspace.index import cache
from backlog_ls.workspace.index.inventory import (
    Entries,
    Entry,
    Inventory,
    Limits,
    compare_stamps,
    find_markdown_files,
    find_too_large,
    match_by_digest,
)
from backlog_ls.workspace.index.worker_pool import WorkerPool
from backlog_ls.workspace.links.link_search import find_links

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

    from backlog_ls.model.document.index import Symbol
    from backlog_ls.server.documents.open_document import OpenDocument
    from backlog_ls.server.server import BacklogServer

log = logging.getLogger(__name__)

WORK_S, PAUSE_S = 0.002, 0.002
"""Time that the thread works, and then leaves the interpreter to the event loop."""

BATCH_SIZE = 50
"""Number of backlogs that are taken over before the event loop handles messages again."""

MIN_CACHED = 50
"""Minimum number of backlogs for which a cache file is written."""

MAX_CHANGED_FILES = 8
"""Maximum number of changed files that are read at once; more are left to the thread."""


class _Job(NamedTuple):
    """One root to index."""

    root: str
    limits: Limits
    before: Inventory | None
    linked: tuple[str, ...]
    """The documents in it that open documents link to."""
    is_member: Callable[[str], bool]
    """Tells which of its Markdown files are backlogs, as far as paths and settings say."""


def index_workspace(server: BacklogServer) -> None:
    """Read the backlogs under all roots on a thread, except those that did not change since."""
    session = server.session
    roots = session.workspace.roots
    background = server.connection.background
    if background.is_indexing or not roots:
        background.index_again = background.is_indexing
        return
    background.is_indexing, background.index_again = True, False
    session.workspace.begin_reading()
    linked = [
        path for document in session.documents.values() for path in _find_linked(server, document)
    ]
    jobs = []
    for root in roots:
        own = tuple(path for path in linked if session.workspace.root_of(path) == root)
        settings = session.workspace.settings_of_root(root)
        members = partial(is_member, root=root, settings=settings)
        background.indexed_settings[root] = settings
        inventory = background.inventories.get(root)
        jobs.append(_Job(root, session.index_limits(root), inventory, own, members))
    progress = None if background.inventories else WorkProgress(server, "Reading backlogs")
    work = (server, asyncio.get_running_loop(), jobs, progress)
    thread = threading.Thread(target=_index_roots, args=work, daemon=True, name="index")
    thread.start()


def index_links_of(server: BacklogServer, document: OpenDocument) -> None:
    """Read what an opened document links to, if its folder is too large to be read as a whole."""
    root = server.session.workspace.root_of(document.path)
    inventory = server.connection.background.inventories.get(root)
    if inventory and not inventory.is_complete and any(_find_linked(server, document)):
        index_workspace(server)


def reindex_if_settings_changed(server: BacklogServer) -> None:
    """Index the workspace if the settings of a root name other documents as backlogs than before."""
    settings_of = server.session.workspace.settings_of_root
    for root, before in server.connection.background.indexed_settings.items():
        now = settings_of(root)
        if (now.include, now.exclude, now.roles) != (before.include, before.exclude, before.roles):
            index_workspace(server)
            return


def reindex_if_many(server: BacklogServer, paths: list[str]) -> bool:
    """Index the workspace if many files or a folder changed on disk; return whether it does.

    Clients need not report the files in a folder that is created or deleted.
    """
    workspace = server.session.workspace
    if len(paths) <= MAX_CHANGED_FILES and not any(workspace.is_folder(path) for path in paths):
        return False
    workspace.invalidate_all()
    index_workspace(server)
    return True


def _find_linked(server: BacklogServer, document: OpenDocument) -> Iterator[str]:
    if document.is_file:
        for use in find_links(document.path, document.backlog, server.session.workspace):
            if use.target_path.lower().endswith(".md") and use.target_path != document.path:
                yield use.target_path


def _index_roots(
    server: BacklogServer,
    loop: asyncio.AbstractEventLoop,
    jobs: list[_Job],
    progress: WorkProgress | None,
) -> None:
    # Python switches threads at this interval; the event loop must not wait for long.
    interval = sys.getswitchinterval()
    sys.setswitchinterval(min(interval, 0.0005))
    known: Entries = {}
    summary = "{:,} backlogs were read."
    log.info("reading backlogs; findings that depend on other documents are left out until then")
    try:
        for job in jobs:
            _index_root(server, loop, job, known, progress)
    except CancelledByUserError:
        # Findings that depend on other documents are left out until the next change on disk.
        summary = "Cancelled: {:,} backlogs were read."
    except Exception:
        log.exception("the workspace could not be read")
    finally:
        log.info("%s", summary.format(len(known)))
        sys.setswitchinterval(interval)
        _run_on_loop(loop, _finish(server, progress, summary.format(len(known))))


def _index_root(
    server: BacklogServer,
    loop: asyncio.AbstractEventLoop,
    job: _Job,
    all_known: Entries,
    progress: WorkProgress | None,
) -> None:
    pause = _Throttle()
    root, limits, last, linked, _ = job
    is_too_large = last is not None and not last.is_complete
    files = None if is_too_large else find_markdown_files(root, limits.files, pause)
    if files is None and not is_too_large:
        _run_on_loop(loop, _notify_partial_index(server, root, limits))
    before = last.backlogs if last else cache.load(root, pause)
    paths = linked if files is None else files
    known, unread = compare_stamps(paths, before, limits.bytes, job.is_member, pause)
    oversized = find_too_large(paths, known.keys() | unread.keys(), limits.bytes, job.is_member)
    if oversized:
        server.connection.warnings.warn_once(
            f"skipped {len(oversized)} backlogs larger than `max-file-size`: {oversized[0]}"
        )
    unchanged = match_by_digest(unread, before, pause)
    known |= unchanged
    unread = {path: entry for path, entry in unread.items() if path not in unchanged}
    inventory = Inventory(root, tuple(paths), known, files is not None)
    all_known |= known

    def add_entries(entries: Iterator[tuple[str, Entry]]) -> None:
        for path, entry in entries:
            known[path] = all_known[path] = entry
            if progress:
                progress.report(f"{len(all_known):,} read, {os.path.relpath(path, root)}")

    with closing(WorkerPool(sum(entry.size for entry in unread.values()))) as pool:
        add_entries(pool.read(unread, complete=False))
        _run_on_loop(loop, _apply_inventory(server, inventory, last))
        # Details that only requests need come after what diagnostics need.
        incomplete = {path: entry for path, entry in known.items() if not entry.is_complete}
        first = inventory._replace(backlogs=dict(known))
        add_entries(pool.read(incomplete, complete=True))
    unreadable = [path for path, entry in known.items() if entry.size and not entry.digest]
    if unreadable:
        server.connection.warnings.warn_once(
            f"{len(unreadable)} backlogs could not be read, or are not UTF-8: {unreadable[0]}"
        )
    if incomplete:
        _run_on_loop(loop, _apply_inventory(server, inventory, first))
    if (unread or unchanged or incomplete) and len(known) >= MIN_CACHED:
        saved = cache.save(root, known, pause)
        if not saved:
            server.connection.warnings.warn_once(
                "the cache cannot be written: the next start reads all backlogs again"
            )


def _run_on_loop(loop: asyncio.AbstractEventLoop, work: Coroutine[None, None, None]) -> None:
    """Run `work` on the event loop, and wait until it is done."""
    try:
        asyncio.run_coroutine_threadsafe(work, loop).result()
    except RuntimeError:
        work.close()
        log.debug("the loop is closed")


async def _apply_inventory(
    server: BacklogServer, inventory: Inventory, last: Inventory | None
) -> None:
    """Take over what changed under a root since `last`."""
    # A folder that was removed and added again is not known any more.
    known = server.session.workspace.is_root_loaded(os.path.join(inventory.root, "any"))
    before: Entries = last.backlogs if last and known else {}
    changed = [
        (path, entry.summary)
        for path, entry in inventory.backlogs.items()
        if before.get(path) is not entry
    ]
    symbols: frozenset[Symbol] = frozenset()
    for start in range(0, len(changed), BATCH_SIZE):
        if inventory.root not in server.session.workspace.roots:
            return
        symbols |= server.session.workspace.add_summaries(changed[start : start + BATCH_SIZE])
        await asyncio.sleep(0)
    if inventory.root in server.session.workspace.roots:
        server.connection.background.inventories[inventory.root] = inventory
        republish(server, server.session.update_index(inventory, symbols))


async def _notify_partial_index(server: BacklogServer, root: str, limits: Limits) -> None:
    why = (
        "is a home folder"
        if is_home_folder(root)
        else f"has more than {limits.files:,} Markdown files"
    )
    remedy = "" if is_home_folder(root) else " The setting `max-files` allows more."
    server.window_show_message(
        types.ShowMessageParams(
            types.MessageType.Info,
            f"backlog-ls: {root} {why}, so only open documents and what they link to are read."
            + remedy,
        )
    )


async def _finish(server: BacklogServer, progress: WorkProgress | None, summary: str) -> None:
    server.connection.background.is_indexing = False
    if progress:
        progress.end(summary)
    if server.connection.background.index_again:
        index_workspace(server)


class _Throttle:
    """A callable that sleeps now and then, to be called between small steps of work."""

    def __init__(self) -> None:
        self._since = time.perf_counter()

    def __call__(self) -> None:
        if time.perf_counter() - self._since > WORK_S:
            time.sleep(PAUSE_S)
            self._since = time.perf_counter()
