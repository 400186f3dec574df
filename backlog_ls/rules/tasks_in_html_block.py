"""# tasks-in-html-block

## What it does
Reports tasks inside an HTML block, usually directly below a `<summary>` tag.

## Why it matters
In Markdown, everything after an HTML tag is HTML until the next blank line. The tasks are rendered as
plain text in one paragraph instead of as a list.

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

## Fix
Inserts a blank line before each list. It is safe, and `--fix` applies it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.list_items import find_hidden_lists
from backlog_ls.model.document.flags import Flag
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Related, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.lines import detect_line_ending

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.context import Context
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View


def check(_view: View, place: Place[Block], _context: Context) -> Iterator[Finding]:
    """Check one HTML block."""
    block = place.piece
    if block.kind != Kind.HTML:
        return
    tasks = [entry for entry in facts_of(block).list_items if entry.mark]
    if not tasks:
        return
    text = block.text
    gaps = [start for start, _ in find_hidden_lists(text)]
    first_line_end = text.find("\n")
    end = len(text.rstrip()) if first_line_end < 0 else len(text[:first_line_end].rstrip())
    line_end = detect_line_ending(text)
    count = "1 task is" if len(tasks) == 1 else f"{len(tasks)} tasks are"
    yield Finding(
        RULE.code,
        place.key,
        0,
        max(end, 1),
        f"{count} not rendered as a list. Insert a blank line after the HTML tag.",
        (
            Fix(
                "Insert a blank line" if len(gaps) == 1 else "Insert blank lines",
                tuple(BlockEdit(place.key, gap, gap, line_end) for gap in gaps),
            ),
        ),
        tuple(
            Related(place.key, task.start, task.text_end, "First affected task")
            for task in tasks[:1]
        ),
    )


RULE = Rule("tasks-in-html-block", Severity.WARNING, block=check, flags=Flag.TASK)
