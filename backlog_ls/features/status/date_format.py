"""The style of the dates in a column or a document.

It is found by formatting the dates again, in each known style, and comparing the results.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.model.dates.date import Precision
from backlog_ls.model.dates.search import find_dates
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.items.date_uses import find_date_uses

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from backlog_ls.workspace.view import View

ISO = "{y:04}-{m:02}-{d:02}"
WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_STYLES = (
    ISO,
    "{y}/{m:02}/{d:02}",
    "{y}.{m:02}.{d:02}",
    "{y}-{m}-{d}",
    "{y}/{m}/{d}",
    "{y}. {m}. {d}.",
    "{y}{m:02}{d:02}",
    "{d:02}.{m:02}.{y}",
    "{d}.{m}.{y}",
    "{d}. {m}. {y}",
    "{d:02}.{m:02}.{s:02}",
    "{d}.{m}.{s:02}",
    "{d:02}/{m:02}/{y}",
    "{d}/{m}/{y}",
    "{d:02}-{m:02}-{y}",
    "{m:02}/{d:02}/{y}",
    "{m}/{d}/{y}",
    "{m:02}-{d:02}-{y}",
    "{d:02}/{m:02}/{s:02}",
    "{m:02}/{d:02}/{s:02}",
    "{m}/{d}/{s:02}",
    "{B} {d}, {y}",
    "{B} {d} {y}",
    "{B} {d:02}, {y}",
    "{b} {d}, {y}",
    "{b} {d} {y}",
    "{b} {d:02}, {y}",
    "{d} {B} {y}",
    "{d:02} {B} {y}",
    "{d} {b} {y}",
    "{d:02} {b} {y}",
    "{d}-{b}-{y}",
    "{d:02}-{b}-{y}",
    "{y}-{b}-{d:02}",
    "{y}年{m}月{d}日",
    "{y}年{m:02}月{d:02}日",
    "{y}년 {m}월 {d}일",
)
_MONTHLY = ("{B} {y}", "{b} {y}", "{y}-{m:02}", "{m:02}/{y}", "{m:02}.{y}", "{y}年{m}月")
"""Styles without a day."""

MAX_DATES = 100
"""Maximum number of dates to read to detect a style."""


def format_date(style: str, day: date) -> str:
    """Return `day` in `style`, a result of `detect_date_style`."""
    name = MONTH_NAMES[day.month - 1]
    return style.format(y=day.year, s=day.year % 100, m=day.month, d=day.day, B=name, b=name[:3])


def is_month_style(style: str) -> bool:
    """Tell whether `style` has no day."""
    return style in _MONTHLY


def detect_date_style(texts: Iterable[str]) -> str | None:
    """Return the style of most dates in `texts`, the values of one column.

    Empty if there are no dates in them. None if the style is unknown or ambiguous: whether 05/02 is
    in February, only another date can tell.
    """
    shown: dict[str, int] = {}
    days = 0
    for text in islice(texts, MAX_DATES):
        for found in find_dates(text, 0, len(text), field=True):
            if not found.exists:
                continue
            days += 1
            styles = {Precision.DAY: _STYLES, Precision.MONTH: _MONTHLY}.get(found.precision, ())
            written = text[found.start : found.end]
            for style in styles:
                if found.first and format_date(style, found.first) == written:
                    shown[style] = shown.get(style, 0) + 1
    if not days:
        return ""
    best = max(shown.values(), default=0)
    # Days with two digits match padded and unpadded styles: the more usual style is listed first.
    usual = (*_STYLES, *_MONTHLY)
    return next((style for style in usual if best and shown.get(style) == best), None)


def detect_document_style(view: View) -> str:
    """Return the style of the first dates of a document; ISO 8601 if it has none."""
    rope = view.backlog.rope
    texts = [
        place.piece.text[use.start : use.end]
        for place in islice(rope.find(FLAGS, Flag.DATE, 0, len(rope)), MAX_DATES)
        for use in find_date_uses(place.piece, view.backlog.context(place).roles)
    ]
    return detect_date_style(texts) or ISO
