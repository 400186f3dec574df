"""`textDocument/prepareCallHierarchy`: the dependencies of items, as callers and callees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from backlog_ls.features.navigation.call_hierarchy import (
    DependencyEdge,
    DependencyNode,
    find_dependencies,
    find_dependents,
    find_node_at,
)
from backlog_ls.model.statuses.status import Status, status_name
from backlog_ls.server.documents import convert
from backlog_ls.server.transport.json_data import to_plain_json
from backlog_ls.server.transport.uris import path_to_uri, uri_to_path
from backlog_ls.workspace.view import View

if TYPE_CHECKING:
    from backlog_ls.server.documents.open_document import OpenDocument
    from backlog_ls.server.server import BacklogServer


def on_prepare_call_hierarchy(
    ls: BacklogServer, document: OpenDocument, params: types.CallHierarchyPrepareParams
) -> list[types.CallHierarchyItem] | None:
    """Return the item at the cursor."""
    view = ls.session.view(document)
    node = find_node_at(view, convert.to_offset(ls.session, document, params.position))
    return [_to_item(ls, document.uri, view, node)] if node else None


def on_incoming_calls(
    ls: BacklogServer, params: types.CallHierarchyIncomingCallsParams
) -> list[types.CallHierarchyIncomingCall] | None:
    """Return the items that depend on an item."""
    found = _requested_item(ls, params.item)
    if found is None:
        return None
    uri, view, key = found
    return [
        types.CallHierarchyIncomingCall(
            _to_item(ls, uri, view, edge.node), _to_ranges(ls, _view(ls, view, edge.node), edge)
        )
        for edge in find_dependents(view, key)
    ]


def on_outgoing_calls(
    ls: BacklogServer, params: types.CallHierarchyOutgoingCallsParams
) -> list[types.CallHierarchyOutgoingCall] | None:
    """Return the items that an item depends on."""
    found = _requested_item(ls, params.item)
    if found is None:
        return None
    uri, view, key = found
    return [
        types.CallHierarchyOutgoingCall(
            _to_item(ls, uri, view, edge.node), _to_ranges(ls, view, edge)
        )
        for edge in find_dependencies(view, key)
    ]


def _requested_item(
    ls: BacklogServer, item: types.CallHierarchyItem
) -> tuple[str, View, str] | None:
    data = to_plain_json(item.data)
    if not isinstance(data, dict):
        return None
    document = ls.session.documents.get(item.uri)
    key = str(data.get("key"))
    if document is not None:
        return item.uri, ls.session.view(document), key
    path = uri_to_path(item.uri)
    backlog = ls.session.workspace.backlog(path) if path else None
    return (item.uri, View(backlog, ls.session.workspace, path), key) if path and backlog else None


def _view(ls: BacklogServer, view: View, node: DependencyNode) -> View:
    """Return the view of the document that `node` is in."""
    backlog = ls.session.workspace.backlog(node.path) if node.path else None
    return View(backlog, view.workspace, node.path, view.settings) if backlog else view


def _to_item(
    ls: BacklogServer, uri: str, view: View, node: DependencyNode
) -> types.CallHierarchyItem:
    document = _view(ls, view, node).backlog.document
    where = convert.to_range(document, ls.session.encoding, node.start, node.end)
    status = "" if node.status is Status.UNKNOWN else status_name(node.status)
    return types.CallHierarchyItem(
        node.id if node.name == node.id else f"{node.id} {node.name}",
        types.SymbolKind.Event,
        path_to_uri(node.path) if node.path else uri,
        where,
        where,
        detail=status or None,
        data={"key": node.key},
    )


def _to_ranges(ls: BacklogServer, view: View, edge: DependencyEdge) -> list[types.Range]:
    document = view.backlog.document
    return [convert.to_range(document, ls.session.encoding, *place) for place in edge.spans]
