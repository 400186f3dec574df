"""Which role a document gets from its path and its content."""

from __future__ import annotations

import pytest

from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.roles.decide import guess_role
from backlog_ls.model.roles.path_evidence import read_path, split_words
from backlog_ls.model.roles.role import DocumentRole
from backlog_ls.syntax.document import Document

PROSE = "# Notes\n\nSome words.\n"
BULLETS = "# Backlog\n\n- Rate limits\n- A second importer\n"
BOXES = "# Work\n\n- [x] Parser\n- [ ] Printer\n- [ ] Tests\n"
UNTICKED = "# Before a release\n\n- [ ] Tag\n- [ ] Push\n- [ ] Tell people\n"
STRONG_TABLE = (
    "| Task | Status |\n|---|---|\n"
    "| Parser | Done |\n| Printer | Done |\n| Tests | Todo |\n| Docs | Done |\n| Site | Done |\n"
)
FEATURE_TABLE = STRONG_TABLE.replace("Task", "Component")
FIELDS = "# A\n\n## One\n\n**Status**: Done\n\n## Two\n\n**Status**: Todo\n"
MATTER = "---\nid: T-1\nstatus: To Do\n---\n\n# Login\n"
OPEN = "# Sign-in\n\n**Status**: In progress\n\n"
DONE = "# Sign-in\n\n**Status**: Done\n\n- [x] Form\n"


@pytest.mark.parametrize(
    ("path", "text", "role"),
    [
        # A name that is nothing but a word for a backlog needs no content.
        ("BACKLOG.md", BULLETS, "backlog"),
        ("docs/BACKLOG.md", PROSE, "backlog"),
        ("ROADMAP.zh-CN.md", PROSE, "backlog"),
        ("roadmap-2026-Q3.md", PROSE, "backlog"),
        ("product-roadmap.md", PROSE, "backlog"),
        ("ToDo.md", BULLETS, "backlog"),
        ("task_list.md", BULLETS, "backlog"),
        ("specs/001-login/tasks.md", BOXES, "backlog"),
        ("Aufgaben.md", BULLETS, "backlog"),
        ("路线图.md", BULLETS, "backlog"),
        # A longer name needs some sign of work.
        ("TODO_MISSING.md", BOXES, "backlog"),
        ("TODO_MISSING.md", PROSE, "reference"),
        ("docs/migration-plan.md", BOXES, "backlog"),
        ("docs/migration-plan.md", PROSE, "reference"),
        ("docs/sprint-3.md", BOXES, "backlog"),
        ("docs/sprint-3-review.md", BOXES, "reference"),
        ("docs/test-plan.md", BOXES, "reference"),
        ("docs/todo-app.md", PROSE, "reference"),
        ("PLAN.md", "- [ ] Login\n", "backlog"),
        ("docs/task-completion-report.md", BOXES, "reference"),
        # Folders of work.
        ("docs/backlog/ideas.md", BULLETS, "backlog"),
        (".planning/epics/login.md", PROSE, "backlog"),
        ("docs/milestones/M1.md", PROSE, "reference"),
        ("docs/milestones/M1.md", BOXES, "work-item"),
        ("docs/tasks/state-reconcile.md", OPEN, "work-item"),
        ("docs/issues/047-login.md", OPEN, "work-item"),
        ("docs/issues/047-login.md", PROSE, "reference"),
        ("docs/issues/ISSUE_11_IMPLEMENTATION.md", OPEN, "reference"),
        ("docs/issues/ISSUE_11_SUMMARY.md", DONE, "reference"),
        ("backlog/stories/login/README.md", OPEN, "work-item"),
        ("backlog/stories/README.md", OPEN, "reference"),
        ("docs/specs/sprint-2-plan.md", BOXES, "backlog"),
        ("docs/ROADMAP_TO_1_0.md", PROSE, "backlog"),
        ("docs/backlog-ideas.md", PROSE, "backlog"),
        ("work/gaps/G-029-template-layer.md", MATTER, "work-item"),
        ("docs/pr-discussions/PR-1.md", MATTER, "reference"),
        ("docs/epics/login/notes/meeting.md", BOXES, "reference"),
        ("docs/epics/login/background.md", PROSE, "reference"),
        ("backlog/docs/launch.md", BOXES, "reference"),
        ("backlog/tasks/task-1 - Login.md", PROSE, "work-item"),
        # Content alone: two kinds of evidence with work in two states, or a strong table.
        ("docs/status.md", FIELDS + BOXES, "backlog"),
        ("docs/status.md", BOXES, "reference"),
        ("docs/status.md", FIELDS, "reference"),
        ("docs/launch.md", FIELDS.replace("Done", "Todo") + UNTICKED, "reference"),
        ("docs/bugs.md", STRONG_TABLE, "backlog"),
        ("docs/catalog.md", FEATURE_TABLE, "reference"),
        ("docs/login.md", MATTER, "work-item"),
        (
            "docs/cycles/cycle-19-login.md",
            OPEN + FIELDS.replace("Done", "Todo") + UNTICKED,
            "backlog",
        ),
        # Reference documents.
        ("README.md", BOXES + STRONG_TABLE, "reference"),
        ("CLAUDE.md", BOXES + FIELDS, "reference"),
        ("docs/adr/0001-backlog.md", MATTER, "reference"),
        ("docs/guides/todo-app.md", BOXES, "reference"),
        ("docs/reports/roadmap-progress.md", BOXES, "reference"),
        # Archives, templates and fixtures, whatever they hold.
        ("docs/archive/BACKLOG.md", BOXES, "archive"),
        ("work/archived-epics/login.md", MATTER, "archive"),
        ("BACKLOG-archive.md", BOXES, "archive"),
        ("old/TODO.md", BOXES, "archive"),
        ("backlog/tasks/task-3 - Remove-legacy.md", MATTER, "work-item"),
        (".github/ISSUE_TEMPLATE/task.md", BOXES, "template"),
        ("tests/fixtures/BACKLOG.md", BOXES, "template"),
        ("vendor/lib/TODO.md", BOXES, "template"),
        ("milestone-template.md", BOXES, "template"),
        ("docs/_archive/tests/BACKLOG.md", BOXES, "archive"),
        ("tests/archive/BACKLOG.md", BOXES, "template"),
        # Finished ones.
        ("backlog/completed/task-1 - Login.md", MATTER, "finished"),
        ("docs/epics/done/login.md", PROSE, "finished"),
        ("docs/milestones/M1.md", DONE, "finished"),
        ("docs/milestones/M1.md", DONE.replace("Done", "Partially done"), "work-item"),
        ("docs/backlog/login.md", MATTER.replace("To Do", "Done") + DONE, "finished"),
        # A document without a file has only its content.
        ("", BOXES, "reference"),
        ("", STRONG_TABLE, "backlog"),
    ],
)
def test_role(path: str, text: str, role: str) -> None:
    verdict = guess_role(path, Backlog.read(Document.parse(text)))
    assert verdict.role.value == role, verdict.reasons
    assert verdict.reasons
    assert all(verdict.reasons)


def test_words_of_a_name() -> None:
    assert split_words("TodoList_2026-Q3") == ["todo", "list", "2026", "q", "3"]
    assert split_words("Épicas") == ["epicas"]


@pytest.mark.parametrize("role", [DocumentRole.TEMPLATE, DocumentRole.ARCHIVE])
def test_the_path_decides_alone(role: DocumentRole) -> None:
    folder = {"template": "fixtures", "archive": "archive"}[role.value]
    assert read_path(f"docs/{folder}/BACKLOG.md").role is role
