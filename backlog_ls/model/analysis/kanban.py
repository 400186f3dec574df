"""Columns of cards: sections whose titles are statuses, as on a kanban board."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.model.statuses.heading_status import section_status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.statuses.heading_status import HeadingStatus
    from backlog_ls.model.statuses.status import Status
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place


def column_headings(backlog: Backlog) -> dict[int, Status]:
    """Return the headings of a document whose title is a status, by their keys. Linear in them."""
    rope = backlog.rope
    found = columns_among(rope.find(BITS, Bit.HEADING, 0, len(rope)))
    return {place.key: status for place, status in found}


def columns_among(headings: Iterable[Place[Block]]) -> list[tuple[Place[Block], Status]]:
    """Return those of `headings` whose title is a status.

    `Review`, `Backlog` and the like may be mere names: beside a certain column they are columns.
    """
    said: list[tuple[Place[Block], HeadingStatus]] = []
    for place in headings:
        heading = facts(place.piece).heading
        stated = section_status(heading.title) if heading else None
        if stated and stated.whole:
            said.append((place, stated))
    certain = {place.piece.level for place, stated in said if not stated.weak}
    return [
        (place, stated.status)
        for place, stated in said
        if not stated.weak or place.piece.level in certain
    ]
