"""The statuses that a block states in cells and fields, to which a vocabulary applies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.markup import strip_markup
from backlog_ls.model.items.item import StatusPlace, StatusUse
from backlog_ls.model.items.items import is_task_front_matter, status_of_row, status_of_row_block
from backlog_ls.model.statuses.status import canonical_status
from backlog_ls.model.tables.roles import Role, TableKind, find_role, roles_of_header
from backlog_ls.syntax.block import Block, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.blocks.fields import Field
    from backlog_ls.model.document.context import Context


def find_status_uses(block: Block, context: Context) -> Iterator[StatusUse]:
    """Yield the statuses in the cells and fields of `block`, to which a vocabulary applies."""
    if block.kind == Kind.ROW:
        roles = context.roles
        if roles and roles.kind is TableKind.STATUS:
            use = status_of_row_block(block, roles)
            if use:
                yield use
        return
    for grid in facts_of(block).nested_tables:
        grid_roles = roles_of_header(block.text, grid.header)
        if grid_roles.kind is TableKind.STATUS:
            uses = (status_of_row(block.text, row, grid_roles) for row in grid.rows)
            yield from (use for use in uses if use)
    yield from find_status_fields(block)


def find_status_fields(block: Block) -> Iterator[StatusUse]:
    """Yield the statuses in the non-empty status fields of `block`."""
    fields = facts_of(block).fields
    place = StatusPlace.FIELD
    if block.kind == Kind.FRONT_MATTER:
        if not is_task_front_matter(fields):
            return
        place = StatusPlace.FRONT_MATTER
    for field in fields:
        if is_status_field(field):
            start, end = strip_markup(block.text, field.value_start, field.value_end)
            text = block.text[start:end]
            if text:
                yield StatusUse(place, start, end, text, canonical_status(text))


def is_status_field(field: Field) -> bool:
    """Tell whether `field` is a status field."""
    return find_role(field.name) is Role.STATUS
