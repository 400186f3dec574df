"""The file system, the only place in the project that looks at it.

Looking is remembered until a file is said to have changed, so that a keystroke in a document with a
thousand links asks the system nothing.
"""

from __future__ import annotations

import os
import stat

LARGEST = 64 * 1024 * 1024
"""Files of more bytes than this are not read."""


MOST_REMEMBERED = 10_000
"""So many names are remembered: every letter typed into a link's target makes another."""


class Disk:
    """A remembered view of the file system. Paths are absolute."""

    def __init__(self) -> None:
        self._exists: dict[str, bool] = {}
        self._listings: dict[str, tuple[str, ...]] = {}

    def remembered(self) -> list[str]:
        """Return the paths that were asked for."""
        return [*self._exists, *self._listings]

    def apart(self) -> Disk:
        """Return a view that remembers the same, for a thread of its own."""
        other = Disk()
        other._exists.update(self._exists)
        other._listings.update(self._listings)
        return other

    def exists(self, path: str) -> bool:
        """Tell whether a file or folder is at `path`."""
        found = self._exists.get(path)
        if found is None:
            try:
                os.stat(path)
                found = True
            except (OSError, ValueError):
                # A name that the system cannot even look up (too long, a NUL) is not there.
                found = False
            if len(self._exists) >= MOST_REMEMBERED:
                self._exists.clear()
            self._exists[path] = found
        return found

    def listing(self, folder: str) -> tuple[str, ...]:
        """Return the names in `folder`, sorted, folders with a slash behind; none if unreadable."""
        found = self._listings.get(folder)
        if found is None:
            try:
                with os.scandir(folder) as entries:
                    found = tuple(sorted(entry.name + "/" * _is_folder(entry) for entry in entries))
            except (OSError, ValueError):
                found = ()
            self._listings[folder] = found
        return found

    def forget(self, path: str) -> None:
        """Look anew at `path`, which is said to have come, gone or changed, and around it."""
        for known in [known for known in self._exists if known == path or known.startswith(path)]:
            del self._exists[known]
        above = os.path.dirname(path)
        self._listings.pop(above, None)
        while self._exists.get(above) is False:  # a new file comes with the folders that hold it
            del self._exists[above]
            above = os.path.dirname(above)
        self._listings.pop(path, None)

    def forget_all(self) -> None:
        """Look anew at everything."""
        self._exists.clear()
        self._listings.clear()


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself; its neighbours are there all the same
        return False


def read_text(path: str) -> str:
    """Return the text of the file at `path`, its line ends as they are.

    A byte order mark stays in the text: it is part of what an edit must keep.

    Raises:
        OSError: it cannot be read, is no regular file, or is larger than `LARGEST`.
        UnicodeDecodeError: it is not UTF-8.
        ValueError: no file can have that name.
    """
    return read_bytes(path).decode("utf-8")


def read_bytes(path: str) -> bytes:
    """Return what the file at `path` holds.

    Raises:
        OSError: it cannot be read, is no regular file, or is larger than `LARGEST`.
        ValueError: no file can have that name.
    """
    # Opening a FIFO would wait for ever, opening some devices does something: only regular files
    # are opened, and one that another has taken the place of since is not waited for either.
    _require_regular(path, os.stat(path))
    with open(path, "rb", opener=_open_at_once) as file:
        _require_regular(path, os.fstat(file.fileno()))
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise OSError(f"larger than {LARGEST // (1024 * 1024)} MB: {path}")
    return data


def is_file(path: str) -> bool:
    """Tell whether a regular file is at `path` itself: not a link to one, which counts elsewhere."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except (OSError, ValueError):
        return False


def _open_at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _require_regular(path: str, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise OSError(f"not a regular file: {path}")
    if status.st_size > LARGEST:
        raise OSError(f"larger than {LARGEST // (1024 * 1024)} MB: {path}")
