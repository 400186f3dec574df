"""What a link leads to, and whether that exists."""

from __future__ import annotations

import os
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from backlog_ls.syntax.inline import Link, LinkKind
from backlog_ls.workspace.document_names import is_markdown, is_milestone_path
from backlog_ls.workspace.links.local_paths import parse_local_path
from backlog_ls.workspace.links.target import LinkTarget, TargetKind, parse_target, resolve_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.workspace.workspace import Workspace


_SOURCE_EXTENSIONS = (".md", ".mdx", ".markdown")
_PUBLIC_FOLDERS = ("public", "static")
"""Folders whose files site generators put at the root of the site."""


class LinkProblem(Enum):
    """Why a link is broken."""

    NO_FILE = "no file"
    NO_MILESTONE = "no milestone"
    NO_ANCHOR = "no anchor"


class ResolvedLink(NamedTuple):
    """What a link leads to."""

    target: LinkTarget
    start: int
    """Start of the path or fragment in the target; code points in the block."""
    end: int
    path: str
    """Absolute path; empty for the document itself."""
    problem: LinkProblem | None


def resolve_markdown_link(
    text: str, link: Link, backlog: Backlog, path: str, root: str, workspace: Workspace
) -> ResolvedLink | None:
    """Return what a Markdown link leads to; None for a wiki link, or if that cannot be known.

    Args:
        text: of the block that holds the link.
        link: the link.
        backlog: the document that holds the block.
        path: absolute path of that document; empty if it is not a file.
        root: absolute path of the folder that its links may not climb out of.
        workspace: that holds the document.
    """
    if link.kind is LinkKind.WIKI:
        return None
    written = text[link.target_start : link.target_end]
    target = parse_target(written, html=link.kind is LinkKind.HTML)
    start = link.target_start
    if target.kind is TargetKind.OTHER or parse_local_path(written, root, workspace):
        return None
    fragment = start + target.fragment_start, link.target_end
    if target.kind is TargetKind.LOCAL:
        missing = bool(target.fragment) and backlog.find_anchor(target.fragment.lower()) is None
        return ResolvedLink(target, *fragment, "", LinkProblem.NO_ANCHOR if missing else None)
    if not path:
        return None
    found = resolve_path(target.path, path, root) or _resolve_in_other_root(
        target.path, path, workspace
    )
    if found is None:
        return None
    if not workspace.exists(found):
        if (
            _is_page(target.path, found, root, path, workspace)
            or _is_bare_word(target.path)
            or _is_in_submodule(found, root, workspace)
            or workspace.is_ignored(found)  # made by a build, or kept by its author only
            or (link.kind is LinkKind.HTML and _may_be_example(target.path, found, workspace))
            or ("\\" in written and _exists_with_slashes(written, path, root, workspace))
        ):
            return ResolvedLink(target, start, start + target.path_end, found, None)
        milestone = is_milestone_path(target.path) and link.kind is not LinkKind.IMAGE
        trouble = LinkProblem.NO_MILESTONE if milestone else LinkProblem.NO_FILE
        return ResolvedLink(target, start, start + target.path_end, found, trouble)
    if target.fragment and is_markdown(found):
        other = backlog if found == path else workspace.backlog(found)
        # The content of an empty file counts as unknown.
        if other and other.document.length and other.find_anchor(target.fragment.lower()) is None:
            return ResolvedLink(target, *fragment, found, LinkProblem.NO_ANCHOR)
    return ResolvedLink(target, start, start + target.path_end, found, None)


def _resolve_in_other_root(path: str, document: str, workspace: Workspace) -> str | None:
    """Return the absolute path of `path`, written in `document`, if another root holds it."""
    found = None if path.startswith("/") else resolve_path(path, document, "")
    return found if found and workspace.root_of(found) else None


def _is_page(written: str, found: str, root: str, document: str, workspace: Workspace) -> bool:
    """Return whether a site that is made of the documents has a page at `found`.

    Its pages have no extension, or `.html`. A path that begins with a slash starts at the site, which
    may be a folder of the repository.
    """
    if any(workspace.exists(path) for path in _sources_of(found)):
        return True
    if not written.startswith("/") or not root:
        return False
    folder = os.path.dirname(document)
    while len(folder) > len(root):
        for inside in ("", *_PUBLIC_FOLDERS):
            path = os.path.normpath(os.path.join(folder, inside, written.lstrip("/")))
            if workspace.exists(path) or any(map(workspace.exists, _sources_of(path))):
                return True
        folder = os.path.dirname(folder)
    return False


def _sources_of(page: str) -> Iterator[str]:
    """Yield the documents that the page at `page` may be made of."""
    stem, extension = os.path.splitext(page)
    if extension == ".html":
        yield from (stem + each for each in _SOURCE_EXTENSIONS)
    elif not extension:
        yield from (page + each for each in _SOURCE_EXTENSIONS)


def _is_in_submodule(path: str, root: str, workspace: Workspace) -> bool:
    """Return whether the missing `path` may be in a submodule that was not checked out.

    Git leaves an empty folder in its place.
    """
    if not workspace.exists(os.path.join(root, ".gitmodules")):
        return False
    folder = os.path.dirname(path)
    while len(folder) > len(root) and not workspace.exists(folder):
        folder = os.path.dirname(folder)
    return len(folder) > len(root) > 0 and not workspace.list_folder(folder)


def _may_be_example(written: str, found: str, workspace: Workspace) -> bool:
    """Return whether the missing target of a tag may be part of the prose: `<img src="hero.jpg">`."""
    folder = os.path.dirname(written)
    return not folder.strip("/") or not workspace.exists(os.path.dirname(found))


def _exists_with_slashes(written: str, document: str, root: str, workspace: Workspace) -> bool:
    """Return whether the backslashes of a target are meant as slashes, as on Windows."""
    meant = resolve_path(unquote(written.replace("\\", "/").partition("#")[0]), document, root)
    return meant is not None and workspace.exists(meant)


def _is_bare_word(written: str) -> bool:
    """Return whether a missing target is a single word, as in `value[index](argument)`."""
    return "/" not in written and "." not in written
