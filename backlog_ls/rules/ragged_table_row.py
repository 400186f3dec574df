r"""# ragged-table-row

## What it does
Reports a row with more or fewer cells than its table's header.

## Why
GitHub drops the cells that are too many and leaves those that are missing empty, without a word. A
pipe inside a code span is the usual cause: in a table it ends the cell all the same.

## Example
```markdown
| Task    | Status |
| ------- | ------ |
| `a | b` | Done   |
```

## Use instead
```markdown
| Task     | Status |
| -------- | ------ |
| `a \| b` | Done   |
```

## Fix safety
Where an unescaped pipe in a code span is the cause, the fix escapes it: safe, for that is how GitHub
shows a pipe there. Missing cells are added empty at the end of the row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.flags import Bit, bits_of
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.syntax.table import Row, stray_pipes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.context import Context
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View


def check(_view: View, place: Place[Block], context: Context) -> Iterator[Finding]:
    """Judge the number of cells in one row."""
    block = place.piece
    if block.kind != Kind.ROW or context.roles is None:
        return
    row = facts(block).row
    if row is None or len(row.cells) == context.columns or bits_of(block) & Bit.CONFLICT:
        return
    count = len(row.cells)
    if count > context.columns:
        yield _too_many(place.key, block, row, context.columns)
    elif row.leading_pipe or row.trailing_pipe or count > 1:
        # A line without any pipe right below a table is a row to GFM. It is text to its writer.
        yield _too_few(place.key, row, context.columns)


def _too_many(key: int, block: Block, row: Row, columns: int) -> Finding:
    said = _said(row, columns)
    stray = stray_pipes(block.text, row, columns)
    if stray:
        first = stray[0]
        edits = tuple(BlockEdit(key, pipe, pipe, "\\") for pipe in stray)
        return Finding(
            RULE.code,
            key,
            first,
            first + 1,
            f"{said}: a pipe in a code span ends the cell, unless it is written `\\|`.",
            (Fix("Escape the pipe" if len(stray) == 1 else "Escape the pipes", edits),),
        )
    extra = row.cells[columns]
    start = max(extra.start - 1, row.start)
    end = max(row.cells[-1].text_end, start + 1)
    return Finding(RULE.code, key, start, end, f"{said}: what is too much is not shown.", ())


def _too_few(key: int, row: Row, columns: int) -> Finding:
    missing = columns - len(row.cells)
    # Without a pipe at the end the first one ends the last cell, and begins none.
    text = " |" * (missing if row.trailing_pipe else missing + 1)
    last = row.cells[-1] if row.cells else None
    filled = last is not None and last.text_end > last.text_start
    start, end = (last.text_start, last.text_end) if last and filled else (row.start, row.end)
    return Finding(
        RULE.code,
        key,
        start,
        max(end, start + 1),
        f"{_said(row, columns)}.",
        (
            Fix(
                "Add the missing cell" if missing == 1 else "Add the missing cells",
                (BlockEdit(key, row.end, row.end, text),),
            ),
        ),
    )


def _said(row: Row, columns: int) -> str:
    cells = "1 cell" if len(row.cells) == 1 else f"{len(row.cells)} cells"
    return f"{cells} for {columns} columns" if columns > 1 else f"{cells} for 1 column"


RULE = Rule("ragged-table-row", Severity.WARNING, block=check, bits=Bit.ROW)
