"""# malformed-checkbox

## What it does
Reports a checkbox that is not shown as one, for a slip in it: `- []`, `-[ ]`, `- [ x]`, `* [x]text`.

## Why
A task is a bullet or a number, a space, `[ ]` or `[x]`, and a space. Anything else is shown as it is
typed, and counts as a task nowhere.

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

## Fix safety
Adds or removes the blanks that make it a checkbox. Safe: what the box says stays. Links (`[x](url)`),
types (`[]byte`), marks of one's own (`[?]`) and code are not reported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.blocks.checkboxes import OddBox, Slip, odd_boxes
from backlog_ls.model.document.flags import Bit
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Severity
from backlog_ls.rules.engine.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.context import Context
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View


def check(_view: View, place: Place[Block], _context: Context) -> Iterator[Finding]:
    """Judge the checkboxes of one block."""
    key = place.key
    for box in odd_boxes(place.piece):
        written = place.piece.text[box.start : box.end]
        fix = Fix(
            f"Write `{box.right} `",
            tuple(BlockEdit(key, *correction) for correction in box.corrections),
        )
        yield Finding(RULE.code, key, box.start, box.end, _said(box, written), (fix,))


def _said(box: OddBox, written: str) -> str:
    """Say what is wrong with a box that reads `written`: to the eye it may be right."""
    if box.slip is Slip.NO_SPACE:
        return f"No space behind `{written}`, so it is no checkbox."
    if box.slip is Slip.OTHER_SPACE:
        return "One of its spaces is a no-break or a wide one, so it is no checkbox."
    if box.slip is Slip.OTHER_LETTER:
        return "The letter in it looks like an x and is none, so it is no checkbox."
    return f"`{written}` is no checkbox; `{box.right}` is."


RULE = Rule("malformed-checkbox", Severity.WARNING, block=check, bits=Bit.ODD_BOX)
