"""Completion of a whole table row, below a table that lists work."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.completion.context import rows_near
from backlog_ls.features.completion.items import CompletionItem, CompletionKind, CompletionList
from backlog_ls.features.completion.snippets import (
    Placeholder,
    first_open_status,
    next_id,
    to_snippet,
    to_text,
)
from backlog_ls.features.formatting.tables import table_at
from backlog_ls.features.markdown_text import plain_text
from backlog_ls.features.neighbourhood import NEAR_BLOCKS
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.markup import strip_markup
from backlog_ls.model.items.items import is_work_table
from backlog_ls.model.names.ids import find_leading_id
from backlog_ls.model.tables.roles import Role, roles_from_titles
from backlog_ls.syntax.block import Kind
from backlog_ls.syntax.table import split_row
from backlog_ls.text.lines import first_line
from backlog_ls.text.pattern import pattern
from backlog_ls.text.position import Position

if TYPE_CHECKING:
    from backlog_ls.features.cursor import Cursor
    from backlog_ls.model.tables.roles import TableRoles

_BEGUN = pattern(r"[ \t>]*(?:\|[ \t]*)?\Z")
_NUMBER = pattern(r"\d{1,6}")
_ENDS_TABLE = pattern(r"[ \t>]*(?:\Z|(?:[-+*]|\d{1,9}[.)])[ \t])")
"""A line that ends the table above it (GFM 0.29, section 4.10)."""
_MAX_TITLE_LENGTH = 30


class _TableAbove(NamedTuple):
    """The table above the cursor. Its lines have no line ending, indentation or quote marks."""

    header: str
    rows: list[str]
    """The rows above and near the cursor; a new row is like the last one."""
    prefix: str
    """Text before a row: indentation and quote marks."""
    is_begun: bool
    """Whether the line of the cursor is already parsed as a row, as a single pipe is."""


def complete_row(cursor: Cursor) -> CompletionList | None:
    """Offer a new row on an empty line, or behind a pipe, below a table, or return None."""
    if not _BEGUN.match(cursor.line_text):
        return None
    kind = cursor.place.piece.kind
    above = None
    if kind in {Kind.ROW, Kind.TABLE}:
        above = _table_above(cursor)
    elif kind in {Kind.ITEM, Kind.QUOTE}:
        above = _nested_table_above(cursor)
    if above is None:
        return None
    header = split_row(above.header)
    roles = roles_from_titles(tuple(cell.text(above.header) for cell in header.cells))
    if not is_work_table(roles):
        return None
    parts = _new_row(cursor, above, roles)
    if not above.is_begun:
        below = cursor.view.backlog.document.line_text(cursor.line + 1)
        if not _ENDS_TABLE.match(below):  # it would become a row
            parts.append("\n" + above.prefix.rstrip())
    text, end = to_text(parts), cursor.line_start + len(cursor.line_text)
    return CompletionList(
        (
            CompletionItem(
                "new row",
                text,
                cursor.line_start,
                end,
                CompletionKind.SNIPPET,
                " · ".join(filter(None, (cell.strip() for cell in text.strip().split("|")))),
                filter_text=(cursor.before.strip() + " new row").strip(),
                sort_text="0",
                snippet=to_snippet(parts),
            ),
        )
    )


def _table_above(cursor: Cursor) -> _TableAbove | None:
    """Return the table that ends in the line above the cursor, or None."""
    place, rope = cursor.place, cursor.view.backlog.rope
    is_begun = place.piece.kind == Kind.ROW and cursor.line == place.line
    if not is_begun and cursor.line != place.line + (2 if place.piece.kind == Kind.TABLE else 1):
        return None
    table = place
    if place.piece.kind == Kind.ROW:
        header = rope.at_key(cursor.view.backlog.context(place).lead)
        if header is None:
            return None
        table = header
    last = place.index - is_begun
    rows = [row.piece for row in rows_near(rope, table, last) if row.index <= last]
    first = facts_of((rows or [table.piece])[-1]).row
    model = (rows or [table.piece])[-1].text
    return _TableAbove(
        first_line(table.piece.text.lstrip("\ufeff")),
        [first_line(row.text) for row in rows],
        model[: first.start if first else 0].lstrip("\ufeff"),
        is_begun,
    )


def _nested_table_above(cursor: Cursor) -> _TableAbove | None:
    """Return the table in a list or quote that ends in the line above the cursor, or None."""
    document = cursor.view.backlog.document
    before = document.line_text(cursor.line - 1) if cursor.line > cursor.place.line else ""
    end = document.offset_at(Position(cursor.line - 1, len(before)))
    table = table_at(cursor.view, end) if before else None
    if table is None:
        return None
    number = next(i for i, start in enumerate(table.starts) if start + len(table.lines[i]) >= end)
    if number < 1:
        return None
    prefix = before[: table.starts[number] - end + len(before)]
    first = max(2, number + 1 - NEAR_BLOCKS)
    is_begun = number + 1 < len(table.starts)
    return _TableAbove(table.lines[0], list(table.lines[first : number + 1]), prefix, is_begun)


def _new_row(cursor: Cursor, above: _TableAbove, roles: TableRoles) -> list[str | Placeholder]:
    """Return a row in the style of the last one."""
    cells = split_row(above.header).cells
    line = (above.rows or [above.header])[-1]
    model = split_row(line)
    parts: list[str | Placeholder] = [above.prefix]
    leading = model.leading_pipe or len(cells) < 2
    close = bool(model.cells) and model.cells[0].start == model.cells[0].text_start
    space = "" if close and leading else " "
    for column, cell in enumerate(cells):
        parts.append(f"|{space}" if column or leading else "")
        title = plain_text(cell.text(above.header), _MAX_TITLE_LENGTH)
        role = roles.roles[column] if column < len(roles.roles) else None
        parts.append(_known_value(cursor, above.rows, column, role) or Placeholder(title))
        if column < len(cells) - 1 or model.trailing_pipe:
            parts.append(space)
    if model.trailing_pipe or not cells:
        parts.append("|")
    return parts


def _known_value(cursor: Cursor, lines: list[str], column: int, role: Role | None) -> str:
    """Return the value of a cell in a new row, if it can be derived; else an empty text."""
    if role not in {Role.ID, Role.NUMBER, Role.STATUS}:
        return ""
    rows = [(line, split_row(line).cells) for line in lines]
    texts = [cells[column].text(line) for line, cells in rows if column < len(cells)]
    texts = [text for text in texts if text]
    if role is Role.STATUS:
        return first_open_status(cursor, texts)
    if not texts:
        return ""
    text = texts[-1]
    start, end = strip_markup(text, 0, len(text))
    if role is Role.NUMBER:
        number = _NUMBER.fullmatch(text, start, end)
        return text[:start] + str(int(number[0]) + 1) + text[end:] if number else ""
    ident = find_leading_id(text, start, end)
    if ident.text and ident.end == end:
        following = next_id(cursor.view.backlog, ident.text)
        return text[: ident.start] + following + text[end:] if following else ""
    number = _NUMBER.fullmatch(text, start, end)
    return text[:start] + str(int(number[0]) + 1) + text[end:] if number else ""
