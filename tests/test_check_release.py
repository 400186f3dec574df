"""`make check-release` lets nothing through that is not ready."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from check_release import ROOT, find_problems

from backlog_ls import __version__

if TYPE_CHECKING:
    from pathlib import Path

FILES = (
    "backlog_ls/__init__.py",
    "editors/vscode/package.json",
    "editors/mason/packages/backlog-ls/package.yaml",
    "REFERENCE.md",
    "CHANGELOG.md",
    "pyproject.toml",
)


@pytest.fixture
def ready(tmp_path: Path) -> Path:
    """A copy of the files, ready to be published as the present version."""
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    edit(tmp_path, "CHANGELOG.md", "## Unreleased", f"## {__version__} - 2030-01-01")
    edit(tmp_path, "pyproject.toml", "github.com/OWNER/", "github.com/somebody/")
    return tmp_path


def edit(root: Path, name: str, old: str, new: str) -> None:
    path = root / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_a_version_that_is_ready(ready: Path) -> None:
    assert list(find_problems(f"v{__version__}", ready)) == []


@pytest.mark.parametrize("tag", ["", __version__, "v9.9.9", f"v{__version__}-rc1"])
def test_another_tag(ready: Path, tag: str) -> None:
    assert list(find_problems(tag, ready))


@pytest.mark.parametrize("name", FILES)
def test_one_file_that_is_not_ready(ready: Path, name: str) -> None:
    old = "somebody" if name == "pyproject.toml" else __version__
    new = "OWNER" if name == "pyproject.toml" else "0.0.9"
    edit(ready, name, old, new)
    (problem,) = find_problems(f"v{__version__}", ready)
    assert re.match(rf"{re.escape(name)} ", problem)
