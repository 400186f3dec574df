"""# progress-mismatch

## What it does
Reports a stated progress, as `3/7` or `43 %`, that the tasks of the item do not bear out. It may stand
in a heading, in a field, in a task above its sub-tasks, or in the row of an overview that names the
section, or that links the document.

## Why
Numbers that are kept by hand stay behind, and a wrong number is worse than none.

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

## Fix safety
Offers the right numbers; not applied by `--fix`, since the boxes may be what is out of date. Whichever
way of counting agrees makes a number right: all tasks, those at the top, sub-sections that are
finished, rows of a table. Percentages may be rounded. Of a linked document the row speaks where the
table has one column of progress and the row links no other document; `Done` there is 100 %.
"""

from __future__ import annotations

import os
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.analysis.counting import (
    MOST,
    Count,
    bears_out_fraction,
    bears_out_percent,
    entry_counts,
    other_counts,
    section_extent,
    task_counts,
)
from backlog_ls.model.analysis.document_status import document_status
from backlog_ls.model.analysis.progress_tables import overview_lines
from backlog_ls.model.analysis.section_status import own_text_end
from backlog_ls.model.blocks.entries import nested_in
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.model.items.tally import tally_entries
from backlog_ls.model.statuses.stated_progress import stated_progress, title_progress
from backlog_ls.model.statuses.status import Status
from backlog_ls.model.tables.headers import Role, header_role
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Related, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.rules.shared.linked_progress import ALL, own_document, row_progress
from backlog_ls.syntax.block import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlog_ls.model.analysis.counting import Extent
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.document.context import Context
    from backlog_ls.model.statuses.stated_progress import Fraction, Number, Progress
    from backlog_ls.model.tables.headers import TableRoles
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View


FEWEST = 2
"""One task alone has no progress."""


class Claim(NamedTuple):
    """A statement of progress in the block under `key`."""

    key: int
    progress: Progress
    firm: bool
    """Whether it surely is one of progress, so that it may be wrong in its total too."""
    where: str = "below"
    """Where the tasks stand that it is about."""
    related: tuple[Related, ...] = ()


def check_section(view: View, heading: Place[Block]) -> Iterator[Finding]:
    """Judge what a heading, its fields, and rows below that name a section say of progress."""
    backlog = view.backlog
    for claim in _claims(backlog, heading):
        yield from _check(backlog, claim, heading)
    for line in overview_lines(backlog, heading):
        firm = not line.progress.counted
        related = _related(line.section, "The section that it names")
        claim = Claim(line.key, line.progress, firm, "in that section", related)
        yield from _check(backlog, claim, line.section)


def check_block(view: View, place: Place[Block], context: Context) -> Iterator[Finding]:
    """Judge what tasks say of those in them, and rows of the documents that they link."""
    if place.piece.kind == Kind.ROW:
        if context.roles and Role.PROGRESS in context.roles.roles:
            yield from _check_row(view, place, context.roles)
    else:
        yield from _check_tasks(place)


def _check_tasks(place: Place[Block]) -> Iterator[Finding]:
    """Judge what tasks say of those in them: `- [ ] Sign-in (1/3)`."""
    text = place.piece.text
    entries = facts(place.piece).entries
    for index, entry in enumerate(entries[:-1]):
        if not entry.mark or entries[index + 1].depth <= entry.depth:
            continue
        progress = title_progress(text[entry.text_start : entry.text_end])
        nested = tuple(islice(nested_in(entries, index), MOST + 1)) if progress else ()
        if progress is None or len(nested) > MOST:
            continue
        claim = Claim(place.key, progress.moved(entry.text_start), firm=progress.labelled)
        counts = entry_counts(text, nested, tally_entries(text, nested))
        if _may_be_meant(claim, counts):
            yield from _mismatch(claim, counts, counts, text)


def _check_row(view: View, row: Place[Block], roles: TableRoles) -> Iterator[Finding]:
    """Judge what the row of an index says of the one document that it links."""
    progress = row_progress(row.piece, roles)
    leading = own_document(view, row.piece, roles) if progress else None
    if progress is None or leading is None:
        return
    backlog, heading = leading.backlog, leading.heading
    if heading and not progress.fraction and _is_agreed(backlog, heading, progress):
        return
    name = os.path.basename(leading.path)
    related: tuple[Related, ...] = ()
    if heading:
        related = _related(heading, f"The tasks of {name}", leading.path)
    # A mere percentage is an estimate where nobody ticks the boxes; that all is done is none.
    firm = bool(progress.fraction or (progress.percent and progress.percent.value == ALL))
    claim = Claim(row.key, progress, firm and not progress.counted, f"in {name}", related)
    yield from _judged(backlog, claim, leading.extent, row.piece.text)


