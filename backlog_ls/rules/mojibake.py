"""# mojibake

## What it does
Reports garbled text such as `âœ…` for `✅`: UTF-8 text that was read as Windows-1252 and saved again.
There is one finding for each document, at the first place; the other places are related locations. Text
that cannot be restored has a second finding.

## Why it matters
Readers see garbage, and a search for the emoji or the accented word finds nothing.

## Example
```markdown
**Status**: âœ… COMPLETED
```

## Use instead
```markdown
**Status**: ✅ COMPLETED
```

## Fix
Restores the original characters, if only one original is possible. It is safe, and `--fix` applies it.
For everything else, look at an older version of the file.

## Not reported
Text in code fences, and up to three garbled words in quotes or code if there are no others: they are
examples in a text about encodings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Related, Severity
from backlog_ls.rules.engine.rule import InFinished, Rule
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.workspace.view import View

MAX_RELATED = 50
"""Maximum number of related places of a finding, which editors list below it."""


MAX_MENTIONED = 3
"""Maximum number of garbled words in quotes or code that may all be examples."""
_WORD_BEFORE = pattern(r"\S{1,40}\Z")
_WORD_AFTER = pattern(r"\S{1,40}")
_QUOTED = pattern(
    r"[(\[,;:.]{0,3}([\"'`\u201c\u201e\u2018\u00ab]).*[\"'`\u201c\u201d\u2019\u00bb][)\],;:.!?]{0,4}"
)


def check(view: View) -> Iterator[Finding]:
    """Report all garbled text of the document in up to two findings: restorable, and lost."""
    rope = view.backlog.rope
    edits: list[BlockEdit] = []
    restored: list[Related] = []
    lost: list[Related] = []
    mentioned = 0
    for place in rope.find(FLAGS, Flag.DAMAGE, 0, len(rope)):
        text = place.piece.text
        for damage in facts_of(place.piece).damage:
            start, end = damage.start, damage.end
            mentioned += _is_mentioned(text, start, end)
            garbled = f"`{text[start:end]}`"
            if damage.repaired:
                edits.append(BlockEdit(place.key, start, end, damage.repaired))
                restored.append(
                    Related(place.key, start, end, f"{garbled} should be `{damage.repaired}`")
                )
            else:
                lost.append(Related(place.key, start, end, f"part of {garbled} is lost"))
    if mentioned == len(restored) + len(lost) <= MAX_MENTIONED:
        return
    if restored:
        count = len(edits)
        title = "Repair the encoding" if count == 1 else f"Repair all {count} places"
        fixes = [Fix(title, tuple(edits)), Fix("Repair this place", (edits[0],), preferred=False)]
        yield _make_finding(restored, tuple(fixes[: min(count, 2)]))
    if lost:
        yield _make_finding(lost, ())


def _is_mentioned(text: str, start: int, end: int) -> bool:
    """Return whether a word with garbled text is in quotes or code: the text may be about it."""
    before, after = (
        _WORD_BEFORE.search(text, max(0, start - 40), start),
        _WORD_AFTER.match(text, end),
    )
    word = (before[0] if before else "") + text[start:end] + (after[0] if after else "")
    return _QUOTED.fullmatch(word) is not None


def _make_finding(places: list[Related], fixes: tuple[Fix, ...]) -> Finding:
    """Return one finding for all of `places`."""
    first, *rest = places
    count = len(rest)
    others = f" Also in {count} other place{'s' * (count > 1)}." if rest else ""
    return Finding(
        RULE.code,
        first.key,
        first.start,
        first.end,
        f"Wrong encoding: {first.message}.{others}",
        fixes,
        tuple(rest[:MAX_RELATED]),
    )


RULE = Rule(
    "mojibake",
    Severity.WARNING,
    document=check,
    flags=Flag.DAMAGE,
    in_finished=InFinished.EVERYTHING,
)
