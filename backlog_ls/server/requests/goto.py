"""Definition, references, highlights and linked editing of the symbol at the cursor."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from lsprotocol import types

from backlog_ls.features.navigation.definition import find_definition_at
from backlog_ls.features.navigation.highlight import find_highlights
from backlog_ls.features.navigation.linked_editing import find_linked_ranges
from backlog_ls.features.navigation.references import find_references
from backlog_ls.features.navigation.symbol_at import symbol_at
from backlog_ls.features.navigation.workspace_symbols import MAX_SYMBOLS, find_workspace_symbols
from backlog_ls.model.items.item import ItemKind
from backlog_ls.server.background.typing_pause import notice_cursor
from backlog_ls.server.documents import convert
from backlog_ls.server.transport.client_capabilities import supports_definition_links

log = logging.getLogger(__name__)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.features.navigation.location import Location
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.server.documents.open_document import OpenDocument
    from backlog_ls.server.documents.session import Session
    from backlog_ls.server.server import BacklogServer
    from backlog_ls.workspace.index.summary import Summary


def on_definition(
    ls: BacklogServer, document: OpenDocument, params: types.DefinitionParams
) -> list[types.Location] | list[types.LocationLink] | None:
    """Return where the symbol at the cursor is defined."""
    offset = convert.to_offset(ls.session, document, params.position)
    target, found = find_definition_at(ls.session.view(document), offset)
    places = [to_location(ls.session, document, each) for each in found]
    if not supports_definition_links(ls.client_capabilities):
        return places
    origin = None
    if target is not None:
        text = document.backlog.document
        origin = convert.to_range(text, ls.session.encoding, target.start, target.end)
    return [
        types.LocationLink(place.uri, place.range, place.range, origin_selection_range=origin)
        for place in places
    ]


def on_references(
    ls: BacklogServer, document: OpenDocument, params: types.ReferenceParams
) -> list[types.Location] | None:
    """Return where the symbol at the cursor occurs in the workspace."""
    view = ls.session.view(document)
    target = symbol_at(view, convert.to_offset(ls.session, document, params.position))
    if target is None:
        return None
    with_definition = params.context.include_declaration
    return [
        to_location(ls.session, document, each)
        for each in find_references(view, target)
        if with_definition or not each.is_definition
    ]


def on_document_highlight(
    ls: BacklogServer, document: OpenDocument, params: types.DocumentHighlightParams
) -> list[types.DocumentHighlight] | None:
    """Return where the symbol at the cursor occurs in its document."""
    notice_cursor(ls, document, types.Range(params.position, params.position))
    offset = convert.to_offset(ls.session, document, params.position)
    kinds = types.DocumentHighlightKind
    return [
        types.DocumentHighlight(
            to_location(ls.session, document, each).range,
            kinds.Write if each.is_definition else kinds.Read,
        )
        for each in find_highlights(ls.session.view(document), offset)
    ]


def on_linked_editing_range(
    ls: BacklogServer, document: OpenDocument, params: types.LinkedEditingRangeParams
) -> types.LinkedEditingRanges | None:
    """Return the occurrences of a feature's name that are edited together."""
    offset = convert.to_offset(ls.session, document, params.position)
    found = find_linked_ranges(ls.session.view(document), offset)
    if not found:
        return None
    ranges = [to_location(ls.session, document, each).range for each in found]
    # No line end, bar or bracket: they would start another cell or link.
    return types.LinkedEditingRanges(ranges, word_pattern=r"[^|\r\n\[\]]+")


def on_workspace_symbol(
    ls: BacklogServer, params: types.WorkspaceSymbolParams
) -> list[types.WorkspaceSymbol]:
    """Return items, ids and headings of all known backlogs that match a query."""
    session = ls.session
    found = find_workspace_symbols(
        _backlogs(session), params.query, read_document=session.workspace.backlog
    )
    if len(found) >= MAX_SYMBOLS:
        log.info("workspace/symbol: only the best %d matches are shown", MAX_SYMBOLS)
    return [
        types.WorkspaceSymbol(
            types.Location(
                convert.client_uri(session, item.path),
                convert.to_range(item.backlog.document, session.encoding, item.start, item.end),
            ),
            item.name,
            _KINDS.get(item.kind, types.SymbolKind.Field),
            container_name=item.container or None,
        )
        for item in found
    ]


def _backlogs(session: Session) -> Iterator[tuple[str, Backlog | Summary]]:
    """Yield the open backlogs, then the summaries of the others in the workspace."""
    for each in session.documents.values():
        if each.is_checked:
            yield each.path, each.backlog
    yield from session.workspace.summaries()


_KINDS = {
    ItemKind.SECTION: types.SymbolKind.Namespace,
    ItemKind.TASK: types.SymbolKind.Boolean,
    ItemKind.DOCUMENT: types.SymbolKind.File,
}


def to_location(session: Session, document: OpenDocument, found: Location) -> types.Location:
    """Return `found` for the client; an empty path stands for `document`."""
    uri = convert.client_uri(session, found.path) if found.path else document.uri
    if found.backlog is None:
        start = types.Position(found.line, 0)
        return types.Location(uri, types.Range(start, start))
    text = found.backlog.document
    return types.Location(uri, convert.to_range(text, session.encoding, found.start, found.end))
