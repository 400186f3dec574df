"""A cache of entries on disk, so that the next start reads stamps instead of texts.

There is one file for each root, in the user's cache folder. Its first line names the version that
wrote it; each other line is a backlog in JSON. A file with any fault is ignored as a whole. Files are
written under another name and then renamed, so that readers and other servers see whole ones only.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from backlog_ls import __version__
from backlog_ls.workspace.disk.disk import read_bytes
from backlog_ls.workspace.index.inventory import Entries, Entry
from backlog_ls.workspace.index.summary import Summary

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SCHEMA = 1
"""Version of the format. Raise it when the lines, or the content of summaries, change."""

UNSETTLED_NS = 2_000_000_000
"""Time in which a file may be written again without a new stamp (FAT: two seconds)."""

UNUSED_S = 60 * 24 * 3600
"""Time after which an unused cache file is deleted."""

_EXTENSION = ".jsonl"


def cache_folder() -> str:
    """Return the absolute path of the cache folder, which may not exist; empty without any."""
    from platformdirs import user_cache_dir  # noqa: PLC0415 (only the server needs it)

    found = user_cache_dir("backlog-ls", appauthor=False, opinion=False)
    return found if os.path.isabs(found) else ""


def cache_path(root: str) -> str:
    """Return the path of the cache file of `root`; empty without a cache folder."""
    base = cache_folder()
    name = hashlib.blake2b(os.fsencode(root), digest_size=16).hexdigest()
    return os.path.join(base, name + _EXTENSION) if base else ""


def load(root: str, pause: Callable[[], None] = lambda: None) -> Entries:
    """Return the entries that were saved for `root`; empty if there is no valid cache file."""
    path = cache_path(root)
    try:
        if not path or not _is_own(path):
            return {}
        first, *lines = read_bytes(path).split(b"\n")
        if json.loads(first) != _header(root, len(lines)):
            return {}
        found = {}
        for line in lines:
            pause()
            name, *fields = json.loads(line)
            found[os.path.join(root, name)] = entry_from_json(fields)
        with suppress(OSError):  # the folder may be read-only
            os.utime(path)
    except (OSError, ValueError, TypeError, RecursionError):
        return {}
    return found


def save(root: str, entries: Mapping[str, Entry], pause: Callable[[], None] = lambda: None) -> bool:
    """Save the entries of `root`; return whether that was possible."""
    path = cache_path(root)
    if not path:
        return False
    now = time.time_ns()
    lines = [json.dumps(_header(root, len(entries)))]
    for name, entry in entries.items():
        pause()
        # Read a file again that could not be read: it may become readable without a new stamp.
        settled = now - entry.mtime > UNSETTLED_NS and (entry.digest or not entry.size)
        lines.append(
            _line(os.path.relpath(name, root), entry if settled else _without_stamp(entry))
        )
    try:
        base = os.path.dirname(path)
        os.makedirs(base, mode=0o700, exist_ok=True)
        handle, made = tempfile.mkstemp(_EXTENSION + ".new", dir=base)
    except OSError:
        return False
    try:
        with os.fdopen(handle, "wb") as file:
            file.write("\n".join(lines).encode("ascii"))
        os.replace(made, path)
        _delete_unused(base)
    except OSError:
        _delete(made)
        return False
    return True


def _header(root: str, count: int) -> dict[str, Any]:
    return {"schema": SCHEMA, "version": __version__, "root": root, "count": count}


def _without_stamp(entry: Entry) -> Entry:
    """Return `entry` with a stamp that no file has, so that the digest is compared."""
    return entry._replace(mtime=-1)


def _line(name: str, entry: Entry) -> str:
    return json.dumps([name, *entry])


def entry_from_json(fields: Any) -> Entry:
    """Return the entry that `fields`, from JSON, represent.

    Raises:
        ValueError, TypeError: they do not represent an entry.
    """
    mtime, size, digest, (*texts, dependencies, title), complete = fields
    if not (type(mtime) is int and type(size) is int and isinstance(complete, bool)):
        raise TypeError(fields)
    if not (isinstance(digest, str) and isinstance(title, str) and isinstance(dependencies, dict)):
        raise TypeError(fields)
    ids, required, series, names = map(_check_texts, texts)
    by_id = {key: _check_texts(found) for key, found in dependencies.items()}
    summary = Summary(ids, required, series, names, by_id, title)
    return Entry(mtime, size, digest, summary, complete)


def _check_texts(found: Any) -> tuple[str, ...]:
    if not isinstance(found, list) or not all(isinstance(text, str) for text in found):
        raise TypeError(found)
    return tuple(found)


def _is_own(path: str) -> bool:
    """Return whether the file, or the link if it is one, belongs to the user."""
    status = os.lstat(path)
    return not hasattr(os, "getuid") or status.st_uid == os.getuid()


def _delete_unused(base: str) -> None:
    """Delete the cache files that were not used for `UNUSED_S`."""
    oldest = time.time() - UNUSED_S
    with os.scandir(base) as entries:
        old = [each.path for each in entries if each.stat(follow_symlinks=False).st_mtime < oldest]
    for path in old:
        if path.endswith((_EXTENSION, _EXTENSION + ".new")):
            _delete(path)


def _delete(path: str) -> None:
    with suppress(OSError):  # another server may have deleted it
        os.remove(path)
