"""Where a name stands in a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.items import Item, items_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.backlog import Backlog
    from backlog_ls.model.context import Context
    from backlog_ls.syntax.block import Block


class Occurrence(NamedTuple):
    """An item where it stands."""

    key: int
    block: Block
    context: Context
    item: Item

    @property
    def section(self) -> int:
        """The heading that it stands under, or the details; 0 before any."""
        if self.context.details:
            return self.context.details[-1]
        return self.context.sections[-1].key if self.context.sections else 0

    @property
    def group(self) -> tuple[int, int]:
        """What table or list it stands in."""
        return self.section, self.context.lead


def occurrences(backlog: Backlog, name: str) -> Iterator[Occurrence]:
    """Yield the items of the folded `name`, in the order of the document."""
    for key in dict.fromkeys(backlog.names.get(name, ())):
        place = backlog.rope.at_key(key)
        if place is None:
            continue
        context = backlog.context(place)
        for item in items_of(place.piece, context.roles):
            if item.key == name:
                yield Occurrence(key, place.piece, context, item)
