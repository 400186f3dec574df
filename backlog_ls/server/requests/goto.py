"""Going to what is under the cursor, and to where else it stands."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from lsprotocol import types

from backlog_ls.features.navigation.navigation import (
    Found,
    definition,
    highlights,
    linked_spans,
    references,
)
from backlog_ls.features.navigation.symbol_at import target_at
from backlog_ls.features.navigation.workspace_symbols import MOST, workspace_symbols
from backlog_ls.model.items.items import ItemKind
from backlog_ls.server.documents import convert
from backlog_ls.server.lifecycle import client_capabilities as able
from backlog_ls.server.transport.uris import uri_of

log = logging.getLogger(__name__)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.server.documents.session import OpenDocument, Session
    from backlog_ls.server.server import BacklogServer
    from backlog_ls.workspace.index.summary import Summary


def on_definition(
    ls: BacklogServer, document: OpenDocument, params: types.DefinitionParams
) -> list[types.Location] | list[types.LocationLink] | None:
    """Where the thing under the cursor is defined."""
    offset = convert.offset(ls.session, document, params.position)
    target, found = definition(ls.session.view(document), offset)
    places = [location(ls.session, document, each) for each in found]
    if not able.takes_links(ls):
        return places
    origin = None
    if target is not None:
        text = document.backlog.document
        origin = convert.span(text, ls.session.encoding, target.start, target.end)
    return [
        types.LocationLink(place.uri, place.range, place.range, origin_selection_range=origin)
        for place in places
    ]


def on_references(
    ls: BacklogServer, document: OpenDocument, params: types.ReferenceParams
) -> list[types.Location] | None:
    """Where the thing under the cursor stands."""
    view = ls.session.view(document)
    target = target_at(view, convert.offset(ls.session, document, params.position))
    if target is None:
        return None
    with_definition = params.context.include_declaration
    return [
        location(ls.session, document, each)
        for each in references(view, target)
        if with_definition or not each.is_definition
    ]


def on_highlight(
    ls: BacklogServer, document: OpenDocument, params: types.DocumentHighlightParams
) -> list[types.DocumentHighlight] | None:
    """Where the thing under the cursor stands in its document."""
    offset = convert.offset(ls.session, document, params.position)
    kinds = types.DocumentHighlightKind
    return [
        types.DocumentHighlight(
            location(ls.session, document, each).range,
            kinds.Write if each.is_definition else kinds.Read,
        )
        for each in highlights(ls.session.view(document), offset)
    ]


def on_linked_editing(
    ls: BacklogServer, document: OpenDocument, params: types.LinkedEditingRangeParams
) -> types.LinkedEditingRanges | None:
    """The places of a feature's name, which are typed as one."""
    offset = convert.offset(ls.session, document, params.position)
    found = linked_spans(ls.session.view(document), offset)
    if not found:
        return None
    ranges = [location(ls.session, document, each).range for each in found]
    # Anything but a line end, a bar or what would make another cell or link of it.
    return types.LinkedEditingRanges(ranges, word_pattern=r"[^|\r\n\[\]]+")


def on_workspace_symbols(
    ls: BacklogServer, params: types.WorkspaceSymbolParams
) -> list[types.WorkspaceSymbol]:
    """Items, ids and headings of all known backlogs."""
    session = ls.session
    found = workspace_symbols(_backlogs(session), params.query, read=session.workspace.backlog)
    if len(found) >= MOST:
        log.info("workspace/symbol: the best %d are shown", MOST)
    return [
        types.WorkspaceSymbol(
            types.Location(
                uri_at(session, item.path),
                convert.span(item.backlog.document, session.encoding, item.start, item.end),
            ),
            item.name,
            _KINDS.get(item.kind, types.SymbolKind.Field),
            container_name=item.section or None,
        )
        for item in found
    ]


def _backlogs(session: Session) -> Iterator[tuple[str, Backlog | Summary]]:
    """Yield the backlogs that are open, then what is known of the others of the workspace."""
    for each in session.documents.values():
        if each.speaks:
            yield each.path, each.backlog
    yield from session.workspace.summaries()


_KINDS = {
    ItemKind.SECTION: types.SymbolKind.Namespace,
    ItemKind.TASK: types.SymbolKind.Boolean,
    ItemKind.DOCUMENT: types.SymbolKind.File,
}


def location(session: Session, document: OpenDocument, found: Found) -> types.Location:
    """Return `found`, a place asked for from `document`, as a client's."""
    uri = uri_at(session, found.path) if found.path else document.uri
    if found.backlog is None:
        start = types.Position(0, 0)
        return types.Location(uri, types.Range(start, start))
    text = found.backlog.document
    return types.Location(uri, convert.span(text, session.encoding, found.start, found.end))


def uri_at(session: Session, path: str) -> str:
    """Return the URI of the absolute `path`, as the client has it where that has it open."""
    known = (each.uri for each in session.documents.values() if each.path == path)
    return next(known, "") or uri_of(path)
