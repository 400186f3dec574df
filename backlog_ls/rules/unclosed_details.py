"""# unclosed-details

## What it does
Reports a tag `<details>` or `<summary>` without its end tag, and an end tag without its start.

## Why
What is never closed goes on to the end of the page: every section below is folded away with it. A
summary that is never closed makes the title of everything that should unfold.

## Example
```markdown
<details>
<summary>Phase 1</summary>

- [x] Define the state

## Phase 2
```

## Use instead
```markdown
<details>
<summary>Phase 1</summary>

- [x] Define the state

</details>

## Phase 2
```

## Fix safety
A summary is closed at the end of its line; `--fix` does it where nothing but its text can be meant.
Details are closed at the end of the section that they stand in, or before the next ones in it: look
at it first. What stands in code and in comments is not read.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.model.blocks.tags import tags_of
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.rules.shared.details_fixes import end_of_details, end_of_summary
from backlog_ls.syntax.block import Block, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.model.blocks.entries import Details
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

MOST = 100
"""A document with more of them is none; an editor is spared the rest."""

_AT_TOP = {Kind.HTML, Kind.PARAGRAPH, Kind.HEADING}

Tag = tuple[int, "Details"]
"""A tag, behind the key of its block."""


class _Open:
    """A ``<details>`` that is open, or the document itself."""

    __slots__ = ("at_top", "summary", "tag")

    def __init__(self, tag: Tag | None = None, at_top: bool = False) -> None:
        self.tag = tag
        self.at_top = at_top
        """Whether no cell or list item holds it, whose end would be its own."""
        self.summary: Tag | None = None
        """The ``<summary>`` in it that is open."""


def check(view: View) -> Iterator[Finding]:
    """Judge the document as a whole: a tag may stand in a list item and its end below the list."""
    rope = view.backlog.rope
    places = list(rope.find(BITS, Bit.DETAILS, 0, len(rope)))
    if any(_hides_the_rest(place.piece) for place in places if place.index + 1 < len(rope)):
        return
    found = sorted(_unmatched(places), key=lambda finding: (finding.key, finding.start))
    yield from islice(found, MOST)


def _hides_the_rest(block: Block) -> bool:
    """Tell whether a comment begins in `block`, HTML, that ends somewhere below it.

    To a browser it hides what comes next, to Markdown it does not: nothing is certain then.
    """
    return block.kind == Kind.HTML and block.text.rfind("<!--") > block.text.rfind("-->")


def _unmatched(places: Iterable[Place[Block]]) -> Iterator[Finding]:
    opened = [_Open()]
    for place in places:
        text = place.piece.text
        for tag in tags_of(place.piece):
            here = (place.key, tag)
            if tag.name == "summary":
                yield from _summary(opened, here, text)
            elif not tag.closing:
                opened.append(_Open(here, place.piece.kind in _AT_TOP))
            elif len(opened) == 1:
                yield _finding(here, "This closes nothing: no `<details>` is open here.")
            else:
                yield from _left_open(opened.pop().summary)
    for frame in opened:
        yield from _left_open(frame.summary)
        if frame.tag is not None:
            below = ": all below is folded away with it" if frame.at_top else ""
            yield _finding(frame.tag, f"No `</details>` follows{below}.")


def _summary(opened: list[_Open], here: Tag, text: str) -> Iterator[Finding]:
    """Judge a tag of a summary in the text of its block."""
    key, tag = here
    frame = opened[-1]
    if tag.closing:
        holder = next((other for other in reversed(opened) if other.summary), None)
        if holder is None:
            yield _finding(here, "This closes nothing: no `<summary>` is open here.")
        else:
            holder.summary = None
        return
    before = frame.summary
    frame.summary = here
    if before is None:
        return
    if (
        before[0] == key
        and text[before[1].end : tag.start].strip()
        and ("\n" not in text[before[1].end : tag.start])
    ):
        # Written twice on one line: the slash is missing.
        frame.summary = None
        edit = BlockEdit(key, tag.start, tag.end, "</summary>")
        fix = Fix("Write `</summary>`", (edit,))
        yield _finding(here, "A second `<summary>` where the first one ends: `</summary>`?", fix)
    else:
        yield from _left_open(before)


def _left_open(summary: Tag | None) -> Iterator[Finding]:
    if summary is not None:
        yield _finding(summary, "No `</summary>` follows.")


def _finding(tag: Tag, message: str, *fixes: Fix) -> Finding:
    key, (_, _, start, end) = tag
    return Finding(RULE.code, key, start, end, message, fixes)


def fixes(view: View, finding: Finding) -> Iterator[Fix]:
    """Find where the end is to go."""
    place = view.backlog.rope.at_key(finding.key)
    if place is None:
        return
    tag = place.piece.text[finding.start : finding.end].lower()
    if tag.startswith("<summary"):
        yield from end_of_summary(place, finding.end)
    elif tag.startswith("<details"):
        yield from end_of_details(view.backlog, place)


RULE = Rule("unclosed-details", Severity.WARNING, document=check, bits=Bit.DETAILS, fixes=fixes)
