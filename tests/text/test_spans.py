"""Offsets that are covered by spans."""

from __future__ import annotations

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.text.spans import covers


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 3)), max_size=6))
def test_covers_equals_a_linear_search(steps: list[tuple[int, int]]) -> None:
    ends = list(accumulate(gap + size for gap, size in steps))
    spans = [(end - size, end) for end, (_, size) in zip(ends, steps, strict=True)]
    for offset in range(max(ends, default=0) + 2):
        assert covers(spans, offset) == any(low <= offset < high for low, high in spans)
