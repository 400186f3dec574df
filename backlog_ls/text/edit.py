"""Edits of a text, as values."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Edit(NamedTuple):
    """Replace the code points ``[start, end)`` by `text`; ``start == end`` inserts."""

    start: int
    end: int
    text: str

    def moved(self, by: int) -> Edit:
        """Return the same edit `by` code points further."""
        return Edit(self.start + by, self.end + by, self.text)


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return `text` after `edits`, all of whose offsets refer to `text` itself.

    Two inserts at one place keep the order in which they are given.

    Raises:
        ValueError: two edits overlap, or one lies outside the text.
    """
    parts: list[str] = []
    position = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if not position <= edit.start <= edit.end <= len(text):
            message = f"edits overlap or lie outside the text at {edit.start}"
            raise ValueError(message)
        parts.append(text[position : edit.start])
        parts.append(edit.text)
        position = edit.end
    parts.append(text[position:])
    return "".join(parts)


def composed(first: Iterable[Edit], second: Iterable[Edit], length: int) -> list[Edit]:
    """Return the edits that do at once what `first` does, and then `second` to what that makes.

    Args:
        first: edits of a text, sorted and apart.
        second: edits of that text after `first`, sorted and apart.
        length: of the text before both, in code points.
    """
    between = _Pieces()
    position = 0
    for edit in first:
        between.keep(position, edit.start)
        between.insert(edit.text)
        position = edit.end
    between.keep(position, length)
    after = _Pieces()
    position = 0
    for edit in second:
        after.take(between, position, edit.start)
        after.insert(edit.text)
        position = edit.end
    after.take(between, position, between.length)
    return after.edits(length)


class _Pieces:
    """A text as what was kept of the one before, in its order, and what came in between."""

    def __init__(self) -> None:
        self.length = 0
        self._ends: list[int] = []
        """Of each piece, within the whole."""
        self._pieces: list[tuple[int, int] | str] = []
        """Where it stood in the text before; or what came in."""

    def keep(self, start: int, end: int) -> None:
        if start < end:
            self._add((start, end), end - start)

    def insert(self, text: str) -> None:
        if text:
            self._add(text, len(text))

    def take(self, other: _Pieces, start: int, end: int) -> None:
        """Add the code points ``[start, end)`` of `other`."""
        index = bisect_right(other._ends, start)
        while start < end:
            piece, stop = other._pieces[index], other._ends[index]
            until = min(stop, end)
            if isinstance(piece, str):
                low = start - stop + len(piece)
                self.insert(piece[low : low + until - start])
            else:
                low = piece[1] - stop + start
                self.keep(low, low + until - start)
            start = until
            index += 1

    def edits(self, length: int) -> list[Edit]:
        """Return what makes this of the text before, which has `length` code points."""
        made: list[Edit] = []
        new: list[str] = []
        position = 0
        for piece in (*self._pieces, (length, length)):
            if isinstance(piece, str):
                new.append(piece)
                continue
            if new or piece[0] > position:
                made.append(Edit(position, piece[0], "".join(new)))
                new = []
            position = piece[1]
        return made

    def _add(self, piece: tuple[int, int] | str, size: int) -> None:
        self.length += size
        self._ends.append(self.length)
        self._pieces.append(piece)


def minimal_edit(old: str, new: str) -> Edit | None:
    """Return the one smallest edit that turns `old` into `new`, or None where they are equal."""
    if old == new:
        return None
    start = common_prefix(old, new)
    tail = common_suffix(old, new, min(len(old), len(new)) - start)
    return Edit(start, len(old) - tail, new[start : len(new) - tail])


def common_prefix(left: str, right: str) -> int:
    """Return the length of the longest common prefix."""
    # Halving compares slices at the speed of memcmp; a loop over characters is 50 times slower.
    low, high = 0, min(len(left), len(right))
    while low < high:
        middle = (low + high + 1) // 2
        if left[low:middle] == right[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def common_suffix(left: str, right: str, limit: int) -> int:
    """Return the length of the longest common suffix, at most `limit`."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if (
            left[len(left) - middle : len(left) - low]
            == right[len(right) - middle : len(right) - low]
        ):
            low = middle
        else:
            high = middle - 1
    return low
