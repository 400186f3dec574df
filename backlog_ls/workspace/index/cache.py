"""A cache of the entries of an inventory, so that the next start reads stamps instead of texts.

Each line of a cache file is a backlog in JSON; the header names the version that wrote it. A file with
any fault is ignored as a whole.
"""

from __future__ import annotations

import json
import os
import time
from typing import TYPE_CHECKING, Any

from backlog_ls import __version__
from backlog_ls.workspace.disk.cache_file import (
    UNSETTLED_NS,
    cache_path,
    read_lines,
    write_lines,
)
from backlog_ls.workspace.index.inventory import Entries, Entry
from backlog_ls.workspace.index.summary import Summary

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SCHEMA = 2
"""Version of the format. Raise it when the lines, or the content of summaries, change."""


def load(root: str, pause: Callable[[], None] = lambda: None) -> Entries:
    """Return the entries that were saved for `root`; empty if there is no valid cache file."""
    try:
        found = {}
        for line in read_lines(cache_path(root), _header(root)):
            pause()
            name, *fields = json.loads(line)
            found[os.path.join(root, name)] = entry_from_json(fields)
    except (OSError, ValueError, TypeError, RecursionError):
        return {}
    return found


def save(root: str, entries: Mapping[str, Entry], pause: Callable[[], None] = lambda: None) -> bool:
    """Save the entries of `root`; return whether that was possible."""
    path = cache_path(root)
    if not path:
        return False
    now = time.time_ns()
    lines = []
    for name, entry in entries.items():
        pause()
        # Read a file again that could not be read: it may become readable without a new stamp.
        settled = now - entry.mtime > UNSETTLED_NS and (entry.digest or not entry.size)
        lines.append(
            _line(os.path.relpath(name, root), entry if settled else _without_stamp(entry))
        )
    return write_lines(path, _header(root), lines)


def _header(root: str) -> dict[str, Any]:
    return {"schema": SCHEMA, "version": __version__, "root": root}


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
