"""What a link leads to, and whether it is there."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.syntax.inline import Link, LinkKind
from backlog_ls.workspace.document_names import is_markdown, is_milestone_path
from backlog_ls.workspace.link_target import Target, TargetKind, read_target, resolve
from backlog_ls.workspace.links.local_paths import machine_path

if TYPE_CHECKING:
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.workspace.workspace import Workspace


class Trouble(Enum):
    """What is wrong with a link."""

    NO_FILE = "no file"
    NO_MILESTONE = "no milestone"
    NO_ANCHOR = "no anchor"


class Lead(NamedTuple):
    """Where a link leads, and what is wrong with it."""

    target: Target
    start: int
    """Of the part of the target that is meant; code points in the block."""
    end: int
    path: str
    """Absolute; empty for the document itself."""
    trouble: Trouble | None


def follow(
    text: str, link: Link, backlog: Backlog, path: str, root: str, workspace: Workspace
) -> Lead | None:
    """Return where `link` in the block text `text` leads, or None: nothing can be said of it.

    Args:
        text: of the block that holds the link.
        link: the link.
        backlog: the document that holds the block.
        path: absolute path of that document; empty where it is no file.
        root: absolute path of the folder that its links may not climb out of.
        workspace: what else there is.
    """
    if link.kind is LinkKind.WIKI:
        return None
    written = text[link.target_start : link.target_end]
    target = read_target(written)
    start = link.target_start
    if target.kind is TargetKind.OTHER or machine_path(written, root, workspace):
        return None
    fragment = start + target.fragment_start, link.target_end
    if target.kind is TargetKind.LOCAL:
        missing = bool(target.fragment) and backlog.anchor(target.fragment.lower()) is None
        return Lead(target, *fragment, "", Trouble.NO_ANCHOR if missing else None)
    if not path:
        return None
    found = resolve(target.path, path, root) or _in_another_root(target.path, path, workspace)
    if found is None:
        return None
    if not workspace.exists(found):
        milestone = is_milestone_path(target.path) and link.kind is not LinkKind.IMAGE
        trouble = Trouble.NO_MILESTONE if milestone else Trouble.NO_FILE
        return Lead(target, start, start + target.path_end, found, trouble)
    if target.fragment and is_markdown(found):
        other = backlog if found == path else workspace.backlog(found)
        # An empty file stands for one whose text is not known.
        if other and other.document.length and other.anchor(target.fragment.lower()) is None:
            return Lead(target, *fragment, found, Trouble.NO_ANCHOR)
    return Lead(target, start, start + target.path_end, found, None)


def _in_another_root(path: str, document: str, workspace: Workspace) -> str | None:
    """Return the absolute path that `path`, written in `document`, has in any workspace folder."""
    found = None if path.startswith("/") else resolve(path, document, "")
    return found if found and workspace.root_of(found) else None
