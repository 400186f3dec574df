"""The context of a block: the headings above it, the legend in force, the table that it is in.

A scope is what a run of blocks leaves behind for the blocks after it. Scopes are a monoid: the scope
of two runs is computed from their scopes alone. So the rope remembers them in its nodes, and the
context of any block, in a document of any size, is put together from a few of them.
"""

from __future__ import annotations

from typing import NamedTuple

from backlog_ls.model.blocks.directives import is_remark
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.flags import Bit, bits_of
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.tree import Measure

UNKNOWN_LEVEL = 7
"""The level of a legend that stands before any heading of its run, deeper than any heading's.

At the start of a document there is no heading before, and such a legend governs everything.
"""


DEEPEST = 100
"""So many open ``<details>`` are told apart, the outer ones. More of them are no document, and a scope
that held them all would cost each block below its share."""


MOST_LEGENDS = 8
"""So many legends of one level are in force together, the latest ones; they too cost each block."""


class Above(NamedTuple):
    """A block that others stand under."""

    level: int
    """Of a heading, 1 to 6. Of a legend, that of the section it stands in."""
    key: int
    block: Block


class Scope(NamedTuple):
    """What a run of blocks leaves behind."""

    headings: tuple[Above, ...] = ()
    """The headings that are open at the end, outermost first."""
    legends: tuple[Above, ...] = ()
    """The legends that are in force at the end, latest last."""
    opened: tuple[Above, ...] = ()
    """The blocks of the ``<details>`` that are open at the end, outermost first; `DEEPEST` at most."""
    closed: int = 0
    """How many ``<details>`` from before the run it closes."""
    lead: Above | None = None
    """The last block that is neither a row nor an item: the table of the rows after it, the words
    that introduce the list after it."""
    lowest: int = UNKNOWN_LEVEL
    """The lowest level of a heading in the run; `UNKNOWN_LEVEL` without one."""
    deeper: int = 0
    """How many more ``<details>`` are open than those in `opened`."""


NO_SCOPE = Scope()


def _scope_of(key: int, block: Block) -> Scope:
    kind = block.kind
    if kind in {Kind.ROW, Kind.ITEM, Kind.BLANK} or is_remark(block, facts(block).directives):
        return NO_SCOPE
    lead = Above(0, key, block)
    if kind == Kind.HEADING:
        heading = Above(block.level, key, block)
        legends = (heading,) if Bit.LEGEND & bits_of(block) else ()
        return Scope((heading,), legends, (), 0, lead, block.level)
    if kind == Kind.HTML:
        return _details_scope(key, block, lead)
    if Bit.LEGEND & bits_of(block):
        return Scope((), (Above(UNKNOWN_LEVEL, key, block),), (), 0, lead)
    return Scope(lead=lead)


def _details_scope(key: int, block: Block, lead: Above) -> Scope:
    opened = closed = 0
    for tag in facts(block).details:
        if tag.name != "details":
            continue
        if not tag.closing:
            opened += 1
        elif opened:
            opened -= 1
        else:
            closed += 1
    kept = min(opened, DEEPEST)
    above = (Above(0, key, block),) * kept
    return Scope((), (), above, closed, lead, deeper=opened - kept)


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
    opened, closed, deeper = left.opened, left.closed, left.deeper
    if right.closed or right.opened:
        depth = len(opened) + deeper
        kept = max(depth - right.closed, 0)
        closed += max(right.closed - depth, 0)
        depth = kept + len(right.opened) + right.deeper
        # The outer ones of all that are open; those that `right` does not name are deeper still.
        opened = (*opened[:kept], *right.opened)[:DEEPEST] if kept < DEEPEST else opened
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


def _join_legends(left: Scope, right: Scope) -> tuple[Above, ...]:
    """A legend governs its own section and what follows at or below that level."""
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
        # It stands before any heading of its run, so under the last one of the run before.
        level = left.headings[-1].level
        if level <= right.lowest:
            kept.append(legend._replace(level=level))
    return tuple(kept) if len(kept) <= MOST_LEGENDS else _latest(kept)


def _latest(legends: list[Above]) -> tuple[Above, ...]:
    """Level by level, since headings end those of a level together: so joining stays associative."""
    levels = [legend.level for legend in legends]
    return tuple(
        [
            legend
            for number, legend in enumerate(legends, 1)
            if levels[number:].count(legend.level) < MOST_LEGENDS
        ]
    )


SCOPE: Measure[Block, Scope] = Measure(NO_SCOPE, _scope_of, _join)
