"""The documents of a workspace: those open in the editor, and those on disk that links lead to."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backlog_ls.model.backlog import Backlog
from backlog_ls.syntax.document import Document
from backlog_ls.workspace.disk import Disk, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator


MOST_FILES = 20_000
"""A search for a file by its name looks at this many names."""

FOREIGN = {"node_modules", "__pycache__", "venv", "site-packages", "target", "dist", "build"}


@dataclass(slots=True)
class Workspace:
    """What is known beside the document at hand. Paths are absolute."""

    roots: tuple[str, ...] = ()
    disk: Disk = field(default_factory=Disk)
    open: dict[str, Backlog] = field(default_factory=dict)
    """The documents that an editor holds; they count before what is on disk."""
    _read: dict[str, Backlog | None] = field(default_factory=dict)

    def root_of(self, path: str) -> str:
        """Return the innermost root that holds `path`, or an empty string."""
        holding = [root for root in self.roots if path.startswith(root.rstrip(os.sep) + os.sep)]
        return max(holding, key=len, default="")

    def exists(self, path: str) -> bool:
        """Tell whether a document, file or folder is at `path`."""
        return path in self.open or self.disk.exists(path)

    def backlog(self, path: str) -> Backlog | None:
        """Return the Markdown document at `path`, understood, or None where it cannot be read."""
        found = self.open.get(path)
        if found is not None:
            return found
        if path not in self._read:
            try:
                self._read[path] = Backlog.read(Document.parse(read_text(path)))
            except (OSError, UnicodeDecodeError, ValueError):
                self._read[path] = None
        return self._read[path]

    def files(self, root: str, extension: str) -> Iterator[str]:
        """Go through the files under `root` that end in `extension`, in a fixed order.

        Hidden folders and those that hold other people's files are passed over; so is what comes
        after the first `MOST_FILES`.
        """
        count = 0
        folders = [root]
        while folders and count < MOST_FILES:
            folder = folders.pop()
            for name in self.disk.listing(folder):
                count += 1
                path = os.path.join(folder, name.rstrip("/"))
                if name.endswith("/"):
                    hidden = name.startswith(".") or name.rstrip("/") in FOREIGN
                    # A link to a folder may lead back up: only real folders are entered.
                    if not hidden and not os.path.islink(path):
                        folders.append(path)
                elif name.lower().endswith(extension.lower()):
                    yield path

    def forget_all(self) -> None:
        """Look anew at everything on disk."""
        self.disk.forget_all()
        self._read.clear()

    def forget(self, path: str) -> None:
        """Look anew at `path`, which is said to have come, gone or changed on disk."""
        self.disk.forget(path)
        self._read.pop(path, None)
