"""The words most like a given one, for "did you mean"."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 200
"""Only so many code points of a word are compared: the cost grows with the square."""


def nearest(word: str, candidates: Iterable[str], most: int = 5) -> list[str]:
    """Return `candidates`, nearest to `word` first, at most `most`; ties keep their order."""
    ranked = sorted(candidates, key=lambda other: distance(word.lower(), other.lower()))
    return ranked[:most]


def meant(word: str, candidates: Iterable[str], limit: int) -> str:
    """Return the candidate nearest to `word`, the first of them; "" if all are past `limit`."""
    wanted, close = word.lower(), ""
    for other in candidates:
        apart = distance(wanted, other.lower(), limit)
        if apart <= limit:
            if not apart:
                return other
            close, limit = other, apart - 1
    return close


def distance(left: str, right: str, limit: int = LONGEST) -> int:
    """Return how many characters to insert, delete, replace or swap with the next.

    The optimal string alignment distance, over the first `LONGEST` code points of each. Past
    `limit` it is not counted on, and some number greater than `limit` is returned.
    """
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    left, right = left[:LONGEST], right[:LONGEST]
    # Each letter that only one of them has costs at least one change: most words are ruled out so.
    if limit < LONGEST and _letters_apart(left, right) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        above, row, earlier = row, [i], before
        before = above
        for j, b in enumerate(right, 1):
            cost = min(row[j - 1] + 1, above[j] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > limit and min(above) > limit:  # a swap looks back two rows
            return limit + 1
    return row[-1]


def _letters_apart(left: str, right: str) -> int:
    """Return how many letters, wherever they stand, the one has that the other lacks; the larger."""
    ours, theirs = Counter(left), Counter(right)
    return max(sum((ours - theirs).values()), sum((theirs - ours).values()))
