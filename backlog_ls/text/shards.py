"""A persistent mapping: an immutable dictionary from which a changed one is cheap to make.

It is cut into small dictionaries, of which a change copies those that it touches and shares the
rest. A keystroke touches one or two of 256; a HAMT would share more, for more code than it is worth.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

K = TypeVar("K")
V = TypeVar("V")
D = TypeVar("D")

SHARDS = 256


class Shards(Generic[K, V]):
    """An immutable mapping. Iteration has no meaningful order."""

    __slots__ = ("_shards",)

    def __init__(self, shards: tuple[dict[K, V], ...] = ({},) * SHARDS) -> None:
        self._shards = shards

    def get(self, key: K, default: D) -> V | D:
        """Return the value under `key`, or `default`."""
        return self._shards[hash(key) % SHARDS].get(key, default)

    def items(self) -> Iterator[tuple[K, V]]:
        """Go through all keys with their values."""
        return chain.from_iterable(map(dict.items, filter(None, self._shards)))

    def __iter__(self) -> Iterator[K]:
        """Go through all keys."""
        return chain.from_iterable(filter(None, self._shards))

    def values(self) -> Iterator[V]:
        """Go through all values."""
        return chain.from_iterable(map(dict.values, filter(None, self._shards)))

    def __len__(self) -> int:
        return sum(map(len, self._shards))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Shards) and dict(self.items()) == dict(other.items())

    __hash__ = None  # type: ignore[assignment]  # compared in tests, never a key

    def updated(self, changes: Mapping[K, V | None]) -> Shards[K, V]:
        """Return the mapping with `changes` made; None removes a key."""
        if not changes:
            return self
        shards = list(self._shards)
        copied: set[int] = set()
        for key, value in changes.items():
            number = hash(key) % SHARDS
            if number not in copied:
                copied.add(number)
                shards[number] = dict(shards[number])
            if value is None:
                shards[number].pop(key, None)
            else:
                shards[number][key] = value
        return Shards(tuple(shards))
