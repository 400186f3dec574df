"""Replace the text of a file atomically."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile

from backlog_ls.workspace.disk.disk import read_text


def replace_text(path: str, before: str, after: str) -> None:
    """Replace the text of the file at `path`, which is `before`, by `after`.

    The file keeps its permissions. The target of a symbolic link is replaced, the link stays. A
    reader, even after a crash, sees either the old text or the new one.

    Raises:
        OSError: The file cannot be written, or its text is no longer `before`.
    """
    target = os.path.realpath(path)
    status = os.stat(target)
    # Replacing a file needs permission for its folder only. Respect a read-only file all the same.
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
            # Without permission for this, the new file belongs to us instead.
            with contextlib.suppress(OSError):
                os.chown(temporary, status.st_uid, status.st_gid)
        os.chmod(temporary, stat.S_IMODE(status.st_mode))  # after chown, which clears bits
        _require_text(target, before)
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _require_text(path: str, text: str) -> None:
    """Raise OSError if the content of the file at `path` is not `text`."""
    try:
        same = read_text(path) == text
    except UnicodeDecodeError:
        same = False
    if not same:
        raise OSError("skipped because another program changed it")
