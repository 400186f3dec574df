"""Selection ranges: the markup, cell, row, table, item and sections around a position."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from backlog_ls.features.outline.inline_spans import find_inline_spans
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.list_items import nested_items
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.syntax.block import Block, Kind, NestedBlock
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.text.rope import Place, Rope
    from backlog_ls.workspace.view import View

Span = tuple[int, int]

_LEAD = pattern(r"[ \t>]*")


def find_selection_ranges(view: View, offset: int) -> list[Span]:
    """Return the spans around `offset`, innermost first, each larger than the one before.

    Offsets are code points of the document. The last span is the whole document.
    """
    backlog = view.backlog
    place = backlog.rope.at_offset(min(offset, backlog.document.length))
    found: list[Span] = []
    near = [span for span in _find_spans(backlog.rope, place, offset) if span[0] < span[1]]
    near.sort(key=lambda span: span[1] - span[0])
    for start, end in (*near, (0, backlog.document.length)):
        inner = found[-1] if found else (offset, offset)
        if start <= inner[0] and inner[1] <= end and (not found or inner != (start, end)):
            found.append((start, end))
    return found


def _find_spans(rope: Rope[Block], place: Place[Block], offset: int) -> Iterator[Span]:
    block, at = place.piece, place.offset
    yield from _find_spans_in_block(block, at, offset)
    yield at, at + len(block.text.rstrip())
    if block.kind in {Kind.ROW, Kind.TABLE}:
        yield _find_run(rope, place, {Kind.ROW}, Kind.TABLE)
    elif block.kind == Kind.ITEM:
        yield _find_run(rope, place, {Kind.ITEM}, None)
    yield from _find_sections_around(rope, place)


def _find_spans_in_block(block: Block, at: int, offset: int) -> Iterator[Span]:
    found = facts_of(block)
    for start, end in (
        *find_inline_spans(block, offset - at),
        *_find_nested_blocks(block, block.children, offset - at),
    ):
        yield at + start, at + end
    rows = [found.row] if found.row else []
    for table in found.nested_tables:
        rows += [table.header, *table.rows]
    for row in rows:
        yield at + row.start, at + row.end
        for cell in row.cells:
            yield at + cell.text_start, at + cell.text_end
    if found.heading:
        yield at + found.heading.start, at + found.heading.end
    for field in found.fields:
        yield at + field.value_start, at + field.value_end
    starts = [entry.start for entry in found.list_items]
    number = bisect_right(starts, offset - at) - 1
    while number >= 0:
        entry = found.list_items[number]
        yield at + entry.text_start, at + entry.text_end
        nested = list(nested_items(found.list_items, number))
        end = max([entry.text_end, *(each.text_end for each in nested)])
        yield at + entry.start, at + end
        while number >= 0 and found.list_items[number].depth >= entry.depth:
            number -= 1


def _find_nested_blocks(
    block: Block, nodes: tuple[NestedBlock, ...], offset: int
) -> Iterator[Span]:
    """Yield the blocks inside `block` that contain `offset`, a code point in it."""
    line = bisect_right(block.starts, offset) - 1
    for node in nodes:
        if node.line <= line < node.end:
            first = block.starts[node.line]
            last = block.starts[node.end] if node.end < len(block.starts) else len(block.text)
            lead = _LEAD.match(block.text, first)
            yield (
                lead.end() if lead else first,
                first + len(block.text[first:last].rstrip(" \t\r\n>")),
            )
            yield from _find_nested_blocks(block, node.children, offset)


def _find_run(rope: Rope[Block], place: Place[Block], kinds: set[Kind], head: Kind | None) -> Span:
    """Return the span of the adjacent blocks of `kinds` around `place`, and their `head` block."""
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


def _find_sections_around(rope: Rope[Block], place: Place[Block]) -> Iterator[Span]:
    """Yield the sections around `place`, innermost first, without trailing blank lines."""
    level = 7
    heading: Place[Block] | None = place
    stop = place.index + 1
    while level > 1:
        heading = rope.find_last(FLAGS, (1 << (level - 1)) - 1 & Flag.HEADING, stop)
        if heading is None:
            return
        level, stop = heading.piece.level, heading.index
        after = next(rope.find(FLAGS, (1 << level) - 1, heading.index + 1, len(rope)), None)
        last = rope.at_index((after.index if after else len(rope)) - 1)
        yield heading.offset, last.offset + len(last.piece.text.rstrip())
