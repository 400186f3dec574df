from __future__ import annotations

import time

import pytest

from backlog_ls.model.items.section_kinds import SectionKind, read_section_title
from backlog_ls.model.statuses.status import Status


@pytest.mark.parametrize(
    ("title", "status"),
    [
        ("Open items", Status.TODO),
        ("P1 — next up", None),
        ("Phase 2: import", None),
        ("Sprint 3-4", None),
        ("v1.2", None),
        ("P6 — Proof at scale", None),
        ("Postponed until evidence", Status.DEFERRED),
        ("Unwichtige / zurückgestellte Items", Status.DEFERRED),
        ("3. 今月の主なタスク（概要）", None),
        ("Q3 2026", None),
        ("Known issues", None),
        ("Pending chores", Status.TODO),
        ("📦 Deferred / tech debt", Status.DEFERRED),
        ("3. Bugs", None),
        ("Technische Schulden", None),
        ("Prochaines étapes", None),
        ("Технический долг", None),
        ("優先事項", None),
        ("Önskelista", None),
    ],
)
def test_a_heading_of_work(title: str, status: Status | None) -> None:
    meaning = read_section_title(title)
    assert meaning.kind in {SectionKind.WORK, SectionKind.COLUMN}
    assert status in {None, meaning.status}


@pytest.mark.parametrize(
    "title",
    [
        "How to use this file",
        "Notes",
        "Progress log",
        "Roadmap principles",
        "Acceptance criteria",
        "Open questions",
        "Definition of Done",
        "Legende",
        "Règles",
        "Примечания",
        "変更履歴",
        "Recent fixes (2026-01-02)",
    ],
)
def test_a_heading_of_notes(title: str) -> None:
    assert read_section_title(title).kind is SectionKind.NOTES


@pytest.mark.parametrize(
    "title",
    [
        "T-12 Sign-in",
        "3. Sign-in",
        "2.5 Add bugs",
        "Sign-in — blocked",
        "✅ Foundation",
        "Phase 1 ✅",
    ],
)
def test_a_heading_that_is_an_item(title: str) -> None:
    assert read_section_title(title).kind is SectionKind.ITEM


@pytest.mark.parametrize(
    "title", ["Parser", "Sign-in with a key", "Cycle 12", "2026-02-08 (morning)"]
)
def test_a_heading_that_does_not_say(title: str) -> None:
    assert read_section_title(title).kind is SectionKind.TOPIC


@pytest.mark.parametrize("title", ["1. ✅", "1. …", "2. (done)", "3. —"])
def test_a_number_without_a_title_is_an_item(title: str) -> None:
    assert read_section_title(title).kind is SectionKind.ITEM


@pytest.mark.parametrize("part", ["1 ", "1.", "a 1", "(", "— ", "q1 ", "phase 1 "])
def test_long_titles_take_linear_time(part: str) -> None:
    start = time.process_time()
    read_section_title((part * 200)[:200])
    assert time.process_time() - start < 1
