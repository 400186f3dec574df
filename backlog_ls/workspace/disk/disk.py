"""Access to the file system, with a cache of what exists.

The cache is valid until a file is reported as changed, so that a keystroke in a document with a
thousand links makes no system call.
"""

from __future__ import annotations

import os
import stat

from backlog_ls.workspace.disk.git_index import (
    MAX_INDEX_SIZE,
    TrackedMarkdown,
    find_index,
    read_tracked_markdown,
)
from backlog_ls.workspace.disk.gitignore import GITIGNORE, Gitignore, parse_gitignore

MAX_FILE_SIZE = 64 * 1024 * 1024
"""Maximum size of a file that is read, in bytes."""


MAX_REMEMBERED = 10_000
"""Maximum number of cached paths: each letter typed into a link target makes a new one."""


class Disk:
    """A cached view of the file system. Paths are absolute."""

    def __init__(self) -> None:
        self._exists: dict[str, bool] = {}
        self._listings: dict[str, tuple[str, ...]] = {}
        self._gitignores: dict[str, Gitignore] = {}
        """By the folder that holds the file."""
        self._tracked: dict[str, TrackedMarkdown] = {}
        """By the folder of the repository."""
        self.walks: dict[str, tuple[str, ...]] = {}
        """The files that a whole walk of a folder found, for the next one."""
        self.ignored: dict[tuple[str, str], bool] = {}
        """By root and path, whether git ignores it."""

    def known_paths(self) -> list[str]:
        """Return the paths in the cache."""
        ignores = (os.path.join(folder, GITIGNORE) for folder in self._gitignores)
        return [*self._exists, *self._listings, *ignores]

    def gitignore_paths(self) -> list[str]:
        """Return the paths of the ``.gitignore`` files that were read, sorted."""
        return sorted(os.path.join(folder, GITIGNORE) for folder in self._gitignores)

    def copy(self) -> Disk:
        """Return a copy for another thread."""
        other = Disk()
        other._exists.update(self._exists)
        other._listings.update(self._listings)
        other._gitignores.update(self._gitignores)
        other._tracked.update(self._tracked)
        other.walks.update(self.walks)
        other.ignored.update(self.ignored)
        return other

    def exists(self, path: str) -> bool:
        """Return whether a file or folder is at `path`."""
        found = self._exists.get(path)
        if found is None:
            try:
                os.stat(path)
                found = True
            except (OSError, ValueError):
                # The system cannot look up a name that is too long or contains a NUL.
                found = False
            if len(self._exists) >= MAX_REMEMBERED:
                self._exists.clear()
            self._exists[path] = found
        return found

    def list_folder(self, folder: str) -> tuple[str, ...]:
        """Return the sorted names in `folder`, those of folders with a slash; empty if unreadable."""
        found = self._listings.get(folder)
        if found is None:
            try:
                with os.scandir(folder) as entries:
                    found = tuple(sorted(entry.name + "/" * _is_folder(entry) for entry in entries))
            except (OSError, ValueError):
                found = ()
            self._listings[folder] = found
        return found

    def gitignore(self, folder: str) -> Gitignore | None:
        """Return the ``.gitignore`` in `folder`; None if there is none, or it cannot be read."""
        if GITIGNORE not in self.list_folder(folder):
            return None
        found = self._gitignores.get(folder)
        if found is None:
            try:
                content = read_bytes(os.path.join(folder, GITIGNORE))
            except (OSError, ValueError):
                content = b""
            found = self._gitignores[folder] = parse_gitignore(folder, content)
        return found

    def tracked_markdown(self, repository: str) -> TrackedMarkdown:
        """Return the Markdown files that git tracks in the repository at `repository`."""
        found = self._tracked.get(repository)
        if found is None:
            try:
                is_file = ".git" in self.list_folder(repository)
                dot_git = read_bytes(os.path.join(repository, ".git")) if is_file else None
                index = read_bytes(find_index(repository, dot_git), MAX_INDEX_SIZE)
            except (OSError, ValueError):
                index = b""
            found = self._tracked[repository] = read_tracked_markdown(repository, index)
        return found

    def invalidate(self, path: str) -> None:
        """Look at `path` and its folders again: it was created, deleted or changed."""
        self.walks.clear()
        self.ignored.clear()
        self._tracked.clear()  # nobody reports changes of an index
        for folder in [known for known in self._gitignores if _is_within(known, path)]:
            del self._gitignores[folder]
        for known in [known for known in self._exists if known == path or known.startswith(path)]:
            del self._exists[known]
        above = os.path.dirname(path)
        self._listings.pop(above, None)
        while self._exists.get(above) is False:  # its folders may be new too
            del self._exists[above]
            above = os.path.dirname(above)
        self._listings.pop(path, None)

    def invalidate_all(self) -> None:
        """Look at everything again."""
        self._exists.clear()
        self._listings.clear()
        self._gitignores.clear()
        self.walks.clear()
        self.ignored.clear()
        self._tracked.clear()  # nobody reports changes of an index


def _is_within(folder: str, path: str) -> bool:
    """Return whether `folder` is at or below `path`, or holds the ``.gitignore`` at `path`."""
    return folder.startswith(path) or path == os.path.join(folder, GITIGNORE)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False


def read_text(path: str) -> str:
    """Return the text of the file at `path`, with its line ends and byte order mark.

    Raises:
        OSError: it cannot be read, is not a regular file, or is larger than `MAX_FILE_SIZE`.
        UnicodeDecodeError: it is not UTF-8.
        ValueError: the path contains a NUL.
    """
    return read_bytes(path).decode("utf-8")


def read_bytes(path: str, max_size: int = MAX_FILE_SIZE) -> bytes:
    """Return the content of the file at `path`.

    Raises:
        OSError: it cannot be read, is not a regular file, or is larger than `max_size` bytes.
        ValueError: the path contains a NUL.
    """
    # Opening a FIFO would block, and opening a device may have effects, so only regular files are
    # opened. Another file may take the place of one after the first check, hence the second.
    _require_regular(path, os.stat(path), max_size)
    with open(path, "rb", opener=_open_nonblocking) as file:
        _require_regular(path, os.fstat(file.fileno()), max_size)
        data = file.read(max_size + 1)
    if len(data) > max_size:
        raise OSError(f"larger than {max_size // (1024 * 1024)} MB: {path}")
    return data


def is_regular_file(path: str) -> bool:
    """Return whether a regular file is at `path`; False for a link to one."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except (OSError, ValueError):
        return False


def _open_nonblocking(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _require_regular(path: str, status: os.stat_result, max_size: int) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise OSError(f"not a regular file: {path}")
    if status.st_size > max_size:
        raise OSError(f"larger than {max_size // (1024 * 1024)} MB: {path}")
