"""Edits of links when files or folders are moved or deleted."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from backlog_ls.syntax.inline import LinkKind
from backlog_ls.text.edit import Edit
from backlog_ls.workspace.links.link_search import (
    MAX_FILES,
    LinkUse,
    file_contains,
    find_links,
    link_search_word,
)
from backlog_ls.workspace.links.resolve import LinkProblem
from backlog_ls.workspace.links.target import resolve_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.workspace.workspace import Workspace

_UNQUOTED = "/:@!$&'*+,;=~-._"
_UNQUOTED_IN_HTML = "/:@!$*+,;~-._()"


class Move(NamedTuple):
    """A new path for a file or folder. Both are absolute."""

    old: str
    new: str


class LinkEdits(NamedTuple):
    """The edits of one document, at its path before the moves."""

    path: str
    backlog: Backlog
    edits: tuple[Edit, ...]


def path_after(path: str, moves: Sequence[Move]) -> str:
    """Return the path of the file at `path` after `moves`, of it or of a folder around it."""
    for old, new in moves:
        if path == old:
            return new
        if path.startswith(old.rstrip(os.sep) + os.sep):
            return new.rstrip(os.sep) + path[len(old.rstrip(os.sep)) :]
    return path


def edits_for_moves(workspace: Workspace, moves: Sequence[Move]) -> list[LinkEdits]:
    """Return the edits that keep links valid after `moves`.

    These are the links to moved files, in all documents open or on disk, and relative links in moved
    documents. Broken links are not changed.
    """
    found = []
    for path, backlog in _affected_documents(workspace, [move.old for move in moves]):
        at = path_after(path, moves)
        edits = []
        word = link_search_word(moves[0].old) if len(moves) == 1 and at == path else ""
        for use in find_links(path, backlog, workspace, word=word):
            text = _new_target(workspace, use, at, moves)
            if text is not None:
                edits.append(Edit(use.target_start, use.path_end, text))
        if edits:
            found.append(LinkEdits(path, backlog, tuple(edits)))
    return found


def edits_for_deletion(workspace: Workspace, paths: Sequence[str]) -> list[LinkEdits]:
    """Return the edits that replace links to `paths`, files or folders, with their text.

    Images and link reference definitions are not changed: they would leave nothing.
    """
    found = []
    gone = [Move(path, "") for path in paths]
    for path, backlog in _affected_documents(workspace, paths):
        if not path_after(path, gone) or path_after(path, gone) != path:
            continue
        edits = []
        word = link_search_word(paths[0]) if len(paths) == 1 else ""
        for use in find_links(path, backlog, workspace, word=word):
            to = use.resolved.path
            if use.kind is LinkKind.INLINE and to and path_after(to, gone) != to:
                edits += [
                    Edit(use.start, use.text_start, ""),
                    Edit(use.text_end, use.end, ""),
                ]
        if edits:
            found.append(LinkEdits(path, backlog, tuple(edits)))
    return found


def _new_target(workspace: Workspace, use: LinkUse, at: str, moves: Sequence[Move]) -> str | None:
    """Return the new path in the link when its document is at `at`; None for no change."""
    to = use.resolved.path
    if not to or use.resolved.problem in {LinkProblem.NO_FILE, LinkProblem.NO_MILESTONE}:
        return None
    goal = path_after(to, moves)
    named = use.resolved.target.path
    root = workspace.root_of(at)
    if use.kind is LinkKind.WIKI:
        return _new_wiki_target(named, to, goal, workspace.root_of(goal))
    if resolve_path(named, at, root or os.path.dirname(at)) == goal:
        return None
    if named.startswith("/"):
        if not root or workspace.root_of(goal) != root:
            return None
        made = "/" + os.path.relpath(goal, root)
    else:
        made = os.path.relpath(goal, os.path.dirname(at))
        made = f"./{made}" if named.startswith("./") and not made.startswith("..") else made
    made = made.replace(os.sep, "/") + ("/" if named.endswith("/") else "")
    return _encode(use, made)


def _new_wiki_target(named: str, to: str, goal: str, root: str) -> str | None:
    """Return the new name in a wiki link when `to` is moved to `goal`; None for no change."""
    if to == goal or not goal.endswith(".md"):
        return None
    full = os.path.relpath(goal, root) if root and "/" in named else os.path.basename(goal)
    made = full.replace(os.sep, "/")
    made = made if named.lower().endswith(".md") else made.removesuffix(".md")
    return None if made == named else made


def _encode(use: LinkUse, path: str) -> str:
    """Return `path` for the target of the link: plain in angle brackets, else percent-encoded."""
    rope = use.backlog.rope
    before = rope.slice(max(use.target_start - 1, 0), use.target_start)
    if before == "<" and not any(char in path for char in "<>\r\n%"):
        return path
    safe = _UNQUOTED_IN_HTML if use.kind is LinkKind.HTML else _UNQUOTED
    written = rope.slice(use.target_start, use.path_end)
    if written.isascii() and not path.isascii():
        return quote(path, safe=safe)
    # Letters of any script are allowed in a target (CommonMark 0.31, section 6.3).
    return "".join(char if not char.isascii() else quote(char, safe=safe) for char in path)


def _affected_documents(
    workspace: Workspace, paths: Sequence[str]
) -> Iterator[tuple[str, Backlog]]:
    """Yield the documents that may link to one of `paths`, or are moved with them."""
    yield from list(_open_files(workspace))
    words = [link_search_word(path).casefold() for path in paths]
    gone = [Move(path, "") for path in paths]
    seen = set(workspace.open)
    for root in workspace.roots:
        for count, path in enumerate(workspace.find_files(root, ".md")):
            if count >= MAX_FILES:
                break
            if path in seen:
                continue
            seen.add(path)
            if path_after(path, gone) != path or file_contains(path, words):
                backlog = workspace.backlog(path)
                if backlog:
                    yield path, backlog


def _open_files(workspace: Workspace) -> Iterator[tuple[str, Backlog]]:
    return ((path, found) for path, found in workspace.open.items() if os.path.isabs(path))
