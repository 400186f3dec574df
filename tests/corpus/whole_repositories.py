"""Whole repositories out of the shared folder, each unpacked where a test wants it."""

from __future__ import annotations

import tarfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def archives(shared: Path) -> list[Path]:
    """Return the archives of the repositories, by name."""
    return sorted((shared / "whole").glob("*.tar.xz"))


def unpack(archive: Path, folder: Path) -> Path:
    """Unpack a repository into `folder`, and return its root."""
    with tarfile.open(archive) as files:
        if hasattr(tarfile, "data_filter"):
            files.extractall(folder, filter="data")
        else:
            files.extractall(folder)
    return folder / archive.name.removesuffix(".tar.xz")
