"""# count-mismatch

## What it does
Reports a heading, a sentence before a list, or the total of an overview above all tables of work, that
states fewer items than are listed.

## Why it matters
An item was added without the number. Whoever reads only the heading takes the number for right.

## Example
```markdown
## Editor (2 issues)

- [ ] #41 Undo loses the selection
- [ ] #47 Paste drops the images
- [ ] #52 The cursor jumps
```

## Use instead
```markdown
## Editor (3 issues)

- [ ] #41 Undo loses the selection
- [ ] #47 Paste drops the images
- [ ] #52 The cursor jumps
```

## Fix
Changes the number to the counted one. `--fix` does not apply it, because the last item may be in the
wrong section. The total of an overview has no fix, because other numbers add up to it.

## Not reported
- A number that any way of counting confirms: all items, those at the top level, the open or the checked
  ones, the rows of a table, the subsections.
- More items stated than listed: the others may follow, or be elsewhere.
- Lists whose items are not certainly what the number counts: they have checkboxes, ids of one series, or
  bold or linked names, and nothing else is listed beside them. An overview counts only where all rows of
  the status tables below it have ids of one series.
- Twice as many items as stated or more, unless each has an id: they may be parts of the counted ones.
- Numbers that may be something else: `Phase 3 items`, `3 of 7 tasks`, `3 critical bugs`, `3 weeks`.
"""

from __future__ import annotations

from itertools import islice
from operator import or_
from typing import TYPE_CHECKING

from backlog_ls.model.analysis.listed_counts import count_list, count_rows, count_section
from backlog_ls.model.analysis.totals import find_totals
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.markup import strip_markup
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.statuses.stated_count import (
    read_cell_count,
    read_sentence_count,
    read_title_count,
)
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.tree import Measure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.analysis.listed_counts import ListedCount
    from backlog_ls.model.statuses.stated_count import StatedCount
    from backlog_ls.text.rope import Place, Rope
    from backlog_ls.workspace.view import View

MAX_SENTENCES = 20
"""Maximum number of sentences with a number of items directly below one heading that are checked."""


def check_section(view: View, heading: Place[Block]) -> Iterator[Finding]:
    """Check the number in a heading, and those in the sentences directly below it."""
    backlog = view.backlog
    title = facts_of(heading.piece).heading
    stated = read_title_count(title.title) if title else None
    if title and stated:
        listed = count_section(backlog.rope, heading.index + 1, backlog.section_end(heading))
        yield from _compare(heading, title.start, stated, listed)
    yield from _check_sentences(backlog.rope, heading.index + 1, backlog.body_end(heading))


def check_document(view: View) -> Iterator[Finding]:
    """Check the sentences above the first heading, and the totals above the first table of work."""
    rope = view.backlog.rope
    heading = next(rope.find(FLAGS, Flag.HEADING, 0, len(rope)), None)
    yield from _check_sentences(rope, 0, heading.index if heading else len(rope))
    yield from _check_overview(rope)


def _check_overview(rope: Rope[Block]) -> Iterator[Finding]:
    """Check the number of items in the total row of an overview above all tables of work."""
    first = next(rope.find(FLAGS, Flag.WORK_TABLE, 0, len(rope)), None)
    for total in find_totals(rope, 0, first.index) if first else ():
        row = facts_of(total.piece).row
        for cell in row.cells if row else ():
            text = total.piece.text
            stated = read_cell_count(text, *strip_markup(text, cell.text_start, cell.text_end))
            if stated:
                yield from _compare(total, 0, stated, count_rows(rope), can_fix=False)


def _check_sentences(rope: Rope[Block], start: int, stop: int) -> Iterator[Finding]:
    for place in islice(rope.find(_SENTENCES, 1, start, stop), MAX_SENTENCES):
        stated = read_sentence_count(place.piece.text)
        if stated:
            yield from _compare(place, 0, stated, count_list(rope, place))


def _compare(
    place: Place[Block],
    offset: int,
    stated: StatedCount,
    listed: ListedCount,
    *,
    can_fix: bool = True,
) -> Iterator[Finding]:
    """Compare the number `stated`, at `offset` in the block at `place`, with what is listed."""
    count = listed.certain
    may_be_parts = count >= 2 * stated.value and not listed.has_ids
    if count <= stated.value or stated.value in listed.every or may_be_parts:
        return
    start, end = offset + stated.start, offset + stated.end
    fixes: tuple[Fix, ...] = ()
    if can_fix and not stated.is_one:  # `1 issue`: the noun would change too
        edit = BlockEdit(place.key, start, end, str(count))
        fixes = (Fix(f"Change to `{count}`", (edit,), preferred=False),)
    yield Finding(
        RULE.code,
        place.key,
        start,
        end,
        f"Stated as `{stated.text}`, but {count} are listed below.",
        fixes,
    )


def _states_count(_key: int, block: Block) -> int:
    return int(block.kind == Kind.PARAGRAPH and read_sentence_count(block.text) is not None)


_SENTENCES: Measure[Block, int] = Measure(0, _states_count, or_)

RULE = Rule(
    "count-mismatch",
    Severity.WARNING,
    section=check_section,
    document=check_document,
    flags=Flag.BLOCK,  # any block ends a list
)
