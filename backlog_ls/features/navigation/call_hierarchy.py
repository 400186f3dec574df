"""The call hierarchy of a backlog: which items wait for which.

What an item waits for stands for the calls that go out of it, what waits for it for those that come in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.markdown_text import plain
from backlog_ls.model.analysis.dependencies import Written, waits_for, waits_of, written_in
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.items.dependencies import needs_in
from backlog_ls.model.items.items import items_of
from backlog_ls.model.names.ids import ident_key
from backlog_ls.workspace.dependencies import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.statuses.status import Status
    from backlog_ls.workspace.view import View


class Node(NamedTuple):
    """An item that has an id. Offsets are code points in its document."""

    path: str
    """Absolute; empty for the document at hand."""
    key: str
    """Its id, as ids are compared."""
    ident: str
    """As written."""
    name: str
    status: Status
    start: int
    end: int


class Edge(NamedTuple):
    """The item at the other end, and where it is written that one waits for the other.

    The places are in the document of the one that waits.
    """

    node: Node
    places: tuple[tuple[int, int], ...]


def node_at(view: View, offset: int) -> Node | None:
    """Return the item whose id, or whose name, stands at `offset`, or None."""
    backlog = view.backlog
    place = backlog.rope.at_offset(min(offset, backlog.document.length))
    context = backlog.context(place)
    at = offset - place.offset
    for need in needs_in(place.piece, context.roles):
        if need.start <= at <= need.end:
            return next(iter(nodes(view, need.key)), None)
    items = [
        item for item in items_of(place.piece, context.roles, cards=context.cards) if item.ident
    ]
    touched = [
        item
        for item in items
        if item.start <= at <= item.end
        or item.ident_start <= at <= item.ident_start + len(item.ident)
    ]
    if not touched and len(items) == 1:
        touched = items
    for item in touched:
        return _node(Written("", backlog, place, context, item))
    return None


def nodes(view: View, key: str) -> list[Node]:
    """Return the items with the id `key`: in the document, or else in others beside it."""
    return [_node(one) for one in written(view, key)]


def waited_for(view: View, key: str) -> Iterator[Edge]:
    """Yield what the items with the id `key`, in the document, wait for."""
    places: dict[str, list[tuple[int, int]]] = {}
    for one in written_in(view.backlog, key):
        for wait in waits_of(one):
            at = wait.place.offset
            span = at + wait.need.start, at + wait.need.end
            places.setdefault(wait.need.key, []).append(span)
    for needed, spans in places.items():
        for node in nodes(view, needed)[:1]:
            yield Edge(node, tuple(dict.fromkeys(spans)))


def waiting(view: View, key: str) -> Iterator[Edge]:
    """Yield the items that wait for the id `key`, in the document and in others beside it."""
    backlogs = [("", view.backlog)]
    if view.path:
        backlogs += view.workspace.writers(SymbolKind.NEED, key, view.path)
    for path, backlog in backlogs:
        yield from _waiting_in(path, backlog, key)


def _waiting_in(path: str, backlog: Backlog, key: str) -> Iterator[Edge]:
    places: dict[str, list[tuple[int, int]]] = {}
    for wait in waits_for(backlog, key):
        if wait.item is not None and wait.item.ident:
            at = wait.place.offset
            span = at + wait.need.start, at + wait.need.end
            places.setdefault(ident_key(wait.item.ident), []).append(span)
    for own, spans in places.items():
        one = next(written_in(backlog, own, path), None)
        if one is not None:
            yield Edge(_node(one), tuple(dict.fromkeys(spans)))


def _node(one: Written) -> Node:
    item, at = one.item, one.place.offset
    return Node(
        one.path,
        ident_key(item.ident),
        item.ident,
        plain(item.name) or item.ident,
        one.status,
        at + item.start,
        at + max(item.end, item.start),
    )
