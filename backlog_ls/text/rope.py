"""A persistent sequence of text pieces, stored in a B-tree.

The design follows ropes and Zed's SumTree: each node stores the number of characters, lines and
pieces below it. Finding a position is a walk from the root, and an edit creates new nodes only
along one path. The old and the new rope share all other nodes.

Two features go beyond a rope.

*Keys.* Every piece has an integer key. Keys grow along the sequence, and a piece keeps its key until
it is replaced. Data about a piece can be stored under its key: a line inserted above it changes no
key, and the current position of a piece is one lookup away.

*Measures.* A `Measure` is a monoid over pieces (how many tasks are done, which headings are open at
the end). `Rope.fold` computes it for any run of pieces. Each node caches its own result, so an edit
recomputes only the nodes on one path.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Any, Generic, NamedTuple

from backlog_ls.text.tree import (
    MAX_CHILDREN,
    Measure,
    Node,
    S,
    T,
    build_leaves,
    build_tree,
    fold,
    replace_pieces,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SPACING = 1 << 40
"""Distance between two keys in a new rope. Pieces inserted later get keys in between."""


class _Place(NamedTuple):
    key: int
    piece: Any
    index: int  # type: ignore[assignment]  # hides `tuple.index`, for which a place has no use
    offset: int
    line: int


# Python 3.10 has no generic named tuples, so a generic class extends a plain one.
class Place(_Place, Generic[T]):
    """A piece and its position: index, code-point offset and line, all 0-based."""

    __slots__ = ()
    piece: T


class _Splice(NamedTuple):
    rope: Rope[Any]
    removed: tuple[tuple[int, Any], ...]
    added: tuple[tuple[int, Any], ...]


class Splice(_Splice, Generic[T]):
    """A rope after a splice, with the removed and the added pieces and their keys."""

    __slots__ = ()
    rope: Rope[T]
    removed: tuple[tuple[int, T], ...]
    added: tuple[tuple[int, T], ...]


class Rope(Generic[T]):
    """An immutable sequence of pieces."""

    __slots__ = ("_root",)

    def __init__(self, root: Node[T]) -> None:
        self._root = root

    @staticmethod
    def build(pieces: Sequence[T]) -> Rope[T]:
        """Return a rope of `pieces` with new keys."""
        keys = tuple(range(SPACING, SPACING * (len(pieces) + 1), SPACING))
        return Rope(build_tree(build_leaves(tuple(pieces), keys)))

    @property
    def length(self) -> int:
        """The number of code points."""
        return self._root.lengths[-1]

    @property
    def newlines(self) -> int:
        """The number of line endings, which is one less than the number of lines."""
        return self._root.newlines[-1]

    def __len__(self) -> int:
        return self._root.counts[-1]

    def __iter__(self) -> Iterator[T]:
        return (place.piece for place in self.places())

    def at_index(self, index: int) -> Place[T]:
        """Return the piece at `index`, which must be in range."""
        return self._seek("counts", index)

    def at_offset(self, offset: int) -> Place[T]:
        """Return the piece that contains `offset`, in code points; past the end, the last piece.

        The rope must not be empty.
        """
        return self._seek("lengths", offset)

    def at_line(self, line: int) -> Place[T]:
        """Return the piece in which the 0-based `line` begins; past the end, the last piece.

        The rope must not be empty.
        """
        return self._seek("newlines", line)

    def at_key(self, key: int) -> Place[T] | None:
        """Return the piece with `key`, or None if no piece has it."""
        place = self.at_or_before(key)
        return place if place is not None and place.key == key else None

    def at_or_before(self, key: int) -> Place[T] | None:
        """Return the last piece whose key is at most `key`, or None if all keys are greater."""
        node = self._root
        index = offset = line = 0
        while True:
            i = bisect_right(node.keys, key) - 1
            if i < 0:
                return None
            index += node.counts[i]
            offset += node.lengths[i]
            line += node.newlines[i]
            if not node.height:
                return Place(node.keys[i], node.entries[i], index, offset, line)
            node = node.entries[i]

    def _seek(self, sums: str, target: int) -> Place[T]:
        node = self._root
        index = offset = line = 0
        while True:
            column = getattr(node, sums)
            # A piece can be empty in this dimension (a last piece without a line ending). Then
            # several sums are equal, and the last of them leads to the right piece.
            i = min(bisect_right(column, target) - 1, len(node.entries) - 1)
            target -= column[i]
            index += node.counts[i]
            offset += node.lengths[i]
            line += node.newlines[i]
            if not node.height:
                return Place(node.keys[i], node.entries[i], index, offset, line)
            node = node.entries[i]

    def places(self, start: int = 0) -> Iterator[Place[T]]:
        """Yield the pieces from index `start` on."""
        if start >= len(self):
            return
        stack = [(self._root, 0)]
        node = self._root
        index = offset = line = 0
        while True:  # descend to the leaf that contains `start`
            i = bisect_right(node.counts, start - index) - 1
            index += node.counts[i]
            offset += node.lengths[i]
            line += node.newlines[i]
            stack[-1] = (node, i)
            if not node.height:
                break
            node = node.entries[i]
            stack.append((node, 0))
        while stack:
            node, i = stack.pop()
            if node.height:
                if i + 1 < len(node.entries):
                    stack.append((node, i + 1))
                    child = node.entries[i + 1]
                    while child.height:
                        stack.append((child, 0))
                        child = child.entries[0]
                    stack.append((child, 0))
                continue
            for j in range(i, len(node.entries)):
                piece = node.entries[j]
                yield Place(node.keys[j], piece, index, offset, line)
                index += 1
                offset += len(piece.text)
                line += piece.newlines

    def fold(self, measure: Measure[T, S], start: int, stop: int) -> S:
        """Return `measure` of the pieces with indexes ``[start, stop)``."""
        return fold(self._root, measure, start, stop)

    def find(
        self, measure: Measure[T, int], mask: int, start: int, stop: int
    ) -> Iterator[Place[T]]:
        """Yield the pieces in ``[start, stop)`` that have a bit of `mask` set in `measure`.

        `measure` must join with ``|``. Subtrees without any of the bits are skipped.
        """
        yield from _find(self._root, measure, mask, start, stop, 0, 0, 0)

    def find_last(self, measure: Measure[T, int], mask: int, stop: int) -> Place[T] | None:
        """Return the last piece before index `stop` with a bit of `mask` set in `measure`."""
        return _find_last(self._root, measure, mask, stop, 0, 0, 0)

    def slice(self, start: int, end: int) -> str:
        """Return the code points ``[start, end)``, which must be in range."""
        if start >= end:
            return ""
        first = self.at_offset(start)
        stop = first.offset + len(first.piece.text)
        if end <= stop:
            return first.piece.text[start - first.offset : end - first.offset]
        parts = [first.piece.text[start - first.offset :]]
        for place in self.places(first.index + 1):
            if place.offset >= end:
                break
            parts.append(place.piece.text[: end - place.offset])
        return "".join(parts)

    def splice(self, start: int, stop: int, pieces: Sequence[T]) -> Splice[T]:
        """Return the rope with the pieces ``[start, stop)`` replaced by `pieces`.

        New pieces take over the keys of the replaced ones, in order, so that data stored for the
        third row stays with the third row. If there is no room between two keys, neighbours get
        new keys as well and count as removed and added.
        """
        old = [key for key, _ in self._run(start, stop)]
        keys = self._keys_for(old, start, stop, len(pieces))
        reach = MAX_CHILDREN
        while keys is None:
            # Dietz and Sleator's order maintenance: renumber a neighbourhood that doubles each time.
            # The amortized cost per insertion stays logarithmic.
            low, high = max(start - reach, 0), min(stop + reach, len(self))
            left = [piece for _, piece in self._run(low, start)]
            right = [piece for _, piece in self._run(stop, high)]
            start, stop, pieces = low, high, [*left, *pieces, *right]
            keys = self._keys_for([], start, stop, len(pieces))
            reach *= 2
        removed = tuple(self._run(start, stop))
        nodes = replace_pieces(self._root, start, stop, tuple(pieces), keys)
        return Splice(Rope(build_tree(nodes)), removed, tuple(zip(keys, pieces, strict=True)))

    def _run(self, start: int, stop: int) -> Iterator[tuple[int, T]]:
        for place in self.places(start):
            if place.index >= stop:
                return
            yield place.key, place.piece

    def _keys_for(
        self, old: list[int], start: int, stop: int, count: int
    ) -> tuple[int, ...] | None:
        """Return `count` keys to put at ``[start, stop)``, reusing `old`; None if there is no room."""
        if count <= len(old):
            return tuple(old[:count])
        extra = count - len(old)
        low = old[-1] if old else self.at_index(start - 1).key if start else 0
        high = self.at_index(stop).key if stop < len(self) else low + SPACING * (extra + 1)
        step = (high - low) // (extra + 1)
        if step < 1:
            return None
        return (*old, *range(low + step, low + step * extra + 1, step))


def _find(
    node: Node[T],
    measure: Measure[T, int],
    mask: int,
    start: int,
    stop: int,
    index: int,
    offset: int,
    line: int,
) -> Iterator[Place[T]]:
    values = node.values(measure)
    first_entry = max(bisect_right(node.counts, start - index) - 1, 0)
    for i in range(first_entry, len(values)):
        if not values[i] & mask:
            continue
        first = index + node.counts[i]
        if first >= stop:
            return
        entry = node.entries[i]
        start_offset = offset + node.lengths[i]
        start_line = line + node.newlines[i]
        if node.height:
            yield from _find(entry, measure, mask, start, stop, first, start_offset, start_line)
        else:
            yield Place(node.keys[i], entry, first, start_offset, start_line)


def _find_last(
    node: Node[T],
    measure: Measure[T, int],
    mask: int,
    stop: int,
    index: int,
    offset: int,
    line: int,
) -> Place[T] | None:
    values = node.values(measure)
    for i in range(bisect_left(node.counts, stop - index, 0, len(values)) - 1, -1, -1):
        if not values[i] & mask:
            continue
        entry = node.entries[i]
        first = index + node.counts[i]
        start_offset = offset + node.lengths[i]
        start_line = line + node.newlines[i]
        if not node.height:
            return Place(node.keys[i], entry, first, start_offset, start_line)
        found = _find_last(entry, measure, mask, stop, first, start_offset, start_line)
        if found is not None:
            return found
    return None
