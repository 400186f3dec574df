"""Links that an editor can open: `textDocument/documentLink`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.navigation.labels import (
    defining_link,
    find_label_definition,
    find_label_uses,
)
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.document.index import SymbolKind, label_key
from backlog_ls.syntax.inline import LinkKind
from backlog_ls.workspace.links.wiki import resolve_link

if TYPE_CHECKING:
    from backlog_ls.syntax.block import Block
    from backlog_ls.syntax.inline import Link
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.links.resolve import ResolvedLink
    from backlog_ls.workspace.view import View


class DocumentLink(NamedTuple):
    """The target of a link. Offsets are code points in the document."""

    start: int
    end: int
    key: int
    """The key of its block."""


class Destination(NamedTuple):
    """Where a link leads."""

    path: str
    """Absolute; empty for the document itself."""
    line: int
    """0-based: the line of the heading or anchor that the link names, or the line itself."""


def find_document_links(view: View) -> list[DocumentLink]:
    """Return the links to files and headings, whether or not these exist.

    `find_destination` resolves a link when it is followed.
    """
    rope = view.backlog.rope
    found = [
        DocumentLink(place.offset + link.target_start, place.offset + link.target_end, place.key)
        for place in rope.find(FLAGS, Flag.LINK, 0, len(rope))
        for link in facts_of(place.piece).links
        if link.kind is LinkKind.WIKI or _resolve(view, place, link)
    ]
    for key in view.backlog.index.of_kind(SymbolKind.DEFINITION):
        if _resolve_label(view, key):
            found += (
                DocumentLink(use.start, use.end, use.place.key)
                for use in find_label_uses(view.backlog, key)
                if not use.label.kind.is_definition
            )
    return sorted(found)


def find_destination(view: View, key: int, start: int) -> Destination | None:
    """Return the destination of a link, or None if the link is broken or no longer there.

    Args:
        view: the document.
        key: of the block of the link, as in `DocumentLink`.
        start: where the target of the link begins: a code point of the document.
    """
    place = view.backlog.rope.at_key(key)
    if place is None:
        return None
    for link in facts_of(place.piece).links:
        if place.offset + link.target_start == start:
            resolved = _resolve(view, place, link)
            return None if resolved is None or resolved.problem else _destination(view, resolved)
    for label in facts_of(place.piece).labels:
        if place.offset + label.label_start == start:
            resolved = _resolve_label(view, label_key(place.piece, label))
            return None if resolved is None or resolved.problem else _destination(view, resolved)
    return None


def _resolve_label(view: View, key: str) -> ResolvedLink | None:
    """Return what references with the label `key` lead to."""
    use = find_label_definition(view.backlog, key)
    link = defining_link(use)
    return _resolve(view, use.place, link) if use and link else None


def _destination(view: View, resolved: ResolvedLink) -> Destination:
    backlog = (
        view.backlog if resolved.path in {"", view.path} else view.workspace.backlog(resolved.path)
    )
    named = resolved.target.fragment.lower()
    anchor = backlog.find_anchor(named) if backlog and named else None
    named_line = max(resolved.target.line - 1, 0)
    return Destination(resolved.path, anchor.line if anchor else named_line)


def _resolve(view: View, place: Place[Block], link: Link) -> ResolvedLink | None:
    return resolve_link(place.piece.text, link, view.backlog, view.path, view.root, view.workspace)
