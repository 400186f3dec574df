"""The B-tree nodes of a rope: building, replacing, rebalancing and measuring.

Nodes are immutable except for `cache`, which holds results of measures. It needs no lock: two threads that
fill it at the same time compute the same values.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import reduce
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MAX_CHILDREN = 32
"""Maximum number of entries in a node. With 32, a path through a million pieces has four nodes."""


class Piece(Protocol):
    """An element of a rope: a text and its number of line endings."""

    @property
    def text(self) -> str: ...
    @property
    def newlines(self) -> int: ...


T = TypeVar("T", bound=Piece)
S = TypeVar("S")


class Measure(Generic[T, S]):
    """A monoid over pieces: `zero` for no pieces, `of` for one, `join` (associative) for two runs.

    Values of single pieces are cached in the leaves unless `cache_pieces` is false, for values that
    are too large. Values of whole nodes are always cached.
    """

    __slots__ = ("cache_pieces", "join", "of", "zero")

    def __init__(
        self,
        zero: S,
        of: Callable[[int, T], S],
        join: Callable[[S, S], S],
        *,
        cache_pieces: bool = True,
    ) -> None:
        self.zero = zero
        self.of = of
        self.join = join
        self.cache_pieces = cache_pieces


class Node(Generic[T]):
    """A B-tree node. The entries of a leaf are pieces; those of an inner node are nodes.

    `counts`, `lengths` and `newlines` are prefix sums: entry i covers ``[sum[i], sum[i + 1])``.
    """

    __slots__ = ("cache", "counts", "entries", "height", "keys", "lengths", "newlines")

    def __init__(self, height: int, entries: tuple[Any, ...], keys: tuple[int, ...]) -> None:
        self.height = height
        self.entries = entries
        self.keys = keys
        self.counts: tuple[int, ...]
        self.lengths: tuple[int, ...]
        self.newlines: tuple[int, ...]
        self.cache: dict[Measure[T, Any], Any] | None = None
        if height:
            self.counts = tuple(accumulate((e.counts[-1] for e in entries), initial=0))
            self.lengths = tuple(accumulate((e.lengths[-1] for e in entries), initial=0))
            self.newlines = tuple(accumulate((e.newlines[-1] for e in entries), initial=0))
        else:
            self.counts = tuple(range(len(entries) + 1))
            self.lengths = tuple(accumulate((len(e.text) for e in entries), initial=0))
            self.newlines = tuple(accumulate((e.newlines for e in entries), initial=0))

    def measure(self, measure: Measure[T, S]) -> S:
        return self._cached(measure)[1]

    def values(self, measure: Measure[T, S]) -> tuple[S, ...]:
        """Return the value of `measure` for each entry."""
        return self._cached(measure)[0] or tuple(map(measure.of, self.keys, self.entries))

    def _cached(self, measure: Measure[T, S]) -> tuple[tuple[S, ...], S]:
        if self.cache is None:
            self.cache = {}
        else:
            known: tuple[tuple[S, ...], S] | None = self.cache.get(measure)
            if known:
                return known
        if self.height:
            values = tuple([entry.measure(measure) for entry in self.entries])
        else:
            values = tuple(map(measure.of, self.keys, self.entries))
        total = reduce(measure.join, values, measure.zero)
        known = values if measure.cache_pieces or self.height else (), total
        self.cache[measure] = known
        return known


def build_leaves(pieces: tuple[T, ...], keys: tuple[int, ...]) -> list[Node[T]]:
    return _chunk(0, pieces, keys)


def _chunk(height: int, entries: tuple[Any, ...], keys: tuple[int, ...]) -> list[Node[T]]:
    """Return nodes of one height and nearly equal size that contain `entries`."""
    if len(entries) <= MAX_CHILDREN:
        return [Node(height, entries, keys)]
    # Three quarters full, so that the next insertion does not split the node.
    parts = -(-len(entries) // (MAX_CHILDREN * 3 // 4))
    bounds = [len(entries) * part // parts for part in range(parts + 1)]
    return [Node(height, entries[first:last], keys[first:last]) for first, last in pairwise(bounds)]


def build_tree(nodes: list[Node[T]]) -> Node[T]:
    """Return the lowest possible root over `nodes`."""
    while len(nodes) > 1:
        nodes = _parents(nodes)
    root = nodes[0]
    while root.height and len(root.entries) == 1:
        root = root.entries[0]
    return root


def _parents(nodes: Sequence[Node[T]]) -> list[Node[T]]:
    return _chunk(nodes[0].height + 1, tuple(nodes), tuple(node.keys[0] for node in nodes))


def replace_pieces(
    node: Node[T], start: int, stop: int, pieces: tuple[T, ...], keys: tuple[int, ...]
) -> list[Node[T]]:
    """Return nodes as high as `node`, with its pieces ``[start, stop)`` replaced by `pieces`."""
    if not node.height:
        return build_leaves(
            node.entries[:start] + pieces + node.entries[stop:],
            node.keys[:start] + keys + node.keys[stop:],
        )
    counts = node.counts
    last_entry = len(node.entries) - 1
    first = min(bisect_right(counts, start) - 1, last_entry)
    last = max(first, min(bisect_right(counts, stop - 1) - 1, last_entry)) if stop else first
    if first == last:
        middle = replace_pieces(
            node.entries[first], start - counts[first], stop - counts[first], pieces, keys
        )
    else:
        left = node.entries[first]
        right = node.entries[last]
        middle = replace_pieces(left, start - counts[first], left.counts[-1], pieces, keys)
        middle += replace_pieces(right, 0, stop - counts[last], (), ())
    # Include a neighbour on each side, so that a small node can be merged.
    low, high = max(first - 1, 0), min(last + 2, len(node.entries))
    run = [*node.entries[low:first], *middle, *node.entries[last + 1 : high]]
    entries = (*node.entries[:low], *_merge_small(run), *node.entries[high:])
    if not entries:
        return [Node(node.height, (Node(node.height - 1, (), ()),), (0,))]
    return _parents(entries)


def _merge_small(nodes: list[Node[T]]) -> list[Node[T]]:
    """Merge neighbours if one is less than a quarter full; drop empty nodes."""
    result: list[Node[T]] = []
    for node in nodes:
        if not node.counts[-1]:
            continue
        if result and min(len(result[-1].entries), len(node.entries)) < MAX_CHILDREN // 4:
            left = result.pop()
            result += _chunk(left.height, left.entries + node.entries, left.keys + node.keys)
        else:
            result.append(node)
    return result


def fold(node: Node[T], measure: Measure[T, S], start: int, stop: int) -> S:
    size = node.counts[-1]
    start, stop = max(start, 0), min(stop, size)
    if start >= stop:
        return measure.zero
    if start == 0 and stop == size:
        return node.measure(measure)
    values = node.values(measure)
    if not node.height:
        return reduce(measure.join, values[start:stop], measure.zero)
    counts = node.counts
    first = bisect_left(counts, start)
    last = bisect_right(counts, stop) - 1
    if first > last:
        return fold(node.entries[last], measure, start - counts[last], stop - counts[last])
    total = measure.zero
    if counts[first] > start:
        total = fold(node.entries[first - 1], measure, start - counts[first - 1], size)
    total = reduce(measure.join, values[first:last], total)
    if counts[last] < stop:
        total = measure.join(total, fold(node.entries[last], measure, 0, stop - counts[last]))
    return total
