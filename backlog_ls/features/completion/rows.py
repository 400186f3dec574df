"""Completion of a whole row right below a table of work, one in a list or a quote too."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.completion.context import rows_near
from backlog_ls.features.completion.items import CompletionItem, CompletionKind, CompletionList
from backlog_ls.features.completion.snippets import (
    Blank,
    as_snippet,
    as_text,
    first_status,
    next_ident,
)
from backlog_ls.features.formatting.format import table_at
from backlog_ls.features.markdown_text import plain
from backlog_ls.features.neighbourhood import NEAR
from backlog_ls.model.blocks.facts import facts, first_line
from backlog_ls.model.blocks.markup import unwrapped
from backlog_ls.model.items.items import lists_work
from backlog_ls.model.names.ids import leading_ident
from backlog_ls.model.tables.headers import Role, table_roles
from backlog_ls.syntax.block import Kind
from backlog_ls.syntax.table import split_row
from backlog_ls.text.pattern import pattern
from backlog_ls.text.position import Position

if TYPE_CHECKING:
    from backlog_ls.features.completion.items import Spot
    from backlog_ls.model.tables.headers import TableRoles

_BEGUN = pattern(r"[ \t>]*(?:\|[ \t]*)?\Z")
_NUMBER = pattern(r"\d{1,6}")
_ENDS_TABLE = pattern(r"[ \t>]*(?:\Z|(?:[-+*]|\d{1,9}[.)])[ \t])")
"""What is no row of a table right above it: GFM 0.29, section 4.10."""
_LONGEST_TITLE = 30


class _Above(NamedTuple):
    """The table right above the cursor. Its lines are without line ends and what leads them."""

    header: str
    rows: list[str]
    """Those above and near the cursor; the last is the model."""
    lead: str
    """What stands before a row: the indentation, the marks of a quote."""
    own: bool
    """Whether the line of the cursor is a row already: a pipe alone is."""


def complete_row(spot: Spot) -> CompletionList | None:
    """Offer a row on an empty line, or behind a pipe, right below a table; None anywhere else."""
    if not _BEGUN.match(spot.text):
        return None
    kind = spot.place.piece.kind
    above = None
    if kind in {Kind.ROW, Kind.TABLE}:
        above = _above(spot)
    elif kind in {Kind.ITEM, Kind.QUOTE}:
        above = _nested_above(spot)
    if above is None:
        return None
    header = split_row(above.header)
    roles = table_roles(tuple(cell.text(above.header) for cell in header.cells))
    if not lists_work(roles):
        return None
    parts = _row(spot, above, roles)
    if not above.own:
        below = spot.view.backlog.document.line_text(spot.line + 1)
        if not _ENDS_TABLE.match(below):  # it would be taken for a row
            parts.append("\n" + above.lead.rstrip())
    text, end = as_text(parts), spot.line_start + len(spot.text)
    return CompletionList(
        (
            CompletionItem(
                "new row",
                text,
                spot.line_start,
                end,
                CompletionKind.SNIPPET,
                " · ".join(filter(None, (cell.strip() for cell in text.strip().split("|")))),
                filter_text=(spot.before.strip() + " new row").strip(),
                sort_text="0",
                snippet=as_snippet(parts),
            ),
        )
    )


def _above(spot: Spot) -> _Above | None:
    """Return the table whose last row, or delimiter row, is the line above the cursor, or None."""
    place, rope = spot.place, spot.view.backlog.rope
    own = place.piece.kind == Kind.ROW and spot.line == place.line
    if not own and spot.line != place.line + (2 if place.piece.kind == Kind.TABLE else 1):
        return None
    table = place
    if place.piece.kind == Kind.ROW:
        lead = rope.at_key(spot.view.backlog.context(place).lead)
        if lead is None:
            return None
        table = lead
    last = place.index - own
    rows = [row.piece for row in rows_near(rope, table, last) if row.index <= last]
    first = facts((rows or [table.piece])[-1]).row
    model = (rows or [table.piece])[-1].text
    return _Above(
        first_line(table.piece.text.lstrip("\ufeff")),
        [first_line(row.text) for row in rows],
        model[: first.start if first else 0].lstrip("\ufeff"),
        own,
    )


def _nested_above(spot: Spot) -> _Above | None:
    """Return the table in a list or a quote that ends in the line above the cursor, or None."""
    document = spot.view.backlog.document
    before = document.line_text(spot.line - 1) if spot.line > spot.place.line else ""
    end = document.offset_at(Position(spot.line - 1, len(before)))
    table = table_at(spot.view, end) if before else None
    if table is None:
        return None
    number = next(i for i, start in enumerate(table.starts) if start + len(table.lines[i]) >= end)
    if number < 1:
        return None
    lead = before[: table.starts[number] - end + len(before)]
    first = max(2, number + 1 - NEAR)
    own = number + 1 < len(table.starts)
    return _Above(table.lines[0], list(table.lines[first : number + 1]), lead, own)


def _row(spot: Spot, above: _Above, roles: TableRoles) -> list[str | Blank]:
    """Return a row in the style of the last one."""
    cells = split_row(above.header).cells
    line = (above.rows or [above.header])[-1]
    model = split_row(line)
    parts: list[str | Blank] = [above.lead]
    leading = model.leading_pipe or len(cells) < 2
    close = bool(model.cells) and model.cells[0].start == model.cells[0].text_start
    space = "" if close and leading else " "
    for column, cell in enumerate(cells):
        parts.append(f"|{space}" if column or leading else "")
        title = plain(cell.text(above.header), _LONGEST_TITLE)
        role = roles.roles[column] if column < len(roles.roles) else None
        parts.append(_known(spot, above.rows, column, role) or Blank(title))
        if column < len(cells) - 1 or model.trailing_pipe:
            parts.append(space)
    if model.trailing_pipe or not cells:
        parts.append("|")
    return parts


def _known(spot: Spot, lines: list[str], column: int, role: Role | None) -> str:
    """Return what the cell of a new row holds for certain; empty where that is to be filled in."""
    if role not in {Role.ID, Role.NUMBER, Role.STATUS}:
        return ""
    rows = [(line, split_row(line).cells) for line in lines]
    texts = [cells[column].text(line) for line, cells in rows if column < len(cells)]
    texts = [text for text in texts if text]
    if role is Role.STATUS:
        return first_status(spot, texts)
    if not texts:
        return ""
    text = texts[-1]
    start, end = unwrapped(text, 0, len(text))
    if role is Role.NUMBER:
        number = _NUMBER.fullmatch(text, start, end)
        return text[:start] + str(int(number[0]) + 1) + text[end:] if number else ""
    ident = leading_ident(text, start, end)
    if ident.text and ident.end == end:
        following = next_ident(spot.view.backlog, ident.text)
        return text[: ident.start] + following + text[end:] if following else ""
    number = _NUMBER.fullmatch(text, start, end)
    return text[:start] + str(int(number[0]) + 1) + text[end:] if number else ""
