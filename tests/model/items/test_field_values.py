"""What the text of a field states, and what is only a remark."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.model.items.field_values import (
    find_amount,
    find_date_value,
    find_id_value,
    find_names,
)


def part(text: str, span: tuple[int, int] | None) -> str:
    return text[slice(*span)] if span else ""


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2026-03-01", "2026-03-01"),
        ("**2026-03-01** (moved)", "2026-03-01"),
        ("2026-03-01 10:30", "2026-03-01 10:30"),
        ("2026-03-01T10:30:00+01:00 at the latest", "2026-03-01T10:30:00+01:00"),
        ("by March 2026", "March 2026"),
        ("~~2026-01-01~~ 2026-03-01", "2026-03-01"),
        ("2026-03-01 – 2026-03-09", "2026-03-01 – 2026-03-09"),
        ("5.-9.2.2026", "5.-9.2.2026"),
        ("📅 2026-03-01", "2026-03-01"),
        ("Q3 2026", "Q3 2026"),
        ("20260301", "20260301"),
        ("2026-02-30", ""),
        ("next spring", ""),
        ("Q3", ""),
        ("2-3 weeks", ""),
        ("Sprint 3", ""),
        ("two weeks after 2026-03-01 or so, if the second review of the design is done", ""),
        ("version 3 by 2026-03-01", ""),
        ("The export keeps the values of 2025-01-01.", ""),
        ("", ""),
    ],
)
def test_dates(text: str, date: str) -> None:
    assert part(text, find_date_value(text, 0, len(text))) == date
    assert part(f"| {text} |", find_date_value(f"| {text} |", 2, 2 + len(text))) == date


@pytest.mark.parametrize(
    "amount",
    [
        *("3d", "2-3 days", "5 pts", "M", "XL", "S-M", "~2h", "0.5 day", "8", "1h30m", "½ day"),
        *("2 person days", "3+ weeks", "M (4-6 hours)", "3人日", "約3日", "1.5-2 Wochen", "xs"),
    ],
)
def test_amounts(amount: str) -> None:
    assert part(amount, find_amount(amount, 0, len(amount))) == amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("2 days (with tests)", "2 days"),
        ("**L** (new format).", "L"),
        ("🟡 3 days", "3 days"),
        ("Medium (4-6 hours)", "4-6 hours"),
        ("1-2 Days.", "1-2 Days"),
        ("Medium", ""),
        ("High", ""),
        ("Done", ""),
        ("2026-03-01", ""),
        ("5 January 2026", ""),
        ("2 days of focused work on the parser", ""),
        ("Multi-release", ""),
        ("L1 (moderate)", ""),
        ("p50, p90", ""),
        ("3 of 7", ""),
        ("", ""),
    ],
)
def test_amounts_with_remarks(text: str, amount: str) -> None:
    assert part(text, find_amount(text, 0, len(text))) == amount


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ann", ["Ann"]),
        ("@ann @bob", ["@ann", "@bob"]),
        ("@ann/@bob", ["@ann", "@bob"]),
        ("Ann, Bob; ann", ["Ann", "Bob"]),
        ("Ann & Bob Lee", ["Ann", "Bob Lee"]),
        ("Ann and Bob", ["Ann", "Bob"]),
        ("Backend team / QA", ["Backend team", "QA"]),
        ("[ann, 'bob']", ["ann", "bob"]),
        ("[Ann](https://example.org/ann), **Bob**", ["Ann", "Bob"]),
        ("Ann Lee <ann@example.org>", ["Ann Lee"]),
        ("Ann (on leave)", ["Ann"]),
        ("R&D", ["R&D"]),
        ("李雷、韩梅", ["李雷、韩梅"]),
        ("TBD", []),
        ("unassigned", []),
        ("—", []),
        ("none", []),
        ("2026-03-01", []),
        ('"Show me my messages"', []),
        ("whoever has time", []),
        ("branch work, tests, reviews, commits, merges, docs, and the cleanup of it all", []),
        ("Ann. She knows it", []),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    assert find_names(text, 0, len(text)) == names


@pytest.mark.parametrize(
    ("text", "ident"),
    [
        ("T-1", "T-1"),
        ("**T-1** ✅", "T-1"),
        ("[EPIC-01](epics/epic-01.md)", "EPIC-01"),
        ("[`EPIC-01`](epics/epic-01.md)", "EPIC-01"),
        ("[#72](https://example.org/72)", "#72"),
        ("6.3.7", "6.3.7"),
        ("Story 3", "Story 3"),
        ("4b9f-77", "4b9f-77"),
        ("[the plan](plan.md) and more", ""),
        ("docs/plan.md", ""),
        ("—", ""),
        ("https://example.org/72", ""),
        ("See `plan` for what this is about", ""),
        ("the one that we have talked about", ""),
        ("", ""),
    ],
)
def test_ids(text: str, ident: str) -> None:
    found = find_id_value(text, 0, len(text))
    assert found.text == text[found.start : found.end] == ident


@given(st.text("2026-0135 .,()[]~`*@Ann&/Q年日h—📅:", max_size=40))
def test_values_are_within_the_text(text: str) -> None:
    for find in (find_date_value, find_amount):
        span = find(text, 2, max(len(text) - 2, 2))
        assert span is None or 2 <= span[0] < span[1] <= len(text) - 2
    for name in find_names(text, 0, len(text)):
        assert name == name.strip()
        assert name
