"""The web addresses that links lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.features.navigation.location import Location
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.syntax.inline import LinkKind
from backlog_ls.workspace.links.link_search import longest_word, search_documents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.syntax.inline import Link
    from backlog_ls.workspace.view import View

_SCHEMES = ("http://", "https://")


def read_address(text: str, link: Link) -> str:
    """Return the web address that `link`, in the block with `text`, leads to, by which it is compared.

    It has no scheme and no slash at the end; empty if the target is none.
    """
    target = text[link.target_start : link.target_end]
    if link.kind is LinkKind.WIKI or not target.lower().startswith(_SCHEMES):
        return ""
    host, slash, rest = target.partition("//")[2].partition("/")
    return (host.lower() + slash + rest).rstrip("/")


def find_address_uses(view: View, key: str, *, everywhere: bool) -> Iterator[Location]:
    """Yield the links to the address `key`: those of the document, then those of others.

    Args:
        view: the document that asks.
        key: as from `read_address`.
        everywhere: whether to search the other documents of the workspace too.
    """
    word = longest_word(key)
    yield from _find_in("", view.backlog, key, word)
    for path, backlog in search_documents(view, word) if everywhere else ():
        yield from _find_in(path, backlog, key, word)


def _find_in(path: str, backlog: Backlog, key: str, word: str) -> Iterator[Location]:
    rope = backlog.rope
    for place in rope.find(FLAGS, Flag.LINK, 0, len(rope)):
        if word not in place.piece.text.casefold():
            continue
        for link in facts_of(place.piece).links:
            if read_address(place.piece.text, link) == key:
                start, end = place.offset + link.target_start, place.offset + link.target_end
                yield Location(path, backlog, start, end)
