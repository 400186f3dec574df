"""Formatting: the tables of a document laid out, and nothing else touched."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.formatting.layout import TableStyle, layout, table_edits
from backlog_ls.model.blocks.facts import first_line
from backlog_ls.syntax.block import Block, Kind, Node
from backlog_ls.text.edit import Edit
from backlog_ls.text.lines import content_end, line_starts
from backlog_ls.text.position import Position
from backlog_ls.text.tree import Measure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.text.rope import Place, Rope
    from backlog_ls.workspace.view import View


MOST_TYPED = 1_000
"""A table of more lines is laid out when that is asked for, not while it is typed."""


class Table(NamedTuple):
    """A table: header, delimiter row, rows. Offsets are code points in the document."""

    lines: tuple[str, ...]
    """Without the prefix of the list or quote around it, and without line ends."""
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


def format_document(view: View) -> list[Edit]:
    """Return the edits that lay out every table of a document; none where all are."""
    return [edit for table in tables(view) for edit in format_table(view, table)]


def format_range(view: View, start: int, end: int) -> list[Edit]:
    """Return the edits that lay out the tables which ``[start, end]`` touches, each as a whole.

    A column is as wide as its widest cell, so half a table cannot be laid out.
    """
    rope = view.backlog.rope
    first = _table_start(rope, rope.at_offset(start))
    return [
        edit
        for table in _tables_from(rope, first.index, end)
        if table.end >= start and table.start <= end
        for edit in format_table(view, table)
    ]


def format_typed(view: View, offset: int, typed: str) -> list[Edit]:
    """Return the edits that lay out a table while a row of it is typed.

    Args:
        view: the document, with the character in it.
        offset: of the cursor, right behind what was typed.
        typed: ``|``, which ends a cell, or a line end behind the last row of a table.
    """
    if typed != "|":
        document = view.backlog.document
        line = document.position_at(offset).line
        around = document.line_text(line) + document.line_text(line + 1)
        if not line or around.strip():
            return []  # within a table it is cut in two until the next row is typed
        offset = document.offset_at(Position(line - 1, 0))
    table = table_at(view, offset)
    if table is None or len(table.lines) > MOST_TYPED:
        return []
    return format_table(view, table)


def format_table(view: View, table: Table) -> list[Edit]:
    """Return the edits that lay out `table` in the style of the settings."""
    settings = view.settings.table
    laid_out = layout(
        table.lines,
        TableStyle(settings.style),
        max_width=settings.max_width,
        ambiguous_wide=settings.ambiguous_wide,
    )
    return [
        Edit(table.starts[line] + start, table.starts[line] + end, text)
        for line, start, end, text in table_edits(table.lines, laid_out)
    ]


def table_at(view: View, offset: int) -> Table | None:
    """Return the table that `offset` is in or at the end of, or None."""
    rope = view.backlog.rope
    first = _table_start(rope, rope.at_offset(offset))
    for table in _tables_from(rope, first.index, offset):
        if table.start <= offset <= table.end:
            return table
    return None


def tables(view: View) -> Iterator[Table]:
    """Yield the tables of a document, those in lists and quotes too, in its order."""
    return _tables_from(view.backlog.rope, 0, view.backlog.document.length)


def has_table(view: View) -> bool:
    """Tell whether there is a table in a document; remembered in its rope."""
    rope = view.backlog.rope
    return bool(rope.fold(_TABLES, 0, len(rope)))


def _tables_from(rope: Rope[Block], index: int, end: int) -> Iterator[Table]:
    """Yield the tables in the blocks from number `index` on that begin up to the offset `end`."""
    for place in rope.find(_TABLES, 1, index, len(rope)):
        if place.offset > end:
            return
        if place.piece.kind == Kind.TABLE:
            yield _top_level(rope, place)
        else:
            yield from _nested(place)


def _table_start(rope: Rope[Block], place: Place[Block]) -> Place[Block]:
    """Return the header of the table that the row at `place` is in; else `place` itself."""
    if place.piece.kind == Kind.ROW:
        return rope.find_last(_TABLES, 1, place.index) or place
    return place


def _top_level(rope: Rope[Block], place: Place[Block]) -> Table:
    text = place.piece.text
    bounds = line_starts(text)
    # A byte order mark is no part of the first cell.
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


def _nested(place: Place[Block]) -> Iterator[Table]:
    text = place.piece.text
    bounds = line_starts(text)
    bounds.append(len(text))
    for node in _table_nodes(place.piece.children):
        starts = [bounds[node.line + i] + column for i, column in enumerate(node.columns)]
        lines = [
            text[start : content_end(text, start, bounds[node.line + i + 1])]
            for i, start in enumerate(starts)
        ]
        yield Table(tuple(lines), tuple(place.offset + start for start in starts))


def _table_nodes(nodes: tuple[Node, ...]) -> Iterator[Node]:
    for node in nodes:
        if node.kind == Kind.TABLE:
            yield node
        else:
            yield from _table_nodes(node.children)


def _tables_of(_key: int, block: Block) -> int:
    return int(block.kind == Kind.TABLE or any(True for _ in _table_nodes(block.children)))


_TABLES: Measure[Block, int] = Measure(0, _tables_of, lambda left, right: left | right)
