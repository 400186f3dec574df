"""# unclosed-front-matter

## What it does
Reports front matter without its closing line `---`.

## Why it matters
Without that line the opening one is a horizontal rule, and the id, status and title below it are plain
text: tools do not find the task. If another `---` follows further below, all text up to it is front
matter.

## Example
```markdown
---
id: T-7
title: Draw the screens
status: To Do

## Description
```

## Use instead
```markdown
---
id: T-7
title: Draw the screens
status: To Do
---

## Description
```

## Fix
Inserts `---` below the last key; review it, `--fix` does not apply it.

## Not reported
A horizontal rule above text. Fewer than two keys with values, or none for an id, a status or a title.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.fields import find_body_start
from backlog_ls.model.document.flags import Flag
from backlog_ls.model.names.normalize import normalize_name, strip_accents
from backlog_ls.model.tables.roles import Role, find_role
from backlog_ls.model.words import words
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.syntax.block import Kind
from backlog_ls.text.lines import detect_line_ending
from backlog_ls.text.pattern import pattern
from backlog_ls.text.position import Position

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.blocks.fields import Field
    from backlog_ls.model.document.context import Context
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

MIN_KEYS = 2
"""Minimum number of keys with a value."""
MAX_LINES = 200
"""Maximum number of lines that are read to find the end of the front matter."""
_FENCE = pattern(r"\ufeff?(?P<fence>---)[ \t]*(?:\r\n|\n|\r)")
_KEY = pattern(r"[a-z][\w-]*:(?:[ \t][^\r\n]*)?")
_LINE = pattern(r"[^\r\n]+")
_CONTENT = pattern(r"[a-z][\w-]*:(?:[ \t]|\Z)|[ \t]+\S|-[ \t]")
"""A line of front matter."""


def check(_view: View, place: Place[Block], _context: Context) -> Iterator[Finding]:
    """Check front matter, or a horizontal rule that may be its beginning."""
    fence = _FENCE.match(place.piece.text)
    if fence is None:
        return
    if place.piece.kind == Kind.RULE:
        if fence.end() < len(place.piece.text):
            return  # a blank line follows
        message = "This front matter does not end: a line `---` is missing below it."
    elif find_body_start(place.piece.text) is not None:
        message = "The text below is part of this front matter: a line `---` is missing above it."
    else:
        return
    yield Finding(RULE.code, place.key, *fence.span("fence"), message)


def is_at_top(view: View, finding: Finding) -> bool:
    """Tell whether a finding is at the top of the document, and the keys of a task follow it."""
    places = view.backlog.rope.places(0)
    first, second = next(places, None), next(places, None)
    if first is None or first.key != finding.key:
        return False
    if first.piece.kind == Kind.FRONT_MATTER:
        return True
    return second is not None and second.piece.kind == Kind.PARAGRAPH and _is_metadata(second.piece)


def _is_metadata(block: Block) -> bool:
    """Tell whether the paragraph `block` is nothing but keys and values of a task."""
    lines = _LINE.findall(block.text)
    fields = facts_of(block).fields
    return (
        len(fields) >= MIN_KEYS
        and all(line[0] in " \t" or _KEY.fullmatch(line) for line in lines)
        and any(map(_identifies, fields))
    )


def _identifies(field: Field) -> bool:
    if find_role(field.name) in {Role.ID, Role.STATUS}:
        return True
    return strip_accents(normalize_name(field.name)) in words().titles


def find_fixes(view: View, finding: Finding) -> Iterator[Fix]:
    """Yield the fix that inserts the closing line, if it is clear where."""
    document = view.backlog.document
    first = document.rope.at_key(finding.key)
    if first is None:
        return
    count = 1
    while count < MAX_LINES and _CONTENT.match(document.line_text(count)):
        count += 1
    after = document.line_text(count)
    if count == 1 or (after.strip() and not after.startswith("#")):
        return
    offset = document.offset_at(Position(count - 1, len(document.line_text(count - 1))))
    place = document.rope.at_offset(offset)
    local = offset - place.offset
    edit = BlockEdit(place.key, local, local, f"{detect_line_ending(first.piece.text)}---")
    yield Fix("Insert `---` below the last key", (edit,), preferred=False)


RULE = Rule(
    "unclosed-front-matter",
    Severity.WARNING,
    block=check,
    flags=Flag.MATTER_FENCE,
    fixes=find_fixes,
    is_shown=is_at_top,
)
