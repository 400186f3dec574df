r"""Link targets that work on one machine only: ``file:///…``, ``/Users/…``, ``C:\…``."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from backlog_ls.workspace.workspace import Workspace


class LocalPath(NamedTuple):
    """A path on some machine. Offsets are code points in the link target."""

    parts: tuple[str, ...]
    """Decoded names of the drive if any, of the folders, and of the file."""
    end: int
    """Where the path ends in the target. A line number, query or fragment may follow."""


_START = pattern(
    r"""(?i:file):/+(?=[^/])                                             # any number of slashes
      | (?:vscode|vscode-insiders|vscodium|cursor|windsurf)://file/+(?=[^/])
      | (?=[A-Za-z]:[\\/])                                          # a drive
      | \\{2,4}(?=[\w.-]+\\)                                        # a network share
      | /(?=(?:Users|home)/[^/]+/[^/])                              # a home folder
    """,
    re.VERBOSE,
)
_PLACEHOLDER = pattern(r"[{}<>*|$]|\.\.\.|path/to\b|path\\to\b", re.IGNORECASE)
_END = pattern(r"(?::\d{1,9}(?:[-:]\d{1,9}){0,3})?(?:[?#]|\Z)")
_SEPARATOR = pattern(r"[/\\]+")


def parse_local_path(target: str, root: str, workspace: Workspace) -> LocalPath | None:
    """Parse `target`, as written in the text; return None if it is not such a path.

    Args:
        target: of a link.
        root: absolute path of the root of the document; empty without one. If it has a folder
            ``home`` of its own, ``/home/…`` is relative to the root.
        workspace: that holds the root.
    """
    start = _START.match(target)
    if start is None or _PLACEHOLDER.search(target):
        return None
    if start.group() == "/":
        top = target.split("/", 2)[1]
        if root and workspace.exists(os.path.join(root, top)):
            return None
    end = _END.search(target, start.end() + 2)  # after the colon of a drive
    stop = end.start() if end else len(target)
    names = _SEPARATOR.split(unquote(target[start.end() : stop]))
    parts = tuple(name for name in names if name)
    return LocalPath(parts, stop) if parts else None


def find_in_root(path: LocalPath, root: str, workspace: Workspace) -> tuple[str, bool] | None:
    """Return the file or folder under `root` that `path` probably means, and whether that is certain.

    Take the longest tail of the path that exists: the author had the same files elsewhere. It is
    certain if the whole path exists, or the tail follows a folder with the name of the root.
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
        # A single name, such as README.md, may be in every folder.
        return (found, certain) if certain or index + 1 < len(path.parts) else None
    return None
