"""What a date means: the days from its first to its last, or why there are none.

Days are those of the Gregorian calendar, quarters those of the calendar year, weeks those of ISO 8601.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date


class Precision(str, Enum):
    """How much of the calendar a date names."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    UNKNOWN = "unknown"
    """It is a date, but of two years that it may name neither is certain."""


class Style(str, Enum):
    """How a date is written, by the example of 5 February 2026."""

    ISO = "2026-02-05"
    YEAR_FIRST = "2026/02/05"
    """Also ``2026.02.05`` and ``2026. 2. 5.``."""
    COMPACT = "20260205"
    DOTTED = "05.02.2026"
    NUMERIC = "05/02/2026"
    """Whether the day or the month comes first, only its numbers can tell."""
    DAY_FIRST = "5 February 2026"
    MONTH_FIRST = "February 5, 2026"
    NAMED_YEAR_FIRST = "2026-Feb-05"
    EAST_ASIAN = "2026年2月5日"
    WEEK = "2026-W06"
    QUARTER = "Q1 2026"


class Wrong(NamedTuple):
    """Why a date does not exist. Offsets are code points, as those of the date."""

    start: int
    end: int
    """What is at fault: the day, the week or the month."""
    right: str
    """What may stand there instead; empty where nothing is likely."""
    why: str
    """A sentence, for people."""


class Date(NamedTuple):
    """A date as it is written. Offsets are code points in the text that it was found in."""

    start: int
    end: int
    first: date | None
    """The first day that it may mean, inclusive; None where that is not known."""
    last: date | None
    """The last one, inclusive; None together with `first`."""
    precision: Precision
    written: Style
    wrong: Wrong | None = None
    """Why there is no such date; None where there is."""
    ends_range: bool = False
    """Whether it ends a range that the date before it begins."""

    @property
    def exists(self) -> bool:
        """Whether there is such a date."""
        return self.wrong is None

    def moved(self, by: int) -> Date:
        """Return the date as it is found `by` code points further on."""
        wrong = self.wrong
        if wrong:
            wrong = wrong._replace(start=wrong.start + by, end=wrong.end + by)
        return Date(self.start + by, self.end + by, *self[2:6], wrong, self.ends_range)


FIRST_YEAR, LAST_YEAR = 1970, 2099
"""Of other years no backlog speaks: a number that is none of these is something else."""

_MOST = 39
"""A day that is greater is no slip of the pen. The greatest month is a day, in its place."""

_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day(
    span: tuple[int, int],
    number: tuple[int, int, int],
    written: Style,
    day_at: tuple[int, int],
    month_at: tuple[int, int],
) -> Date | None:
    """Return the date of a day, which need not exist, or None: the numbers are those of no date.

    Args:
        span: where it stands.
        number: its year, month and day.
        written: how.
        day_at: where the day stands, with the letters of an ordinal.
        month_at: where the month stands.
    """
    year, month, of_month = number
    if not (_is_year(year) and 0 < month < 32 and 0 < of_month <= _MOST):
        return None
    if month > 12:
        wrong = Wrong(*month_at, "", f"There is no month {month}.")
        return Date(*span, None, None, Precision.DAY, written, wrong)
    count = days_in(year, month)
    if of_month > count:
        why = f"{_MONTHS[month - 1]} {year} has {count} days."
        wrong = Wrong(*day_at, str(count), why)
        return Date(*span, None, None, Precision.DAY, written, wrong)
    from datetime import date  # noqa: PLC0415 (a start without dates does not pay for it)

    on = date(year, month, of_month)
    return Date(*span, on, on, Precision.DAY, written)


def months(
    span: tuple[int, int], year: int, number: int, count: int, written: Style
) -> Date | None:
    """Return the date of `count` months from month `number` of `year` on, or None: no such."""
    if not (_is_year(year) and 1 <= number <= 12):
        return None
    from datetime import date  # noqa: PLC0415 (a start without dates does not pay for it)

    end = number + count - 1
    precision = {1: Precision.MONTH, 3: Precision.QUARTER, 6: Precision.HALF}.get(count)
    return Date(
        *span,
        date(year, number, 1),
        date(year, end, days_in(year, end)),
        precision or Precision.YEAR,
        written,
    )


def week(
    span: tuple[int, int], year: int, number: int, weekday: int, number_at: tuple[int, int]
) -> Date | None:
    """Return the date of a week of ISO 8601, or of a day in it where `weekday` is 1 to 7."""
    if not (_is_year(year) and 1 <= number <= 53):
        return None
    from datetime import date, timedelta  # noqa: PLC0415 (a start without dates does not pay)

    try:
        first = date.fromisocalendar(year, number, weekday or 1)
    except ValueError:
        wrong = Wrong(*number_at, "52", f"{year} has 52 weeks.")
        return Date(*span, None, None, Precision.WEEK, Style.WEEK, wrong)
    if weekday:
        return Date(*span, first, first, Precision.DAY, Style.WEEK)
    return Date(*span, first, first + timedelta(days=6), Precision.WEEK, Style.WEEK)


def unsure(span: tuple[int, int], years: set[int], written: Style) -> Date | None:
    """Return the date of a day of which only the year is certain, or not even that."""
    if len(years) == 1:
        return months(span, years.pop(), 1, 12, written)
    return Date(*span, None, None, Precision.UNKNOWN, written)


def days_in(year: int, month: int) -> int:
    """Return how many days the month number `month`, 1 to 12, of `year` has."""
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return _DAYS[month - 1] + leap


def _is_year(year: int) -> bool:
    return FIRST_YEAR <= year <= LAST_YEAR
