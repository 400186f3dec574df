"""Similar words, for "did you mean" suggestions."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_COMPARED = 200
"""Maximum number of code points of a word that are compared. The cost is quadratic."""


def rank_by_distance(word: str, candidates: Iterable[str], count: int = 5) -> list[str]:
    """Return at most `count` of `candidates`, closest to `word` first. Ties keep their order."""
    ranked = sorted(candidates, key=lambda other: edit_distance(word.lower(), other.lower()))
    return ranked[:count]


def find_close_match(word: str, candidates: Iterable[str], max_distance: int) -> str:
    """Return the first candidate closest to `word`; "" if all are further than `max_distance`."""
    wanted, close = word.lower(), ""
    for other in candidates:
        distance = edit_distance(wanted, other.lower(), max_distance)
        if distance <= max_distance:
            if not distance:
                return other
            close, max_distance = other, distance - 1
    return close


def edit_distance(left: str, right: str, limit: int = MAX_COMPARED) -> int:
    """Return the number of insertions, deletions, replacements and swaps of neighbours.

    This is the optimal string alignment distance of the first `MAX_COMPARED` code points of each.
    If it is greater than `limit`, some number greater than `limit` is returned.
    """
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    left, right = left[:MAX_COMPARED], right[:MAX_COMPARED]
    # Each letter that only one word has costs at least one change. This rules out most words.
    if limit < MAX_COMPARED and _letters_apart(left, right) > limit:
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
        if min(row) > limit and min(above) > limit:  # two rows, because a swap looks back two
            return limit + 1
    return row[-1]


def _letters_apart(left: str, right: str) -> int:
    """Return the larger number of letters that one word has and the other lacks, in any order."""
    ours, theirs = Counter(left), Counter(right)
    return max(sum((ours - theirs).values()), sum((theirs - ours).values()))
