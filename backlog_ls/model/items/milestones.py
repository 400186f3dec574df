"""Milestones that items name, in a column or a field."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.blocks.markup import unwrapped
from backlog_ls.model.items.items import row_span
from backlog_ls.model.names.normalize import fold
from backlog_ls.model.tables.headers import Role, header_role
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.tables.headers import TableRoles
    from backlog_ls.syntax.block import Block

LONGEST = 60
"""Code points of a name: what is longer is prose about milestones."""

_PART = pattern(r"[^,;+&]+")
_NO_NAME = pattern(r"[\[\]<>{}|]|\A[\W_]*\Z")


class MilestoneUse(NamedTuple):
    """A milestone as it is named; code points in the block."""

    start: int
    end: int
    key: str
    """As names are compared."""


def milestones_in(block: Block, roles: TableRoles | None = None) -> Iterator[MilestoneUse]:
    """Yield the milestones that `block` names; one that is linked is a link.

    Args:
        block: any block.
        roles: for a row, what the columns of its table are for.
    """
    found = facts(block)
    column = roles.column(Role.MILESTONE) if roles and found.row else None
    span = row_span(found.row, column)
    if span:
        yield from _named(block.text, *span)
    for field in found.fields:
        if header_role(field.name) is Role.MILESTONE:
            yield from _named(block.text, field.value_start, field.value_end)


def _named(text: str, start: int, end: int) -> Iterator[MilestoneUse]:
    if end - start > LONGEST or _NO_NAME.search(text[start:end]):
        return
    for part in _PART.finditer(text, start, end):
        low, high = unwrapped(text, *part.span())
        key = fold(text[low:high])
        if key:
            yield MilestoneUse(low, high, key)
