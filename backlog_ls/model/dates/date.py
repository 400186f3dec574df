"""A date found in text: its first and last day, or the reason why it does not exist.

Uses the Gregorian calendar, quarters of the calendar year, and weeks of ISO 8601.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date


class Precision(str, Enum):
    """The length of the period that a date names."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    UNKNOWN = "unknown"
    """A date whose day is ambiguous, even its year."""


class DateStyle(str, Enum):
    """How a date is written, with 5 February 2026 as the example."""

    ISO = "2026-02-05"
    YEAR_FIRST = "2026/02/05"
    """Also ``2026.02.05`` and ``2026. 2. 5.``."""
    COMPACT = "20260205"
    DOTTED = "05.02.2026"
    NUMERIC = "05/02/2026"
    """Either the day or the month comes first; only the numbers can tell."""
    DAY_FIRST = "5 February 2026"
    MONTH_FIRST = "February 5, 2026"
    NAMED_YEAR_FIRST = "2026-Feb-05"
    EAST_ASIAN = "2026年2月5日"
    WEEK = "2026-W06"
    QUARTER = "Q1 2026"


class DateError(NamedTuple):
    """The reason why a date does not exist. Offsets are code points, as for the date."""

    start: int
    end: int
    """End of the wrong part: the day, the week or the month."""
    suggestion: str
    """A replacement for the wrong part; empty if there is no likely one."""
    message: str
    """A sentence for users."""


class Date(NamedTuple):
    """A date as written in a text. Offsets are code points in that text."""

    start: int
    end: int
    first: date | None
    """The first day that it may mean, inclusive; None if it is unknown."""
    last: date | None
    """The last day that it may mean, inclusive; None if `first` is None."""
    precision: Precision
    style: DateStyle
    error: DateError | None = None
    """The reason why the date does not exist; None if it exists."""
    ends_range: bool = False
    """Whether it is the end of a range that begins with the previous date."""

    @property
    def exists(self) -> bool:
        """Whether the date exists in the calendar."""
        return self.error is None

    def shifted(self, by: int) -> Date:
        """Return the date with its offsets moved by `by` code points."""
        error = self.error
        if error:
            error = error._replace(start=error.start + by, end=error.end + by)
        return Date(self.start + by, self.end + by, *self[2:6], error, self.ends_range)


FIRST_YEAR, LAST_YEAR = 1970, 2099
"""The range of plausible years. Other numbers are not years."""

_MAX_DAY = 39
"""Maximum number for a mistyped day; a greater number is not a day. The maximum for a mistyped month
is 31, because day and month may be swapped."""

_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def make_day(
    span: tuple[int, int],
    number: tuple[int, int, int],
    style: DateStyle,
    day_at: tuple[int, int],
    month_at: tuple[int, int],
) -> Date | None:
    """Return the date of a day, which may not exist; None if the numbers cannot be a date.

    Args:
        span: Range of the date.
        number: Year, month and day.
        style: How the date is written.
        day_at: Range of the day, including the suffix of an ordinal number.
        month_at: Range of the month.
    """
    year, month, day = number
    if not (_is_year(year) and 0 < month < 32 and 0 < day <= _MAX_DAY):
        return None
    if month > 12:
        error = DateError(*month_at, "", f"There is no month {month}.")
        return Date(*span, None, None, Precision.DAY, style, error)
    count = days_in(year, month)
    if day > count:
        why = f"{_MONTHS[month - 1]} {year} has {count} days."
        error = DateError(*day_at, str(count), why)
        return Date(*span, None, None, Precision.DAY, style, error)
    from datetime import date  # noqa: PLC0415 (a start without dates does not pay for it)

    date_of_day = date(year, month, day)
    return Date(*span, date_of_day, date_of_day, Precision.DAY, style)


def make_months(
    span: tuple[int, int], year: int, number: int, count: int, style: DateStyle
) -> Date | None:
    """Return the date of `count` months from month `number` of `year`; None if they do not exist."""
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
        style,
    )


def make_week(
    span: tuple[int, int], year: int, number: int, weekday: int, number_at: tuple[int, int]
) -> Date | None:
    """Return the date of an ISO 8601 week, or of a day in it if `weekday` is 1 to 7.

    Returns None if the numbers cannot be a week.
    """
    if not (_is_year(year) and 1 <= number <= 53):
        return None
    from datetime import date, timedelta  # noqa: PLC0415 (a start without dates does not pay)

    try:
        first = date.fromisocalendar(year, number, weekday or 1)
    except ValueError:
        error = DateError(*number_at, "52", f"{year} has 52 weeks.")
        return Date(*span, None, None, Precision.WEEK, DateStyle.WEEK, error)
    if weekday:
        return Date(*span, first, first, Precision.DAY, DateStyle.WEEK)
    return Date(*span, first, first + timedelta(days=6), Precision.WEEK, DateStyle.WEEK)


def make_ambiguous_day(span: tuple[int, int], years: set[int], style: DateStyle) -> Date | None:
    """Return the date of a day in one of `years`, of which at most the year is certain."""
    if len(years) == 1:
        return make_months(span, years.pop(), 1, 12, style)
    return Date(*span, None, None, Precision.UNKNOWN, style)


def days_in(year: int, month: int) -> int:
    """Return the number of days in the `month`, 1 to 12, of `year`."""
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return _DAYS[month - 1] + leap


def _is_year(year: int) -> bool:
    return FIRST_YEAR <= year <= LAST_YEAR
