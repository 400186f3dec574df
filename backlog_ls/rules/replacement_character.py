"""# replacement-character

## What it does
Reports U+FFFD, the character that stands where another one was lost.

## Why
A program read the text in the wrong encoding and could make nothing of some bytes. What they said is
gone from the file: only an older copy, or the writer, can tell.

## Example
```markdown
- [ ] Move the caf� list
```

## Use instead
```markdown
- [ ] Move the café list
```

## Fix safety
No fix: what stood there cannot be known. A character that is spoken of, in quotes or code or with its
name, is left alone, and so are code fences. What was read in the wrong encoding and can be restored
is `mojibake`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backlog_ls.model.blocks.facts import facts, prose
from backlog_ls.model.document.flags import Bit
from backlog_ls.rules.engine.finding import Finding, Related, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.text.pattern import pattern
from backlog_ls.text.spans import covers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.context import Context
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

MOST = 3
"""A block with more lost characters than these has one finding for all of them."""
MOST_RELATED = 50

_RUN = pattern("\ufffd+")
_NAMED = pattern(r"U\+FFFD|replacement character", re.IGNORECASE)
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "«": "»", "„": "“", "「": "」"}


def check(_view: View, place: Place[Block], _context: Context) -> Iterator[Finding]:
    """Judge one block."""
    text = place.piece.text
    lost = _lost(place.piece)
    if len(lost) <= MOST:
        for start, end in lost:
            which = "A character is" if end - start == 1 else "Characters are"
            message = f"{which} lost here: what was read could not be decoded."
            yield Finding(RULE.code, place.key, start, end, message)
        return
    start, end = lost[0]
    others = tuple(
        Related(place.key, low, high, f"`{text[low:high]}` here too")
        for low, high in lost[1 : MOST_RELATED + 1]
    )
    message = (
        f"Characters are lost in {len(lost)} places from here on: "
        "what was read could not be decoded."
    )
    yield Finding(RULE.code, place.key, start, end, message, (), others)


def _lost(block: Block) -> list[tuple[int, int]]:
    """Return where characters are lost in `block`, runs of code points."""
    text = block.text
    if _NAMED.search(text):
        return []
    code = facts(block).code
    return [
        match.span()
        for start, end in prose(block)
        for match in _RUN.finditer(text, start, end)
        if not _is_quoted(text, *match.span()) and not covers(code, match.start())
    ]


def _is_quoted(text: str, start: int, end: int) -> bool:
    """Tell whether quotes stand right around it: then it is spoken of."""
    return start > 0 and _QUOTES.get(text[start - 1]) == text[end : end + 1]


RULE = Rule("replacement-character", Severity.WARNING, block=check, bits=Bit.REPLACEMENT)
