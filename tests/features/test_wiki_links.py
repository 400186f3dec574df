"""Wiki links are followed like others; nothing is said of those that lead nowhere."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from backlog_ls.features.navigation.document_links import destination, document_links
from backlog_ls.features.navigation.navigation import definition, highlights, references
from backlog_ls.features.navigation.symbol_at import Sense, target_at
from backlog_ls.features.rename.rename import renamed
from backlog_ls.model.document.backlog import Backlog
from backlog_ls.rules.engine.incremental import checked
from backlog_ls.syntax.document import Document
from backlog_ls.text.edit import apply_edits
from backlog_ls.workspace.links.updates import Move, edits_for_moves
from backlog_ls.workspace.links.wiki import file_named
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


def led(view: View, words: str) -> list[tuple[str, str]]:
    target, found = definition(view, TEXT.index(words) + 3)
    if target and target.sense is Sense.NAME:
        return []  # the item that the words are the name of
    return [
        (os.path.basename(each.path), each.backlog.rope.slice(each.start, each.end))
        for each in found
        if each.backlog
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("[[Plan A]]", [("Plan A.md", "Plan")]),
        ("[[plan a#", [("Plan A.md", "Later on")]),
        ("[[Gone]]", []),
        ("[[Gone#x]]", []),
        ("[[#Work", [("", "Work")]),
        ("[[docs/Plan A#^", [("Plan A.md", "Plan")]),
        ("[[Plan A#Later on\\|", [("Plan A.md", "Later on")]),
    ],
)
def test_where_one_leads(view: View, words: str, expected: list[tuple[str, str]]) -> None:
    assert led(view, words) == expected
    link = next(each for each in document_links(view) if each.start == TEXT.index(words) + 2)
    found = destination(view, link.key, link.start)
    lines = {"Plan": 0, "Later on": 2, "Work": 0}
    assert ([lines[each] for _, each in expected] or None) == (found and [found.line])


def test_nothing_is_said_of_them(view: View) -> None:
    assert checked(view).findings() == []


def test_of_two_of_a_name_the_nearer_counts(view: View, tmp_path: Path) -> None:
    (tmp_path / "Plan A.md").write_text("# Here\n", "utf-8")
    view.workspace.forget(str(tmp_path / "Plan A.md"))
    assert led(view, "[[Plan A]]") == [("Plan A.md", "Here")]
    assert led(view, "[[docs/Plan A#^") == [("Plan A.md", "Plan")]
    beside = str(tmp_path / "docs" / "Plan A.md")
    other = str(tmp_path / "docs" / "TODO.md")
    assert file_named("Plan A", other, str(tmp_path), view.workspace) == beside


def test_where_a_document_is_linked(view: View) -> None:
    target = target_at(view, TEXT.index("Plan A]]"))
    assert target is not None
    assert target.sense is Sense.FILE
    found = [TEXT[each.start : each.end] for each in references(view, target) if not each.path]
    assert found == ["Plan A", "plan a", "docs/Plan A", "Plan A"]
    near = highlights(view, TEXT.index("Plan A]]"))
    assert [TEXT[each.start : each.end] for each in near] == found


def test_a_heading_takes_them_along(view: View, tmp_path: Path) -> None:
    path = str(tmp_path / "docs" / "Plan A.md")
    plan = View(Backlog.read(Document.parse(PLAN)), view.workspace, path)
    (own, other) = renamed(plan, PLAN.index("Later"), "Much [later]").edits
    assert own.path == ""
    text = apply_edits(TEXT, list(other.edits))
    assert text == TEXT.replace("#Later on", "#Much  later")


def test_a_file_takes_them_along(view: View, tmp_path: Path) -> None:
    old, new = tmp_path / "docs" / "Plan A.md", tmp_path / "more" / "Plan B.md"
    (found,) = edits_for_moves(view.workspace, [Move(str(old), str(new))])
    text = TEXT.replace("Plan A", "Plan B").replace("plan a", "Plan B").replace("docs/", "more/")
    assert apply_edits(TEXT, list(found.edits)) == text
    folder = [Move(str(tmp_path / "docs"), str(tmp_path / "more"))]
    (found,) = edits_for_moves(view.workspace, folder)
    # A name without a folder still leads there, however it is spelled.
    assert apply_edits(TEXT, list(found.edits)) == TEXT.replace("docs/", "more/")
