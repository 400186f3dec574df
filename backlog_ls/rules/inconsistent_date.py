"""# inconsistent-date

## What it does
Reports what ends before it starts, and a document that was last updated before something in it was
done.

## Why
One of the two dates is wrong. A "Last updated" that nobody keeps makes readers trust what is stale,
or distrust what is current.

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

## Fix safety
Offers to set "Last updated" to the day on which something was last done, where both are written alike.
`--fix` leaves it alone: which of the two dates is right, only the writer knows. A month counts as all
of its days, so that only what contradicts in any case is reported; planned dates and dates of which
more is said are not judged.
"""

from __future__ import annotations

from itertools import islice, pairwise
from typing import TYPE_CHECKING

from backlog_ls.model.analysis.section_status import section_state
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.completion_state import CLOSED, done_uses, says_done
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.items.date_uses import (
    LONGEST,
    DateUse,
    Period,
    cell_text,
    date_uses,
    is_last_update,
    leading_period,
)
from backlog_ls.model.statuses.status import Status
from backlog_ls.model.tables.headers import Role
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Related, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.syntax.block import Block, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.model.document.context import Context
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

MOST_PLACES = 50
"""So many places are looked at for one that is certain; if none of them is, nothing is said."""

Stated = tuple["Place[Block]", DateUse]


def check_block(_view: View, place: Place[Block], context: Context) -> Iterator[Finding]:
    """Judge the dates of each item in one block, and each range by itself."""
    by_item: dict[tuple[int, int], list[Stated]] = {}
    for use in date_uses(place.piece, context.roles):
        item = (use.row.start if use.row else -1, use.entry)
        by_item.setdefault(item, []).append((place, use))
        yield from _reversed_range(place, use)
    for stated in by_item.values():
        yield from _judged(stated)


def check_section(view: View, heading: Place[Block]) -> Iterator[Finding]:
    """Judge a start and an end that stand in two blocks right under a heading."""
    backlog = view.backlog
    stated: list[Stated] = []
    stop = backlog.own_end(heading)
    for place in backlog.rope.find(BITS, Bit.SECTION_DATE, heading.index + 1, stop):
        uses = [use for use in date_uses(place.piece) if use.is_of_section]
        if not {Role.STARTED, Role.FINISHED} <= {use.role for use in uses}:
            stated += [(place, use) for use in uses]
    yield from _judged(stated)


def _judged(stated: Iterable[Stated]) -> Iterator[Finding]:
    """Judge one start by one end; of several, which belong together is not certain."""
    starts = [(place, use) for place, use in stated if use.role is Role.STARTED]
    ends = [(place, use) for place, use in stated if use.role is Role.FINISHED]
    if len(starts) != 1 or len(ends) != 1:
        return
    start, end = starts[0][1].period, ends[0][1].period
    if start is None or end is None or end.last >= start.first or start.certain != end.certain:
        return
    started = _written(starts[0][0], start)
    yield Finding(
        RULE.code,
        ends[0][0].key,
        end.start,
        end.end,
        f"`{_written(ends[0][0], end)}` is before the start, `{started}`.",
        (),
        (Related(starts[0][0].key, start.start, start.end, "The start"),),
    )


def _reversed_range(place: Place[Block], use: DateUse) -> Iterator[Finding]:
    for opening, closing in pairwise(use.dates):
        reversed_ = opening.first and closing.last and closing.last < opening.first
        if closing.ends_range and reversed_:
            text = place.piece.text
            begin = text[opening.start : opening.end]
            message = f"`{text[closing.start : closing.end]}` is before `{begin}`, where it begins."
            yield Finding(RULE.code, place.key, closing.start, closing.end, message)


