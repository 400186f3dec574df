"""What a growing selection takes in: the cell, the row, the table, the sections around it, all."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from backlog_ls.model.blocks.entries import nested_in
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.syntax.block import Block, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.text.rope import Place, Rope
    from backlog_ls.workspace.view import View

Span = tuple[int, int]


def selections(view: View, offset: int) -> list[Span]:
    """Return spans around `offset`, innermost first, each larger than the one before.

    Offsets are code points in the document. The last is the whole document.
    """
    backlog = view.backlog
    place = backlog.rope.at_offset(min(offset, backlog.document.length))
    found: list[Span] = []
    for start, end in (*_around(backlog.rope, place, offset), (0, backlog.document.length)):
        inner = found[-1] if found else (offset, offset)
        if start <= inner[0] and inner[1] <= end and (not found or inner != (start, end)):
            found.append((start, end))
    return found


def _around(rope: Rope[Block], place: Place[Block], offset: int) -> Iterator[Span]:
    block, at = place.piece, place.offset
    yield from _inside(block, at, offset)
    yield at, at + len(block.text.rstrip())
    if block.kind in {Kind.ROW, Kind.TABLE}:
        yield _run(rope, place, {Kind.ROW}, Kind.TABLE)
    elif block.kind == Kind.ITEM:
        yield _run(rope, place, {Kind.ITEM}, None)
    yield from _sections(rope, place)


def _inside(block: Block, at: int, offset: int) -> Iterator[Span]:
    found = facts(block)
    if found.row:
        for cell in found.row.cells:
            yield at + cell.text_start, at + cell.text_end
    if found.heading:
        yield at + found.heading.start, at + found.heading.end
    for field in found.fields:
        yield at + field.value_start, at + field.value_end
    starts = [entry.start for entry in found.entries]
    number = bisect_right(starts, offset - at) - 1
    while number >= 0:
        entry = found.entries[number]
        yield at + entry.text_start, at + entry.text_end
        nested = list(nested_in(found.entries, number))
        end = max([entry.text_end, *(each.text_end for each in nested)])
        yield at + entry.start, at + end
        while number >= 0 and found.entries[number].depth >= entry.depth:
            number -= 1


def _run(rope: Rope[Block], place: Place[Block], kinds: set[Kind], head: Kind | None) -> Span:
    """Return the span of the blocks around `place` that are of `kinds`, with the head before them."""
    first = place
    while first.index and first.piece.kind != head:
        before = rope.at_index(first.index - 1)
        if before.piece.kind not in kinds and before.piece.kind != head:
            break
        first = before
    last = place
    for after in rope.places(place.index + 1):
        if after.piece.kind not in kinds:
            break
        last = after
    return first.offset, last.offset + len(last.piece.text.rstrip())


def _sections(rope: Rope[Block], place: Place[Block]) -> Iterator[Span]:
    """Yield the sections around `place`, innermost first, without the blank lines at their end."""
    level = 7
    heading: Place[Block] | None = place
    stop = place.index + 1
    while level > 1:
        heading = rope.find_last(BITS, (1 << (level - 1)) - 1 & Bit.HEADING, stop)
        if heading is None:
            return
        level, stop = heading.piece.level, heading.index
        after = next(rope.find(BITS, (1 << level) - 1, heading.index + 1, len(rope)), None)
        last = rope.at_index((after.index if after else len(rope)) - 1)
        yield heading.offset, last.offset + len(last.piece.text.rstrip())
