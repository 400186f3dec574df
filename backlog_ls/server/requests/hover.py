"""`textDocument/hover`: what is at the cursor, and about which rules the findings there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from backlog_ls.features.hover.hover import find_hover
from backlog_ls.rules.docs.page import first_sentence
from backlog_ls.server.documents import convert
from backlog_ls.server.transport import client_capabilities

if TYPE_CHECKING:
    from backlog_ls.server.documents.open_document import OpenDocument
    from backlog_ls.server.server import BacklogServer


def on_hover(
    ls: BacklogServer, document: OpenDocument, params: types.HoverParams
) -> types.Hover | None:
    """Return the hover at the cursor."""
    offset = convert.to_offset(ls.session, document, params.position)
    found = find_hover(ls.session.view(document), offset)
    parts = [found.text] if found else []
    if not client_capabilities.shows_rule_pages(ls.client_capabilities):
        parts += _describe_rules(document, offset)
    if not parts:
        return None
    where = found and convert.to_range(
        document.backlog.document, ls.session.encoding, found.start, found.end
    )
    text = "\n\n---\n\n".join(parts)
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text), where)


def _describe_rules(document: OpenDocument, offset: int) -> list[str]:
    """Return what the rules report whose findings are shown at `offset`, and how to read more."""
    place = document.backlog.rope.at_offset(offset)
    inside = offset - place.offset
    codes = dict.fromkeys(
        each.code
        for each in document.shown
        if each.key == place.key and each.start <= inside <= each.end
    )
    return [
        f"**{code}**: {first_sentence(code)} `backlog-ls rule {code}` explains it."
        for code in codes
    ]
