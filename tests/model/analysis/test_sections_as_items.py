"""Headings as items: cards below a kanban column, statuses of what is around them, and groups."""

from __future__ import annotations

import pytest

from backlog_ls.model.analysis.document_status import read_document_status
from backlog_ls.model.analysis.records import read_records
from backlog_ls.model.document.backlog import Backlog
from backlog_ls.syntax.document import Document


def read(text: str) -> list[tuple[str, str]]:
    """Return the name and the status of each heading that is an item."""
    backlog = Backlog.read(Document.parse(text), lists_work=True)
    return [
        (record.item.name, record.status.value)
        for record in read_records(backlog)
        if record.item.kind.value == "section"
    ]


def test_cards_are_headings_below_a_column() -> None:
    text = "# Board\n\n## Todo\n\n### Login\n\nWith a form.\n\n### Search\n\n## Done 2023/05/20\n\n### Import\n"
    assert read(text) == [("Login", "todo"), ("Search", "todo"), ("Import", "done")]


def test_fields_are_part_of_a_card() -> None:
    text = "## In Progress\n\n### Login\n\n  - due: 2026-02-01\n  - tags: [ui]\n\n    Form.\n\n## Done\n"
    assert read(text) == [("Login", "in_progress")]


@pytest.mark.parametrize(
    "body",
    ["- Form\n- Mail\n", "- [ ] Form\n", "| Task | Status |\n| --- | --- |\n| Form | Done |\n", "#### Form\n\nx\n"],
)  # fmt: skip
def test_a_heading_above_other_items_groups_them(body: str) -> None:
    assert ("Backend", "in_progress") not in read(f"## In Progress\n\n### Backend\n\n{body}")


@pytest.mark.parametrize("title", ["Notes", "2023-05-20", "v1.2.0", "For Ann:"])
def test_what_is_no_card(title: str) -> None:
    assert read(f"## In Progress\n\n### {title}\n\nText.\n\n## Done\n\n### Login\n") == [
        ("Login", "done")
    ]


def test_a_card_may_state_its_own_status() -> None:
    text = "## In Progress\n\n### Login ✅\n\nText.\n\n### ~~Search~~\n\nText.\n"
    assert read(text) == [("Login ✅", "done"), ("Search", "cancelled")]


@pytest.mark.parametrize(
    "title",
    ["P0 — Critical", "P1", "P2 - Medium priority", "P5 — Tests", "Phase 2", "Backend", "GA4 reports", "🔄 Epic 7", "H1: goals"],
)  # fmt: skip
def test_a_heading_that_only_groups_is_no_item(title: str) -> None:
    assert read(f"# Plan\n\n## {title}\n\n- [ ] Login\n") in ([], [("H1: goals", "todo")])


@pytest.mark.parametrize(
    "title", ["P0.1 Login", "T-1: Login", "OBS-1 — Login", "[T-1] Login", "Login ✅", "[ ] Login"]
)
def test_an_id_a_status_or_a_box_makes_a_heading_an_item(title: str) -> None:
    assert len(read(f"# Plan\n\n## {title}\n\nText.\n")) == 1


def test_ids_of_a_series_need_no_sign() -> None:
    assert read("# Plan\n\n## T1 Login\n\nText.\n") == []
    assert read("# Plan\n\n## T1 Login\n\n## T2 Search\n") == [
        ("T1 Login", "todo"), ("T2 Search", "todo"),
    ]  # fmt: skip


def test_a_status_heading_is_that_of_its_section() -> None:
    text = "# Plan\n\n## Phase 1\n\n### Goal\n\nx\n\n### Status: COMPLETED\n\ny\n\n## Phase 2\n"
    assert read(text) == [("Phase 1", "done")]


def test_a_status_heading_right_in_the_document_is_that_of_the_document() -> None:
    backlog = Backlog.read(Document.parse("# Plan\n\n## Status: In Progress\n\n## Goal\n"))
    stated = read_document_status(backlog)
    assert stated is not None
    assert stated.status.value == "in_progress"
    assert stated.key == backlog.rope.at_index(1).key


def test_a_status_heading_that_nothing_is_around_states_its_own() -> None:
    backlog = Backlog.read(Document.parse("# Status: Done\n\n- [x] Login\n"))
    stated = read_document_status(backlog)
    assert stated is not None
    assert stated.status.value == "done"


def test_deeper_status_headings_do_not_count() -> None:
    text = "# Plan\n\n## Phase 1\n\n### Status: Done\n\n## Phase 2\n"
    backlog = Backlog.read(Document.parse(text))
    assert read_document_status(backlog) is None


def test_active_tasks_are_not_in_progress() -> None:
    text = "# Plan\n\n## Active tasks\n\n- [ ] Login\n\n## Completed tasks\n\n- [ ] Search\n"
    backlog = Backlog.read(Document.parse(text), lists_work=True)
    assert [record.status.value for record in read_records(backlog)] == ["todo", "done"]


@pytest.mark.parametrize(
    ("stated", "other"),
    [
        ("1.{} Metrics ✅", "5.1 Sandbox"),
        ("Phase {}: Search ✅", "Phase 7a: Polish"),
        ("{}. Login — DONE", "**7. Export**"),
        ("Login {} — done ✅", "Search ⏳"),
        ("Login {} ✅", "Search ⏳ (see below)"),
    ],
)
def test_siblings_make_a_numbered_heading_an_item(stated: str, other: str) -> None:
    text = (
        "".join(f"## {stated.format(number)}\n\nx\n\n" for number in (1, 2)) + f"## {other}\n\nx\n"
    )
    assert [status for _, status in read(text)] == ["done", "done", "todo"]


