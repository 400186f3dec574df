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
  whole item is checked, its tasks count only in a document where boxes are checked elsewhere, and which has
  at most two such finished items.
- A box that is open in several finished items, if no box in the document that begins with the same word
  is checked (`Commit the changes`): nobody keeps it.
- Sub-tasks of checked tasks in a document where more than a third of the checked tasks have open ones.
- Lists in which an open task says in what state it is or why it is open: `[~]`, `(pending)`, `(requires a
  server)`, `(10/28 pass)`; and a criterion that notes of the item name beside a reason (`AC#6 is
  deferred`).
- Tasks that are optional, of low priority, deferred, skipped, struck through, or that move to another
  phase, sprint or story, and tasks with a remark of a sentence or more at their end, or a note below that they
  were skipped, which explains why they are open.
- Tasks that refer to an issue (`#140`) in a list where no checked task does: the issue is what is left.
- A task whose sub-tasks are all checked, or that is a label of what follows: `For example:`.
- Reviews of the work, such as `QA results` and `Code review`, whose boxes are suggestions.
- Sections and labels about what comes after the item, such as `Next steps` and `Tech debt`, and sections
  about goals and checks, such as `Success criteria` and `Definition of Done`, or about another phase.
- Headings that only an emoji marks as done, above few open tasks, or more of them than checked ones.
- Items whose status says that they are only partly done, or that mean something else by `✅`, such as
  `✅ Accepted` and `✅ Pass`.
- Tasks below a finished part of the item, which are reported there.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.model.analysis.document_status import read_front_matter_status
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.items.item import StatusPlace
from backlog_ls.model.items.tally import TALLY
from backlog_ls.model.names.normalize import normalize_name, normalize_status
from backlog_ls.model.statuses.status import Status
from backlog_ls.rules.engine.finding import Finding, Related, Severity
from backlog_ls.rules.engine.rule import InFinished, Rule
from backlog_ls.rules.shared.contradicting_tasks import (
    count_parents,
    find_checked_parents,
    find_contradicting_tasks,
    is_checked_kind,
    read_done,
    read_kind,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlog_ls.model.analysis.section_status import CertainStatus
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.document.context import Context
    from backlog_ls.rules.shared.contradicting_tasks import OpenTask
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

MAX_RELATED = 10
MAX_OPEN_TASKS = 200
"""Maximum number of open tasks in a document about one task."""
MIN_HABIT = 2
"""Minimum number of findings with a task of the same kind, if it is a habit not to check it."""
MIN_PARENTS = 3
"""Minimum number of checked tasks with sub-tasks from which a habit can be seen."""
ORNAMENT_SHARE = 3
"""One in so many tasks may be open below a heading that only an emoji marks as done."""
MAX_SECTIONS = 150
"""Maximum number of headings of a document in which a section without checked boxes is checked. It
bounds the work for each keystroke."""

MIN_UNKEPT = 3
"""Minimum number of finished sections without a checked box, if it is a habit to leave them so."""

_UNCHECKED = "no checked box in the section"
"""The beginning of a cause; the key of the block follows, because each is shown."""
_SUB_TASKS = "open sub-tasks of checked tasks"
"""A cause. Where most checked tasks have open sub-tasks, that is how the document is kept."""


def check_section(view: View, heading: Place[Block]) -> Iterator[Finding]:
    """Check a section that its field or its title marks as done, with both checked and open boxes."""
    backlog = view.backlog
    stop = backlog.section_end(heading)
    tally = backlog.rope.fold(TALLY, heading.index + 1, stop)
    if not tally.done or tally.open == tally.optional:
        return
    stated = read_done(backlog, heading)
    if stated is None or (_is_ornament(stated) and tally.open > tally.done):
        return
    title = normalize_name(heading.piece.text)
    open_tasks = find_contradicting_tasks(backlog, heading.index + 1, stop, title)
    if not _is_ornament(stated) or ORNAMENT_SHARE * len(open_tasks) > tally.total:
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
        yield from _make_finding(stated, find_contradicting_tasks(backlog, 1, stop, ""))
    yield from _check_unchecked_sections(backlog)


def check_block(_view: View, place: Place[Block], _context: Context) -> Iterator[Finding]:
    """Check the checked tasks with sub-tasks of which some are checked."""
    for entry, open_tasks in find_checked_parents(place.key, place.piece):
        if open_tasks:
            mark = f"[{entry.mark}]"
            found = _finding(place.key, entry.mark_at, entry.mark_at + 1, mark, open_tasks)
            yield found._replace(cause=_SUB_TASKS)


def select(view: View, findings: Sequence[Finding]) -> Iterator[Finding]:
    """Yield `findings` without those about boxes that nobody keeps in any finished item."""
    backlog = view.backlog
    complete, partial, unkept = count_parents(backlog)
    are_kept = 2 * (partial + unkept) <= complete or (
        not unkept and partial + complete < MIN_PARENTS
    )
    kept = [finding for finding in findings if not finding.cause.startswith(_UNCHECKED)]
    if len(findings) - len(kept) >= MIN_UNKEPT:
        findings = kept
    kinds = [_read_kinds(backlog, finding) for finding in findings]
    counts = Counter(kind for each in kinds for kind in each)
    for finding, own in zip(findings, kinds, strict=True):
        is_complete = len(finding.related) < MAX_RELATED
        is_kept = not (is_complete and own) or any(
            counts[kind] < MIN_HABIT or is_checked_kind(backlog, kind) for kind in own
        )
        if is_kept and (are_kept or finding.cause != _SUB_TASKS):
            yield finding


def _read_kinds(backlog: Backlog, finding: Finding) -> set[str]:
    """Return the kinds of the open tasks that a finding is related to."""
    kinds = set[str]()
    for task in finding.related:
        place = backlog.rope.at_key(task.key)
        if place:
            kinds.add(read_kind(place.piece.text[task.start : task.end]))
    return kinds


def _check_unchecked_sections(backlog: Backlog) -> Iterator[Finding]:
    """Check the finished sections without checked boxes, in a document with checked boxes."""
    rope = backlog.rope
    headings = list(islice(rope.find(FLAGS, Flag.HEADING, 0, len(rope)), MAX_SECTIONS + 1))
    for heading in headings if len(headings) <= MAX_SECTIONS else ():
        start, stop = heading.index + 1, backlog.section_end(heading)
        tally = rope.fold(TALLY, start, stop)
        if tally.done or tally.open == tally.optional:
            continue
        stated = read_done(backlog, heading)
        if stated and not _is_ornament(stated):
            title = normalize_name(heading.piece.text)
            open_tasks = find_contradicting_tasks(backlog, start, stop, title, unchecked=True)
            for found in _make_finding(stated, open_tasks):
                yield found._replace(cause=f"{_UNCHECKED} {found.key}")


def _is_ornament(stated: CertainStatus) -> bool:
    """Return whether a status is an emoji in a heading: above open tasks it is often an ornament.

    Or it says that the work is done as a whole, and a few tasks are left over.
    """
    use = stated.use
    return use.place is StatusPlace.HEADING and not normalize_status(use.text).word


def _make_finding(stated: CertainStatus, open_tasks: list[OpenTask]) -> Iterator[Finding]:
    use = stated.use
    if open_tasks:
        yield _finding(stated.key, use.start, use.end, use.text, open_tasks)


def _finding(key: int, start: int, end: int, stated: str, open_tasks: list[OpenTask]) -> Finding:
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
    select=select,
    in_finished=InFinished.CONTRADICTIONS,
)
