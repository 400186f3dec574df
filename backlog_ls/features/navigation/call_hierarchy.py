"""Dependencies between items, shown as a call hierarchy: `textDocument/prepareCallHierarchy`.

Outgoing calls are the items that an item depends on; incoming calls are the items that depend on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.markdown_text import plain_text
from backlog_ls.model.analysis.dependencies import (
    LocatedItem,
    find_dependencies_of,
    find_dependencies_on,
    find_items_with_id,
)
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.items.dependency_uses import find_dependency_uses
from backlog_ls.model.items.items import find_items
from backlog_ls.model.names.ids import normalize_id
from backlog_ls.workspace.dependencies import items_with_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.statuses.status import Status
    from backlog_ls.workspace.view import View


class DependencyNode(NamedTuple):
    """An item with an id. Offsets are code points in its document."""

    path: str
    """Absolute; empty for the document that was asked about."""
    key: str
    """The normalized id."""
    id: str
    """As written."""
    name: str
    status: Status
    start: int
    end: int


class DependencyEdge(NamedTuple):
    """The other item of a dependency, and where the dependency is stated.

    The spans are code points in the document of the dependent item.
    """

    node: DependencyNode
    spans: tuple[tuple[int, int], ...]


def find_node_at(view: View, offset: int) -> DependencyNode | None:
    """Return the item whose id or name contains `offset`, a code point, or None."""
    backlog = view.backlog
    place = backlog.rope.at_offset(min(offset, backlog.document.length))
    context = backlog.context(place)
    at = offset - place.offset
    for need in find_dependency_uses(place.piece, context.roles):
        if need.start <= at <= need.end:
            return next(iter(find_nodes(view, need.normalized_id)), None)
    items = [
        item for item in find_items(place.piece, context.roles, cards=context.cards) if item.id
    ]
    touched = [
        item
        for item in items
        if item.start <= at <= item.end or item.id_start <= at <= item.id_start + len(item.id)
    ]
    if not touched and len(items) == 1:
        touched = items
    for item in touched:
        return _node_of(LocatedItem("", backlog, place, context, item))
    return None


def find_nodes(view: View, key: str) -> list[DependencyNode]:
    """Return the items with the id `key`: in this document, or else in others beside it."""
    return [_node_of(one) for one in items_with_id(view, key)]


def find_dependencies(view: View, key: str) -> Iterator[DependencyEdge]:
    """Yield the dependencies of the items with the id `key` in this document."""
    places: dict[str, list[tuple[int, int]]] = {}
    for one in find_items_with_id(view.backlog, key):
        for wait in find_dependencies_of(one):
            at = wait.place.offset
            span = at + wait.use.start, at + wait.use.end
            places.setdefault(wait.use.normalized_id, []).append(span)
    for needed, spans in places.items():
        for node in find_nodes(view, needed)[:1]:
            yield DependencyEdge(node, tuple(dict.fromkeys(spans)))


def find_dependents(view: View, key: str) -> Iterator[DependencyEdge]:
    """Yield the items that depend on the id `key`, in this document and in others beside it."""
    backlogs = [("", view.backlog)]
    if view.path:
        backlogs += view.workspace.backlogs_with(SymbolKind.DEPENDENCY, key, view.path)
    for path, backlog in backlogs:
        yield from _dependents_in(path, backlog, key)


def _dependents_in(path: str, backlog: Backlog, key: str) -> Iterator[DependencyEdge]:
    places: dict[str, list[tuple[int, int]]] = {}
    for wait in find_dependencies_on(backlog, key):
        if wait.item is not None and wait.item.id:
            at = wait.place.offset
            span = at + wait.use.start, at + wait.use.end
            places.setdefault(normalize_id(wait.item.id), []).append(span)
    for own, spans in places.items():
        one = next(find_items_with_id(backlog, own, path), None)
        if one is not None:
            yield DependencyEdge(_node_of(one), tuple(dict.fromkeys(spans)))


def _node_of(one: LocatedItem) -> DependencyNode:
    item, at = one.item, one.place.offset
    return DependencyNode(
        one.path,
        normalize_id(item.id),
        item.id,
        plain_text(item.name) or item.id,
        one.status,
        at + item.start,
        at + max(item.end, item.start),
    )
