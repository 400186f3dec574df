"""Blocks: the pieces that a document is made of.

A block is a top-level block of CommonMark 0.31, with two exceptions that keep an edit small in a
table or a list of thousands of entries: every row of a table, and every item of a top-level
list, is a block of its own. Blank lines belong to the block before them. So the texts of the
blocks, one after the other, are the document.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, NamedTuple

from backlog_ls.text.lines import count_line_ends, line_starts


class Kind(IntEnum):
    """What a block, or a node inside one, is."""

    BLANK = 0
    """Blank lines before the first block; or an empty document."""
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
    """A list inside a block; it never is a block itself."""


class Node(NamedTuple):
    """A block inside a block. Lines count from the first line of the block that holds it."""

    kind: Kind
    line: int
    """Its first line, 0-based."""
    end: int
    """The line after its last one."""
    level: int
    """Of a heading, 1 to 6."""
    columns: tuple[int, ...]
    """Of a table: for each of its lines, where its text begins, in code points."""
    children: tuple[Node, ...]


class Block:
    """An immutable block. Two are equal when they read the same."""

    __slots__ = ("_starts", "children", "kind", "level", "memo", "newlines", "text")

    def __init__(
        self, kind: Kind, text: str, level: int = 0, children: tuple[Node, ...] = ()
    ) -> None:
        self.kind = kind
        self.text = text
        self.newlines = count_line_ends(text)
        self.level = level
        """Of a heading, 1 to 6; else 0."""
        self.children = children
        """What an item or a quote holds; empty where that is one paragraph only."""
        self.memo: Any = None
        """What the model read in this block, kept here so that it lives exactly as long."""
        self._starts: list[int] | None = None

    @property
    def starts(self) -> list[int]:
        """Where its lines begin; looked for once, so that many places in it cost no more."""
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
