r"""Links that lead somewhere on one machine only: ``file:///…``, ``/Users/…``, ``C:\…``."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from backlog_ls.workspace.workspace import Workspace


class MachinePath(NamedTuple):
    """A place on some machine. Offsets are code points in the link's target."""

    parts: tuple[str, ...]
    """The names of folders and of the file, decoded, outermost first; a drive is one too."""
    end: int
    """Where the path ends in the target; a line number, a query or a heading may follow."""


_START = pattern(
    r"""(?i:file):/+(?=[^/])                                             # a file, whatever the slashes
      | (?:vscode|vscode-insiders|vscodium|cursor|windsurf)://file/+(?=[^/])
      | (?=[A-Za-z]:[\\/])                                          # a drive
      | \\{2,4}(?=[\w.-]+\\)                                        # a share of a server
      | /(?=(?:Users|home)/[^/]+/[^/])                              # somebody's home
    """,
    re.VERBOSE,
)
_PLACEHOLDER = pattern(r"[{}<>*|$]|\.\.\.|path/to\b|path\\to\b", re.IGNORECASE)
_END = pattern(r"(?::\d{1,9}(?:[-:]\d{1,9}){0,3})?(?:[?#]|\Z)")
_SEPARATOR = pattern(r"[/\\]+")


def machine_path(target: str, root: str, workspace: Workspace) -> MachinePath | None:
    """Return where `target`, as it stands in the text, leads on one machine only, or None.

    Args:
        target: of a link.
        root: absolute path of the workspace folder; empty without one. Where it has a folder
            ``home`` of its own, ``/home/…`` counts from the root.
        workspace: what there is.
    """
    start = _START.match(target)
    if start is None or _PLACEHOLDER.search(target):
        return None
    if start.group() == "/":
        top = target.split("/", 2)[1]
        if root and workspace.exists(os.path.join(root, top)):
            return None
    end = _END.search(target, start.end() + 2)  # behind the colon of a drive
    stop = end.start() if end else len(target)
    names = _SEPARATOR.split(unquote(target[start.end() : stop]))
    parts = tuple(name for name in names if name)
    return MachinePath(parts, stop) if parts else None


def find_in_root(path: MachinePath, root: str, workspace: Workspace) -> tuple[str, bool] | None:
    """Return the file or folder under `root` that `path` means, and whether that is certain.

    The longest end of the path that is there counts: whoever wrote it had the same files elsewhere. It
    is certain where the whole path is there, or what follows a folder called as the root is.
    """
    if not root or ".." in path.parts or "\0" in "".join(path.parts):
        return None
    name = os.path.basename(root)
    drive = path.parts[0].endswith(":")
    for index in range(drive, len(path.parts)):
        found = os.path.join(root, *path.parts[index:])
        if not workspace.exists(found):
            continue
        certain = index == 0 or path.parts[index - 1] == name
        # One name says little: every folder has a README.
        return (found, certain) if certain or index + 1 < len(path.parts) else None
    return None
