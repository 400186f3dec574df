"""`textDocument/codeLens`: progress above headings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from backlog_ls.features.outline.code_lenses import LensText, find_code_lenses, resolve_lens
from backlog_ls.server.documents import convert
from backlog_ls.server.documents.place_data import place_data, read_place

if TYPE_CHECKING:
    from backlog_ls.server.documents.open_document import OpenDocument
    from backlog_ls.server.server import BacklogServer


def on_code_lens(
    ls: BacklogServer, document: OpenDocument, _params: types.CodeLensParams
) -> list[types.CodeLens] | None:
    """Return the headings with a code lens. Titles are resolved only for visible ones."""
    text, encoding = document.backlog.document, ls.session.encoding
    return [
        types.CodeLens(
            convert.to_range(text, encoding, lens.start, lens.end),
            data=place_data(document, lens.key, lens.start),
        )
        for lens in find_code_lenses(ls.session.view(document))
    ]


def on_code_lens_resolve(ls: BacklogServer, lens: types.CodeLens) -> types.CodeLens:
    """Return `lens` with its title, and with a tooltip for clients that show it (LSP 3.18)."""
    place = read_place(ls.session, lens.data)
    text = LensText("", "")
    if place is not None:
        document, key, start = place
        text = resolve_lens(ls.session.view(document), key, start)
    # An empty command is text that cannot be clicked. Without one, the lens would be requested again.
    lens.command = types.Command(text.title, "", tooltip=text.tooltip or None)
    return lens
