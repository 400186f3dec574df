"""Where a symbol is used: `textDocument/references`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.features.navigation.addresses import find_address_uses
from backlog_ls.features.navigation.definition import find_declaration, find_definitions
from backlog_ls.features.navigation.labels import find_label_uses
from backlog_ls.features.navigation.location import Location
from backlog_ls.features.navigation.name_spans import NameUse, find_feature_uses, find_name_uses
from backlog_ls.features.navigation.status_uses import find_status_spans
from backlog_ls.features.navigation.symbol_at import SymbolUse, UseKind, find_ids_in_block
from backlog_ls.features.neighbourhood import keys_near
from backlog_ls.model.analysis.dependencies import find_items_with_id
from backlog_ls.model.document.flags import Flag
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.items.milestones import find_milestone_uses
from backlog_ls.model.names.normalize import normalize_name
from backlog_ls.workspace.links.link_search import (
    LinkUse,
    find_links,
    find_links_to,
    link_search_word,
    longest_word,
    search_backlogs,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.workspace.view import View


def find_references(view: View, symbol: SymbolUse, *, everywhere: bool = True) -> list[Location]:
    """Return the uses of `symbol`, including its definitions, document by document.

    Args:
        view: the document of `symbol`, whose uses come first.
        symbol: what to search for.
        everywhere: whether to search all of the document and the other documents of the workspace;
            otherwise only blocks near `symbol` that an index lists.
    """
    found = list(_find_uses(view, symbol, everywhere=everywhere))
    if everywhere:
        found += find_definitions(view, symbol)
    elif symbol.kind is UseKind.STATUS:
        found += find_declaration(view, symbol)
    elif symbol.kind is UseKind.ANCHOR and symbol.path in {"", view.path}:
        found += find_definitions(view, symbol)
    places: dict[tuple[str, int, int], Location] = {}
    for each in found:
        key = each.path, each.start, each.end
        known = places.get(key)
        if known is None or each.is_definition:
            places[key] = each
    order = {path: number for number, path in enumerate(dict.fromkeys(e.path for e in found))}
    order[""] = -1
    return sorted(places.values(), key=lambda each: (order[each.path], each.start))


def _find_uses(view: View, symbol: SymbolUse, *, everywhere: bool) -> Iterator[Location]:
    kind = symbol.kind
    near = None if everywhere else view.backlog.rope.at_offset(symbol.start).key
    if kind is UseKind.ID:
        yield from find_id_uses("", view.backlog, symbol.key, near)
        if everywhere and view.path:
            for path, backlog in find_documents_sharing_id(view, symbol.key):
                yield from find_id_uses(path, backlog, symbol.key)
    elif kind is UseKind.STATUS:
        for start, end in find_status_spans(view.backlog, symbol, near):
            yield Location("", view.backlog, start, end)
    elif kind is UseKind.MILESTONE:
        yield from _find_milestone_uses("", view.backlog, symbol.key, near)
        if everywhere and view.path:
            word = symbol.key.split(" ", maxsplit=1)[0]
            for path, backlog in search_backlogs(view, word):
                yield from _find_milestone_uses(path, backlog, symbol.key)
    elif kind is UseKind.FILE:
        for use in (
            find_links_to(view, symbol.path) if everywhere else _find_own_links(view, symbol.path)
        ):
            yield _location(view, use.path, use.backlog, use.target_start, use.path_end)
    elif kind is UseKind.ANCHOR:
        owner = view.workspace.backlog(symbol.path) if symbol.path else view.backlog
        place = owner.find_anchor(symbol.key) if owner else None
        if place is not None:
            yield from _find_links_to_anchor(
                view, symbol.path, place.key, symbol.key, everywhere=everywhere
            )
    elif kind is UseKind.ADDRESS:
        yield from find_address_uses(view, symbol.key, everywhere=everywhere)
    elif kind is UseKind.LABEL:
        for label in find_label_uses(view.backlog, symbol.key, near):
            is_definition = label.label.kind.is_definition
            yield Location("", view.backlog, label.start, label.end, is_definition)
    elif symbol.name is not None:
        yield from _find_name_uses(view, symbol.name, symbol.key, everywhere=everywhere)


def find_documents_sharing_id(view: View, key: str) -> Iterator[tuple[str, Backlog]]:
    """Yield the other documents in which the id `key` means the same item as in this one.

    If both documents have an item with that id, the names must agree: documents may number their
    items independently.
    """
    own = _words_of_names(view.backlog, key)
    digits = max((part for part in _digits(key)), key=len, default="")
    for path, backlog in search_backlogs(view, digits):
        names = _words_of_names(backlog, key) if own else []
        if names and not any(a <= b or b <= a for a in names for b in own):
            continue
        if any(
            backlog.index.get(sort, key)
            for sort in (SymbolKind.ID, SymbolKind.DEPENDENCY, SymbolKind.MENTION)
        ):
            yield path, backlog


def _words_of_names(backlog: Backlog, key: str) -> list[set[str]]:
    """Return the words of the names of the items with the id `key`, without the id."""
    return [
        set(normalize_name(item.item.name.replace(item.item.id, " ")).split())
        for item in find_items_with_id(backlog, key)
    ]


def _digits(key: str) -> list[str]:
    return "".join(char if char.isdigit() else " " for char in key).split()


def find_id_uses(
    path: str, backlog: Backlog, key: str, near: int | None = None
) -> Iterator[Location]:
    """Yield the uses of the id `key` in one document: near the block `near`, or all."""
    index = backlog.index
    sorts = (SymbolKind.ID, SymbolKind.DEPENDENCY, SymbolKind.MENTION)
    blocks = {block for sort in sorts for block in index.get(sort, key)}
    own = {item.place.offset + item.item.id_start for item in find_items_with_id(backlog, key)}
    for place, context in backlog.contexts_of(keys_near(blocks, near)):
        for start, end, ident in find_ids_in_block(place.piece, context):
            if ident == key:
                at = place.offset + start
                yield Location(path, backlog, at, place.offset + end, at in own)


def find_uses_of_milestone(
    backlog: Backlog, key: str, near: int | None = None
) -> Iterator[tuple[int, int]]:
    """Yield where columns and fields name the milestone `key`: near the block `near`, or all."""
    blocks = dict.fromkeys(backlog.index.get(SymbolKind.MILESTONE, key))
    for place, context in backlog.contexts_of(keys_near(blocks, near)):
        for use in find_milestone_uses(place.piece, context.roles):
            if use.normalized_name == key:
                yield place.offset + use.start, place.offset + use.end


def _find_milestone_uses(
    path: str, backlog: Backlog, key: str, near: int | None = None
) -> Iterator[Location]:
    for start, end in find_uses_of_milestone(backlog, key, near):
        yield Location(path, backlog, start, end)


def _find_name_uses(view: View, name: NameUse, key: str, *, everywhere: bool) -> Iterator[Location]:
    if everywhere:
        places: Iterable[NameUse] = find_feature_uses(view.backlog, name, key)
    else:
        near = name.place.key
        found = find_name_uses(view.backlog, key, dependents=False, near=near) if key else []
        places = [name, *(each for each in found if each.item is not None)]
    for each in places:
        offset = each.place.offset
        yield Location("", view.backlog, offset + each.start, offset + each.end, each.is_section)
        if each.is_section and (everywhere or each.place.key == name.place.key):
            anchor = view.backlog.slug(each.place.piece)
            yield from _find_links_to_anchor(
                view, "", each.place.key, anchor, everywhere=everywhere
            )


def _find_links_to_anchor(
    view: View, path: str, key: int, anchor: str, *, everywhere: bool
) -> Iterator[Location]:
    """Yield the links to the anchor in block `key` of the document at `path`.

    Args:
        view: this document.
        path: absolute; empty for this document.
        key: the key of the block.
        anchor: the anchor, perhaps without the number that tells equal ones apart.
        everywhere: whether to search all documents.
    """
    wanted = path or view.path
    for use in find_links_to(view, wanted) if everywhere else _find_own_links(view, wanted, anchor):
        fragment = use.resolved.target.fragment.lower()
        owner = view.backlog if wanted == view.path else view.workspace.backlog(wanted)
        place = owner.find_anchor(fragment) if owner and fragment else None
        if place is not None and place.key == key:
            yield _location(view, use.path, use.backlog, use.fragment_start, use.target_end)


def _find_own_links(view: View, path: str, anchor: str = "") -> Iterator[LinkUse]:
    bits = Flag.ANCHOR_LINK if anchor else Flag.LINK
    # Other characters than ASCII may be percent-encoded, and wiki links have spaces for hyphens.
    word = longest_word(anchor) if anchor else link_search_word(path)
    links = find_links(view.path, view.backlog, view.workspace, bits=bits, word=word, parsed=True)
    for use in links:
        if use.target_path == path:
            yield use


def _location(view: View, path: str, backlog: Backlog, start: int, end: int) -> Location:
    return Location("" if path == view.path else path, backlog, start, end)
