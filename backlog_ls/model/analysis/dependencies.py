"""Dependencies of the items of one document on ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.analysis.effective_status import effective_status
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.items.dependency_uses import DependencyUse, find_dependency_uses
from backlog_ls.model.items.item import Item, ItemKind
from backlog_ls.model.items.items import find_items
from backlog_ls.model.names.ids import normalize_id
from backlog_ls.syntax.block import Block, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.document.context import Context
    from backlog_ls.model.statuses.status import Status
    from backlog_ls.text.rope import Place


MAX_OWNERS = 50
"""Maximum number of blocks with the same id. With more, it does not identify an item, and every
keystroke in one of them would check all of them."""


class LocatedItem(NamedTuple):
    """An item with its location."""

    path: str
    """The absolute path; empty for the current document."""
    backlog: Backlog
    place: Place[Block]
    context: Context
    item: Item

    @property
    def status(self) -> Status:
        """Its effective status."""
        return effective_status(self.backlog, self.place, self.context, self.item)


class Dependency(NamedTuple):
    """A place where an item depends on an id."""

    place: Place[Block]
    context: Context
    use: DependencyUse
    item: Item | None
    """The dependent item, if it is certain."""

    @property
    def is_in_ragged_row(self) -> bool:
        """Whether its row has too few or too many cells, so that it may be of another column."""
        row = facts_of(self.place.piece).row
        columns = self.context.column_count
        return self.place.piece.kind == Kind.ROW and row is not None and len(row.cells) != columns


def find_items_with_id(backlog: Backlog, key: str, path: str = "") -> Iterator[LocatedItem]:
    """Yield the items of `backlog` with the normalized id `key`, in document order."""
    for place, context in backlog.contexts_of(dict.fromkeys(backlog.index.get(SymbolKind.ID, key))):
        for item in find_items(place.piece, context.roles, cards=context.cards):
            if item.id and normalize_id(item.id) == key:
                yield LocatedItem(path, backlog, place, context, item)


def is_ambiguous_id(backlog: Backlog, key: str) -> bool:
    """Tell whether the id `key` occurs too often in a document to identify an item."""
    return len(backlog.index.get(SymbolKind.ID, key)) > MAX_OWNERS


def find_dependencies_on(backlog: Backlog, key: str) -> Iterator[Dependency]:
    """Yield the places in a document where something depends on the normalized id `key`."""
    keys = dict.fromkeys(backlog.index.get(SymbolKind.DEPENDENCY, key))
    return (
        dependency
        for dependency in _dependencies_in_blocks(backlog, keys)
        if dependency.use.normalized_id == key
    )


def find_all_dependencies(backlog: Backlog) -> Iterator[Dependency]:
    """Yield all dependencies in a document, in order."""
    uses = backlog.index.of_kind(SymbolKind.DEPENDENCY)
    return _dependencies_in_blocks(backlog, {key for keys in uses.values() for key in keys})


def _dependencies_in_blocks(backlog: Backlog, keys: Iterable[int]) -> Iterator[Dependency]:
    for place, context in backlog.contexts_of(keys):
        yield from find_dependencies_in_block(backlog, place, context)


def find_dependencies_of(item: LocatedItem) -> Iterator[Dependency]:
    """Yield the dependencies of `item`, including those in the fields of a section."""
    backlog, place = item.backlog, item.place
    blocks = [place]
    if item.item.kind is ItemKind.SECTION:
        stop = backlog.body_end(place)
        blocks += backlog.rope.find(FLAGS, Flag.SECTION_DEPENDENCY, place.index + 1, stop)
    key = normalize_id(item.item.id)
    for block, context in backlog.contexts_of(each.key for each in blocks):
        for dependency in find_dependencies_in_block(backlog, block, context):
            if dependency.item and dependency.item.id and normalize_id(dependency.item.id) == key:
                yield dependency


def find_dependencies_in_block(
    backlog: Backlog, place: Place[Block], context: Context
) -> Iterator[Dependency]:
    """Yield the dependencies in one block."""
    items = find_items(place.piece, context.roles, cards=context.cards)
    for use in find_dependency_uses(place.piece, context.roles):
        yield Dependency(place, context, use, _waiting_item(backlog, place, context, items, use))


def _waiting_item(
    backlog: Backlog,
    place: Place[Block],
    context: Context,
    items: tuple[Item, ...],
    use: DependencyUse,
) -> Item | None:
    """Return the dependent item: the one whose text contains `use`, or else the section."""
    if place.piece.kind in {Kind.FRONT_MATTER, Kind.ROW, Kind.HEADING}:
        return items[0] if items else None
    own = [item for item in items if item.start <= use.start and item.kind is not ItemKind.ROW]
    if own or use.in_sentence:
        return own[-1] if own else None
    above = backlog.rope.at_key(context.sections[-1].key) if context.sections else None
    return find_items(above.piece)[0] if above else None
