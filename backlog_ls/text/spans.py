"""Sorted spans of a text that do not overlap."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def covers(spans: Sequence[tuple[int, int]], offset: int) -> bool:
    """Tell whether one of `spans`, sorted half-open ranges, contains `offset`."""
    index = bisect_right(spans, (offset, float("inf"))) - 1
    return index >= 0 and offset < spans[index][1]
