"""Tables of two columns that describe one thing: `| Status | Completed |`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.markup import strip_markup
from backlog_ls.model.statuses.status import Status, read_status
from backlog_ls.model.tables.roles import Role, find_role
from backlog_ls.syntax.block import Kind

if TYPE_CHECKING:
    from backlog_ls.syntax.block import Block

_CELLS = 2


def find_status_value(block: Block) -> tuple[int, int] | None:
    """Return the text range of the status that a row of two cells states, or None.

    The first cell is a title such as `Status`, the second a known status. The header row of a table
    may be one too.
    """
    if block.kind not in {Kind.ROW, Kind.TABLE}:
        return None
    row = facts_of(block).row
    if row is None or len(row.cells) != _CELLS:
        return None
    title, value = (strip_markup(block.text, cell.text_start, cell.text_end) for cell in row.cells)
    name = block.text[slice(*title)].rstrip(" :：")
    if not name or find_role(name) is not Role.STATUS:
        return None
    reading = read_status(block.text[slice(*value)])
    return value if reading.known or reading.status is not Status.UNKNOWN else None
