"""What the columns of a table are for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.facts import facts
from backlog_ls.model.headers import TableRoles, table_roles

if TYPE_CHECKING:
    from backlog_ls.syntax.block import Block


def roles_of(table: Block) -> TableRoles:
    """Return what the columns of `table`, a block of kind TABLE, are for."""
    row = facts(table).row
    cells = row.cells if row else ()
    return table_roles(tuple(table.text[cell.text_start : cell.text_end] for cell in cells))
