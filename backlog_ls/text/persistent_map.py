"""A persistent mapping: an immutable dictionary whose updated copies are cheap.

It is split into small dictionaries (shards). An update copies the shards that it changes and shares
the others; a keystroke changes one or two of 256. A HAMT would share more but needs more code.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

K = TypeVar("K")
V = TypeVar("V")
D = TypeVar("D")

SHARD_COUNT = 256


class PersistentMap(Generic[K, V]):
    """An immutable mapping. The order of iteration is not specified."""

    __slots__ = ("_shards",)

    def __init__(self, shards: tuple[dict[K, V], ...] = ({},) * SHARD_COUNT) -> None:
        self._shards = shards

    def get(self, key: K, default: D) -> V | D:
        """Return the value under `key`, or `default`."""
        return self._shards[hash(key) % SHARD_COUNT].get(key, default)

    def __contains__(self, key: object) -> bool:
        return key in self._shards[hash(key) % SHARD_COUNT]

    def items(self) -> Iterator[tuple[K, V]]:
        """Yield all keys with their values."""
        return chain.from_iterable(map(dict.items, filter(None, self._shards)))

    def __iter__(self) -> Iterator[K]:
        """Yield all keys."""
        return chain.from_iterable(filter(None, self._shards))

    def values(self) -> Iterator[V]:
        """Yield all values."""
        return chain.from_iterable(map(dict.values, filter(None, self._shards)))

    def __len__(self) -> int:
        return sum(map(len, self._shards))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PersistentMap) and dict(self.items()) == dict(other.items())

    __hash__ = None  # type: ignore[assignment]  # compared in tests, never a key

    def updated(self, changes: Mapping[K, V | None]) -> PersistentMap[K, V]:
        """Return a copy with `changes` applied; the value None removes a key."""
        if not changes:
            return self
        shards = list(self._shards)
        copied: set[int] = set()
        for key, value in changes.items():
            number = hash(key) % SHARD_COUNT
            if number not in copied:
                copied.add(number)
                shards[number] = dict(shards[number])
            if value is None:
                shards[number].pop(key, None)
            else:
                shards[number][key] = value
        return PersistentMap(tuple(shards))
