"""What follows from a file or folder that moves or goes: the links to it, and those in it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from backlog_ls.syntax.inline import LinkKind
from backlog_ls.text.edit import Edit
from backlog_ls.workspace.link_target import resolve
from backlog_ls.workspace.links.link_search import MOST, LinkUse, holds, link_word, links_of
from backlog_ls.workspace.links.resolve import Trouble

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.workspace.workspace import Workspace

_UNQUOTED = "/:@!$&'*+,;=~-._"


class Move(NamedTuple):
    """A file or folder that is to have another path. Both are absolute."""

    old: str
    new: str


class LinkEdits(NamedTuple):
    """What changes in one document, which is still where it was."""

    path: str
    backlog: Backlog
    edits: tuple[Edit, ...]


def moved(path: str, moves: Sequence[Move]) -> str:
    """Return where the file at `path` is after `moves`, which may be of a folder around it."""
    for old, new in moves:
        if path == old:
            return new
        if path.startswith(old.rstrip(os.sep) + os.sep):
            return new.rstrip(os.sep) + path[len(old.rstrip(os.sep)) :]
    return path


def edits_for_moves(workspace: Workspace, moves: Sequence[Move]) -> list[LinkEdits]:
    """Return what keeps links right when `moves` are done, by document where it is now.

    Those that lead to what moves, in all documents known and on disk, and the relative ones in the
    documents that move. A link that is broken stays as it is.
    """
    found = []
    for path, backlog in _documents(workspace, [move.old for move in moves]):
        at = moved(path, moves)
        edits = []
        word = link_word(moves[0].old) if len(moves) == 1 and at == path else ""
        for use in links_of(path, backlog, workspace, word=word):
            text = _target_after(workspace, use, at, moves)
            if text is not None:
                edits.append(Edit(use.target_start, use.path_end, text))
        if edits:
            found.append(LinkEdits(path, backlog, tuple(edits)))
    return found


def edits_for_deletion(workspace: Workspace, paths: Sequence[str]) -> list[LinkEdits]:
    """Return what takes the links away that lead to `paths`, files or folders; their texts stay.

    Images and definitions stay too: without its target nothing would be left of them.
    """
    found = []
    gone = [Move(path, "") for path in paths]
    for path, backlog in _documents(workspace, paths):
        if not moved(path, gone) or moved(path, gone) != path:
            continue
        edits = []
        word = link_word(paths[0]) if len(paths) == 1 else ""
        for use in links_of(path, backlog, workspace, word=word):
            to = use.lead.path
            if use.kind is LinkKind.INLINE and to and moved(to, gone) != to:
                edits += [
                    Edit(use.start, use.text_start, ""),
                    Edit(use.text_end, use.end, ""),
                ]
        if edits:
            found.append(LinkEdits(path, backlog, tuple(edits)))
    return found


def _target_after(workspace: Workspace, use: LinkUse, at: str, moves: Sequence[Move]) -> str | None:
    """Return the path that the link has to name when its document is at `at`, or None: it stays."""
    to = use.lead.path
    if not to or use.lead.trouble in {Trouble.NO_FILE, Trouble.NO_MILESTONE}:
        return None
    goal = moved(to, moves)
    named = use.lead.target.path
    root = workspace.root_of(at)
    if use.kind is LinkKind.WIKI:
        return _wiki_after(named, to, goal, workspace.root_of(goal))
    if resolve(named, at, root or os.path.dirname(at)) == goal:
        return None
    if named.startswith("/"):
        if not root or workspace.root_of(goal) != root:
            return None
        made = "/" + os.path.relpath(goal, root)
    else:
        made = os.path.relpath(goal, os.path.dirname(at))
        made = f"./{made}" if named.startswith("./") and not made.startswith("..") else made
    made = made.replace(os.sep, "/") + ("/" if named.endswith("/") else "")
    return _written(use, made)


def _wiki_after(named: str, to: str, goal: str, root: str) -> str | None:
    """Return what a wiki link has to say that says `named`, when `to` is at `goal`; None: the same."""
    if to == goal or not goal.endswith(".md"):
        return None
    full = os.path.relpath(goal, root) if root and "/" in named else os.path.basename(goal)
    made = full.replace(os.sep, "/")
    made = made if named.lower().endswith(".md") else made.removesuffix(".md")
    return None if made == named else made


def _written(use: LinkUse, path: str) -> str:
    """Return `path` as the link writes it: plain in angle brackets, else encoded where needed."""
    rope = use.backlog.rope
    before = rope.slice(max(use.target_start - 1, 0), use.target_start)
    if before == "<" and not any(char in path for char in "<>\r\n%"):
        return path
    written = rope.slice(use.target_start, use.path_end)
    if written.isascii() and not path.isascii():
        return quote(path, safe=_UNQUOTED)
    # Letters of any script are fine in a target (CommonMark 0.31, section 6.3).
    return "".join(char if not char.isascii() else quote(char, safe=_UNQUOTED) for char in path)


def _documents(workspace: Workspace, paths: Sequence[str]) -> Iterator[tuple[str, Backlog]]:
    """Yield the documents that may link to one of `paths`, or that move with them."""
    yield from list(_open(workspace))
    words = [link_word(path).casefold() for path in paths]
    gone = [Move(path, "") for path in paths]
    seen = set(workspace.open)
    for root in workspace.roots:
        for count, path in enumerate(workspace.files(root, ".md")):
            if count >= MOST:
                break
            if path in seen:
                continue
            seen.add(path)
            if moved(path, gone) != path or holds(path, words):
                backlog = workspace.backlog(path)
                if backlog:
                    yield path, backlog


def _open(workspace: Workspace) -> Iterator[tuple[str, Backlog]]:
    return ((path, found) for path, found in workspace.open.items() if os.path.isabs(path))