def check_document(view: View, _all: str) -> Iterator[Finding]:
    """Judge the document's own last update by what was done last."""
    backlog = view.backlog
    rope = backlog.rope
    own: tuple[Place[Block], Period] | None = None
    latest = None
    for place in rope.find(BITS, Bit.LAST_UPDATE, 0, len(rope)):
        for use in date_uses(place.piece):
            if not is_last_update(use.name):
                continue
            lasts = [date.last for date in use.dates]
            if not lasts or use.end - use.start > LONGEST:
                return  # when that was, only its writer knows
            for last in lasts:
                if last is None:
                    return
                latest = last if latest is None else max(latest, last)
            stated = leading_period(place.piece, use)
            if stated and (own is None or stated.last > own[1].last) and _is_own(view, place, use):
                own = place, stated
    if own is None or latest is None:
        return
    done = _done_after(view, latest.isoformat(), _title(view, own[0]))
    if done is None:
        return
    (place, stated), (other, finished) = own, done
    after = _written(other, finished)
    fixes: tuple[Fix, ...] = ()
    if stated.is_day and finished.is_day and stated.style is finished.style:
        edit = BlockEdit(place.key, stated.start, stated.end, after)
        fixes = (Fix(f"Change to `{after}`", (edit,), preferred=False),)
    yield Finding(
        RULE.code,
        place.key,
        stated.start,
        stated.end,
        f"Something here was done later: `{after}`.",
        fixes,
        (Related(other.key, finished.start, finished.end, "Done here"),),
    )


def _is_own(view: View, place: Place[Block], use: DateUse) -> bool:
    """Tell whether a last update is that of the document: above all sections, or under its title."""
    if place.piece.kind == Kind.FRONT_MATTER:
        return True
    rope = view.backlog.rope
    above = rope.find(BITS, Bit.HEADING, 0, place.index)
    return use.entry < 0 and len([*islice(above, 2)]) < 2


def _title(view: View, place: Place[Block]) -> int:
    """Return the heading of which all else in a document is a part, or 0 without one."""
    sections = view.backlog.context(place).sections
    return sections[0].key if sections else 0


def _done_after(view: View, latest: str, title: int) -> tuple[Place[Block], Period] | None:
    """Return where the last thing was done after a day, or None.

    Args:
        view: the document.
        latest: the day, in ISO form.
        title: the heading that what was done must stand under; 0 for anywhere. Of several sections
            on the highest level, each may have a last update of its own.
    """
    backlog = view.backlog
    index = backlog.index
    days = sorted((day for day in index.of(SymbolKind.DONE_ON) if day > latest), reverse=True)
    places = ((day, key) for day in days for key in index.get(SymbolKind.DONE_ON, day))
    for day, key in islice(places, MOST_PLACES):
        place = backlog.rope.at_key(key)
        if place is None:
            continue
        context = backlog.context(place)
        if title and (not context.sections or context.sections[0].key != title):
            continue
        for use in done_uses(place.piece, context):
            finished = use.period
            if (
                finished
                and finished.first.isoformat() == day
                and _is_certain(view, place, use, context)
            ):
                return place, finished
    return None


def _is_certain(view: View, place: Place[Block], use: DateUse, context: Context) -> bool:
    """Tell whether what says that something is done is borne out by what stands around."""
    rope = view.backlog.rope
    if place.piece.kind == Kind.ROW:
        table = rope.at_key(context.lead)
        header = facts(table.piece).row if table else None
        return bool(table and header and says_done(cell_text(table.piece.text, header, use.column)))
    if not use.is_of_section or not context.sections:
        return True
    heading = rope.at_key(context.sections[-1].key)
    state = section_state(view.backlog, heading) if heading else Status.UNKNOWN
    return state is Status.UNKNOWN or state in CLOSED


def _written(place: Place[Block], stated: Period) -> str:
    return place.piece.text[stated.start : stated.end]


RULE = Rule(
    "inconsistent-date",
    Severity.INFORMATION,
    block=check_block,
    section=check_section,
    subject=check_document,
    sorts=frozenset({SymbolKind.LAST_UPDATE}),
    lone=True,
    bits=Bit.DATE,
)
