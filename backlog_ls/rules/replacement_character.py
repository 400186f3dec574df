"""# replacement-character

## What it does
Reports the replacement character U+FFFD (�), which stands for a character that was lost.

## Why it matters
A program read the file in the wrong encoding and could not decode some bytes. The original text can only
be found in an older version of the file.

## Example
```markdown
- [ ] Move the caf� list
```

## Use instead
```markdown
- [ ] Move the café list
```

## Fix
No fix: the original character is not in the file any more.

## Not reported
U+FFFD in quotes, in code, or next to its name, because the text is then about the character itself.
Garbled text that can be restored is reported as `mojibake`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.facts import prose_ranges
from backlog_ls.model.document.flags import Flag
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

MAX_FINDINGS = 3
"""Maximum number of findings in a block. A block with more has one finding for all."""
MAX_RELATED = 50

_RUN = pattern("\ufffd+")
_NAMED = pattern(r"U\+FFFD|replacement character", re.IGNORECASE)
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "«": "»", "„": "“", "「": "」"}


def check(_view: View, place: Place[Block], _context: Context) -> Iterator[Finding]:
    """Check one block."""
    text = place.piece.text
    lost = _find_lost_characters(place.piece)
    if len(lost) <= MAX_FINDINGS:
        for start, end in lost:
            which = "Lost character" if end - start == 1 else "Lost characters"
            message = f"{which} (U+FFFD): the text was decoded with the wrong encoding."
            yield Finding(RULE.code, place.key, start, end, message)
        return
    start, end = lost[0]
    others = tuple(
        Related(place.key, low, high, f"`{text[low:high]}` is here too")
        for low, high in lost[1 : MAX_RELATED + 1]
    )
    message = (
        f"Lost characters (U+FFFD) in {len(lost)} places from here on: "
        "the text was decoded with the wrong encoding."
    )
    yield Finding(RULE.code, place.key, start, end, message, (), others)


def _find_lost_characters(block: Block) -> list[tuple[int, int]]:
    """Return the spans of replacement characters in `block`, in code points."""
    text = block.text
    if _NAMED.search(text):
        return []
    code = facts_of(block).code_spans
    return [
        match.span()
        for start, end in prose_ranges(block)
        for match in _RUN.finditer(text, start, end)
        if not _is_quoted(text, *match.span()) and not covers(code, match.start())
    ]


def _is_quoted(text: str, start: int, end: int) -> bool:
    """Return whether the span is in quotes, so that the text is about the character itself."""
    return start > 0 and _QUOTES.get(text[start - 1]) == text[end : end + 1]


RULE = Rule("replacement-character", Severity.WARNING, block=check, flags=Flag.REPLACEMENT)
