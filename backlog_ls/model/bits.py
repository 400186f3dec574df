"""Bits that say what blocks hold, so that a search passes over what has none of them."""

from __future__ import annotations

from operator import or_

from backlog_ls.model.facts import Facts, reading
from backlog_ls.model.headers import Role, TableKind, header_role
from backlog_ls.model.items import is_task_matter
from backlog_ls.model.legend import is_legend_head
from backlog_ls.model.tables import roles_of
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.tree import Measure


class Bit:
    """Bits of `BITS`: what a run of blocks holds, so that the rest is passed over unseen."""

    HEADING = 0b11_1111
    """One bit for each level: of level n it is bit n - 1."""
    FIELD = 1 << 6
    LINK = 1 << 7
    TASK = 1 << 8
    DAMAGE = 1 << 9
    DETAILS = 1 << 10
    LEGEND = 1 << 11
    ANCHOR_LINK = 1 << 12
    """A link that names an anchor, in this document or another."""
    WORK = 1 << 13
    """A table of work items with a status column."""
    STATUS = 1 << 14
    """A status field."""
    ROW = 1 << 15
    """A row of a table."""
    SUPPRESSION = 1 << 16
    """A comment meant for this program; see `directives`."""


def bits_of(block: Block) -> int:
    """Return the bits of one block; worked out at the first call, then remembered."""
    known = reading(block)
    if known.bits < 0:
        known.bits = _bits_of(block, known.facts)
    return known.bits


def _bits_of(block: Block, found: Facts) -> int:
    bits = Bit.ROW if block.kind == Kind.ROW else 0
    if found.heading:
        bits |= 1 << (block.level - 1)
    if found.fields:
        bits |= Bit.FIELD
        if block.kind == Kind.FRONT_MATTER:
            stated = is_task_matter(found.fields)
        else:
            stated = any(header_role(field.name) is Role.STATUS for field in found.fields)
        if stated:
            bits |= Bit.STATUS
    if found.links:
        bits |= Bit.LINK
        if any(
            block.text.find("#", link.target_start, link.target_end) >= 0 for link in found.links
        ):
            bits |= Bit.ANCHOR_LINK
    if any(entry.mark for entry in found.entries):
        bits |= Bit.TASK
    if found.damage:
        bits |= Bit.DAMAGE
    if found.details:
        bits |= Bit.DETAILS
    if block.kind == Kind.TABLE and roles_of(block).kind is TableKind.STATUS:
        bits |= Bit.WORK
    if is_legend_head(block):
        bits |= Bit.LEGEND
    if found.directives:
        bits |= Bit.SUPPRESSION
    return bits


BITS: Measure[Block, int] = Measure(0, lambda _, block: bits_of(block), or_)
