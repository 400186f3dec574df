"""What can be folded: sections, ``<details>``, tables, list items with what is in them, fences."""

from __future__ import annotations

from bisect import bisect_right
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.outline.sections import outline
from backlog_ls.model.blocks.facts import facts
from backlog_ls.syntax.block import Block, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View


class FoldKind(Enum):
    """What is folded."""

    REGION = "region"
    COMMENT = "comment"


class Fold(NamedTuple):
    """The lines `first` to `last`, both 0-based and inclusive; the first one stays in sight."""

    first: int
    last: int
    kind: FoldKind = FoldKind.REGION


_WHOLE = {Kind.FENCE, Kind.QUOTE, Kind.FRONT_MATTER, Kind.HTML}


def folds(view: View) -> list[Fold]:
    """Return what can be folded, in the order of the document. Linear in it."""
    found = set(_sections(view))
    table: Place[Block] | None = None
    for place in view.backlog.rope.places():
        kind = place.piece.kind
        if kind == Kind.TABLE:
            table = place
        elif kind == Kind.ROW:
            continue
        if table is not None and place is not table:
            found.add(Fold(table.line, place.line - 1))
            table = None
        if kind == Kind.ITEM:
            found.update(_items(place))
        elif kind in _WHOLE:
            comment = kind == Kind.HTML and place.piece.text.lstrip().startswith("<!--")
            if kind != Kind.HTML or comment:
                folded = FoldKind.COMMENT if comment else FoldKind.REGION
                found.add(Fold(place.line, _last_line(place), folded))
    if table is not None:
        found.add(Fold(table.line, _last_written(view, view.backlog.rope.newlines)))
    trimmed = (fold._replace(last=_last_written(view, fold.last)) for fold in found)
    return sorted({fold for fold in trimmed if fold.last > fold.first}, key=_order)


def _order(fold: Fold) -> tuple[int, int, str]:
    return fold.first, -fold.last, fold.kind.value


def _sections(view: View) -> Iterator[Fold]:
    document = view.backlog.document
    for section in outline(view.backlog):
        first = document.position_at(section.start).line
        yield Fold(first, document.position_at(section.end).line)


def _items(place: Place[Block]) -> Iterator[Fold]:
    """Yield the list items that go over several lines, those nested in the block too."""
    block = place.piece
    entries = facts(block).entries
    open_items: list[tuple[int, int]] = []  # their depth and first line
    for entry in entries:
        line = place.line + _line_of(block, entry.start)
        while open_items and open_items[-1][0] >= entry.depth:
            yield Fold(open_items.pop()[1], line - 1)
        open_items.append((entry.depth, line))
    for _, line in open_items:
        yield Fold(line, _last_line(place))


def _line_of(block: Block, offset: int) -> int:
    return bisect_right(block.starts, offset) - 1


def _last_line(place: Place[Block]) -> int:
    return place.line + _line_of(place.piece, len(place.piece.text.rstrip()))


def _last_written(view: View, line: int) -> int:
    """Return the last line up to `line` that is not blank."""
    document = view.backlog.document
    while line > 0 and not document.line_text(line).strip():
        line -= 1
    return line
