"""# progress-mismatch

## What it does
Reports a progress such as `3/7` or `43 %` that does not match the checked tasks. It may be in a heading,
in a field, in a task with sub-tasks, or in a table row about a section or a linked document.

## Why it matters
Progress that is updated by hand falls behind, and a wrong number is worse than none.

## Example
```markdown
### Sign-in (1/3)

- [x] Password
- [x] Single sign-on
- [ ] Second factor
```

## Use instead
```markdown
### Sign-in (2/3)

- [x] Password
- [x] Single sign-on
- [ ] Second factor
```

## Fix
Changes the numbers to the counted ones. `--fix` does not apply it, because the checkboxes may be what is
out of date.

## Not reported
A goal, such as `Success criteria (100 %)`, and the share of the whole that is in a state, such as
`Completed (98 %)`. Numbers that match any way of counting: all tasks, tasks at
the top level, finished sub-sections, or table rows. Percentages may be rounded, and round ones without
counts may be estimates of the work: they may differ by 25. A row is compared with
a linked document if the table has one progress column and the row links no other document; `Done` means
100 %.
"""

from __future__ import annotations

import os
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.analysis.counting import (
    MAX_PARTS,
    Count,
    count_by_parts,
    count_list_items,
    count_tasks,
    matches_fraction,
    matches_percent,
    section_range,
)
from backlog_ls.model.analysis.document_status import read_document_status
from backlog_ls.model.analysis.open_work import is_goal_title
from backlog_ls.model.analysis.progress_tables import find_progress_rows
from backlog_ls.model.analysis.section_status import section_text_end
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.list_items import nested_items
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.items.tally import tally_list_items
from backlog_ls.model.statuses.stated_progress import (
    name_without_progress,
    read_progress,
    read_title_progress,
)
from backlog_ls.model.statuses.status import Status, canonical_status
from backlog_ls.model.tables.roles import Role, find_role
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Related, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.rules.shared.linked_progress import (
    COMPLETE,
    find_linked_document,
    read_row_progress,
)
from backlog_ls.syntax.block import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlog_ls.model.analysis.counting import BlockRange
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.document.context import Context
    from backlog_ls.model.statuses.stated_progress import Fraction, Number, StatedProgress
    from backlog_ls.model.tables.roles import TableRoles
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View


ROUND = 5
MAX_ESTIMATE_ERROR = 25
"""Maximum difference, in percent, between an estimate and the share of the checked tasks."""
MIN_TASKS = 2
"""Minimum number of tasks to have a progress."""


class Claim(NamedTuple):
    """A progress stated in the block with the key `key`."""

    key: int
    progress: StatedProgress
    certain: bool
    """Whether it certainly is a progress, so that its total may be wrong too."""
    where: str = "below"
    """Where its tasks are, for the message."""
    related: tuple[Related, ...] = ()


def check_section(view: View, heading: Place[Block]) -> Iterator[Finding]:
    """Check the progress in a heading, its fields, and table rows below that refer to sections."""
    backlog = view.backlog
    for claim in _find_claims(backlog, heading):
        yield from _check_claim(backlog, claim, heading)
    for line in find_progress_rows(backlog, heading):
        firm = not line.progress.counts_containers
        related = _relate_heading(line.section, "The section it refers to")
        claim = Claim(line.key, line.progress, firm, "in that section", related)
        yield from _check_claim(backlog, claim, line.section)


def check_block(view: View, place: Place[Block], context: Context) -> Iterator[Finding]:
    """Check the progress of tasks with sub-tasks, and of rows that link documents."""
    if place.piece.kind == Kind.ROW:
        if context.roles and Role.PROGRESS in context.roles.roles:
            yield from _check_row(view, place, context.roles)
    else:
        yield from _check_tasks(place)


def _check_tasks(place: Place[Block]) -> Iterator[Finding]:
    """Check the progress of tasks with sub-tasks: `- [ ] Sign-in (1/3)`."""
    text = place.piece.text
    entries = facts_of(place.piece).list_items
    for index, entry in enumerate(entries[:-1]):
        if not entry.mark or entries[index + 1].depth <= entry.depth:
            continue
        progress = read_title_progress(text[entry.text_start : entry.text_end])
        nested = tuple(islice(nested_items(entries, index), MAX_PARTS + 1)) if progress else ()
        if progress is None or len(nested) > MAX_PARTS:
            continue
        claim = Claim(place.key, progress.shifted(entry.text_start), certain=progress.labelled)
        counts = count_list_items(text, nested, tally_list_items(text, nested))
        if _may_count_tasks(claim, counts):
            yield from _report_mismatch(claim, counts, counts, text)


