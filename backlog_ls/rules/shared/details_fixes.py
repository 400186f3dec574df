"""Fixes that insert a missing ``</details>`` or ``</summary>``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.blocks.details_tags import find_details_tags
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.document.scope import SCOPE
from backlog_ls.rules.engine.finding import BlockEdit, Fix
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.lines import detect_line_ending
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.text.rope import Place

_LINE = pattern(r"[^\r\n]*")
_PLAIN = pattern(r"[^\r\n]*(?:\r\n|\r|\n)[ \t]*(?:[\r\n<]|\Z)")
"""A line that no line of text follows."""


def close_summary(place: Place[Block], start: int) -> Iterator[Fix]:
    """Yield the fix that closes a summary at the end of its line.

    Args:
        place: the block with the summary.
        start: end of its start tag, in code points in the block.
    """
    text = place.piece.text
    line = _LINE.match(text, start)
    end = line.end() if line else len(text)
    follows = [tag.start for tag in find_details_tags(place.piece) if start <= tag.start < end]
    stop = follows[0] if follows else end
    stop = start + len(text[start:stop].rstrip())
    if stop == start or place.piece.kind in {Kind.ROW, Kind.TABLE}:
        return
    certain = bool(follows) or end == len(text) or _PLAIN.match(text, start) is not None
    yield Fix(
        "Insert `</summary>` here", (BlockEdit(place.key, stop, stop, "</summary>"),), certain
    )


def close_details(backlog: Backlog, place: Place[Block]) -> Iterator[Fix]:
    """Yield the fix that closes the ``<details>`` in the block at `place`, if its end is clear.

    It is closed at the end of its section, or before the next ``<details>`` in that section, which is
    probably a sibling.
    """
    if place.piece.kind not in {Kind.HTML, Kind.PARAGRAPH}:
        return
    rope = backlog.rope
    headings = rope.fold(SCOPE, 0, place.index).headings
    heading = rope.at_key(headings[-1].key) if headings else None
    if heading is not None:
        stop = backlog.section_end(heading)
    elif backlog.body_end(place) == len(rope):
        stop = len(rope)
    else:
        return  # above all sections: it may be intended to contain them
    where = "at the end of the section" if stop < len(rope) else "at the end of the document"
    for other in rope.find(FLAGS, Flag.DETAILS, place.index + 1, stop):
        tags = find_details_tags(other.piece) if other.piece.kind == Kind.HTML else ()
        if tags and (tags[0].name, tags[0].closing) == ("details", False):
            stop, where = other.index, "before the next `<details>`"
            break
    last = rope.at_index(stop - 1)
    while last.index > place.index and last.piece.kind in {Kind.RULE, Kind.BLANK}:
        last = rope.at_index(
            last.index - 1
        )  # a rule between two sections is not part of the first one
    text = last.piece.text
    if last.piece.kind == Kind.FENCE and last.index + 1 == len(rope) and _is_open(text):
        return
    end = len(text.rstrip())
    line_end = (
        detect_line_ending(text) if "\n" in text or "\r" in text else _line_end(rope.at_index(0))
    )
    tail = text[end:]
    lacking = line_end * (not tail)
    edit = BlockEdit(last.key, end, end, f"{line_end}{line_end}</details>{lacking}")
    yield Fix(f"Insert `</details>` {where}", (edit,), preferred=False)


def _line_end(first: Place[Block]) -> str:
    return detect_line_ending(first.piece.text)


def _is_open(fence: str) -> bool:
    """Return whether a code fence has no closing fence."""
    lines = fence.strip().splitlines()
    mark = lines[0].strip()[:3]
    return len(lines) == 1 or not lines[-1].strip().startswith(mark)
