"""What a folder on disk holds: its Markdown files, and a summary of those that are backlogs.

A file is looked at by its stamp. Its text is read where the stamp is another than the known one, and
understood where the text is too.
"""

from __future__ import annotations

import hashlib
import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.workspace.disk.disk import Disk, read_bytes
from backlog_ls.workspace.disk.walk import is_home, walk
from backlog_ls.workspace.document_names import is_backlog_name, is_milestone_path
from backlog_ls.workspace.index.prefilter import may_share
from backlog_ls.workspace.index.summary import NOTHING, Summary, summarised

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

MOST_WALKED = 500_000
"""So many files of any sort are walked past before a folder is called too large."""


class Limits(NamedTuple):
    """How much of a workspace is read."""

    files: int
    """Markdown files of a root; of one that has more, only what open documents link to is read."""
    bytes: int
    """Of a backlog that is not open."""


class Entry(NamedTuple):
    """What is known of a backlog on disk."""

    mtime: int
    """Nanoseconds."""
    size: int
    """Bytes."""
    digest: str
    """Of what it holds; empty where it was not read."""
    summary: Summary
    whole: bool
    """Whether the summary is; else it lacks what no other document asks for."""


Known = dict[str, Entry]
"""Entries by absolute path."""


class Inventory(NamedTuple):
    """What a folder holds."""

    root: str
    files: tuple[str, ...]
    """Its Markdown files, in the order of a walk."""
    backlogs: Known
    whole: bool
    """Whether this is all; else the folder is too large, and only what was asked for is here."""


def markdown_files(
    root: str, most: int, pause: Callable[[], None] = lambda: None
) -> list[str] | None:
    """Return the Markdown files under `root`; None: it is somebody's home, or has more than `most`.

    Args:
        root: absolute.
        most: so many at most.
        pause: called again and again.
    """
    if is_home(root):
        return None
    found = []
    for count, path in enumerate(walk(Disk(), root)):
        pause()
        if path.endswith(".md") or path[-3:].lower() == ".md":
            found.append(path)
        if len(found) > most or count > MOST_WALKED:
            return None
    return found


def looked_at(
    paths: Iterable[str],
    before: Known,
    largest: int,
    pause: Callable[[], None] = lambda: None,
) -> tuple[Known, dict[str, Entry]]:
    """Look at the stamps of the backlogs among `paths`.

    Args:
        paths: absolute, of Markdown files.
        before: what is known of them.
        largest: in bytes; larger ones are left out.
        pause: called again and again.

    Returns:
        what is known still, and those that are to be read, without a summary.
    """
    known: Known = {}
    unread: Known = {}
    for path in paths:
        if not is_backlog_name(path):
            continue
        pause()
        entry = _stamped(path, largest)
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


def larger_than_read(paths: Iterable[str], but: Collection[str], largest: int) -> list[str]:
    """Return the backlogs among `paths`, without those in `but`, that have more bytes than `largest`."""
    found = []
    for path in paths:
        if path not in but and is_backlog_name(path):
            with suppress(OSError):
                status = os.lstat(path)
                if stat.S_ISREG(status.st_mode) and status.st_size > largest:
                    found.append(path)
    return found


def _stamped(path: str, largest: int) -> Entry | None:
    """Return an entry without a summary; None where no file of its own is there, or a large one."""
    try:
        status = os.lstat(path)
    except OSError:
        return None  # it has gone since the folder was listed
    # A link may lead out of the workspace; where it leads to within, the file counts there.
    if not stat.S_ISREG(status.st_mode) or status.st_size > largest:
        return None
    return Entry(status.st_mtime_ns, status.st_size, "", NOTHING, whole=True)


def read(path: str, entry: Entry, *, whole: bool) -> Entry:
    """Return `entry` with a summary of the file at `path`; of nothing where it cannot be read.

    Args:
        path: absolute.
        entry: with its stamp.
        whole: whether the summary is to be whole where no other document can ask for it.
    """
    try:
        data = read_bytes(path)
        text = data.decode("utf-8")
    except (OSError, ValueError):
        return entry._replace(whole=True)
    whole = whole or is_milestone_path(path) or may_share(text)
    entry = entry._replace(digest=digest(data), whole=whole)
    return entry._replace(summary=_summary(text)) if entry.whole else entry


def _summary(text: str) -> Summary:
    from backlog_ls.model.document.backlog import Backlog  # noqa: PLC0415 (most files are not understood)
    from backlog_ls.syntax.document import Document  # noqa: PLC0415 (likewise)

    return summarised(Backlog.glanced(Document.parse(text)))


def digest(data: bytes) -> str:
    """Return a digest of what a file holds."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def known_by_digest(unread: Known, before: Known, pause: Callable[[], None]) -> Known:
    """Return the entries of those of `unread` that hold what a file of `before` held.

    So it is with files that were moved, touched, or checked out again.
    """
    by_digest = {entry.digest: entry for entry in before.values() if entry.digest}
    found: Known = {}
    for path, entry in unread.items() if by_digest else ():
        pause()
        try:
            old = by_digest.get(digest(read_bytes(path)))
        except (OSError, ValueError):
            continue
        # What may be asked of a milestone is not asked of another file.
        if old and (old.whole or not is_milestone_path(path)):
            found[path] = old._replace(mtime=entry.mtime, size=entry.size)
    return found
