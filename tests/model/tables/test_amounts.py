"""Amounts in cells: what counts as one, and how another is written like it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from backlog_ls.model.tables.amounts import Amount, format_amount, is_same_unit, read_amount


def read(text: str) -> Amount | None:
    return read_amount(f"| {text} |", 2, 2 + len(text))


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("5", "5", ""),
        ("0", "0", ""),
        ("**13**", "13", ""),
        ("`8`", "8", ""),
        ("1.5", "1.5", ""),
        ("1,5 h", "1.5", "h"),
        ("2h", "2", "h"),
        ("36 pts", "36", "pts"),
        ("45 задач", "45", "задач"),
        ("3人日", "3", "人日"),
        ("1,500", "1500", ""),
        ("12.500.000", "12500000", ""),
        ("1 234,5", "1234.5", ""),
        ("0.25", "0.25", ""),
    ],
)
def test_amounts(text: str, value: str, unit: str) -> None:
    amount = read(text)
    assert amount
    assert (amount.value, amount.unit) == (Decimal(value), unit)
    assert f"| {text} |"[amount.start : amount.end].strip("*`")[0].isdigit()


@pytest.mark.parametrize(
    "text",
    [
        *("", "-", "~5", "2-3", "2–3", "50%", "$200", "200 €", "+1", "-2", "5/7", "1.2.3", "v2"),
        *("5 of 7", "<2", "3x4", "0,125", "1,50,000", "12 34", "5 h 30 min", "T-5", "9" * 41),
    ],
)
def test_other_texts(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("value", "like", "point", "expected"),
    [
        ("16", "13", "", "16"),
        ("20", "1,5", "", "20"),
        ("13.5", "15", ",", "13,5"),
        ("2100", "2,000", "", "2,100"),
        ("1234567.5", "1 000,5", "", "1 234 567,5"),
        ("100", "1.5", "", "100"),
    ],
)
def test_format(value: str, like: str, point: str, expected: str) -> None:
    amount = read(like)
    assert amount
    assert format_amount(Decimal(value), amount, point) == expected


def test_units() -> None:
    assert is_same_unit("h", "hours")
    assert is_same_unit("pt", "pts")
    assert is_same_unit("story", "stories")
    assert not is_same_unit("h", "min")
    assert not is_same_unit("day", "points")
