"""Write a file atomically: a reader, even after a crash, sees either the old text or the new one."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from typing import TYPE_CHECKING

from backlog_ls.workspace.disk.disk import read_text

if TYPE_CHECKING:
    from collections.abc import Callable


def replace_text(path: str, before: str, after: str) -> None:
    """Replace the text of the file at `path`, which is `before`, by `after`.

    The file keeps its permissions. The target of a symbolic link is replaced, the link stays.

    Raises:
        OSError: The file cannot be written, or its text is no longer `before`.
    """
    target = os.path.realpath(path)
    status = os.stat(target)
    _replace(target, status, after.encode("utf-8"), lambda: _require_text(target, before))


def write_text(path: str, text: str) -> None:
    """Write `text` to the file at `path`, whatever is in it. It is written in place if it is a device.

    Raises:
        OSError: The file cannot be written.
    """
    content = text.encode("utf-8", "backslashreplace")
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "wb") as file:
            file.write(content)
        return
    target = os.path.realpath(path)
    is_new = not os.path.exists(target)
    with open(target, "ab"):  # a new file gets the permissions that the user's new files have
        status = os.stat(target)
    try:
        _replace(target, status, content, lambda: None)
    except BaseException:
        if is_new:
            with contextlib.suppress(OSError):
                os.unlink(target)
        raise


def _replace(
    target: str, status: os.stat_result, content: bytes, check: Callable[[], None]
) -> None:
    """Replace the file at `target`, whose status is `status`; call `check` right before."""
    # Replacing a file needs permission for its folder only. Respect a read-only file all the same.
    if not os.access(target, os.W_OK):
        raise OSError("not writable")
    folder, name = os.path.split(target)
    handle, temporary = tempfile.mkstemp(prefix=f".{name[:50]}.", suffix=".tmp", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if hasattr(os, "chown"):
            # Without permission for this, the new file belongs to us instead.
            with contextlib.suppress(OSError):
                os.chown(temporary, status.st_uid, status.st_gid)
        os.chmod(temporary, stat.S_IMODE(status.st_mode))  # after chown, which clears bits
        check()
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
