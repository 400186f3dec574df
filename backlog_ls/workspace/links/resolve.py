"""What a link leads to, and whether that exists."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.syntax.inline import Link, LinkKind
from backlog_ls.workspace.document_names import is_markdown, is_milestone_path
from backlog_ls.workspace.links.local_paths import parse_local_path
from backlog_ls.workspace.links.target import LinkTarget, TargetKind, parse_target, resolve_path

if TYPE_CHECKING:
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.workspace.workspace import Workspace


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
    target = parse_target(written)
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
        if workspace.is_ignored(found):  # made by a build, or kept by its author only
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
