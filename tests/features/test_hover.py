"""Hover: what it says, and of which words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cursor import at_cursor, view_of, write
from hypothesis import given
from hypothesis import strategies as st
from markdown import documents

from backlog_ls.features.hover.hover import hover

if TYPE_CHECKING:
    from pathlib import Path

LEGEND = """\
# Backlog

## Legend

| Status        | Meaning                 |
| ------------- | ----------------------- |
| `Todo`        | Not started             |
| `In Progress` | Actively *being* worked |
| `Done`        | Completed               |

"""


def said(text: str, root: Path | None = None, *, name: str = "BACKLOG.md") -> tuple[str, str]:
    """The words that a hover at `$0` is about, and what it says."""
    view, offset = at_cursor(text, root, name=name)
    found = hover(view, offset)
    assert found is not None
    assert found.start <= offset <= found.end
    return view.backlog.document.text[found.start : found.end], found.text


def test_a_status_has_the_legends_words_and_a_count() -> None:
    text = LEGEND + (
        "| Task | Status |\n| --- | --- |\n| a | **in progre$0ss** |\n| b | Done |\n"
        "| c | In Progress |\n\n**Status**: In Progress\n"
    )
    assert said(text) == (
        "in progress",
        (
            "`in progress` means *in progress*\n\nLegend: Actively being worked\n\n"
            "3 of 4 items in this document"
        ),
    )


def test_a_legends_own_entry_counts_its_uses() -> None:
    text = LEGEND.replace("`Done`", "`Do$0ne`") + "| Task | Status |\n| --- | --- |\n| a | done |\n"
    assert said(text) == (
        "Done",
        "`Done` means *done*\n\nLegend: Completed\n\n1 of 1 item in this document",
    )


def test_a_status_field_without_a_legend() -> None:
    assert said("## A\n\n- **Status:** Bloc$0ked (by B)\n") == (
        "Blocked (by B)",
        "`Blocked (by B)` means *blocked*\n\n1 of 1 item in this document",
    )


def test_an_unknown_status_is_given_no_meaning() -> None:
    text = "| Task | Status |\n| --- | --- |\n| a | Ripe$0ning |\n"
    assert said(text)[1] == "`Ripening`\n\n1 of 1 item in this document"


def test_a_feature_lists_every_place() -> None:
    text = """\
# Plan

## Now [x]

| Feature        | Status |
| -------------- | ------ |
| **Rep$0orts**  | Todo   |

## Later

- [x] reports

<details><summary>Old *ones*</summary>
- [ ] Reports
</details>
"""
    assert said(text) == (
        "Reports",
        (
            "**Reports**\n\n"
            "- Now \\[x\\] · line 7 · `Todo`\n"
            "- Later · line 11 · done\n"
            "- Old ones · line 14 · todo"
        ),
    )


def test_a_name_in_many_places_is_not_listed_without_end() -> None:
    text = "- [ ] Te$0sts\n" + "- [ ] tests\n" * 30
    assert said(text)[1].splitlines()[-2:] == ["- line 10 · todo", "- and 21 more"]


def test_a_task_shows_the_tasks_below_it() -> None:
    text = "- [$0 ] Ship\n  - [x] a\n    - [x] b\n  - [ ] c\n- [x] Other\n"
    words, shown = said(text)
    assert words == " ] Ship"
    assert shown == "**Ship**\n\n▰▰▰▰▰▰▱▱▱▱ 2/3 · 66 %\n\n- line 1 · todo"
    assert "▰▰▰▰▰▰▰▰▰▰ 1/1" in said("- [ ] Ship\n  - [x] $0a\n    - [x] b\n  - [ ] c\n")[1]


def test_a_heading_shows_progress_and_what_is_open() -> None:
    text = """\
# To$0p

| Task | Status      |
| ---- | ----------- |
| a    | Done        |
| b_*  | In Progress |
| c    | Deferred    |

- [x] d
- [ ] (optional) e
- [-] f

## Below

