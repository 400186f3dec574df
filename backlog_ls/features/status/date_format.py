"""How a column, or else the document, writes its dates: found by writing its dates again."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.model.dates.dates import find_dates
from backlog_ls.model.dates.periods import Precision
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.model.items.date_uses import date_uses

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from backlog_ls.workspace.view import View

ISO = "{y:04}-{m:02}-{d:02}"
_MONTHS = (
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
"""Where people note no more than the month."""

MOST = 100
"""So many dates show a style."""


def written(style: str, day: date) -> str:
    """Return `day` in `style`, one that `style_of_dates` gave."""
    name = _MONTHS[day.month - 1]
    return style.format(y=day.year, s=day.year % 100, m=day.month, d=day.day, B=name, b=name[:3])


def is_monthly(style: str) -> bool:
    """Tell whether `style` writes no more than the month."""
    return style in _MONTHLY


def style_of_dates(texts: Iterable[str]) -> str | None:
    """Return the style that most days in `texts`, values of one column, are written in.

    Empty where there are no days in them, None where their style is none that is known for certain:
    whether 05/02 is in February, only another date can tell.
    """
    shown: dict[str, int] = {}
    days = 0
    for text in islice(texts, MOST):
        for found in find_dates(text, 0, len(text), field=True):
            if not found.exists:
                continue
            days += 1
            styles = {Precision.DAY: _STYLES, Precision.MONTH: _MONTHLY}.get(found.precision, ())
            said = text[found.start : found.end]
            for style in styles:
                if found.first and written(style, found.first) == said:
                    shown[style] = shown.get(style, 0) + 1
    if not days:
        return ""
    best = max(shown.values(), default=0)
    # Padded or not, a day of two digits looks alike: the first of the list is the more usual.
    usual = (*_STYLES, *_MONTHLY)
    return next((style for style in usual if best and shown.get(style) == best), None)


def document_style(view: View) -> str:
    """Return the style of the first dates of a document; that of ISO 8601 without any."""
    rope = view.backlog.rope
    texts = [
        place.piece.text[use.start : use.end]
        for place in islice(rope.find(BITS, Bit.DATE, 0, len(rope)), MOST)
        for use in date_uses(place.piece, view.backlog.context(place).roles)
    ]
    return style_of_dates(texts) or ISO
