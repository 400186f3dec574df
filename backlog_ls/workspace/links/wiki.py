"""Wiki links: `[[Name]]`, `[[Name#Heading]]`, `[[Name|text]]`, as in Obsidian and Foam.

A name is that of a file anywhere under the root. It may be a document that is to be written later, so
a missing one is never reported; a missing heading of the document itself is.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from backlog_ls.model.names.slug import slugify
from backlog_ls.syntax.inline import Link, LinkKind
from backlog_ls.text.pattern import pattern
from backlog_ls.workspace.links.resolve import LinkProblem, ResolvedLink, resolve_markdown_link
from backlog_ls.workspace.links.target import LinkTarget, TargetKind, parse_target

if TYPE_CHECKING:
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.workspace.workspace import Workspace

MARKDOWN = ".md"
_NOT_IN_WIKI_LINKS = pattern(r"[\[\]|#^]+")


def resolve_link(
    text: str, link: Link, backlog: Backlog, path: str, root: str, workspace: Workspace
) -> ResolvedLink | None:
    """Return what `link`, of any kind, leads to. The arguments are those of `resolve_markdown_link`."""
    if link.kind is LinkKind.WIKI:
        return _resolve_wiki_link(text, link, backlog, path, root, workspace)
    return resolve_markdown_link(text, link, backlog, path, root, workspace)


def _resolve_wiki_link(
    text: str, link: Link, backlog: Backlog, path: str, root: str, workspace: Workspace
) -> ResolvedLink | None:
    """Return what a wiki link leads to, or None if there is no such file."""
    target = parse_wiki_target(text[link.target_start : link.target_end])
    start, end = link.target_start, link.target_end
    if target.kind is TargetKind.LOCAL:
        # `[[#12]]` may be the number of an issue.
        is_heading = any(map(str.isalpha, target.fragment))
        missing = is_heading and backlog.find_anchor(target.fragment) is None
        problem = LinkProblem.NO_ANCHOR if missing else None
        return ResolvedLink(target, start + target.fragment_start, end, "", problem)
    found = find_wiki_document(target.path, path, root, workspace)
    return ResolvedLink(target, start, start + target.path_end, found, None) if found else None


def heading_in_wiki_link(title: str) -> str:
    """Return `title`, of a heading, as wiki links name it."""
    return _NOT_IN_WIKI_LINKS.sub(" ", title).strip()


def parse_link_target(text: str, link: Link) -> LinkTarget:
    """Return the parsed target of `link`, of any kind, in the block with `text`."""
    written = text[link.target_start : link.target_end]
    if link.kind is LinkKind.WIKI:
        return parse_wiki_target(written)
    return parse_target(written, html=link.kind is LinkKind.HTML)


def parse_wiki_target(target: str) -> LinkTarget:
    """Parse the target of a wiki link. The fragment is the anchor of its last heading."""
    name, mark, heading = target.partition("#")
    at = len(name) + 1 + heading.rfind("#") + 1
    last = heading.rpartition("#")[2]
    # A caret begins the id of a paragraph, which is not supported.
    anchor = slugify(last) if mark and not last.startswith("^") else ""
    fragment_start = at if anchor else 0
    if name:
        return LinkTarget(TargetKind.FILE, name.strip(), len(name), anchor, fragment_start)
    return LinkTarget(TargetKind.LOCAL, "", 0, anchor, fragment_start)


def find_wiki_document(name: str, path: str, root: str, workspace: Workspace) -> str:
    """Return the absolute path of the document that a wiki link names; empty if it does not exist.

    Of several with the same name, prefer one in the folder of `path`, then the shortest path.

    Args:
        name: of the file, without extension; folders may precede it.
        path: absolute path of the document that holds the link.
        root: absolute path of the root to search.
        workspace: that holds the root.
    """
    wanted = name.casefold().removesuffix(MARKDOWN).replace("\\", "/").strip("/")
    if not wanted or not path:
        return ""
    tail = f"/{wanted}{MARKDOWN}"
    found = [
        each
        for each in workspace.find_by_stem(root, wanted.rpartition("/")[2])
        if each.replace(os.sep, "/").casefold().endswith(tail)
    ]
    beside = os.path.dirname(path)
    return min(
        found, key=lambda each: (os.path.dirname(each) != beside, len(each), each), default=""
    )
