"""The page of `backlog-ls report` in a real browser, where one is installed: it is styled, and fits."""

from __future__ import annotations

import re
import shutil
import subprocess
from html import escape
from typing import TYPE_CHECKING

import pytest
from command_line import backlog_ls, write

if TYPE_CHECKING:
    from pathlib import Path

ROWS = "".join(
    f"| T-{at} | Something long with_a_word_that_does_not_want_to_break_{'x' * 60} | "
    f"{'Done' if at < 5 else 'Todo'} | T-{at // 2} | ann | P1 | v1 |\n"
    for at in range(1, 30)
)
BACKLOG = f"""\
# Plan

## Work with a title that is rather long, as they are

| ID | Task | Status | Depends on | Owner | Priority | Milestone |
| --- | --- | --- | --- | --- | --- | --- |
{ROWS}
## <script>document.title = 'changed'</script>

- [ ] <img src=x onerror="document.title='changed'">
"""
# Only in a copy of the page, whose policy would not let it run; in a frame, since a browser without
# a screen has windows of 500 pixels and more.
MEASURE = """<script>addEventListener('load', () => {
  const root = document.documentElement, bar = document.querySelector('.bar');
  const left = (name) => document.querySelector(name).getBoundingClientRect().left;
  parent.document.title = [root.scrollWidth <= innerWidth, innerWidth,
    Math.round(bar.getBoundingClientRect().height), left('main') === left('footer')].join(' ');
})</script>"""


def browser() -> str:
    found = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chrome")
    if not found:
        pytest.skip("no browser is installed")
    return found


def opened(page: Path) -> subprocess.CompletedProcess[str]:
    """Open `page`: what it becomes, and what the console says."""
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr"]
    options += [f"--user-data-dir={page.parent / 'profile'}", "--window-size=1400,900"]
    return subprocess.run(
        [browser(), *options, "--dump-dom", page.as_uri()],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=True,
    )


@pytest.fixture
def page(tmp_path: Path) -> Path:
    write(tmp_path, "BACKLOG.md", BACKLOG)
    browser()
    assert backlog_ls(tmp_path, "report", "--format", "html", "-o", "report.html").code == 0
    return tmp_path / "report.html"


def test_the_browser_refuses_nothing_and_runs_nothing(page: Path) -> None:
    done = opened(page)
    assert "<title>Backlog report: BACKLOG.md</title>" in done.stdout
    assert "CONSOLE" not in done.stderr


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_fits_its_window(width: int, page: Path) -> None:
    policy = re.compile(r"<meta http-equiv[^>]*>")
    inside = policy.sub("", page.read_text("utf-8")).replace("</body>", f"{MEASURE}</body>")
    frame = (
        f'<iframe width="{width}" height="800" frameborder="0" srcdoc="{escape(inside)}"></iframe>'
    )
    around = page.with_name("around.html")
    around.write_text(f'<!doctype html><meta charset="utf-8"><title></title>{frame}', "utf-8")
    said = opened(around).stdout.partition("<title>")[2].partition("<")[0]
    assert said == f"true {width} 18 true"
