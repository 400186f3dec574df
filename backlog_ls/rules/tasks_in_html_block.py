"""# tasks-in-html-block

## What it does
Reports tasks inside an HTML block, most often right below `<summary>`.

## Why
CommonMark reads everything after an HTML tag as HTML until the next blank line. A list there is no
list: the boxes show as `- [x]`, all in one paragraph.

## Example
```markdown
<details>
<summary>Phase 1 (completed)</summary>
- [x] Define the state
- [x] Persist it
</details>
```

## Use instead
```markdown
<details>
<summary>Phase 1 (completed)</summary>

- [x] Define the state
- [x] Persist it
</details>
```

## Fix safety
Inserts a blank line before each list that lacks one. Safe: no other character changes, and the tasks
counted are the same before and after.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.blocks.entries import hidden_lists
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.flags import Bit
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Related, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.lines import line_end_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.context import Context
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View


def check(_view: View, place: Place[Block], _context: Context) -> Iterator[Finding]:
    """Judge one HTML block."""
    block = place.piece
    if block.kind != Kind.HTML:
        return
    tasks = [entry for entry in facts(block).entries if entry.mark]
    if not tasks:
        return
    text = block.text
    gaps = [start for start, _ in hidden_lists(text)]
    first_line_end = text.find("\n")
    end = len(text.rstrip()) if first_line_end < 0 else len(text[:first_line_end].rstrip())
    line_end = line_end_of(text)
    count = "1 task is" if len(tasks) == 1 else f"{len(tasks)} tasks are"
    yield Finding(
        RULE.code,
        place.key,
        0,
        max(end, 1),
        f"{count} not shown as a list: the blank line after the tag is missing.",
        (
            Fix(
                "Insert the blank line" if len(gaps) == 1 else "Insert the blank lines",
                tuple(BlockEdit(place.key, gap, gap, line_end) for gap in gaps),
            ),
        ),
        tuple(
            Related(place.key, task.start, task.text_end, "The first task that is affected")
            for task in tasks[:1]
        ),
    )


RULE = Rule("tasks-in-html-block", Severity.WARNING, block=check, bits=Bit.TASK)
