"""# unclosed-details

## What it does
Reports a `<details>` or `<summary>` tag without its end tag, or an end tag without its start tag.

## Why it matters
An unclosed `<details>` collapses everything below it. An unclosed `<summary>` makes the collapsed content
part of the title.

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

## Fix
Inserts `</summary>` at the end of the line; `--fix` applies it if nothing else can be meant. Inserts
`</details>` at the end of the section, or before the next `<details>` in it; review that one.

## Not reported
Tags in code and in comments, and placeholders such as `<summary of the ticket>`.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.model.blocks.details_tags import find_details_tags
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Severity
from backlog_ls.rules.engine.rule import InFinished, Rule
from backlog_ls.rules.shared.details_fixes import close_details, close_summary
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.model.blocks.list_items import DetailsTag
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

MAX_FINDINGS = 100
"""Maximum number of findings in a document."""

_PLACEHOLDER = pattern(
    r"<summary(?:\s+[^\s=<>]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s<>\"']+))*"
    r"\s+(?!(?:open|hidden)(?:[\s/>]))[^\s=<>/]+(?=\s+[^\s=]|\s*>)",
    re.IGNORECASE,
)
"""A placeholder, not a tag, since it has words for attributes: `<summary of the ticket>`."""
_TOP_LEVEL_KINDS = {Kind.HTML, Kind.PARAGRAPH, Kind.HEADING}

Tag = tuple[int, "DetailsTag"]
"""The key of a block, and a tag in it."""


class _OpenDetails:
    """An open ``<details>``, or the document itself."""

    __slots__ = ("is_top_level", "summary", "tag")

    def __init__(self, tag: Tag | None = None, at_top: bool = False) -> None:
        self.tag = tag
        self.is_top_level = at_top
        """Whether it is outside of cells and list items, whose end would close it."""
        self.summary: Tag | None = None
        """The open ``<summary>`` in it."""


def check(view: View) -> Iterator[Finding]:
    """Check the document as a whole, since a tag and its end may be in different blocks."""
    rope = view.backlog.rope
    places = list(rope.find(FLAGS, Flag.DETAILS, 0, len(rope)))
    if any(_opens_comment(place.piece) for place in places if place.index + 1 < len(rope)):
        return
    found = sorted(_find_unmatched_tags(places), key=lambda finding: (finding.key, finding.start))
    yield from islice(found, MAX_FINDINGS)


def _opens_comment(block: Block) -> bool:
    """Return whether the HTML block `block` opens a comment that ends in a later block.

    A browser hides the blocks in between, but Markdown parses them, so their tags are ambiguous.
    """
    return block.kind == Kind.HTML and block.text.rfind("<!--") > block.text.rfind("-->")


def _find_unmatched_tags(places: Iterable[Place[Block]]) -> Iterator[Finding]:
    opened = [_OpenDetails()]
    for place in places:
        text = place.piece.text
        for tag in find_details_tags(place.piece):
            here = (place.key, tag)
            if _PLACEHOLDER.match(text, tag.start, tag.end):
                continue
            if tag.name == "summary":
                yield from _check_summary(opened, here, text)
            elif not tag.closing:
                opened.append(_OpenDetails(here, place.piece.kind in _TOP_LEVEL_KINDS))
            elif len(opened) == 1:
                yield _make_finding(here, "No open `<details>` to close here.")
            else:
                yield from _report_unclosed_summary(opened.pop().summary)
    for frame in opened:
        yield from _report_unclosed_summary(frame.summary)
        if frame.tag is not None:
            below = ": everything below is collapsed too" if frame.is_top_level else ""
            yield _make_finding(frame.tag, f"Missing `</details>`{below}.")


def _check_summary(opened: list[_OpenDetails], here: Tag, text: str) -> Iterator[Finding]:
    """Check a ``<summary>`` tag in the text of its block."""
    key, tag = here
    frame = opened[-1]
    if tag.closing:
        holder = next((other for other in reversed(opened) if other.summary), None)
        if holder is None:
            yield _make_finding(here, "No open `<summary>` to close here.")
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
        # The second one on a line is an end tag without its slash.
        frame.summary = None
        edit = BlockEdit(key, tag.start, tag.end, "</summary>")
        fix = Fix("Change to `</summary>`", (edit,))
        yield _make_finding(
            here, "Second `<summary>` on this line. Did you mean `</summary>`?", fix
        )
    else:
        yield from _report_unclosed_summary(before)


def _report_unclosed_summary(summary: Tag | None) -> Iterator[Finding]:
    if summary is not None:
        yield _make_finding(summary, "Missing `</summary>`.")


def _make_finding(tag: Tag, message: str, *fixes: Fix) -> Finding:
    key, (_, _, start, end) = tag
    return Finding(RULE.code, key, start, end, message, fixes)


def find_fixes(view: View, finding: Finding) -> Iterator[Fix]:
    """Yield fixes that insert the end tag."""
    place = view.backlog.rope.at_key(finding.key)
    if place is None:
        return
    tag = place.piece.text[finding.start : finding.end].lower()
    if tag.startswith("<summary"):
        yield from close_summary(place, finding.end)
    elif tag.startswith("<details"):
        yield from close_details(view.backlog, place)


RULE = Rule(
    "unclosed-details",
    Severity.WARNING,
    document=check,
    flags=Flag.DETAILS,
    fixes=find_fixes,
    in_finished=InFinished.EVERYTHING,
)