- [ ] g
"""
    assert said(text) == (
        "Top",
        (
            "**Top**\n\n"
            "▰▰▰▱▱▱▱▱▱▱ 2/6 · 33 %  \n"
            "3 rows: 1 in progress · 1 deferred · 1 done  \n"
            "4 tasks: 1 done · 2 open (1 optional) · 1 cancelled\n\n"
            "Open:\n\n- b\\_\\*\n- (optional) e\n- g"
        ),
    )


def test_a_heading_with_nothing_to_count_has_its_name() -> None:
    assert said("# A$0 b\n\nwords\n") == ("A b", "**A b**")


def test_a_hundred_percent_is_said_only_where_nothing_is_left() -> None:
    text = "# $0T\n\n" + "- [x] a\n" * 399 + "- [ ] b\n"
    assert "▰▰▰▰▰▰▰▰▰▱ 399/400 · 99 %" in said(text)[1]
    assert "▰▱▱▱▱▱▱▱▱▱ 1/400 · 0 %" in said("# $0T\n\n- [x] a\n" + "- [ ] b\n" * 399)[1]


@pytest.mark.parametrize("cursor", ["<det", "<summ", "Phase"])
def test_a_summary_shows_its_own_tasks(cursor: str) -> None:
    text = """\
<details><summary>Other</summary>
- [ ] x
</details>
<details>
<summary>Phase 2</summary>
- [x] a
- [ ] b
</details>
"""
    at = text.rindex(cursor)
    words, shown = said(text[:at] + "$0" + text[at:])
    assert words.endswith("Phase 2" if cursor == "Phase" else "<summary>Phase 2</summary>")
    assert shown.startswith("**Phase 2**\n\n▰▰▰▰▰▱▱▱▱▱ 1/2 · 50 %")


MILESTONE = """\
# Vector store [v1]

**Status**: In Progress
**Target Date**: 2026-03-01

What it *is*
about.

- [x] a
- [ ] b

## Second

More.

- [ ] c
"""


def test_a_link_to_a_milestone_shows_the_milestone(tmp_path: Path) -> None:
    write(tmp_path, {"milestones/m 1.md": MILESTONE})
    words, shown = said("See [the store](milest$0ones/m%201.md).\n", tmp_path)
    assert words == "[the store](milestones/m%201.md)"
    title, bar, paragraph, *rest = shown.split("\n\n")
    assert title == "**Vector store \\[v1\\]** · `In Progress` · Target Date: 2026-03-01"
    assert bar == "▰▰▰▱▱▱▱▱▱▱ 1/3 · 33 %"
    assert paragraph == "What it is about."
    assert rest == ["Open:", "- b\n- c"]


def test_a_link_to_a_section_shows_the_section(tmp_path: Path) -> None:
    write(tmp_path, {"m.md": MILESTONE})
    assert said("[s](m.md#sec$0ond)\n", tmp_path)[1].startswith(
        "**Second**\n\n▱▱▱▱▱▱▱▱▱▱ 0/1 · 0 %"
    )
    assert said("[s](m.md#lo$0st)\n", tmp_path)[1].startswith("**Vector store")
    assert said("# A\n\n[s](#$0b)\n\n## B\n\n- [x] c\n")[1] == "**B**\n\n▰▰▰▰▰▰▰▰▰▰ 1/1 · 100 %"


def test_what_a_link_says_is_not_said_of_web_pages_and_lost_files(tmp_path: Path) -> None:
    write(tmp_path, {"image.png": "# No document\n"})
    for target in ("https://example.com/a.md", "lost.md", "image.png", "#lost"):
        view, offset = at_cursor(f"A [wo$0rd]({target}).\n", tmp_path)
        assert hover(view, offset) is None


def test_prose_has_no_hover() -> None:
    view, offset = at_cursor("# A\n\nJust wo$0rds, `Done` and so on.\n")
    assert hover(view, offset) is None


@pytest.mark.parametrize(
    ("name", "title", "progress"),
    [
        ("omk-goal-todo.md", "OMK Goal", "144/148 · 97 %"),
        ("omk-goal-todo.md", "Archive", "143/143 · 100 %"),
        ("omk-goal-todo.md", "Phase 2 ", "14/14 · 100 %"),
        ("opencraw-work-backlog.md", "Work Backlog", "25/82 · 30 %"),
        ("opencraw-work-backlog.md", "Epic C", "5/9 · 55 %"),
    ],
)
def test_the_tasks_of_real_documents_all_count(
    shared: Path, name: str, title: str, progress: str
) -> None:
    text = (shared / "seeds" / name).read_bytes().decode()
    found = hover(view_of(text), text.index(title))
    assert found is not None
    assert progress in found.text


@given(documents, st.floats(0, 1))
def test_a_hover_is_about_the_words_under_the_cursor(text: str, where: float) -> None:
    view = view_of(text)
    offset = int(where * len(text))
    found = hover(view, offset)
    if found is not None:
        assert 0 <= found.start <= offset < found.end <= len(text)
        assert found.text.strip()
