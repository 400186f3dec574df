"""Text edits as values: apply them, compose them, find the smallest one."""

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

    def shifted(self, by: int) -> Edit:
        """Return the edit with its offsets moved by `by` code points."""
        return Edit(self.start + by, self.end + by, self.text)


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return `text` after `edits`. All offsets refer to the original `text`.

    Two inserts at the same offset keep the order in which they are given.

    Raises:
        ValueError: Two edits overlap, or one lies outside the text.
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


def compose_edits(first: Iterable[Edit], second: Iterable[Edit], length: int) -> list[Edit]:
    """Return edits that have the same effect as applying `first` and then `second`.

    Args:
        first: Sorted edits of a text that do not overlap.
        second: Sorted edits of the text after `first` that do not overlap.
        length: Length of the original text in code points.
    """
    middle = _Pieces()
    position = 0
    for edit in first:
        middle.keep(position, edit.start)
        middle.insert(edit.text)
        position = edit.end
    middle.keep(position, length)
    final = _Pieces()
    position = 0
    for edit in second:
        final.take(middle, position, edit.start)
        final.insert(edit.text)
        position = edit.end
    final.take(middle, position, middle.length)
    return final.edits(length)


class _Pieces:
    """A new text as a sequence of ranges kept from the old text and of inserted strings."""

    def __init__(self) -> None:
        self.length = 0
        self._ends: list[int] = []
        """End offset of each piece in the new text."""
        self._pieces: list[tuple[int, int] | str] = []
        """A range ``(start, end)`` of the old text, or an inserted string."""

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
        """Return the edits that turn the old text, `length` code points long, into the new one."""
        edits: list[Edit] = []
        new: list[str] = []
        position = 0
        for piece in (*self._pieces, (length, length)):
            if isinstance(piece, str):
                new.append(piece)
                continue
            if new or piece[0] > position:
                edits.append(Edit(position, piece[0], "".join(new)))
                new = []
            position = piece[1]
        return edits

    def _add(self, piece: tuple[int, int] | str, size: int) -> None:
        self.length += size
        self._ends.append(self.length)
        self._pieces.append(piece)


def minimal_edit(old: str, new: str) -> Edit | None:
    """Return the smallest single edit that turns `old` into `new`, or None if they are equal."""
    if old == new:
        return None
    start = common_prefix(old, new)
    tail = common_suffix(old, new, min(len(old), len(new)) - start)
    return Edit(start, len(old) - tail, new[start : len(new) - tail])


def common_prefix(left: str, right: str) -> int:
    """Return the length of the longest common prefix."""
    # Binary search compares slices at the speed of memcmp. A loop over characters is 50x slower.
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
