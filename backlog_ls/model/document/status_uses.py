"""The statuses that a block states in words, to which a vocabulary applies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.blocks.markup import unwrapped
from backlog_ls.model.items.items import (
    StatusPlace,
    StatusUse,
    is_task_matter,
    row_status,
    status_cell,
)
from backlog_ls.model.statuses.status import canonical
from backlog_ls.model.tables.headers import Role, TableKind, header_role
from backlog_ls.model.tables.roles import roles_of_row
from backlog_ls.syntax.block import Block, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.blocks.fields import Field
    from backlog_ls.model.document.context import Context


def declared_uses(block: Block, context: Context) -> Iterator[StatusUse]:
    """Yield the statuses in the cells and fields of `block`, which a vocabulary in force governs."""
    if block.kind == Kind.ROW:
        roles = context.roles
        if roles and roles.kind is TableKind.STATUS:
            use = status_cell(block, roles)
            if use:
                yield use
        return
    for grid in facts(block).grids:
        grid_roles = roles_of_row(block.text, grid.header)
        if grid_roles.kind is TableKind.STATUS:
            uses = (row_status(block.text, row, grid_roles) for row in grid.rows)
            yield from (use for use in uses if use)
    yield from status_fields(block)


def status_fields(block: Block) -> Iterator[StatusUse]:
    """Yield what the status fields of `block` state; empty ones state nothing."""
    fields = facts(block).fields
    place = StatusPlace.FIELD
    if block.kind == Kind.FRONT_MATTER:
        if not is_task_matter(fields):
            return
        place = StatusPlace.MATTER
    for field in fields:
        if is_status_field(field):
            start, end = unwrapped(block.text, field.value_start, field.value_end)
            text = block.text[start:end]
            if text:
                yield StatusUse(place, start, end, text, canonical(text))


def is_status_field(field: Field) -> bool:
    """Tell whether `field` states the status of what it stands under."""
    return header_role(field.name) is Role.STATUS
