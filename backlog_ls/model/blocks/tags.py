"""The tags of ``<details>`` and ``<summary>`` in a block, wherever in it they count.

What opens and closes in the structure of a document stands in HTML blocks (`Facts.details`). But a
tag does what it does in a paragraph, a cell or a list item as well.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backlog_ls.model.blocks.entries import Details, read_details, read_inline_details
from backlog_ls.model.blocks.facts import facts, prose
from backlog_ls.syntax.block import Block, Kind, Node
from backlog_ls.text.lines import line_starts
from backlog_ls.text.pattern import pattern
from backlog_ls.text.spans import covers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SUSPECT = pattern(r"</?(?:details|summary)", re.IGNORECASE)
_NO_TEXT = {Kind.BLANK, Kind.FRONT_MATTER, Kind.FENCE, Kind.CODE, Kind.RULE, Kind.REFERENCE}


def may_hold_tags(block: Block) -> bool:
    """Tell whether `block` may hold such a tag; no more is certain."""
    text = block.text
    return "<" in text and block.kind not in _NO_TEXT and bool(_SUSPECT.search(text))


def tags_of(block: Block) -> list[Details]:
    """Return the tags in `block`, in the order of its text; not those in code and comments."""
    found = facts(block)
    text = block.text
    if block.kind == Kind.HTML:
        return list(found.details)
    if not may_hold_tags(block):
        return []
    tags = [
        tag
        for start, end in prose(block)
        for tag in read_inline_details(text, start, end)
        if not covers(found.code, tag.start) and not _is_escaped(text, tag.start)
    ]
    if block.children:
        starts = [*line_starts(text), len(text)]
        for line, end_line in _html(block.children):
            end = starts[min(end_line, len(starts) - 1)]
            start = starts[line]
            tags += (
                tag._replace(start=tag.start + start, end=tag.end + start)
                for tag in read_details(text[start:end])
            )
        tags.sort(key=lambda tag: tag.start)
    return tags


def _is_escaped(text: str, offset: int) -> bool:
    before = text[max(offset - 16, 0) : offset]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def _html(nodes: Iterable[Node]) -> Iterator[tuple[int, int]]:
    """Yield the lines, first and behind the last, of the HTML blocks among and inside `nodes`."""
    for node in nodes:
        if node.kind == Kind.HTML:
            yield node.line, node.end
        else:
            yield from _html(node.children)
