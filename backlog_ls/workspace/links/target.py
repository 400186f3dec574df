"""Link targets, parsed and resolved to paths. No file is accessed."""

from __future__ import annotations

import os
import re
from enum import Enum
from typing import NamedTuple
from urllib.parse import unquote

from backlog_ls.model.names.slug import slugify
from backlog_ls.text.pattern import pattern


class TargetKind(Enum):
    """The kind of a target."""

    LOCAL = "local"
    """A heading or anchor of the same document."""
    FILE = "file"
    """A file or folder, relative to the document or to the root."""
    OTHER = "other"
    """Anything else, such as a web page, a mail address or a placeholder. It is never checked."""


class LinkTarget(NamedTuple):
    """A parsed link target. Offsets are code points in the target."""

    kind: TargetKind
    path: str = ""
    """Decoded; relative if it is written so."""
    path_end: int = 0
    """Where the path ends in the target."""
    fragment: str = ""
    """Decoded; empty without one."""
    fragment_start: int = 0
    line: int = 0
    """The line of the file that it names, 1-based; 0 without one."""


_ESCAPE = pattern(
    r"\\([!-/:-@\[-`{-~])|&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});"
)
_SCHEME = pattern(r"[A-Za-z][A-Za-z0-9+.-]*:|//|~[/\\]|@")
"""A scheme, a drive, another host, a home folder, or an alias of a build tool (`@site/docs`)."""
_MAIL = pattern(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+\Z")
_PLACEHOLDER = pattern(
    r"[{}<>*|$]|\.\.\.|\A\(?(?:TBD|TODO|N/A|URL|link|path|url)\)?\Z", re.IGNORECASE
)
_FILL_IN = pattern(r"(?<![A-Za-z])(?:X{3,}|Y{3,}|Z{3,}|AAA|N{3,})(?![A-Za-z])")
"""Part of a name that is still to be filled in: `CORE-XXX`."""
_LINE_NUMBER = pattern(
    r":\d{1,9}(?:[-:]\d{1,9}){0,3}\Z|(?<=\.[a-z]{2}):{1,2}[A-Za-z_][\w.:]{0,99}(?:\(\))?\Z"
)
"""Where in a file: a line, a range of lines, or after `.py` the name of a function or a test."""
_LINE = pattern(r"L?(\d{1,9})(?!\d)", re.IGNORECASE)
_NOT_A_HEADING = pattern(
    r"L\d+(?:C\d+)?(?:-L?\d+(?:C\d+)?)?\Z|top\Z|user-content-|.*:~:|[\^/!]", re.IGNORECASE
)
"""A line of source, the top of the page (HTML, section 7.4.6.4), an id of GitHub, a text fragment, a
paragraph in Obsidian, or a route of a web application."""


def parse_target(target: str, *, html: bool = False) -> LinkTarget:
    """Parse `target`, as written in the text.

    Args:
        target: of a link, with its backslashes and entities.
        html: whether it is the value of an HTML attribute, in which a backslash escapes nothing.
    """
    if "&" not in target and (html or "\\" not in target):
        return _parse(target, target)
    decoded, offsets = _decode(target, html=html)
    found = _parse(decoded, _ESCAPE.sub("", target))
    return found._replace(
        path_end=offsets[found.path_end], fragment_start=offsets[found.fragment_start]
    )


def _decode(target: str, *, html: bool) -> tuple[str, list[int]]:
    """Return `target` without escapes and entities, and where each code point was, and the end.

    See CommonMark 0.31, sections 2.4 and 2.5.
    """
    from html import unescape  # noqa: PLC0415 (a table of 2,000 names, rarely used)

    parts: list[str] = []
    offsets: list[int] = []
    position = 0
    for match in _ESCAPE.finditer(target):
        if html and match[1]:
            continue
        offsets += range(position, match.start())
        made = match[1] or unescape(match.group())
        offsets += [match.start()] * len(made)
        parts += (target[position : match.start()], made)
        position = match.end()
    offsets += range(position, len(target) + 1)
    return "".join((*parts, target[position:])), offsets


def _parse(target: str, unescaped: str) -> LinkTarget:
    """Parse `target`, which is decoded; `unescaped` is what is written without escapes in it."""
    if target.startswith("#"):
        if _NOT_A_HEADING.match(target, 1):
            return LinkTarget(TargetKind.OTHER)
        return LinkTarget(TargetKind.LOCAL, "", 0, _read_fragment(target[1:]), 1)
    if (
        not target
        or _SCHEME.match(target)
        or _MAIL.match(target)
        or _PLACEHOLDER.search(unescaped)
        or "\\" in target
    ):
        return LinkTarget(TargetKind.OTHER)
    if _FILL_IN.search(target):
        return LinkTarget(TargetKind.OTHER)
    path, mark, fragment = target.partition("#")
    end = len(path)
    path = path.partition("?")[0]
    end = min(end, len(path))
    place = _LINE_NUMBER.search(path)
    line = _LINE.match(path, place.start() + 1) if place else None
    if place:
        path = path[: place.start()]
        end = len(path)
    if _NOT_A_HEADING.match(fragment):
        line = _LINE.match(fragment) if fragment[:1] in {"L", "l"} else None
        fragment = ""
    if not path:
        return LinkTarget(TargetKind.OTHER)
    start = len(target) - len(fragment) if mark and fragment else 0
    return LinkTarget(
        TargetKind.FILE,
        unquote(path),
        end,
        _read_fragment(fragment),
        start,
        int(line[1]) if line else 0,
    )


def _read_fragment(fragment: str) -> str:
    """Return the decoded fragment; of the text of a heading, which Obsidian writes, its anchor."""
    decoded = unquote(fragment)
    return slugify(decoded) if " " in decoded else decoded


def resolve_path(path: str, document: str, root: str) -> str | None:
    """Return the absolute path that `path`, written in `document`, leads to.

    Args:
        path: as in `LinkTarget.path`; if it begins with a slash, it is relative to the root.
        document: absolute path of the document.
        root: absolute path of the workspace folder that holds the document; empty without one.

    Returns:
        None if it leads out of the root, or cannot be a path.
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
