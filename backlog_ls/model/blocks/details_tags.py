"""The ``<details>`` and ``<summary>`` tags of a block, including those in prose.

Tags in HTML blocks (`Facts.details`) determine the structure of the document. But a renderer also
interprets tags in a paragraph, a cell or a list item.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.facts import prose_ranges
from backlog_ls.model.blocks.list_items import (
    DetailsTag,
    read_details_tags,
    read_inline_details_tags,
)
from backlog_ls.syntax.block import Block, Kind, NestedBlock
from backlog_ls.text.lines import line_starts
from backlog_ls.text.pattern import pattern
from backlog_ls.text.spans import covers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SUSPECT = pattern(r"</?(?:details|summary)", re.IGNORECASE)
_NO_TEXT = {Kind.BLANK, Kind.FRONT_MATTER, Kind.FENCE, Kind.CODE, Kind.RULE, Kind.REFERENCE}


def may_contain_details_tags(block: Block) -> bool:
    """Tell whether `block` may contain such a tag. A cheap test with false positives."""
    text = block.text
    return "<" in text and block.kind not in _NO_TEXT and bool(_SUSPECT.search(text))


def find_details_tags(block: Block) -> list[DetailsTag]:
    """Return the tags in `block` outside of code and comments, in the order of its text."""
    found = facts_of(block)
    text = block.text
    if block.kind == Kind.HTML:
        return list(found.details)
    if not may_contain_details_tags(block):
        return []
    tags = [
        tag
        for start, end in prose_ranges(block)
        for tag in read_inline_details_tags(text, start, end)
        if not covers(found.code_spans, tag.start) and not _is_escaped(text, tag.start)
    ]
    if block.children:
        starts = [*line_starts(text), len(text)]
        for line, end_line in _html(block.children):
            end = starts[min(end_line, len(starts) - 1)]
            start = starts[line]
            tags += (
                tag._replace(start=tag.start + start, end=tag.end + start)
                for tag in read_details_tags(text[start:end])
            )
        tags.sort(key=lambda tag: tag.start)
    return tags


def _is_escaped(text: str, offset: int) -> bool:
    before = text[max(offset - 16, 0) : offset]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def _html(nodes: Iterable[NestedBlock]) -> Iterator[tuple[int, int]]:
    """Yield the line ranges ``[first, end)`` of the HTML blocks among and inside `nodes`."""
    for node in nodes:
        if node.kind == Kind.HTML:
            yield node.line, node.end
        else:
            yield from _html(node.children)
