"""Inlay hints: behind a due date of what is still open, how many days are left."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.analysis.section_status import section_state
from backlog_ls.model.document.completion_state import CLOSED, item_status
from backlog_ls.model.items.date_uses import DateUse, date_uses
from backlog_ls.model.tables.headers import Role

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from backlog_ls.model.document.context import Context
    from backlog_ls.model.statuses.status import Status
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

_FAR = 60
"""Days ahead from which on weeks say more, and beyond which the date itself says enough."""
_WEEK = 7


class Inlay(NamedTuple):
    """Words shown behind a place of the text; its offset is in code points of the document."""

    offset: int
    label: str


def inlays(view: View, start: int, end: int) -> list[Inlay]:
    """Return the hints for what stands in ``[start, end)``, code points in the document."""
    backlog = view.backlog
    first = backlog.rope.at_offset(min(start, backlog.document.length))
    found: list[Inlay] = []
    for place, context in backlog.contexts(first.index):
        if place.offset >= end:
            break
        found += _in_block(view, place, context)
    return found


def _in_block(view: View, place: Place[Block], context: Context) -> Iterator[Inlay]:
    for use in date_uses(place.piece, context.roles):
        period = use.period
        if use.role is not Role.DUE or period is None or not period.certain:
            continue
        if _status(view, place, use, context) not in CLOSED:
            yield Inlay(place.offset + period.end, left(period.last, view.day))


def _status(view: View, place: Place[Block], use: DateUse, context: Context) -> Status:
    if not use.is_of_section:
        return item_status(place.piece, use, context)
    above = view.backlog.rope.at_key(context.sections[-1].key) if context.sections else None
    return section_state(view.backlog, above) if above else item_status(place.piece, use, context)


def left(due: date, today: date) -> str:
    """Return how far off `due` is, in words."""
    days = (due - today).days
    if days == 0:
        return "today"
    if abs(days) == 1:
        return "tomorrow" if days > 0 else "yesterday"
    if 0 < days <= _FAR:
        return f"in {days} days"
    if days > _FAR:
        return f"in {days // _WEEK} weeks"
    return f"{-days} days ago"
