"""Scopes: the open headings, the legends in force and the current table at the end of some blocks.

A scope is what a run of blocks contributes to the context of the blocks after it. Scopes are a
monoid: the scope of two runs is computed from their scopes alone. So the rope caches them in its
nodes, and the context of any block is computed from a few of them, in a document of any size.
"""

from __future__ import annotations

from typing import NamedTuple

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.directives import is_directive_comment
from backlog_ls.model.document.flags import Flag, flags_of
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.tree import Measure

UNKNOWN_LEVEL = 7
"""The level of a legend before the first heading of its run; deeper than any heading.

At the start of a document, such a legend applies to everything.
"""


MAX_OPEN_DETAILS = 100
"""Maximum number of open ``<details>`` that a scope stores, the outer ones. Only a hostile document
has more, and storing all would make every block below expensive."""


MAX_LEGENDS_PER_LEVEL = 8
"""Maximum number of legends of one level that are in force together: the latest ones."""


class EnclosingBlock(NamedTuple):
    """A block that applies to the blocks below it: a heading, a legend or a ``<details>``."""

    level: int
    """The level of a heading, 1 to 6, or of the section that contains a legend."""
    key: int
    block: Block


class Scope(NamedTuple):
    """What a run of blocks contributes to the context of the blocks after it."""

    headings: tuple[EnclosingBlock, ...] = ()
    """The headings that are open at the end, outermost first."""
    legends: tuple[EnclosingBlock, ...] = ()
    """The legends that are in force at the end, latest last."""
    open_details: tuple[EnclosingBlock, ...] = ()
    """The ``<details>`` open at the end, outermost first; at most `MAX_OPEN_DETAILS`."""
    closed_details: int = 0
    """Number of ``<details>`` from before the run that it closes."""
    lead: EnclosingBlock | None = None
    """The last block that is neither a row nor a list item: the header of the following rows, or
    the introduction of the following list."""
    lowest: int = UNKNOWN_LEVEL
    """The smallest level of a heading in the run; `UNKNOWN_LEVEL` without one."""
    extra_details: int = 0
    """Number of open ``<details>`` that are not in `open_details`."""


NO_SCOPE = Scope()


def _scope_of(key: int, block: Block) -> Scope:
    kind = block.kind
    if kind in {Kind.ROW, Kind.ITEM, Kind.BLANK} or is_directive_comment(
        block, facts_of(block).directives
    ):
        return NO_SCOPE
    lead = EnclosingBlock(0, key, block)
    if kind == Kind.HEADING:
        heading = EnclosingBlock(block.level, key, block)
        legends = (heading,) if Flag.LEGEND & flags_of(block) else ()
        return Scope((heading,), legends, (), 0, lead, block.level)
    if kind == Kind.HTML:
        return _details_scope(key, block, lead)
    if Flag.LEGEND & flags_of(block):
        return Scope((), (EnclosingBlock(UNKNOWN_LEVEL, key, block),), (), 0, lead)
    return Scope(lead=lead)


def _details_scope(key: int, block: Block, lead: EnclosingBlock) -> Scope:
    opened = closed = 0
    for tag in facts_of(block).details:
        if tag.name != "details":
            continue
        if not tag.closing:
            opened += 1
        elif opened:
            opened -= 1
        else:
            closed += 1
    kept = min(opened, MAX_OPEN_DETAILS)
    above = (EnclosingBlock(0, key, block),) * kept
    return Scope((), (), above, closed, lead, extra_details=opened - kept)


def _join(left: Scope, right: Scope) -> Scope:
    if right is NO_SCOPE:
        return left
    if left is NO_SCOPE:
        return right
    headings = left.headings
    if right.lowest < UNKNOWN_LEVEL:
        headings = (*(h for h in headings if h.level < right.lowest), *right.headings)
    legends = left.legends
    if legends or right.legends:
        legends = _join_legends(left, right)
    opened, closed, deeper = left.open_details, left.closed_details, left.extra_details
    if right.closed_details or right.open_details:
        depth = len(opened) + deeper
        kept = max(depth - right.closed_details, 0)
        closed += max(right.closed_details - depth, 0)
        depth = kept + len(right.open_details) + right.extra_details
        # Keep the outermost ones. Those that `right` does not store are deeper than the ones it does.
        opened = (
            (*opened[:kept], *right.open_details)[:MAX_OPEN_DETAILS]
            if kept < MAX_OPEN_DETAILS
            else opened
        )
        deeper = depth - len(opened)
    return Scope(
        headings,
        legends,
        opened,
        closed,
        right.lead or left.lead,
        min(left.lowest, right.lowest),
        deeper,
    )


def _join_legends(left: Scope, right: Scope) -> tuple[EnclosingBlock, ...]:
    """Join legends: a legend applies to its section and to what follows at or below its level."""
    if not right.legends and right.lowest == UNKNOWN_LEVEL:
        return left.legends
    kept = [
        legend
        for legend in left.legends
        if legend.level == UNKNOWN_LEVEL or legend.level <= right.lowest
    ]
    for legend in right.legends:
        if legend.level != UNKNOWN_LEVEL or left.lowest == UNKNOWN_LEVEL:
            kept.append(legend)
            continue
        # It precedes all headings of its run, so it belongs to the last heading of the run before.
        level = left.headings[-1].level
        if level <= right.lowest:
            kept.append(legend._replace(level=level))
    return tuple(kept) if len(kept) <= MAX_LEGENDS_PER_LEVEL else _latest(kept)


def _latest(legends: list[EnclosingBlock]) -> tuple[EnclosingBlock, ...]:
    """Return the latest legends of each level. Counting by level keeps the join associative."""
    levels = [legend.level for legend in legends]
    return tuple(
        [
            legend
            for number, legend in enumerate(legends, 1)
            if levels[number:].count(legend.level) < MAX_LEGENDS_PER_LEVEL
        ]
    )


SCOPE: Measure[Block, Scope] = Measure(NO_SCOPE, _scope_of, _join)
