"""Blocks near the cursor.

Editors ask after every cursor movement, so the work must not depend on the length of the document.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.model.document.flags import FLAGS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place, Rope

NEAR_BLOCKS = 150
"""Number of blocks on either side of the cursor that are read."""


def blocks_near(
    rope: Rope[Block], index: int, mask: int, limit: int = NEAR_BLOCKS
) -> list[Place[Block]]:
    """Return the blocks with flags of `mask`, `limit` on either side of block number `index`."""
    before: list[Place[Block]] = []
    at = index
    while len(before) < limit:
        place = rope.find_last(FLAGS, mask, at)
        if place is None:
            break
        before.append(place)
        at = place.index
    return [*reversed(before), *islice(rope.find(FLAGS, mask, index, len(rope)), limit)]


def keys_near(keys: Iterable[int], near: int | None) -> list[int]:
    """Return those `keys` that are nearest to the block `near`, in order; all if it is None."""
    ordered = sorted(keys)
    if near is None:
        return ordered
    at = bisect_left(ordered, near)
    return ordered[max(at - NEAR_BLOCKS, 0) : at + NEAR_BLOCKS]
