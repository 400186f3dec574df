"""# missing-status

## What it does
Reports an item in a table of work whose status cell is empty.

## Why
Whoever counts or filters by status loses the item.

## Example
```markdown
| Task          | Status | Owner |
| ------------- | ------ | ----- |
| Export to CSV | Done   | Ann   |
| Audit log     |        | Bob   |
| Search        | Todo   | Ann   |
```

## Use instead
```markdown
| Task          | Status | Owner |
| ------------- | ------ | ----- |
| Export to CSV | Done   | Ann   |
| Audit log     | Todo   | Bob   |
| Search        | Todo   | Ann   |
```

## Fix safety
Offers the status that the legend has for what is not begun; not applied by `--fix`, since only the
writer knows how far the item is. Titles of groups, totals, and tables that leave the cell empty as a
habit are not reported.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.model.items.items import cell_span, status_cell
from backlog_ls.model.names.generic import is_generic
from backlog_ls.model.names.normalize import fold, fold_status, unaccented
from backlog_ls.model.statuses.heading_status import section_status
from backlog_ls.model.statuses.status import Status
from backlog_ls.model.tables.empty_cells import empty_in, entries_between, table_end
from backlog_ls.model.tables.headers import states_work
from backlog_ls.model.tables.roles import roles_of
from backlog_ls.model.words import words
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.tables.headers import TableRoles
    from backlog_ls.syntax.block import Block
    from backlog_ls.syntax.table import Cell
    from backlog_ls.text.rope import Place, Rope
    from backlog_ls.workspace.view import View

MOST = 50
"""A table that leaves the status of more items empty than this has a habit of it. Besides, it bounds
what is looked at when a letter is typed."""

FEW = 5
"""Beside one mark for all that is done, one empty cell in so many is an oversight."""

_SAMPLE = 24
_STRUCK = pattern(r"~~[^~]*~~")
_BOLD = pattern(r"(\*\*|__).+\1")


def check_section(view: View, heading: Place[Block]) -> Iterator[Finding]:
    """Judge the tables between a heading and the next one."""
    yield from _check(view.backlog.rope, heading.index + 1, view.backlog.own_end(heading))


def check_document(view: View) -> Iterator[Finding]:
    """Judge the tables before the first heading."""
    rope = view.backlog.rope
    first = next(rope.find(BITS, Bit.HEADING, 0, len(rope)), None)
    yield from _check(rope, 0, first.index if first else len(rope))


def _check(rope: Rope[Block], start: int, stop: int) -> Iterator[Finding]:
    for table in rope.find(BITS, Bit.WORK, start, stop):
        yield from _check_table(rope, table)


def _check_table(rope: Rope[Block], table: Place[Block]) -> Iterator[Finding]:
    roles = roles_of(table.piece)
    column = roles.status
    if column is None:
        return
    start, stop = table.index + 1, table_end(rope, table)
    empty = list(islice(empty_in(rope, column, start, stop), MOST + 1))
    if not empty or len(empty) > MOST or 2 * len(empty) > entries_between(rope, start, stop):
        return
    if not _says_every_state(rope, start, stop, roles, len(empty)):
        return
    if len(roles.roles) == 2 and empty[0].index == start:
        return  # a name alone may be the title of a group, and the first of those stands first
    for place in empty:
        cell = _judged(place.piece, roles, column)
        if cell:
            yield Finding(RULE.code, place.key, cell.start, cell.end, "This item has no status.")


def _says_every_state(
    rope: Rope[Block], start: int, stop: int, roles: TableRoles, empty: int
) -> bool:
    """Tell whether a status is written for every state, so that an empty cell is none.

    Where only what is done has a mark, no mark may say that the rest is open.
    """
    rows = islice(rope.places(start), min(stop - start, _SAMPLE))
    stated = [use for row in rows if (use := status_cell(row.piece, roles))]
    if not states_work(use.text for use in stated):
        return False
    mere_marks = all(not fold_status(use.text).word for use in stated)
    meant = {use.status for use in stated}
    said = len(meant) > 1 or meant == {Status.TODO} or not mere_marks
    return said or FEW * empty <= stop - start


def _judged(row: Block, roles: TableRoles, column: int) -> Cell | None:
    """Return the status cell of `row`, an entry that leaves it empty, where that is a fault."""
    found = facts(row).row
    span = cell_span(row, roles.name) or cell_span(row, roles.id)
    if found is None or span is None or len(found.cells) > len(roles.roles):
        return None  # in a row of too many cells it is not certain which is which
    name = row.text[slice(*span)]
    folded = fold(name)
    if not folded or _total().match(unaccented(folded)) or _STRUCK.fullmatch(name):
        return None
    stated = section_status(name)
    if stated and not stated.whole:
        return None  # the name says it: "Login ✅"
    if len(roles.roles) == 2 and (is_generic(folded) or _BOLD.fullmatch(name)):
        return None
    return found.cells[column]


@cache
def _total() -> re.Pattern[str]:
    spelled = "|".join(map(re.escape, sorted(words().totals, key=len, reverse=True)))
    return re.compile(rf"(?:{spelled})\b|[\u03a3\u2211]")


def fixes(view: View, finding: Finding) -> Iterator[Fix]:
    """Offer the declared status of what is not begun."""
    place = view.backlog.rope.at_key(finding.key)
    vocabulary = view.backlog.context(place).vocabulary if place else None
    if place is None or vocabulary is None:
        return
    todo = (term for term in vocabulary.terms if term.status is Status.TODO)
    spelling = next(todo, vocabulary.terms[0]).spelling
    start, end = finding.start, finding.end
    text = f" {spelling} "
    if end - start > len(text):
        start, end, text = start + 1, start + 1 + len(spelling), spelling
    edit = BlockEdit(finding.key, start, end, text)
    yield Fix(f"Set the status to `{spelling}`", (edit,), preferred=False)


RULE = Rule(
    "missing-status",
    Severity.INFORMATION,
    section=check_section,
    document=check_document,
    bits=Bit.ROW | Bit.WORK | Bit.HEADING,
    fixes=fixes,
)
