"""Completion of dates, in words, as their column or document writes them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from backlog_ls.features.completion.context import value_of
from backlog_ls.features.completion.items import NOTHING, CompletionKind
from backlog_ls.features.completion.matching import Option, offered
from backlog_ls.features.neighbourhood import around
from backlog_ls.features.status.date_format import ISO, is_monthly, style_of_dates, written
from backlog_ls.model.dates.periods import days_in
from backlog_ls.model.document.flags import Bit
from backlog_ls.model.items.date_uses import DATE_ROLES, date_uses, is_last_update, is_next_review
from backlog_ls.model.tables.headers import Role, header_role

if TYPE_CHECKING:
    from backlog_ls.features.completion.context import Cell, FieldSpot
    from backlog_ls.features.completion.items import CompletionList, Spot

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FRIDAY = 4
_FEW = 50
"""So many blocks on either side show how a document writes its dates."""


def holds_dates(name: str) -> bool:
    """Tell whether a field of this name holds a date."""
    return header_role(name) in DATE_ROLES or is_last_update(name) or is_next_review(name)


def complete_date(spot: Spot, place: Cell | FieldSpot) -> CompletionList:
    """Offer days in words; nothing where the style of the dates beside it is not certain."""
    in_matter = getattr(place, "in_matter", False)
    style = style_of_dates(text for text in place.texts(spot) if text)
    if style == "":
        style = ISO if in_matter else style_of_dates(_document_texts(spot)) or ISO
    if style is None:
        return NOTHING
    role = place.role
    ahead = role is Role.DUE or is_next_review(getattr(place, "name", ""))
    value = value_of(spot, place.start, place.end, in_table=hasattr(place, "row"))
    options = []
    monthly = is_monthly(style)
    for words, day in (months if monthly else days)(spot.view.day, ahead=ahead):
        text = written(style, day)
        weekday = _WEEKDAYS[day.weekday()]
        detail = text if monthly else f"{text} · {weekday}"
        names = (words, day.isoformat()[:7]) if monthly else (words, day.isoformat(), weekday)
        options.append(Option(text, words, detail, names, CompletionKind.DATE))
    return offered(spot, value, options)


def days(today: date, *, ahead: bool) -> list[tuple[str, date]]:
    """Return the days that are most often meant, each in words; `ahead` for what is still to come."""
    to_friday = (_FRIDAY - today.weekday()) % 7
    friday = today + timedelta(to_friday or 7)
    after = friday + timedelta(7 if to_friday > 0 else 0)
    month = today.replace(day=days_in(today.year, today.month))
    first = month + timedelta(1)
    next_month = first.replace(day=days_in(first.year, first.month))
    past = [("yesterday", today - timedelta(1))]
    near = [("today", today), ("tomorrow", today + timedelta(1))]
    far = [
        *([("this Friday", friday)] if to_friday > 0 else []),
        ("next Friday", after),
        ("in one week", today + timedelta(7)),
        ("in two weeks", today + timedelta(14)),
        ("end of month", month),
        ("end of next month", next_month),
    ]
    return near + far if ahead else near[:1] + past + near[1:] + far


def months(today: date, *, ahead: bool) -> list[tuple[str, date]]:
    """Return a day of each month that is often meant, with words; `ahead` as in `days`."""
    first = today.replace(day=1)
    past = [] if ahead else [("last month", first - timedelta(1))]
    return [("this month", today), *past, ("next month", first + timedelta(31))]


def _document_texts(spot: Spot) -> list[str]:
    backlog = spot.view.backlog
    return [
        place.piece.text[use.start : use.end]
        for place in around(backlog.rope, spot.place.index, Bit.DATE, _FEW)
        for use in date_uses(place.piece, backlog.context(place).roles)
        if not spot.has(place.offset + use.start)
    ]
