"""Measure cost as a number of calls, which does not depend on the machine or its load."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    import pytest


def count_calls(function: Callable[..., object], *arguments: object) -> int:
    """Return the number of calls of Python and C functions that ``function(*arguments)`` makes."""
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


def spy_on(monkeypatch: pytest.MonkeyPatch, where: Any, name: str) -> Mock:
    """Return a mock that counts the calls of the function `name` of `where`, which still runs."""
    spy = Mock(wraps=getattr(where, name))
    monkeypatch.setattr(where, name, spy)
    return spy
