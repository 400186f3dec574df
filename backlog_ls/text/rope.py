"""A persistent sequence of pieces of text: a B-tree whose nodes know what they hold.

The idea is that of ropes and of Zed's SumTree: a node keeps the number of characters, lines and
pieces below it, so that every question of place is a walk from the root, and an edit makes
new nodes only along one path. Everything else stays the same object, in the old rope and the new.

Two things go beyond a rope.

*Keys.* Every piece has a key, an integer that grows along the sequence and stays with the piece for
as long as it is not replaced. Knowledge about a piece can be stored under its key: a line inserted
above renumbers nothing, and where the piece stands now is one look-up away.

*Measures.* A `Measure` is a monoid over pieces (how many are done, which headings are open at the
end). `fold` computes it for any run of pieces; each node remembers its own result, so that after an
edit only the nodes on one path are computed again.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

WIDTH = 32
"""The most entries that a node holds. 32 keeps a path through a million pieces at four nodes."""

SPACING = 1 << 40
"""The distance between two keys in a fresh rope, the room for pieces to come between them."""


class Piece(Protocol):
    """What a rope holds: a text that knows how many line ends it has."""

    @property
    def text(self) -> str: ...
    @property
    def newlines(self) -> int: ...


T = TypeVar("T", bound=Piece)
S = TypeVar("S")


class Measure(Generic[T, S]):
    """A monoid over pieces: `zero` for none, `of` for one, `join` (associative) for two runs."""

    __slots__ = ("join", "of", "zero")

    def __init__(self, zero: S, of: Callable[[int, T], S], join: Callable[[S, S], S]) -> None:
        self.zero = zero
        self.of = of
        self.join = join


class Place(NamedTuple, Generic[T]):
    """A piece and where it stands: index, code-point offset and line, all 0-based."""

    key: int
    piece: T
    index: int
    offset: int
    line: int


class Splice(NamedTuple, Generic[T]):
    """A rope after a splice, with what left it and what came, each with its key."""

    rope: Rope[T]
    removed: tuple[tuple[int, T], ...]
    added: tuple[tuple[int, T], ...]


class _Node(Generic[T]):
    """A node. In a leaf, `entries` are pieces; above, they are nodes.

    `counts`, `lengths` and `newlines` are running sums: entry i covers ``[sum[i], sum[i + 1])``.
    """

    __slots__ = ("counts", "entries", "height", "keys", "lengths", "measured", "newlines")

    def __init__(self, height: int, entries: tuple[Any, ...], keys: tuple[int, ...]) -> None:
        self.height = height
        self.entries = entries
        self.keys = keys
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
        if self.measured is None:
            self.measured = {}
        elif measure in self.measured:
            found: S = self.measured[measure]
            return found
        total = self.measure_run(measure, 0, len(self.entries))
        self.measured[measure] = total
        return total

    def measure_run(self, measure: Measure[T, S], first: int, last: int) -> S:
        total = measure.zero
        join = measure.join
        for i in range(first, last):
            entry = self.entries[i]
            part = entry.measure(measure) if self.height else measure.of(self.keys[i], entry)
            total = join(total, part)
        return total


class Rope(Generic[T]):
    """An immutable sequence of pieces."""

    __slots__ = ("_root",)

    def __init__(self, root: _Node[T]) -> None:
        self._root = root

    @staticmethod
    def build(pieces: Sequence[T]) -> Rope[T]:
        """Return a rope of `pieces`, with fresh keys."""
        keys = tuple(range(SPACING, SPACING * (len(pieces) + 1), SPACING))
        return Rope(_grow(_leaves(tuple(pieces), keys)))

    @property
    def length(self) -> int:
        """The number of code points."""
        return self._root.lengths[-1]

    @property
    def newlines(self) -> int:
        """The number of line ends, so one less than the number of lines."""
        return self._root.newlines[-1]

    def __len__(self) -> int:
        return self._root.counts[-1]

    def __iter__(self) -> Iterator[T]:
        return (place.piece for place in self.places())

    def at_index(self, index: int) -> Place[T]:
        """Return the piece number `index`, which must be in range."""
        return self._seek("counts", index)

    def at_offset(self, offset: int) -> Place[T]:
        """Return the piece that holds the code point at `offset`; the last one at or past the end.

        The rope must not be empty.
        """
        return self._seek("lengths", offset)

    def at_line(self, line: int) -> Place[T]:
        """Return the piece that line number `line` begins in; the last one past the end.

        The rope must not be empty.
        """
        return self._seek("newlines", line)

    def at_key(self, key: int) -> Place[T] | None:
        """Return the piece under `key`, or None where no piece has it now."""
        place = self.at_or_before(key)
        return place if place is not None and place.key == key else None

    def at_or_before(self, key: int) -> Place[T] | None:
        """Return the last piece whose key is at most `key`, or None where all are greater."""
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
            # Where pieces are empty in this dimension (a last piece without line end), several sums
            # are equal: the last of them is the one that goes on.
            i = min(bisect_right(column, target) - 1, len(node.entries) - 1)
            target -= column[i]
            index += node.counts[i]
            offset += node.lengths[i]
            line += node.newlines[i]
            if not node.height:
                return Place(node.keys[i], node.entries[i], index, offset, line)
            node = node.entries[i]

    def places(self, start: int = 0) -> Iterator[Place[T]]:
        """Go through the pieces from number `start` on."""
        if start >= len(self):
            return
        stack = [(self._root, 0)]
        node = self._root
        index = offset = line = 0
        while True:  # go down to the leaf of `start`
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
        """Return `measure` over the pieces number `start` up to, not including, `stop`."""
        return _fold(self._root, measure, start, stop)

    def find(
        self, measure: Measure[T, int], mask: int, start: int, stop: int
    ) -> Iterator[Place[T]]:
        """Go through the pieces in ``[start, stop)`` whose bits in `measure` meet `mask`.

        `measure` must join with ``|``; a subtree without any of the bits is passed over unseen.
        """
        yield from _find(self._root, measure, mask, start, stop, 0, 0, 0)

    def find_last(
        self, measure: Measure[T, int], mask: int, stop: int
    ) -> Place[T] | None:
        """Return the last piece before number `stop` whose bits in `measure` meet `mask`."""
        return _find_last(self._root, measure, mask, stop, 0, 0, 0)

    def slice(self, start: int, end: int) -> str:
        """Return the text of the code points ``[start, end)``, which must be in range."""
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
        """Replace the pieces number ``[start, stop)`` by `pieces`.

        Pieces that come take over the keys of those that go, in order, so that what is known of the
        third row is looked for at the third row again. Where no room is left between two keys,
        neighbours get new ones too, and so count as removed and added.
        """
        old = [key for key, _ in self._run(start, stop)]
        keys = self._keys_for(old, start, stop, len(pieces))
        reach = WIDTH
        while keys is None:
            # As in Dietz and Sleator's order maintenance: spread out a neighbourhood, twice as wide
            # each time, so that the cost per insertion stays logarithmic.
            low, high = max(start - reach, 0), min(stop + reach, len(self))
            left = [piece for _, piece in self._run(low, start)]
            right = [piece for _, piece in self._run(stop, high)]
            start, stop, pieces = low, high, [*left, *pieces, *right]
            keys = self._keys_for([], start, stop, len(pieces))
            reach *= 2
        removed = tuple(self._run(start, stop))
        nodes = _replace(self._root, start, stop, tuple(pieces), keys)
        return Splice(Rope(_grow(nodes)), removed, tuple(zip(keys, pieces, strict=True)))

    def _run(self, start: int, stop: int) -> Iterator[tuple[int, T]]:
        for place in self.places(start):
            if place.index >= stop:
                return
            yield place.key, place.piece

    def _keys_for(
        self, old: list[int], start: int, stop: int, count: int
    ) -> tuple[int, ...] | None:
        """Return `count` keys for the place of ``[start, stop)``, `old` first, or None: no room."""
        if count <= len(old):
            return tuple(old[:count])
        extra = count - len(old)
        low = old[-1] if old else self.at_index(start - 1).key if start else 0
        if stop < len(self):
            high = self.at_index(stop).key
        else:
            high = low + SPACING * (extra + 1)
        step = (high - low) // (extra + 1)
        if step < 1:
            return None
        return (*old, *range(low + step, low + step * extra + 1, step))


def _leaves(pieces: tuple[T, ...], keys: tuple[int, ...]) -> list[_Node[T]]:
    return _chunk(0, pieces, keys)


def _chunk(height: int, entries: tuple[Any, ...], keys: tuple[int, ...]) -> list[_Node[T]]:
    """Return nodes of equal height and nearly equal size that hold `entries`."""
    if len(entries) <= WIDTH:
        return [_Node(height, entries, keys)]
    # Three quarters full: room to grow without a split at the next insertion.
    parts = -(-len(entries) // (WIDTH * 3 // 4))
    bounds = [len(entries) * part // parts for part in range(parts + 1)]
    return [
        _Node(height, entries[first:last], keys[first:last])
        for first, last in zip(bounds, bounds[1:], strict=False)
    ]


def _grow(nodes: list[_Node[T]]) -> _Node[T]:
    """Return one root over `nodes`, as low as it can be."""
    while len(nodes) > 1:
        nodes = _parents(nodes)
    root = nodes[0]
    while root.height and len(root.entries) == 1:
        root = root.entries[0]
    return root


def _parents(nodes: Sequence[_Node[T]]) -> list[_Node[T]]:
    return _chunk(nodes[0].height + 1, tuple(nodes), tuple(node.keys[0] for node in nodes))


def _replace(
    node: _Node[T], start: int, stop: int, pieces: tuple[T, ...], keys: tuple[int, ...]
) -> list[_Node[T]]:
    """Return nodes of the height of `node` with its pieces ``[start, stop)`` replaced."""
    if not node.height:
        return _leaves(
            node.entries[:start] + pieces + node.entries[stop:],
            node.keys[:start] + keys + node.keys[stop:],
        )
    counts = node.counts
    last_entry = len(node.entries) - 1
    first = min(bisect_right(counts, start) - 1, last_entry)
    last = max(first, min(bisect_right(counts, stop - 1) - 1, last_entry)) if stop else first
    if first == last:
        middle = _replace(
            node.entries[first], start - counts[first], stop - counts[first], pieces, keys
        )
    else:
        left = node.entries[first]
        right = node.entries[last]
        middle = _replace(left, start - counts[first], left.counts[-1], pieces, keys)
        middle += _replace(right, 0, stop - counts[last], (), ())
    # A neighbour on each side takes part in evening out, so that no sliver stays alone.
    low, high = max(first - 1, 0), min(last + 2, len(node.entries))
    run = [*node.entries[low:first], *middle, *node.entries[last + 1 : high]]
    entries = (*node.entries[:low], *_even_out(run), *node.entries[high:])
    if not entries:
        return [_Node(node.height, (_Node(node.height - 1, (), ()),), (0,))]
    return _parents(entries)


def _even_out(nodes: list[_Node[T]]) -> list[_Node[T]]:
    """Join neighbours of which one is less than a quarter full; drop empty ones."""
    result: list[_Node[T]] = []
    for node in nodes:
        if not node.counts[-1]:
            continue
        if result and min(len(result[-1].entries), len(node.entries)) < WIDTH // 4:
            left = result.pop()
            result += _chunk(left.height, left.entries + node.entries, left.keys + node.keys)
        else:
            result.append(node)
    return result


def _fold(node: _Node[T], measure: Measure[T, S], start: int, stop: int) -> S:
    size = node.counts[-1]
    start, stop = max(start, 0), min(stop, size)
    if start >= stop:
        return measure.zero
    if start == 0 and stop == size:
        return node.measure(measure)
    if not node.height:
        return node.measure_run(measure, start, stop)
    total = measure.zero
    counts = node.counts
    first = bisect_right(counts, start) - 1
    for i in range(first, len(node.entries)):
        if counts[i] >= stop:
            break
        part = _fold(node.entries[i], measure, start - counts[i], stop - counts[i])
        total = measure.join(total, part)
    return total


def _find(
    node: _Node[T],
    measure: Measure[T, int],
    mask: int,
    start: int,
    stop: int,
    index: int,
    offset: int,
    line: int,
) -> Iterator[Place[T]]:
    for i, entry in enumerate(node.entries):
        first = index + node.counts[i]
        if first >= stop:
            return
        if index + node.counts[i + 1] <= start:
            continue
        at = offset + node.lengths[i]
        on = line + node.newlines[i]
        if node.height:
            if entry.measure(measure) & mask:
                yield from _find(entry, measure, mask, start, stop, first, at, on)
        elif measure.of(node.keys[i], entry) & mask:
            yield Place(node.keys[i], entry, first, at, on)


def _find_last(
    node: _Node[T],
    measure: Measure[T, int],
    mask: int,
    stop: int,
    index: int,
    offset: int,
    line: int,
) -> Place[T] | None:
    for i in range(len(node.entries) - 1, -1, -1):
        entry = node.entries[i]
        first = index + node.counts[i]
        if first >= stop:
            continue
        at = offset + node.lengths[i]
        on = line + node.newlines[i]
        if node.height:
            if entry.measure(measure) & mask:
                found = _find_last(entry, measure, mask, stop, first, at, on)
                if found is not None:
                    return found
        elif measure.of(node.keys[i], entry) & mask:
            return Place(node.keys[i], entry, first, at, on)
    return None
