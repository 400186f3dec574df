"""The occurrences of an item name in a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.items.item import Item, ItemKind
from backlog_ls.model.items.items import cell_span, find_items
from backlog_ls.model.names.normalize import normalize_name
from backlog_ls.model.tables.roles import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.document.context import Context
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place


_NOT_DISTINGUISHING = {
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
"""Columns that may differ between two occurrences of the same item."""


MAX_OCCURRENCES = 50
"""Maximum number of items with the same name. With more, every part of the document has its own."""


class Occurrence(NamedTuple):
    """An item with the key, block and context of its occurrence."""

    key: int
    block: Block
    context: Context
    item: Item

    @property
    def section(self) -> int:
        """The key of the innermost heading or ``<details>`` around it; 0 without one."""
        if self.context.details:
            return self.context.details[-1]
        return self.context.sections[-1].key if self.context.sections else 0

    @property
    def group(self) -> tuple[int, int]:
        """The table or list that contains it, as a comparable value."""
        return self.section, self.context.lead


def distinguishing_values(occurrence: Occurrence) -> tuple[tuple[str, str], ...]:
    """Return the values that distinguish a row from others of its name: id, platform, owner etc.

    Returns (role, value) pairs of the non-empty columns. Excludes the status, dates and free text,
    which may differ between two occurrences of the same item.
    """
    roles = occurrence.context.roles
    if occurrence.item.kind is not ItemKind.ROW or roles is None:
        return ()
    found = []
    for column, role in enumerate(roles.roles):
        span = None if role in _NOT_DISTINGUISHING else cell_span(occurrence.block, column)
        value = normalize_name(occurrence.block.text[slice(*span)]) if span else ""
        if value:
            found.append((role.value if role else f"column {column}", value))
    return tuple(found)


def is_common_name(backlog: Backlog, name: str) -> bool:
    """Tell whether the normalized `name` occurs too often to identify an item.

    Such items are not compared, because every keystroke in one of them would compare them all.
    """
    return len(backlog.index.get(SymbolKind.NAME, name)) > MAX_OCCURRENCES


def find_occurrences(backlog: Backlog, name: str) -> Iterator[Occurrence]:
    """Yield the items with the normalized `name`, in document order."""
    for key in dict.fromkeys(backlog.index.get(SymbolKind.NAME, name)):
        place = backlog.rope.at_key(key)
        if place is None:
            continue
        context = backlog.context(place)
        for item in find_items(place.piece, context.roles, cards=context.cards):
            if item.normalized_name == name:
                yield Occurrence(key, place.piece, context, item)


def has_items_below(backlog: Backlog, heading: Place[Block]) -> bool:
    """Tell whether there are tasks, or tables of work, in the section of a heading."""
    flags = backlog.rope.fold(FLAGS, heading.index + 1, backlog.section_end(heading))
    return bool(flags & (Flag.TASK | Flag.WORK_TABLE))
