"""What is computed from a block's text once, and kept with the block.

The cache lives in the block itself, so an edit reads only the blocks that it creates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlog_ls.model.blocks.facts import read_facts

if TYPE_CHECKING:
    from backlog_ls.model.blocks.facts import Facts
    from backlog_ls.syntax.block import Block


class BlockCache:
    """What is known about one block. Values that are computed on demand start as None or -1."""

    __slots__ = ("dates", "facts", "flags", "items", "mentions", "plain_items", "tokens")

    def __init__(self, found: Facts) -> None:
        self.facts = found
        self.flags = -1
        """The result of `flags_of`; -1 until it is computed."""
        self.mentions: tuple[int, ...] | None = None
        """Bit positions in the filter of `informal_uses`; None until they are computed."""
        self.items: Any = None
        """The result of `find_items` with its arguments; None until it is computed."""
        self.plain_items: Any = None
        """The result of `find_plain_items`; None until it is computed."""
        self.dates: Any = None
        """The result of `find_date_uses` with its argument; None until it is computed."""
        self.tokens: Any = None
        """The semantic tokens with what they depend on; None until they are computed."""


def cache_of(block: Block) -> BlockCache:
    """Return the cache of `block`. The first call reads the facts."""
    cache: BlockCache | None = block.cache
    if cache is None:
        cache = BlockCache(read_facts(block))
        block.cache = cache
    return cache


def facts_of(block: Block) -> Facts:
    """Return what `block` says by itself, read once."""
    return cache_of(block).facts
