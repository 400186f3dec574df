"""Search all documents of a workspace, open or on disk, for links and words.

This reads every file. It is meant for commands such as references and rename, not for keystrokes.
"""

from __future__ import annotations

import os
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import FLAGS, Flag, flags_of
from backlog_ls.text.pattern import pattern
from backlog_ls.workspace.disk.disk import read_bytes
from backlog_ls.workspace.links.target import TargetKind
from backlog_ls.workspace.links.wiki import resolve_link

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.syntax.inline import Link, LinkKind
    from backlog_ls.workspace.links.resolve import ResolvedLink
    from backlog_ls.workspace.view import View
    from backlog_ls.workspace.workspace import Workspace

MAX_FILES = 20_000
"""Maximum number of Markdown files of a root that are searched."""

_ASCII_WORD = pattern(r"[A-Za-z0-9]+")


class LinkUse(NamedTuple):
    """A link in a document. Offsets are code points in the document."""

    path: str
    """Absolute path of the document that holds it."""
    backlog: Backlog
    kind: LinkKind
    start: int
    end: int
    text_start: int
    text_end: int
    target_start: int
    target_end: int
    path_end: int
    """Where the path ends in the target; its start for a link within the document."""
    resolved: ResolvedLink

    @property
    def target_path(self) -> str:
        """Absolute path of what it leads to."""
        return self.resolved.path or self.path

    @property
    def fragment_start(self) -> int:
        """Where the fragment begins, if there is one."""
        return self.target_start + self.resolved.target.fragment_start


def search_documents(
    view: View, word: str, *, all_roots: bool = False
) -> Iterator[tuple[str, Backlog]]:
    """Yield the other Markdown documents of the root that contain `word`, open ones first.

    Only documents that contain the word are parsed.

    Args:
        view: of the document that asks.
        word: to find, in any case.
        all_roots: whether to search the other roots too.
    """
    if not view.path:
        return
    workspace = view.workspace
    own = workspace.root_of(view.path)
    roots = dict.fromkeys([own, *(workspace.roots if all_roots else ())])
    word = word.casefold()
    for path, backlog in list(workspace.open.items()):
        same = os.path.isabs(path) and workspace.root_of(path) in roots
        if same and path != view.path and word in backlog.document.text.casefold():
            yield path, backlog
    walks = (islice(workspace.find_files(root, ".md"), MAX_FILES) for root in roots if root)
    for path in dict.fromkeys(chain.from_iterable(walks)):
        if path != view.path and path not in workspace.open and file_contains(path, [word]):
            found = workspace.backlog(path)
            if found:
                yield path, found


def search_backlogs(view: View, word: str) -> Iterator[tuple[str, Backlog]]:
    """Yield the documents of `search_documents` that are open, or backlogs by their name.

    In other documents, `M3` may be a screw.
    """
    for path, backlog in search_documents(view, word):
        if path in view.workspace.open or view.workspace.is_member(path):
            yield path, backlog


def file_contains(path: str, words: Iterable[str]) -> bool:
    """Return whether the file at `path` contains one of `words`, which are case-folded."""
    try:
        data = read_bytes(path)
        # Nearly every file of a workspace is only searched like this, and most are ASCII.
        text = data.lower().decode("ascii") if data.isascii() else data.decode("utf-8").casefold()
    except (OSError, ValueError):
        return False
    return any(word in text for word in words)


def link_search_word(path: str) -> str:
    """Return a word that every document with a link to `path` contains, in any encoding."""
    # A wiki link names a document without its extension.
    return longest_word(os.path.basename(path).removesuffix(".md"))


def longest_word(text: str) -> str:
    """Return the longest run of ASCII letters and digits in `text`, in lower case."""
    return max(_ASCII_WORD.findall(text), key=len, default="").lower()


def find_links(
    path: str,
    backlog: Backlog,
    workspace: Workspace,
    *,
    bits: int = Flag.LINK,
    word: str = "",
    parsed: bool = False,
) -> Iterator[LinkUse]:
    """Yield the links in a document that lead into the workspace, in order.

    Args:
        path: absolute path of the document; empty if it is not a file.
        backlog: the document.
        workspace: that holds it.
        bits: which links are wanted, `Flag.LINK` or `Flag.ANCHOR_LINK`.
        word: in lower case; blocks without it are skipped.
        parsed: whether the blocks of the document were parsed before.
    """
    root = (workspace.root_of(path) or os.path.dirname(path)) if path else ""
    rope = backlog.rope
    # With a word, most blocks are skipped before their content is parsed.
    places = rope.places() if word and not parsed else rope.find(FLAGS, bits, 0, len(rope))
    for place in places:
        workspace.deadline.check()
        block = place.piece
        if word and not (word in block.text.casefold() and flags_of(block) & bits):
            continue
        for link in facts_of(block).links:
            lead = resolve_link(block.text, link, backlog, path, root, workspace)
            if lead is not None:
                yield _link_use(path, backlog, place.offset, link, lead)


def _link_use(path: str, backlog: Backlog, offset: int, link: Link, lead: ResolvedLink) -> LinkUse:
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


def find_links_to(view: View, path: str) -> Iterator[LinkUse]:
    """Yield the links to the file or folder at `path`, those in the document of `view` first.

    Args:
        view: of the document that asks.
        path: absolute; empty for the document itself if it is not a file.
    """
    documents = [(view.path, view.backlog)]
    if path:
        documents += search_documents(view, link_search_word(path), all_roots=True)
    if path and path != view.path:
        own = view.workspace.backlog(path)
        # Links within that document do not name its file, so the word does not find them.
        if own is not None and all(known != path for known, _ in documents):
            documents.append((path, own))
    for document, backlog in documents:
        word = "" if document == path else link_search_word(path)
        for use in find_links(document, backlog, view.workspace, word=word):
            if use.target_path == path:
                yield use
