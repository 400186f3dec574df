"""Completion of dates, offered in words, in the style of the column or document."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from backlog_ls.features.completion.context import CursorField, replacement_at
from backlog_ls.features.completion.items import NO_COMPLETIONS, CompletionKind
from backlog_ls.features.completion.matching import Option, match_options
from backlog_ls.features.neighbourhood import blocks_near
from backlog_ls.features.status.date_format import (
    ISO,
    WEEKDAY_NAMES,
    detect_date_style,
    format_date,
    is_month_style,
)
from backlog_ls.model.dates.date import days_in
from backlog_ls.model.document.flags import Flag
from backlog_ls.model.items.date_uses import (
    DATE_ROLES,
    find_date_uses,
    is_last_update_name,
    is_next_review_name,
)
from backlog_ls.model.tables.roles import Role, find_role

if TYPE_CHECKING:
    from backlog_ls.features.completion.context import CursorCell
    from backlog_ls.features.completion.items import CompletionList
    from backlog_ls.features.cursor import Cursor

_FRIDAY = 4
_MAX_DATE_BLOCKS = 50
"""Number of blocks with dates on either side that are read to detect their style."""


def is_date_field(name: str) -> bool:
    """Tell whether a field with this name holds a date."""
    return find_role(name) in DATE_ROLES or is_last_update_name(name) or is_next_review_name(name)


def complete_date(cursor: Cursor, place: CursorCell | CursorField) -> CompletionList:
    """Offer days in words; nothing if the style of the other dates is ambiguous."""
    field = place if isinstance(place, CursorField) else None
    style = detect_date_style(text for text in place.other_values(cursor) if text)
    if style == "":
        in_matter = field is not None and field.in_front_matter
        style = ISO if in_matter else detect_date_style(_document_texts(cursor)) or ISO
    if style is None:
        return NO_COMPLETIONS
    role = place.role
    future = role is Role.DUE or (field is not None and is_next_review_name(field.name))
    value = replacement_at(cursor, place.start, place.end, in_table=field is None)
    return match_options(cursor, value, day_options(cursor.view.day, style, future=future))


def day_options(today: date, style: str, *, future: bool) -> list[Option]:
    """Return likely days, or months, as options.

    Args:
        today: the current day.
        style: how to write them; see `date_format`.
        future: whether the day is to come, as for a due date.
    """
    options = []
    monthly = is_month_style(style)
    for words, day in (suggest_months if monthly else suggest_days)(today, future=future):
        text = format_date(style, day)
        weekday = WEEKDAY_NAMES[day.weekday()]
        detail = text if monthly else f"{text} · {weekday}"
        names = (words, day.isoformat()[:7]) if monthly else (words, day.isoformat(), weekday)
        options.append(Option(text, words, detail, names, CompletionKind.DATE))
    return options


def suggest_days(today: date, *, future: bool) -> list[tuple[str, date]]:
    """Return likely days, each in words.

    Args:
        today: the current day.
        future: whether the day is to come, as for a due date.
    """
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
    return near + far if future else near[:1] + past + near[1:] + far


def suggest_months(today: date, *, future: bool) -> list[tuple[str, date]]:
    """Return a day of each likely month, in words; the arguments are as for `suggest_days`."""
    first = today.replace(day=1)
    past = [] if future else [("last month", first - timedelta(1))]
    return [("this month", today), *past, ("next month", first + timedelta(31))]


def _document_texts(cursor: Cursor) -> list[str]:
    backlog = cursor.view.backlog
    return [
        place.piece.text[use.start : use.end]
        for place in blocks_near(backlog.rope, cursor.place.index, Flag.DATE, _MAX_DATE_BLOCKS)
        for use in find_date_uses(place.piece, backlog.context(place).roles)
        if not cursor.is_on_line(place.offset + use.start)
    ]
