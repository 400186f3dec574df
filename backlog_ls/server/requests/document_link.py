"""`textDocument/documentLink`: links to files and headings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from backlog_ls.features.navigation.document_links import find_destination, find_document_links
from backlog_ls.server.documents import convert
from backlog_ls.server.documents.place_data import place_data, read_place
from backlog_ls.server.transport.uris import path_to_uri

if TYPE_CHECKING:
    from backlog_ls.server.documents.open_document import OpenDocument
    from backlog_ls.server.server import BacklogServer


def on_document_link(
    ls: BacklogServer, document: OpenDocument, _params: types.DocumentLinkParams
) -> list[types.DocumentLink] | None:
    """Return the links to files and headings. Targets are resolved when they are followed."""
    text, encoding = document.backlog.document, ls.session.encoding
    return [
        types.DocumentLink(
            convert.to_range(text, encoding, link.start, link.end),
            data=place_data(document, link.key, link.start),
        )
        for link in find_document_links(ls.session.view(document))
    ]


def on_document_link_resolve(ls: BacklogServer, link: types.DocumentLink) -> types.DocumentLink:
    """Return `link` with its target: a URI, with a line number as editors understand it."""
    place = read_place(ls.session, link.data)
    if place is None:
        return link
    document, key, start = place
    found = find_destination(ls.session.view(document), key, start)
    if found is not None:
        uri = path_to_uri(found.path) if found.path else document.uri
        link.target = f"{uri}#L{found.line + 1}" if found.line else uri
    return link
