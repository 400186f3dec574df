"""Lines that are meant as headings, but that Markdown reads as text.

After its number signs a heading needs a space or a tab (CommonMark 0.31, section 4.2). A no-break space
is invisible there; keyboards type it with Option or AltGr and the space bar.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

_WIDE = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff"
_WRONG_SPACE = pattern(
    rf"(?<![^\r\n])[ ]{{0,3}}(?P<signs>#{{1,6}})(?P<gap>[{_WIDE}][ \t{_WIDE}]*)(?=[^\s{_WIDE}#])(?!\d+\b)"
)
_NO_SPACE = pattern(r"[ ]{0,3}(?P<signs>#{2,6})(?P<gap>)(?=[^\W_])(?P<title>[^\r\n]*)")
_NO_TITLE = pattern(r"[a-z0-9_/.-]+\s*\Z|\w+\[|[\W\d]*\Z|.*#\s*\Z")
"""A tag (`##later`), a command (`##vso[task]`), a number, or signs that are closed (`##TODO##`)."""


class MalformedHeading(NamedTuple):
    """A line that is meant as a heading. Offsets are code points in the block."""

    start: int
    """Start of its number signs."""
    gap_start: int
    """Where its space belongs, after the number signs."""
    gap_end: int
    """Where its title begins. It equals `gap_start` where nothing stands between."""


def has_malformed_heading(block: Block) -> bool:
    """Tell whether `block` has a line that is meant as a heading."""
    return "#" in block.text and any(True for _ in find_malformed_headings(block))


def find_malformed_headings(block: Block) -> Iterator[MalformedHeading]:
    """Yield the malformed headings of `block`, which is a paragraph.

    Without a space, only the first line is taken for a heading: anywhere else, number signs may begin
    a line by chance.
    """
    if block.kind != Kind.PARAGRAPH:
        return
    first = _NO_SPACE.match(block.text)
    if first and not _NO_TITLE.match(first["title"]):
        yield MalformedHeading(first.start("signs"), *first.span("gap"))
    for match in _WRONG_SPACE.finditer(block.text):
        yield MalformedHeading(match.start("signs"), *match.span("gap"))
