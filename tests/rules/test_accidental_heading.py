"""`accidental-heading` in task files of Backlog.md, which use such lines as separators."""

from __future__ import annotations

import pytest
from golden import ALL_RULES_ON, TODAY

from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.document.editing import update_backlog
from backlog_ls.rules.accidental_heading import RULE
from backlog_ls.rules.engine.incremental import check, update_after_edit
from backlog_ls.rules.engine.visible import visible_findings
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
    view = View(backlog, Workspace(roots=("/w",)), path, ALL_RULES_ON, TODAY)
    return sum(finding.code == RULE.code for finding in visible_findings(view, check(view)))


@pytest.mark.parametrize("folder", ["tasks", "completed", "drafts", "archive/tasks"])
def test_comment_separators_of_backlog_md_are_not_reported(folder: str) -> None:
    assert count(f"/w/backlog/{folder}/task-7 - Print.md") == 2


def test_comment_separators_in_other_folders_are_not_reported() -> None:
    assert count("/w/BACKLOG.md") == 2


def test_removing_a_comment_mark_checks_later_headings_again() -> None:
    workspace, path = Workspace(roots=("/w",)), "/w/backlog/tasks/task-7 - Print.md"

    def viewed(backlog: Backlog) -> View:
        return View(backlog, workspace, path, ALL_RULES_ON, TODAY)

    backlog = Backlog.read(Document.parse(TASK))
    report = check(viewed(backlog))
    mark = "<!-- COMMENTS:BEGIN -->"
    at = TASK.index(mark)
    change = backlog.document.edit(at, at + len(mark), "<!-- nothing -->")
    after, affected = update_backlog(backlog, change)
    report = update_after_edit(report, viewed(after), change.delta, affected)
    assert sum(finding.code == RULE.code for finding in report.findings()) == 3
