from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.model.statuses.heading_status import HeadingStatus, read_heading_status
from backlog_ls.model.statuses.status import Status
from backlog_ls.model.words import words
from backlog_ls.model.words.loading import languages

FRAGMENTS = ["Done", "Phase 2", "Sign-in", "completed", "✅", "🚧", "âœ…", "(", ")", "（", "）", "[", "]", ":", " - ",
             " — ", " ", "**", "_", "Status", "core complete", "6.1 ", "\n", "\0", "`"]  # fmt: skip
WHOLE = [
    (Status(status), spelling)
    for path in languages()
    for group in ("statuses", "sections")
    for status, spellings in json.loads(path.read_text("utf-8"))[group].items()
    for spelling in spellings
]


def stated(title: str) -> tuple[str, str, bool] | None:
    """Return the status, the words that state it, and whether they are the whole title."""
    found = read_heading_status(title)
    return (
        (found.status.value, title[found.start : found.end], found.is_whole_title)
        if found is not None
        else None
    )


@given(
    st.sampled_from(WHOLE),
    st.sampled_from(["{}", "📌 {}", "**{}**", "{} (10 most recent)", "3. {}"]),
)
def test_a_section_of_every_language(listed: tuple[Status, str], dress: str) -> None:
    status, spelling = listed
    title = dress.format(spelling.title())
    found = read_heading_status(title)
    assert found is not None
    assert (found.status, found.is_whole_title) == (status, True)
    assert spelling.title() in title[found.start : found.end]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Completed", ("done", "Completed", True)),
        ("Done (10 most recent)", ("done", "Done", True)),
        ("🚧 In Progress (3)", ("in_progress", "🚧 In Progress", True)),
        ("已完成 ✅", ("done", "已完成 ✅", True)),
        ("In flight", ("in_progress", "In flight", True)),
        ("NOW", ("in_progress", "NOW", True)),
        ("Now (next release)", ("in_progress", "Now", True)),
        ("Todo", ("todo", "Todo", True)),
        ("Completed Features", ("done", "Completed Features", True)),
        ("Tareas completadas", ("done", "Tareas completadas", True)),
        ("6. Erledigt (Referenz)", ("done", "Erledigt", True)),
        ("Postponed: sign-in (later)", ("deferred", "Postponed", False)),
        ("Polish ✅", ("done", "✅", False)),
        ("Polish ✅ (core complete)", ("done", "✅", False)),
        ("Polish âœ…", ("done", "âœ…", False)),
        ("Sign-in ✅ COMPLETED", ("done", "✅ COMPLETED", False)),
        ("Sign-in 🚧 In progress", ("in_progress", "🚧 In progress", False)),
        ("Phase 2 (completed)", ("done", "completed", False)),
        ("Phase 2 (COMPLETED - PRIORITY 1)", ("done", "COMPLETED", False)),
        ("Phase 2 (deferred 2026-07-08)", ("deferred", "deferred 2026-07-08", False)),
        ("Visual Thinking _(deferred)_", ("deferred", "deferred", False)),
        ("Phase 2（已完成）", ("done", "已完成", False)),
        ("Charts (demo) (cancelled)", ("cancelled", "cancelled", False)),
        ("Status: COMPLETED", ("done", "COMPLETED", False)),
        ("**Status:** 🚧 In Progress", ("in_progress", "🚧 In Progress", False)),
        ("Status: Review", ("review", "Review", False)),
        ("Phase 2: Completed", ("done", "Completed", False)),
        ("Phase 3 - In Progress", ("in_progress", "In Progress", False)),
        ("Charts — Deferred", ("deferred", "Deferred", False)),
        ("Feedback — PENDING (from the test)", ("todo", "PENDING", False)),
        ("[DONE] Sign-in", ("done", "DONE", False)),
        ("Sign-in [done]", ("done", "done", False)),
        ("✅ Phase 1: Foundation", ("done", "✅", False)),
        ("✅ T-12 Sign-in", ("done", "✅", False)),
        ("OBS-1 Sign-in fails — `READY`", ("todo", "READY", False)),
        ("OBS-1 Sign-in fails — `DONE`", ("done", "DONE", False)),
        ("OBS-1 Sign-in fails `FIXED`", ("done", "FIXED", False)),
        ("T-5 Sign-in — open", ("todo", "open", False)),
        ("T-5 Sign-in (proposed)", ("todo", "proposed", False)),
        ("T-5 Sign-in · AVOIN", ("todo", "AVOIN", False)),
        ("Sign-in · KORJATTU", ("done", "KORJATTU", False)),
        ("Sign-in | LÖST", ("done", "LÖST", False)),
        ("BUG-3 Sign-in fails FIXED", ("done", "FIXED", False)),
        ("Phase 2: Search COMPLETE", ("done", "COMPLETE", False)),
        ("1. ✅ Sign-in", ("done", "✅", False)),
        ("**4.2 ✅ Sign-in**", ("done", "✅", False)),
        ("2. ⬜ Sign-in", ("todo", "⬜", False)),
        ("✅ ~~Sign-in~~", ("done", "✅", False)),
        ("~~Old importer~~ ✅ solved in #166", ("done", "✅ solved", False)),
        ("Sign-in ⏳ in progress since May", ("in_progress", "⏳ in progress since May", False)),
        ("Sign-in — erledigt ✅", ("done", "erledigt ✅", False)),
        ("Sign-in — Review ✅", ("done", "✅", False)),
        ("Sign-in — DONE · 2026-02-01", ("done", "DONE", False)),
        ("Sign-in — DONE — #12", ("done", "DONE", False)),
        ("P0.1 Sign-in [IN PROGRESS]", ("in_progress", "IN PROGRESS", False)),
        ("T3: Sign-in (done 2026-02-01)", ("done", "done 2026-02-01", False)),
        ("Sign-in 🟡 33%", ("in_progress", "🟡 33%", False)),
        ("Sign-in (🟢 100 %)", ("done", "🟢 100 %", False)),
        ("Sign-in — 🔴 0%", ("todo", "🔴 0%", False)),
        ("Status — Done", ("done", "Done", False)),
        ("Done 2023/05/20", ("done", "Done", True)),
        ("Done — 2023-05-20", ("done", "Done", True)),
        ("Todo 2023/05/20", ("todo", "Todo", True)),
        ("Todo: 5", ("todo", "Todo", True)),
        ("Done May 2023", ("done", "Done", True)),
        ("✅ Shipped in v4.7.0", ("done", "✅ Shipped", True)),
        ("Completed Tasks: 6", ("done", "Completed Tasks", True)),
    ],
)  # fmt: skip
def test_titles_that_state_a_status(title: str, expected: tuple[str, str, bool]) -> None:
    assert stated(title) == expected


