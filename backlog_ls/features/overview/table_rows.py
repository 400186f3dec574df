"""The rows of a table, and all statuses that a document states in cells and fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.document.status_uses import find_status_fields
from backlog_ls.model.items.items import status_of_row_block
from backlog_ls.model.tables.roles import roles_of_table
from backlog_ls.syntax.block import Block, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.items.item import StatusUse
    from backlog_ls.text.rope import Place, Rope


def table_rows(rope: Rope[Block], table: Place[Block]) -> Iterator[Place[Block]]:
    """Yield the rows of the table with the header `table`."""
    for place in rope.places(table.index + 1):
        if place.piece.kind != Kind.ROW:
            return
        yield place


def find_stated_statuses(rope: Rope[Block]) -> Iterator[tuple[Place[Block], StatusUse]]:
    """Yield the statuses in cells of work tables and in fields, with their blocks."""
    for place in rope.find(FLAGS, Flag.WORK_TABLE | Flag.STATUS, 0, len(rope)):
        if place.piece.kind != Kind.TABLE:
            for use in find_status_fields(place.piece):
                yield place, use
            continue
        roles = roles_of_table(place.piece)
        for row in table_rows(rope, place):
            cell = status_of_row_block(row.piece, roles)
            if cell:
                yield row, cell
