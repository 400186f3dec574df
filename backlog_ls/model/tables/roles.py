"""What the columns of a table are for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.tables.headers import TableRoles, table_roles

if TYPE_CHECKING:
    from backlog_ls.syntax.block import Block
    from backlog_ls.syntax.table import Row


def roles_of(table: Block) -> TableRoles:
    """Return what the columns of `table`, a block of kind TABLE, are for."""
    return roles_of_row(table.text, facts(table).row)


def roles_of_row(text: str, header: Row | None) -> TableRoles:
    """Return what the columns are for that `header`, a row of the block text `text`, is above."""
    cells = header.cells if header else ()
    return table_roles(tuple(text[cell.text_start : cell.text_end] for cell in cells))
