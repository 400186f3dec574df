"""Numbers of items in titles and sentences."""

from __future__ import annotations

import pytest

from backlog_ls.model.statuses.stated_count import read_sentence_count, read_title_count


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Editor (4 issues)", "4 issues"),
        ("Editor — 12 user stories", "12 user stories"),
        ("**Editor** (3 tasks, all open)", "3 tasks"),
        ("Editor (3 tasks total)", "3 tasks total"),
        ("Editor [2 bugs]", "2 bugs"),
        ("Editor (1 issue)", "1 issue"),
        ("Editor (2 Aufgaben)", "2 Aufgaben"),
        ("编辑（3 任务）", "3 任务"),
        ("検索（2件）", "2件"),
        ("Editor (2 tasks - first)", "2 tasks"),
    ],
)
def test_titles(title: str, text: str) -> None:
    stated = read_title_count(title)
    assert stated
    assert stated.text == text
    assert title[stated.start : stated.end] == str(stated.value)


@pytest.mark.parametrize(
    "title",
    [
        "Phase 3 items",
        "Epic 2 (Sprint 1)",
        "Editor (3/7 tasks)",
        "Editor (3 of 7 tasks)",
        "Editor (3 critical bugs)",
        "Editor (3 weeks)",
        "Editor (2 days, 800 LOC)",
        "Editor (2 tasks) (1 bug)",
        "Editor (~3 tasks)",
        "Editor (3+ tasks)",
        "Editor (3 points)",
        "Editor (8 features across 3 tiers)",
        "Editor (1 tasks of many)",
        "3 tasks",
        "Editor (2026 tasks)",
    ],
)
def test_other_titles(title: str) -> None:
    assert read_title_count(title) is None


@pytest.mark.parametrize(
    "text",
    ["3 tasks:", "**Editor (3 tasks):**\n", "Words.\n3 tasks:\n", "**Editor** (3 tasks):\n\n"],
)
def test_sentences(text: str) -> None:
    stated = read_sentence_count(text)
    assert stated
    assert stated.text == "3 tasks"
    assert text[stated.start : stated.end] == "3"


@pytest.mark.parametrize(
    "text",
    ["3 tasks", "Phase 3 tasks:", "Complete the remaining 3 tasks:", "Editor (3 tasks): soon", ""],
)
def test_other_sentences(text: str) -> None:
    assert read_sentence_count(text) is None
