"""# done-with-open-tasks

## What it does
Reports an item that is marked as done while tasks below it are open. The item may be a section, a task
with sub-tasks, or a document with a status in its front matter.

## Why it matters
Either the work is not finished, or its checkboxes are out of date. Check before you archive the item.

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

## Fix
No fix: whether to check the boxes or to reopen the item is the author's decision.

## Not reported
- Lists in which no box is checked, beside others in which some are: nobody keeps them. If no box of the
  whole item is checked, its tasks count only in a document where boxes are checked elsewhere.
- Tasks that are optional, deferred, skipped, struck through, or that move to another phase or sprint,
  and tasks with a remark of a sentence or more at their end, or a note below that they were skipped,
  which explains why they are open.
- Sections about what comes after the item, such as `Next steps`, about goals and checks, such as
  `Success criteria` and `Definition of Done`, or about another phase.
- Items whose status says that they are only partly done.
- Tasks below a finished part of the item, which are reported there.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.model.analysis.document_status import read_front_matter_status
from backlog_ls.model.analysis.open_work import (
    is_follow_up_title,
    is_goal_title,
    is_of_other_phase,
    is_postponed,
)
from backlog_ls.model.analysis.section_status import read_certain_status
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.list_items import nested_items
from backlog_ls.model.document.flags import FLAGS, Flag, flags_of
from backlog_ls.model.document.scope import SCOPE, UNKNOWN_LEVEL
from backlog_ls.model.items.items import StatusPlace
from backlog_ls.model.items.tally import TALLY, find_required_tasks, is_partly_done
from backlog_ls.model.names.normalize import normalize_name, normalize_status
from backlog_ls.model.statuses.status import Status, is_explained
from backlog_ls.rules.engine.finding import Finding, Related, Severity
from backlog_ls.rules.engine.rule import InFinished, Rule
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.analysis.section_status import CertainStatus
    from backlog_ls.model.blocks.list_items import ListItem
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.document.context import Context
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

_BOLD = pattern(r"\s*(?:\*\*|__)[^\r\n]*(?:\*\*|__)\s*")
MAX_RELATED = 10
_NOWHERE = 1 << 30
MAX_OPEN_TASKS = 200
"""Maximum number of open tasks in a document about one task."""
MIN_NESTED = 3
"""Minimum number of list items in a block: a checked task, and a checked and an open one in it."""
MAX_SECTIONS = 150
"""Maximum number of headings of a document in which a section without checked boxes is checked. It
bounds the work for each keystroke."""

_SUB_TASKS = "open sub-tasks of checked tasks"
"""A cause: where it happens more than once in a document, it is a habit, and so one finding."""

_OpenTask = tuple[int, int, int]
"""The key of the block of an open task, and the start and end of its text."""


class _List:
    """The tasks of one list, or those in the headings of an item."""

    __slots__ = ("is_checked", "lead", "open")

    def __init__(self, lead: int, open_tasks: list[_OpenTask], *, is_checked: bool) -> None:
        self.lead = lead
        """Key of the block that introduces it."""
        self.open = open_tasks
        self.is_checked = is_checked
        """Whether its open tasks count: some box is checked, or need not be."""


def check_section(view: View, heading: Place[Block]) -> Iterator[Finding]:
    """Check a section that its field or its title marks as done, with both checked and open boxes."""
    backlog = view.backlog
    stop = backlog.section_end(heading)
    tally = backlog.rope.fold(TALLY, heading.index + 1, stop)
    if not tally.done or tally.open == tally.optional:
        return
    stated = _read_done(backlog, heading)
    if stated and not (_is_ornament(stated) and tally.open > tally.done):
        title = normalize_name(heading.piece.text)
        open_tasks = _find_open_tasks(backlog, heading.index + 1, stop, title)
        yield from _make_finding(stated, open_tasks)


def check_document(view: View) -> Iterator[Finding]:
    """Check the status in the front matter, and the finished sections without checked boxes."""
    backlog = view.backlog
    stop = len(backlog.rope)
    tally = backlog.rope.fold(TALLY, 0, stop)
    if not tally.done or tally.open == tally.optional:
        return
    stated = read_front_matter_status(backlog)
    if (
        stated is not None
        and stated.status is Status.DONE
        and tally.open <= MAX_OPEN_TASKS
        # The boxes may be entries of the legend.
        and not backlog.rope.fold(FLAGS, 0, stop) & Flag.LEGEND
    ):
        yield from _make_finding(stated, _find_open_tasks(backlog, 1, stop, ""))
    yield from _check_unchecked_sections(backlog)


def check_block(_view: View, place: Place[Block], _context: Context) -> Iterator[Finding]:
    """Check the checked tasks with sub-tasks of which some are checked."""
    entries = facts_of(place.piece).list_items
    if len(entries) < MIN_NESTED:
        return
    text = place.piece.text
    for index, entry in enumerate(entries):
        if not entry.done or index + 1 >= len(entries) or is_partly_done(_task_text(text, entry)):
            continue
        nested = tuple(nested_items(entries, index))
        if not any(each.done for each in nested):
            continue
        below = [
            (place.key, task.text_start, task.text_end)
            for task in find_required_tasks(text, _without_parts_of_done(text, nested))
            if not _is_accounted_for(
                _task_text(text, task), normalize_name(_task_text(text, entry))
            )
        ]
        if below:
            found = _finding(place.key, entry.mark_at, entry.mark_at + 1, f"[{entry.mark}]", below)
            yield found._replace(cause=_SUB_TASKS)


def _check_unchecked_sections(backlog: Backlog) -> Iterator[Finding]:
    """Check the finished sections without checked boxes, in a document with checked boxes."""
    rope = backlog.rope
    headings = list(islice(rope.find(FLAGS, Flag.HEADING, 0, len(rope)), MAX_SECTIONS + 1))
    for heading in headings if len(headings) <= MAX_SECTIONS else ():
        start, stop = heading.index + 1, backlog.section_end(heading)
        tally = rope.fold(TALLY, start, stop)
        if tally.done or tally.open == tally.optional:
            continue
        stated = _read_done(backlog, heading)
        if stated and not _is_ornament(stated):
            title = normalize_name(heading.piece.text)
            open_tasks = _find_open_tasks(backlog, start, stop, title, unchecked=True)
            yield from _make_finding(stated, open_tasks)


def _read_done(backlog: Backlog, heading: Place[Block]) -> CertainStatus | None:
    """Return the status of a section that is certainly done, or None."""
    stated = read_certain_status(backlog, heading)
    if stated is None or stated.status is not Status.DONE:
        return None
    found = facts_of(heading.piece).heading
    is_goal = found and stated.key == heading.key and is_goal_title(found.title)
    return None if is_goal else stated  # `Success criteria (100 % complete)`


def _is_ornament(stated: CertainStatus) -> bool:
    """Return whether a status is an emoji in a heading: above open tasks it is often an ornament."""
    use = stated.use
    return use.place is StatusPlace.HEADING and not normalize_status(use.text).word


def _find_open_tasks(
    backlog: Backlog, start: int, stop: int, title: str, *, unchecked: bool = False
) -> list[_OpenTask]:
    """Return the open tasks of a finished item that contradict its status.

    Args:
        backlog: the document.
        start: index of the first block below the item.
        stop: index of the block after the last one.
        title: the normalized title of the item.
        unchecked: whether lists without a checked box count.
    """
    lists: list[_List] = []
    headings = _List(0, [], is_checked=unchecked)
    spared = UNKNOWN_LEVEL
    for place in backlog.rope.find(FLAGS, Flag.TASK | Flag.HEADING, start, stop):
        block = place.piece
        heading = facts_of(block).heading
        current = headings
        if heading:
            headings.is_checked |= any(entry.done for entry in facts_of(block).list_items)
            if block.level <= spared:
                is_spared = _is_spared(backlog, place, heading.title, title)
                spared = block.level if is_spared else UNKNOWN_LEVEL
        if spared != UNKNOWN_LEVEL:
            continue
        if not heading:
            above = backlog.rope.fold(SCOPE, 0, place.index).lead
            if above and (
                flags_of(above.block) & Flag.LEGEND
                or is_of_other_phase(above.block.text, title, is_label=True)
            ):
                continue
            if not lists or (above and above.key != lists[-1].lead and _is_title(above.block)):
                lists.append(_List(above.key if above else 0, [], is_checked=unchecked))
            current = lists[-1]
        entries = facts_of(block).list_items
        current.is_checked |= any(entry.done for entry in entries)
        current.open += [
            (place.key, entry.text_start, entry.text_end)
            for entry in find_required_tasks(
                block.text, _without_parts_of_done(block.text, entries)
            )
            if not _is_accounted_for(_task_text(block.text, entry), title)
        ]
    return sorted(task for each in (headings, *lists) if each.is_checked for task in each.open)


def _is_spared(backlog: Backlog, heading: Place[Block], title: str, item: str) -> bool:
    """Return whether the tasks below `title` do not count for the `item` that contains it."""
    return (
        is_postponed(title)
        or is_follow_up_title(title)
        or is_of_other_phase(title, item, is_title=True)
        or is_goal_title(title)
        or _read_done(backlog, heading) is not None
    )


def _is_accounted_for(task: str, item: str) -> bool:
    """Return whether an open task of a finished `item` says why it is open."""
    return is_of_other_phase(task, item) or is_explained(task)


def _is_title(block: Block) -> bool:
    """Return whether `block` begins another list: a heading, `**Tasks**:`, but not a code block."""
    if block.kind == Kind.PARAGRAPH:
        return block.text.rstrip(" \t\r\n*_").endswith((":", "\uff1a")) or bool(
            _BOLD.fullmatch(block.text)
        )
    return block.kind in {Kind.HEADING, Kind.HTML}


def _without_parts_of_done(text: str, entries: tuple[ListItem, ...]) -> Iterator[ListItem]:
    """Yield `entries` without those nested in a checked task, which `check_block` checks."""
    done = _NOWHERE
    for entry in entries:
        if entry.depth > done:
            continue
        is_done = entry.done and not is_partly_done(_task_text(text, entry))
        done = entry.depth if is_done else _NOWHERE
        yield entry


def _task_text(text: str, entry: ListItem) -> str:
    return text[entry.text_start : entry.text_end]


def _make_finding(stated: CertainStatus, open_tasks: list[_OpenTask]) -> Iterator[Finding]:
    use = stated.use
    if open_tasks:
        yield _finding(stated.key, use.start, use.end, use.text, open_tasks)


def _finding(key: int, start: int, end: int, stated: str, open_tasks: list[_OpenTask]) -> Finding:
    count = len(open_tasks)
    tasks = "1 task below is open" if count == 1 else f"{count} tasks below are open"
    related = tuple(Related(*where, "Open task") for where in open_tasks[:MAX_RELATED])
    return Finding(RULE.code, key, start, end, f"Marked `{stated}`, but {tasks}.", (), related)


RULE = Rule(
    "done-with-open-tasks",
    Severity.WARNING,
    block=check_block,
    section=check_section,
    document=check_document,
    flags=Flag.BLOCK,  # a paragraph may be the label of a list, or the title of an item
    in_finished=InFinished.CONTRADICTIONS,
)