@pytest.mark.parametrize(
    "title",
    [
        "", " ", "✅", "Definition of Done (per task)", "How to get it done", "Phase 3 - In Progress Tracking",
        "Progress Notes", "Review process", "Blocked Sites", "Phase 3 - Review", "Phase 3 (Review)", "Code complete",
        "M-7 — Backlog v2 (Buffers)", "M-16 — Engine — Future", "✅ Executive summary", "✅ Current state (12:39)",
        "Lists 🚧", "Upload 🟡", "Risk status: 🟢 LOW", "Order states: Cancelled", "Error 404: Closed", "Open Questions", "Open-source plan",
        "New Features", "Next Steps", "Ingest (complete rewrite)", "Known issues", "Chat (page review — 2026)",
        "Sign-in (part 2)", "Sign-in (v2)", "[x] Sign-in", "[done](a.md) and more", "TODO: write it", "x" * 5000,
        "Won", "Done or not done", "Status", "Status:", "Status lifecycle",
        "🔄 Epic 7", "🔄 Phase 2: Search", "Active tasks", "Current work", "Next 14", "Fixed #123", "12. Aging WIP", "3. Notes TODO",
        "Sign-in (33%)", "Sign-in — 33 %", "Set it to `done`", "3. Set it to `done`", "M3 — Hardening & QA", "T-3 — Review", "T-3 Plugin (IDE)",
        "Sign-in — open", "Sign-in · REVIEW", "Test: 0:0, 99:100", "15. 🗑 Deletion of users", "8. 👀 Code review driver", "SIGN-IN IS DONE",
    ],
)  # fmt: skip
def test_titles_without_a_status(title: str) -> None:
    assert read_heading_status(title) is None


@pytest.mark.parametrize(
    "title", ["Review", "Testing", "Development", "Backlog", "TODO", "Now", "Later"]
)
def test_a_title_that_may_be_a_name_is_ambiguous(title: str) -> None:
    found = read_heading_status(title)
    assert found is not None
    assert found.is_ambiguous


@pytest.mark.parametrize("title", ["Done", "In progress", "Completed Features", "Phase 2 (todo)"])
def test_a_title_that_cannot_be_a_name_is_not_ambiguous(title: str) -> None:
    found = read_heading_status(title)
    assert found is not None
    assert not found.is_ambiguous


def test_a_remark_makes_a_status_partial() -> None:
    assert read_heading_status("Polish ✅ (core complete)") == HeadingStatus(
        Status.DONE, is_whole_title=False, start=7, end=8, partial=True
    )
    assert read_heading_status("Done (core only)") == HeadingStatus(
        Status.DONE, is_whole_title=True, start=0, end=4, partial=True
    )


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=9).map("".join))
def test_any_title_is_accepted_and_ranges_are_within_it(title: str) -> None:
    found = read_heading_status(title)
    if found is not None:
        assert 0 <= found.start < found.end <= len(title)
        assert found.status is not Status.UNKNOWN
        assert title[found.start : found.end].strip() == title[found.start : found.end]


@given(
    st.sampled_from(sorted(words().also_names)),
    st.sampled_from(["Sign-in ({})", "Sign-in — {}", "[{}] Sign-in"]),
)
def test_words_that_also_name_things_count_only_as_the_whole(word: str, dress: str) -> None:
    assert read_heading_status(dress.format(word)) is None


@pytest.mark.parametrize(
    "title", ["Status: Done", "**Status:** 🚧 In Progress", "Current status — done"]
)
def test_a_label_states_the_status_of_what_is_around_it(title: str) -> None:
    found = read_heading_status(title)
    assert found is not None
    assert found.is_label


@pytest.mark.parametrize(
    "title", ["Phase 2: completed", "Done", "Sign-in status: done", "T-1 Status page — done"]
)
def test_other_titles_are_no_labels(title: str) -> None:
    found = read_heading_status(title)
    assert found is None or not found.is_label
