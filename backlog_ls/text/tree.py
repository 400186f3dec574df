"""The nodes of a rope: how they hold pieces, how they are replaced and evened out, how they are measured.

Nodes are immutable but for `measured`, in which a node remembers what it was asked: two threads that
ask at once compute the same.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import reduce
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WIDTH = 32
"""The most entries that a node holds. 32 keeps a path through a million pieces at four nodes."""


class Piece(Protocol):
    """What a rope holds: a text that knows how many line ends it has."""

    @property
    def text(self) -> str: ...
    @property
    def newlines(self) -> int: ...


T = TypeVar("T", bound=Piece)
S = TypeVar("S")


class Measure(Generic[T, S]):
    """A monoid over pieces: `zero` for none, `of` for one, `join` (associative) for two runs.

    What single pieces measure is kept, unless `kept` says that it is too large for that.
    """

    __slots__ = ("join", "kept", "of", "zero")

    def __init__(
        self, zero: S, of: Callable[[int, T], S], join: Callable[[S, S], S], *, kept: bool = True
    ) -> None:
        self.zero = zero
        self.of = of
        self.join = join
        self.kept = kept


class Node(Generic[T]):
    """A node. In a leaf, `entries` are pieces; above, they are nodes.

    `counts`, `lengths` and `newlines` are running sums: entry i covers ``[sum[i], sum[i + 1])``.
    """

    __slots__ = ("counts", "entries", "height", "keys", "lengths", "measured", "newlines")

    def __init__(self, height: int, entries: tuple[Any, ...], keys: tuple[int, ...]) -> None:
        self.height = height
        self.entries = entries
        self.keys = keys
        self.counts: tuple[int, ...]
        self.lengths: tuple[int, ...]
        self.newlines: tuple[int, ...]
        self.measured: dict[Measure[T, Any], Any] | None = None
        if height:
            self.counts = tuple(accumulate((e.counts[-1] for e in entries), initial=0))
            self.lengths = tuple(accumulate((e.lengths[-1] for e in entries), initial=0))
            self.newlines = tuple(accumulate((e.newlines[-1] for e in entries), initial=0))
        else:
            self.counts = tuple(range(len(entries) + 1))
            self.lengths = tuple(accumulate((len(e.text) for e in entries), initial=0))
            self.newlines = tuple(accumulate((e.newlines for e in entries), initial=0))

    def measure(self, measure: Measure[T, S]) -> S:
        return self._measured(measure)[1]

    def values(self, measure: Measure[T, S]) -> tuple[S, ...]:
        """Return what `measure` is for each entry."""
        return self._measured(measure)[0] or tuple(map(measure.of, self.keys, self.entries))

    def _measured(self, measure: Measure[T, S]) -> tuple[tuple[S, ...], S]:
        if self.measured is None:
            self.measured = {}
        else:
            known: tuple[tuple[S, ...], S] | None = self.measured.get(measure)
            if known:
                return known
        if self.height:
            values = tuple([entry.measure(measure) for entry in self.entries])
        else:
            values = tuple(map(measure.of, self.keys, self.entries))
        total = reduce(measure.join, values, measure.zero)
        known = values if measure.kept or self.height else (), total
        self.measured[measure] = known
        return known


def leaves(pieces: tuple[T, ...], keys: tuple[int, ...]) -> list[Node[T]]:
    return _chunk(0, pieces, keys)


def _chunk(height: int, entries: tuple[Any, ...], keys: tuple[int, ...]) -> list[Node[T]]:
    """Return nodes of equal height and nearly equal size that hold `entries`."""
    if len(entries) <= WIDTH:
        return [Node(height, entries, keys)]
    # Three quarters full: room to grow without a split at the next insertion.
    parts = -(-len(entries) // (WIDTH * 3 // 4))
    bounds = [len(entries) * part // parts for part in range(parts + 1)]
    return [Node(height, entries[first:last], keys[first:last]) for first, last in pairwise(bounds)]


def grow(nodes: list[Node[T]]) -> Node[T]:
    """Return one root over `nodes`, as low as it can be."""
    while len(nodes) > 1:
        nodes = _parents(nodes)
    root = nodes[0]
    while root.height and len(root.entries) == 1:
        root = root.entries[0]
    return root


def _parents(nodes: Sequence[Node[T]]) -> list[Node[T]]:
    return _chunk(nodes[0].height + 1, tuple(nodes), tuple(node.keys[0] for node in nodes))


def replace(
    node: Node[T], start: int, stop: int, pieces: tuple[T, ...], keys: tuple[int, ...]
) -> list[Node[T]]:
    """Return nodes of the height of `node` with its pieces ``[start, stop)`` replaced."""
    if not node.height:
        return leaves(
            node.entries[:start] + pieces + node.entries[stop:],
            node.keys[:start] + keys + node.keys[stop:],
        )
    counts = node.counts
    last_entry = len(node.entries) - 1
    first = min(bisect_right(counts, start) - 1, last_entry)
    last = max(first, min(bisect_right(counts, stop - 1) - 1, last_entry)) if stop else first
    if first == last:
        middle = replace(
            node.entries[first], start - counts[first], stop - counts[first], pieces, keys
        )
    else:
        left = node.entries[first]
        right = node.entries[last]
        middle = replace(left, start - counts[first], left.counts[-1], pieces, keys)
        middle += replace(right, 0, stop - counts[last], (), ())
    # A neighbour on each side takes part in evening out, so that no sliver stays alone.
    low, high = max(first - 1, 0), min(last + 2, len(node.entries))
    run = [*node.entries[low:first], *middle, *node.entries[last + 1 : high]]
    entries = (*node.entries[:low], *_even_out(run), *node.entries[high:])
    if not entries:
        return [Node(node.height, (Node(node.height - 1, (), ()),), (0,))]
    return _parents(entries)


def _even_out(nodes: list[Node[T]]) -> list[Node[T]]:
    """Join neighbours of which one is less than a quarter full; drop empty ones."""
    result: list[Node[T]] = []
    for node in nodes:
        if not node.counts[-1]:
            continue
        if result and min(len(result[-1].entries), len(node.entries)) < WIDTH // 4:
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
