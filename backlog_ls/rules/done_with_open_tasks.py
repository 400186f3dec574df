"""# done-with-open-tasks

## What it does
Reports an item that is done while tasks below it are open: a section, a task with others in it, or a
document whose front matter is that of a task.

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
later, deferred or struck, or with another phase in brackets at their end, do not count, nor does a status that says itself that it is partial.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backlog_ls.model.analysis.document_status import matter_status
from backlog_ls.model.analysis.open_work import comes_next, is_put_off
from backlog_ls.model.analysis.section_status import certain_status
from backlog_ls.model.blocks.entries import nested_in
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.flags import BITS, Bit, bits_of
from backlog_ls.model.document.scope import SCOPE, UNKNOWN_LEVEL
from backlog_ls.model.items.items import StatusPlace
from backlog_ls.model.items.tally import TALLY, firm_tasks, is_reserved
from backlog_ls.model.names.normalize import fold, fold_status
from backlog_ls.model.statuses.status import Status
from backlog_ls.rules.engine.finding import Finding, Related, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.blocks.entries import Entry
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.document.context import Context
    from backlog_ls.model.items.tally import Tally
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

MOST_RELATED = 10
MOST_OPEN = 200
"""A document with more open tasks than this is not that of one task."""
_PART = pattern(
    r"\(((?:phase|sprint|stage|milestone|iteration|wave) ?\d{1,3})\)\s*$", re.IGNORECASE
)
"""The part of the plan that a task belongs to, at its end."""


def check_section(view: View, heading: Place[Block]) -> Iterator[Finding]:
    """Judge a heading whose field or own words say that it is done."""
    backlog = view.backlog
    stated = certain_status(backlog, heading)
    if stated is None or stated[2] is not Status.DONE:
        return
    key, use, _ = stated
    stop = backlog.section_end(heading)
    tally = backlog.rope.fold(TALLY, heading.index + 1, stop)
    if tally.open == tally.optional:
        return
    if not tally.done and use.place is StatusPlace.HEADING and not fold_status(use.text).word:
        return  # a bare sign over boxes of which none is checked is as often an ornament
    title = fold(heading.piece.text)
    open_tasks = [
        (task.key, start, end)
        for task, start, end in _open_tasks(backlog, heading.index + 1, stop)
        if not _is_elsewhere(task.piece.text[start:end], title)
    ]
    if open_tasks:
        yield _finding(key, use.start, use.end, use.text, open_tasks)


def check_document(view: View) -> Iterator[Finding]:
    """Judge a document whose front matter says that it is done."""
    backlog = view.backlog
    stated = matter_status(backlog)
    if stated is None or stated[2] is not Status.DONE:
        return
    stop = len(backlog.rope)
    tally = backlog.rope.fold(TALLY, 0, stop)
    if tally.open == tally.optional or tally.open > MOST_OPEN or _is_told_by_title(backlog, tally):
        return
    if backlog.rope.fold(BITS, 0, stop) & Bit.LEGEND:
        return  # its boxes may be some of those
    key, use, _ = stated
    open_tasks = [(task.key, start, end) for task, start, end in _open_tasks(backlog, 1, stop)]
    if open_tasks:
        yield _finding(key, use.start, use.end, use.text, open_tasks)


def check_block(_view: View, place: Place[Block], _context: Context) -> Iterator[Finding]:
    """Judge a checked task by the tasks nested in it."""
    text = place.piece.text
    entries = facts(place.piece).entries
    for index, entry in enumerate(entries):
        if not entry.done or index + 1 >= len(entries) or is_reserved(_words(text, entry)):
            continue
        nested = nested_in(entries, index)
        below = [(place.key, task.text_start, task.text_end) for task in firm_tasks(text, nested)]
        if below:
            yield _finding(place.key, entry.mark_at, entry.mark_at + 1, f"[{entry.mark}]", below)


def _is_told_by_title(backlog: Backlog, tally: Tally) -> bool:
    """Tell whether the first heading has a status too, and all tasks: it is judged for itself."""
    rope = backlog.rope
    title = next(rope.find(BITS, Bit.HEADING, 0, len(rope)), None)
    if title is None or certain_status(backlog, title) is None:
        return False
    return rope.fold(TALLY, title.index + 1, backlog.section_end(title)) == tally


def _open_tasks(backlog: Backlog, start: int, stop: int) -> Iterator[tuple[Place[Block], int, int]]:
    """Yield the tasks that have to be done, and where they stand; sections put off are passed over."""
    spared = UNKNOWN_LEVEL
    for place in backlog.rope.find(BITS, Bit.TASK | Bit.HEADING, start, stop):
        heading = facts(place.piece).heading
        if heading and place.piece.level <= spared:
            spared = place.piece.level if _is_spared(heading.title) else UNKNOWN_LEVEL
        if spared == UNKNOWN_LEVEL and not _is_legend(backlog, place):
            for entry in firm_tasks(place.piece.text, facts(place.piece).entries):
                yield place, entry.text_start, entry.text_end


def _is_elsewhere(said: str, title: str) -> bool:
    """Tell whether a task names another part that it belongs to: `Export (Phase 4)` in Phase 3."""
    part = _PART.search(said)
    return part is not None and fold(part.group(1)) not in title


def _is_spared(title: str) -> bool:
    """Tell whether the tasks under `title` are no part of what is done: `Next steps`, `Future`."""
    return is_put_off(title) or comes_next(title)


def _is_legend(backlog: Backlog, place: Place[Block]) -> bool:
    """Tell whether the boxes of a list explain what boxes mean."""
    lead = backlog.rope.fold(SCOPE, 0, place.index).lead
    return lead is not None and bool(bits_of(lead.block) & Bit.LEGEND)


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
    document=check_document,
    bits=Bit.TASK | Bit.HEADING | Bit.STATUS | Bit.LEGEND,
)
