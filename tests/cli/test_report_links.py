"""Lines in a report are links: to the files, or to the repository on the web."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from command_line import backlog_ls

TEXT = "# Backlog\n\n- [ ] one\n- [ ] two (due 2020-01-01)\n"
NAMES = ["BACKLOG.md", "docs/javascript:alert(1) TODO.md", 'a&"<b>/ROADMAP.md', "ä 漢/BACKLOG.md"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in NAMES:
        path = tmp_path / "work" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEXT)
    return tmp_path / "work"


def targets(page: str) -> list[str]:
    return [
        found.replace("&amp;", "&") for found in re.findall(r'<a[^>]* href="([^"#][^"]*)"', page)
    ]


@pytest.mark.parametrize("output", ["report.html", "../report.html", "../public/x/report.html"])
def test_each_line_of_a_page_leads_to_its_file(folder: Path, output: str) -> None:
    (folder / output).parent.mkdir(parents=True, exist_ok=True)
    assert backlog_ls(folder, "report", "--format", "html", "-o", output).code == 0
    found = targets((folder / output).read_text("utf-8"))
    assert len(found) >= 2 * len(NAMES)
    for target in found:
        path, _, line = target.partition("#L")
        there = (folder / output).parent / unquote(path)
        assert there.is_file(), target
        assert line in {"1", "3", "4"}
        assert ":" not in path
    assert {Path(unquote(target.partition("#")[0])).name for target in found} == {
        Path(name).name for name in NAMES
    }


def test_lines_of_sections_are_links(tmp_path: Path) -> None:
    (tmp_path / "BACKLOG.md").write_text(
        "# Plan\n\n## Work\n\n- [ ] one\n\n## Later\n\n- [ ] two\n"
    )
    page = backlog_ls(tmp_path, "report", "--format", "html").out
    for line in (3, 7):
        link = f'<a class="whole" href="BACKLOG.md#L{line}">line {line}</a></div>'
        assert f'<div class="meta">0 of 1 done · {link}' in page


def test_unsaved_text_of_a_file_has_its_links(folder: Path, tmp_path: Path) -> None:
    """An editor gives the text that is not saved yet, and starts no program in the folder."""
    arguments = ("report", "--format", "html", "--directory", str(folder))
    for directory in (folder, tmp_path):
        page = backlog_ls(
            directory, *arguments, "--stdin-filename", "BACKLOG.md", "-", stdin=f"\n{TEXT}".encode()
        ).out
        assert "<bdi>BACKLOG.md</bdi>" in page
        assert set(targets(page)) == {f"BACKLOG.md#L{line}" for line in (2, 4, 5)}
    assert backlog_ls(tmp_path, *arguments, "--stdin-filename", "x.md", "BACKLOG.md").code == 2
    assert backlog_ls(tmp_path, "report", "--directory", str(folder / "nowhere")).code == 2


def test_a_directory_is_where_paths_begin(folder: Path, tmp_path: Path) -> None:
    here = backlog_ls(folder, "report", "--format", "html").out
    assert targets(here)
    assert (
        backlog_ls(tmp_path, "report", "--format", "html", "--directory", str(folder)).out == here
    )


@pytest.mark.parametrize(
    "base", ["https://example.org/r/blob/main", "https://example.org/r/blob/main/"]
)
def test_links_to_the_web(folder: Path, base: str) -> None:
    arguments = ("report", "--link-base", base, "--format")
    for form in ("html", "markdown"):
        out = backlog_ls(folder, *arguments, form).out
        assert "https://example.org/r/blob/main/BACKLOG.md?plain=1#L3" in out
        assert "https://example.org/r/blob/main/docs/javascript%3Aalert%281%29%20TODO.md?" in out


def test_markdown_has_links_only_where_they_lead_somewhere(folder: Path) -> None:
    assert "](" not in backlog_ls(folder, "report", "--format", "markdown").out
    backlog_ls(folder, "report", "--format", "markdown", "-o", "REPORT.md")
    assert "[`BACKLOG.md:3`](BACKLOG.md#L3)" in (folder / "REPORT.md").read_text("utf-8")


def test_standard_input_has_no_address(folder: Path) -> None:
    page = backlog_ls(folder, "report", "--format", "html", "-", stdin=TEXT.encode()).out
    assert "line 3" in page
    assert targets(page) == []


def test_only_web_addresses_are_a_base(folder: Path) -> None:
    result = backlog_ls(folder, "report", "--link-base", "javascript:x")
    assert result.code == 2
    assert "not a web address" in result.err
