"""Where a symbol is defined: `textDocument/definition`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from backlog_ls.features.navigation.labels import find_label_at, find_label_definition
from backlog_ls.features.navigation.location import Location
from backlog_ls.features.navigation.milestone_documents import find_milestone_documents
from backlog_ls.features.navigation.name_spans import NameUse, find_feature_uses, find_name_uses
from backlog_ls.features.navigation.symbol_at import SymbolUse, UseKind, symbol_at
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.index import SymbolKind, label_key
from backlog_ls.text.position import Position
from backlog_ls.workspace.dependencies import items_with_id
from backlog_ls.workspace.document_names import is_markdown
from backlog_ls.workspace.index.summary import find_title
from backlog_ls.workspace.links.resolve import LinkProblem, ResolvedLink
from backlog_ls.workspace.links.wiki import resolve_link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View


def find_definition_at(view: View, offset: int) -> tuple[SymbolUse | None, list[Location]]:
    """Return the symbol at `offset`, a code point, and its definitions.

    A link is followed wherever the cursor is in it. In the text of a link, the symbol is None: the
    text may be anything. So it is beside the words of a heading.
    """
    link = _resolve_link_at(view, offset)
    symbol = symbol_at(view, offset)
    if link is not None:
        in_target = symbol if symbol and symbol.kind in {UseKind.FILE, UseKind.ANCHOR} else None
        return in_target, list(_follow(view, link))
    reference = _find_reference_at(view.backlog, offset)
    if reference is not None:
        in_label = symbol if symbol and symbol.kind is UseKind.LABEL else None
        return in_label, list(_find_label(view, reference))
    if symbol is None:
        return None, []
    touched = symbol.start <= offset <= symbol.end
    return symbol if touched else None, list(find_definitions(view, symbol))


def find_definitions(view: View, symbol: SymbolUse) -> Iterator[Location]:
    """Yield the definitions of `symbol`."""
    kind = symbol.kind
    if kind is UseKind.ID:
        yield from _find_items(view, symbol.key)
    elif kind is UseKind.STATUS:
        yield from find_declaration(view, symbol)
    elif kind is UseKind.MILESTONE:
        for path in find_milestone_documents(view, symbol.key):
            yield from _find_document(view, path)
    elif kind is UseKind.ANCHOR:
        yield from _find_anchor(view, symbol.path, symbol.key)
    elif kind is UseKind.FILE:
        yield from _find_document(view, symbol.path)
    elif kind is UseKind.LABEL:
        yield from _find_label(view, symbol.key)
    elif symbol.name is not None:
        yield from _find_named(view, symbol.name, symbol.key)


def _find_items(view: View, key: str) -> Iterator[Location]:
    items = items_with_id(view, key)
    for item in items:
        first = item.place.offset + item.item.id_start
        last = first + len(item.item.id)
        yield Location(item.path, item.backlog, first, last, is_definition=True)
    if not items and view.path:  # a file that is named after the id
        for path in view.workspace.paths_with(SymbolKind.ID, key, view.path):
            yield from _find_document(view, path)


def _find_named(view: View, name: NameUse, key: str) -> Iterator[Location]:
    places = find_feature_uses(view.backlog, name, key, dependents=False)
    sections = [each for each in places if each.is_section]
    items = [each for each in places if each.item is not None]
    for each in sections or items[:1] or _find_first_item(view, key):
        offset = each.place.offset
        yield Location("", view.backlog, offset + each.start, offset + each.end, is_definition=True)


def _find_first_item(view: View, key: str) -> list[NameUse]:
    """Return the first item with the name `key`, a dependency."""
    found = find_name_uses(view.backlog, key, dependents=False)
    return [each for each in found if each.item is not None][:1]


def find_declaration(view: View, symbol: SymbolUse) -> Iterator[Location]:
    """Yield the entry of the legend that declares `symbol`, a status, if one does."""
    term = symbol.term
    place = view.backlog.rope.at_key(term.key) if term and term.key > 0 else None
    if term and place:
        start, end = place.offset + term.start, place.offset + term.end
        yield Location("", view.backlog, start, end, is_definition=True)


def _find_label(view: View, key: str) -> Iterator[Location]:
    found = find_label_definition(view.backlog, key)
    if found:
        yield Location("", view.backlog, found.start, found.end, is_definition=True)


def _find_reference_at(backlog: Backlog, offset: int) -> str | None:
    """Return the label of the reference at `offset`, in whose text no other symbol is looked up."""
    place = backlog.rope.at_offset(offset)
    found = find_label_at(backlog, place, offset - place.offset)
    is_reference = found is not None and not found.label.kind.is_definition
    return label_key(place.piece, found.label) if found and is_reference else None


def _resolve_link_at(view: View, offset: int) -> ResolvedLink | None:
    place = view.backlog.rope.at_offset(offset)
    local = offset - place.offset
    for link in facts_of(place.piece).links:
        if link.start <= local < link.end:
            return resolve_link(
                place.piece.text, link, view.backlog, view.path, view.root, view.workspace
            )
    return None


def _follow(view: View, link: ResolvedLink) -> Iterator[Location]:
    if link.problem in {LinkProblem.NO_FILE, LinkProblem.NO_MILESTONE}:
        return
    found = []
    if link.target.fragment:
        found = list(_find_anchor(view, link.path, link.target.fragment.lower()))
    yield from found or (_find_document(view, link.path, link.target.line) if link.path else ())


def _find_anchor(view: View, path: str, fragment: str) -> Iterator[Location]:
    markdown = not path or is_markdown(path)
    own = not path or path == view.path
    backlog = (view.backlog if own else view.workspace.backlog(path)) if markdown else None
    place = backlog.find_anchor(fragment) if backlog else None
    if place is None:
        return
    start, end = _span_of_anchor(place, fragment)
    yield Location("" if own else path, backlog, start, end, is_definition=True)


def _span_of_anchor(place: Place[Block], fragment: str) -> tuple[int, int]:
    found = facts_of(place.piece)
    for anchor in found.anchors:
        if anchor.name.lower() == fragment:
            return place.offset + anchor.start, place.offset + anchor.end
    if found.heading:
        return place.offset + found.heading.start, place.offset + found.heading.end
    return place.offset, place.offset


def _find_document(view: View, path: str, line: int = 0) -> Iterator[Location]:
    """Yield line `line` of the file at `path`, or its title, or its beginning; nothing for a folder.

    Lines count from 1; 0 stands for none.
    """
    workspace = view.workspace
    above, name = os.path.split(path)
    if not workspace.exists(path) or f"{name}/" in workspace.disk.list_folder(above):
        return
    own = path == view.path
    backlog = None
    if is_markdown(path):
        backlog = view.backlog if own else workspace.backlog(path)
    title = find_title(backlog) if backlog else None
    start, end = _span_of_anchor(title, "") if title else (0, 0)
    if backlog and line:
        start = end = backlog.document.offset_at(Position(line - 1, 0))
    yield Location(
        "" if own else path, backlog, start, end, is_definition=True, line=max(line - 1, 0)
    )
