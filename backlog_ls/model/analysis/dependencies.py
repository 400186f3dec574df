"""Which items of one document wait for which ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.analysis.effective_status import standing
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.items.dependencies import Need, needs_in
from backlog_ls.model.items.items import Item, ItemKind, items_of
from backlog_ls.model.names.ids import ident_key
from backlog_ls.syntax.block import Block, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.document.context import Context
    from backlog_ls.model.statuses.status import Status
    from backlog_ls.text.rope import Place


MOST_OWNERS = 50
"""What more blocks have is no id of an item: a key typed in one of them would cost them all."""


class Written(NamedTuple):
    """An item where it is written."""

    path: str
    """Absolute; empty for the document at hand."""
    backlog: Backlog
    place: Place[Block]
    context: Context
    item: Item

    @property
    def status(self) -> Status:
        """The status that it has there."""
        return standing(self.backlog, self.place, self.context, self.item)


class Wait(NamedTuple):
    """A place where an item waits for an id."""

    place: Place[Block]
    context: Context
    need: Need
    item: Item | None
    """The item that waits, where one can be told."""


def written_in(backlog: Backlog, key: str, path: str = "") -> Iterator[Written]:
    """Yield the items of `backlog` that have the id `key`, in its order."""
    for place, context in backlog.contexts_of(dict.fromkeys(backlog.index.get(SymbolKind.ID, key))):
        for item in items_of(place.piece, context.roles, cards=context.cards):
            if item.ident and ident_key(item.ident) == key:
                yield Written(path, backlog, place, context, item)


def is_shared(backlog: Backlog, key: str) -> bool:
    """Tell whether so many have the id `key` in a document that it names none of them."""
    return len(backlog.index.get(SymbolKind.ID, key)) > MOST_OWNERS


def waits_for(backlog: Backlog, key: str) -> Iterator[Wait]:
    """Yield the places of a document where something waits for the id `key`."""
    keys = dict.fromkeys(backlog.index.get(SymbolKind.NEED, key))
    return (wait for wait in _waits(backlog, keys) if wait.need.key == key)


def waits(backlog: Backlog) -> Iterator[Wait]:
    """Yield all places of a document where something waits for an id, in its order."""
    needs = backlog.index.of(SymbolKind.NEED)
    return _waits(backlog, {key for keys in needs.values() for key in keys})


def _waits(backlog: Backlog, keys: Iterable[int]) -> Iterator[Wait]:
    for place, context in backlog.contexts_of(keys):
        yield from waits_in(backlog, place, context)


def waits_of(item: Written) -> Iterator[Wait]:
    """Yield what `item` waits for: what it says itself, and for a section its fields."""
    backlog, place = item.backlog, item.place
    blocks = [place]
    if item.item.kind is ItemKind.SECTION:
        stop = backlog.own_end(place)
        blocks += backlog.rope.find(BITS, Bit.SECTION_NEED, place.index + 1, stop)
    key = ident_key(item.item.ident)
    for block, context in backlog.contexts_of(each.key for each in blocks):
        for wait in waits_in(backlog, block, context):
            if wait.item and wait.item.ident and ident_key(wait.item.ident) == key:
                yield wait


def waits_in(backlog: Backlog, place: Place[Block], context: Context) -> Iterator[Wait]:
    """Yield the places in one block where something waits for an id."""
    items = items_of(place.piece, context.roles, cards=context.cards)
    for need in needs_in(place.piece, context.roles):
        yield Wait(place, context, need, _waiting(backlog, place, context, items, need))


def _waiting(
    backlog: Backlog,
    place: Place[Block],
    context: Context,
    items: tuple[Item, ...],
    need: Need,
) -> Item | None:
    """Return the item that waits: the one whose words they are, else that of the section."""
    if place.piece.kind in {Kind.FRONT_MATTER, Kind.ROW, Kind.HEADING}:
        return items[0] if items else None
    own = [item for item in items if item.start <= need.start and item.kind is not ItemKind.ROW]
    if own or need.spoken:
        return own[-1] if own else None
    above = backlog.rope.at_key(context.sections[-1].key) if context.sections else None
    return items_of(above.piece)[0] if above else None
