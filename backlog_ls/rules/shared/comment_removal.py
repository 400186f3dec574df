"""Take a comment, or a word of one, out of its document, and nothing else.

A comment that is alone on its line goes with the line, but not where the lines above and below would
then run together and be other Markdown than before.
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
"""What ends with its last line, so that the next one is no part of it."""


def without_comment(rope: Rope[Block], place: Place[Block], directive: Directive) -> BlockEdit:
    """Return the edit that takes `directive` out of the block at `place`."""
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
    if _runs_together(rope, place, first, after):
        return BlockEdit(place.key, start, content_end(text, end, after), "")
    return BlockEdit(place.key, first, after, "")


def without_codes(
    place: Place[Block], directive: Directive, codes: Collection[str]
) -> list[BlockEdit]:
    """Return the edits that take `codes` out of `directive`, which has others too."""
    words = directive.codes
    last = max(number for number, word in enumerate(words) if word.text not in codes)
    edits = []
    for number, word in enumerate(words):
        if word.text in codes:
            # What stands between two words goes with one of them.
            start = word.start if number < last else words[number - 1].end
            end = words[number + 1].start if number < last else word.end
            edits.append(BlockEdit(place.key, start, end, ""))
    return edits


def _runs_together(rope: Rope[Block], place: Place[Block], first: int, after: int) -> bool:
    """Tell whether the lines before `first` and from `after` on need something between them."""
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
    # An item begins anew whatever stands above it, but for a paragraph that is in no item.
    return kind not in _COMPLETE and not (_MARKER.match(below) and (first or kind == Kind.ITEM))


def _is_blank(lines: list[str]) -> bool:
    return not "".join(lines).strip(" \t>")
