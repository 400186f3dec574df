"""# malformed-checkbox

## What it does
Reports a checkbox with a typing error: `- []`, `-[ ]`, `- [ x]`, `* [x]text`.

## Why it matters
A task needs a bullet or a number, a space, `[ ]` or `[x]`, and another space. Anything else is rendered
as plain text and is not counted as a task.

## Example
```markdown
- [] Write the parser
- [ x] Write the tests
```

## Use instead
```markdown
- [ ] Write the parser
- [x] Write the tests
```

## Fix
Adds or removes the spaces that make it a checkbox. It is safe, and `--fix` applies it.

## Not reported
Links (`[x](url)`), types (`[]byte`), custom marks (`[?]`), and code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.blocks.malformed_checkboxes import (
    CheckboxDefect,
    MalformedCheckbox,
    find_malformed_checkboxes,
)
from backlog_ls.model.document.flags import Flag
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Severity
from backlog_ls.rules.engine.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.context import Context
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View


def check(_view: View, place: Place[Block], _context: Context) -> Iterator[Finding]:
    """Check the checkboxes of one block."""
    key = place.key
    for box in find_malformed_checkboxes(place.piece):
        written = place.piece.text[box.start : box.end]
        fix = Fix(
            f"Change to `{box.corrected} `",
            tuple(BlockEdit(key, *correction) for correction in box.corrections),
        )
        yield Finding(RULE.code, key, box.start, box.end, _describe(box, written), (fix,))


def _describe(box: MalformedCheckbox, written: str) -> str:
    """Return the message for a box that reads `written`. Some of them look right to the eye."""
    if box.defect is CheckboxDefect.MISSING_SPACE:
        return f"Not a checkbox: add a space after `{written}`."
    if box.defect is CheckboxDefect.WRONG_SPACE:
        return "Not a checkbox: it contains a no-break or wide space. Use a normal space."
    if box.defect is CheckboxDefect.WRONG_LETTER:
        return "Not a checkbox: its letter only looks like an x. Use a Latin x."
    return f"`{written}` is not a checkbox. Write `{box.corrected}`."


RULE = Rule("malformed-checkbox", Severity.WARNING, block=check, flags=Flag.MALFORMED_CHECKBOX)
