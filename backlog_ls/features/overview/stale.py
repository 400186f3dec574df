"""What went stale: dates that passed, work that began long ago, documents that nobody keeps up."""

from __future__ import annotations

from enum import Enum
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.markdown_text import plain
from backlog_ls.features.overview.items import line_of
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.dates.dates import find_dates
from backlog_ls.model.dates.periods import Precision
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.model.items.date_uses import date_uses, is_last_update
from backlog_ls.model.statuses.status import Status
from backlog_ls.model.tables.headers import Role
from backlog_ls.rules import overdue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from backlog_ls.features.overview.items import Contents
    from backlog_ls.model.analysis.records import Record
    from backlog_ls.rules.engine.finding import Finding
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

LONG_IN_PROGRESS = 30
LONG_NOT_UPDATED = 90
"""Days after which something is stale."""

_FOOT = 6
"""Blocks at the end of a document that may say of all of it when it was updated."""

_ENDED = frozenset({Status.DONE, Status.CANCELLED, Status.DEFERRED})


class Why(str, Enum):
    """In what way something is stale."""

    OVERDUE = "overdue"
    IN_PROGRESS = "in progress"
    NOT_UPDATED = "not updated"


class Stale(NamedTuple):
    """Something stale."""

    why: Why
    path: str
    line: int
    """From 1."""
    title: str
    """Of the item or section, in words; empty for a document as a whole."""
    written: str
    """The date, as it stands there."""
    days: int
    """Since then."""


def stale(found: Contents, day: date) -> list[Stale]:
    """Return what is stale on `day`: in each way the longest first."""
    own: list[list[int]] = [[] for _ in found.documents]
    for number, item in enumerate(found.items):
        own[item.document].append(number)
    told = [each for number in range(len(own)) for each in _in_document(found, number, own, day)]
    order = list(Why)
    return sorted(told, key=lambda each: (order.index(each.why), -each.days))


def _in_document(
    found: Contents, number: int, items_of: list[list[int]], day: date
) -> Iterator[Stale]:
    shown, view = found.documents[number]
    own = items_of[number]
    by_block: dict[int, list[int]] = {}
    for at in own:
        by_block.setdefault(found.records[at].place.key, []).append(at)
    for finding, about in _overdue(view._replace(today=day)):
        place = view.backlog.rope.at_key(finding.key)
        written = place.piece.text[finding.start : finding.end] if place else ""
        last = _only_day(written)
        if last is None:
            continue
        inside = by_block.get(about.key, [])
        before = [at for at in inside if _begin(found.records[at]) <= finding.start]
        days = (day - last).days
        if inside:
            item = found.items[(before or inside[:1])[-1]]
            yield Stale(Why.OVERDUE, shown, item.line, item.title, written, days)
        else:
            heading = facts(about.piece).heading
            title = plain(heading.title) if heading else ""
            line = line_of(view.backlog, about.offset)
            yield Stale(Why.OVERDUE, shown, line, title, written, days)
    for at in own:
        item, started = found.items[at], found.records[at].values.get(Role.STARTED, "")
        last = _only_day(started) if item.status is Status.IN_PROGRESS else None
        if last and (day - last).days > LONG_IN_PROGRESS:
            days = (day - last).days
            yield Stale(Why.IN_PROGRESS, shown, item.line, item.title, started, days)
    if any(found.items[at].status not in _ENDED for at in own):
        yield from _not_updated(shown, view, day)


def _overdue(view: View) -> Iterator[tuple[Finding, Place[Block]]]:
    """Yield what the rule of that name finds, and the block of the item or section it is about."""
    backlog = view.backlog
    rope = backlog.rope
    dated = [place.key for place in rope.find(BITS, Bit.DATE, 0, len(rope))]
    for place, context in backlog.contexts_of(dated):
        for finding in overdue.check_block(view, place, context):
            yield finding, place
    for place in rope.find(BITS, Bit.HEADING, 0, len(rope)):
        for finding in overdue.check_section(view, place):
            yield finding, place


def _not_updated(shown: str, view: View, day: date) -> Iterator[Stale]:
    """Yield the date on which a document was updated, by its head or its foot, if that is long ago.

    What stands between them is about a section, or an item.
    """
    backlog = view.backlog
    rope = backlog.rope
    headings = list(islice(rope.find(BITS, Bit.HEADING, 0, len(rope)), 2))
    head = headings[1].index if len(headings) > 1 else len(rope)
    foot = len(rope) - _FOOT
    newest: tuple[date, int, str] | None = None
    for place in rope.find(BITS, Bit.LAST_UPDATE, 0, len(rope)):
        if head <= place.index < foot:
            continue
        for use in date_uses(place.piece, backlog.context(place).roles):
            own = use.is_of_section or use.in_matter
            period = use.period if own and is_last_update(use.name) else None
            if period and period.certain and (newest is None or period.last > newest[0]):
                text = place.piece.text[period.start : period.end]
                newest = period.last, line_of(backlog, place.offset + period.start), text
    if newest and (day - newest[0]).days > LONG_NOT_UPDATED:
        last, line, text = newest
        yield Stale(Why.NOT_UPDATED, shown, line, "", text, (day - last).days)


def _only_day(text: str) -> date | None:
    """Return the last day of the one date that `text` is, or None: that is not certain."""
    dates = list(find_dates(text, 0, len(text), field=True))
    if not dates or dates[0].start or dates[-1].end < len(text):
        return None
    vague = any(each.precision in {Precision.QUARTER, Precision.HALF} for each in dates)
    ranged = len(dates) == 2 and dates[1].ends_range
    return None if vague or (len(dates) > 1 and not ranged) else dates[-1].last


def _begin(record: Record) -> int:
    use = record.item.status
    return min(record.item.start, use.start) if use else record.item.start
