"""Find dates in text, in the notations that people use.

Versions, ids, paths, times and addresses contain numbers too. So a date must not touch characters
that would make it a part of one, unless they form a range (``2026-01-05/2026-01-09``).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.dates.date import Date, DateStyle, Precision, make_day
from backlog_ls.model.dates.notations import possible_notations
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.dates.notations import Notation

_MAX_CACHED_LENGTH = 60
"""Maximum length in code points of a text whose result is cached. Columns repeat dates."""

_PLAIN = pattern(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\Z")
"""The content of most date fields, which needs no search."""
_DIGITS = pattern(r"[0-9]{2}")
_JOIN = pattern(
    r"[ \t]{0,3}(?:[-\u2010-\u2015\u2212~\u301c\uff5e\u2192至到]|->|\.\.\.?|to)[ \t]{0,3}|/"
)
_MAX_JOIN_LENGTH = 9
_AFTER = pattern(r"[Tt][0-9]{2}|[Zz](?!\w)|[гр]\.?(?!\w)|r\.?(?!\w)")
"""What may follow a date directly: a time, or an abbreviated word for "year"."""
_ROUGHLY = pattern(r"(?:mid|early|late|end)-\Z", re.IGNORECASE)
_WRAPPING = " \t\r\n*_~`()[]<>\"'.,;"


def find_dates(text: str, start: int, end: int, *, field: bool = False) -> Iterator[Date]:
    """Yield the dates in ``text[start:end]``, in order and without overlaps.

    Offsets are code points. Text outside of ``[start, end)`` is ignored.

    Args:
        text: Any text.
        start: Start of the search.
        end: End of the search.
        field: Whether the range is the value of a date field or column. If it is nothing but a
            date, notations are allowed that mean something else elsewhere: ``20260205``.
    """
    if not _DIGITS.search(text, start, end):
        return
    part = text[start:end]
    for date in (
        _cached_dates(part, field) if len(part) <= _MAX_CACHED_LENGTH else _dates(part, field)
    ):
        yield date if start == 0 else date.shifted(start)


def _dates(text: str, field: bool) -> tuple[Date, ...]:
    plain = _PLAIN.match(text)
    if plain:
        year, month, day_of_month = map(int, plain.groups())
        number = (year, month, day_of_month)
        alone = make_day(plain.span(), number, DateStyle.ISO, plain.span(3), plain.span(2))
        return (alone,) if alone else ()
    whole = _trim(text) if field else (-1, -1)
    found = [
        candidate for form in possible_notations(text) for candidate in _search(form, text, whole)
    ]
    begins = {candidate.start for candidate in found}
    ends = {candidate.end for candidate in found}
    found = [
        candidate
        for candidate in found
        if not (candidate.continues and not _range_leads_to(text, candidate.start, ends, -1))
        and not (candidate.continued and not _range_leads_to(text, candidate.end, begins, 1))
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


_cached_dates = lru_cache(maxsize=4096)(_dates)


class _Candidate(NamedTuple):
    """A match of a notation, before its surroundings are checked."""

    start: int
    end: int
    dates: tuple[Date, ...]
    continues: bool
    """Whether it counts only as the end of a range."""
    continued: bool
    """Whether it counts only as the start of a range."""


def _search(form: Notation, text: str, whole: tuple[int, int]) -> Iterator[_Candidate]:
    at = 0
    while match := form.search(text, at):
        read = form.read(match, match.span() == whole)
        dates = tuple(date for date in read if date)
        candidate = _candidate(dates, text) if dates and len(dates) == len(read) else None
        if candidate:
            yield candidate
        at = candidate.end if candidate else match.start() + 1


def _candidate(dates: tuple[Date, ...], text: str) -> _Candidate | None:
    """Return the candidate for `dates`, or None if they are part of something else."""
    start, end = dates[0].start, dates[-1].end
    # Underscores are emphasis, unless a word follows them.
    before = text[max(start - 3, 0) : start].rstrip("_")[-1:] or " "
    after = text[end : end + 5].lstrip("_")
    next_to = after[:1]
    if _joins_word(before) or before in "\\#+$€£&":
        return None
    if before == ":" and text[max(start - 2, 0)].isdecimal():
        return None
    if _joins_word(next_to) and not _AFTER.match(after):
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


def _joins_word(char: str) -> bool:
    """Tell whether `char` beside a date makes both one word. East Asian text has no spaces."""
    return char.isalnum() and not "\u2e80" <= char <= "\uffdc"


def _range_leads_to(text: str, at: int, others: set[int], step: int) -> bool:
    """Tell whether a range sign leads from `at` to one of `others`, in the direction of `step`."""
    for size in range(1, _MAX_JOIN_LENGTH + 1):
        other = at + step * size
        if other in others and _JOIN.fullmatch(text, min(at, other), max(at, other)):
            return True
    return False


def _trim(text: str) -> tuple[int, int]:
    """Return the range of `text` inside whitespace, markup and brackets."""
    start = len(text) - len(text.lstrip(_WRAPPING))
    return start, len(text.rstrip(_WRAPPING))
