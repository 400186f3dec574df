"""# overdue

## What it does
Reports an item that is not done although its due date has passed, or a review date that has passed.

## Why it matters
An overdue item is either forgotten or needs a new date.

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

## Fix
No fix: whether to finish the item, drop it or change its date is the author's decision.

## Not reported
Items that are deferred, optional or struck through, and items without a certain status. A month or a
quarter is over after its last day.

## Settings
This rule is off by default, because its findings change with the calendar while the document does not.
Give it a severity to turn it on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.analysis.section_status import effective_section_status
from backlog_ls.model.document.completion_state import status_of_dated_item
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.items.date_uses import DateUse, find_date_uses, is_next_review_name
from backlog_ls.model.statuses.status import INACTIVE_STATUSES, Status
from backlog_ls.model.tables.roles import Role
from backlog_ls.rules.engine.finding import Finding, Severity
from backlog_ls.rules.engine.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.context import Context
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View


def check_block(view: View, place: Place[Block], context: Context) -> Iterator[Finding]:
    """Check the due dates of table rows, list items and front matter."""
    block = place.piece
    for use in find_date_uses(block, context.roles):
        if use.role is Role.DUE and not use.is_of_section:
            status = status_of_dated_item(block, use, context)
            if status is not Status.UNKNOWN and status not in INACTIVE_STATUSES:
                yield from _check_date(view, place, use)


def check_section(view: View, heading: Place[Block]) -> Iterator[Finding]:
    """Check the due dates and review dates of a section."""
    backlog = view.backlog
    uses = [
        (place, use)
        for place in backlog.rope.find(
            FLAGS, Flag.SECTION_DATE, heading.index + 1, backlog.body_end(heading)
        )
        for use in find_date_uses(place.piece)
        if use.is_of_section and (use.role is Role.DUE or is_next_review_name(use.name))
    ]
    if not uses:
        return
    status = effective_section_status(backlog, heading)
    for place, use in uses:
        if status not in INACTIVE_STATUSES and (
            status is not Status.UNKNOWN or is_next_review_name(use.name)
        ):
            yield from _check_date(view, place, use)


def _check_date(view: View, place: Place[Block], use: DateUse) -> Iterator[Finding]:
    stated = use.period
    if stated is None or not stated.certain or stated.last >= view.day:
        return
    written = place.piece.text[stated.start : stated.end]
    what = "review due" if is_next_review_name(use.name) else "due"
    message = f"Overdue: {what} `{written}`."
    yield Finding(RULE.code, place.key, stated.start, stated.end, message)


RULE = Rule(
    "overdue",
    Severity.WARNING,
    block=check_block,
    section=check_section,
    flags=Flag.DATE,
    off_by_default=True,
)
"""Dates in a list are checked with their block, those directly below a heading with its section."""
