"""# invalid-date

## What it does
Reports a date that does not exist, in a date column or field, in front matter, or in a task.

## Why
A slip of one digit makes a deadline that never comes, and tools that sort by date fail on it or put
it anywhere.

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

## Fix safety
Offers the last day of that month. `--fix` leaves it alone: which day is meant, only the writer knows.
Placeholders such as `YYYY-MM-DD` and `2026-00-00`, prose, struck text and code are not judged, nor is
a date like `02/03/2026` that is one with the day or with the month first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.document.flags import Bit
from backlog_ls.model.items.date_uses import date_uses
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.dates.periods import Date
    from backlog_ls.model.document.context import Context
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

MOST_WORDS = 3
"""What has more words before a date is a sentence, which may well speak of a date that is none."""

_WORD = pattern(r"[^\W\d_]+")


def check(_view: View, place: Place[Block], context: Context) -> Iterator[Finding]:
    """Judge the dates that one block states."""
    block = place.piece
    for use in date_uses(block, context.roles):
        for date in use.dates:
            words = _WORD.findall(block.text, use.start, date.start)
            if date.wrong and len(words) <= MOST_WORDS:
                yield _finding(place.key, block.text, date)


def _finding(key: int, text: str, date: Date) -> Finding:
    wrong = date.wrong
    assert wrong is not None  # noqa: S101 (the caller looked)
    fixes: tuple[Fix, ...] = ()
    if wrong.right:
        after = text[date.start : wrong.start] + wrong.right + text[wrong.end : date.end]
        edit = BlockEdit(key, wrong.start, wrong.end, wrong.right)
        fixes = (Fix(f"Change to `{after}`", (edit,), preferred=False),)
    written = text[date.start : date.end]
    message = f"`{written}` does not exist. {wrong.why}"
    return Finding("invalid-date", key, date.start, date.end, message, fixes)


RULE = Rule("invalid-date", Severity.WARNING, block=check, bits=Bit.DATE)
