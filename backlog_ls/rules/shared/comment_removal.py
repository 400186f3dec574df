"""Edits that remove a suppression comment, or one of its codes.

If a comment is alone on its line, the line is removed too, unless the lines above and below would then
merge into one Markdown block.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from backlog_ls.rules.engine.finding import BlockEdit
from backlog_ls.syntax.block import Kind
from backlog_ls.text.lines import content_end, line_starts
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Collection

    from backlog_ls.model.blocks.directives import Directive
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place, Rope

_PREFIX = pattern(r"[ \t>]*")
_MARKER = pattern(r"[ \t>]*(?:[-+*]|\d{1,9}[.)])(?:[ \t\r\n]|\Z)")
_COMPLETE = {Kind.FRONT_MATTER, Kind.HEADING, Kind.FENCE, Kind.RULE}
"""Blocks that end with their last line, so that the next line is not part of them."""


def remove_comment(rope: Rope[Block], place: Place[Block], directive: Directive) -> BlockEdit:
    """Return the edit that removes `directive` from the block at `place`."""
    text = place.piece.text
    start, end = directive.start, directive.end
    starts = [*line_starts(text), len(text)]
    first = starts[bisect_right(starts, start) - 1]
    after = starts[bisect_left(starts, end)]
    alone = _PREFIX.fullmatch(text, first, start) and not text[end:after].strip()
    if not alone:
        while start and text[start - 1] in " \t" and text[end : end + 1].isspace():
            start -= 1
        return BlockEdit(place.key, start, end, "")
    if _would_merge_lines(rope, place, first, after):
        return BlockEdit(place.key, start, content_end(text, end, after), "")
    return BlockEdit(place.key, first, after, "")


def remove_codes(
    place: Place[Block], directive: Directive, codes: Collection[str]
) -> list[BlockEdit]:
    """Return the edits that remove `codes` from `directive`, which has other codes too."""
    words = directive.codes
    last = max(number for number, word in enumerate(words) if word.text not in codes)
    edits = []
    for number, word in enumerate(words):
        if word.text in codes:
            # The separator goes with one of the words around it.
            start = word.start if number < last else words[number - 1].end
            end = words[number + 1].start if number < last else word.end
            edits.append(BlockEdit(place.key, start, end, ""))
    return edits


def _would_merge_lines(rope: Rope[Block], place: Place[Block], first: int, after: int) -> bool:
    """Return whether the lines before `first` and from `after` on would merge without a line between."""
    text = place.piece.text
    if first and place.piece.kind == Kind.HTML:
        return False  # a blank line would end the block
    above, kind = text[:first], None
    if not first and place.index:
        other = rope.at_index(place.index - 1).piece
        above, kind = other.text, other.kind
    below = text[after:]
    if not below and place.index + 1 < len(rope):
        below = rope.at_index(place.index + 1).piece.text
    if _is_blank(above.splitlines()[-1:]) or _is_blank(below.splitlines()[:1]):
        return False
    # A list item starts a new block below anything except a paragraph outside of lists.
    return kind not in _COMPLETE and not (_MARKER.match(below) and (first or kind == Kind.ITEM))


def _is_blank(lines: list[str]) -> bool:
    return not "".join(lines).strip(" \t>")
