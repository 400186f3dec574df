"""The Markdown files of a folder on disk, and a summary of each backlog among them.

Files are compared by their stamp (size and time of the last change). A file is read if its stamp
changed, and parsed if its content changed too.
"""

from __future__ import annotations

import hashlib
import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.workspace.disk.disk import Disk, read_bytes
from backlog_ls.workspace.disk.walk import is_home_folder, walk
from backlog_ls.workspace.document_names import is_milestone_path
from backlog_ls.workspace.index.prefilter import may_contain_ids
from backlog_ls.workspace.index.summary import EMPTY_SUMMARY, Summary, summarize

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

MAX_WALKED = 500_000
"""Maximum number of files of any kind in a folder. A larger folder is not indexed."""


class Limits(NamedTuple):
    """How much of a root is read."""

    files: int
    """Maximum number of Markdown files. In a larger root, only what open documents link to is read."""
    bytes: int
    """Maximum size of a backlog that is not open."""


class Entry(NamedTuple):
    """A backlog on disk."""

    mtime: int
    """Time of the last change, in nanoseconds."""
    size: int
    """In bytes."""
    digest: str
    """The digest of the content; empty if it was not read."""
    summary: Summary
    is_complete: bool
    """Whether the summary is complete; otherwise it is empty, and no other document needs it."""


Entries = dict[str, Entry]
"""Entries by absolute path."""


class Inventory(NamedTuple):
    """The content of a root."""

    root: str
    files: tuple[str, ...]
    """Its Markdown files, in the order of a walk."""
    backlogs: Entries
    is_complete: bool
    """Whether this is all. Otherwise the root is too large, and only linked documents are here."""


def find_markdown_files(
    root: str, max_files: int, pause: Callable[[], None] = lambda: None
) -> list[str] | None:
    """Return the Markdown files under `root`, or None if it is a home folder or too large.

    Args:
        root: absolute path.
        max_files: maximum number of Markdown files.
        pause: called at short intervals.
    """
    if is_home_folder(root):
        return None
    found = []
    for count, path in enumerate(walk(Disk(), root)):
        pause()
        if path.endswith(".md") or path[-3:].lower() == ".md":
            found.append(path)
        if len(found) > max_files or count > MAX_WALKED:
            return None
    return found


def compare_stamps(
    paths: Iterable[str],
    before: Entries,
    max_size: int,
    is_member: Callable[[str], bool],
    pause: Callable[[], None] = lambda: None,
) -> tuple[Entries, dict[str, Entry]]:
    """Compare the stamps of the backlogs among `paths` with those in `before`.

    Args:
        paths: absolute, of Markdown files.
        before: their entries when they were read last.
        max_size: in bytes; larger files are left out.
        is_member: tells the backlogs among `paths`.
        pause: called at short intervals.

    Returns:
        the entries that are still valid, and new ones without a summary for the files to read.
    """
    known: Entries = {}
    unread: Entries = {}
    for path in paths:
        pause()
        if not is_member(path):
            continue
        entry = _read_stamp(path, max_size)
        if entry is None:
            continue
        old = before.get(path)
        if old and (old.mtime, old.size) == (entry.mtime, entry.size):
            known[path] = old
        elif entry.size:
            unread[path] = entry
        else:
            known[path] = entry
    return known, unread


def find_too_large(
    paths: Iterable[str], known: Collection[str], max_size: int, is_member: Callable[[str], bool]
) -> list[str]:
    """Return the backlogs among `paths`, but not in `known`, of more than `max_size` bytes."""
    found = []
    for path in paths:
        if path not in known:
            with suppress(OSError):
                status = os.lstat(path)
                is_large = stat.S_ISREG(status.st_mode) and status.st_size > max_size
                if is_large and is_member(path):
                    found.append(path)
    return found


def _read_stamp(path: str, max_size: int) -> Entry | None:
    """Return an entry without a summary; None for a link, no file, or one of more than `max_size`."""
    try:
        status = os.lstat(path)
    except OSError:
        return None  # deleted since the folder was listed
    # A link may lead out of the workspace. A file inside is found at its own path.
    if not stat.S_ISREG(status.st_mode) or status.st_size > max_size:
        return None
    return Entry(status.st_mtime_ns, status.st_size, "", EMPTY_SUMMARY, is_complete=True)


def read_entry(path: str, entry: Entry, *, complete: bool) -> Entry:
    """Return `entry` with a summary of the file at `path`; an empty one if it cannot be read.

    Args:
        path: absolute.
        entry: of its stamp.
        complete: whether to parse the file even if no other document can need its summary.
    """
    try:
        data = read_bytes(path)
        text = data.decode("utf-8")
    except (OSError, ValueError):
        return entry._replace(is_complete=True)
    complete = complete or is_milestone_path(path) or may_contain_ids(text)
    entry = entry._replace(digest=digest(data), is_complete=complete)
    return entry._replace(summary=_summary(text)) if entry.is_complete else entry


def _summary(text: str) -> Summary:
    from backlog_ls.model.document.backlog import Backlog  # noqa: PLC0415 (most files are not parsed)
    from backlog_ls.syntax.document import Document  # noqa: PLC0415 (as above)

    return summarize(Backlog.read(Document.parse(text)))


def digest(data: bytes) -> str:
    """Return a digest of the content of a file."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def match_by_digest(unread: Entries, before: Entries, pause: Callable[[], None]) -> Entries:
    """Return new entries for the files of `unread` with the content of a file in `before`.

    These are files that were moved, touched, or checked out again.
    """
    by_digest = {entry.digest: entry for entry in before.values() if entry.digest}
    found: Entries = {}
    for path, entry in unread.items() if by_digest else ():
        pause()
        try:
            old = by_digest.get(digest(read_bytes(path)))
        except (OSError, ValueError):
            continue
        # The summary of a milestone document must be complete; that of another file need not be.
        if old and (old.is_complete or not is_milestone_path(path)):
            found[path] = old._replace(mtime=entry.mtime, size=entry.size)
    return found
