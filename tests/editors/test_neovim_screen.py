"""The screen that the README of the plugin shows is what a real terminal shows: tmux is the terminal."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PLUGIN = HERE.parents[1] / "editors" / "neovim"
WIDTH, HEIGHT = 100, 21
PATIENCE = 30
"""Seconds to wait for one thing to be on the screen."""

EXAMPLE = """\
# Harbour backlog ⚓

## Legend

| Status         | Meaning           |
| -------------- | ----------------- |
| 🌱 Planned     | Not begun         |
| 🚧 In progress | Somebody is at it |
| ✅ Done        | Finished          |

## Work

| Task            | Status         |
| --------------- | -------------- |
| Lights          | 🌱 Planned     |
| Buoys 🛟 at sea | ✅ Done        |
| Moorings        | 🚢 Shipped     |
| Signs           | 🚧 In progress |
"""


class Terminal:
    """A tmux server of its own, with one window."""

    def __init__(self, socket: Path, environment: dict[str, str]) -> None:
        self._command = ["tmux", "-u", "-S", str(socket), "-f", "/dev/null"]
        self._environment = {**environment, "TERM": "tmux-256color"}

    def do(self, *arguments: str) -> str:
        return subprocess.run(
            [*self._command, *arguments],
            env=self._environment,
            capture_output=True,
            check=True,
            encoding="utf-8",
            timeout=PATIENCE,
        ).stdout

    def screen(self) -> str:
        lines = self.do("capture-pane", "-p").splitlines()
        return "\n".join(line.rstrip() for line in lines)

    def shows(self, *parts: str) -> str:
        """Wait until all `parts` are on the screen, and return it."""
        end = time.monotonic() + PATIENCE
        while not all(part in (shown := self.screen()) for part in parts):
            assert time.monotonic() < end, f"not all of {parts} in:\n{shown}"
            time.sleep(0.1)
        return shown


def test_the_screen_in_the_readme_is_that_of_a_terminal(
    nvim: str, isolated: dict[str, str], tmp_path: Path
) -> None:
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")
    folder = tmp_path / "harbour"
    folder.mkdir()
    (folder / "BACKLOG.md").write_text(EXAMPLE, encoding="utf-8")
    terminal = Terminal(tmp_path / "tmux", {**isolated, "BACKLOG_LS_PYTHON": sys.executable})
    editor = [nvim, "-u", str(HERE / "neovim_screen.lua"), "-i", "NONE"]
    editor += ["--cmd", f"set rtp^={PLUGIN}", "BACKLOG.md"]
    size = ["-x", str(WIDTH), "-y", str(HEIGHT)]
    terminal.do("new-session", "-d", *size, "-c", str(folder), *editor)
    try:
        terminal.shows("■ Unknown status `🚢 Shipped`", "2 open, 2 done")
        terminal.do("send-keys", "15Gf🌱")  # above what is diagnosed
        terminal.do("send-keys", "K")
        shown = terminal.shows("╭", "╯", "Legend: Not begun", "■", "2 open, 2 done").rstrip()
    finally:
        terminal.do("kill-server")
    print(shown)  # noqa: T201 (for the README; `make test-neovim` lists it)
    readme = (PLUGIN / "README.md").read_text(encoding="utf-8")
    (kept,) = re.findall(r"<!-- screen:.*?```text\n(.*?)\n```", readme, re.DOTALL)
    assert shown == kept
