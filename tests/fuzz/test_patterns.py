"""The texts that `patterns.py` derives are slow for patterns that are, and for none of ours."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from patterns import LEAST, pumps, slow, texts


@pytest.mark.parametrize(
    ("pattern", "unit"),
    [
        (r"a+b", "a"),
        (r"(?:xy)*z", "xy"),
        (r"[ \t]*$", " "),
        (r"(a|bc){2,}", "bc"),
        (r"x.{3,}?", "x"),
    ],
)
def test_what_is_repeated_is_found(pattern: str, unit: str) -> None:
    assert unit in {found for _, found in pumps(pattern, 0)}
    assert all(len(text) >= 40 for text in texts(pattern, 0, 50))


def test_what_leads_to_a_repetition_stands_before_it() -> None:
    assert ("ab", "c") in set(pumps(r"a(?:b)c*", 0))


def test_a_quadratic_pattern_is_found() -> None:
    assert LEAST < 0.1
    assert list(slow((r"(?:a|b)*c", re.UNICODE), 1_000))
