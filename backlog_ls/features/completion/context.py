"""The cell, field or front matter value under the cursor, and the values of others like it.

Only blocks near the cursor are read, so the cost does not depend on the length of the document.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.formatting.tables import table_at
from backlog_ls.features.neighbourhood import NEAR_BLOCKS, blocks_near
from backlog_ls.model.analysis.work_tables import work_roles
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.facts import prose_ranges
from backlog_ls.model.blocks.fields import read_fields
from backlog_ls.model.document.flags import Flag
from backlog_ls.model.items.items import cell_span, is_work_table
from backlog_ls.model.tables.roles import Role, find_role, roles_from_titles
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.syntax.table import Row, split_row
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.features.cursor import Cursor
    from backlog_ls.features.formatting.tables import Table
    from backlog_ls.model.tables.roles import TableRoles
    from backlog_ls.text.rope import Place, Rope

_MAX_FIELD_BLOCKS = 40
"""Number of blocks with fields on either side that are read for values."""

_MATTER = pattern(r"[ \t]*(?P<name>[^\s:#'\"\-][^:#'\"]{0,40}?)[ \t]*:(?=\s|\Z)")
_MATTER_ENTRY = pattern(r"[ \t]*-(?:[ \t]+|\Z)")
_SEPARATOR = pattern(r"[,;&+/]|\s(?:and|und|et|y|e|en|oraz|i|и|та|ja)\s")


class Replacement(NamedTuple):
    """What a new value replaces. Columns are code points in the line."""

    start: int
    end: int
    prefix: str = ""
    """Inserted before the value: a space, if there is none."""
    suffix: str = ""


class CursorCell(NamedTuple):
    """The table cell under the cursor. `start` and `end` are code points in the line."""

    roles: TableRoles
    column: int
    """0-based number of the cell in its row."""
    start: int
    """Where its text begins."""
    end: int
    row: Row
    table: Place[Block] | None
    """The header, unless the table is nested in another block."""
    nested: Table | None = None

    @property
    def role(self) -> Role | None:
        """What the column holds."""
        roles = self.roles.roles
        return roles[self.column] if self.column < len(roles) else None

    @property
    def needs_yaml(self) -> bool:
        """Whether a new value has to be valid YAML."""
        return False

    def other_values(self, cursor: Cursor, column: int | None = None) -> list[str]:
        """Return the values of this column, or of `column`, in other rows near the cursor."""
        column = self.column if column is None else column
        if self.nested is not None:
            rows = [(line, split_row(line)) for line in self.nested.lines]
            return [
                row.cells[column].text(line)
                for number, (line, row) in enumerate(rows)
                if number >= 2
                and not cursor.is_on_line(self.nested.starts[number])
                and column < len(row.cells)
            ]
        if self.table is None:
            return []
        return [
            row.piece.text[slice(*span)]
            for row in rows_near(cursor.view.backlog.rope, self.table, cursor.place.index)
            if row.key != cursor.place.key and (span := cell_span(row.piece, column))
        ]


class CursorField(NamedTuple):
    """The field under the cursor. `start` and `end` of its value are code points in the line."""

    name: str
    start: int
    end: int
    in_front_matter: bool = False
    is_quoted: bool = False

    @property
    def role(self) -> Role | None:
        """What the field holds, by its name."""
        return find_role(self.name)

    @property
    def needs_yaml(self) -> bool:
        """Whether a new value has to be valid YAML."""
        return self.in_front_matter and not self.is_quoted

    def other_values(self, cursor: Cursor) -> list[str]:
        """Return the values of other fields near the cursor with this role."""
        role = self.role
        found = [
            field.value(place.piece.text)
            for place in blocks_near(
                cursor.view.backlog.rope, cursor.place.index, Flag.FIELD, _MAX_FIELD_BLOCKS
            )
            for field in facts_of(place.piece).fields
            if find_role(field.name) is role
            and not cursor.is_on_line(place.offset + field.value_start)
        ]
        return [text for text in found if text]


def cell_at(cursor: Cursor) -> CursorCell | None:
    """Return the cell under the cursor, perhaps half typed, if its table lists work, or None."""
    view, place = cursor.view, cursor.place
    if place.piece.kind == Kind.ROW and cursor.line == place.line:
        context = view.backlog.context(place)
        table = view.backlog.rope.at_key(context.lead)
        roles = work_roles(view.backlog, context)
        if roles is None or table is None or not is_work_table(roles):
            return None
        return _cell(cursor, roles, split_row(cursor.line_text), table, None)
    if place.piece.kind not in {Kind.ITEM, Kind.QUOTE}:
        return None
    nested = table_at(view, cursor.offset)
    if nested is None:
        return None
    header = split_row(nested.lines[0])
    nested_roles = roles_from_titles(tuple(cell.text(nested.lines[0]) for cell in header.cells))
    number = next(i for i, start in enumerate(nested.starts) if start >= cursor.line_start)
    if number < 2 or not is_work_table(nested_roles):
        return None
    row = split_row(cursor.line_text, nested.starts[number] - cursor.line_start)
    return _cell(cursor, nested_roles, row, None, nested)


def field_at(cursor: Cursor) -> CursorField | None:
    """Return the field with the cursor in its value, which may be empty, or None."""
    block = cursor.place.piece
    if block.kind == Kind.FRONT_MATTER:
        return _field_in_front_matter(cursor)
    if block.kind not in {Kind.PARAGRAPH, Kind.ITEM, Kind.QUOTE}:
        return None
    local = cursor.line_start - cursor.place.offset
    if not any(start <= local < end for start, end in prose_ranges(block)):
        return None
    text, column = cursor.line_text, cursor.column
    # Without a value it is not parsed as a field: read the line as if a letter had been typed.
    typed = "x" if not text[column:].strip() else ""
    line = text[:column] + typed + text[column:]
    for field in read_fields(line, [(0, len(line))]):
        start, end = field.value_start, field.value_end - len(typed)
        before = start > column and not text[column:start].strip()
        here = start <= column <= end or (before and start == end)
        if here and not cursor.is_code(field.name_start):
            if before:
                start = end = column
            return CursorField(field.name, start, end)
    return None


def replacement_at(cursor: Cursor, start: int, end: int, *, in_table: bool) -> Replacement:
    """Return the replacement for the value in the columns ``[start, end)``.

    LSP 3.17 wants the cursor inside what is replaced, so spaces between the two are taken along, and
    put back.
    """
    text, column = cursor.line_text, cursor.column
    if start == end:
        prefix = "" if text[:column].endswith((" ", "\t", "[", "(", '"', "'")) else " "
        suffix = " " if in_table and text.startswith("|", column) else ""
        return Replacement(column, column, prefix, suffix)
    return Replacement(min(start, column), max(end, column), text[column:start], text[end:column])


def list_part_at(cursor: Cursor, start: int, end: int) -> tuple[int, int]:
    """Return the columns of the part under the cursor of a list such as ``A, B and C``."""
    end = max(end, cursor.column)
    low, high = start, end
    for match in _SEPARATOR.finditer(cursor.line_text, start, end):
        if match.end() <= cursor.column:
            low = match.end()
        elif match.start() >= cursor.column:
            high = match.start()
            break
    while low < high and low < cursor.column and cursor.line_text[low] in " \t":
        low += 1
    while high > low and high > cursor.column and cursor.line_text[high - 1] in " \t":
        high -= 1
    return low, high


def rows_near(rope: Rope[Block], table: Place[Block], index: int) -> Iterator[Place[Block]]:
    """Yield the rows of a table, `NEAR_BLOCKS` on either side of block number `index`."""
    first = max(table.index + 1, index - NEAR_BLOCKS)
    for place in islice(rope.places(first), 2 * NEAR_BLOCKS):
        if place.piece.kind != Kind.ROW:
            return
        yield place


def _cell(
    cursor: Cursor, roles: TableRoles, row: Row, table: Place[Block] | None, nested: Table | None
) -> CursorCell | None:
    column = cursor.column
    for index, cell in enumerate(row.cells):
        is_open = index == len(row.cells) - 1 and not row.trailing_pipe
        if cell.start <= column and (column <= cell.end or is_open):
            return CursorCell(roles, index, cell.text_start, cell.text_end, row, table, nested)
    if column >= row.end and (row.trailing_pipe or not row.cells):
        return CursorCell(roles, len(row.cells), column, column, row, table, nested)
    return None


def _field_in_front_matter(cursor: Cursor) -> CursorField | None:
    """Return the front matter field under the cursor: ``key: value``, or an entry of a list."""
    text, column = cursor.line_text, cursor.column
    match = _MATTER.match(text)
    if match is None:
        entry = _MATTER_ENTRY.match(text)
        name = _key_above(cursor) if entry else ""
        if entry is None or not name or entry.end() > column:
            return None
        return _unquoted(cursor, name, entry.end(), len(text.rstrip()))
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
    return _unquoted(cursor, match["name"], start, max(end, start))


def _unquoted(cursor: Cursor, name: str, start: int, end: int) -> CursorField:
    text = cursor.line_text
    is_quoted = start < end and text[start] in "\"'" and start < cursor.column
    if is_quoted:
        quote = text[start]
        start += 1
        end -= end > max(start, cursor.column) and text[end - 1] == quote
    return CursorField(name, start, max(start, end), in_front_matter=True, is_quoted=is_quoted)


def _key_above(cursor: Cursor) -> str:
    """Return the key of the list that the line of the cursor belongs to; empty without one."""
    document = cursor.view.backlog.document
    for line in range(cursor.line - 1, max(cursor.place.line, cursor.line - NEAR_BLOCKS), -1):
        text = document.line_text(line)
        match = _MATTER.match(text)
        if match:
            return match["name"] if not text[match.end() :].strip() else ""
        if not _MATTER_ENTRY.match(text):
            return ""
    return ""
