"""Find the tables of a document: at the top level, in lists and in quotes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.syntax.block import Block, Kind, NestedBlock
from backlog_ls.text.lines import content_end, first_line, line_starts
from backlog_ls.text.tree import Measure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.text.rope import Place, Rope
    from backlog_ls.workspace.view import View


class Table(NamedTuple):
    """A table: header, delimiter row, rows. Offsets are code points in the document."""

    lines: tuple[str, ...]
    """Without the prefix of the list or quote around the table, and without line endings."""
    starts: tuple[int, ...]
    """Where each of the lines begins."""

    @property
    def start(self) -> int:
        """Where its header begins."""
        return self.starts[0]

    @property
    def end(self) -> int:
        """Where its last row ends."""
        return self.starts[-1] + len(self.lines[-1])


def table_at(view: View, offset: int) -> Table | None:
    """Return the table that contains `offset` or ends there, or None."""
    return next(find_tables(view, offset, offset), None)


def find_tables(view: View, start: int = 0, end: int | None = None) -> Iterator[Table]:
    """Yield the tables of a document that touch ``[start, end]``, in document order.

    `start` and `end` are in code points; the default is the whole document.
    """
    rope = view.backlog.rope
    end = view.backlog.document.length if end is None else end
    first = _find_header(rope, rope.at_offset(start))
    for table in _find_tables_from(rope, first.index, end):
        if table.end >= start and table.start <= end:
            yield table


def has_table(view: View) -> bool:
    """Tell whether a document has a table. Cached in its rope."""
    rope = view.backlog.rope
    return bool(rope.fold(_TABLES, 0, len(rope)))


def _find_tables_from(rope: Rope[Block], index: int, end: int) -> Iterator[Table]:
    """Yield the tables from block `index` on, in blocks that begin at or before offset `end`."""
    for place in rope.find(_TABLES, 1, index, len(rope)):
        if place.offset > end:
            return
        if place.piece.kind == Kind.TABLE:
            yield _read_top_level(rope, place)
        else:
            yield from _read_nested(place)


def _find_header(rope: Rope[Block], place: Place[Block]) -> Place[Block]:
    """Return the header of the table if `place` is a row, else `place` itself."""
    if place.piece.kind == Kind.ROW:
        return rope.find_last(_TABLES, 1, place.index) or place
    return place


def _read_top_level(rope: Rope[Block], place: Place[Block]) -> Table:
    text = place.piece.text
    bounds = line_starts(text)
    # A byte order mark is not part of the first cell.
    first = int(place.offset == 0 and text.startswith("\ufeff"))
    second = bounds[1]
    third = bounds[2] if len(bounds) > 2 else len(text)
    lines = [
        text[first : content_end(text, 0, second)],
        text[second : content_end(text, second, third)],
    ]
    starts = [place.offset + first, place.offset + second]
    for row in rope.places(place.index + 1):
        if row.piece.kind != Kind.ROW:
            break
        lines.append(first_line(row.piece.text))
        starts.append(row.offset)
    return Table(tuple(lines), tuple(starts))


def _read_nested(place: Place[Block]) -> Iterator[Table]:
    text = place.piece.text
    bounds = line_starts(text)
    bounds.append(len(text))
    for node in _find_table_nodes(place.piece.children):
        starts = [bounds[node.line + i] + column for i, column in enumerate(node.columns)]
        lines = [
            text[start : content_end(text, start, bounds[node.line + i + 1])]
            for i, start in enumerate(starts)
        ]
        yield Table(tuple(lines), tuple(place.offset + start for start in starts))


def _find_table_nodes(nodes: tuple[NestedBlock, ...]) -> Iterator[NestedBlock]:
    for node in nodes:
        if node.kind == Kind.TABLE:
            yield node
        else:
            yield from _find_table_nodes(node.children)


def _count_tables(_key: int, block: Block) -> int:
    return int(block.kind == Kind.TABLE or any(True for _ in _find_table_nodes(block.children)))


_TABLES: Measure[Block, int] = Measure(0, _count_tables, lambda left, right: left | right)
