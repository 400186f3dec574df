"""What stands near the cursor: an editor asks at its every move, in documents of any length."""

from __future__ import annotations

from bisect import bisect_left
from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.model.document.flags import BITS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place, Rope

NEAR = 150
"""So many blocks on either side of the cursor show what is used and how it is written."""


def around(rope: Rope[Block], index: int, mask: int, most: int = NEAR) -> list[Place[Block]]:
    """Return the blocks with bits of `mask`, `most` on either side of number `index`, in order."""
    before: list[Place[Block]] = []
    at = index
    while len(before) < most:
        place = rope.find_last(BITS, mask, at)
        if place is None:
            break
        before.append(place)
        at = place.index
    return [*reversed(before), *islice(rope.find(BITS, mask, index, len(rope)), most)]


def nearest(keys: Iterable[int], near: int | None) -> list[int]:
    """Return the keys of those blocks that stand nearest to the block `near`, or all, in order."""
    ordered = sorted(keys)
    if near is None:
        return ordered
    at = bisect_left(ordered, near)
    return ordered[max(at - NEAR, 0) : at + NEAR]
