"""# inconsistent-date

## What it does
Reports an end date before the start date, or a "Last updated" date that is a week or more older than the
latest completed item.

## Why it matters
One of the two dates is wrong. A wrong "Last updated" date makes readers trust an outdated document, or
distrust a current one.

## Example
```markdown
| Task   | Started    | Finished   |
| ------ | ---------- | ---------- |
| Report | 2026-02-05 | 2026-01-09 |
```

## Use instead
```markdown
| Task   | Started    | Finished   |
| ------ | ---------- | ---------- |
| Report | 2026-01-05 | 2026-01-09 |
```

## Fix
Sets "Last updated" to the date of the latest completed item, if both dates have the same format.
`--fix` does not apply it, because either date may be the wrong one.

## Not reported
Planned dates, and dates that are qualified by other words. A month counts as all of its days, so only
certain contradictions are reported.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from backlog_ls.model.analysis.section_status import effective_section_status
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.completion_state import find_completion_dates, is_completion_name
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.items.date_uses import (
    MAX_VALUE_LENGTH,
    DateUse,
    Period,
    cell_text,
    find_date_uses,
    find_leading_period,
    is_last_update_name,
)
from backlog_ls.model.statuses.status import INACTIVE_STATUSES, Status
from backlog_ls.model.tables.roles import Role
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Related, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.syntax.block import Block, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.model.document.context import Context
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

MIN_GAP = timedelta(days=7)
"""Minimum time between the last update and a later completion. Few people update it every day."""
MAX_CANDIDATES = 50
"""Maximum number of completion dates to examine for a certain one."""

Stated = tuple["Place[Block]", DateUse]


def check_block(_view: View, place: Place[Block], context: Context) -> Iterator[Finding]:
    """Check the dates of each item in one block, and each date range."""
    by_item: dict[tuple[int, int], list[Stated]] = {}
    for use in find_date_uses(place.piece, context.roles):
        item = (use.row.start if use.row else -1, use.list_item)
        by_item.setdefault(item, []).append((place, use))
        yield from _check_range(place, use)
    for stated in by_item.values():
        yield from _check_start_and_end(stated)


def check_section(view: View, heading: Place[Block]) -> Iterator[Finding]:
    """Check a start and an end date in different blocks directly below a heading."""
    backlog = view.backlog
    stated: list[Stated] = []
    stop = backlog.body_end(heading)
    for place in backlog.rope.find(FLAGS, Flag.SECTION_DATE, heading.index + 1, stop):
        uses = [use for use in find_date_uses(place.piece) if use.is_of_section]
        if not {Role.STARTED, Role.FINISHED} <= {use.role for use in uses}:
            stated += [(place, use) for use in uses]
    yield from _check_start_and_end(stated)


def _check_start_and_end(stated: Iterable[Stated]) -> Iterator[Finding]:
    """Compare a start and an end date, unless there are several of either."""
    starts = [(place, use) for place, use in stated if use.role is Role.STARTED]
    ends = [(place, use) for place, use in stated if use.role is Role.FINISHED]
    if len(starts) != 1 or len(ends) != 1:
        return
    start, end = starts[0][1].period, ends[0][1].period
    if start is None or end is None or end.last >= start.first or start.certain != end.certain:
        return
    started = _period_text(starts[0][0], start)
    yield Finding(
        RULE.code,
        ends[0][0].key,
        end.start,
        end.end,
        f"End date `{_period_text(ends[0][0], end)}` is before the start date `{started}`.",
        (),
        (Related(starts[0][0].key, start.start, start.end, "Start date"),),
    )


def _check_range(place: Place[Block], use: DateUse) -> Iterator[Finding]:
    for opening, closing in pairwise(use.dates):
        reversed_ = opening.first and closing.last and closing.last < opening.first
        if closing.ends_range and reversed_:
            text = place.piece.text
            begin = text[opening.start : opening.end]
            end = text[closing.start : closing.end]
            message = f"The range ends on `{end}`, before its start `{begin}`."
            yield Finding(RULE.code, place.key, closing.start, closing.end, message)


def check_last_update(view: View, _all: str) -> Iterator[Finding]:
    """Compare the last update of the document with its latest completed item."""
    backlog = view.backlog
    rope = backlog.rope
    own: tuple[Place[Block], Period] | None = None
    latest = None
    for place in rope.find(FLAGS, Flag.LAST_UPDATE, 0, len(rope)):
        for use in find_date_uses(place.piece):
            if not is_last_update_name(use.name):
                continue
            lasts = [date.last for date in use.dates]
            if not lasts or use.end - use.start > MAX_VALUE_LENGTH:
                return  # not a date, or more text than a date
            for last in lasts:
                if last is None:
                    return
                latest = last if latest is None else max(latest, last)
            stated = find_leading_period(place.piece, use)
            if (
                stated
                and (own is None or stated.last > own[1].last)
                and _is_of_document(view, place, use)
            ):
                own = place, stated
    if own is None or latest is None:
        return
    if latest > date.max - MIN_GAP:
        return
    day = (latest + MIN_GAP - timedelta(days=1)).isoformat()
    done = _find_latest_completion(view, day, _title_key(view, own[0]))
    if done is None:
        return
    (place, stated), (other, finished) = own, done
    after = _period_text(other, finished)
    fixes: tuple[Fix, ...] = ()
    if stated.is_day and finished.is_day and stated.style is finished.style:
        edit = BlockEdit(place.key, stated.start, stated.end, after)
        fixes = (Fix(f"Change to `{after}`", (edit,), preferred=False),)
    yield Finding(
        RULE.code,
        place.key,
        stated.start,
        stated.end,
        f"Older than the latest completed item (`{after}`).",
        fixes,
        (Related(other.key, finished.start, finished.end, "Completed here"),),
    )


def _is_of_document(view: View, place: Place[Block], use: DateUse) -> bool:
    """Return whether a last update is that of the document: above all sections, or below its title."""
    if place.piece.kind == Kind.FRONT_MATTER:
        return True
    rope = view.backlog.rope
    above = rope.find(FLAGS, Flag.HEADING, 0, place.index)
    return use.list_item < 0 and len([*islice(above, 2)]) < 2


def _title_key(view: View, place: Place[Block]) -> int:
    """Return the key of the top heading above `place`; 0 if there is none."""
    sections = view.backlog.context(place).sections
    return sections[0].key if sections else 0


def _find_latest_completion(
    view: View, latest: str, title: int
) -> tuple[Place[Block], Period] | None:
    """Return the place and date of the latest completion after a day; None if there is none.

    Args:
        view: the document.
        latest: the day in ISO format.
        title: key of the top heading to search below; 0 for the whole document. A document may have
            several top headings, each with its own last update.
    """
    backlog = view.backlog
    index = backlog.index
    days = sorted(
        (day for day in index.of_kind(SymbolKind.COMPLETION_DAY) if day > latest), reverse=True
    )
    places = ((day, key) for day in days for key in index.get(SymbolKind.COMPLETION_DAY, day))
    for day, key in islice(places, MAX_CANDIDATES):
        place = backlog.rope.at_key(key)
        if place is None:
            continue
        context = backlog.context(place)
        if title and (not context.sections or context.sections[0].key != title):
            continue
        for use in find_completion_dates(place.piece, context):
            finished = use.period
            if (
                finished
                and finished.first.isoformat() == day
                and _is_certain(view, place, use, context)
            ):
                return place, finished
    return None


def _is_certain(view: View, place: Place[Block], use: DateUse, context: Context) -> bool:
    """Return whether the context confirms that the item with the date `use` is done."""
    rope = view.backlog.rope
    if place.piece.kind == Kind.ROW:
        table = rope.at_key(context.lead)
        header = facts_of(table.piece).row if table else None
        return bool(
            table and header and is_completion_name(cell_text(table.piece.text, header, use.column))
        )
    if not use.is_of_section or not context.sections:
        return True
    heading = rope.at_key(context.sections[-1].key)
    state = effective_section_status(view.backlog, heading) if heading else Status.UNKNOWN
    return state is Status.UNKNOWN or state in INACTIVE_STATUSES


def _period_text(place: Place[Block], stated: Period) -> str:
    return place.piece.text[stated.start : stated.end]


RULE = Rule(
    "inconsistent-date",
    Severity.INFORMATION,
    block=check_block,
    section=check_section,
    symbol=check_last_update,
    symbol_kinds=frozenset({SymbolKind.LAST_UPDATE}),
    check_unique=True,
    flags=Flag.DATE,
)
