"""# accidental-heading

## What it does
Reports a paragraph that a line of dashes right below turns into a heading.

## Why
`---` below a blank line draws a rule. Right below a paragraph it makes a heading of it, of all its
lines: the text turns large and bold, and everything after it stands in a section of that name.

Among the comments that Backlog.md keeps in a task nothing is reported: the tool parts them so.

## Example
```markdown
This is the backlog of the goal runner.
Canonical specification: `SPEC.md`
---
```

## Use instead
```markdown
This is the backlog of the goal runner.
Canonical specification: `SPEC.md`

---
```

## Fix safety
Inserts the blank line. Safe for text of several lines or sentences, which is what this reports; a
title of one short line above `---` is taken for the heading that it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.flags import BITS, Bit, comments_mark
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.text.lines import line_end_of, line_starts
from backlog_ls.text.pattern import pattern
from backlog_ls.workspace.document_names import is_tool_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.context import Context
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

_TOLD = Bit.HEADING | Bit.COMMENTS
_SENTENCE = pattern(
    r"[.!?:;,][\"')\]]*\s*\Z|[^\W\d]{2}[.!?] \S|\*\*[^*]+\*\*[ \t]*:|\*\*[^*]+:\*\*"
)


def check(view: View, place: Place[Block], _context: Context) -> Iterator[Finding]:
    """Judge one heading, where no tool writes such lines."""
    if not is_tool_path(view.path):
        yield from _judged(place)


def check_document(view: View) -> Iterator[Finding]:
    """Judge the headings of a task that Backlog.md keeps, but for those in its comments."""
    if not is_tool_path(view.path):
        return
    rope = view.backlog.rope
    commented = False
    for place in rope.find(BITS, _TOLD, 0, len(rope)):
        mark = comments_mark(place.piece)
        if mark:
            commented = mark == "BEGIN"
        elif not commented:
            yield from _judged(place)


def _judged(place: Place[Block]) -> Iterator[Finding]:
    block = place.piece
    heading = facts(block).heading
    if heading is None or not heading.underlined or block.level != 2:
        return
    # The dashes stand where the heading's text and its line end are over.
    dashes = heading.end
    while block.text[dashes] in " \t\r\n":
        dashes += 1
    if len(line_starts(heading.title)) == 1 and _is_meant(heading.title, block.text[dashes:]):
        return
    line = block.text.rfind("\n", 0, dashes)
    line = max(line, block.text.rfind("\r", 0, dashes)) + 1
    yield Finding(
        RULE.code,
        place.key,
        heading.start,
        heading.end,
        "The dashes right below make a heading of this text. "
        "A blank line between would make them a rule.",
        (
            Fix(
                "Insert a blank line before the dashes",
                (BlockEdit(place.key, line, line, line_end_of(block.text)),),
            ),
        ),
    )


def _is_meant(title: str, underline: str) -> bool:
    """Tell whether one line is a title: it is no sentence, or somebody drew a line below it."""
    return not _SENTENCE.search(title) or len(underline.strip()) > len("---")


RULE = Rule(
    "accidental-heading", Severity.WARNING, block=check, document=check_document, bits=_TOLD
)
