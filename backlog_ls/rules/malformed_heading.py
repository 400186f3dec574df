"""# malformed-heading

## What it does
Reports a line that is meant as a heading but has no space after its `#` signs, or a no-break space.

## Why it matters
A heading needs an ordinary space after the `#` signs. Without one the line is rendered as text, what
follows belongs to the section before, and links to the heading lead nowhere. A no-break space looks the
same as an ordinary one: keyboards type it if Option or AltGr is still held.

## Example
```markdown
# Backlog

## Import

##Export
```

## Use instead
```markdown
# Backlog

## Import

## Export
```

## Fix
Inserts the space, or puts an ordinary space in place of the other one. It is safe, and `--fix` applies
it.

## Not reported
Without a space: a single `#`, which begins a tag, tags (`##later`), numbers, lines that are not the first
of a paragraph, and documents without two other headings.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.model.blocks.malformed_headings import find_malformed_headings
from backlog_ls.model.document.flags import FLAGS, Flag, flags_of
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Severity
from backlog_ls.rules.engine.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Rope
    from backlog_ls.workspace.view import View

_MIN_HEADINGS = 2
"""Minimum number of headings with a space for one without it to be a slip."""


def check(view: View) -> Iterator[Finding]:
    """Check the document as a whole, since a line without a space counts only among headings."""
    rope = view.backlog.rope
    for place in rope.find(FLAGS, Flag.MALFORMED_HEADING, 0, len(rope)):
        for heading in find_malformed_headings(place.piece):
            start, gap_start, gap_end = heading
            signs = place.piece.text[start:gap_start]
            if gap_end > gap_start:
                message = f"Not a heading: a no-break or wide space follows `{signs}`."
                title = "Use an ordinary space"
            elif _has_headings(rope):
                message = f"Not a heading: add a space after `{signs}`."
                title = f"Add a space after `{signs}`"
            else:
                continue
            fix = Fix(title, (BlockEdit(place.key, gap_start, gap_end, " "),))
            yield Finding(RULE.code, place.key, start, gap_end, message, (fix,))


def _has_headings(rope: Rope[Block]) -> bool:
    """Return whether a document has headings that begin with number signs."""
    headings = (
        place
        for place in rope.find(FLAGS, Flag.HEADING, 0, len(rope))
        if not flags_of(place.piece) & Flag.UNDERLINED
    )
    return len(list(islice(headings, _MIN_HEADINGS))) == _MIN_HEADINGS


RULE = Rule(
    "malformed-heading",
    Severity.WARNING,
    document=check,
    flags=Flag.MALFORMED_HEADING | Flag.HEADING,
)
