"""What was found of a workspace, kept on disk, so that the next start reads stamps instead of texts.

One file for each root, in the folder that the platform has for such. Its first line says what made
it; each other line is a backlog. It is data and nothing else: nothing in it is run or imported. A
file that is not as it was written counts as none. It is written beside its place and then moved
there, so that of two servers the last one wins, with a whole file.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from backlog_ls import __version__
from backlog_ls.workspace.disk.disk import read_bytes
from backlog_ls.workspace.index.inventory import Entry, Known
from backlog_ls.workspace.index.summary import Summary

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SCHEMA = 1
"""Of the lines; to be raised where they, or what a summary says, change between two versions."""

UNSETTLED = 2_000_000_000
"""Nanoseconds in which a file may be written again and keep its stamp (FAT has two seconds)."""

UNUSED = 60 * 24 * 3600
"""Seconds after which the cache of a root that nobody opened is deleted."""

_ENDING = ".jsonl"


def folder() -> str:
    """Return the folder of this project's caches, which need not be there; empty without any."""
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "")
    elif sys.platform == "darwin":
        base = os.path.join(home, "Library", "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME", "")
        base = base if os.path.isabs(base) else os.path.join(home, ".cache")
    return os.path.join(base, "backlog-ls") if os.path.isabs(base) else ""


def place(root: str) -> str:
    """Return where the cache of `root` is; empty where there can be none."""
    base = folder()
    name = hashlib.blake2b(os.fsencode(root), digest_size=16).hexdigest()
    return os.path.join(base, name + _ENDING) if base else ""


def load(root: str, pause: Callable[[], None] = lambda: None) -> Known:
    """Return what was saved of `root`; nothing where that is not there, or not as it was saved."""
    path = place(root)
    try:
        if not path or not _is_own(path):
            return {}
        first, *lines = read_bytes(path).split(b"\n")
        if json.loads(first) != _head(root, len(lines)):
            return {}
        found = {}
        for line in lines:
            pause()
            name, *fields = json.loads(line)
            found[os.path.join(root, name)] = entry_of(fields)
        with suppress(OSError):  # that it is used cannot be noted where nothing can be written
            os.utime(path)
    except (OSError, ValueError, TypeError, RecursionError):
        return {}
    return found


def save(root: str, known: Mapping[str, Entry], pause: Callable[[], None] = lambda: None) -> bool:
    """Save what is known of `root`, and tell whether that was possible."""
    path = place(root)
    if not path:
        return False
    now = time.time_ns()
    lines = [json.dumps(_head(root, len(known)))]
    for name, entry in known.items():
        pause()
        # What could not be read is tried again: its stamp may stay when that can be.
        settled = now - entry.mtime > UNSETTLED and (entry.digest or not entry.size)
        lines.append(_line(os.path.relpath(name, root), entry if settled else _moved(entry)))
    try:
        base = os.path.dirname(path)
        os.makedirs(base, mode=0o700, exist_ok=True)
        handle, made = tempfile.mkstemp(_ENDING + ".new", dir=base)
    except OSError:
        return False
    try:
        with os.fdopen(handle, "wb") as file:
            file.write("\n".join(lines).encode("ascii"))
        os.replace(made, path)
        _tidy(base)
    except OSError:
        _delete(made)
        return False
    return True


def _head(root: str, count: int) -> dict[str, Any]:
    return {"schema": SCHEMA, "version": __version__, "root": root, "count": count}


def _moved(entry: Entry) -> Entry:
    """Return `entry` with a stamp that no file has: it is compared by what it holds."""
    return entry._replace(mtime=-1)


def _line(name: str, entry: Entry) -> str:
    return json.dumps([name, *entry])


def entry_of(fields: Any) -> Entry:
    """Return the entry that came out of JSON as `fields`.

    Raises:
        ValueError, TypeError: it is none.
    """
    mtime, size, digest, (*texts, waits, title), whole = fields
    if not (type(mtime) is int and type(size) is int and isinstance(whole, bool)):
        raise TypeError(fields)
    if not (isinstance(digest, str) and isinstance(title, str) and isinstance(waits, dict)):
        raise TypeError(fields)
    ids, needs, series, names = map(_texts, texts)
    by = {key: _texts(found) for key, found in waits.items()}
    return Entry(mtime, size, digest, Summary(ids, needs, series, names, by, title), whole)


def _texts(found: Any) -> tuple[str, ...]:
    if not isinstance(found, list) or not all(isinstance(text, str) for text in found):
        raise TypeError(found)
    return tuple(found)


def _is_own(path: str) -> bool:
    """Tell whether the file is the user's own, and not a link to another."""
    status = os.lstat(path)
    return not hasattr(os, "getuid") or status.st_uid == os.getuid()


def _tidy(base: str) -> None:
    """Delete the caches of roots that nobody has opened for long."""
    oldest = time.time() - UNUSED
    with os.scandir(base) as entries:
        old = [each.path for each in entries if each.stat(follow_symlinks=False).st_mtime < oldest]
    for path in old:
        if path.endswith((_ENDING, _ENDING + ".new")):
            _delete(path)


def _delete(path: str) -> None:
    with suppress(OSError):  # another server was faster
        os.remove(path)
