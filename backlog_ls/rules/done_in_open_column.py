"""# done-in-open-column

## What it does
Reports a checked card in a kanban column that is still open, such as `To do` or `Doing`, on a board that
has a column for finished cards. Several cards of one column are one finding.

## Why it matters
Whoever looks at the board takes the card for open work, and counts it as such.

## Example
```markdown
## Doing

- [x] Import contacts
- [ ] Merge duplicates

## Done

- [x] Draw the screens
```

## Use instead
```markdown
## Doing

- [ ] Merge duplicates

## Done

- [x] Draw the screens
- [x] Import contacts
```

## Fix
No fix, because a card may be wrongly checked. With the cursor on the card, the code action *Move to
“Done”* moves it.

## Not reported
- Unchecked cards in the column for finished ones: that is how many people work.
- Sections that are not a board: there are at least two columns of one level whose titles can mean nothing
  else, one of them for finished cards.
- A section whose title may also be a name, such as `Backlog` or `Now`, if all of its cards are checked.
- Lists below another text or heading of the column, which may be steps of one card, and cards in review
  or in a column for blocked or deferred ones.
- Cards whose text says something else, such as `(in review)`.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.model.analysis.boards import find_boards
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.items.tally import TALLY, states_other_status
from backlog_ls.model.statuses.status import Status
from backlog_ls.rules.engine.finding import Finding, Related, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.syntax.block import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.analysis.boards import BoardColumn
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.workspace.view import View

MAX_CARDS = 50
"""Maximum number of cards of a column that are checked, at every keystroke."""
_OPEN = {Status.TODO, Status.IN_PROGRESS}


def check(view: View) -> Iterator[Finding]:
    """Check the open columns of all boards."""
    for board in find_boards(view.backlog):
        done = next(column for column in board if column.status is Status.DONE)
        for column in board:
            if column.status in _OPEN:
                yield from _check_column(view.backlog, column, done)


def _check_column(backlog: Backlog, column: BoardColumn, done: BoardColumn) -> Iterator[Finding]:
    start, stop = column.heading.index + 1, backlog.body_end(column.heading)
    if not backlog.rope.fold(TALLY, start, stop).done:
        return
    found: list[Finding] = []
    has_open = False
    for place in islice(backlog.rope.find(FLAGS, Flag.TASK, start, stop), MAX_CARDS):
        card = facts_of(place.piece).list_items[0]
        if place.piece.kind != Kind.ITEM or backlog.context(place).lead != column.heading.key:
            continue
        has_open |= card.open
        text = place.piece.text[card.text_start : card.text_end]
        if card.done and not states_other_status(text):
            heading = facts_of(done.heading.piece).heading
            related: tuple[Related, ...] = ()
            if heading:
                related = (
                    Related(done.heading.key, heading.start, heading.end, "Column for done cards"),
                )
            found.append(
                Finding(
                    RULE.code,
                    place.key,
                    card.mark_at,
                    card.mark_at + 1,
                    f"Checked, but still in `{column.title}` instead of `{done.title}`.",
                    (),
                    related,
                    cause=f"column {column.heading.key}",
                )
            )
    if column.is_certain or has_open:
        yield from found


RULE = Rule(
    "done-in-open-column",
    Severity.WARNING,
    document=check,
    flags=Flag.BLOCK,  # a paragraph may introduce a list
)
