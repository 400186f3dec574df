"""# mojibake

## What it does
Reports text that was written in UTF-8, read as Windows-1252, and saved again: `âœ…` for `✅`. One
finding for each document, at the first place; the others are listed with it.

## Why
Readers see noise, and searches for the emoji or the accented word find nothing.

## Example
```markdown
**Status**: âœ… COMPLETED
```

## Use instead
```markdown
**Status**: ✅ COMPLETED
```

## Fix safety
Restores exactly the characters that were meant, also where a byte was lost on the way as long as only
one reading is possible. Code fences are left alone. Safe.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.bits import BITS, Bit
from backlog_ls.model.facts import facts
from backlog_ls.rules.finding import BlockEdit, Finding, Fix, Related, Severity
from backlog_ls.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.workspace.view import View

MOST_RELATED = 50
"""An editor lists related places under the finding; more of them help nobody."""


def check(view: View) -> Iterator[Finding]:
    """Judge the document as a whole."""
    rope = view.backlog.rope
    edits: list[BlockEdit] = []
    places: list[Related] = []
    for place in rope.find(BITS, Bit.DAMAGE, 0, len(rope)):
        text = place.piece.text
        for damage in facts(place.piece).damage:
            start, end = damage.start, damage.end
            edits.append(BlockEdit(place.key, start, end, damage.repaired))
            message = f"`{text[start:end]}` is `{damage.repaired}`"
            places.append(Related(place.key, start, end, message))
    if not edits:
        return
    first = places[0]
    count = len(edits)
    others = {1: "", 2: "; so is 1 other place"}.get(count, f"; so are {count - 1} other places")
    message = f"{first.message}, read in the wrong encoding{others}."
    one = Fix("Repair this place", edits=(edits[0],), preferred=False)
    every = Fix("Repair the encoding" if count == 1 else f"Repair all {count} places", tuple(edits))
    yield Finding(
        RULE.code,
        first.key,
        first.start,
        first.end,
        message,
        (every,) if count == 1 else (every, one),
        tuple(places[1 : MOST_RELATED + 1]),
    )


RULE = Rule("mojibake", Severity.WARNING, document=check, bits=Bit.DAMAGE)
