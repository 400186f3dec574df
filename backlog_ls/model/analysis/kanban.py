"""Kanban columns: sections whose titles are statuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.statuses.heading_status import read_heading_status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.statuses.heading_status import HeadingStatus
    from backlog_ls.model.statuses.status import Status
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place


def find_column_headings(backlog: Backlog) -> dict[int, Status]:
    """Return the keys of the headings that are kanban columns, with the status of each.

    Takes time linear in the number of headings.
    """
    rope = backlog.rope
    found = find_columns(rope.find(FLAGS, Flag.HEADING, 0, len(rope)))
    return {place.key: status for place, status in found}


def find_columns(headings: Iterable[Place[Block]]) -> list[tuple[Place[Block], Status]]:
    """Return those of `headings` that are kanban columns, with the status of each.

    `Review`, `Backlog` and the like may be plain names. They count as columns only if there is a
    certain column of the same level.
    """
    candidates: list[tuple[Place[Block], HeadingStatus]] = []
    for place in headings:
        heading = facts_of(place.piece).heading
        stated = read_heading_status(heading.title) if heading else None
        if stated and stated.is_whole_title:
            candidates.append((place, stated))
    certain = {place.piece.level for place, stated in candidates if not stated.is_ambiguous}
    return [
        (place, stated.status)
        for place, stated in candidates
        if not stated.is_ambiguous or place.piece.level in certain
    ]
