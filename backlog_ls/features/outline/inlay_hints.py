"""Inlay hints: the days left, after the due dates of open items."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.analysis.section_status import effective_section_status
from backlog_ls.model.document.completion_state import status_of_dated_item
from backlog_ls.model.items.date_uses import DateUse, find_date_uses
from backlog_ls.model.statuses.status import INACTIVE_STATUSES
from backlog_ls.model.tables.roles import Role

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from backlog_ls.model.document.context import Context
    from backlog_ls.model.statuses.status import Status
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

_MAX_DAYS = 60
"""Maximum distance that is given in days; after that it is given in weeks."""
_WEEK = 7


class InlayHint(NamedTuple):
    """A text to show after `offset`, a code point of the document."""

    offset: int
    label: str


def find_inlay_hints(view: View, start: int, end: int) -> list[InlayHint]:
    """Return the hints in ``[start, end)``, code points of the document."""
    backlog = view.backlog
    first = backlog.rope.at_offset(min(start, backlog.document.length))
    found: list[InlayHint] = []
    for place, context in backlog.contexts(first.index):
        if place.offset >= end:
            break
        found += _find_in_block(view, place, context)
    return found


def _find_in_block(view: View, place: Place[Block], context: Context) -> Iterator[InlayHint]:
    for use in find_date_uses(place.piece, context.roles):
        period = use.period
        if use.role is not Role.DUE or period is None or not period.certain:
            continue
        if _read_status(view, place, use, context) not in INACTIVE_STATUSES:
            yield InlayHint(place.offset + period.end, describe_distance(period.last, view.day))


def _read_status(view: View, place: Place[Block], use: DateUse, context: Context) -> Status:
    if not use.is_of_section:
        return status_of_dated_item(place.piece, use, context)
    above = view.backlog.rope.at_key(context.sections[-1].key) if context.sections else None
    return (
        effective_section_status(view.backlog, above)
        if above
        else status_of_dated_item(place.piece, use, context)
    )


def describe_distance(due: date, today: date) -> str:
    """Return the distance from `today` to `due` in words, such as `in 3 days`."""
    days = (due - today).days
    if days == 0:
        return "today"
    if abs(days) == 1:
        return "tomorrow" if days > 0 else "yesterday"
    if 0 < days <= _MAX_DAYS:
        return f"in {days} days"
    if days > _MAX_DAYS:
        return f"in {days // _WEEK} weeks"
    return f"{-days} days ago"
