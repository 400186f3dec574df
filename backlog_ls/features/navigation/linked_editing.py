"""Equal feature names, or labels, which are edited together: `textDocument/linkedEditingRange`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.features.navigation.labels import KINDS, find_label_uses
from backlog_ls.features.navigation.location import Location
from backlog_ls.features.navigation.name_spans import find_name_uses
from backlog_ls.features.navigation.symbol_at import SymbolUse, UseKind, symbol_at
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.names.generic_names import is_generic_name

if TYPE_CHECKING:
    from backlog_ls.workspace.view import View


MAX_LINKED_RANGES = 100
"""Maximum number of places that are edited together."""


def find_linked_ranges(view: View, offset: int) -> list[Location]:
    """Return the places of the feature name or the label at `offset`, if it has several.

    What is typed at one of them appears at all of them (LSP 3.17, "Linked Editing Range"), so
    nothing is returned unless they have the same text.
    """
    symbol = symbol_at(view, offset)
    if symbol is None or not symbol.start <= offset <= symbol.end:  # beside a label or heading
        return []
    if symbol.kind is UseKind.LABEL:
        return _find_linked_labels(view, symbol)
    if symbol.name is None or is_generic_name(symbol.key):
        return []
    slice_of = view.backlog.rope.slice
    text = slice_of(symbol.start, symbol.end)
    # Only with the index: editors ask after every cursor movement. A rename also finds dependents.
    if len(view.backlog.index.get(SymbolKind.NAME, symbol.key)) > MAX_LINKED_RANGES:
        return []
    items = [
        each
        for each in find_name_uses(view.backlog, symbol.key, dependents=False)
        if each.item is not None
    ]
    places = [
        Location("", view.backlog, each.place.offset + each.start, each.place.offset + each.end)
        for each in items
    ]
    same = all(slice_of(each.start, each.end) == text for each in places)
    alone = len(places) < 2 or sum(each.is_section for each in items) > 1
    return places if same and not alone else []


def _find_linked_labels(view: View, symbol: SymbolUse) -> list[Location]:
    backlog = view.backlog
    if sum(len(backlog.index.get(kind, symbol.key)) for kind in KINDS) > MAX_LINKED_RANGES:
        return []
    uses = list(find_label_uses(backlog, symbol.key))
    same = len({use.text for use in uses}) == 1
    places = [Location("", backlog, use.start, use.end) for use in uses]
    return places if same and len(places) > 1 else []
