"""`patterns.py` finds slow patterns, and tests the methods that the program calls."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from pattern_texts import pumps, starts, texts
from pattern_uses import EACH, all_patterns, find_used_methods
from patterns import find_slow_texts


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
    assert unit in {found for _, found, _ in texts(pattern, 0)}


def test_what_leads_to_a_repetition_stands_before_it() -> None:
    assert ("ab", "c") in set(pumps(r"a(?:b)c*", 0))


def test_each_way_to_begin_is_found() -> None:
    assert {("", "["), ("", "[x"), ("", "(")} <= set(starts(r"\[[^\]]+\]|\(", 0))


@pytest.mark.parametrize(
    ("pattern", "ask"),
    [
        (r"(?:a|b)*c", "search"),
        (r"[ ]+$", "search"),
        (r"[ ]*,?[ ]*;", "match"),
        (r"\[[^\]]*\]", "search"),  # from each bracket on
        (r"<[^>]*>", EACH),
        (r"(?:a+)+b", "match"),  # exponential, as are those below
        (r"(?:<[^<>]*>?|[^a-z<])*", "fullmatch"),
        (r"(?:[ab][bc]*)*d", "search"),
    ],
)
def test_what_is_not_linear_is_found(pattern: str, ask: str) -> None:
    assert list(find_slow_texts((pattern, re.UNICODE), {ask}))


@pytest.mark.parametrize(
    ("pattern", "ask"), [(r"[ ]+$", "match"), (r"a[^b]*b", "fullmatch"), (r"[ab]+", EACH)]
)
def test_what_is_linear_as_it_is_asked_is_none(pattern: str, ask: str) -> None:
    assert not list(find_slow_texts((pattern, re.UNICODE), {ask}))


def test_what_is_asked_of_a_pattern_is_known() -> None:
    found = all_patterns()
    asked = {found[each]: methods for each, methods in find_used_methods(found).items()}
    assert len(found) > 250
    assert asked["backlog_ls.features.completion.rows._BEGUN"] == {"match"}
    assert asked["backlog_ls.model.names.normalize._BREAK"] == {EACH}
    passed_on = asked["backlog_ls.features.completion.values._TAG"]
    assert passed_on == {"search", "match", "fullmatch", EACH}
    assert all(asked.values())
