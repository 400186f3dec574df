"""The documents of a workspace: those open in the editor, and those on disk that links lead to."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.model.backlog import Backlog
from backlog_ls.syntax.document import Document
from backlog_ls.workspace.disk import Disk, read_text
from backlog_ls.workspace.links import is_backlog_name, is_milestone_path
from backlog_ls.workspace.members import Members
from backlog_ls.workspace.tool import Tool, is_tool_config, tool_of
from backlog_ls.workspace.walk import walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.model.index import Sort, Subject


MOST_FILES = 20_000
"""A search for files by their names looks at this many."""

MOST_MEMBERS = 1_000
"""So many backlogs of a workspace are read beside those that are open."""


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
    _members: Members = field(default_factory=Members)
    _loaded: set[str] = field(default_factory=set)
    _capped: set[str] = field(default_factory=set)
    """The roots that may hold more backlogs than `MOST_MEMBERS`."""
    _read: dict[str, Backlog | None] = field(default_factory=dict)
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
            _tools=dict(self._tools),
            _milestones=dict(self._milestones),
            _named=dict(self._named),
        )

    def move_to(self, roots: Iterable[str]) -> None:
        """Have `roots` from now on; of what lies in none of them nothing is known any longer."""
        self.roots = tuple(dict.fromkeys(roots))
        self._loaded.intersection_update(self.roots)
        for path in list(self._members):
            if path not in self.open and not self.root_of(path):
                self._members.drop(path)

    def remembered(self) -> list[str]:
        """Return the files and folders on disk on which something depends that is known."""
        return list(dict.fromkeys([*self.disk.remembered(), *self._members, *self._read]))

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
        found = self.open.get(path) or self._members.get(path)
        if found is not None:
            return found
        if path not in self._read:
            self._read[path] = read_backlog(path)
        return self._read[path]

    def same(self, path: str, text: str) -> Backlog | None:
        """Return the document at `path` if it was read already, and as `text`; else None."""
        found = self._members.get(path) or self._read.get(path)
        return found if found and found.document.text == text else None

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

    def writers(self, sort: Sort, text: str, near: str) -> list[tuple[str, Backlog]]:
        """Return the backlogs that write about a subject, in the workspace folder that holds `near`.

        Args:
            sort: of the subject, one of `members.SHARED`.
            text: of the subject.
            near: absolute path of the document that asks, which is not among them.
        """
        root = self.root_of(near)
        if not root:
            return []
        if self.loads and root not in self._loaded:
            self.adopt(root, ((path, self.backlog(path)) for path in self.candidates(root)))
        found = []
        for path in self._members.writers(sort, text):
            backlog = self._members.get(path)
            if path != near and backlog and self.root_of(path) == root:
                found.append((path, backlog))
        return found

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

    def adopt(
        self, root: str, backlogs: Iterable[tuple[str, Backlog | None]]
    ) -> frozenset[Subject]:
        """Know `backlogs`, the `candidates` under `root` as they are on disk, from now on.

        Returns:
            the shared subjects that this may have changed.
        """
        self._loaded.add(root)
        changed: frozenset[Subject] = frozenset()
        gone = {path for path in self._members if self.root_of(path) == root}
        count = 0
        for path, backlog in backlogs:
            count += 1
            gone.discard(path)
            if backlog and path not in self.open and self._members.get(path) is not backlog:
                changed |= self._members.put(path, backlog)
        for path in gone.difference(self.open):
            changed |= self._members.drop(path)
        (self._capped.add if count >= MOST_MEMBERS else self._capped.discard)(root)
        return changed

    def files(self, root: str, extension: str) -> Iterator[str]:
        """Go through the files under `root` that end in `extension`, in a fixed order.

        Those that `walk` passes over are left out; so is what comes after the first `MOST_FILES`.
        """
        ending = extension.lower()
        for path in islice(walk(self.disk, root), MOST_FILES):
            if self.stopped:
                raise StoppedError
            if path.lower().endswith(ending):
                yield path

    def forget_all(self) -> None:
        """Look anew at everything on disk; the other backlogs are known until `adopt` says more."""
        self.disk.forget_all()
        self._read.clear()
        self._tools.clear()
        self._milestones.clear()
        self._named.clear()

    def forget(self, path: str) -> frozenset[Subject]:
        """Look anew at `path`, which is said to have come, gone or changed on disk.

        Returns:
            the shared subjects that this may have changed.
        """
        self.disk.forget(path)
        self._read.pop(path, None)
        if is_tool_config(path):
            self._tools.clear()
        if is_milestone_path(path):
            self._milestones.clear()
        self._named.clear()
        if path in self.open:
            return frozenset()
        changed = self._members.drop(path)
        if self.root_of(path) in self._loaded and is_backlog_name(path):
            backlog = self.backlog(path)
            if backlog:
                changed |= self._members.put(path, backlog)
        return changed


def stem_of(path: str) -> str:
    """Return the name of the file at `path` as it is compared: in lower case, without its ending."""
    return os.path.basename(path).casefold().rpartition(".")[0]


def read_backlog(path: str) -> Backlog | None:
    """Return the Markdown document at `path` on disk, understood, or None: it cannot be read."""
    try:
        backlog = Backlog.read(Document.parse(read_text(path)))
    except (OSError, UnicodeDecodeError, ValueError):
        return None
    backlog.forget_walk()  # it is here to be asked of now and then, and there may be a thousand
    return backlog
