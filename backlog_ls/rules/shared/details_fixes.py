"""Where the end tag goes that a ``<details>`` or a ``<summary>`` lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.blocks.tags import tags_of
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.model.document.scope import SCOPE
from backlog_ls.rules.engine.finding import BlockEdit, Fix
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.lines import line_end_of
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.text.rope import Place

_LINE = pattern(r"[^\r\n]*")
_PLAIN = pattern(r"[^\r\n]*(?:\r\n|\r|\n)[ \t]*(?:[\r\n<]|\Z)")
"""A line with no line of text right below."""


def end_of_summary(place: Place[Block], start: int) -> Iterator[Fix]:
    """Yield how to close the summary whose tag ends at `start`: where its line does.

    Args:
        place: the block that holds it.
        start: code points in the block.
    """
    text = place.piece.text
    line = _LINE.match(text, start)
    end = line.end() if line else len(text)
    follows = [tag.start for tag in tags_of(place.piece) if start <= tag.start < end]
    stop = follows[0] if follows else end
    stop = start + len(text[start:stop].rstrip())
    if stop == start or place.piece.kind in {Kind.ROW, Kind.TABLE}:
        return
    certain = bool(follows) or end == len(text) or _PLAIN.match(text, start) is not None
    yield Fix("Close the summary here", (BlockEdit(place.key, stop, stop, "</summary>"),), certain)


def end_of_details(backlog: Backlog, place: Place[Block]) -> Iterator[Fix]:
    """Yield how to close the details that open in the block at `place`, if that can be said.

    They belong to the section that they stand in; where others open in it further on, most likely
    those were meant to stand beside them.
    """
    if place.piece.kind not in {Kind.HTML, Kind.PARAGRAPH}:
        return
    rope = backlog.rope
    headings = rope.fold(SCOPE, 0, place.index).headings
    heading = rope.at_key(headings[-1].key) if headings else None
    if heading is not None:
        stop = backlog.section_end(heading)
    elif backlog.own_end(place) == len(rope):
        stop = len(rope)
    else:
        return  # it stands above all sections: it may be meant to hold them
    where = "at the end of the section" if stop < len(rope) else "at the end"
    for other in rope.find(BITS, Bit.DETAILS, place.index + 1, stop):
        tags = tags_of(other.piece) if other.piece.kind == Kind.HTML else ()
        if tags and (tags[0].name, tags[0].closing) == ("details", False):
            stop, where = other.index, "before the next ones"
            break
    last = rope.at_index(stop - 1)
    while last.index > place.index and last.piece.kind in {Kind.RULE, Kind.BLANK}:
        last = rope.at_index(last.index - 1)  # a line between two sections is no part of the first
    text = last.piece.text
    if last.piece.kind == Kind.FENCE and last.index + 1 == len(rope) and _is_open(text):
        return
    end = len(text.rstrip())
    line_end = line_end_of(text) if "\n" in text or "\r" in text else _line_end(rope.at_index(0))
    tail = text[end:]
    lacking = line_end * (not tail)
    edit = BlockEdit(last.key, end, end, f"{line_end}{line_end}</details>{lacking}")
    yield Fix(f"Insert `</details>` {where}", (edit,), preferred=False)


def _line_end(first: Place[Block]) -> str:
    return line_end_of(first.piece.text)


def _is_open(fence: str) -> bool:
    """Tell whether a code fence, the last block, goes on to the end for want of its own."""
    lines = fence.strip().splitlines()
    mark = lines[0].strip()[:3]
    return len(lines) == 1 or not lines[-1].strip().startswith(mark)
