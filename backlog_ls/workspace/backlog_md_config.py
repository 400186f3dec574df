"""What Backlog.md, a tool that keeps a file for each task, declares in its own configuration.

Its folder is called `backlog` (or `.backlog`) and holds `config.yml` beside the folders of tasks; a
`backlog.config.yml` may stand beside that folder instead.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.syntax.mapping import read_mapping
from backlog_ls.workspace.disk.disk import read_text

if TYPE_CHECKING:
    from backlog_ls.workspace.disk.disk import Disk

CONFIG = "config.yml"
CONFIG_BESIDE = "backlog.config.yml"
FOLDERS = ("backlog", ".backlog")
LARGEST = 64 * 1024
"""Characters of a configuration that is read."""


class Tool(NamedTuple):
    """What the tool's configuration declares."""

    statuses: tuple[str, ...] = ()
    milestones: tuple[str, ...] = ()


NO_TOOL = Tool()


def is_tool_config(path: str) -> bool:
    """Tell whether `path` names a configuration of the tool."""
    folder, name = os.path.split(path)
    return name == CONFIG_BESIDE or (name == CONFIG and os.path.basename(folder) in FOLDERS)


def tool_of(folder: str, disk: Disk) -> Tool:
    """Return what is declared for the documents in `folder`, an absolute path."""
    while True:
        above, name = os.path.split(folder)
        if name in FOLDERS:
            for path in (os.path.join(folder, CONFIG), os.path.join(above, CONFIG_BESIDE)):
                if disk.exists(path):
                    return _read(path)
        if above == folder:
            return NO_TOOL
        folder = above


def _read(path: str) -> Tool:
    try:
        text = read_text(path).removeprefix("\ufeff")
    except (OSError, UnicodeDecodeError):
        return NO_TOOL
    found: dict[str, list[str]] = {}
    for scalar in read_mapping(text[:LARGEST]):
        if scalar.value.strip():
            found.setdefault(scalar.key, []).append(scalar.value.strip())
    return Tool(tuple(found.get("statuses", ())), tuple(found.get("milestones", ())))
