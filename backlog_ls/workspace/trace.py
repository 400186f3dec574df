"""A workspace that notes what a document asks about other files, and whether the answers still hold.

The findings of a document depend on more than its text: on the files that its links lead to, on their
headings, on the ids in other backlogs. `TracingWorkspace` notes each question with its answer. If a
later run would get the same answers, it would get the same findings.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.document.index import SymbolKind
from backlog_ls.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.document.index import Symbol
    from backlog_ls.workspace.backlog_md_config import BacklogMdConfig
    from backlog_ls.workspace.disk.file_index import FileIndex


class Stamp(NamedTuple):
    """The size and the time of the last change of a file; -1 where it cannot be read."""

    mtime_ns: int = -1
    size: int = -1


def read_stamp(path: str) -> Stamp:
    """Return the stamp of the file at the absolute `path`."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return Stamp()
    return Stamp(status.st_mtime_ns, status.st_size)


@dataclass(slots=True)
class Trace:
    """The questions of one document, with the answers. Paths are absolute."""

    exists: dict[str, bool] = field(default_factory=dict)
    folders: dict[str, bool] = field(default_factory=dict)
    stamps: dict[str, Stamp] = field(default_factory=dict)
    """The stamps of the documents that were read."""
    uses: dict[tuple[int, str], tuple[str, ...]] = field(default_factory=dict)
    """The paths of the backlogs with a symbol, by the kind and text of the symbol."""
    dependencies: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The ids that the items with an id depend on, by that id."""
    configurations: dict[str, str] = field(default_factory=dict)
    """The configurations of Backlog.md, by folder, as `repr` writes them."""
    names: str = ""
    """A digest of the names of all files of the root; empty if they do not matter."""
    complete: bool | None = None
    """Whether the index has all backlogs of the root; None if that does not matter."""


class TracingWorkspace(Workspace):
    """A workspace that adds to `trace` what it is asked, while there is one."""

    __slots__ = ("_digests", "_stamps", "trace")

    trace: Trace | None

    def __post_init__(self) -> None:
        Workspace.__post_init__(self)
        self.trace = None
        self._digests: dict[str, str] = {}
        self._stamps: dict[str, Stamp] = {}

    def stamp(self, path: str) -> Stamp:
        """Return the stamp of the file at `path` when it was first asked for."""
        found = self._stamps.get(path)
        if found is None:
            found = self._stamps[path] = read_stamp(path)
        return found

    def still_holds(self, trace: Trace, near: str) -> bool:
        """Return whether the document at `near` would get all answers of `trace` again.

        The cheap questions come first.
        """
        return (
            all(self.stamp(path) == stamp for path, stamp in trace.stamps.items())
            and all(self.exists(path) is there for path, there in trace.exists.items())
            and all(self.is_folder(path) is there for path, there in trace.folders.items())
            and all(
                repr(self.backlog_md_config(folder)) == text
                for folder, text in trace.configurations.items()
            )
            and (not trace.names or trace.names == self._digest_names(self.root_of(near)))
            and all(
                tuple(self.paths_with(SymbolKind(kind), text, near)) == paths
                for (kind, text), paths in trace.uses.items()
            )
            and all(
                tuple(self.dependency_ids_beside(key, near)) == found
                for key, found in trace.dependencies.items()
            )
            and (trace.complete is None or trace.complete is self.is_root_complete(near))
        )

    def _digest_names(self, root: str) -> str:
        """Return a digest of the names of all files under `root`, and of its ``.gitignore`` files."""
        found = self._digests.get(root)
        if found is None:
            files = Workspace.file_index(self, root).files
            digest = hashlib.blake2b(digest_size=16)
            for path in files:
                digest.update(os.fsencode(path) + b"\0")
            for path in self.disk.gitignore_paths():
                digest.update(f"{path}\0{self.stamp(path)}\0".encode("utf-8", "surrogateescape"))
            found = self._digests[root] = digest.hexdigest()
        return found

    def _note_names(self, root: str) -> None:
        if self.trace is not None and root:
            self.trace.names = self._digest_names(root)

    def invalidate(self, path: str) -> frozenset[Symbol]:
        self._stamps.pop(path, None)
        self._digests.clear()
        return Workspace.invalidate(self, path)

    # Questions

    def exists(self, path: str) -> bool:
        found = Workspace.exists(self, path)
        if self.trace is not None:
            self.trace.exists[path] = found
        return found

    def is_folder(self, path: str) -> bool:
        found = Workspace.is_folder(self, path)
        if self.trace is not None:
            self.trace.folders[path] = found
        return found

    def list_folder(self, folder: str) -> tuple[str, ...]:
        self._note_names(self.root_of(folder) or folder)
        return Workspace.list_folder(self, folder)

    def find_files(self, root: str, extension: str) -> Iterator[str]:
        self._note_names(root)
        return Workspace.find_files(self, root, extension)

    def file_index(self, root: str) -> FileIndex:
        self._note_names(root)
        return Workspace.file_index(self, root)

    def find_milestones(self, root: str) -> tuple[str, ...]:
        self._note_names(root)
        return Workspace.find_milestones(self, root)

    def find_by_stem(self, root: str, stem: str) -> list[str]:
        self._note_names(root)
        return Workspace.find_by_stem(self, root, stem)

    def is_ignored(self, path: str) -> bool:
        self._note_names(self.root_of(path))
        return Workspace.is_ignored(self, path)

    def is_root_complete(self, path: str) -> bool:
        found = Workspace.is_root_complete(self, path)
        if self.trace is not None:
            self.trace.complete = found
        return found

    def backlog(self, path: str) -> Backlog | None:
        self._note_stamp(path)
        return Workspace.backlog(self, path)

    def text(self, path: str) -> str:
        self._note_stamp(path)
        return Workspace.text(self, path)

    def title(self, path: str) -> str:
        self._note_stamp(path)
        return Workspace.title(self, path)

    def _note_stamp(self, path: str) -> None:
        if self.trace is not None:
            self.trace.stamps[path] = self.stamp(path)
            self.backlog_md_config(os.path.dirname(path))  # which declares its statuses

    def backlog_md_config(self, folder: str) -> BacklogMdConfig:
        found = Workspace.backlog_md_config(self, folder)
        if self.trace is not None:
            self.trace.configurations[folder] = repr(found)
        return found

    def paths_with(self, kind: SymbolKind, text: str, near: str) -> list[str]:
        trace, self.trace = self.trace, None  # the index is not a question of this document
        found = Workspace.paths_with(self, kind, text, near)
        self.trace = trace
        if trace is not None:
            trace.uses[kind, text] = tuple(found)
        return found

    def dependency_ids_beside(self, key: str, near: str) -> list[str]:
        found = Workspace.dependency_ids_beside(self, key, near)
        if self.trace is not None:
            self.trace.dependencies[key] = tuple(found)
        return found
