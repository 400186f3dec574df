"""# overdue

## What it does
Reports an item that is not done although its date has passed, and a review that is due.

## Why
What is overdue is either forgotten or planned anew in somebody's head. It is off until it is given a
severity, because it says something else tomorrow about a document that nobody touched.

## Example
```markdown
| Task   | Status | Due        |
| ------ | ------ | ---------- |
| Report | Todo   | 2020-03-15 |
```

## Use instead
```markdown
| Task   | Status | Due        |
| ------ | ------ | ---------- |
| Report | Done   | 2020-03-15 |
```

## Fix safety
No fix: whether to do it, to drop it or to move the date, only the writer knows. An item is judged only
where its status is certain, and not where it is deferred, optional or struck; a month or a quarter has
passed when its last day has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.analysis.section_status import section_state
from backlog_ls.model.document.completion_state import CLOSED, item_status
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.model.items.date_uses import DateUse, date_uses, is_next_review
from backlog_ls.model.statuses.status import Status
from backlog_ls.model.tables.headers import Role
from backlog_ls.rules.engine.finding import Finding, Severity
from backlog_ls.rules.engine.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.context import Context
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View


def check_block(view: View, place: Place[Block], context: Context) -> Iterator[Finding]:
    """Judge the dates of rows, of list items and of front matter."""
    block = place.piece
    for use in date_uses(block, context.roles):
        if use.role is Role.DUE and not use.is_of_section:
            status = item_status(block, use, context)
            if status is not Status.UNKNOWN and status not in CLOSED:
                yield from _judged(view, place, use)


def check_section(view: View, heading: Place[Block]) -> Iterator[Finding]:
    """Judge the dates that speak for a section."""
    backlog = view.backlog
    uses = [
        (place, use)
        for place in backlog.rope.find(
            BITS, Bit.SECTION_DATE, heading.index + 1, backlog.own_end(heading)
        )
        for use in date_uses(place.piece)
        if use.is_of_section and (use.role is Role.DUE or is_next_review(use.name))
    ]
    if not uses:
        return
    status = section_state(backlog, heading)
    for place, use in uses:
        if status not in CLOSED and (status is not Status.UNKNOWN or is_next_review(use.name)):
            yield from _judged(view, place, use)


def _judged(view: View, place: Place[Block], use: DateUse) -> Iterator[Finding]:
    stated = use.period
    if stated is None or not stated.certain or stated.last >= view.day:
        return
    written = place.piece.text[stated.start : stated.end]
    what = "the review is due" if is_next_review(use.name) else "this is not done"
    message = f"`{written}` has passed, and {what}."
    yield Finding(RULE.code, place.key, stated.start, stated.end, message)


RULE = Rule(
    "overdue",
    Severity.WARNING,
    block=check_block,
    section=check_section,
    bits=Bit.DATE,
    off=True,
)
"""The dates in a list are judged with their block, those right under a heading with its section."""
