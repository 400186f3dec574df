from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.document.flags import Flag, flags_of
from backlog_ls.model.items.date_uses import find_date_uses, find_leading_period
from backlog_ls.model.tables.roles import Role
from backlog_ls.syntax.document import Document

sys.path.insert(0, str(Path(__file__).parents[2]))
from markdown import documents

if TYPE_CHECKING:
    from backlog_ls.syntax.block import Block


def block(text: str) -> Block:
    (found,) = Document.parse(text).rope
    return found


def stated(value: str) -> str | None:
    due = block(f"**Due**: {value}")
    (use,) = find_date_uses(due)
    return f"{use.period.first} {use.period.last}" if use.period else None


@pytest.mark.parametrize(
    "value",
    [
        *("2026-01-20", "**2026-01-20**", "(2026-01-20)", "[2026-01-20]", "📅 2026-01-20", "`x`"),
        *("2026-01-20T10:00:00Z", "2026-01-20 12:39 PM (EST)", "2026-01-20 (5:00 PM PST)"),
        *("20. Januar 2026", "20 января 2026 г.", "~~2025-12-01~~ 2026-01-20", "2026-01-20."),
        *("20.01.26", "20260120", "2026-01-20, 10:00 +02:00"),
    ],
)
def test_a_date_without_other_text_is_certain(value: str) -> None:
    assert stated(value) == (None if value == "`x`" else "2026-01-20 2026-01-20")


@pytest.mark.parametrize(
    "value",
    [
        *("after 2026-01-20", "2026-01-20 at the earliest", "2026-01-20 (planned)", "2026-01-20?"),
        *("2026-01-20+", "~2026-01-20", "2026-01-20 ✅", "2026-01-20 or 2026-02-20", "20.1.26"),
        *("2026-01-20 → 2026-02-20 → 2026-03-20", "2026-02-20 – 2026-01-20", "2026-01-20 – TBD"),
        *("~~2026-01-20~~", "`2026-01-20`", "2026-02-30", "1/2/26", "sprint 2026-01-20"),
    ],
)
def test_other_text_makes_a_date_uncertain(value: str) -> None:
    assert stated(value) is None


def test_a_range_is_its_first_and_its_last_day() -> None:
    assert stated("Jan–Mar 2026") == "2026-01-01 2026-03-31"
    assert stated("05/02/2026") == "2026-01-01 2026-12-31"


def test_a_date_may_lead_a_note() -> None:
    updated = block("Last updated: 2026-01-20 (third pass, after 2026-01-01)")
    (use,) = find_date_uses(updated)
    found = find_leading_period(updated, use)
    assert found is not None
    assert updated.text[found.start : found.end] == "2026-01-20"
    assert use.period is None


def test_a_field_belongs_to_the_list_item_around_it() -> None:
    text = """\
- [ ] One
  - **Due**: 2026-01-01
  - [ ] Two, **Due**: 2026-01-02
    - [ ] **Due**: 2026-01-03
- **Due**: 2026-01-04
"""
    owners = [use.list_item for piece in Document.parse(text).rope for use in find_date_uses(piece)]
    assert owners == [0, 2, 3, -1]


def test_date_emoji_of_tasks() -> None:
    task = block("- [ ] a 🛫 2026-01-01 📅 2026-01-02 ➕ 2026-01-03 ✅2026-01-04 `📅 2026-01-05`\n")
    roles = [(use.role, task.text[use.start : use.end][-1]) for use in find_date_uses(task)]
    assert roles == [
        (Role.STARTED, "1"),
        (Role.DUE, "2"),
        (Role.DATE, "3"),
        (Role.FINISHED, "4"),
    ]


@given(documents)
def test_a_block_with_a_date_has_the_date_flag(text: str) -> None:
    for place, context in Backlog.read(Document.parse(text)).contexts():
        if any(use.dates for use in find_date_uses(place.piece, context.roles)):
            assert flags_of(place.piece) & Flag.DATE
