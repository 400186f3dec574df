"""# all-tasks-done

## What it does
Reports an item that is still open while every task below it is checked.

## Why
It may be done, and nobody said so; or a task is missing that keeps it open.

## Example
```markdown
### Thread safety

**Status**: In progress

- [x] Add a lock
- [x] Add tests for concurrent use
```

## Use instead
```markdown
### Thread safety

**Status**: Done

- [x] Add a lock
- [x] Add tests for concurrent use
```

## Fix safety
Offers to say that it is done, in the word that the legend has for it; not applied by `--fix`, since
something may be left that no task says. A single checked task is not enough, and nothing is reported
where other open work stands below: a table, a status, a list without boxes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.analysis.open_work import may_hold_other_work
from backlog_ls.model.analysis.section_status import certain_status
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.flags import Bit
from backlog_ls.model.document.status_uses import status_fields
from backlog_ls.model.items.tally import ENOUGH, TALLY, ripe_tasks
from backlog_ls.model.names.normalize import fold_status
from backlog_ls.model.statuses.heading_status import section_status
from backlog_ls.model.statuses.status import Status
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.document.context import Context
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

_EXPLAINED = pattern(r"[^\W\d_]{2}")
"""Words behind a status, which say what is left: `In progress - waiting for numbers`."""

_STILL = {Status.TODO, Status.IN_PROGRESS}


def check_section(view: View, heading: Place[Block]) -> Iterator[Finding]:
    """Judge a heading whose field, box or own words say that it is still open."""
    found = facts(heading.piece).heading
    stated = section_status(found.title) if found else None
    if stated is None or not stated.whole:  # a column of cards is not done when its cards are
        yield from _check_status(view.backlog, heading)


def check_block(_view: View, place: Place[Block], context: Context) -> Iterator[Finding]:
    """Judge an open task by those in it; in a column of what is done, or blocked, it is not open."""
    if context.column is not None and context.column not in _STILL:
        return
    text = place.piece.text
    for task, count in ripe_tasks(text, facts(place.piece).entries):
        at = task.mark_at
        fix = Fix("Check this task too", (BlockEdit(place.key, at, at + 1, "x"),), preferred=False)
        yield _finding(place.key, at, at + 1, f"[{task.mark}]", count, fix)


def check_document(view: View) -> Iterator[Finding]:
    """Judge the front matter of a task by all tasks of the document."""
    rope = view.backlog.rope
    first = rope.at_index(0)
    tally = rope.fold(TALLY, 0, len(rope))
    if first.piece.kind != Kind.FRONT_MATTER or tally.open or tally.done < ENOUGH:
        return
    for use in status_fields(first.piece):
        if use.status in _STILL:
            yield _finding(first.key, use.start, use.end, use.text, tally.done)


def _check_status(backlog: Backlog, heading: Place[Block]) -> Iterator[Finding]:
    start, stop = heading.index + 1, backlog.section_end(heading)
    tally = backlog.rope.fold(TALLY, start, stop)
    if tally.open or tally.done < ENOUGH:
        return
    stated = certain_status(backlog, heading)
    if stated is None or stated[2] not in _STILL:
        return
    key, use, _ = stated
    if not _EXPLAINED.search(fold_status(use.text).tail) and not may_hold_other_work(
        backlog.rope, start, stop
    ):
        yield _finding(key, use.start, use.end, use.text, tally.done)


def _finding(key: int, start: int, end: int, stated: str, count: int, *fixes: Fix) -> Finding:
    said = "both tasks below are" if count == ENOUGH else f"all {count} tasks below are"
    return Finding(RULE.code, key, start, end, f"`{stated}`, but {said} checked.", fixes)


def fixes(view: View, finding: Finding) -> Iterator[Fix]:
    """Offer the declared word, or sign, for what is done."""
    place = view.backlog.rope.at_key(finding.key)
    vocabulary = view.backlog.context(place).vocabulary if place else None
    if place is None:
        return
    text = place.piece.text[finding.start : finding.end]
    if text.startswith("["):
        edit = BlockEdit(finding.key, finding.start, finding.end, "[x]")
        yield Fix("Check the box of the heading", (edit,), preferred=False)
        return
    only_sign = not fold_status(text).word
    for term in vocabulary.terms if vocabulary else ():
        if term.status is Status.DONE and only_sign <= (not fold_status(term.spelling).word):
            edit = BlockEdit(finding.key, finding.start, finding.end, term.spelling)
            yield Fix(f"Set the status to `{term.spelling}`", (edit,), preferred=False)
            return


RULE = Rule(
    "all-tasks-done",
    Severity.INFORMATION,
    block=check_block,
    section=check_section,
    document=check_document,
    bits=Bit.TASK | Bit.STATUS,
    fixes=fixes,
)
