"""The value that is being typed: in a cell, in a field, or in front matter, and what others say there.

Only what stands near is looked at, so that it costs the same in a document of any length.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.formatting.format import table_at
from backlog_ls.features.neighbourhood import NEAR, around
from backlog_ls.model.blocks.facts import facts, prose
from backlog_ls.model.blocks.fields import read_fields
from backlog_ls.model.document.flags import Bit
from backlog_ls.model.items.items import cell_span, lists_work
from backlog_ls.model.tables.headers import Role, header_role, table_roles
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.syntax.table import Row, split_row
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.features.completion.items import Spot
    from backlog_ls.features.formatting.format import Table
    from backlog_ls.model.tables.headers import TableRoles
    from backlog_ls.text.rope import Place, Rope

_FEW = 40
"""So many blocks with fields on either side show what fields of a sort say."""

_MATTER = pattern(r"[ \t]*(?P<name>[^\s:#'\"\-][^:#'\"]{0,40}?)[ \t]*:(?=\s|\Z)")
_MATTER_ENTRY = pattern(r"[ \t]*-(?:[ \t]+|\Z)")
_SEPARATOR = pattern(r"[,;&+/]|\s(?:and|und|et|y|e|en|oraz|i|и|та|ja)\s")


class Value(NamedTuple):
    """What is replaced. Columns are code points in the line."""

    start: int
    end: int
    lead: str = ""
    """Inserted before, where the place has no space there."""
    tail: str = ""


class Cell(NamedTuple):
    """The cell of a work table that the cursor is in. Columns are code points in the line."""

    roles: TableRoles
    column: int
    """Its number in the row."""
    start: int
    """Where its text stands."""
    end: int
    row: Row
    table: Place[Block] | None
    """The header, unless the table is inside another block."""
    nested: Table | None = None

    @property
    def role(self) -> Role | None:
        """What its column holds."""
        roles = self.roles.roles
        return roles[self.column] if self.column < len(roles) else None

    def texts(self, spot: Spot, column: int | None = None) -> list[str]:
        """Return what other rows near the cursor have in this column, or in number `column`."""
        column = self.column if column is None else column
        if self.nested is not None:
            rows = [(line, split_row(line)) for line in self.nested.lines]
            return [
                row.cells[column].text(line)
                for number, (line, row) in enumerate(rows)
                if number >= 2
                and not spot.has(self.nested.starts[number])
                and column < len(row.cells)
            ]
        if self.table is None:
            return []
        return [
            row.piece.text[slice(*span)]
            for row in rows_near(spot.view.backlog.rope, self.table, spot.place.index)
            if row.key != spot.place.key and (span := cell_span(row.piece, column))
        ]


class FieldSpot(NamedTuple):
    """The field whose value the cursor is in. Columns are code points in the line."""

    name: str
    start: int
    end: int
    in_matter: bool = False
    quoted: bool = False

    @property
    def role(self) -> Role | None:
        """What it holds."""
        return header_role(self.name)

    def texts(self, spot: Spot) -> list[str]:
        """Return what other fields of its sort say, near the cursor."""
        role = self.role
        found = [
            field.value(place.piece.text)
            for place in around(spot.view.backlog.rope, spot.place.index, Bit.FIELD, _FEW)
            for field in facts(place.piece).fields
            if header_role(field.name) is role and not spot.has(place.offset + field.value_start)
        ]
        return [text for text in found if text]


def cell_at(spot: Spot) -> Cell | None:
    """Return the cell of a work table with the cursor, a half-typed one too, or None."""
    view, place = spot.view, spot.place
    if place.piece.kind == Kind.ROW and spot.line == place.line:
        context = view.backlog.context(place)
        table = view.backlog.rope.at_key(context.lead)
        if context.roles is None or table is None or not lists_work(context.roles):
            return None
        return _cell(spot, context.roles, split_row(spot.text), table, None)
    if place.piece.kind not in {Kind.ITEM, Kind.QUOTE}:
        return None
    nested = table_at(view, spot.offset)
    if nested is None:
        return None
    header = split_row(nested.lines[0])
    roles = table_roles(tuple(cell.text(nested.lines[0]) for cell in header.cells))
    number = next(i for i, start in enumerate(nested.starts) if start >= spot.line_start)
    if number < 2 or not lists_work(roles):
        return None
    row = split_row(spot.text, nested.starts[number] - spot.line_start)
    return _cell(spot, roles, row, None, nested)


def field_at(spot: Spot) -> FieldSpot | None:
    """Return the field with the cursor in its value, one without a value too, or None."""
    block = spot.place.piece
    if block.kind == Kind.FRONT_MATTER:
        return _in_matter(spot)
    if block.kind not in {Kind.PARAGRAPH, Kind.ITEM, Kind.QUOTE}:
        return None
    local = spot.line_start - spot.place.offset
    if not any(start <= local < end for start, end in prose(block)):
        return None
    text, column = spot.text, spot.column
    # A field without a value is not yet one: read the line as if a letter were typed.
    typed = "x" if not text[column:].strip() else ""
    line = text[:column] + typed + text[column:]
    for field in read_fields(line, [(0, len(line))]):
        start, end = field.value_start, field.value_end - len(typed)
        before = start > column and not text[column:start].strip()
        here = start <= column <= end or (before and start == end)
        if here and not spot.in_code(field.name_start):
            if before:
                start = end = column
            return FieldSpot(field.name, start, end)
    return None


def value_of(spot: Spot, start: int, end: int, *, in_table: bool) -> Value:
    """Return what to replace of the value in the columns ``[start, end)``: all of it.

    LSP 3.17 wants the cursor inside what is replaced, so spaces between the two are taken along, and
    put back.
    """
    text, column = spot.text, spot.column
    if start == end:
        lead = "" if text[:column].endswith((" ", "\t", "[", "(", '"', "'")) else " "
        tail = " " if in_table and text.startswith("|", column) else ""
        return Value(column, column, lead, tail)
    return Value(min(start, column), max(end, column), text[column:start], text[end:column])


def part_of(spot: Spot, start: int, end: int) -> tuple[int, int]:
    """Return the part with the cursor of a list such as ``A, B and C`` in the columns."""
    end = max(end, spot.column)
    low, high = start, end
    for match in _SEPARATOR.finditer(spot.text, start, end):
        if match.end() <= spot.column:
            low = match.end()
        elif match.start() >= spot.column:
            high = match.start()
            break
    while low < high and low < spot.column and spot.text[low] in " \t":
        low += 1
    while high > low and high > spot.column and spot.text[high - 1] in " \t":
        high -= 1
    return low, high


def rows_near(rope: Rope[Block], table: Place[Block], index: int) -> Iterator[Place[Block]]:
    """Yield the rows of a table, `NEAR` on either side of block number `index`."""
    first = max(table.index + 1, index - NEAR)
    for place in islice(rope.places(first), 2 * NEAR):
        if place.piece.kind != Kind.ROW:
            return
        yield place


def _cell(
    spot: Spot, roles: TableRoles, row: Row, table: Place[Block] | None, nested: Table | None
) -> Cell | None:
    column = spot.column
    for index, cell in enumerate(row.cells):
        is_open = index == len(row.cells) - 1 and not row.trailing_pipe
        if cell.start <= column and (column <= cell.end or is_open):
            return Cell(roles, index, cell.text_start, cell.text_end, row, table, nested)
    if column >= row.end and (row.trailing_pipe or not row.cells):
        return Cell(roles, len(row.cells), column, column, row, table, nested)
    return None


def _in_matter(spot: Spot) -> FieldSpot | None:
    """Return the field of front matter with the cursor: ``key: value``, or an entry of its list."""
    text, column = spot.text, spot.column
    match = _MATTER.match(text)
    if match is None:
        entry = _MATTER_ENTRY.match(text)
        name = _above(spot) if entry else ""
        if entry is None or not name or entry.end() > column:
            return None
        return _unquoted(spot, name, entry.end(), len(text.rstrip()))
    start, end = match.end(), len(text.rstrip())
    while start < column and text[start] in " \t":
        start += 1
    if column < start:
        return None
    if text.startswith("[", start):
        start += 1
        end -= text.endswith("]", start, end)
        if not start <= column <= end:
            return None
    return _unquoted(spot, match["name"], start, max(end, start))


def _unquoted(spot: Spot, name: str, start: int, end: int) -> FieldSpot:
    text = spot.text
    quoted = start < end and text[start] in "\"'" and start < spot.column
    if quoted:
        quote = text[start]
        start += 1
        end -= end > max(start, spot.column) and text[end - 1] == quote
    return FieldSpot(name, start, max(start, end), in_matter=True, quoted=quoted)


def _above(spot: Spot) -> str:
    """Return the key whose list the line of the cursor is an entry of; empty without one."""
    document = spot.view.backlog.document
    for line in range(spot.line - 1, max(spot.place.line, spot.line - NEAR), -1):
        text = document.line_text(line)
        match = _MATTER.match(text)
        if match:
            return match["name"] if not text[match.end() :].strip() else ""
        if not _MATTER_ENTRY.match(text):
            return ""
    return ""
