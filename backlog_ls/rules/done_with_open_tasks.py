"""# done-with-open-tasks

## What it does
Reports an item that is done while tasks below it are open.

## Why
Either the work is not finished, or nobody ticked the boxes. Both deserve a look before the item is
archived.

## Example
```markdown
### Thread safety

**Status**: ✅ COMPLETED

- [x] Add a lock
- [ ] Add tests for concurrent use
```

## Use instead
```markdown
### Thread safety

**Status**: ✅ COMPLETED

- [x] Add a lock
- [x] Add tests for concurrent use
```

## Fix safety
No fix: whether to tick the boxes or to reopen the item, only the writer knows. Tasks marked optional,
later, deferred or struck do not count, nor does a status that says itself that it is partial.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.bits import BITS, Bit
from backlog_ls.model.facts import facts
from backlog_ls.model.sections import stated_statuses
from backlog_ls.model.status import Status, is_partial
from backlog_ls.model.tally import TALLY, is_optional
from backlog_ls.rules.finding import Finding, Related, Severity
from backlog_ls.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.backlog import Backlog
    from backlog_ls.model.context import Context
    from backlog_ls.model.entries import Entry
    from backlog_ls.model.items import StatusUse
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

MOST_RELATED = 10


def check_section(view: View, heading: Place[Block]) -> Iterator[Finding]:
    """Judge a heading whose field or own words say that it is done."""
    backlog = view.backlog
    stated = _stated_done(backlog, heading)
    if stated is None:
        return
    key, use = stated
    stop = backlog.section_end(heading)
    tally = backlog.rope.fold(TALLY, heading.index + 1, stop)
    if tally.open <= tally.optional or not tally.done + tally.open:
        return
    open_tasks = list(_open_tasks(backlog, heading.index + 1, stop))
    yield _finding(key, use.start, use.end, use.text, open_tasks)


def check_block(_view: View, place: Place[Block], _context: Context) -> Iterator[Finding]:
    """Judge a checked task by the tasks nested in it."""
    text = place.piece.text
    entries = facts(place.piece).entries
    for index, entry in enumerate(entries):
        if not entry.done or index + 1 >= len(entries) or is_partial(_words(text, entry)):
            continue
        below: list[tuple[int, int, int]] = []
        for nested in entries[index + 1 :]:
            if nested.depth <= entry.depth:
                break
            if nested.open and not is_optional(text, nested):
                below.append((place.key, nested.text_start, nested.text_end))
        if below:
            yield _finding(place.key, entry.mark_at, entry.mark_at + 1, f"[{entry.mark}]", below)


def _stated_done(backlog: Backlog, heading: Place[Block]) -> tuple[int, StatusUse] | None:
    """Return the status that says the section is done, the first of its fields or its heading's.

    What another status right beside it contradicts is not certain: `conflicting-status` says that.
    """
    stated = stated_statuses(backlog, heading)
    if not stated:
        return None
    statuses = {use.status for _, use in stated} - {Status.UNKNOWN}
    if statuses != {Status.DONE} or any(is_partial(use.text) for _, use in stated):
        return None
    found = facts(heading.piece).heading
    if found and is_partial(found.title):
        return None
    return next((key, use) for key, use in reversed(stated) if use.status is Status.DONE)


def _open_tasks(backlog: Backlog, start: int, stop: int) -> Iterator[tuple[int, int, int]]:
    for place in backlog.rope.find(BITS, Bit.TASK, start, stop):
        for entry in facts(place.piece).entries:
            if entry.open and not is_optional(place.piece.text, entry):
                yield place.key, entry.text_start, entry.text_end


def _words(text: str, entry: Entry) -> str:
    return text[entry.text_start : entry.text_end]


def _finding(
    key: int, start: int, end: int, stated: str, open_tasks: list[tuple[int, int, int]]
) -> Finding:
    count = len(open_tasks)
    said = "a task below is open" if count == 1 else f"{count} tasks below are open"
    related = tuple(Related(*where, "Still open") for where in open_tasks[:MOST_RELATED])
    return Finding(RULE.code, key, start, end, f"`{stated}`, but {said}.", (), related)


RULE = Rule(
    "done-with-open-tasks",
    Severity.WARNING,
    block=check_block,
    section=check_section,
    bits=Bit.TASK,
)
