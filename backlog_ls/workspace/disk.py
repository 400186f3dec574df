"""The file system, the only place in the project that looks at it.

Looking is remembered until a file is said to have changed, so that a keystroke in a document with a
thousand links asks the system nothing.
"""

from __future__ import annotations

import os
import stat

LARGEST = 64 * 1024 * 1024
"""Files of more bytes than this are not read."""


MOST_REMEMBERED = 50_000
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
                    found = tuple(sorted(entry.name + "/" * entry.is_dir() for entry in entries))
            except OSError:
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


def read_text(path: str) -> str:
    """Return the text of the file at `path`, its line ends as they are.

    A byte order mark stays in the text: it is part of what an edit must keep.

    Raises:
        OSError: it cannot be read, is no regular file, or is larger than `LARGEST`.
        UnicodeDecodeError: it is not UTF-8.
    """
    # Opening a FIFO would wait for ever, a device can have no end: only regular files are read.
    status = os.stat(path)
    if not stat.S_ISREG(status.st_mode):
        raise OSError(f"not a regular file: {path}")
    if status.st_size > LARGEST:
        raise OSError(f"larger than {LARGEST // (1024 * 1024)} MB: {path}")
    with open(path, "rb") as file:
        return file.read().decode("utf-8")
