"""The files under the roots of a workspace, found by a walk or listed by the index."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TYPE_CHECKING

from backlog_ls.workspace.disk.disk import Disk, is_regular_file
from backlog_ls.workspace.disk.file_index import FileIndex
from backlog_ls.workspace.disk.gitignore import GITIGNORE
from backlog_ls.workspace.disk.walk import TAGS, is_walked, walk
from backlog_ls.workspace.document_names import is_milestone_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.workspace.deadline.deadline import Deadline

MAX_FILES = 20_000
"""Maximum number of files under a root that a search goes through."""

MAX_MILESTONES = 1_000
"""Maximum number of milestone documents under a root."""


@dataclass(slots=True)
class FileListing:
    """Files by root. Paths are absolute."""

    disk: Disk
    _markdown: dict[str, dict[str, None]] = field(default_factory=dict)
    """The Markdown files under a root, in the order of a walk, if they were listed."""
    _milestones: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _by_stem: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    _indexes: dict[tuple[int, str], FileIndex] = field(default_factory=dict)
    """All files under a root, by version and root. Copies share this, and add what they list."""
    _version: int = 0
    """Changes with the files, so that an index that a copy made before does not count any more."""

    def copy(self, disk: Disk) -> FileListing:
        """Return a copy for another thread, which uses `disk`."""
        markdown = {root: dict(files) for root, files in self._markdown.items()}
        milestones, by_stem = dict(self._milestones), dict(self._by_stem)
        return FileListing(disk, markdown, milestones, by_stem, self._indexes, self._version)

    def find(self, root: str, extension: str, deadline: Deadline) -> Iterator[str]:
        """Yield the files under `root` that end in `extension`, in the order of `walk`.

        Only the first `MAX_FILES` of all files are considered. They are listed once.

        Raises:
            SearchCancelledError, DeadlineExceededError: the request is over.
        """
        ending = extension.lower()
        if ending == ".md" and root in self._markdown:
            paths: Iterable[str] = tuple(self._markdown[root])
        else:
            paths = self.index(root, deadline).files
        for path in paths:
            deadline.next_file()
            if path.lower().endswith(ending):
                yield path

    def index(self, root: str, deadline: Deadline) -> FileIndex:
        """Return the first `MAX_FILES` files under `root`, by name.

        Raises:
            SearchCancelledError, DeadlineExceededError: the request is over.
        """
        key = self._version, root
        found = self._indexes.get(key)
        if found is None:
            paths = []
            for path in islice(walk(self.disk, root), MAX_FILES):
                deadline.next_file()
                paths.append(path)
            found = self._indexes[key] = FileIndex(paths)
        return found

    def find_by_stem(self, root: str, stem: str, deadline: Deadline) -> Iterable[str]:
        """Return the Markdown files under `root` whose `stem_of` is `stem`."""
        if root not in self._by_stem:
            by_stem: dict[str, list[str]] = {}
            for path in self.find(root, ".md", deadline):
                by_stem.setdefault(stem_of(path), []).append(path)
            self._by_stem[root] = by_stem
        return self._by_stem[root].get(stem, ())

    def find_milestones(self, root: str, deadline: Deadline) -> tuple[str, ...]:
        """Return the first `MAX_MILESTONES` documents in folders of milestones under `root`."""
        if root not in self._milestones:
            found = filter(is_milestone_path, self.find(root, ".md", deadline))
            self._milestones[root] = tuple(islice(found, MAX_MILESTONES))
        return self._milestones[root]

    def set_markdown(self, root: str, paths: Iterable[str]) -> None:
        """Take `paths` for the Markdown files under `root`, in the order of a walk."""
        self._markdown[root] = dict.fromkeys(paths)
        self._milestones.pop(root, None)
        self._by_stem.pop(root, None)
        index = self._indexes.get((self._version, root))
        if (
            index
            and len(index.files) < MAX_FILES
            and not self._markdown[root].keys() <= index.files.keys()
        ):
            self._set_indexes({})  # nobody reported these files

    def update(self, root: str, path: str) -> bool:
        """Add or remove the Markdown file at `path`; return whether a walk finds it."""
        there = is_regular_file(path) and is_walked(self.disk, root, path)
        if root in self._markdown:
            if there:
                self._markdown[root][path] = None
            else:
                self._markdown[root].pop(path, None)
        return there

    def keep_roots(self, roots: Iterable[str]) -> None:
        """Drop the listings of all other roots."""
        self._markdown = {root: self._markdown[root] for root in roots if root in self._markdown}

    def folders(self) -> Iterator[str]:
        """Yield the folders of the listed files, some of them several times."""
        indexed = (index.folders for index in list(self._indexes.values()))
        listed = map(os.path.dirname, chain.from_iterable(self._markdown.values()))
        return chain(listed, chain.from_iterable(indexed))

    def is_folder(self, path: str) -> bool:
        """Return whether a folder is at `path`, or was when its root was listed."""
        inside = path + os.sep
        listed = chain.from_iterable(self._markdown.values())
        return os.path.isdir(path) or (
            not path.lower().endswith(".md") and any(file.startswith(inside) for file in listed)
        )

    def invalidate(self, path: str) -> None:
        """Search again for what `path`, which was created, deleted or changed, may belong to."""
        if is_milestone_path(path):
            self._milestones.clear()
        self._by_stem.clear()
        kept = {}
        for (version, root), index in list(self._indexes.items()):  # a copy may add one meanwhile
            updated = self._update_index(index, root, path) if version == self._version else None
            if updated:
                kept[root] = updated
        self._set_indexes(kept)

    def invalidate_all(self) -> None:
        """Search again for everything but the listed Markdown files."""
        self._milestones.clear()
        self._by_stem.clear()
        self._set_indexes({})

    def _set_indexes(self, indexes: dict[str, FileIndex]) -> None:
        self._version += 1
        self._indexes.clear()
        self._indexes.update({(self._version, root): index for root, index in indexes.items()})

    def _update_index(self, index: FileIndex, root: str, path: str) -> FileIndex | None:
        """Return `index` after a change of `path`; None if more than one file may have changed."""
        if not path.startswith(root.rstrip(os.sep) + os.sep):
            return None if root.startswith(path) else index
        name = os.path.basename(path)
        is_folder = os.path.isdir(path) or any(
            each == path or each.startswith(path + os.sep) for each in index.folders
        )
        if is_folder or name in {GITIGNORE, ".git", *TAGS}:
            return None
        is_listed = path in index.files
        is_there = os.path.lexists(path) and is_walked(self.disk, root, path)
        if is_there == is_listed:
            return index
        return index.with_file(path) if is_there else index.without_file(path)


def stem_of(path: str) -> str:
    """Return the case-folded name of the file at `path`, without its extension."""
    return os.path.basename(path).casefold().rpartition(".")[0]
