"""Wait until a file that may matter for a check has changed.

Files are compared by their stamps again and again: that works on every file system, also on those of
networks and containers that report no changes.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from backlog_ls.workspace.configuration import PROJECT_FILE, SETTINGS_FILE
from backlog_ls.workspace.disk.disk import Disk
from backlog_ls.workspace.disk.walk import walk
from backlog_ls.workspace.document_names import is_markdown

if TYPE_CHECKING:
    from collections.abc import Iterable

MIN_PAUSE_S = 0.3
PAUSE_FACTOR = 10
"""A pause lasts this many times as long as the comparison before it: watching a large folder must not
keep a core busy."""

Stamps = dict[str, tuple[int, int] | None]
"""Modification time in nanoseconds and size of each file; None where its content does not matter."""


def read_stamps(paths: Iterable[str]) -> Stamps:
    """Return the stamps of the files at `paths` and below, and of the settings beside them."""
    disk = Disk()
    stamps: Stamps = {}
    for path in map(os.path.abspath, paths):
        for inside in walk(disk, path) if os.path.isdir(path) else (path,):
            # Others are targets of links: only whether they exist matters.
            stamps[inside] = _stamp(inside) if is_markdown(inside) else None
    for folder in {os.path.dirname(path) for path in stamps}:
        for name in (SETTINGS_FILE, PROJECT_FILE, ".gitignore"):
            settings = os.path.join(folder, name)
            stamps[settings] = _stamp(settings)
    return stamps


def wait_for_change(paths: tuple[str, ...], before: Stamps) -> Stamps:
    """Return the stamps as soon as they differ from `before`."""
    stamps = before
    pause = MIN_PAUSE_S
    while stamps == before:
        time.sleep(pause)
        begun = time.monotonic()
        stamps = read_stamps(paths)
        pause = max(MIN_PAUSE_S, PAUSE_FACTOR * (time.monotonic() - begun))
    return stamps


def _stamp(path: str) -> tuple[int, int] | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
