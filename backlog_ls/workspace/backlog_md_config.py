"""The configuration of Backlog.md, a tool that keeps one file for each task.

Its folder is called `backlog` or `.backlog`, and holds `config.yml` next to the folders of tasks. A
`backlog.config.yml` next to that folder may be used instead.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.syntax.yaml_mapping import read_mapping
from backlog_ls.workspace.disk.disk import read_text

if TYPE_CHECKING:
    from backlog_ls.workspace.disk.disk import Disk

CONFIG_NAME = "config.yml"
SIBLING_NAME = "backlog.config.yml"
FOLDERS = ("backlog", ".backlog")
MAX_LENGTH = 64 * 1024
"""Maximum number of code points of a configuration that are read."""


class BacklogMdConfig(NamedTuple):
    """The values that a configuration declares."""

    statuses: tuple[str, ...] = ()
    milestones: tuple[str, ...] = ()


NO_CONFIG = BacklogMdConfig()


def is_backlog_md_config(path: str) -> bool:
    """Return whether `path` is that of a configuration of Backlog.md."""
    folder, name = os.path.split(path)
    return name == SIBLING_NAME or (name == CONFIG_NAME and os.path.basename(folder) in FOLDERS)


def read_backlog_md_config(folder: str, disk: Disk) -> BacklogMdConfig:
    """Return the configuration for the documents in `folder`, an absolute path."""
    while True:
        above, name = os.path.split(folder)
        if name in FOLDERS:
            for path in (os.path.join(folder, CONFIG_NAME), os.path.join(above, SIBLING_NAME)):
                if disk.exists(path):
                    return _read(path)
        if above == folder:
            return NO_CONFIG
        folder = above


def _read(path: str) -> BacklogMdConfig:
    try:
        text = read_text(path).removeprefix("\ufeff")
    except (OSError, UnicodeDecodeError):
        return NO_CONFIG
    found: dict[str, list[str]] = {}
    for scalar in read_mapping(text[:MAX_LENGTH]):
        if scalar.value.strip():
            found.setdefault(scalar.key, []).append(scalar.value.strip())
    return BacklogMdConfig(tuple(found.get("statuses", ())), tuple(found.get("milestones", ())))
