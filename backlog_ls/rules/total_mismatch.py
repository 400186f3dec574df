"""# total-mismatch

## What it does
Reports a total in the last row of a table that is not the sum of its column.

## Why it matters
A row was added or changed without the total. Whoever plans with the total plans with a wrong number.

## Example
```markdown
| Story           | Points |
| --------------- | ------ |
| Import a file   | 5      |
| Show a preview  | 3      |
| Undo the import | 8      |
| **Total**       | **13** |
```

## Use instead
```markdown
| Story           | Points |
| --------------- | ------ |
| Import a file   | 5      |
| Show a preview  | 3      |
| Undo the import | 8      |
| **Total**       | **16** |
```

## Fix
Changes all wrong totals of the row to the sums. `--fix` does not apply it, because a number above may be
the wrong one.

## Not reported
- Columns in which a cell is anything but a number, perhaps with a unit: an estimate (`~5`), a range
  (`2-3`), a percentage, a sum of money, a dash, or no number at all.
- Totals that may be averages, because they are not larger than the largest number, and those that equal
  the number of rows or the last number. Rates, such as `Points/day`.
- Days, weeks and other times that may overlap, such as those of a column `Duration`.
- Tables with subtotals, with rows that are parts of others, or with cancelled, deferred or optional rows.
- A total with words of its own (`Total MVP`), one that is not in the last row, and one beside numbers
  of something else, such as `18 stories` in a table of 13: it may include more than the table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.analysis.totals import find_totals, read_totals
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.tables.amounts import format_amount
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Related, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.syntax.block import Block, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.analysis.totals import ColumnTotal
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View


def check_section(view: View, heading: Place[Block]) -> Iterator[Finding]:
    """Check the tables directly below a heading."""
    yield from _check_tables(view.backlog, heading.index + 1, view.backlog.body_end(heading))


def check_document(view: View) -> Iterator[Finding]:
    """Check the tables above the first heading."""
    rope = view.backlog.rope
    heading = next(rope.find(FLAGS, Flag.HEADING, 0, len(rope)), None)
    yield from _check_tables(view.backlog, 0, heading.index if heading else len(rope))


def _check_tables(backlog: Backlog, start: int, stop: int) -> Iterator[Finding]:
    for total in find_totals(backlog.rope, start, stop):
        table = backlog.rope.at_key(backlog.context(total).lead)
        if table is not None and table.piece.kind == Kind.TABLE:
            wrong = [each for each in read_totals(backlog.rope, table, total) if not each.is_right]
            if wrong:
                yield _make_finding(table.piece, total, wrong)


def _make_finding(table: Block, total: Place[Block], wrong: list[ColumnTotal]) -> Finding:
    key, first = total.key, wrong[0].stated
    messages = [_describe(table, total.piece, each) for each in wrong]
    edits = [
        BlockEdit(key, each.stated.start, each.stated.end, _format_right(each)) for each in wrong
    ]
    right = f"`{edits[0].text}`" if len(edits) == 1 else f"the {len(edits)} sums"
    return Finding(
        RULE.code,
        key,
        first.start,
        first.end,
        messages[0],
        (Fix(f"Change to {right}", tuple(edits), preferred=False),),
        tuple(
            Related(key, each.stated.start, each.stated.end, message)
            for each, message in zip(wrong[1:], messages[1:], strict=True)
        ),
    )


def _describe(table: Block, total: Block, wrong: ColumnTotal) -> str:
    stated = total.text[wrong.stated.start : wrong.stated.end]
    header = facts_of(table).row
    cell = header.cells[wrong.column] if header else None
    title = cell.text(table.text).strip("*_`") if cell else ""
    column = f"`{title}`" if title else "its column"
    return f"The total is `{stated}`, but the rows of {column} add up to {_format_right(wrong)}."


def _format_right(wrong: ColumnTotal) -> str:
    return format_amount(wrong.right, wrong.stated, wrong.point)


RULE = Rule(
    "total-mismatch",
    Severity.WARNING,
    section=check_section,
    document=check_document,
    flags=Flag.BLOCK,  # a heading or a table above may be gone
)
