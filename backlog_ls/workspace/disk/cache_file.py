"""Files in the user's cache folder, one for each root and purpose.

The first line of a file is a header, which must equal what the reader expects; every other line is an
entry. Files are written under another name and then renamed, so that all readers see whole ones only,
and the last writer wins.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from backlog_ls.workspace.disk.disk import read_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

UNSETTLED_NS = 2_000_000_000
"""Time in which a file may be written again without a new stamp (FAT: two seconds)."""

UNUSED_S = 60 * 24 * 3600
"""Time after which an unused cache file is deleted."""

EXTENSION = ".jsonl"
"""The end of the names of all cache files."""


def cache_folder() -> str:
    """Return the absolute path of the cache folder, which may not exist; empty without any."""
    from platformdirs import user_cache_dir  # noqa: PLC0415 (only where a cache is used)

    found = user_cache_dir("backlog-ls", appauthor=False, opinion=False)
    return found if os.path.isabs(found) else ""


def cache_path(root: str, purpose: str = "") -> str:
    """Return the path of the cache file of `root` for `purpose`; empty without a cache folder."""
    base = cache_folder()
    name = hashlib.blake2b(os.fsencode(root), digest_size=16).hexdigest()
    return os.path.join(base, name + purpose + EXTENSION) if base else ""


def read_lines(path: str, header: Mapping[str, Any]) -> list[bytes]:
    """Return the entries of the cache file at `path`.

    Args:
        path: as returned by `cache_path`.
        header: what the first line must be, besides the number of entries.

    Raises:
        OSError, ValueError: the file is missing, damaged, or not the user's own.
    """
    if not path or not _is_own(path):
        raise FileNotFoundError(path)
    first, *lines = read_bytes(path).split(b"\n")
    if json.loads(first) != {**header, "count": len(lines)}:
        raise ValueError(path)
    with suppress(OSError):  # the folder may be read-only
        os.utime(path)
    return lines


def write_lines(path: str, header: Mapping[str, Any], lines: Sequence[str]) -> bool:
    """Write a cache file of ASCII `lines`; return whether that was possible."""
    content = [json.dumps({**header, "count": len(lines)}), *lines]
    try:
        base = os.path.dirname(path)
        os.makedirs(base, mode=0o700, exist_ok=True)
        handle, made = tempfile.mkstemp(EXTENSION + ".new", dir=base)
    except OSError:
        return False
    try:
        with os.fdopen(handle, "wb") as file:
            file.write("\n".join(content).encode("ascii"))
        os.replace(made, path)
        _delete_unused(base)
    except OSError:
        _delete(made)
        return False
    return True


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
        if path.endswith((EXTENSION, EXTENSION + ".new")):
            _delete(path)


def _delete(path: str) -> None:
    with suppress(OSError):  # another process may have deleted it
        os.remove(path)
