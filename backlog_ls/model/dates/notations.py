"""The notations of dates: a pattern and a reader for each.

A match of a pattern is not necessarily a date: its reader checks the numbers, and looks up the names
of months in the word lists.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.dates import notation_patterns as patterns
from backlog_ls.model.dates.date import (
    Date,
    DateStyle,
    make_ambiguous_day,
    make_day,
    make_months,
    make_week,
)
from backlog_ls.model.names.normalize import strip_accents
from backlog_ls.model.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

Match = re.Match[str]


Reader = Callable[[Match, bool], "tuple[Date | None, ...]"]
"""Returns the one or two dates of a match, with None for one that is not a date.

The second argument tells whether the match is the whole value of a date field.
"""


class Notation(NamedTuple):
    """A notation of dates."""

    prefilter: str
    """A cheap pattern that every text with such a date matches."""
    pattern: str
    read: Reader

    def search(self, text: str, at: int) -> Match | None:
        """Return the next match of the pattern in `text`, from code point `at` on."""
        return _compiled(self.pattern).search(text, at)


def possible_notations(text: str) -> Iterator[Notation]:
    """Yield the notations that `text` may contain."""
    for form in _NOTATIONS:
        if _compiled(form.prefilter).search(text):
            yield form


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # Compiled on demand: compilation is slow, and most documents use a single notation.
    return re.compile(pattern, re.IGNORECASE)


def _iso(match: Match, _whole: bool) -> tuple[Date | None, ...]:
    return (_day(match, DateStyle.YEAR_FIRST if match["sign"] == "/" else DateStyle.ISO),)


def _dotted_year_first(match: Match, _whole: bool) -> tuple[Date | None, ...]:
    # Versions look the same, so only an existing day counts.
    return (_if_exists(_day(match, DateStyle.YEAR_FIRST)),)


def _compact(match: Match, whole: bool) -> tuple[Date | None, ...]:
    return (_if_exists(_day(match, DateStyle.COMPACT)) if whole else None,)


def _iso_month(match: Match, _whole: bool) -> tuple[Date | None, ...]:
    return (make_months(match.span(), int(match["year"]), int(match["month"]), 1, DateStyle.ISO),)


def _numeric_month(match: Match, whole: bool) -> tuple[Date | None, ...]:
    year, month = int(match["year"]), int(match["month"])
    if not whole or month == (year + 1) % 100:
        return ()  # `2009/10` is a season
    return (make_months(match.span(), year, month, 1, DateStyle.NUMERIC),)


def _dotted(match: Match, whole: bool) -> tuple[Date | None, ...]:
    short = len(match["year"]) == 2
    parts = match["day"], match["month"]
    # The numbers of a version do not begin with a zero.
    padded = all(len(part) == 2 for part in parts) and any(part[0] == "0" for part in parts)
    if short and not (whole or padded):
        return ()
    found = _day(match, DateStyle.DOTTED)
    if found and not found.exists:
        number, month = map(int, parts)
        if month > 12 >= number and month <= 31 and not short:
            return (make_ambiguous_day(match.span("main"), {_year(match)}, DateStyle.NUMERIC),)
        if month > 12 or (short and not padded):
            return ()  # probably a version
    return _with_range_start(match, found, int(match["month0"] or match["month"]))


def _numeric(match: Match, whole: bool) -> tuple[Date | None, ...]:
    """Read ``05/02/2026`` with the day or the month first, whichever exists."""
    span, one, two = match.span(), match.span("one"), match.span("two")
    a, b, year = int(match["one"]), int(match["two"]), _year(match)
    by_day = make_day(span, (year, b, a), DateStyle.NUMERIC, one, two)
    by_month = make_day(span, (year, a, b), DateStyle.NUMERIC, two, one)
    readings = [by_day, by_month]
    if len(match["year"]) == 2:
        if not whole:
            return ()
        numbers = (2000 + a, b, int(match["year"]))
        readings.append(make_day(span, numbers, DateStyle.NUMERIC, match.span("year"), two))
    there = [reading for reading in readings if _if_exists(reading)]
    if there:
        days = {reading.first for reading in there if reading and reading.first}
        return (
            there[0]
            if len(days) == 1
            else make_ambiguous_day(span, {on.year for on in days}, DateStyle.NUMERIC),
        )
    if len(match["year"]) == 2:
        return ()
    return (by_month if b > 12 >= a else by_day,)


def _day_first(match: Match, _whole: bool) -> tuple[Date | None, ...]:
    month = _month(match["month"])
    found = _day(match, DateStyle.DAY_FIRST, month)
    if match["day0"] and not match["month0"] and _numbers_something(match):
        return (found,)
    return _with_range_start(match, found, _month(match["month0"]) if match["month0"] else month)


def _month_first(match: Match, _whole: bool) -> tuple[Date | None, ...]:
    return (_day(match, DateStyle.MONTH_FIRST, _month(match["month"])),)


def _month_first_range(match: Match, _whole: bool) -> tuple[Date | None, ...]:
    month0 = _month(match["month0"])
    month = _month(match["month"]) if match["month"] else month0
    if not month0:
        return ()
    return _with_range_start(match, _day(match, DateStyle.MONTH_FIRST, month), month0)


def _month_year(match: Match, whole: bool) -> tuple[Date | None, ...]:
    year, month = _year(match), _month(match["month"])
    if not (whole or match["month0"]) and _is_word(match):
        return ()
    found = make_months(match.span("main"), year, month, 1, DateStyle.DAY_FIRST)
    if not match["month0"]:
        return (found,)
    month0 = _month(match["month0"])
    opening = make_months(
        match.span("from"), year - (month0 > month), month0, 1, DateStyle.DAY_FIRST
    )
    return _range(opening, found) if opening else ()


def _is_word(match: Match) -> bool:
    """Tell whether the month may be another word, separated from the year only by spaces."""
    between = match.string[match.end("month") : match.start("year")]
    return not between.strip() and _folded(match["month"]) in words().month_words


def _named_year_first(match: Match, _whole: bool) -> tuple[Date | None, ...]:
    return (_day(match, DateStyle.NAMED_YEAR_FIRST, _month(match["month"])),)


def _east_asian(match: Match, _whole: bool) -> tuple[Date | None, ...]:
    year, month = int(match["year"]), _east_month(match["month"])
    month1 = _east_month(match["month1"]) if match["month1"] else month
    day1 = match["day1"] or match["day2"]
    until = match.span("until")
    if not match["day"]:
        found = make_months(match.span("main"), year, month, 1, DateStyle.EAST_ASIAN)
        if not match["month1"] or day1:
            return (found,)
        return _range(found, make_months(until, year, month1, 1, DateStyle.EAST_ASIAN))
    found = _day(match, DateStyle.EAST_ASIAN, month)
    if not day1:
        return (found,)
    at = match.span("day1" if match["day1"] else "day2"), match.span("month1")
    return _range(found, make_day(until, (year, month1, int(day1)), DateStyle.EAST_ASIAN, *at))


def _east_month(number: str) -> int:
    return int(number) if number.isascii() else _month(number + "月")


def _quarter(match: Match, _whole: bool) -> tuple[Date | None, ...]:
    year = _year(match)
    found = _part(match.span("main"), match["part"], year)
    if not match["part0"]:
        return (found,)
    other = _part(match.span("other"), match["part0"], year)
    return _range(*sorted((found, other)) if found and other else (found, other))


def _part(span: tuple[int, int], name: str, year: int) -> Date | None:
    size = 3 if name[0] in "Qq" else 6
    return make_months(span, year, (int(name[1]) - 1) * size + 1, size, DateStyle.QUARTER)


def _week(match: Match, _whole: bool) -> tuple[Date | None, ...]:
    weekday = int(match["weekday"] or 0)
    return (make_week(match.span(), _year(match), int(match["week"]), weekday, match.span("week")),)


def _day(match: Match, style: DateStyle, month: int | None = None) -> Date | None:
    """Return the day given by the groups `year`, `month` and `day` of `match`."""
    if month is None:
        month = int(match["month"])
    digits = match["day"][:2]
    if not digits.isdecimal():
        digits = digits[:1]
    ordinal = match["day"][len(digits) :].lower() in _ENGLISH
    start, end = match.span("day")
    at = (start, end if ordinal else start + len(digits))
    numbers = (_year(match), month, int(digits))
    found = make_day(match.span("main"), numbers, style, at, match.span("month"))
    if ordinal and found and found.error and found.error.suggestion:
        # The suggestion is the last day of the month: 28th, 29th or 30th.
        return found._replace(error=found.error._replace(suggestion=found.error.suggestion + "th"))
    return found


def _with_range_start(match: Match, found: Date | None, month0: int) -> tuple[Date | None, ...]:
    """Return `found`, preceded by the start of its range if there is one."""
    if found is None or not match["day0"]:
        return (found,)
    year, day0 = _year(match), int(match["day0"])
    month = found.last.month if found.last else month0
    at = match.span("day0"), match.span("month0")
    return _range(
        make_day(match.span("from"), (year - (month0 > month), month0, day0), found.style, *at),
        found,
    )


def _range(first: Date | None, last: Date | None) -> tuple[Date | None, ...]:
    return (first, last and last._replace(ends_range=True))


def _if_exists(found: Date | None) -> Date | None:
    return found if found and found.exists else None


def _year(match: Match) -> int:
    digits = match["year"].lstrip("'\u2019")
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (1900 if year >= 70 else 2000)


def _month(name: str) -> int:
    """Return the number of the month with this name or number; 0 if there is none."""
    return int(name) if name.isdecimal() else words().months.get(_folded(name), 0)


def _folded(name: str) -> str:
    return strip_accents(name.casefold())


def _numbers_something(match: Match) -> bool:
    """Tell whether the start of the range may be another number: "Sprint 3 - 5 January 2026"."""
    before = match.string[max(match.start() - 4, 0) : match.start()].rstrip()
    dash = match.string[match.end("from") : match.start("main")]
    return before[-1:].isalnum() and dash != dash.strip()


_ENGLISH = {"st", "nd", "rd", "th"}

_LETTERS = r"[^\W\d_]{3}"

_NOTATIONS = (
    Notation("[-/\u2010\u2011]", patterns.ISO, _iso),
    Notation(r"\.[0-9]{2}\.", patterns.DOTTED_YEAR_FIRST, _dotted_year_first),
    Notation(r"\. [0-9]", patterns.KOREAN, _dotted_year_first),
    Notation("[0-9]{8}", patterns.COMPACT, _compact),
    Notation("-[0-9]", patterns.ISO_MONTH, _iso_month),
    Notation("/[0-9]", patterns.SLASHED_MONTH, _numeric_month),
    Notation("[./][0-9]{4}", patterns.NUMERIC_MONTH, _numeric_month),
    Notation(r"[0-9]\.", patterns.DOTTED, _dotted),
    Notation("[0-9][/-][0-9]", patterns.NUMERIC, _numeric),
    Notation(_LETTERS, patterns.DAY_FIRST, _day_first),
    Notation(_LETTERS, patterns.MONTH_FIRST, _month_first),
    Notation(_LETTERS, patterns.MONTH_FIRST_RANGE, _month_first_range),
    Notation(_LETTERS, patterns.MONTH_YEAR, _month_year),
    Notation(_LETTERS, patterns.NAMED_YEAR_FIRST, _named_year_first),
    Notation("[年년]", patterns.EAST_ASIAN, _east_asian),
    Notation("[QH][1-4]", patterns.QUARTER, _quarter),
    Notation("[0-9].{0,3}[QH][1-4]", patterns.QUARTER_YEAR_FIRST, _quarter),
    Notation("W[0-9]", patterns.ISO_WEEK, _week),
    Notation("W.{0,5}[0-9]", patterns.WEEK, _week),
)
