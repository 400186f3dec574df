"""Folding ranges: sections, ``<details>``, regions, tables, list items, code fences, HTML, comments."""

from __future__ import annotations

import re
from bisect import bisect_right
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.outline.sections import find_sections
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.syntax.block import Block, Kind, NestedBlock
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View


class FoldKind(Enum):
    """The kind of a folding range."""

    REGION = "region"
    COMMENT = "comment"


class FoldingRange(NamedTuple):
    """The lines `first` to `last`, 0-based and inclusive. The first one stays visible."""

    first: int
    last: int
    kind: FoldKind = FoldKind.REGION


_REGION = pattern(r"[ \t>]*<!--\s*#?(?P<end>end)?region\b[^\r\n]*-->", re.IGNORECASE)
_WITH_REGIONS = {Kind.HTML, Kind.ITEM, Kind.QUOTE}
_FOLDED_WHOLE = {Kind.FENCE, Kind.QUOTE, Kind.FRONT_MATTER, Kind.HTML}


def find_folding_ranges(view: View) -> list[FoldingRange]:
    """Return the folding ranges of a document, in document order. Linear in its length."""
    found = {*_fold_sections(view), *_fold_regions(view)}
    table: Place[Block] | None = None
    for place in view.backlog.rope.places():
        kind = place.piece.kind
        if kind == Kind.TABLE:
            table = place
        elif kind == Kind.ROW:
            continue
        if table is not None and place is not table:
            found.add(FoldingRange(table.line, place.line - 1))
            table = None
        if kind == Kind.ITEM:
            found.update(_fold_items(place))
        elif kind in _FOLDED_WHOLE and not facts_of(place.piece).details:
            comment = kind == Kind.HTML and place.piece.text.lstrip().startswith("<!--")
            folded = FoldKind.COMMENT if comment else FoldKind.REGION
            found.add(FoldingRange(place.line, _last_line(place), folded))
    if table is not None:
        found.add(FoldingRange(table.line, _last_filled_line(view, view.backlog.rope.newlines)))
    trimmed = (fold._replace(last=_last_filled_line(view, fold.last)) for fold in found)
    return sorted({fold for fold in trimmed if fold.last > fold.first}, key=_sort_key)


def _sort_key(fold: FoldingRange) -> tuple[int, int, str]:
    return fold.first, -fold.last, fold.kind.value


def _fold_sections(view: View) -> Iterator[FoldingRange]:
    document = view.backlog.document
    for section in find_sections(view.backlog):
        first = document.position_at(section.start).line
        yield FoldingRange(first, document.position_at(section.end).line)


def _fold_regions(view: View) -> Iterator[FoldingRange]:
    """Yield the ranges between the comments `#region` and `#endregion`, as in VS Code."""
    opened: list[int] = []
    rope = view.backlog.rope
    for place in rope.places():
        block = place.piece
        if block.kind not in _WITH_REGIONS or "region" not in block.text:
            continue
        for line in _html_lines(block):
            match = _REGION.match(block.text, block.starts[line])
            if match and not match["end"]:
                opened.append(place.line + line)
            elif match and opened:
                yield FoldingRange(opened.pop(), place.line + line)


def _html_lines(block: Block) -> Iterator[int]:
    """Yield the lines of HTML in `block`, which is HTML or contains other blocks."""
    if block.kind == Kind.HTML:
        yield from range(len(block.starts))
    else:
        yield from _nested_html_lines(block.children)


def _nested_html_lines(nodes: tuple[NestedBlock, ...]) -> Iterator[int]:
    for node in nodes:
        if node.kind == Kind.HTML:
            yield from range(node.line, node.end)
        else:
            yield from _nested_html_lines(node.children)


def _fold_items(place: Place[Block]) -> Iterator[FoldingRange]:
    """Yield the ranges of the list items in a block, nested ones included."""
    block = place.piece
    entries = facts_of(block).list_items
    open_items: list[tuple[int, int]] = []  # their depth and first line
    for entry in entries:
        line = place.line + _line_of(block, entry.start)
        while open_items and open_items[-1][0] >= entry.depth:
            yield FoldingRange(open_items.pop()[1], line - 1)
        open_items.append((entry.depth, line))
    for _, line in open_items:
        yield FoldingRange(line, _last_line(place))


def _line_of(block: Block, offset: int) -> int:
    return bisect_right(block.starts, offset) - 1


def _last_line(place: Place[Block]) -> int:
    return place.line + _line_of(place.piece, len(place.piece.text.rstrip()))


def _last_filled_line(view: View, line: int) -> int:
    """Return the last line at or before `line` that is not blank."""
    document = view.backlog.document
    while line > 0 and not document.line_text(line).strip():
        line -= 1
    return line
