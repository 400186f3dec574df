"""Which files of a folder are its owner's: what git ignores and what others have written is not."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.text.pattern import pattern
from backlog_ls.workspace.disk.disk import Disk, read_text

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from pathspec import GitIgnoreSpec

log = logging.getLogger(__name__)

FOREIGN = frozenset(
    {"node_modules", "__pycache__", "venv", "site-packages", "target", "dist", "build"}
)
"""Folders of packages, and of what a build makes."""
_IGNORE = ".gitignore"
MOST_FREE = 2
"""How many `*` of a line may stand beside another in their part of a path; one ``**`` more may.

Each makes the library's expression for the line slower by the length of a name, or by the depth of
a path. What has more of them is passed over.
"""
_ESCAPED = pattern(r"\\.")
_STARS = pattern(r"(?P<escaped>\\.)|(?P<folders>(?:\A!?|/)\*{2,}(?=/|\s*\Z))|\*{2,}")
"""Several `*` beside one another: as many folders as there are where they stand alone, else one `*`."""


class _Ignored(NamedTuple):
    """The patterns of one ``.gitignore``."""

    folder: str
    patterns: GitIgnoreSpec

    def says(self, path: str) -> bool | None:
        """Tell whether `path` is ignored; None where no pattern is about it."""
        inside = os.path.relpath(path, self.folder).replace(os.sep, "/")
        return self.patterns.check_file(inside + "/" * path.endswith("/")).include


def walk(disk: Disk, root: str) -> Iterator[str]:
    """Yield the files under the folder `root`, in a fixed order: those of a folder, then its folders'.

    Hidden files and folders are passed over, and so are `FOREIGN` folders, virtual environments, and
    what a ``.gitignore`` names, also one above `root` within the same repository. A `root` that is
    ignored itself is walked all the same: somebody asked for it.
    """
    waiting = [(root, _ignored_at(disk, root))]
    while waiting:
        folder, ignored = waiting.pop()
        names = disk.listing(folder)
        if _IGNORE in names:
            ignored = (*ignored, *_read(folder, tell=True))
        folders = []
        for name in names:
            if name.startswith("."):
                continue
            path = os.path.join(folder, name)
            if _is_ignored(path, ignored):
                continue
            if not name.endswith("/"):
                yield path
            elif not _is_foreign(disk, path[:-1]):
                folders.append((path[:-1], ignored))
        waiting += reversed(folders)


def is_walked(disk: Disk, root: str, path: str) -> bool:
    """Tell whether `walk` comes to `path`, which is under the folder `root`, if a file is there."""
    ignored = _ignored_at(disk, root)
    folder = root
    *folders, name = os.path.relpath(path, root).split(os.sep)
    for each in [*(name + "/" for name in folders), name]:
        if _IGNORE in disk.listing(folder):
            ignored = (*ignored, *_read(folder))
        path = os.path.join(folder, each)
        if each.startswith(".") or _is_ignored(path, ignored):
            return False
        folder = path.rstrip("/")
        if each.endswith("/") and _is_foreign(disk, folder):
            return False
    return True


def is_home(root: str) -> bool:
    """Tell whether `root` is the folder of a user, or one that holds it: nobody's workspace."""
    home = os.path.expanduser("~")
    return os.path.isabs(home) and (home + os.sep).startswith(root.rstrip(os.sep) + os.sep)


def _is_foreign(disk: Disk, folder: str) -> bool:
    # A link to a folder may lead back up: only real folders are entered.
    return (
        os.path.basename(folder) in FOREIGN
        or os.path.islink(folder)
        or "pyvenv.cfg" in disk.listing(folder)
    )


def _is_ignored(path: str, ignored: tuple[_Ignored, ...]) -> bool:
    """Tell whether `path`, a folder with a slash behind, is ignored: the innermost file decides."""
    said = (each.says(path) for each in reversed(ignored))
    return next((answer for answer in said if answer is not None), False)


def _ignored_at(disk: Disk, root: str) -> tuple[_Ignored, ...]:
    """Return what is ignored where a walk begins; nothing if `root` itself is."""
    above = _above(disk, root)
    return () if _is_ignored(root + "/", above) else above


def _above(disk: Disk, root: str) -> tuple[_Ignored, ...]:
    """Return what the folders above `root` ignore, up to the top of its repository."""
    found: list[_Ignored] = []
    folder = root
    while ".git/" not in disk.listing(folder) and ".git" not in disk.listing(folder):
        folder, below = os.path.dirname(folder), folder
        if folder == below:
            return ()  # in no repository
        if _IGNORE in disk.listing(folder):
            found[:0] = _read(folder)
    return tuple(found)


def _read(folder: str, *, tell: bool = False) -> list[_Ignored]:
    """Return what the file in `folder` ignores; `tell` has the log say what is passed over."""
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 (20 ms, and only where there is such a file)

    try:
        lines = read_text(os.path.join(folder, _IGNORE)).splitlines()
    except (OSError, UnicodeDecodeError):
        return []
    lines = [_STARS.sub(_shorter, line) for line in lines]
    kept = [line for line in lines if not _is_costly(line)]
    if tell and len(kept) < len(lines):
        path = os.path.join(folder, _IGNORE)
        log.warning("lines of %s with too many * are passed over: %d", path, len(lines) - len(kept))
    # `docs/**` is about what stands in the folder, not about the folder itself (gitignore(5)), for
    # which the library takes it too.
    deep = "/**"
    lines = [line.rstrip() + "/*" if line.rstrip().endswith(deep) else line for line in kept]
    return [_Ignored(folder, GitIgnoreSpec.from_lines(lines))]


def _shorter(stars: re.Match[str]) -> str:
    # The library has each of them take something, which takes for ever, and means the same.
    if stars["escaped"]:
        return stars[0]
    return stars[0].rstrip("*") + "**" if stars["folders"] else "*"


def _is_costly(line: str) -> bool:
    """Tell whether to match `line` may take for ever; no two `*` stand together but in a ``**``."""
    if line.startswith("#"):
        return False
    parts = _ESCAPED.sub("", line.rstrip().removeprefix("!")).split("/")
    free = sum(max(0, part.count("*") - 1) for part in parts if part != "**")
    return free > MOST_FREE or free + parts.count("**") > MOST_FREE + 1