def _is_agreed(backlog: Backlog, heading: Place[Block], progress: Progress) -> bool:
    """Tell whether the document says the same of itself: then both may count by something else."""
    percent = progress.percent and progress.percent.value
    for claim in _claims(backlog, heading):
        if claim.progress.percent and claim.progress.percent.value == percent:
            return True
    stated = document_status(backlog)
    return percent == ALL and stated is not None and stated[2] is Status.DONE


def _claims(backlog: Backlog, heading: Place[Block]) -> Iterator[Claim]:
    title = facts(heading.piece).heading
    progress = title_progress(title.title) if title else None
    if title and progress:
        yield Claim(heading.key, progress.moved(title.start), firm=progress.labelled)
    stop = backlog.own_end(heading)
    for place in backlog.rope.find(BITS, Bit.PROGRESS | Bit.STATUS, heading.index + 1, stop):
        text = place.piece.text
        end = own_text_end(place.piece)
        for field in facts(place.piece).fields:
            role = header_role(field.name) if field.name_start < end else None
            if role is Role.PROGRESS:
                progress = stated_progress(field.value(text))
                if progress:
                    moved = progress.moved(field.value_start)
                    yield Claim(place.key, moved, firm=not progress.counted)
            elif role is Role.STATUS:
                progress = title_progress(field.value(text))
                if progress and progress.fraction:  # a percentage of a status is an estimate
                    moved = progress.moved(field.value_start)
                    yield Claim(place.key, moved._replace(percent=None), firm=False)


def _check(backlog: Backlog, claim: Claim, section: Place[Block]) -> Iterator[Finding]:
    """Judge `claim` by the tasks of `section`, a heading, counted in any way."""
    place = backlog.rope.at_key(claim.key)
    if place is not None:
        yield from _judged(backlog, claim, section_extent(backlog, section), place.piece.text)


def _judged(backlog: Backlog, claim: Claim, extent: Extent, text: str) -> Iterator[Finding]:
    """Judge `claim`, in `text`, by the tasks of `backlog` in `extent`, counted in any way."""
    counts = task_counts(backlog.rope, extent.start, extent.stop)
    if not _may_be_meant(claim, counts) or not any(_wrong_parts(claim.progress, counts)):
        return
    fraction = claim.progress.fraction
    same = fraction is not None and fraction.total.value in {count.total for count in counts}
    others = other_counts(backlog, extent, whole=same)
    if others is not None:
        yield from _mismatch(claim, counts, [*counts, *others], text)


def _may_be_meant(claim: Claim, counts: Sequence[Count]) -> bool:
    """Tell whether `claim` is about the tasks that were counted.

    A fraction that may be the part of a series is, where it has their number. A mere percentage may
    be a weight; it is one of progress where some of the tasks are checked.
    """
    if not counts or counts[0].total < FEWEST:
        return False
    fraction = claim.progress.fraction
    if fraction is None:
        return counts[0].total > FEWEST and (claim.firm or counts[0].done > 0)
    total = fraction.total.value
    slack = max(FEWEST, total / 4) if claim.firm else 0
    return any(abs(total - count.total) <= slack for count in counts if count.total)


def _wrong_parts(
    progress: Progress, counts: Sequence[Count]
) -> tuple[Fraction | None, Number | None]:
    """Return the fraction, else the percentage, that none of `counts` bears out."""
    fraction, percent = progress.fraction, progress.percent
    if fraction:
        done, total = fraction.done.value, fraction.total.value
        if not bears_out_fraction(counts, done, total):
            return fraction, None
        counts = [*counts, Count(done, total)]
    wrong = percent and not bears_out_percent(counts, percent.value)
    return None, percent if wrong else None


def _mismatch(
    claim: Claim, counts: Sequence[Count], every: Sequence[Count], text: str
) -> Iterator[Finding]:
    """Report `claim`, in `text`, where none of `every` bears it out; `counts` are those of tasks."""
    fraction, percent = _wrong_parts(claim.progress, every)
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
        f"`{text[start:end]}`, but {count.done} of {count.total} tasks {claim.where} {verb} checked"
        + (f" ({share}%)." if percent else "."),
        (_fix(claim, count, share, text),) if any(map(str.isdigit, text[start:end])) else (),
        claim.related,
    )


def _related(section: Place[Block], message: str, path: str = "") -> tuple[Related, ...]:
    heading = facts(section.piece).heading
    span = (heading.start, heading.end) if heading else (0, 0)
    return (Related(section.key, *span, message, path),)


def _fix(claim: Claim, count: Count, share: int, text: str) -> Fix:
    """Return the fix that puts the right numbers in the place of all that `claim` states."""
    fraction, percent = claim.progress.fraction, claim.progress.percent
    right: list[tuple[Number, float]] = []
    spans: list[tuple[int, int]] = []
    if fraction and not bears_out_fraction([count], fraction.done.value, fraction.total.value):
        right += [(fraction.done, count.done), (fraction.total, count.total)]
        spans.append((fraction.done.start, fraction.total.end))
    if percent and not bears_out_percent([count], percent.value):
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
    bits=Bit.TASK | Bit.LINK,
)
