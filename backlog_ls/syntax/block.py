"""Blocks: the pieces of a document.

A block is a top-level block of CommonMark 0.31, with two exceptions: every row of a table and every
item of a top-level list is a separate block. They keep edits small in tables and lists with
thousands of entries. Blank lines belong to the block before them, so the concatenated texts of all
blocks are the document.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, NamedTuple

from backlog_ls.text.lines import count_line_ends, line_starts


class Kind(IntEnum):
    """The kind of a block or of a nested block."""

    BLANK = 0
    """Blank lines before the first block, or an empty document."""
    FRONT_MATTER = 1
    HEADING = 2
    PARAGRAPH = 3
    ITEM = 4
    """One item of a list."""
    TABLE = 5
    """The header and the delimiter row of a table."""
    ROW = 6
    FENCE = 7
    CODE = 8
    """An indented code block."""
    HTML = 9
    QUOTE = 10
    RULE = 11
    """A thematic break."""
    REFERENCE = 12
    """A link reference definition."""
    LIST = 13
    """A list inside another block. A top-level list is one block per item instead."""


class NestedBlock(NamedTuple):
    """A block inside another block. Lines are relative to the containing top-level block."""

    kind: Kind
    line: int
    """The first line, 0-based."""
    end: int
    """The line after the last one."""
    level: int
    """The level of a heading, 1 to 6; else 0."""
    columns: tuple[int, ...]
    """For each line of a table, the 0-based column in code points where its text begins."""
    children: tuple[NestedBlock, ...]


class Block:
    """An immutable block. Blocks are equal if they have the same text and structure."""

    __slots__ = ("_starts", "cache", "children", "kind", "level", "newlines", "text")

    def __init__(
        self, kind: Kind, text: str, level: int = 0, children: tuple[NestedBlock, ...] = ()
    ) -> None:
        self.kind = kind
        self.text = text
        self.newlines = count_line_ends(text)
        self.level = level
        """The level of a heading, 1 to 6; else 0."""
        self.children = children
        """The content of a list item or a quote; empty if it is a single paragraph."""
        self.cache: Any = None
        """What the model computed from this block. It is kept as long as the block."""
        self._starts: list[int] | None = None

    @property
    def starts(self) -> list[int]:
        """The code-point offset at which each line begins, computed once."""
        if self._starts is None:
            self._starts = line_starts(self.text)
        return self._starts

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Block)
            and self.kind == other.kind
            and self.level == other.level
            and self.text == other.text
            and self.children == other.children
        )

    __hash__ = None  # type: ignore[assignment]  # equal by value, kept by identity: never a key

    def __repr__(self) -> str:
        return f"Block({self.kind.name}, {self.text!r})"
