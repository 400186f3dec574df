"""Wiki links: `[[Name]]`, `[[Name#Heading]]`, `[[Name|text]]`, as Obsidian and Foam have them.

A name is that of a file anywhere in the workspace folder. What is not there may be meant to be
written later, so that nothing is ever said of it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from backlog_ls.model.names.slug import slug
from backlog_ls.syntax.inline import Link, LinkKind
from backlog_ls.workspace.link_target import Target, TargetKind
from backlog_ls.workspace.links.resolve import Lead, follow

if TYPE_CHECKING:
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.workspace.workspace import Workspace

MARKDOWN = ".md"


def followed(
    text: str, link: Link, backlog: Backlog, path: str, root: str, workspace: Workspace
) -> Lead | None:
    """Return where `link` leads, be it a wiki link or another; arguments as of `follow`."""
    if link.kind is LinkKind.WIKI:
        return _follow_wiki(text, link, path, root, workspace)
    return follow(text, link, backlog, path, root, workspace)


def _follow_wiki(text: str, link: Link, path: str, root: str, workspace: Workspace) -> Lead | None:
    """Return where a wiki link leads, or None: there is no such file."""
    target = read_wiki(text[link.target_start : link.target_end])
    start, end = link.target_start, link.target_end
    if target.kind is TargetKind.LOCAL:
        return Lead(target, start + target.fragment_start, end, "", None)
    found = file_named(target.path, path, root, workspace)
    return Lead(target, start, start + target.path_end, found, None) if found else None


def read_wiki(target: str) -> Target:
    """Return what the target of a wiki link names. Its fragment is the anchor of the heading."""
    name, mark, heading = target.partition("#")
    at = len(name) + 1 + heading.rfind("#") + 1
    last = heading.rpartition("#")[2]
    # A caret is before the name of a paragraph, of which nothing is known.
    anchor = slug(last) if mark and not last.startswith("^") else ""
    fragment_start = at if anchor else 0
    if name:
        return Target(TargetKind.FILE, name.strip(), len(name), anchor, fragment_start)
    return Target(TargetKind.LOCAL, "", 0, anchor, fragment_start)


def file_named(name: str, path: str, root: str, workspace: Workspace) -> str:
    """Return the absolute path of the document that a wiki link names; empty where none is there.

    Of several of one name it is that beside `path`, else the one with the shortest path.

    Args:
        name: of the file, without its ending; folders may stand before it.
        path: absolute, of the document that holds the link.
        root: absolute, of the workspace folder.
        workspace: that it is in.
    """
    wanted = name.casefold().removesuffix(MARKDOWN).replace("\\", "/").strip("/")
    if not wanted or not path:
        return ""
    tail = f"/{wanted}{MARKDOWN}"
    found = [
        each
        for each in workspace.named(root, wanted.rpartition("/")[2])
        if each.replace(os.sep, "/").casefold().endswith(tail)
    ]
    beside = os.path.dirname(path)
    return min(
        found, key=lambda each: (os.path.dirname(each) != beside, len(each), each), default=""
    )
