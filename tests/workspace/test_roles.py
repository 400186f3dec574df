"""That documents which need no parsing are recognized without it."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.roles.decide import guess_role
from backlog_ls.model.settings import DEFAULTS
from backlog_ls.syntax.document import Document
from backlog_ls.workspace.declared_roles import is_member, lists_work, may_have_items
from backlog_ls.workspace.roles import may_be_checked

if TYPE_CHECKING:
    from pathlib import Path

    from backlog_ls.model.settings import Settings

TABLE = (
    "| Task | Status |\n|---|---|\n"
    "| A | Done |\n| B | Done |\n| C | Todo |\n| D | Done |\n| E | Done |\n"
)


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("docs/work.md", "# Notes\n\nA [link](x.md).\n", False),
        ("docs/work.md", TABLE, True),
        ("docs/work.md", "- [x] a\n", True),
        ("README.md", TABLE, False),
        ("README.md", "---\nid: 1\n---\n", True),
        ("archive/BACKLOG.md", TABLE, False),
        ("archive/BACKLOG.md", "<!-- backlog-ls-role: backlog -->\n", True),
        ("BACKLOG.md", "", True),
    ],
)
def test_most_documents_are_not_parsed(path: str, text: str, expected: bool) -> None:
    assert may_be_checked(path, text, DEFAULTS) is expected


def test_no_real_backlog_is_left_out(shared: Path) -> None:
    checked = left_out = 0
    for path in sorted([*shared.glob("seeds/*.md"), *shared.glob("corpus/*/**/*.md")]):
        if not path.is_file():
            continue
        text = path.read_text("utf-8", errors="replace")
        name = path.relative_to(shared / "corpus" if "corpus" in path.parts else shared).as_posix()
        name = name.partition("/")[2]
        role = guess_role(name, Backlog.read(Document.parse(text))).role
        may = may_be_checked(name, text, DEFAULTS)
        assert may or not role.is_checked, name
        checked += role.is_checked
        left_out += not may
    assert checked > 30
    assert left_out > 20


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("BACKLOG.md", "", True),
        ("docs/archive/BACKLOG.md", "", True),
        ("docs/archive/notes.md", "", False),
        ("docs/pages/BUG-1.md", "---\nid: BUG-1\nstatus: open\n---\n", True),
        ("docs/pages/BUG-1.md", "---\nid: BUG-1\n---\n\nstatus: open\n", False),
        ("docs/guides/x.md", "---\nid: BUG-1\nstatus: open\n---\n", False),
        ("tests/BACKLOG.md", "", False),
    ],
)
def test_members_of_the_index(tmp_path: Path, path: str, text: str, expected: bool) -> None:
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    assert is_member(str(file), str(tmp_path), DEFAULTS) is expected
    assert not is_member(os.fspath(tmp_path / "gone.md"), str(tmp_path), DEFAULTS)


def test_an_archive_keeps_its_items_but_not_its_guides() -> None:
    assert may_have_items("old/epics/login.md", DEFAULTS)
    assert not may_have_items("old/guides/login.md", DEFAULTS)


@pytest.mark.parametrize(
    ("path", "settings", "expected"),
    [
        ("BACKLOG.md", DEFAULTS, True),
        ("docs/ROADMAP.md", DEFAULTS, True),
        ("TODO.md", DEFAULTS, True),
        ("docs/team-backlog-status.md", DEFAULTS, True),
        ("docs/stories/5.1-login.md", DEFAULTS, False),
        ("archive/BACKLOG.md", DEFAULTS, True),
        ("README.md", DEFAULTS, False),
        ("docs/parser.md", DEFAULTS, False),
        ("docs/parser.md", replace(DEFAULTS, include=("docs/**",)), True),
        ("BACKLOG.md", replace(DEFAULTS, exclude=("BACKLOG.md",)), False),
        ("docs/parser.md", replace(DEFAULTS, roles={"docs/**": "backlog"}), True),
    ],
)
def test_backlogs_by_their_path_or_the_settings(
    path: str, settings: Settings, expected: bool
) -> None:
    assert lists_work(path, settings) is expected