@pytest.mark.parametrize(
    "other", ["5. Overview", "1. Again", "Search", "### 5. Deeper", "Search ⏳ and more"]
)
def test_siblings_do_not_make_other_headings_items(other: str) -> None:
    text = f"## 1. Login ✅\n\nx\n\n## 2. Mail ✅\n\nx\n\n## {other}\n\nx\n"
    assert len(read(text.replace("## ###", "###"))) == 2


def test_one_sibling_with_a_status_does_not_suffice() -> None:
    assert len(read("## 1. Login ✅\n\nx\n\n## 2. Mail\n\nx\n")) == 1


def test_what_states_nothing_has_yet_to_be_done_in_a_backlog() -> None:
    text = "# Backlog\n\n## A-1: Login\n\nx\n\n## A-2: Search 🚧\n\nx\n\n## A-3: Mail 🟢\n\nx\n"
    expected = [
        ("A-1: Login", "todo"),
        ("A-2: Search 🚧", "in_progress"),
        ("A-3: Mail 🟢", "unknown"),
    ]
    assert read(text) == expected
    elsewhere = read_records(Backlog.read(Document.parse(text)))
    assert [record.status.value for record in elsewhere] == ["unknown"] * 3


def test_its_parts_and_what_is_around_it_may_say_otherwise() -> None:
    assert read("## A-1: Login\n\n- [x] Form\n- [ ] Mail\n\n## A-2: Search\n\n- [ ] Form\n") == [
        ("A-1: Login", "unknown"),
        ("A-2: Search", "todo"),
    ]
    around = "# Plan\n\n## Phase 1 ✅\n\n### A-1: Login\n\nx\n\n### A-2: Search\n\nx\n"
    assert [status for _, status in read(around)] == ["done", "done", "done"]


@pytest.mark.parametrize("title", ["Product roadmap", "TODO: Shop", "Kanban (board)"])
def test_the_title_of_a_backlog_is_no_item(title: str) -> None:
    text = f"# {title}\n\n**Status:** In progress\n\n- [ ] Login\n"
    assert read(text) == []
    assert read(text.replace(title, "Sign-in")) == [("Sign-in", "in_progress")]


def test_numbered_headings_below_a_heading_of_work() -> None:
    text = "# Plan\n\n## Phase 1: Import\n\n### 1.1 Login\n\nx\n\n### 1.2 Search\n\nx\n"
    assert read(text) == [("1.1 Login", "todo"), ("1.2 Search", "todo")]
    assert read(text.replace("Phase 1: Import", "Design")) == []


@pytest.mark.parametrize(
    "body", ["### Search\n", "### 1.2 Overview\n", "### 1.2 Search\n\n- [ ] x\n"]
)
def test_chapters_are_no_items(body: str) -> None:
    assert read(f"# Plan\n\n## Phase 1: Import\n\n### 1.1 Login\n\nx\n\n{body}") == []


def test_headings_below_a_heading_of_work_are_items() -> None:
    text = (
        "# Shop\n\n## MVP — not yet built\n\n### Payment schedule (3.2)\n\nx\n\n### Search\n\nx\n"
    )
    assert read(text) == [("Payment schedule (3.2)", "todo"), ("Search", "todo")]
    assert read(text.replace("MVP — not yet built", "Parser")) == []
    assert read(text.replace("### Search", "### [ ] Search")) == [("Search", "todo")]
    tasks = text.replace("\nx\n", "\n- [ ] Form\n")
    assert read(tasks) == []


def test_numbered_headings_may_be_all_that_a_backlog_has() -> None:
    text = "# Tasks\n\n## A. Login\n\n### Goal\n\nx\n\n## B. Search\n\nx\n\n## Remarks\n\nx\n"
    assert read(text) == [("A. Login", "todo"), ("B. Search", "todo")]
    assert read(text + "\n- [ ] Mail\n") == []
    assert read(text.replace("B. Search", "Search")) == []


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Deferred — external dependencies", "- **Login** — done\n"),
        ("V1.1 — after the launch", "- [ ] Login\n"),
        ("Open points (to do now)", "- [ ] Login\n"),
        ("Overview", "**Status:** Done\n"),
    ],
)
def test_a_heading_that_says_what_is_below_it_is_no_item(title: str, body: str) -> None:
    assert read(f"# Shop\n\n## {title}\n\n{body}") == []


def test_a_phase_that_states_its_status_is_an_item() -> None:
    text = "# Shop\n\n## Phase 2 — in progress\n\n- [ ] Login\n"
    assert read(text) == [("Phase 2 — in progress", "in_progress")]


def test_a_unit_of_work_and_a_name_make_an_item() -> None:
    assert read("# Shop\n\n## Tâche 1 : Login\n\n- [ ] x\n") == [("Tâche 1 : Login", "todo")]
    assert read("# Shop\n\n## Issue #907: Tests\n\nx\n") == [("Issue #907: Tests", "todo")]


def test_an_id_after_an_emoji() -> None:
    backlog = Backlog.read(Document.parse("# Shop\n\n## ✅ H-1 · Login\n\nx\n"), lists_work=True)
    assert [(record.id, record.status.value) for record in read_records(backlog)] == [
        ("H-1", "done")
    ]
