"""The links of a document that lead to something here: an editor opens them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.syntax.inline import LinkKind
from backlog_ls.workspace.links.wiki import followed

if TYPE_CHECKING:
    from backlog_ls.syntax.block import Block
    from backlog_ls.syntax.inline import Link
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.links.resolve import Lead
    from backlog_ls.workspace.view import View


class DocumentLink(NamedTuple):
    """A link's target. Offsets are code points in the document."""

    start: int
    end: int
    key: int
    """Of the block that holds it."""


class Destination(NamedTuple):
    """Where a link leads."""

    path: str
    """Absolute; empty for the document itself."""
    line: int
    """0-based; of the heading or anchor that it names."""


def document_links(view: View) -> list[DocumentLink]:
    """Return the links to files and headings, whether these are there or not.

    Where they lead is worked out for the one that is followed: see `destination`. Linear in the
    blocks with links.
    """
    rope = view.backlog.rope
    return [
        DocumentLink(place.offset + link.target_start, place.offset + link.target_end, place.key)
        for place in rope.find(BITS, Bit.LINK, 0, len(rope))
        for link in facts(place.piece).links
        if link.kind is LinkKind.WIKI or _lead(view, place, link)
    ]


def destination(view: View, key: int, start: int) -> Destination | None:
    """Return where the link leads whose target begins at `start`, in the block `key`; or None.

    Args:
        view: the document.
        key: as in `DocumentLink`.
        start: code points in the document.
    """
    place = view.backlog.rope.at_key(key)
    if place is None:
        return None
    for link in facts(place.piece).links:
        if place.offset + link.target_start == start:
            lead = _lead(view, place, link)
            return None if lead is None or lead.trouble else _destination(view, lead)
    return None


def _destination(view: View, lead: Lead) -> Destination:
    backlog = view.backlog if lead.path in {"", view.path} else view.workspace.backlog(lead.path)
    named = lead.target.fragment.lower()
    anchor = backlog.anchor(named) if backlog and named else None
    return Destination(lead.path, anchor.line if anchor else 0)


def _lead(view: View, place: Place[Block], link: Link) -> Lead | None:
    return followed(place.piece.text, link, view.backlog, view.path, view.root, view.workspace)
