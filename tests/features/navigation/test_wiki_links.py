"""Wiki links: no findings, the nearer of two documents, and updates when headings and files move."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backlog_ls.features.rename.rename import plan_rename
from backlog_ls.model.document.backlog import Backlog
from backlog_ls.rules.engine.incremental import check
from backlog_ls.syntax.document import Document
from backlog_ls.text.edit import apply_edits
from backlog_ls.workspace.links.updates import Move, edits_for_moves
from backlog_ls.workspace.links.wiki import find_wiki_document
from backlog_ls.workspace.view import View
from backlog_ls.workspace.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """\
# Work

- [ ] [[Plan A]] and [[plan a#Later on|later]] and [[Gone]] and [[Gone#x]] and [[#Work]]
- [ ] [[docs/Plan A#^block]]

| Task | Status |
| --- | --- |
| [[Plan A#Later on\\|x]] | Done |
"""
PLAN = "# Plan\n\n## Later on\n\n- [ ] [[BACKLOG]]\n"


@pytest.fixture
def view(tmp_path: Path) -> View:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "Plan A.md").write_text(PLAN, "utf-8")
    (tmp_path / "BACKLOG.md").write_text(TEXT, "utf-8")
    path = str(tmp_path / "BACKLOG.md")
    return View(Backlog.read(Document.parse(TEXT)), Workspace((str(tmp_path),)), path)


def test_wiki_links_have_no_findings(view: View) -> None:
    assert check(view).findings() == []


def test_a_document_in_the_same_folder_comes_before_one_in_the_root(
    view: View, tmp_path: Path
) -> None:
    (tmp_path / "Plan A.md").write_text("# Here\n", "utf-8")
    view.workspace.invalidate(str(tmp_path / "Plan A.md"))
    beside = str(tmp_path / "docs" / "Plan A.md")
    other = str(tmp_path / "docs" / "TODO.md")
    assert find_wiki_document("Plan A", other, str(tmp_path), view.workspace) == beside


def test_a_renamed_heading_updates_wiki_links(view: View, tmp_path: Path) -> None:
    path = str(tmp_path / "docs" / "Plan A.md")
    plan = View(Backlog.read(Document.parse(PLAN)), view.workspace, path)
    (own, other) = plan_rename(plan, PLAN.index("Later"), "Much [later]").edits
    assert own.path == ""
    text = apply_edits(TEXT, list(other.edits))
    assert text == TEXT.replace("#Later on", "#Much  later")


def test_a_moved_file_updates_wiki_links(view: View, tmp_path: Path) -> None:
    old, new = tmp_path / "docs" / "Plan A.md", tmp_path / "more" / "Plan B.md"
    (found,) = edits_for_moves(view.workspace, [Move(str(old), str(new))])
    text = TEXT.replace("Plan A", "Plan B").replace("plan a", "Plan B").replace("docs/", "more/")
    assert apply_edits(TEXT, list(found.edits)) == text
    folder = [Move(str(tmp_path / "docs"), str(tmp_path / "more"))]
    (found,) = edits_for_moves(view.workspace, folder)
    # A name without a folder still leads there, however it is spelled.
    assert apply_edits(TEXT, list(found.edits)) == TEXT.replace("docs/", "more/")
