"""Long bullets: list items without a number or a checkbox.

Two that are the same in one list are there by mistake, unless they are steps or values, which may be
repeated: those begin with code, a bold word, an emoji, a bracket or a keyword of scenarios.
"""

from __future__ import annotations

import re

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.pattern import pattern

_BULLETS = frozenset("-*+")

_STEP = pattern(
    r"\W|_|(?:given|when|then|and|but|angenommen|wenn|dann|und|aber|soit|étant donné|quand|alors|et|mais"
    r"|dad[oa]|cuando|entonces|quando|então|e|y|mas|dato|allora|ma|gegeven|als|dan|en|maar"
    r"|дано|пусть|когда|тогда|и|но)[\s,]",
    re.IGNORECASE,
)
"""The start of a step. The keywords are those of Gherkin, in which scenarios are written."""
MIN_SIZE = 40
"""Minimum length in bytes of UTF-8: fewer letters say as much in Chinese. Shorter ones may be alike."""


def read_long_bullet(block: Block) -> str:
    """Return the text of a long bullet for comparison, with what is nested in it; else empty."""
    found = facts_of(block) if block.kind == Kind.ITEM else None
    if not found or not found.list_items or found.fields:
        return ""
    first = found.list_items[0]
    is_bullet = block.text[first.start : first.start + 1] in _BULLETS
    if not is_bullet or any(each.mark for each in found.list_items):
        return ""
    if _STEP.match(block.text, first.text_start):
        return ""
    text = " ".join(block.text[first.text_start :].split()).casefold()
    return text if len(text.encode("utf-8", "surrogatepass")) >= MIN_SIZE else ""
