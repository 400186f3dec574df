"""# mojibake

## What it does
Reports text that was written in UTF-8, read as Windows-1252, and saved again: `âœ…` for `✅`. One
finding for each document, at the first place; the others are listed with it. What has lost a part, so
that nobody can tell what it was, is listed in a finding of its own.

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
one reading is possible. Safe. Where several are there is no fix: only an older copy of the file can
tell. Code fences are left alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Related, Severity
from backlog_ls.rules.engine.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.workspace.view import View

MOST_RELATED = 50
"""An editor lists related places under the finding; more of them help nobody."""


def check(view: View) -> Iterator[Finding]:
    """Judge the document as a whole: what can be restored, and what cannot."""
    rope = view.backlog.rope
    edits: list[BlockEdit] = []
    restored: list[Related] = []
    lost: list[Related] = []
    for place in rope.find(BITS, Bit.DAMAGE, 0, len(rope)):
        text = place.piece.text
        for damage in facts(place.piece).damage:
            start, end = damage.start, damage.end
            written = f"`{text[start:end]}`"
            if damage.repaired:
                edits.append(BlockEdit(place.key, start, end, damage.repaired))
                restored.append(Related(place.key, start, end, f"{written} is `{damage.repaired}`"))
            else:
                lost.append(Related(place.key, start, end, f"{written} has lost a part"))
    if restored:
        count = len(edits)
        title = "Repair the encoding" if count == 1 else f"Repair all {count} places"
        fixes = [Fix(title, tuple(edits)), Fix("Repair this place", (edits[0],), preferred=False)]
        yield _finding(
            restored, "read in the wrong encoding", ("is", "are"), tuple(fixes[: min(count, 2)])
        )
    if lost:
        yield _finding(lost, "when it was read in the wrong encoding", ("has", "have"), ())


def _finding(
    places: list[Related], said: str, verbs: tuple[str, str], fixes: tuple[Fix, ...]
) -> Finding:
    """Return the finding that is about all of `places`."""
    first, *rest = places
    count = len(rest)
    others = f"; so {verbs[count > 1]} {count} other place{'s' * (count > 1)}" if rest else ""
    return Finding(
        RULE.code,
        first.key,
        first.start,
        first.end,
        f"{first.message}, {said}{others}.",
        fixes,
        tuple(rest[:MOST_RELATED]),
    )


RULE = Rule("mojibake", Severity.WARNING, document=check, bits=Bit.DAMAGE)
