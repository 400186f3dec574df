"""What belongs to an example in Markdown that its own code block ended too early."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.blocks.nested_fences import find_nested_examples
from backlog_ls.model.document.flags import FLAGS, Flag, flags_of

if TYPE_CHECKING:
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place, Rope


def has_broken_examples(rope: Rope[Block]) -> bool:
    """Return whether an example in the document ends too early, at the cost of a look at the root."""
    broken = Flag.BROKEN_EXAMPLE | Flag.NESTED_EXAMPLE
    return bool(rope.fold(FLAGS, 0, len(rope)) & broken)


def is_in_example(rope: Rope[Block], place: Place[Block], offset: int) -> bool:
    """Return whether the text at `offset` in the block at `place` belongs to such an example.

    The rest of an example reaches to the next fence without an info string. Without one, its author
    did not end it either, so that nothing is known.
    """
    if flags_of(place.piece) & Flag.NESTED_EXAMPLE:
        nested = find_nested_examples(place.piece)
        if any(start <= offset < end for start, end in nested):
            return True
    if not rope.fold(FLAGS, 0, place.index) & Flag.BROKEN_EXAMPLE:
        return False
    fences = Flag.BROKEN_EXAMPLE | Flag.BARE_FENCE
    above = rope.find_last(FLAGS, fences, place.index)
    if above is None or not flags_of(above.piece) & Flag.BROKEN_EXAMPLE:
        return False
    return next(rope.find(FLAGS, Flag.BARE_FENCE, place.index, len(rope)), None) is not None
