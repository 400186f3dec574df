"""Columns in the three encodings that LSP 3.17 can negotiate (``PositionEncodingKind``).

Inside the project, a column is a 0-based count of code points. A client counts UTF-8 bytes, UTF-16
units or code points. Only these functions convert between them.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from backlog_ls.text.pattern import pattern

_SURROGATE = pattern("[\ud800-\udfff]")


class Encoding(str, Enum):
    """A unit of columns. The values are the names that LSP uses."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"


class Position(NamedTuple):
    """A 0-based line and a 0-based column, in code points unless documented otherwise."""

    line: int
    column: int


class Range(NamedTuple):
    """A half-open range: `end` is not part of it."""

    start: Position
    end: Position


def encode_column(line: str, column: int, encoding: Encoding) -> int:
    """Return the number of units of `encoding` in the first `column` code points of `line`."""
    if encoding is Encoding.UTF32 or line.isascii():
        return column
    head = line[:column]
    if head.isascii():
        return column
    # A lone surrogate, which JSON can contain, is one UTF-16 unit or three UTF-8 bytes.
    if encoding is Encoding.UTF16:
        return len(head.encode("utf-16-le", "surrogatepass")) // 2
    return len(head.encode("utf-8", "surrogatepass"))


def decode_column(line: str, units: int, encoding: Encoding) -> int:
    """Return the code-point column for `units` of `encoding` in `line`, which has no line ending.

    A column past the end is clamped to the end (LSP 3.17, "Position"). A column inside a character
    becomes the start of that character.
    """
    if units <= 0:
        return 0
    if encoding is Encoding.UTF32 or line.isascii():
        return min(units, len(line))
    # Every character takes at least one unit, so only the first `units` characters matter.
    head = line[:units]
    if head.isascii():
        return len(head)
    if _SURROGATE.search(head):
        return _decode_with_surrogates(head, units, encoding)
    if encoding is Encoding.UTF16:
        raw = head.encode("utf-16-le")[: 2 * units]
        if 0xD8 <= raw[-1] <= 0xDB:
            raw = raw[:-2]  # the first half of a pair
        return len(raw.decode("utf-16-le"))
    raw = head.encode("utf-8")[: units + 1]
    if len(raw) > units:
        while units and raw[units] & 0xC0 == 0x80:
            units -= 1
        raw = raw[:units]
    return len(raw.decode("utf-8"))


def _decode_with_surrogates(line: str, units: int, encoding: Encoding) -> int:
    """Decode a column in a line with lone surrogates, two of which may look like a pair."""
    for column, char in enumerate(line):
        units -= encode_column(char, 1, encoding)
        if units < 0:
            return column
    return len(line)
