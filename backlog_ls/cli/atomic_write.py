"""Put a new text in the place of a file's, all of it or nothing."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile

from backlog_ls.workspace.disk.disk import read_text


def replace_text(path: str, before: str, after: str) -> None:
    """Replace the text of the file at `path`, which is `before`, by `after`.

    The file keeps its permissions; a link stays a link, and what it leads to is replaced. Whoever
    reads meanwhile, or after a crash, sees the one text or the other.

    Raises:
        OSError: it cannot be written, or its text is not `before` any longer.
    """
    target = os.path.realpath(path)
    status = os.stat(target)
    # Replacing a file asks leave of its folder only, but "read-only" is meant of the file.
    if not os.access(target, os.W_OK):
        raise OSError("not writable")
    folder, name = os.path.split(target)
    handle, temporary = tempfile.mkstemp(prefix=f".{name[:50]}.", suffix=".tmp", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(after.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        if hasattr(os, "chown"):
            # Somebody else's file may become ours if we may not give it back; its text matters more.
            with contextlib.suppress(OSError):
                os.chown(temporary, status.st_uid, status.st_gid)
        os.chmod(temporary, stat.S_IMODE(status.st_mode))  # after chown, which takes bits away
        _require(target, before)
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _require(path: str, text: str) -> None:
    """Raise OSError if the file at `path` does not hold the bytes of `text`."""
    try:
        same = read_text(path) == text
    except UnicodeDecodeError:
        same = False
    if not same:
        raise OSError("changed meanwhile; left as it is")
