from __future__ import annotations

from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.model.names.did_you_mean import edit_distance, find_close_match, rank_by_distance

words = st.text("abc", max_size=7)


@cache
def by_definition(left: str, right: str) -> int:
    """Return the optimal string alignment distance by its definition."""
    if not left or not right:
        return len(left) + len(right)
    steps = [
        by_definition(left[:-1], right) + 1,
        by_definition(left, right[:-1]) + 1,
        by_definition(left[:-1], right[:-1]) + (left[-1] != right[-1]),
    ]
    if len(left) > 1 and len(right) > 1 and left[-2:] == right[-1] + right[-2]:
        steps.append(by_definition(left[:-2], right[:-2]) + 1)
    return min(steps)


@given(words, words, st.integers(0, 8))
def test_distance(left: str, right: str, limit: int) -> None:
    exact = by_definition(left, right)
    assert edit_distance(left, right) == exact
    limited = edit_distance(left, right, limit)
    assert limited == exact if exact <= limit else limited > limit


def test_rank_is_by_distance_and_stable() -> None:
    assert rank_by_distance("done", ["Todo", "Dnoe", "Done", "Gone"], 3) == ["Done", "Dnoe", "Gone"]


@given(words, st.lists(words), st.integers(0, 4))
def test_what_was_meant_is_the_nearest_that_is_near_enough(
    word: str, candidates: list[str], limit: int
) -> None:
    near = [other for other in candidates if by_definition(word, other) <= limit]
    first = min(near, key=lambda other: by_definition(word, other), default="")
    assert find_close_match(word, candidates, limit) == first
    assert find_close_match(word.upper(), candidates, limit) == first