def _check_row(view: View, row: Place[Block], roles: TableRoles) -> Iterator[Finding]:
    """Check the progress of a table row against the document that it links."""
    progress = read_row_progress(row.piece, roles)
    linked = find_linked_document(view, row.piece, roles) if progress else None
    if progress is None or linked is None:
        return
    backlog, heading = linked.backlog, linked.heading
    if heading and not progress.fraction and _document_agrees(backlog, heading, progress):
        return
    name = os.path.basename(linked.path)
    related: tuple[Related, ...] = ()
    if heading:
        related = _relate_heading(heading, f"Tasks in {name}", linked.path)
    # A percentage without counts may be an estimate, but 100 % is not.
    firm = bool(progress.fraction or (progress.percent and progress.percent.value == COMPLETE))
    claim = Claim(row.key, progress, firm and not progress.counts_containers, f"in {name}", related)
    yield from _check_extent(backlog, claim, linked.extent, row.piece.text)


def _document_agrees(backlog: Backlog, heading: Place[Block], progress: StatedProgress) -> bool:
    """Return whether the document states the same progress itself, which may be based on other work."""
    percent = progress.percent and progress.percent.value
    for claim in _find_claims(backlog, heading):
        if claim.progress.percent and claim.progress.percent.value == percent:
            return True
    stated = read_document_status(backlog)
    return percent == COMPLETE and stated is not None and stated.status is Status.DONE


def _find_claims(backlog: Backlog, heading: Place[Block]) -> Iterator[Claim]:
    title = facts_of(heading.piece).heading
    progress = read_title_progress(title.title) if title else None
    if (
        title
        and progress
        and not is_goal_title(title.title)
        and not _is_share(title.title, progress)
    ):
        yield Claim(heading.key, progress.shifted(title.start), certain=progress.labelled)
    stop = backlog.body_end(heading)
    for place in backlog.rope.find(FLAGS, Flag.PROGRESS | Flag.STATUS, heading.index + 1, stop):
        text = place.piece.text
        end = section_text_end(place.piece)
        for field in facts_of(place.piece).fields:
            role = find_role(field.name) if field.name_start < end else None
            if role is Role.PROGRESS:
                progress = read_progress(field.value(text))
                if progress:
                    moved = progress.shifted(field.value_start)
                    yield Claim(place.key, moved, certain=not progress.counts_containers)
            elif role is Role.STATUS:
                progress = read_title_progress(field.value(text))
                if progress and progress.fraction:  # a percentage in a status is an estimate
                    moved = progress.shifted(field.value_start)
                    yield Claim(place.key, moved._replace(percent=None), certain=False)


def _is_share(title: str, progress: StatedProgress) -> bool:
    """Return whether a title states how much of the whole is in a state: `Completed (98%)`."""
    if progress.fraction:
        return False
    return canonical_status(name_without_progress(title)) is not Status.UNKNOWN


def _check_claim(backlog: Backlog, claim: Claim, section: Place[Block]) -> Iterator[Finding]:
    """Check `claim` against the tasks of the section of the heading `section`."""
    place = backlog.rope.at_key(claim.key)
    if place is not None:
        yield from _check_extent(backlog, claim, section_range(backlog, section), place.piece.text)


def _check_extent(
    backlog: Backlog, claim: Claim, extent: BlockRange, text: str
) -> Iterator[Finding]:
    """Check `claim`, in the block text `text`, against the tasks of `backlog` in `extent`."""
    counts = count_tasks(backlog.rope, extent.start, extent.stop)
    if not _may_count_tasks(claim, counts) or not any(_find_wrong_numbers(claim.progress, counts)):
        return
    fraction = claim.progress.fraction
    same = fraction is not None and fraction.total.value in {count.total for count in counts}
    others = count_by_parts(backlog, extent, whole=same)
    if others is not None:
        yield from _report_mismatch(claim, counts, [*counts, *others], text)


