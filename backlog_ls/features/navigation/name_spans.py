"""Where the name of a feature stands: over its section, in rows and tasks, and where it is needed."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.neighbourhood import nearest
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.blocks.markup import unwrapped
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.items.items import Item, ItemKind, StatusPlace, items_of, row_span
from backlog_ls.model.names.generic import is_generic
from backlog_ls.model.names.normalize import EMOJI_CLUSTER, fold
from backlog_ls.model.tables.headers import Role, header_role
from backlog_ls.model.tables.roles import roles_of_row
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.tables.headers import TableRoles
    from backlog_ls.text.rope import Place

_BEFORE_STATUS = " \t([{（【-\u2013\u2014:：|"
"""What stands between the words of a title and the status behind them."""
_EMOJI_FIRST = pattern(rf"(?:{EMOJI_CLUSTER.pattern})[ \t]*")
_EMOJI_LAST = pattern(rf"[ \t]*(?:{EMOJI_CLUSTER.pattern})\Z")
_MOST_EMOJI = 4
_LONGEST_EMOJI = 12
_SEPARATED = pattern(r"[^,;+&]+")
_LONGEST_LIST = 2_000
"""Code points of a cell or field that are looked at for names."""


class NamePlace(NamedTuple):
    """A place where a name stands. Offsets are code points in its block."""

    place: Place[Block]
    start: int
    end: int
    item: Item | None
    """The item that has the name; None where something else waits for it."""

    @property
    def is_section(self) -> bool:
        """Whether it stands over the section of its own."""
        return self.item is not None and self.item.kind is ItemKind.SECTION


def name_span(block: Block, item: Item) -> tuple[int, int]:
    """Return where the words of the name of `item` stand, without its status, markup and emoji."""
    text = block.text
    start, end = item.start, item.end
    status = item.status
    if status and status.place is StatusPlace.HEADING and start < status.start < end:
        before = text[start : status.start].rstrip(_BEFORE_STATUS + "*_`~")
        if fold(before):
            end = start + len(before)
    start, end = unwrapped(text, start, end)
    for _ in range(_MOST_EMOJI):
        first = _EMOJI_FIRST.match(text, start, end)
        last = _EMOJI_LAST.search(text, max(start, end - _LONGEST_EMOJI), end)
        if first and first.end() < end:
            start = first.end()
        elif last and last.start() > start:
            end = last.start()
        else:
            break
    start, end = unwrapped(text, start, end)
    while end > start + 1 and text[end - 1] in ":\uff1a":
        end -= 1  # `**Phase 1:** what it is`
    return _inside_link(block, start, end)


def _inside_link(block: Block, start: int, end: int) -> tuple[int, int]:
    """Return the text of the link that ``[start, end)`` is, or that span itself."""
    for link in facts(block).links:
        if (link.start, link.end) == (start, end) and link.text_start < link.text_end:
            return unwrapped(block.text, link.text_start, link.text_end)
    return start, end


def needed_names(
    backlog: Backlog, block: Block, roles: TableRoles | None
) -> Iterator[tuple[int, int, str]]:
    """Yield the names that `block` says something waits for: start, end and folded name.

    Only what some item of the document is called is a name.
    """
    for start, end in dependency_spans(block, roles):
        for part in _SEPARATED.finditer(block.text, start, min(end, start + _LONGEST_LIST)):
            low, high = _inside_link(block, *unwrapped(block.text, *part.span()))
            key = fold(block.text[low:high])
            if key and backlog.index.get(SymbolKind.NAME, key):
                yield low, high, key


def dependency_spans(block: Block, roles: TableRoles | None) -> Iterator[tuple[int, int]]:
    """Yield the cells and fields of `block` that say what something waits for."""
    found = facts(block)
    for field in found.fields:
        if header_role(field.name) is Role.DEPENDS_ON:
            yield field.value_start, field.value_end
    if block.kind == Kind.ROW and roles:
        span = row_span(found.row, roles.column(Role.DEPENDS_ON))
        if span:
            yield span
    for grid in found.grids:
        column = roles_of_row(block.text, grid.header).column(Role.DEPENDS_ON)
        for span in (row_span(row, column) for row in grid.rows):
            if span:
                yield span


def name_places(
    backlog: Backlog, key: str, *, waiting: bool = True, near: int | None = None
) -> list[NamePlace]:
    """Return every place of the folded name `key`, in order.

    Args:
        backlog: the document.
        key: a folded name.
        waiting: whether to look for what waits for the items as well: that is in no index, and
            takes a look through all of the text.
        near: the key of the block near which to look; None for all of the document.
    """
    found = []
    own = set(backlog.index.get(SymbolKind.NAME, key))
    blocks = own | _blocks_with(backlog, key) if waiting else own
    for place, context in backlog.contexts_of(nearest(blocks, near)):
        block = place.piece
        for low, high, name in needed_names(backlog, block, context.roles):
            if name == key:
                found.append(NamePlace(place, low, high, None))
        items = items_of(block, context.roles, cards=context.cards) if place.key in own else ()
        found += [
            NamePlace(place, *name_span(block, item), item) for item in items if item.key == key
        ]
    return found


def _blocks_with(backlog: Backlog, key: str) -> set[int]:
    """Return the blocks with fields or cells that hold the words of the folded name `key`."""
    words = sorted(key.split(), key=len, reverse=True)
    found = set()
    for place in backlog.rope.places():
        block = place.piece
        text = block.text.casefold()
        if all(word in text for word in words):
            said = facts(block)
            if said.fields or said.grids or block.kind == Kind.ROW:
                found.add(place.key)
    return found


def namesakes(
    backlog: Backlog, at: NamePlace, key: str, *, waiting: bool = True
) -> list[NamePlace]:
    """Return the places of the feature that stands at `at`, which may be one of many of its name.

    A name that says too little, and a title that several sections have, are of one place each.
    What waits for it is looked for unless `waiting` is false.
    """
    if not key or is_generic(key):
        return [at]
    places = name_places(backlog, key, waiting=waiting)
    if sum(place.is_section for place in places) > 1:
        sections = (place for place in places if place.is_section and at.is_section)
        same = (place for place in sections if place.place.key == at.place.key)
        others = (place for place in places if not place.is_section and not at.is_section)
        return [*chain(same, others)]
    return places or [at]
