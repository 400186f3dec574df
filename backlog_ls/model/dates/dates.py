"""Dates as people write them, found in text.

Versions, ids, paths, times and addresses hold numbers too: a date has nothing on either side that
would make it a part of them, unless a range says so (``2026-01-05/2026-01-09``).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.dates.forms import forms
from backlog_ls.model.dates.periods import Date, Precision, Style, day
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.dates.forms import Form

_MEMO_LIMIT = 60
"""Code points up to which results are remembered: a column holds the same dates over and over."""

_PLAIN = pattern(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\Z")
"""What most date fields hold: it needs no search."""
_DIGITS = pattern(r"[0-9]{2}")
_JOIN = pattern(
    r"[ \t]{0,3}(?:[-\u2010-\u2015\u2212~\u301c\uff5e\u2192至到]|->|\.\.\.?|to)[ \t]{0,3}|/"
)
_LONGEST_JOIN = 9
_AFTER = pattern(r"[Tt][0-9]{2}|[Zz](?!\w)|[гр]\.?(?!\w)|r\.?(?!\w)")
"""What may follow a date at once: a time, and the word for a year, in short."""
_ROUGHLY = pattern(r"(?:mid|early|late|end)-\Z", re.IGNORECASE)
_WRAPPING = " \t\r\n*_~`()[]<>\"'.,;"


def find_dates(text: str, start: int, end: int, *, field: bool = False) -> Iterator[Date]:
    """Yield the dates in ``text[start:end]``, in order; none overlaps another.

    What stands outside ``[start, end)`` is not looked at. Offsets are code points.

    Args:
        text: any text.
        start: where to look from.
        end: where to stop.
        field: whether that is the value of a date field or column. Where nothing but a date stands
            in one, it may be written in ways that mean other things elsewhere: ``20260205``.
    """
    if not _DIGITS.search(text, start, end):
        return
    part = text[start:end]
    for date in _known_dates(part, field) if len(part) <= _MEMO_LIMIT else _dates(part, field):
        yield date if start == 0 else date.moved(start)


def _dates(text: str, field: bool) -> tuple[Date, ...]:
    plain = _PLAIN.match(text)
    if plain:
        year, month, of_month = map(int, plain.groups())
        number = (year, month, of_month)
        alone = day(plain.span(), number, Style.ISO, plain.span(3), plain.span(2))
        return (alone,) if alone else ()
    whole = _trimmed(text) if field else (-1, -1)
    found = [candidate for form in forms(text) for candidate in _search(form, text, whole)]
    begins = {candidate.start for candidate in found}
    ends = {candidate.end for candidate in found}
    found = [
        candidate
        for candidate in found
        if not (candidate.continues and not _reaches(text, candidate.start, ends, -1))
        and not (candidate.continued and not _reaches(text, candidate.end, begins, 1))
    ]
    found.sort(key=lambda candidate: (candidate.start, -candidate.end))
    dates: list[Date] = []
    for candidate in found:
        at = dates[-1].end if dates else -1
        if candidate.start < at:
            continue
        first, *rest = candidate.dates
        if dates and not rest and _JOIN.fullmatch(text, at, candidate.start):
            first = first._replace(ends_range=True)
        dates += [first, *rest]
    return tuple(dates)


_known_dates = lru_cache(maxsize=4096)(_dates)


class _Candidate(NamedTuple):
    """What a notation gives, before it is known what stands beside it."""

    start: int
    end: int
    dates: tuple[Date, ...]
    continues: bool
    """Whether it is a date only as the end of a range."""
    continued: bool
    """Whether it is a date only as the beginning of a range."""


def _search(form: Form, text: str, whole: tuple[int, int]) -> Iterator[_Candidate]:
    at = 0
    while match := form.search(text, at):
        read = form.read(match, match.span() == whole)
        dates = tuple(date for date in read if date)
        candidate = _candidate(dates, text) if dates and len(dates) == len(read) else None
        if candidate:
            yield candidate
        at = candidate.end if candidate else match.start() + 1


def _candidate(dates: tuple[Date, ...], text: str) -> _Candidate | None:
    """Return `dates` with what stands beside them, or None where they are a part of something."""
    start, end = dates[0].start, dates[-1].end
    # Underscores are emphasis where no word stands behind them.
    before = text[max(start - 3, 0) : start].rstrip("_")[-1:] or " "
    after = text[end : end + 5].lstrip("_")
    next_to = after[:1]
    if _clings(before) or before in "\\#+$€£&":
        return None
    if before == ":" and text[max(start - 2, 0)].isdecimal():
        return None
    if _clings(next_to) and not _AFTER.match(after):
        return None
    if next_to in {":", "."} and after[1:2].isalnum():
        return None
    if next_to in {"%", "\\"}:
        return None
    roughly = before == "-" and _ROUGHLY.search(text[max(start - 6, 0) : start])
    half_typed = next_to == "-" and dates[-1].precision is Precision.MONTH
    goes_on = next_to in {"-", "/", "\u2010", "\u2011"} and after[1:2].isalnum()
    return _Candidate(
        start,
        end,
        dates,
        continues=before in "-/.\u2010\u2011" and not roughly,
        continued=half_typed or goes_on or after[:2] == "..",
    )


def _clings(char: str) -> bool:
    """Tell whether `char` beside a date makes both one word; East Asian text has no blanks."""
    return char.isalnum() and not "\u2e80" <= char <= "\uffdc"


def _reaches(text: str, at: int, others: set[int], step: int) -> bool:
    """Tell whether the sign of a range leads from `at`, forwards or back, to one of `others`."""
    for size in range(1, _LONGEST_JOIN + 1):
        other = at + step * size
        if other in others and _JOIN.fullmatch(text, min(at, other), max(at, other)):
            return True
    return False


def _trimmed(text: str) -> tuple[int, int]:
    """Return the part of `text` inside blanks, markup and brackets."""
    start = len(text) - len(text.lstrip(_WRAPPING))
    return start, len(text.rstrip(_WRAPPING))
