"""Where the name of a feature is used: in its heading, in rows and tasks, and as a dependency."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.neighbourhood import keys_near
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.markup import strip_markup
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.items.item import Item, ItemKind, StatusPlace
from backlog_ls.model.items.items import cell_span_in_row, find_items
from backlog_ls.model.names.generic_names import is_generic_name
from backlog_ls.model.names.normalize import EMOJI_CLUSTER, normalize_name
from backlog_ls.model.tables.roles import Role, find_role, roles_of_header
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.tables.roles import TableRoles
    from backlog_ls.text.rope import Place

_BEFORE_STATUS = " \t([{（【-\u2013\u2014:：|"
"""Characters between the words of a heading and the status behind them."""
_EMOJI_FIRST = pattern(rf"(?:{EMOJI_CLUSTER.pattern})[ \t]*")
_EMOJI_LAST = pattern(rf"[ \t]*(?:{EMOJI_CLUSTER.pattern})\Z")
_MAX_EMOJI = 4
_MAX_EMOJI_LENGTH = 12
_SEPARATED = pattern(r"[^,;+&]+")
_MAX_LIST_LENGTH = 2_000
"""Maximum number of code points of a cell or field that are searched for names."""


class NameUse(NamedTuple):
    """A use of a name. Offsets are code points in the block."""

    place: Place[Block]
    start: int
    end: int
    item: Item | None
    """The item with the name; None if the name is a dependency of another item."""

    @property
    def is_section(self) -> bool:
        """Whether the name is a heading."""
        return self.item is not None and self.item.kind is ItemKind.SECTION


def name_span(block: Block, item: Item) -> tuple[int, int]:
    """Return the span of the name of `item`, without its status, markup and emoji."""
    text = block.text
    start, end = item.start, item.end
    status = item.status
    if status and status.place is StatusPlace.HEADING and start < status.start < end:
        before = text[start : status.start].rstrip(_BEFORE_STATUS + "*_`~")
        if normalize_name(before):
            end = start + len(before)
    start, end = strip_markup(text, start, end)
    for _ in range(_MAX_EMOJI):
        first = _EMOJI_FIRST.match(text, start, end)
        last = _EMOJI_LAST.search(text, max(start, end - _MAX_EMOJI_LENGTH), end)
        if first and first.end() < end:
            start = first.end()
        elif last and last.start() > start:
            end = last.start()
        else:
            break
    start, end = strip_markup(text, start, end)
    while end > start + 1 and text[end - 1] in ":\uff1a":
        end -= 1  # `**Phase 1:** what it is`
    return _inside_link(block, start, end)


def _inside_link(block: Block, start: int, end: int) -> tuple[int, int]:
    """Return the span of the text if ``[start, end)`` is a link, else that span itself."""
    for link in facts_of(block).links:
        if (link.start, link.end) == (start, end) and link.text_start < link.text_end:
            return strip_markup(block.text, link.text_start, link.text_end)
    return start, end


def find_dependency_names(
    backlog: Backlog, block: Block, roles: TableRoles | None
) -> Iterator[tuple[int, int, str]]:
    """Yield the names of items that `block` lists as dependencies: start, end, normalized name."""
    for start, end in find_dependency_spans(block, roles):
        for part in _SEPARATED.finditer(block.text, start, min(end, start + _MAX_LIST_LENGTH)):
            low, high = _inside_link(block, *strip_markup(block.text, *part.span()))
            key = normalize_name(block.text[low:high])
            if key and backlog.index.get(SymbolKind.NAME, key):
                yield low, high, key


def find_dependency_spans(block: Block, roles: TableRoles | None) -> Iterator[tuple[int, int]]:
    """Yield the spans of the cells and fields of `block` that list dependencies."""
    found = facts_of(block)
    for field in found.fields:
        if find_role(field.name) is Role.DEPENDS_ON:
            yield field.value_start, field.value_end
    if block.kind == Kind.ROW and roles:
        span = cell_span_in_row(found.row, roles.column(Role.DEPENDS_ON))
        if span:
            yield span
    for grid in found.nested_tables:
        column = roles_of_header(block.text, grid.header).column(Role.DEPENDS_ON)
        for span in (cell_span_in_row(row, column) for row in grid.rows):
            if span:
                yield span


def find_name_uses(
    backlog: Backlog, key: str, *, dependents: bool = True, near: int | None = None
) -> list[NameUse]:
    """Return all uses of the normalized name `key`, in order.

    Args:
        backlog: the document.
        key: a normalized name.
        dependents: whether to include items that depend on it. No index lists them, so this
            searches all of the text.
        near: the key of the block near which to search; None for all of the document.
    """
    found = []
    own = set(backlog.index.get(SymbolKind.NAME, key))
    blocks = own | _blocks_with_words(backlog, key) if dependents else own
    for place, context in backlog.contexts_of(keys_near(blocks, near)):
        block = place.piece
        for low, high, name in find_dependency_names(backlog, block, context.roles):
            if name == key:
                found.append(NameUse(place, low, high, None))
        items = find_items(block, context.roles, cards=context.cards) if place.key in own else ()
        found += [
            NameUse(place, *name_span(block, item), item)
            for item in items
            if item.normalized_name == key
        ]
    return found


def _blocks_with_words(backlog: Backlog, key: str) -> set[int]:
    """Return the keys of the blocks with fields or cells that contain the words of `key`."""
    words = sorted(key.split(), key=len, reverse=True)
    found = set()
    for place in backlog.rope.places():
        block = place.piece
        text = block.text.casefold()
        if all(word in text for word in words):
            facts = facts_of(block)
            if facts.fields or facts.nested_tables or block.kind == Kind.ROW:
                found.add(place.key)
    return found


def find_feature_uses(
    backlog: Backlog, name: NameUse, key: str, *, dependents: bool = True
) -> list[NameUse]:
    """Return the uses of the feature at `name`; other features may have the same name.

    A generic name (`Tests`), or one that several headings have, means only the one at `name`.
    `dependents` is as for `find_name_uses`.
    """
    if not key or is_generic_name(key):
        return [name]
    places = find_name_uses(backlog, key, dependents=dependents)
    if name.item and not name.item.confident and name not in places:
        places.append(name)  # no index has it
    if sum(place.is_section for place in places) > 1:
        sections = (place for place in places if place.is_section and name.is_section)
        same = (place for place in sections if place.place.key == name.place.key)
        others = (place for place in places if not place.is_section and not name.is_section)
        return [*chain(same, others)]
    return places or [name]
