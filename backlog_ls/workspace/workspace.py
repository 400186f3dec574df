"""The documents of a workspace: an overlay of the open ones over those on disk."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import TYPE_CHECKING

from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.settings import DEFAULTS
from backlog_ls.model.statuses.vocabulary import vocabulary_from_settings
from backlog_ls.workspace.backlog_md_config import (
    BacklogMdConfig,
    is_backlog_md_config,
    read_backlog_md_config,
)
from backlog_ls.workspace.deadline.deadline import Deadline
from backlog_ls.workspace.declared_roles import is_member, lists_work, relative_path
from backlog_ls.workspace.disk.disk import Disk, read_text
from backlog_ls.workspace.disk.walk import is_ignored_by_git
from backlog_ls.workspace.document_cache import DocumentCache, read_backlog
from backlog_ls.workspace.files import FileListing, stem_of
from backlog_ls.workspace.index.members import Members, ids_in_filename
from backlog_ls.workspace.index.summary import EMPTY_SUMMARY, Summary, document_title, summarize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.document.index import Symbol
    from backlog_ls.model.settings import Settings
    from backlog_ls.workspace.disk.file_index import FileIndex

MAX_TEXTS = 2_000_000
"""Maximum number of code points of texts that are kept without being parsed."""

MAX_MEMBERS = 1_000
"""Maximum number of backlogs under a root that are read where no index does that."""


@dataclass(slots=True)
class Workspace:
    """Open documents, documents on disk, and an index of the backlogs among them.

    Paths are absolute. Methods that return symbols return the shared symbols (ids, dependencies and
    series) whose uses in other documents may have changed.
    """

    roots: tuple[str, ...] = ()
    disk: Disk = field(default_factory=Disk)
    loads_lazily: bool = True
    """Whether it reads the backlogs of a root itself, when it is first asked about them."""
    open: dict[str, Backlog] = field(default_factory=dict)
    """The documents that an editor holds. They hide what is on disk."""
    deadline: Deadline = field(default_factory=Deadline)
    """The time limits of the thread that uses this workspace."""
    settings_of_root: Callable[[str], Settings] = lambda _root: DEFAULTS
    """Returns the settings of a root, which say what may be a backlog there."""
    read_root: Callable[[Workspace, str], Iterable[tuple[str, Summary]]] | None = None
    """Yields the paths and summaries of the backlogs of a root; by default, all are parsed."""
    _files: FileListing = field(init=False)
    _documents: DocumentCache = field(default_factory=DocumentCache)
    _members: Members = field(default_factory=Members)
    _loaded: set[str] = field(default_factory=set)
    """The roots whose backlogs are in the index."""
    _capped: set[str] = field(default_factory=set)
    """The roots that may hold more backlogs than the index does."""
    _touched: set[str] = field(default_factory=set)
    """The paths that were invalidated since `begin_reading`."""
    _backlog_md_configs: dict[str, BacklogMdConfig] = field(default_factory=dict)
    _texts: dict[str, str] = field(default_factory=dict)
    """The texts that `text` read last."""

    def __post_init__(self) -> None:
        self._files = FileListing(self.disk)

    def snapshot(self, deadline: Deadline) -> Workspace:
        """Return a copy for another thread, which has `deadline`.

        The index is shared: the thread must not change it.
        """
        disk = self.disk.copy()
        copied = replace(
            self,
            disk=disk,
            open=dict(self.open),
            deadline=deadline,
            _documents=self._documents.copy(),
            _backlog_md_configs=dict(self._backlog_md_configs),
            _texts={},
        )
        copied._files = self._files.copy(disk)  # noqa: SLF001 (of the same class)
        return copied

    # Roots and files

    def root_of(self, path: str) -> str:
        """Return the innermost root that holds `path`, or an empty string."""
        holding = [root for root in self.roots if path.startswith(root.rstrip(os.sep) + os.sep)]
        return max(holding, key=len, default="")

    def set_roots(self, roots: Iterable[str]) -> None:
        """Replace the roots. Backlogs outside of them leave the index, unless they are open."""
        self.roots = tuple(dict.fromkeys(roots))
        self._loaded.intersection_update(self.roots)
        self._files.keep_roots(self.roots)
        for path in list(self._members):
            if path not in self.open and not self.root_of(path):
                self._members.drop(path)

    def exists(self, path: str) -> bool:
        """Return whether a document, file or folder is at `path`."""
        return path in self.open or self.disk.exists(path)

    def is_folder(self, path: str) -> bool:
        """Return whether a folder is at `path`, or was when its root was listed."""
        return self._files.is_folder(path)

    def list_folder(self, folder: str) -> tuple[str, ...]:
        """Return the sorted names in `folder`, those of folders with a slash; empty if unreadable."""
        return self.disk.list_folder(folder)

    def find_files(self, root: str, extension: str) -> Iterator[str]:
        """Yield the files under `root` that end in `extension`; see `FileListing.find`."""
        return self._files.find(root, extension, self.deadline)

    def file_index(self, root: str) -> FileIndex:
        """Return the files under `root`, of any kind, by name; see `FileListing.index`."""
        return self._files.index(root, self.deadline)

    def is_ignored(self, path: str) -> bool:
        """Return whether a ``.gitignore`` names `path`, which may be missing, or a folder around it."""
        root = self.root_of(path)
        return bool(root) and is_ignored_by_git(self.disk, root, path)

    def find_candidates(self, root: str) -> Iterator[str]:
        """Yield the first `MAX_MEMBERS` files under `root` that may be backlogs."""
        settings = self.settings_of_root(root)
        paths = self.find_files(root, ".md")
        return islice((path for path in paths if is_member(path, root, settings)), MAX_MEMBERS)

    def is_member(self, path: str) -> bool:
        """Return whether the document at `path` may be a backlog of its root."""
        root = self.root_of(path)
        return is_member(path, root, self.settings_of_root(root))

    def find_milestones(self, root: str) -> tuple[str, ...]:
        """Return the documents in folders of milestones under `root`."""
        return self._files.find_milestones(root, self.deadline)

    def find_by_stem(self, root: str, stem: str) -> list[str]:
        """Return the Markdown files under `root`, on disk or open, whose `stem_of` is `stem`."""
        opened = (path for path in self.open if self.root_of(path) == root)
        return [
            *self._files.find_by_stem(root, stem, self.deadline),
            *(path for path in opened if stem_of(path) == stem),
        ]

    def known_paths(self) -> list[str]:
        """Return the files and folders on disk whose changes must invalidate something here."""
        known = (
            self.disk.known_paths(),
            self._members,
            self._documents,
            self._loaded,
            self._files.folders(),
        )
        return list(dict.fromkeys(chain.from_iterable(known)))

    # Documents

    def backlog(self, path: str) -> Backlog | None:
        """Return the Markdown document at `path`, or None where it cannot be read.

        Raises:
            SearchCancelledError, DeadlineExceededError: the request is over.
        """
        found = self.open.get(path)
        if found is not None:
            return found
        return self._documents.read(path, self.deadline, self._read_backlog)

    def _read_backlog(self, path: str) -> Backlog | None:
        """Return the document at `path` on disk, with the statuses and the role of its root."""
        folder = os.path.dirname(path)
        root = self.root_of(path) or folder
        settings = self.settings_of_root(root)
        declared = vocabulary_from_settings(
            settings.statuses, self.backlog_md_config(folder).statuses
        )
        by_name = lists_work(relative_path(path, root), settings)
        return read_backlog(path, declared, lists_work=by_name)

    def text(self, path: str) -> str:
        """Return the text of the document at `path`, which is not parsed; empty if unreadable.

        Raises:
            SearchCancelledError, DeadlineExceededError: the request is over.
        """
        opened = self.open.get(path)
        if opened is not None:
            return opened.document.text
        found = self._texts.get(path)
        if found is None:
            self.deadline.next_file()
            try:
                found = read_text(path)
            except (OSError, ValueError):
                found = ""
            if sum(map(len, self._texts.values())) > MAX_TEXTS:
                self._texts.clear()
            self._texts[path] = found
        return found

    def cached_backlog(self, path: str, text: str) -> Backlog | None:
        """Return the document at `path` on disk if it was read before, with this text."""
        found = self._documents.get(path)
        return found if found and found.document.text == text else None

    def title(self, path: str) -> str:
        """Return the title of the Markdown document at `path`; empty without one."""
        known = None if path in self.open else self._members.get(path)
        if isinstance(known, Summary):
            return known.title
        backlog = self.backlog(path)
        return document_title(backlog) if backlog else ""

    def backlog_md_config(self, folder: str) -> BacklogMdConfig:
        """Return the configuration of Backlog.md for the documents in `folder`."""
        if folder not in self._backlog_md_configs:
            self._backlog_md_configs[folder] = read_backlog_md_config(folder, self.disk)
        return self._backlog_md_configs[folder]

    def put(
        self, path: str, backlog: Backlog, affected: Iterable[Symbol] | None = None
    ) -> frozenset[Symbol]:
        """Open `backlog` at `path`, or replace it there; see `Members.put`."""
        with self.deadline.uninterrupted:
            self.open[path] = backlog
            return self._members.put(path, backlog, affected)

    def release(self, path: str) -> frozenset[Symbol]:
        """Close the document at `path`: what is on disk counts again."""
        with self.deadline.uninterrupted:
            self.open.pop(path, None)
            return self.invalidate(path)

    def invalidate(self, path: str) -> frozenset[Symbol]:
        """Read `path` again, which was created, deleted or changed on disk."""
        self.disk.invalidate(path)
        self._touched.add(path)
        self._documents.drop(path)
        self._texts.pop(path, None)
        if is_backlog_md_config(path):
            self._backlog_md_configs.clear()
        self._files.invalidate(path)
        root = self.root_of(path)
        is_loaded = root in self._loaded and path.lower().endswith(".md")
        is_listed = is_loaded and self._files.update(root, path)
        if path in self.open:
            return frozenset()
        # A file that is named after an id shows that there is such an item, indexed or not.
        changed = self._members.drop(path) | ids_in_filename(path)
        if is_listed and self.is_member(path):
            changed |= self._members.put(path, self._summarize(path))
        return changed

    def invalidate_all(self) -> None:
        """Read everything on disk again. The index stays as it is until `add_summaries`."""
        self.disk.invalidate_all()
        self._documents.clear()
        self._texts.clear()
        self._backlog_md_configs.clear()
        self._files.invalidate_all()

    # Index of backlogs

    @property
    def backlog_count(self) -> int:
        """Number of backlogs in the index."""
        return sum(1 for _ in self._members)

    def is_root_loaded(self, path: str) -> bool:
        """Return whether the other backlogs of the root of `path` are in the index, or can be."""
        return self.loads_lazily or self.root_of(path) in self._loaded or not self.root_of(path)

    def is_root_complete(self, path: str) -> bool:
        """Return whether the index lacks no backlog of the root of `path` for their number."""
        return self.root_of(path) not in self._capped

    def paths_with(self, kind: SymbolKind, text: str, near: str) -> list[str]:
        """Return the paths of the backlogs with a symbol, in the root of `near`.

        Args:
            kind: of the symbol, one of `members.SHARED_KINDS`.
            text: of the symbol.
            near: absolute path of the document that asks, which is not returned.
        """
        root = self.root_of(near)
        if not root:
            return []
        if self.loads_lazily and root not in self._loaded:
            read = self.read_root or Workspace._read_candidates
            self.load_root(root, read(self, root))
        paths = self._members.paths_with(kind, text)
        return [path for path in paths if path != near and self.root_of(path) == root]

    def backlogs_with(self, kind: SymbolKind, text: str, near: str) -> list[tuple[str, Backlog]]:
        """Return the backlogs of `paths_with`, read and parsed."""
        found = ((path, self.backlog(path)) for path in self.paths_with(kind, text, near))
        return [(path, backlog) for path, backlog in found if backlog]

    def dependency_ids_beside(self, key: str, near: str) -> list[str]:
        """Return the ids that the items with the id `key` depend on, in the backlogs beside `near`."""
        paths = self.paths_with(SymbolKind.ID, key, near)
        found = (self._members.dependency_ids(path, key) for path in paths)
        return list(dict.fromkeys(chain.from_iterable(found)))

    def summaries(self) -> Iterator[tuple[str, Summary]]:
        """Yield the path and summary of each backlog in the index that is not open.

        Raises:
            SearchCancelledError, DeadlineExceededError: the request is over.
        """
        for path in list(self._members):
            self.deadline.next_file()
            known = self._members.get(path)
            if path not in self.open and isinstance(known, Summary):
                yield path, known

    def load_root(self, root: str, summaries: Iterable[tuple[str, Summary]]) -> frozenset[Symbol]:
        """Add the `find_candidates` under `root` to the index, as they are on disk."""
        known = list(summaries)
        paths = [path for path, _ in known]
        with self.deadline.uninterrupted:
            changed = self._put_summaries(known)
            return changed | self.finish_root(root, paths, complete=len(known) < MAX_MEMBERS)

    def begin_reading(self) -> None:
        """Note what is invalidated from now on: a thread may have read it before that."""
        self._touched.clear()

    def add_summaries(self, summaries: Iterable[tuple[str, Summary]]) -> frozenset[Symbol]:
        """Add backlogs on disk to the index that were read since `begin_reading`."""
        fresh = [each for each in summaries if each[0] not in self._touched]
        for path, _ in fresh:
            self._documents.drop(path)
            self._texts.pop(path, None)
        return self._put_summaries(fresh)

    def finish_root(
        self, root: str, paths: Iterable[str], files: Iterable[str] | None = None, *, complete: bool
    ) -> frozenset[Symbol]:
        """Remove the backlogs under `root` from the index that are not among `paths`.

        Args:
            root: one of the roots.
            paths: the backlogs under it, which `add_summaries` added.
            files: the Markdown files under it, in the order of a walk, where they are known.
            complete: whether no backlog was left out.
        """
        self._loaded.add(root)
        (self._capped.discard if complete else self._capped.add)(root)
        if files is not None:
            self._files.set_markdown(root, files)
        gone = {path for path in self._members if self.root_of(path) == root}
        changed: set[Symbol] = set()
        for path in gone.difference(paths, self.open, self._touched):
            changed |= self._members.drop(path)
        for path in [path for path in self._touched if self.root_of(path) == root]:
            changed |= self.invalidate(path)  # it may have been listed, or read, before that
        return frozenset(changed)

    def _put_summaries(self, summaries: Iterable[tuple[str, Summary]]) -> frozenset[Symbol]:
        changed: set[Symbol] = set()
        for path, summary in summaries:
            if path not in self.open and self._members.get(path) != summary:
                changed |= self._members.put(path, summary)
        return frozenset(changed)

    def _read_candidates(self, root: str) -> Iterator[tuple[str, Summary]]:
        return ((path, self._summarize(path)) for path in self.find_candidates(root))

    def _summarize(self, path: str) -> Summary:
        backlog = self.backlog(path)
        return summarize(backlog) if backlog else EMPTY_SUMMARY
