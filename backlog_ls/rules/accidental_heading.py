"""# accidental-heading

## What it does
Reports a paragraph that becomes a heading because a line of dashes follows it directly.

## Why it matters
After a blank line, `---` is a horizontal rule. Directly below a paragraph it turns the whole paragraph
into a heading: the text becomes large and bold, and everything after it moves into a new section.

## Example
```markdown
This is the backlog of the goal runner.
Canonical specification: `REFERENCE.md`
---
```

## Use instead
```markdown
This is the backlog of the goal runner.
Canonical specification: `REFERENCE.md`

---
```

## Fix
Inserts a blank line before the dashes. It is safe, and `--fix` applies it.

## Not reported
A single short line above `---`, because it may be an intended heading. Metadata of lines such as
`author: ada`. Separators that tools write: in the comments that Backlog.md stores in a task file, and
between two HTML comments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import FLAGS, Flag, flags_of
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.text.lines import detect_line_ending
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

_BITS = Flag.UNDERLINED | Flag.COMMENT
MAX_TITLE_LENGTH = 100
"""Maximum length in code points of a title. What is longer is a sentence without a full stop."""
_SENTENCE = pattern(
    r"[.!?:;,][\"')\]]*\s*\Z|[^\W\d]{2}[.!?] \S|\*\*[^*]+\*\*[ \t]*:|\*\*[^*]+:\*\*"
)
_METADATA = pattern(r"[a-z][a-z0-9_-]*:(?: [^\r\n]*)?")
"""A line of the metadata that a tool writes above a text. People write `Author:` or `**Author**:`."""
_OPENING = pattern(r"(?:BEGIN|START)\s*-->")
"""The end of a comment that a tool writes before a text, and whose counterpart follows the text."""
_COMMENTS = pattern(r"\s*<!-- COMMENTS:(BEGIN|END) -->")


def check(view: View) -> Iterator[Finding]:
    """Check the document as a whole, since comments of tools may be around a heading."""
    rope = view.backlog.rope
    in_comments = False
    places = list(rope.find(FLAGS, _BITS, 0, len(rope)))
    for before, place, after in zip([None, *places], places, [*places[1:], None], strict=False):
        if flags_of(place.piece) & Flag.COMMENT:
            marker = _COMMENTS.match(place.piece.text)
            in_comments = marker[1] == "BEGIN" if marker else in_comments
        elif not in_comments and not (
            _is_comment(before, place, -1) and _is_comment(after, place, 1)
        ):
            yield from _check_heading(place)


def _is_comment(other: Place[Block] | None, heading: Place[Block], by: int) -> bool:
    """Return whether `other` is a comment, `by` blocks after a heading, that does not open a section."""
    return (
        other is not None
        and other.index == heading.index + by
        and bool(flags_of(other.piece) & Flag.COMMENT)
        and not _OPENING.search(other.piece.text)
    )


def _check_heading(place: Place[Block]) -> Iterator[Finding]:
    block = place.piece
    heading = facts_of(block).heading
    if heading is None or not heading.underlined or block.level != 2:
        return
    # The dashes follow the heading's text and its line end.
    dashes = heading.end
    while block.text[dashes] in " \t\r\n":
        dashes += 1
    lines = heading.title.splitlines()
    if len(lines) == 1 and _is_intended_heading(heading.title, block.text[dashes:]):
        return
    if all(_METADATA.fullmatch(line.strip()) for line in lines):
        return
    line = block.text.rfind("\n", 0, dashes)
    line = max(line, block.text.rfind("\r", 0, dashes)) + 1
    yield Finding(
        RULE.code,
        place.key,
        heading.start,
        heading.end,
        "The dashes below turn this paragraph into a heading. "
        "Insert a blank line before them to get a horizontal rule.",
        (
            Fix(
                "Insert a blank line before the dashes",
                (BlockEdit(place.key, line, line, detect_line_ending(block.text)),),
            ),
        ),
    )


def _is_intended_heading(title: str, underline: str) -> bool:
    """Return whether a one-line title is intended: no sentence and short, or underlined at length."""
    is_sentence = len(title) > MAX_TITLE_LENGTH or _SENTENCE.search(title) is not None
    return not is_sentence or len(underline.strip()) > len("---")


RULE = Rule("accidental-heading", Severity.WARNING, document=check, flags=_BITS)
