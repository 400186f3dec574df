"""Milestones of items, in a column or a field."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.markup import strip_markup
from backlog_ls.model.items.items import cell_span_in_row
from backlog_ls.model.names.normalize import normalize_name
from backlog_ls.model.tables.roles import Role, find_role
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.tables.roles import TableRoles
    from backlog_ls.syntax.block import Block

MAX_LENGTH = 60
"""Maximum length in code points of a cell or value with milestones. A longer one is prose."""

_PART = pattern(r"(?:[^,;+&()]|\([^()]*\)|[()])+")
"""A name in a list. What separates names does not do so within parentheses."""
_NO_NAME = pattern(r"[\[\]<>{}|]|\A[\W_]*\Z")


class MilestoneUse(NamedTuple):
    """The name of a milestone in a block. Offsets are code points in the block."""

    start: int
    end: int
    normalized_name: str
    """The name as returned by `normalize_name`."""
    value: tuple[int, int]
    """The whole cell or value, which may be one title with a comma."""


def find_milestone_uses(block: Block, roles: TableRoles | None = None) -> Iterator[MilestoneUse]:
    """Yield the milestones in the columns and fields of `block`, except linked ones.

    Args:
        block: Any block.
        roles: For a row, the column roles of its table.
    """
    found = facts_of(block)
    column = roles.column(Role.MILESTONE) if roles and found.row else None
    span = cell_span_in_row(found.row, column)
    if span:
        yield from _named(block.text, *span)
    for field in found.fields:
        if find_role(field.name) is Role.MILESTONE:
            yield from _named(block.text, field.value_start, field.value_end)


def _named(text: str, start: int, end: int) -> Iterator[MilestoneUse]:
    if end - start > MAX_LENGTH or _NO_NAME.search(text[start:end]):
        return
    for part in _PART.finditer(text, start, end):
        low, high = strip_markup(text, *part.span())
        key = normalize_name(text[low:high])
        if key:
            yield MilestoneUse(low, high, key, (start, end))
