"""The documents of a workspace: those open in the editor, and those on disk that links lead to."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import TYPE_CHECKING

from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.syntax.document import Document
from backlog_ls.workspace.backlog_md_config import Tool, is_tool_config, tool_of
from backlog_ls.workspace.disk.disk import Disk, is_file, read_text
from backlog_ls.workspace.disk.walk import is_walked, walk
from backlog_ls.workspace.document_names import is_backlog_name, is_milestone_path
from backlog_ls.workspace.index.members import Members
from backlog_ls.workspace.index.summary import NOTHING, Summary, summarised, title_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.model.document.index import Subject


MOST_FILES = 20_000
"""A search for files by their names looks at this many."""

MOST_MEMBERS = 1_000
"""So many backlogs of a workspace are read beside the one at hand, where nobody else reads them."""

MOST_READ = 4_000_000
"""Code points of the documents on disk that are kept as read; they take about 25 bytes each."""


class StoppedError(Exception):
    """A search through the workspace was stopped."""


@dataclass(slots=True)
class Workspace:
    """What is known beside the document at hand. Paths are absolute."""

    roots: tuple[str, ...] = ()
    disk: Disk = field(default_factory=Disk)
    loads: bool = True
    """Whether it reads its other backlogs itself, at the first question about them."""
    open: dict[str, Backlog] = field(default_factory=dict)
    """The documents that an editor holds; they count before what is on disk."""
    stopped: bool = False
    """Whether nobody wants to know any longer: a search through its files ends with `StoppedError`."""
    looked: int = 0
    """How often a search came to its next file: one that goes on does not hang."""
    _members: Members = field(default_factory=Members)
    _loaded: set[str] = field(default_factory=set)
    _capped: set[str] = field(default_factory=set)
    """The roots that may hold more backlogs than are known."""
    _listed: dict[str, dict[str, None]] = field(default_factory=dict)
    """The Markdown files under a root, in the order of a walk, where somebody has told of them."""
    _touched: set[str] = field(default_factory=set)
    """What was said to have changed since `begin`."""
    _read: dict[str, Backlog | None] = field(default_factory=dict)
    """Documents on disk, the one that was asked for last behind the others."""
    _read_length: int = 0
    _tools: dict[str, Tool] = field(default_factory=dict)
    _milestones: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _named: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    """The Markdown files under a root, by their names in lower case without an ending."""

    def apart(self) -> Workspace:
        """Return the workspace as it is now, for a thread: what it learns there is not known here.

        The members are shared, and only asked.
        """
        return replace(
            self,
            disk=self.disk.apart(),
            open=dict(self.open),
            _read=dict(self._read),
            _listed={root: dict(files) for root, files in self._listed.items()},
            _tools=dict(self._tools),
            _milestones=dict(self._milestones),
            _named=dict(self._named),
        )

    def move_to(self, roots: Iterable[str]) -> None:
        """Have `roots` from now on; of what lies in none of them nothing is known any longer."""
        self.roots = tuple(dict.fromkeys(roots))
        self._loaded.intersection_update(self.roots)
        self._listed = {root: files for root, files in self._listed.items() if root in self.roots}
        for path in list(self._members):
            if path not in self.open and not self.root_of(path):
                self._members.drop(path)

    def remembered(self) -> list[str]:
        """Return the files and folders on disk on which something depends that is known."""
        listed = (os.path.dirname(path) for files in self._listed.values() for path in files)
        known = (self.disk.remembered(), self._members, self._read, self._loaded, listed)
        return list(dict.fromkeys(chain.from_iterable(known)))

    @property
    def size(self) -> int:
        """How many backlogs are known."""
        return sum(1 for _ in self._members)

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
        if path in self._read:
            found = self._read[path] = self._read.pop(path)
            return found
        self.next_file()
        found = self._read[path] = read_backlog(path)
        self._read_length += _length(found)
        while self._read_length > MOST_READ and len(self._read) > 1:
            self._unread(next(iter(self._read)))
        return found

    def next_file(self) -> None:
        """Be told that a search comes to its next file.

        Raises:
            StoppedError: nobody wants to know any longer.
        """
        if self.stopped:
            raise StoppedError
        self.looked += 1

    def same(self, path: str, text: str) -> Backlog | None:
        """Return the document at `path` if it was read already, and as `text`; else None."""
        found = self._read.get(path)
        return found if found and found.document.text == text else None

    def title(self, path: str) -> str:
        """Return the title of the Markdown document at `path`; empty without one."""
        known = None if path in self.open else self._members.get(path)
        if isinstance(known, Summary):
            return known.title
        backlog = self.backlog(path)
        return title_of(backlog) if backlog else ""

    def put(
        self, path: str, backlog: Backlog, affected: Iterable[Subject] | None = None
    ) -> frozenset[Subject]:
        """Hold `backlog` as what an editor has at `path`; see `Members.put`."""
        self.open[path] = backlog
        return self._members.put(path, backlog, affected)

    def release(self, path: str) -> frozenset[Subject]:
        """Let what is on disk count again at `path`, which an editor closed; as `put` returns."""
        self.open.pop(path, None)
        return self.forget(path)

    def knows_around(self, path: str) -> bool:
        """Tell whether the other backlogs of the folder that holds `path` are known, or can be."""
        return self.loads or self.root_of(path) in self._loaded or not self.root_of(path)

    def knows_all(self, path: str) -> bool:
        """Tell whether no backlog of the folder that holds `path` was left out for their number."""
        return self.root_of(path) not in self._capped

    def writers(self, sort: SymbolKind, text: str, near: str) -> list[tuple[str, Backlog]]:
        """Return the backlogs that write about a subject, in the workspace folder that holds `near`.

        Args:
            sort: of the subject, one of `members.SHARED`.
            text: of the subject.
            near: absolute path of the document that asks, which is not among them.
        """
        found = ((path, self.backlog(path)) for path in self.writing(sort, text, near))
        return [(path, backlog) for path, backlog in found if backlog]

    def writing(self, sort: SymbolKind, text: str, near: str) -> list[str]:
        """Return the paths of those that `writers` returns. Nothing is read for it."""
        root = self.root_of(near)
        if not root:
            return []
        if self.loads and root not in self._loaded:
            self.adopt(root, ((path, self._summary(path)) for path in self.candidates(root)))
        paths = self._members.writers(sort, text)
        return [path for path in paths if path != near and self.root_of(path) == root]

    def waits_beside(self, key: str, near: str) -> list[str]:
        """Return what the items with the id `key` wait for, in the backlogs beside `near`."""
        paths = self.writing(SymbolKind.ID, key, near)
        return list(dict.fromkeys(to for path in paths for to in self._members.waits(path, key)))

    def summaries(self) -> Iterator[tuple[str, Summary]]:
        """Go through the backlogs on disk that are known and not open, each by its path."""
        for path in list(self._members):
            self.next_file()
            known = self._members.get(path)
            if path not in self.open and isinstance(known, Summary):
                yield path, known

    def tool(self, folder: str) -> Tool:
        """Return what the configuration of another tool declares for the documents in `folder`."""
        if folder not in self._tools:
            self._tools[folder] = tool_of(folder, self.disk)
        return self._tools[folder]

    def milestones(self, root: str) -> tuple[str, ...]:
        """Return the documents in folders of milestones under `root`, the first `MOST_MEMBERS`."""
        if root not in self._milestones:
            paths = (path for path in self.files(root, ".md") if is_milestone_path(path))
            self._milestones[root] = tuple(islice(paths, MOST_MEMBERS))
        return self._milestones[root]

    def named(self, root: str, name: str) -> list[str]:
        """Return the Markdown files under `root` of the name `name`, in lower case, on disk or open."""
        if root not in self._named:
            by_name = self._named[root] = {}
            for path in self.files(root, ".md"):
                by_name.setdefault(stem_of(path), []).append(path)
        opened = (path for path in self.open if self.root_of(path) == root)
        return [
            *self._named[root].get(name, ()),
            *(path for path in opened if stem_of(path) == name),
        ]

    def candidates(self, root: str) -> Iterator[str]:
        """Go through the files under `root` whose names say that they are backlogs."""
        return islice(filter(is_backlog_name, self.files(root, ".md")), MOST_MEMBERS)

    def begin(self) -> None:
        """Note from now on what is said to change: who reads it meanwhile may read it too early."""
        self._touched.clear()

    def learn(self, summaries: Iterable[tuple[str, Summary]]) -> frozenset[Subject]:
        """Know documents on disk that were read since `begin`.

        Returns:
            the shared subjects that this may have changed.
        """
        fresh = [each for each in summaries if each[0] not in self._touched]
        for path, _ in fresh:
            self._unread(path)
        return self._take_in(fresh)

    def _take_in(self, summaries: Iterable[tuple[str, Summary]]) -> frozenset[Subject]:
        changed: set[Subject] = set()
        for path, summary in summaries:
            if path not in self.open and self._members.get(path) != summary:
                changed |= self._members.put(path, summary)
        return frozenset(changed)

    def learned(
        self, root: str, paths: Iterable[str], files: Iterable[str] | None = None, *, whole: bool
    ) -> frozenset[Subject]:
        """Know that no others than `paths` are backlogs under `root`; as `learn` returns.

        Args:
            root: one of the roots.
            paths: the backlogs, of which `learn` was told.
            files: the Markdown files under `root`, in the order of a walk, where they are known.
            whole: whether none was left out.
        """
        self._loaded.add(root)
        (self._capped.discard if whole else self._capped.add)(root)
        if files is not None:
            self._listed[root] = dict.fromkeys(files)
            self._milestones.pop(root, None)
            self._named.pop(root, None)
        gone = {path for path in self._members if self.root_of(path) == root}
        changed: set[Subject] = set()
        for path in gone.difference(paths, self.open, self._touched):
            changed |= self._members.drop(path)
        for path in [path for path in self._touched if self.root_of(path) == root]:
            changed |= self.forget(path)  # it may have been listed, or read, before that
        return frozenset(changed)

    def adopt(self, root: str, summaries: Iterable[tuple[str, Summary]]) -> frozenset[Subject]:
        """Know the `candidates` under `root` as they are on disk; as `learn` returns."""
        known = list(summaries)
        paths = [path for path, _ in known]
        return self._take_in(known) | self.learned(root, paths, whole=len(known) < MOST_MEMBERS)

    def files(self, root: str, extension: str) -> Iterator[str]:
        """Go through the files under `root` that end in `extension`, in a fixed order.

        Those that `walk` passes over are left out; so is what comes after the first `MOST_FILES`.
        """
        ending = extension.lower()
        if ending == ".md" and root in self._listed:
            paths: Iterable[str] = tuple(self._listed[root])
        else:
            paths = islice(walk(self.disk, root), MOST_FILES)
        for path in paths:
            self.next_file()
            if path.lower().endswith(ending):
                yield path

    def is_folder(self, path: str) -> bool:
        """Tell whether a folder is at `path`, or was when it was looked at last."""
        inside = path + os.sep
        listed = (file for files in self._listed.values() for file in files)
        return os.path.isdir(path) or (
            not path.lower().endswith(".md") and any(file.startswith(inside) for file in listed)
        )

    def forget_all(self) -> None:
        """Look anew at everything on disk; the other backlogs are known until `learn` says more."""
        self.disk.forget_all()
        self._read.clear()
        self._read_length = 0
        self._tools.clear()
        self._milestones.clear()
        self._named.clear()

    def forget(self, path: str) -> frozenset[Subject]:
        """Look anew at `path`, which is said to have come, gone or changed on disk.

        Returns:
            the shared subjects that this may have changed.
        """
        self.disk.forget(path)
        self._touched.add(path)
        self._unread(path)
        if is_tool_config(path):
            self._tools.clear()
        if is_milestone_path(path):
            self._milestones.clear()
        self._named.clear()
        there = self._is_listed(path)
        if path in self.open:
            return frozenset()
        changed = self._members.drop(path)
        if there and is_backlog_name(path):
            changed |= self._members.put(path, self._summary(path))
        return changed

    def _is_listed(self, path: str) -> bool:
        """Tell whether a Markdown file is at `path` that a walk comes to, and list it if so."""
        root = self.root_of(path)
        if root not in self._loaded or not path.lower().endswith(".md"):
            return False
        there = is_file(path) and is_walked(self.disk, root, path)
        if root in self._listed:
            if there:
                self._listed[root][path] = None
            else:
                self._listed[root].pop(path, None)
        return there

    def _summary(self, path: str) -> Summary:
        backlog = self.backlog(path)
        return summarised(backlog) if backlog else NOTHING

    def _unread(self, path: str) -> None:
        self._read_length -= _length(self._read.pop(path, None))


def _length(backlog: Backlog | None) -> int:
    return backlog.document.length if backlog else 0


def stem_of(path: str) -> str:
    """Return the name of the file at `path` as it is compared: in lower case, without its ending."""
    return os.path.basename(path).casefold().rpartition(".")[0]


def read_backlog(path: str) -> Backlog | None:
    """Return the Markdown document at `path` on disk, understood, or None: it cannot be read."""
    try:
        return Backlog.glanced(Document.parse(read_text(path)))
    except (OSError, ValueError):
        return None
