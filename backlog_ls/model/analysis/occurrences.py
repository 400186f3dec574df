"""Where a name stands in a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.items.items import Item, ItemKind, cell_span, items_of
from backlog_ls.model.names.normalize import fold
from backlog_ls.model.tables.headers import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.document.context import Context
    from backlog_ls.syntax.block import Block


_SAY_NOTHING = {
    Role.NAME,
    Role.STATUS,
    Role.NOTES,
    Role.NUMBER,
    Role.DATE,
    Role.DUE,
    Role.STARTED,
    Role.FINISHED,
    Role.PROGRESS,
    Role.ESTIMATE,
}
"""Columns that may well differ between two entries of one feature."""


MOST = 50
"""A name that stands more often is no feature's: each part of the document has its own of that."""


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


def telling(occurrence: Occurrence) -> tuple[tuple[str, str], ...]:
    """Return what tells a row apart from another of its name: its id, platform, owner and the like.

    Those are the columns with values, by title; the status, dates and free text may differ between
    two entries of one feature.
    """
    roles = occurrence.context.roles
    if occurrence.item.kind is not ItemKind.ROW or roles is None:
        return ()
    found = []
    for column, role in enumerate(roles.roles):
        span = None if role in _SAY_NOTHING else cell_span(occurrence.block, column)
        value = fold(occurrence.block.text[slice(*span)]) if span else ""
        if value:
            found.append((role.value if role else f"column {column}", value))
    return tuple(found)


def is_common(backlog: Backlog, name: str) -> bool:
    """Tell whether so many items go by the folded `name` that it names none of them.

    They are not compared either, which would cost so much at each key that is typed in one.
    """
    return len(backlog.index.get(SymbolKind.NAME, name)) > MOST


def occurrences(backlog: Backlog, name: str) -> Iterator[Occurrence]:
    """Yield the items of the folded `name`, in the order of the document."""
    for key in dict.fromkeys(backlog.index.get(SymbolKind.NAME, name)):
        place = backlog.rope.at_key(key)
        if place is None:
            continue
        context = backlog.context(place)
        for item in items_of(place.piece, context.roles, cards=context.cards):
            if item.key == name:
                yield Occurrence(key, place.piece, context, item)