def _may_count_tasks(claim: Claim, counts: Sequence[Count]) -> bool:
    """Return whether `claim` may be about the counted tasks.

    A fraction may be the number of a part (`Part 1/3`) unless its total is the number of tasks. A
    percentage may be a weight unless some of the tasks are checked.
    """
    if not counts or counts[0].total < MIN_TASKS:
        return False
    fraction = claim.progress.fraction
    if fraction is None:
        return counts[0].total > MIN_TASKS and (claim.certain or counts[0].done > 0)
    total = fraction.total.value
    slack = max(MIN_TASKS, total / 4) if claim.certain else 0
    return any(abs(total - count.total) <= slack for count in counts if count.total)


def _find_wrong_numbers(
    progress: StatedProgress, counts: Sequence[Count]
) -> tuple[Fraction | None, Number | None]:
    """Return the fraction, or else the percentage, that none of `counts` confirms."""
    fraction, percent = progress.fraction, progress.percent
    if fraction:
        done, total = fraction.done.value, fraction.total.value
        if not matches_fraction(counts, done, total):
            return fraction, None
        counts = [*counts, Count(done, total)]
    wrong = percent and not matches_percent(counts, percent.value)
    if wrong and percent and not fraction and _may_be_estimate(percent.value, counts):
        return None, None
    return None, percent if wrong else None


def _may_be_estimate(percent: float, counts: Sequence[Count]) -> bool:
    """Return whether a round percentage without counts may estimate the work and not count tasks."""
    if not 0 < percent < COMPLETE or percent % ROUND:
        return False
    shares = (COMPLETE * count.done / count.total for count in counts if count.total)
    return any(abs(percent - share) <= MAX_ESTIMATE_ERROR for share in shares)


def _report_mismatch(
    claim: Claim, counts: Sequence[Count], every: Sequence[Count], text: str
) -> Iterator[Finding]:
    """Report `claim`, in the block text `text`, if none of the counts `every` confirms it.

    `counts` are the counts of tasks among them, which the message shows.
    """
    fraction, percent = _find_wrong_numbers(claim.progress, every)
    if fraction:
        total = fraction.total.value
        count = next((count for count in counts if count.total == total), counts[0])
        start, end = fraction.done.start, fraction.total.end
    elif percent:
        count = counts[0]
        start, end = percent.start, percent.end
    else:
        return
    share = round(100 * count.done / count.total)
    verb = "is" if count.done == 1 else "are"
    yield Finding(
        RULE.code,
        claim.key,
        start,
        end,
        f"Stated as `{text[start:end]}`, but {count.done} of {count.total} tasks {claim.where} {verb} checked"
        + (f" ({share}%)." if percent else "."),
        (_make_fix(claim, count, share, text),) if any(map(str.isdigit, text[start:end])) else (),
        claim.related,
    )


def _relate_heading(section: Place[Block], message: str, path: str = "") -> tuple[Related, ...]:
    heading = facts_of(section.piece).heading
    span = (heading.start, heading.end) if heading else (0, 0)
    return (Related(section.key, *span, message, path),)


def _make_fix(claim: Claim, count: Count, share: int, text: str) -> Fix:
    """Return the fix that replaces all wrong numbers of `claim`."""
    fraction, percent = claim.progress.fraction, claim.progress.percent
    right: list[tuple[Number, float]] = []
    spans: list[tuple[int, int]] = []
    if fraction and not matches_fraction([count], fraction.done.value, fraction.total.value):
        right += [(fraction.done, count.done), (fraction.total, count.total)]
        spans.append((fraction.done.start, fraction.total.end))
    if percent and not matches_percent([count], percent.value):
        digits = len(text[percent.start : percent.end].rstrip("%\uff05 "))
        right.append((percent._replace(end=percent.start + digits), share))
        spans.append((percent.start, percent.end))
    right.sort(key=lambda pair: pair[0].start)
    start, end = min(spans)[0], max(spans)[1]
    edits: list[BlockEdit] = []
    shown = text[start:end]
    for number, value in reversed(right):
        if number.value != value:
            edits.insert(0, BlockEdit(claim.key, number.start, number.end, str(value)))
            shown = shown[: number.start - start] + str(value) + shown[number.end - start :]
    closing = ")" * (shown.count("(") - shown.count(")"))
    return Fix(f"Change to `{shown}{closing}`", tuple(edits), preferred=False)


RULE = Rule(
    "progress-mismatch",
    Severity.WARNING,
    block=check_block,
    section=check_section,
    flags=Flag.TASK | Flag.LINK,
)
