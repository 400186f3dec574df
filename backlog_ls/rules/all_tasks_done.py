"""# all-tasks-done

## What it does
Reports an item that is still open although all tasks below it are checked.

## Why it matters
Either the item is done and its status is out of date, or a task for the remaining work is missing.

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

## Fix
Sets the status to the word that the legend uses for done, or checks the box. `--fix` does not apply it,
because there may be work left that no task mentions.

## Not reported
Items with only one task, and items with other open work below: a table, another status, or a list
without checkboxes. Sections about goals and checks, such as `Definition of done`. The drafts of
Backlog.md, whose status means nothing yet.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from backlog_ls.model.analysis.open_work import is_goal_title, may_contain_other_work
from backlog_ls.model.analysis.section_status import read_certain_status
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import Flag
from backlog_ls.model.document.status_uses import find_status_fields
from backlog_ls.model.items.tally import MIN_CHECKED, TALLY, find_completable_tasks
from backlog_ls.model.names.normalize import normalize_status
from backlog_ls.model.statuses.heading_status import read_heading_status
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

DRAFTS = "drafts"
"""The folder of Backlog.md for tasks that are not planned yet. Their statuses mean nothing."""
_EXPLANATION = pattern(r"[^\W\d_]{2}")
"""Words after a status that say what is left: `In progress - waiting for numbers`."""

_OPEN = {Status.TODO, Status.IN_PROGRESS}


def check_section(view: View, heading: Place[Block]) -> Iterator[Finding]:
    """Check a section that its field, its checkbox or its title marks as open."""
    found = facts_of(heading.piece).heading
    stated = read_heading_status(found.title) if found else None
    # A kanban column is not done when its cards are, nor the item around its definition of done.
    if not (stated and stated.is_whole_title) and not (found and is_goal_title(found.title)):
        yield from _check_status(view.backlog, heading)


def check_block(_view: View, place: Place[Block], context: Context) -> Iterator[Finding]:
    """Check open tasks with sub-tasks, except in kanban columns for done or blocked cards."""
    if context.column_status is not None and context.column_status not in _OPEN:
        return
    text = place.piece.text
    for task, count in find_completable_tasks(text, facts_of(place.piece).list_items):
        at = task.mark_at
        fix = Fix("Check this task", (BlockEdit(place.key, at, at + 1, "x"),), preferred=False)
        yield _make_finding(place.key, at, at + 1, f"[{task.mark}]", count, fix)


def check_document(view: View) -> Iterator[Finding]:
    """Check the status in the front matter against all tasks of the document."""
    if os.path.basename(os.path.dirname(view.path)) == DRAFTS:
        return
    rope = view.backlog.rope
    first = rope.at_index(0)
    tally = rope.fold(TALLY, 0, len(rope))
    if first.piece.kind != Kind.FRONT_MATTER or tally.open or tally.done < MIN_CHECKED:
        return
    for use in find_status_fields(first.piece):
        if use.status in _OPEN:
            yield _make_finding(first.key, use.start, use.end, use.text, tally.done)


def _check_status(backlog: Backlog, heading: Place[Block]) -> Iterator[Finding]:
    start, stop = heading.index + 1, backlog.section_end(heading)
    tally = backlog.rope.fold(TALLY, start, stop)
    if tally.open or tally.done < MIN_CHECKED:
        return
    stated = read_certain_status(backlog, heading)
    if stated is None or stated.status not in _OPEN:
        return
    key, use, _ = stated
    if not _EXPLANATION.search(normalize_status(use.text).tail) and not may_contain_other_work(
        backlog.rope, start, stop
    ):
        yield _make_finding(key, use.start, use.end, use.text, tally.done)


def _make_finding(key: int, start: int, end: int, stated: str, count: int, *fixes: Fix) -> Finding:
    tasks = "both tasks below are" if count == MIN_CHECKED else f"all {count} tasks below are"
    return Finding(RULE.code, key, start, end, f"Marked `{stated}`, but {tasks} checked.", fixes)


def find_fixes(view: View, finding: Finding) -> Iterator[Fix]:
    """Yield fixes that set the declared status for done, or check the box."""
    place = view.backlog.rope.at_key(finding.key)
    vocabulary = view.backlog.context(place).vocabulary if place else None
    if place is None:
        return
    text = place.piece.text[finding.start : finding.end]
    if text.startswith("["):
        edit = BlockEdit(finding.key, finding.start, finding.end, "[x]")
        yield Fix("Check the box in the heading", (edit,), preferred=False)
        return
    only_sign = not normalize_status(text).word
    for term in vocabulary.terms if vocabulary else ():
        if term.status is Status.DONE and only_sign <= (not normalize_status(term.spelling).word):
            edit = BlockEdit(finding.key, finding.start, finding.end, term.spelling)
            yield Fix(f"Set the status to `{term.spelling}`", (edit,), preferred=False)
            return


RULE = Rule(
    "all-tasks-done",
    Severity.INFORMATION,
    block=check_block,
    section=check_section,
    document=check_document,
    flags=Flag.TASK | Flag.STATUS,
    fixes=find_fixes,
)
