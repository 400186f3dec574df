"""The call hierarchy over dependencies on its way to the client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from backlog_ls.features.hover.section_card import status_name
from backlog_ls.features.navigation.call_hierarchy import Edge, Node, node_at, waited_for, waiting
from backlog_ls.model.statuses.status import Status
from backlog_ls.server.documents import convert
from backlog_ls.server.transport.json_data import plain
from backlog_ls.server.transport.uris import path_of, uri_of
from backlog_ls.workspace.view import View

if TYPE_CHECKING:
    from backlog_ls.server.documents.session import OpenDocument
    from backlog_ls.server.server import BacklogServer


def on_prepare(
    ls: BacklogServer, document: OpenDocument, params: types.CallHierarchyPrepareParams
) -> list[types.CallHierarchyItem] | None:
    """The item under the cursor."""
    view = ls.session.view(document)
    node = node_at(view, convert.offset(ls.session, document, params.position))
    return [_shown(ls, document.uri, view, node)] if node else None


def on_incoming(
    ls: BacklogServer, params: types.CallHierarchyIncomingCallsParams
) -> list[types.CallHierarchyIncomingCall] | None:
    """What waits for an item."""
    found = _asked(ls, params.item)
    if found is None:
        return None
    uri, view, key = found
    return [
        types.CallHierarchyIncomingCall(
            _shown(ls, uri, view, edge.node), _places(ls, _view(ls, view, edge.node), edge)
        )
        for edge in waiting(view, key)
    ]


def on_outgoing(
    ls: BacklogServer, params: types.CallHierarchyOutgoingCallsParams
) -> list[types.CallHierarchyOutgoingCall] | None:
    """What an item waits for."""
    found = _asked(ls, params.item)
    if found is None:
        return None
    uri, view, key = found
    return [
        types.CallHierarchyOutgoingCall(_shown(ls, uri, view, edge.node), _places(ls, view, edge))
        for edge in waited_for(view, key)
    ]


def _asked(ls: BacklogServer, item: types.CallHierarchyItem) -> tuple[str, View, str] | None:
    data = plain(item.data)
    if not isinstance(data, dict):
        return None
    document = ls.session.documents.get(item.uri)
    key = str(data.get("key"))
    if document is not None:
        return item.uri, ls.session.view(document), key
    path = path_of(item.uri)
    backlog = ls.session.workspace.backlog(path) if path else None
    return (item.uri, View(backlog, ls.session.workspace, path), key) if path and backlog else None


def _view(ls: BacklogServer, view: View, node: Node) -> View:
    """Return the document that `node` is in."""
    backlog = ls.session.workspace.backlog(node.path) if node.path else None
    return View(backlog, view.workspace, node.path, view.settings) if backlog else view


def _shown(ls: BacklogServer, uri: str, view: View, node: Node) -> types.CallHierarchyItem:
    document = _view(ls, view, node).backlog.document
    where = convert.span(document, ls.session.encoding, node.start, node.end)
    status = "" if node.status is Status.UNKNOWN else status_name(node.status)
    return types.CallHierarchyItem(
        node.ident if node.name == node.ident else f"{node.ident} {node.name}",
        types.SymbolKind.Event,
        uri_of(node.path) if node.path else uri,
        where,
        where,
        detail=status or None,
        data={"key": node.key},
    )


def _places(ls: BacklogServer, view: View, edge: Edge) -> list[types.Range]:
    document = view.backlog.document
    return [convert.span(document, ls.session.encoding, *place) for place in edge.places]
