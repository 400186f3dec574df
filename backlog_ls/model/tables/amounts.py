"""Amounts in table cells: `12`, `1,500`, `2.5 h`, `36 pts`."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from backlog_ls.model.blocks.markup import strip_markup
from backlog_ls.model.names.normalize import normalize_name, strip_accents
from backlog_ls.text.pattern import pattern

MAX_LENGTH = 40
"""Maximum length in code points of a cell that may contain an amount."""
_UNIT_STEM = 4
"""Number of letters that two forms of the same unit have in common: `story`, `stories`."""
_AMOUNT = pattern(
    r"(?P<number>(?P<whole>[1-9]\d{0,2}(?:(?P<group>[,.'\u2019\u00a0\u202f ])\d{3})(?:(?P=group)\d{3})*"
    r"|\d{1,9})(?:(?P<point>[.,])(?P<decimals>\d{1,2}))?)"
    r"(?:[ \u00a0]?(?P<unit>[^\W\d_]{1,16}\.?))?"
)


class Amount(NamedTuple):
    """A number, perhaps with a unit. Offsets are code points of the number without its unit."""

    value: Decimal
    start: int
    end: int
    unit: str
    """The normalized unit; empty without one."""
    group: str
    """The separator of thousands; empty without one."""
    point: str
    """The decimal separator; empty without decimals."""
    decimals: int
    """Number of decimals."""


def read_amount(text: str, start: int, end: int) -> Amount | None:
    """Return the amount that is all of ``text[start:end]``, or None.

    Estimates (`~5`), ranges (`2-3`), percentages, sums of money and signed numbers do not count.
    """
    if end - start > MAX_LENGTH:
        return None
    start, end = strip_markup(text, start, end)
    match = _AMOUNT.fullmatch(text, start, end)
    if match is None:
        return None
    group, point, decimals = (match[name] or "" for name in ("group", "point", "decimals"))
    whole = match["whole"].replace(group, "") if group else match["whole"]
    unit = strip_accents(normalize_name(match["unit"])) if match["unit"] else ""
    value = Decimal(f"{whole}.{decimals}" if decimals else whole)
    return Amount(value, *match.span("number"), unit, group, point, len(decimals))


def is_same_unit(one: str, other: str) -> bool:
    """Tell whether two normalized units are forms of the same word: `h` and `hours`, `pt` and `pts`."""
    short, long = sorted((one, other), key=len)
    return long.startswith(short[:_UNIT_STEM])


def format_amount(value: Decimal, like: Amount, point: str = "") -> str:
    """Return `value` written like the amount `like`, without the unit.

    Args:
        value: Zero or more.
        like: Another amount.
        point: The decimal separator to use; empty for that of `like`.
    """
    shown = f"{value.normalize():f}"
    whole, _, decimals = shown.partition(".")
    if like.group:
        whole = f"{int(whole):,}".replace(",", like.group)
    return f"{whole}{point or like.point or '.'}{decimals}" if decimals else whole
