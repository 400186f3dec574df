"""The documents around one: all that may link to it or name what it has, open or on disk.

They are for commands that a person waits for once (references, a rename), never for a keystroke.
"""

from __future__ import annotations

import os
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.flags import BITS, Bit, bits_of
from backlog_ls.text.pattern import pattern
from backlog_ls.workspace.disk.disk import read_bytes
from backlog_ls.workspace.document_names import is_backlog_name
from backlog_ls.workspace.link_target import TargetKind
from backlog_ls.workspace.links.wiki import followed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.syntax.inline import Link, LinkKind
    from backlog_ls.workspace.links.resolve import Lead
    from backlog_ls.workspace.view import View
    from backlog_ls.workspace.workspace import Workspace

MOST = 20_000
"""So many Markdown files of a workspace are looked into."""

_ASCII_WORD = pattern(r"[A-Za-z0-9]+")


class LinkUse(NamedTuple):
    """A link in a document. Offsets are code points in the document."""

    path: str
    """Absolute, of the document that holds it."""
    backlog: Backlog
    kind: LinkKind
    start: int
    end: int
    text_start: int
    text_end: int
    target_start: int
    target_end: int
    path_end: int
    """Where the target's path ends; where it begins for a link within the document."""
    lead: Lead

    @property
    def leads_to(self) -> str:
        """The absolute path of what it leads to."""
        return self.lead.path or self.path

    @property
    def fragment_start(self) -> int:
        """Where the anchor begins that it names, if it names one."""
        return self.target_start + self.lead.target.fragment_start


def documents_around(
    view: View, word: str, *, everywhere: bool = False
) -> Iterator[tuple[str, Backlog]]:
    """Yield the other Markdown documents of the workspace folder whose text holds `word`.

    Those that are open first. A file is read as text before it is understood, so that most cost
    no more than that.

    Args:
        view: of the document that asks.
        word: looked for without regard to case.
        everywhere: whether the documents of the other workspace folders are wanted as well.
    """
    if not view.path:
        return
    workspace = view.workspace
    own = workspace.root_of(view.path)
    roots = dict.fromkeys([own, *(workspace.roots if everywhere else ())])
    word = word.casefold()
    for path, backlog in list(workspace.open.items()):
        same = os.path.isabs(path) and workspace.root_of(path) in roots
        if same and path != view.path and word in backlog.document.text.casefold():
            yield path, backlog
    walks = (islice(workspace.files(root, ".md"), MOST) for root in roots if root)
    for path in dict.fromkeys(chain.from_iterable(walks)):
        if path != view.path and path not in workspace.open and holds(path, [word]):
            found = workspace.backlog(path)
            if found:
                yield path, found


def backlogs_around(view: View, word: str) -> Iterator[tuple[str, Backlog]]:
    """Yield those of `documents_around` that are backlogs by their name, or open.

    Elsewhere `M3` may well be a screw.
    """
    for path, backlog in documents_around(view, word):
        if path in view.workspace.open or is_backlog_name(path):
            yield path, backlog


def holds(path: str, words: Iterable[str]) -> bool:
    """Tell whether the text of the file at `path` holds one of `words`, which are case-folded."""
    try:
        data = read_bytes(path)
        # Most are ASCII, and this is all that is done with nearly every file of a workspace.
        text = data.lower().decode("ascii") if data.isascii() else data.decode("utf-8").casefold()
    except (OSError, ValueError):
        return False
    return any(word in text for word in words)


def link_word(path: str) -> str:
    """Return what the text of each document holds that links to `path`, however it is encoded."""
    # A wiki link names a document without its ending.
    return longest_word(os.path.basename(path).removesuffix(".md"))


def longest_word(text: str) -> str:
    """Return the longest run of ASCII letters and digits in `text`, in lower case."""
    return max(_ASCII_WORD.findall(text), key=len, default="").lower()


def links_of(
    path: str,
    backlog: Backlog,
    workspace: Workspace,
    *,
    bits: int = Bit.LINK,
    word: str = "",
    understood: bool = False,
) -> Iterator[LinkUse]:
    """Yield the links in a document that lead into the workspace, in its order.

    Args:
        path: absolute, of the document; empty for one that is no file.
        backlog: the document.
        workspace: that it is in.
        bits: which links are wanted, `Bit.LINK` or `Bit.ANCHOR_LINK`.
        word: in lower case; blocks without it are passed over.
        understood: whether the document was read before, so that its blocks with links are known.
    """
    root = (workspace.root_of(path) or os.path.dirname(path)) if path else ""
    rope = backlog.rope
    # Where a word is wanted, most blocks are passed over before anything in them is understood.
    anew = word and not understood
    places = rope.places() if anew else rope.find(BITS, bits, 0, len(rope))
    for place in places:
        block = place.piece
        if word and not (word in block.text.casefold() and bits_of(block) & bits):
            continue
        for link in facts(block).links:
            lead = followed(block.text, link, backlog, path, root, workspace)
            if lead is not None:
                yield _use(path, backlog, place.offset, link, lead)


def _use(path: str, backlog: Backlog, offset: int, link: Link, lead: Lead) -> LinkUse:
    local = lead.target.kind is TargetKind.LOCAL
    return LinkUse(
        path,
        backlog,
        link.kind,
        offset + link.start,
        offset + link.end,
        offset + link.text_start,
        offset + link.text_end,
        offset + link.target_start,
        offset + link.target_end,
        offset + link.target_start + (0 if local else lead.target.path_end),
        lead,
    )


def links_to(view: View, path: str) -> Iterator[LinkUse]:
    """Yield the links that lead to the file or folder at `path`, those of the document first.

    Args:
        view: of the document that asks.
        path: absolute; empty for the document itself where that is no file.
    """
    documents = [(view.path, view.backlog)]
    if path:
        documents += documents_around(view, link_word(path), everywhere=True)
    if path and path != view.path:
        own = view.workspace.backlog(path)
        # A link within a document does not name its file, so the word does not find it.
        if own is not None and all(known != path for known, _ in documents):
            documents.append((path, own))
    for document, backlog in documents:
        word = "" if document == path else link_word(path)
        for use in links_of(document, backlog, view.workspace, word=word):
            if use.leads_to == path:
                yield use
