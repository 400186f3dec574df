"""The files under a root by name, to find what a broken link may have meant."""

from __future__ import annotations

import os
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

from backlog_ls.model.names.did_you_mean import edit_distance
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_DISTANCE = 5
"""Maximum number of changes between similar names."""

MAX_COMPARED = 30
"""Maximum number of names whose distance is computed: those that share most pairs of letters."""

MAX_REMEMBERED = 10_000
"""Maximum number of names whose similar names are kept."""

MAX_MARK = 2
"""Maximum number of letters of a part of a name that tells variants of a document apart."""

_PART = pattern(r"\d+|[^\W\d_]+")


class FileIndex:
    """The files under a root. It does not change, so threads may share it.

    Names are in lower case, with their extension.
    """

    def __init__(self, paths: Iterable[str]) -> None:
        self.files = dict.fromkeys(paths)
        """Absolute paths, in the order of a walk."""
        self._by_name: dict[str, list[str]] | None = None
        self._kinds: dict[tuple[str, ...], list[str]] | None = None
        """The names by `_kind_of`."""
        self._by_pair: dict[tuple[str, ...], dict[str, list[str]]] = {}
        """The names of a kind by each of their pairs of letters."""
        self._similar: dict[str, tuple[str, ...]] = {}
        self._folders: frozenset[str] | None = None

    def with_file(self, path: str) -> FileIndex:
        """Return an index that holds the file at `path` too."""
        return FileIndex([*self.files, path])

    def without_file(self, path: str) -> FileIndex:
        """Return an index that does not hold the file at `path`."""
        return FileIndex(each for each in self.files if each != path)

    @property
    def folders(self) -> frozenset[str]:
        """Absolute paths of the folders that hold the files."""
        if self._folders is None:
            self._folders = frozenset(map(os.path.dirname, self.files))
        return self._folders

    def find_by_name(self, name: str) -> list[str]:
        """Return the paths of the files with this name, in the order of a walk."""
        return self._names().get(name, [])

    def find_similar_names(self, name: str) -> tuple[str, ...]:
        """Return the other names that are similar to `name`, closest first.

        At most a third of the letters differ, and at most `MAX_DISTANCE`. The extension is the same,
        and so are all numbers, language codes and single letters: `plan-2.md` and `guide.de.md` are
        other documents than `plan-1.md` and `guide.fr.md`.
        """
        found = self._similar.get(name)
        if found is None:
            if len(self._similar) >= MAX_REMEMBERED:
                self._similar.clear()
            found = self._similar[name] = self._compare(name)
        return found

    def _compare(self, name: str) -> tuple[str, ...]:
        limit = min(max(len(name) // 3, 1), MAX_DISTANCE)
        pairs = _pairs(name)
        by_pair = self._pairs_of_kind(_kind_of(name))
        shared = Counter(chain.from_iterable(by_pair.get(pair, ()) for pair in pairs))
        # A change of one letter, or a swap of two, changes three pairs at most.
        enough = len(pairs) - 3 * limit
        likely = [
            other
            for other, count in shared.items()
            if count >= enough and abs(len(other) - len(name)) <= limit and other != name
        ]
        likely.sort(key=lambda other: (-shared[other], other))
        ranked = sorted(
            (distance, other)
            for other in likely[:MAX_COMPARED]
            if (distance := edit_distance(other, name, limit)) <= limit
        )
        return tuple(other for _, other in ranked)

    def _names(self) -> dict[str, list[str]]:
        if self._by_name is None:
            by_name: dict[str, list[str]] = {}
            for path in self.files:
                by_name.setdefault(os.path.basename(path).lower(), []).append(path)
            self._by_name = by_name
        return self._by_name

    def _pairs_of_kind(self, kind: tuple[str, ...]) -> dict[str, list[str]]:
        if self._kinds is None:
            kinds: dict[tuple[str, ...], list[str]] = {}
            for name in self._names():
                kinds.setdefault(_kind_of(name), []).append(name)
            self._kinds = kinds
        found = self._by_pair.get(kind)
        if found is None:
            found = {}
            for name in self._kinds.get(kind, ()):
                for pair in _pairs(name):
                    found.setdefault(pair, []).append(name)
            self._by_pair[kind] = found
        return found


def _kind_of(name: str) -> tuple[str, ...]:
    """Return the extension of `name` and the parts that tell variants of a document apart."""
    stem, extension = os.path.splitext(name)
    marks = (
        part.lstrip("0") if part.isdecimal() else part
        for part in _PART.findall(stem)
        if part.isdecimal() or len(part) <= MAX_MARK
    )
    return (extension, *sorted(marks))


def _pairs(name: str) -> set[str]:
    """Return the pairs of neighbouring letters in `name`, and its ends as pairs with a NUL.

    The extension is left out: it is the same in all names of a kind.
    """
    padded = f"\0{os.path.splitext(name)[0]}\0"
    return {padded[at : at + 2] for at in range(len(padded) - 1)}
