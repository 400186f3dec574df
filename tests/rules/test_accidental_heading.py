"""Where `accidental-heading` is silent though the text is the same."""

from __future__ import annotations

import pytest
from golden import ALL_ON, TODAY

from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.document.editing import edited
from backlog_ls.rules.accidental_heading import RULE
from backlog_ls.rules.engine.incremental import checked, rechecked
from backlog_ls.rules.engine.visible import reported
from backlog_ls.syntax.document import Document
from backlog_ls.workspace.view import View
from backlog_ls.workspace.workspace import Workspace

TASK = """\
---
id: task-7
status: Done
created_date: '2026-03-04 09:10'
---

## Plan

First the parser.
---

## Comments

<!-- COMMENTS:BEGIN -->
author: ada
created: 2026-03-05 10:20
---
The parser is in, the printer is not.
---
<!-- COMMENTS:END -->

Then the printer.
---
"""


def count(path: str) -> int:
    backlog = Backlog.read(Document.parse(TASK))
    view = View(backlog, Workspace(roots=("/w",)), path, ALL_ON, TODAY)
    return sum(finding.code == RULE.code for finding in reported(view, checked(view)))


@pytest.mark.parametrize("folder", ["tasks", "completed", "drafts", "archive/tasks"])
def test_backlog_md_parts_comments_by_such_lines(folder: str) -> None:
    assert count(f"/w/backlog/{folder}/task-7 - Print.md") == 2


def test_anybody_else_made_a_slip() -> None:
    assert count("/w/BACKLOG.md") == 4


def test_the_marks_around_the_comments_count_while_they_are_there() -> None:
    """A mark that comes or goes alone judges the headings after it again."""
    workspace, path = Workspace(roots=("/w",)), "/w/backlog/tasks/task-7 - Print.md"

    def viewed(backlog: Backlog) -> View:
        return View(backlog, workspace, path, ALL_ON, TODAY)

    backlog = Backlog.read(Document.parse(TASK))
    report = checked(viewed(backlog))
    mark = "<!-- COMMENTS:BEGIN -->"
    at = TASK.index(mark)
    change = backlog.document.edit(at, at + len(mark), "<!-- nothing -->")
    after, affected = edited(backlog, change)
    report = rechecked(report, viewed(after), change.delta, affected)
    assert sum(finding.code == RULE.code for finding in report.findings()) == 4
