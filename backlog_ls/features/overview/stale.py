"""Stale things: overdue dates, items that are long in progress, documents without updates."""

from __future__ import annotations

from enum import Enum
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.markdown_text import plain_text
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.dates.date import Precision
from backlog_ls.model.dates.search import find_dates
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.items.date_uses import find_date_uses, is_last_update_name
from backlog_ls.model.statuses.status import INACTIVE_STATUSES, Status
from backlog_ls.model.tables.roles import Role
from backlog_ls.rules import overdue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from backlog_ls.features.overview.items import Contents
    from backlog_ls.model.analysis.record import Record
    from backlog_ls.rules.engine.finding import Finding
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

MAX_DAYS_IN_PROGRESS = 30
"""Number of days after which an item in progress is stale."""
MAX_DAYS_WITHOUT_UPDATE = 90
"""Number of days after which a document is stale."""

_FOOTER_BLOCKS = 6
"""Number of blocks at the end of a document that may contain its last update."""


class StaleReason(str, Enum):
    """Why something is stale."""

    OVERDUE = "overdue"
    IN_PROGRESS = "in progress"
    NOT_UPDATED = "not updated"


class StaleEntry(NamedTuple):
    """A stale item, section or document."""

    reason: StaleReason
    path: str
    line: int
    """1-based."""
    title: str
    """The title of the item or section, without markup; empty for a document."""
    date_text: str
    """The date as it is written."""
    days: int
    """Number of days since that date."""


def find_stale(found: Contents, day: date) -> list[StaleEntry]:
    """Return what is stale on `day`, by reason, the oldest dates first."""
    own: list[list[int]] = [[] for _ in found.documents]
    for number, item in enumerate(found.items):
        own[item.document].append(number)
    entries = [
        each for number in range(len(own)) for each in _find_in_document(found, number, own, day)
    ]
    order = list(StaleReason)
    return sorted(entries, key=lambda each: (order.index(each.reason), -each.days))


def _find_in_document(
    found: Contents, number: int, items_of: list[list[int]], day: date
) -> Iterator[StaleEntry]:
    shown, view = found.documents[number]
    own = items_of[number]
    by_block: dict[int, list[int]] = {}
    for at in own:
        by_block.setdefault(found.records[at].place.key, []).append(at)
    for finding, about in _find_overdue(view._replace(today=day)):
        place = view.backlog.rope.at_key(finding.key)
        written = place.piece.text[finding.start : finding.end] if place else ""
        last = _read_single_date(written)
        if last is None:
            continue
        inside = by_block.get(about.key, [])
        before = [at for at in inside if _item_start(found.records[at]) <= finding.start]
        days = (day - last).days
        if inside:
            item = found.items[(before or inside[:1])[-1]]
            yield StaleEntry(StaleReason.OVERDUE, shown, item.line, item.title, written, days)
        else:
            heading = facts_of(about.piece).heading
            title = plain_text(heading.title) if heading else ""
            line = view.backlog.document.line_number_at(about.offset)
            yield StaleEntry(StaleReason.OVERDUE, shown, line, title, written, days)
    for at in own:
        item, started = found.items[at], found.records[at].values.get(Role.STARTED, "")
        last = _read_single_date(started) if item.status is Status.IN_PROGRESS else None
        if last and (day - last).days > MAX_DAYS_IN_PROGRESS:
            days = (day - last).days
            yield StaleEntry(StaleReason.IN_PROGRESS, shown, item.line, item.title, started, days)
    if any(found.items[at].status not in INACTIVE_STATUSES for at in own):
        yield from _find_outdated(shown, view, day)


def _find_overdue(view: View) -> Iterator[tuple[Finding, Place[Block]]]:
    """Yield the findings of the rule `overdue`, with the blocks of their items or sections."""
    backlog = view.backlog
    rope = backlog.rope
    dated = [place.key for place in rope.find(FLAGS, Flag.DATE, 0, len(rope))]
    for place, context in backlog.contexts_of(dated):
        for finding in overdue.check_block(view, place, context):
            yield finding, place
    for place in rope.find(FLAGS, Flag.HEADING, 0, len(rope)):
        for finding in overdue.check_section(view, place):
            yield finding, place


def _find_outdated(shown: str, view: View, day: date) -> Iterator[StaleEntry]:
    """Yield the last update of a document if it is long ago.

    It is the newest date at the beginning or end of the document. Dates in between are about
    sections or items.
    """
    backlog = view.backlog
    rope = backlog.rope
    headings = list(islice(rope.find(FLAGS, Flag.HEADING, 0, len(rope)), 2))
    head = headings[1].index if len(headings) > 1 else len(rope)
    foot = len(rope) - _FOOTER_BLOCKS
    newest: tuple[date, int, str] | None = None
    for place in rope.find(FLAGS, Flag.LAST_UPDATE, 0, len(rope)):
        if head <= place.index < foot:
            continue
        for use in find_date_uses(place.piece, backlog.context(place).roles):
            own = use.is_of_section or use.in_front_matter
            period = use.period if own and is_last_update_name(use.name) else None
            if period and period.certain and (newest is None or period.last > newest[0]):
                text = place.piece.text[period.start : period.end]
                newest = (
                    period.last,
                    backlog.document.line_number_at(place.offset + period.start),
                    text,
                )
    if newest and (day - newest[0]).days > MAX_DAYS_WITHOUT_UPDATE:
        last, line, text = newest
        yield StaleEntry(StaleReason.NOT_UPDATED, shown, line, "", text, (day - last).days)


def _read_single_date(text: str) -> date | None:
    """Return the last day of the date or range that is all of `text`, or None if it is vague."""
    dates = list(find_dates(text, 0, len(text), field=True))
    if not dates or dates[0].start or dates[-1].end < len(text):
        return None
    vague = any(each.precision in {Precision.QUARTER, Precision.HALF} for each in dates)
    ranged = len(dates) == 2 and dates[1].ends_range
    return None if vague or (len(dates) > 1 and not ranged) else dates[-1].last


def _item_start(record: Record) -> int:
    use = record.item.status
    return min(record.item.start, use.start) if use else record.item.start
