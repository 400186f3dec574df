"""Workspace symbols: which match a query, and in which order."""

from __future__ import annotations

import pytest
from cursor import view_of
from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.features.navigation.workspace_symbols import find_workspace_symbols, score_match

FIRST = """\
# Plan

| ID   | Feature              | Status |
| ---- | -------------------- | ------ |
| T-01 | **Export to CSV**    | Done   |
| T-02 | [Import](import.md)  | Todo   |

## Exporters ✅

- [ ] Next port
"""
SECOND = "# Ports\n\n- [ ] T-10 report\n"


def names(query: str, limit: int = 200) -> list[str]:
    backlogs = [
        (f"/w/{name}", view_of(text).backlog) for name, text in (("a.md", FIRST), ("b.md", SECOND))
    ]
    found = find_workspace_symbols(backlogs, query, limit)
    for each in found:
        assert 0 <= each.start < each.end <= each.backlog.document.length
    return [f"{each.container}: {each.name}" for each in found]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("export", ["Plan: Exporters ✅", "Plan: T-01 Export to CSV", "Exporters ✅: Next port"]),
        ("Ex CSV", ["Plan: T-01 Export to CSV"]),
        ("t-1", ["Plan: T-01 Export to CSV", "Ports: T-10 report"]),
        ("T-02", ["Plan: T-02 Import"]),
        ("zzz", []),
    ],
)
def test_matches(query: str, expected: list[str]) -> None:
    assert names(query)[: len(expected) + 1] == expected


def test_an_empty_query_matches_everything_up_to_the_limit() -> None:
    every = names("")
    assert len(every) == 7
    assert names("", 2) == every[:2]


@given(st.text("abc -", max_size=12), st.text("abc", max_size=4))
def test_a_match_contains_the_letters_in_order(name: str, query: str) -> None:
    letters = iter(name)
    assert (score_match(query, name) is not None) == all(letter in letters for letter in query)


def test_better_matches_come_first() -> None:
    ranked = ["port", "port of call", "the port", "export", "pro art", "p o r t s"]
    scores = [score_match("port", name) for name in ranked]
    assert all(score is not None for score in scores[:4])
    assert sorted(scores[:4], key=lambda score: score or ()) == scores[:4]
