"""# invalid-date

## What it does
Reports a date that does not exist, in a date column or field, in front matter, or in a task.

## Why it matters
A deadline on a date that does not exist never comes, and tools that sort by date fail or misplace it.

## Example
```markdown
| Task   | Due        |
| ------ | ---------- |
| Report | 2026-02-30 |
```

## Use instead
```markdown
| Task   | Due        |
| ------ | ---------- |
| Report | 2026-02-28 |
```

## Fix
Changes the day to the last one of that month. `--fix` does not apply it, because only the author knows
which day is meant.

## Not reported
Placeholders such as `YYYY-MM-DD` and `2026-00-00`, dates in running text, in struck text and in code,
and dates such as `02/03/2026` that are valid with the day first or with the month first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.document.flags import Flag
from backlog_ls.model.items.date_uses import find_date_uses
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.dates.date import Date
    from backlog_ls.model.document.context import Context
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

MAX_WORDS = 3
"""Maximum number of words before a date. Longer text may be a sentence about an invalid date."""

_WORD = pattern(r"[^\W\d_]+")


def check(_view: View, place: Place[Block], context: Context) -> Iterator[Finding]:
    """Check the dates of one block."""
    block = place.piece
    for use in find_date_uses(block, context.roles):
        for date in use.dates:
            words = _WORD.findall(block.text, use.start, date.start)
            if date.error and len(words) <= MAX_WORDS:
                yield _make_finding(place.key, block.text, date)


def _make_finding(key: int, text: str, date: Date) -> Finding:
    wrong = date.error
    assert wrong is not None  # noqa: S101 (checked by the caller)
    fixes: tuple[Fix, ...] = ()
    if wrong.suggestion:
        after = text[date.start : wrong.start] + wrong.suggestion + text[wrong.end : date.end]
        edit = BlockEdit(key, wrong.start, wrong.end, wrong.suggestion)
        fixes = (Fix(f"Change to `{after}`", (edit,), preferred=False),)
    written = text[date.start : date.end]
    message = f"`{written}` does not exist. {wrong.message}"
    return Finding("invalid-date", key, date.start, date.end, message, fixes)


RULE = Rule("invalid-date", Severity.WARNING, block=check, flags=Flag.DATE)
