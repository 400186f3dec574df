"""Which role a document gets from its path and its content."""

from __future__ import annotations

import pytest

from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.roles.decide import guess_role
from backlog_ls.model.roles.name_evidence import split_words
from backlog_ls.model.roles.path_evidence import read_path
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
PHASE_TABLE = STRONG_TABLE.replace("Task", "Phase")
FEATURE_TABLE = STRONG_TABLE.replace("Task", "Component")
FIELDS = "# A\n\n## One\n\n**Status**: Done\n\n## Two\n\n**Status**: Todo\n"
MATTER = "---\nid: T-1\nstatus: To Do\n---\n\n# Login\n"
OPEN = "# Sign-in\n\n**Status**: In progress\n\n"
PAGE = "---\ntitle: Start\nstatus: active\nowner: ann\n---\n\n# Start\n"
DOCUMENTATION = (
    "---\nstatus: current\ncategory: guide\naudience: developers\nversion: 2\nowner: docs\n"
    "prerequisites: [setup]\nlast_updated: 2026-03-01\n---\n\n# Start\n"
)
RUN = "---\nstatus: complete\nauthor: ann\nstarted: 2026-03-01\n---\n\n# Login\n"
SECTIONS = "".join(f"## Part {number}\n\nSome words.\n\n" for number in range(11))
SUMMARY = "# Post-Implementation Summary: Sign-in\n\n"
STATUS_OPEN = "**Status**: In progress\n\n"
STRONG = STRONG_TABLE
KEY_VALUES = (
    "# Story 1\n\n## Status\n\n| Field | Value |\n|---|---|\n| Status | Completed |\n| Owner | Ann |\n\n"
    "## Tasks\n\n- [x] a\n"
)
ALL_DONE = "# Work\n\n- [x] Parser\n- [x] Printer\n- [x] Tests\n"
TOTAL = "# Login\n\n| Area | Progress |\n|---|---|\n| Form | 100 % |\n| Mail | 100 % |\n| **Total** | 100 % |\n"
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
        ("docs/backlog-ideas.md", BOXES, "backlog"),
        ("docs/backlog-ideas.md", PROSE, "reference"),
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
        # Reports: by the words of the name, and by the title unless the work is open.
        ("docs/epics/checkout-retrospective.md", BOXES, "reference"),
        ("docs/backlog/stories/US-7-retro.md", DONE, "reference"),
        ("docs/stories/US-7-audit-log.md", PROSE, "work-item"),
        ("docs/stories/US-7-order-summary.md", OPEN, "work-item"),
        ("docs/issues/126-scope-validation.md", OPEN, "work-item"),
        ("docs/milestones/m3-session-9.md", SUMMARY + BOXES, "reference"),
        ("docs/milestones/m3-session-9.md", SUMMARY + STATUS_OPEN + BOXES, "work-item"),
        ("docs/milestones/m3.md", BOXES.replace("# Work", "# M3: Sales report"), "work-item"),
        ("BACKLOG.md", SUMMARY + BOXES, "backlog"),
        (
            "docs/cause.md",
            SUMMARY.replace("Post-Implementation Summary", "根本原因分析") + STRONG,
            "reference",
        ),
        ("docs/login-audit-todo.md", BOXES, "backlog"),
        ("docs/todo-audit.md", BOXES, "reference"),
        ("docs/Retrospektive-Sprint-3.md", BOXES, "reference"),
        ("docs/STATE_LATEST.md", FIELDS + BOXES, "reference"),
        ("docs/sprints/sprint-6/daily/2026-04-15.md", BOXES, "reference"),
        ("docs/handoffs/login.md", BOXES, "reference"),
        ("docs/workflows/checkout.md", STRONG_TABLE, "reference"),
        # Documents beside a story in its folder.
        ("docs/stories/US-14-login/ARCHITECT.md", BOXES, "reference"),
        ("docs/stories/US-14-login/NOTES.md", DONE, "reference"),
        ("docs/stories/US-14-login/PLAN.md", BOXES, "backlog"),
        ("docs/stories/US-14-login/T1-form.md", BOXES, "work-item"),
        ("docs/stories/US-14-login/form.md", OPEN, "backlog"),
        ("docs/epics/drafts/form.md", BOXES, "backlog"),
        ("docs/stories/US-14-login/subtasks/T2-form.md", UNTICKED, "work-item"),
        ("docs/subtasks/ST-1-login.md", "# Login\n\n## Status\n\nComplete.\n", "finished"),
        ("docs/epics/_template/EPIC.md", BOXES, "template"),
        ("docs/epics/3-email-templates/tasks.md", BOXES, "backlog"),
        # A word that comes before another noun says what that is about.
        ("docs/backlog-workflow.md", UNTICKED, "reference"),
        ("docs/kanban-rules.md", UNTICKED, "reference"),
        ("docs/team-backlog-rules.md", UNTICKED, "reference"),
        ("docs/team-backlog-rules.md", BOXES, "backlog"),
        ("docs/team-backlog-rules.md", FIELDS.replace("Done", "Todo") + UNTICKED, "backlog"),
        ("docs/task-quality-framework.md", BOXES, "reference"),
        (".tool/checklists/story-checklist.md", UNTICKED, "reference"),
        ("docs/sprint-manager.md", BOXES, "reference"),
        ("docs/plan-login.md", UNTICKED, "backlog"),
        ("docs/ROADMAP_SALES.md", PROSE, "backlog"),
        ("docs/team-roadmap-rules-2.md", UNTICKED, "reference"),
        # One piece of work, by its number or its folder.
        ("docs/epic-9-payments.md", BOXES, "work-item"),
        ("docs/4-epic-9-payments.md", BOXES, "work-item"),
        ("docs/epic-9-payments.md", PROSE, "reference"),
        ("docs/epic-9-plan.md", BOXES, "backlog"),
        ("docs/sprint-9-payments.md", BOXES, "backlog"),
        ("docs/stories/5.1.story.md", PROSE, "work-item"),
        ("docs/stories/5.1-backlog.md", PROSE, "backlog"),
        ("docs/epics/phase-2.md", PROSE, "backlog"),
        ("docs/backlog/EPIC-3/README.md", UNTICKED, "work-item"),
        ("docs/backlog/login/README.md", UNTICKED, "reference"),
        # Testing, implementation and reviews are tasks too.
        ("docs/subtasks/T3-testing.md", UNTICKED, "work-item"),
        ("docs/tasks/T4-review.md", UNTICKED, "work-item"),
        ("docs/subtasks/T3-testing.md", PROSE, "work-item"),
        ("docs/tasks/T3-testing.md", PROSE, "reference"),
        ("docs/tasks/parser/T3-tokens.md", UNTICKED, "work-item"),
        ("docs/tasks/parser/tokens.md", UNTICKED, "reference"),
        ("docs/tasks/parser/notes/T3-tokens.md", UNTICKED, "reference"),
        ("docs/tasks/parser/lexer/T3-tokens.md", UNTICKED, "reference"),
        ("docs/tasks/T4-retrospective.md", UNTICKED, "reference"),
        ("docs/tasks/review.md", OPEN.replace("In progress", "Done"), "reference"),
        ("docs/stories/US-7-testing.md", OPEN, "work-item"),
        ("docs/stories/US-7-summary.md", UNTICKED, "reference"),
        ("IMPLEMENTATION_PLAN.md", UNTICKED, "backlog"),
        ("docs/login-implementation-plan.md", BOXES, "backlog"),
        ("docs/login-implementation-plan.md", PROSE, "reference"),
        ("docs/login-test-implementation-plan.md", UNTICKED, "reference"),
        ("docs/login-implementation.md", BOXES, "reference"),
        ("docs/epics/EPIC-3/IMPLEMENTATION_PLAN.md", UNTICKED, "backlog"),
        ("docs/epics/EPIC-3/IMPLEMENTATION_PLAN.md", PROSE, "reference"),
        # Prompts of tools.
        (".agent/commands/tasks.md", BOXES, "reference"),
        (".agent/workflows/new-milestone.md", BOXES, "reference"),
        ("src/commands/tasks.md", BOXES, "backlog"),
        # Open boxes and a status of its own that is open.
        ("docs/login.md", OPEN + UNTICKED, "backlog"),
        ("docs/login.md", OPEN.replace("In progress", "Draft") + UNTICKED, "reference"),
        ("docs/login.md", OPEN + ALL_DONE, "reference"),
        ("docs/login-design.md", OPEN + UNTICKED, "reference"),
        # A summary at the end of a long page.
        ("docs/engine.md", SECTIONS + STRONG_TABLE, "reference"),
        ("docs/engine.md", STRONG_TABLE + SECTIONS, "backlog"),
        ("docs/engine.md", SECTIONS + PHASE_TABLE + FIELDS, "reference"),
        ("docs/engine.md", PHASE_TABLE + FIELDS + SECTIONS, "backlog"),
        ("docs/engine.md", BOXES + SECTIONS + PHASE_TABLE, "backlog"),
        ("docs/epics/login/task-3-form.md", PROSE, "work-item"),
        ("docs/epics/login/3-form.md", PROSE, "reference"),
        # Front matter of pages.
        ("docs/pages/start.md", DOCUMENTATION, "reference"),
        ("docs/pages/start.md", DOCUMENTATION.replace("current", "draft"), "reference"),
        (
            "docs/pages/start.md",
            DOCUMENTATION.replace("version: 2", "assignee: bo\nid: 3"),
            "work-item",
        ),
        ("docs/pages/start.md", MATTER.replace("T-1", "start"), "reference"),
        ("docs/pages/start.md", PAGE.replace("owner", "id: start\nowner"), "reference"),
        ("docs/login-summary.md", RUN, "reference"),
        ("docs/login.md", RUN, "finished"),
        ("docs/login.md", RUN.replace("complete", "in progress"), "work-item"),
        ("docs/usage/start.md", PAGE, "reference"),
        ("docs/usage/start.md", PAGE.replace("active", "in progress"), "work-item"),
        ("docs/usage/start.md", PAGE.replace("owner: ann", "priority: P1"), "work-item"),
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
        ("docs/epics/erledigt/login.md", PROSE, "finished"),
        ("todos/pending/2026-02-22-login.md", PROSE, "backlog"),
        ("tasks/in-progress/login.md", OPEN, "work-item"),
        ("docs/epics/review/login.md", BOXES, "reference"),
        ("docs/epics/03_done/login.md", PROSE, "finished"),
        ("docs/stories/01.01.story.md", KEY_VALUES, "finished"),
        (
            "docs/stories/01.01.story.md",
            KEY_VALUES.replace("Completed", "In progress"),
            "work-item",
        ),
        ("docs/sprints/s1/README.md", KEY_VALUES, "finished"),
        ("docs/epics/login.md", OPEN.replace("In progress", "Done – awaits release"), "backlog"),
        (
            "docs/epics/login.md",
            OPEN.replace("In progress", "Fertig (Deployment ausstehend)"),
            "backlog",
        ),
        (
            "docs/epics/login.md",
            OPEN.replace("In progress", "Superseded by [another](b.md)"),
            "finished",
        ),
        ("docs/epics/login.md", "# Login\n\n> **Shipped (2026-04-24)** — with #7.\n", "finished"),
        ("docs/epics/login.md", "# Login\n\n**Completed**: 5 of 10\n", "backlog"),
        ("docs/sprint-7.md", BOXES.replace("# Work", "# Sprint 7 — Completed"), "finished"),
        # All work is done.
        ("specs/001-login/tasks.md", ALL_DONE, "finished"),
        ("docs/sprint-7.md", ALL_DONE, "finished"),
        ("docs/sprint-7.md", ALL_DONE + "\n## Site\n\n**Status**: In progress\n", "backlog"),
        ("docs/sprint-7.md", ALL_DONE + "\n## Site\n\n**Status**: Deferred\n", "backlog"),
        ("docs/sprint-7.md", ALL_DONE + "\n" + STRONG_TABLE, "backlog"),
        ("docs/sprint-7.md", "# Work\n\n- [x] a\n- [x] b\n", "backlog"),
        ("BACKLOG.md", ALL_DONE, "backlog"),
        ("docs/epics/login.md", TOTAL, "finished"),
        ("docs/epics/login.md", TOTAL.replace("100 %", "60 %"), "backlog"),
        ("docs/epics/login.md", TOTAL + "\n- [ ] Tests\n", "backlog"),
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
