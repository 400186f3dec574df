"""Shared by the three rules about broken links: find them, describe them, suggest targets."""

from __future__ import annotations

import os
from bisect import bisect_right
from typing import TYPE_CHECKING
from urllib.parse import quote

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.names.did_you_mean import edit_distance, rank_by_distance
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix
from backlog_ls.rules.shared.moved_files import find_moved_files
from backlog_ls.workspace.links.resolve import LinkProblem, ResolvedLink, resolve_markdown_link
from backlog_ls.workspace.links.target import resolve_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

_SAFE_CHARACTERS = "/:@!$&'*+,;=~-._()"

FROM_THE_ROOT = "written from the root"
"""The cause of all links in a document that are relative to the root instead of the document."""


def find_failing_links(
    view: View, place: Place[Block], problem: LinkProblem
) -> Iterator[ResolvedLink]:
    """Yield the links of a block that have the problem `problem`."""
    block = place.piece
    for written in facts_of(block).links:
        link = resolve_markdown_link(
            block.text, written, view.backlog, view.path, view.root, view.workspace
        )
        if link is not None and link.problem is problem:
            yield link


def display_path(view: View, path: str) -> str:
    """Return `path` relative to the root, with slashes."""
    return os.path.relpath(path, view.root or None).replace(os.sep, "/")


def missing_file_finding(view: View, code: str, key: int, link: ResolvedLink) -> Finding:
    """Return the finding about a link to a missing file, in the block with the key `key`.

    Links to the same missing file have the same cause, and so have all that are written from the root.
    """
    meant = _path_from_root(view, link)
    if meant:
        message = (
            "Written from the repository root: from here the path is "
            f"`{_written_path(view, link, meant)}`."
        )
        return Finding(code, key, link.start, link.end, message, cause=FROM_THE_ROOT)
    # The file name comes first, since editors have little room for a message beside a table row.
    folder = display_path(view, os.path.dirname(link.path))
    where = "" if folder == "." else f" in `{folder}`"
    message = f"`{os.path.basename(link.path)}` not found{where}."
    return Finding(code, key, link.start, link.end, message, cause=link.path)


def find_path_fixes(view: View, finding: Finding, *, create: bool) -> Iterator[Fix]:
    """Yield links to the files that may be meant, and the creation of the missing file.

    If findings with the same cause were merged, a fix corrects all of their links.
    """
    links = _failing_links_of(view, finding)
    if not links:
        return
    link = links[0][1]
    meant = _path_from_root(view, link)
    if meant:
        yield _fix_paths_from_root(view, links)
    for path, is_certain in find_moved_files(view, link.path):
        if path != meant:
            target = quote(_written_path(view, link, path), safe=_SAFE_CHARACTERS)
            edits = _replace_all([each for each in links if each[1].path == link.path], target)
            yield Fix(f"Link to {target}", edits, preferred=is_certain and not meant)
    if create and link.path.endswith(".md"):
        yield Fix(f"Create {display_path(view, link.path)}", (), preferred=False, create=link.path)


def _fix_paths_from_root(view: View, links: list[tuple[int, ResolvedLink]]) -> Fix:
    edits = []
    for key, link in links:
        meant = _path_from_root(view, link)
        if meant:
            target = quote(_written_path(view, link, meant), safe=_SAFE_CHARACTERS)
            edits.append(BlockEdit(key, link.start, link.end, target))
    if len(edits) == 1:
        return Fix(f"Link to {edits[0].text}", tuple(edits))
    return Fix(f"Correct {len(edits)} paths written from the root", tuple(edits))


def _path_from_root(view: View, link: ResolvedLink) -> str:
    """Return the existing file or folder that `link` leads to from the root; empty if none is there."""
    written = link.target.path
    if not view.root or written.startswith("/"):
        return ""
    found = resolve_path(f"/{written}", view.path, view.root)
    return found if found and view.workspace.exists(found) else ""


def _written_path(view: View, link: ResolvedLink, path: str) -> str:
    """Return the path from the document to `path`, with a slash at its end if `link` has one."""
    relative = os.path.relpath(path, os.path.dirname(view.path)).replace(os.sep, "/")
    return relative + "/" * link.target.path.endswith("/")


def find_anchor_fixes(view: View, finding: Finding) -> Iterator[Fix]:
    """Yield links to the anchors most similar to the broken one."""
    links = _failing_links_of(view, finding)
    if not links:
        return
    link = links[0][1]
    backlog = view.workspace.backlog(link.path) if link.path else view.backlog
    if backlog is None:
        return
    wanted = link.target.fragment
    likely = [
        anchor
        for anchor in backlog.all_anchors()
        if _similar(anchor, wanted.lower(), max(len(wanted), len(anchor)) // 2)
    ]
    for anchor in rank_by_distance(wanted, likely, 3):
        edits = _replace_all(links, quote(anchor, safe="-._~"))
        close = edit_distance(anchor, wanted.lower()) <= max(len(anchor) // 4, 1)
        yield Fix(f"Link to #{anchor}", edits, preferred=close)


def _replace_all(links: list[tuple[int, ResolvedLink]], text: str) -> tuple[BlockEdit, ...]:
    return tuple(BlockEdit(key, link.start, link.end, text) for key, link in links)


def _similar(name: str, wanted: str, limit: int) -> bool:
    """Return whether at most `limit` letters, but at least one, may differ between the names."""
    limit = max(limit, 1)
    return edit_distance(name, wanted, limit) <= limit


def _failing_links_of(view: View, finding: Finding) -> list[tuple[int, ResolvedLink]]:
    """Return the links of `finding`, its own first, with the keys of their blocks; empty if it is gone."""
    link = _failing_link_at(view, finding.key, finding.start, finding.end)
    if link is None:
        return []
    found = [(finding.key, link)]
    for key, start, end, _, path in finding.related:
        other = None if path else _failing_link_at(view, key, start, end)
        if other:
            found.append((key, other))
    return found


def _failing_link_at(view: View, key: int, start: int, end: int) -> ResolvedLink | None:
    place = view.backlog.rope.at_key(key)
    if place is None:
        return None
    links = facts_of(place.piece).links
    at = bisect_right(links, start, key=lambda link: link.target_start) - 1
    if at < 0:
        return None
    link = resolve_markdown_link(
        place.piece.text, links[at], view.backlog, view.path, view.root, view.workspace
    )
    if link is None or (link.start, link.end) != (start, end):
        return None
    return link if link.problem else None
