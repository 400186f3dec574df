"""# tasks-in-html-block

## What it does
Reports tasks inside an HTML block, usually directly below a `<summary>` tag.

## Why it matters
In Markdown, everything after an HTML tag is HTML until the next blank line. The tasks are rendered as
plain text in one paragraph instead of as a list.

## Example
```markdown
<details>
<summary>Phase 1 (completed)</summary>
- [x] Define the state
- [x] Persist it
</details>
```

## Use instead
```markdown
<details>
<summary>Phase 1 (completed)</summary>

- [x] Define the state
- [x] Persist it
</details>
```

## Fix
Inserts a blank line before each list. It is safe, and `--fix` applies it.

## Not reported
Lists below a tag that HTML does not have, such as `<verification>`. It structures a text for a program,
which reads the list as it stands.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.list_items import find_hidden_lists
from backlog_ls.model.document.flags import Flag
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Related, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.lines import detect_line_ending
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.context import Context
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

_FIRST_TAG = pattern(r"[ \t]*</?([a-z][a-z0-9]*)(?=[\s/>])", re.IGNORECASE)
_ELEMENTS = frozenset(
    {
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "center",
            "dd",
            "details",
            "dialog",
            "div",
            "dl",
        ),
        *(
            "dt",
            "fieldset",
            "figcaption",
            "figure",
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
        ),
        *("header", "hr", "iframe", "legend", "li", "main", "menu", "nav", "ol", "p", "section"),
        *("summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
        *("a", "b", "br", "em", "font", "i", "img", "kbd", "small", "span", "strong", "sub"),
    }
)
"""Elements that people write in Markdown. Others, such as `<output>`, are also words for a prompt."""


def check(_view: View, place: Place[Block], _context: Context) -> Iterator[Finding]:
    """Check one HTML block."""
    block = place.piece
    if block.kind != Kind.HTML:
        return
    tasks = [entry for entry in facts_of(block).list_items if entry.mark]
    text = block.text
    if not tasks or not _is_html(text):
        return
    gaps = [start for start, _ in find_hidden_lists(text)]
    first_line_end = text.find("\n")
    end = len(text.rstrip()) if first_line_end < 0 else len(text[:first_line_end].rstrip())
    line_end = detect_line_ending(text)
    count = "1 task is" if len(tasks) == 1 else f"{len(tasks)} tasks are"
    yield Finding(
        RULE.code,
        place.key,
        0,
        max(end, 1),
        f"{count} not rendered as a list. Insert a blank line after the HTML tag.",
        (
            Fix(
                "Insert a blank line" if len(gaps) == 1 else "Insert blank lines",
                tuple(BlockEdit(place.key, gap, gap, line_end) for gap in gaps),
            ),
        ),
        tuple(
            Related(place.key, task.start, task.text_end, "First affected task")
            for task in tasks[:1]
        ),
    )


def _is_html(text: str) -> bool:
    """Return whether an HTML block begins with a tag that HTML has."""
    tag = _FIRST_TAG.match(text)
    return tag is not None and tag[1].lower() in _ELEMENTS


RULE = Rule("tasks-in-html-block", Severity.WARNING, block=check, flags=Flag.TASK)
