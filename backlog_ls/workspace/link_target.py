"""Where a link's target leads, on this machine. Nothing is opened or run, only named."""

from __future__ import annotations

import os
import re
from enum import Enum
from typing import NamedTuple
from urllib.parse import unquote

from backlog_ls.text.pattern import pattern


class TargetKind(Enum):
    """What sort of thing a target names."""

    LOCAL = "local"
    """A heading or anchor of the same document."""
    FILE = "file"
    """A file or folder, relative to the document or to the root."""
    OTHER = "other"
    """Anything else: a web page, a mail address, a placeholder. Nothing is said of it."""


class Target(NamedTuple):
    """A link's target, taken apart. Offsets are code points in the target."""

    kind: TargetKind
    path: str = ""
    """As the file system names it, decoded; relative as written."""
    path_end: int = 0
    """Where the path ends in the target."""
    fragment: str = ""
    """Decoded; empty without one."""
    fragment_start: int = 0


_SCHEME = pattern(r"[A-Za-z][A-Za-z0-9+.-]*:|//|~[/\\]")
"""A scheme, a drive, another host, or somebody's home folder."""
_PLACEHOLDER = pattern(
    r"[{}<>*|$]|\.\.\.|\A\(?(?:TBD|TODO|N/A|URL|link|path|url)\)?\Z", re.IGNORECASE
)
_LINE_NUMBER = pattern(r":\d{1,9}(?:[-:]\d{1,9}){0,3}\Z")
_NO_HEADING = pattern(
    r"L\d+(?:C\d+)?(?:-L?\d+(?:C\d+)?)?\Z|top\Z|user-content-|.*:~:", re.IGNORECASE
)
"""A line of source, the top of the page (HTML, section 7.4.6.4), GitHub's own ids, a text fragment."""


def read_target(target: str) -> Target:
    """Return what `target`, as it stands in the text, names."""
    if target.startswith("#"):
        if _NO_HEADING.match(target, 1):
            return Target(TargetKind.OTHER)
        return Target(TargetKind.LOCAL, "", 0, unquote(target[1:]), 1)
    if not target or _SCHEME.match(target) or _PLACEHOLDER.search(target) or "\\" in target:
        return Target(TargetKind.OTHER)
    path, mark, fragment = target.partition("#")
    end = len(path)
    path = path.partition("?")[0]
    end = min(end, len(path))
    line = _LINE_NUMBER.search(path)
    if line:
        path = path[: line.start()]
        end = len(path)
    if _NO_HEADING.match(fragment):
        fragment = ""
    if not path:
        return Target(TargetKind.OTHER)
    start = len(target) - len(fragment) if mark and fragment else 0
    return Target(TargetKind.FILE, unquote(path), end, unquote(fragment), start)


def resolve(path: str, document: str, root: str) -> str | None:
    """Return the absolute path that `path`, written in `document`, leads to.

    Args:
        path: as in `Target.path`; one that begins with a slash counts from the root.
        document: absolute path of the document.
        root: absolute path of the workspace folder that holds the document; empty without one.

    Returns:
        None where it climbs out of the root, or names a drive: of what lies there nothing is known.
    """
    if "\0" in path:
        return None
    if path.startswith("/"):
        if not root:
            return None
        base, path = root, path.lstrip("/")
    else:
        base = os.path.dirname(document)
    found = os.path.normpath(os.path.join(base, path))
    if root and found != root and not found.startswith(root.rstrip(os.sep) + os.sep):
        return None
    return found
