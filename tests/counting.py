"""Cost as a count, which no machine and no neighbour changes: how many calls something makes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType


def calls(function: Callable[..., object], *arguments: object) -> int:
    """The number of calls, of Python's functions and of C's, that ``function(*arguments)`` makes."""
    count = 0

    def seen(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        function(*arguments)
    finally:
        sys.setprofile(before)
    return count
