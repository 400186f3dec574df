"""# missing-status

## What it does
Reports a row in a table of work items whose status cell is empty.

## Why it matters
The item is missing wherever somebody counts or filters by status.

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

## Fix
Sets the status to the one that the legend declares for items that are not started. `--fix` does not
apply it, because only the author knows the status.

## Not reported
Rows that are group titles, totals or placeholders, and tables in which empty status cells are common.

## Settings
This rule is off by default: an empty cell often means that nothing is planned, or that the row is not
an item. Give it a severity to turn it on, for example `severity = { missing-status = "information" }`.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.items.items import cell_span, status_of_row_block
from backlog_ls.model.names.generic_names import is_generic_name
from backlog_ls.model.names.normalize import normalize_name, normalize_status, strip_accents
from backlog_ls.model.statuses.heading_status import read_heading_status
from backlog_ls.model.statuses.status import Status
from backlog_ls.model.tables.roles import are_work_statuses, roles_of_table
from backlog_ls.model.tables.rows import count_data_rows, find_empty_cells, table_end
from backlog_ls.model.words import words
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.tables.roles import TableRoles
    from backlog_ls.syntax.block import Block
    from backlog_ls.syntax.table import Cell, Row
    from backlog_ls.text.rope import Place, Rope
    from backlog_ls.workspace.view import View

MAX_EMPTY_CELLS = 50
"""Maximum number of empty status cells in a table. With more, they are intended. It also bounds the
work for each keystroke."""

MIN_ROWS_PER_EMPTY_CELL = 5
"""Minimum number of rows for each empty cell, in a table whose only status is a mark for done."""

_SAMPLE_ROWS = 24
_STRUCK = pattern(r"~~[^~]*~~")
_PLACEHOLDER = pattern(r"\(\(|\{\{|\.\.\.|\u2026")
"""The start of a cell that somebody is to fill in: `{{name}}`, `(((...)))`."""
_BOLD = pattern(r"(\*\*|__).+\1")


def check_section(view: View, heading: Place[Block]) -> Iterator[Finding]:
    """Check the tables between a heading and the next one."""
    yield from _check_tables(view.backlog.rope, heading.index + 1, view.backlog.body_end(heading))


def check_document(view: View) -> Iterator[Finding]:
    """Check the tables before the first heading."""
    rope = view.backlog.rope
    first = next(rope.find(FLAGS, Flag.HEADING, 0, len(rope)), None)
    yield from _check_tables(rope, 0, first.index if first else len(rope))


def _check_tables(rope: Rope[Block], start: int, stop: int) -> Iterator[Finding]:
    for table in rope.find(FLAGS, Flag.WORK_TABLE, start, stop):
        yield from _check_table(rope, table)


def _check_table(rope: Rope[Block], table: Place[Block]) -> Iterator[Finding]:
    roles = roles_of_table(table.piece)
    column = roles.status
    if column is None:
        return
    start, stop = table.index + 1, table_end(rope, table)
    empty = list(islice(find_empty_cells(rope, column, start, stop), MAX_EMPTY_CELLS + 1))
    if (
        not empty
        or len(empty) > MAX_EMPTY_CELLS
        or 2 * len(empty) > count_data_rows(rope, start, stop)
    ):
        return
    if not _has_status_for_open_items(rope, start, stop, roles, len(empty)):
        return
    if len(roles.roles) == 2 and empty[0].index == start:
        return  # rows with a name only may be group titles, of which the first is the first row
    for place in empty:
        cell = _missing_cell(place.piece, roles, column)
        if cell:
            yield Finding(RULE.code, place.key, cell.start, cell.end, "This item has no status.")


def _has_status_for_open_items(
    rope: Rope[Block], start: int, stop: int, roles: TableRoles, empty: int
) -> bool:
    """Return whether open items have a status too, so that an empty cell is an omission.

    If the only status is a mark for done, then an empty cell may mean that an item is open.
    """
    rows = islice(rope.places(start), min(stop - start, _SAMPLE_ROWS))
    stated = [use for row in rows if (use := status_of_row_block(row.piece, roles))]
    if not are_work_statuses(use.text for use in stated):
        return False
    mere_marks = all(not normalize_status(use.text).word for use in stated)
    statuses = {use.status for use in stated}
    has_open_status = len(statuses) > 1 or statuses == {Status.TODO} or not mere_marks
    return has_open_status or MIN_ROWS_PER_EMPTY_CELL * empty <= stop - start


def _missing_cell(row: Block, roles: TableRoles, column: int) -> Cell | None:
    """Return the empty status cell of `row` if it should have a status, else None."""
    found = facts_of(row).row
    span = cell_span(row, roles.name) or cell_span(row, roles.id)
    if found is None or span is None or len(found.cells) > len(roles.roles):
        return None  # with extra cells, the columns are not certain
    name = row.text[slice(*span)]
    folded = normalize_name(name)
    if not folded or _total_pattern().match(strip_accents(folded)) or _STRUCK.fullmatch(name):
        return None
    if _PLACEHOLDER.match(name) or (len(roles.roles) > 2 and _is_group(found, span)):
        return None
    stated = read_heading_status(name)
    if stated and not stated.is_whole_title:
        return None  # the name contains it: "Login ✅"
    if len(roles.roles) == 2 and (is_generic_name(folded) or _BOLD.fullmatch(name)):
        return None
    return found.cells[column]


def _is_group(row: Row, span: tuple[int, int]) -> bool:
    """Return whether only the cell at `span` is filled, so that the row is the title of a group."""
    return all(
        cell.text_start == cell.text_end or (cell.text_start, cell.text_end) == span
        for cell in row.cells
    )


@cache
def _total_pattern() -> re.Pattern[str]:
    spelled = "|".join(map(re.escape, sorted(words().totals, key=len, reverse=True)))
    return re.compile(rf"(?:{spelled})\b|[\u03a3\u03c3\u2211](?!\w)")


def find_fixes(view: View, finding: Finding) -> Iterator[Fix]:
    """Yield a fix that sets the declared status for items that are not started."""
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
    flags=Flag.ROW | Flag.WORK_TABLE | Flag.HEADING,
    fixes=find_fixes,
    off_by_default=True,
)
