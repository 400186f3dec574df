"""Checklists and tables, legends and numbers: what is converted says the same as before."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from cursor import view_of
from hypothesis import given
from hypothesis import strategies as st
from markdown import documents
from refactoring import TODAY, applied, done, offered

from backlog_ls.features.code_actions.action import RefusedError
from backlog_ls.features.code_actions.refactorings import refactorings
from backlog_ls.features.overview.progress import count_between
from backlog_ls.rules.engine.incremental import checked
from backlog_ls.rules.engine.visible import reported

WORDS = re.compile(r"\w+")
TO_TABLE = "Convert the checklist to a table"
TO_LIST = "Convert the table to a checklist"
LEGEND = "Add a legend of the statuses used"
FILL = "Number the rows without an id"
ANEW = "Number the ids of this table anew"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "words\n- [ ] a | `b`$0\n\n- [x] c\n- [/] **d**\n\n## N\n",
            (
                "words\n\n| Task | Status |\n| --- | --- |\n| a \\| `b` | Todo |\n| c | Done |\n"
                "| **d** | In Progress |\n\n## N\n"
            ),
        ),
        (
            "| a |\n|---|\n| b |\n- [x] a$0\n",
            "| a |\n|---|\n| b |\n\n| Task | Status |\n| --- | --- |\n| a | Done |\n",
        ),
        ("1. [-] a$0", "| Task | Status |\n| --- | --- |\n| a | Cancelled |"),
        (
            "- [x] a$0\r\n## N\r\n\r\n**Status**: ✅ Done\r\n",
            (
                "| Task | Status |\r\n| --- | --- |\r\n| a | ✅ Done |\r\n\r\n"
                "## N\r\n\r\n**Status**: ✅ Done\r\n"
            ),
        ),
    ],
)
def test_a_checklist_becomes_a_table(text: str, expected: str) -> None:
    assert done(text, TO_TABLE) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            (
                "| ID | Task | Status | Owner |\n|---|---|---|---|\n| T1 | a \\| b | **Done** | |$0\n"
                "| T2 | c | | |\n\nx\n"
            ),
            "- [x] T1 a | b\n- [ ] T2 c\n\nx\n",
        ),
        ("Task | Status\n--- | ---\na$0 | In Progress\n", "- [/] a\n"),
    ],
)
def test_a_table_becomes_a_checklist(text: str, expected: str) -> None:
    assert done(text, TO_LIST) == expected


@pytest.mark.parametrize(
    ("text", "title", "reason"),
    [
        ("- [ ] a$0\n  - [x] b\n", TO_TABLE, "in it"),
        ("- [ ] a$0\n  and more\n", TO_TABLE, "in it"),
        ("- [ ] a$0\n- b\n", TO_TABLE, "box"),
        ("| Task | Status | Owner |\n|---|---|---|\n| a$0 | Done | Ann |\n", TO_LIST, "`Owner`"),
        ("| Task | Status |\n|---|---|\n| a$0 | Blocked |\n", TO_LIST, "`Blocked`"),
        ("| Task | Status |\n|---|---|\n| a$0 | Done (core) |\n", TO_LIST, "`Done (core)`"),
        ("| Task | Status |\n|---|---|\n| a$0 |\n", TO_LIST, "each column"),
        ("| Task | Status |\n|---|---|\n| $0 | Done |\n", TO_LIST, "name"),
    ],
)
def test_what_would_lose_something_is_refused(text: str, title: str, reason: str) -> None:
    assert reason in offered(text)[title].disabled


tasks = st.lists(
    st.tuples(
        st.sampled_from(" x/-"), st.sampled_from(["a", "b | c", "`d | e` f", "**g**", "1. h"])
    ),
    min_size=1,
    max_size=6,
)


@given(tasks)
def test_there_and_back_is_the_same_list(marks: list[tuple[str, str]]) -> None:
    text = "".join(f"- [{mark}] {words}\n" for mark, words in marks)
    table = done("$0" + text, TO_TABLE)
    assert done(table.replace("| Task", "| $0Task", 1), TO_LIST) == text


def test_a_legend_of_what_is_used() -> None:
    table = "| Task | Status |\n|---|---|\n| a | Do$0ne |\n| b | ⏸ Parked |\n| c | Todo |\n"
    after = done(f"# T\n\n{table}", LEGEND)
    assert after == f"# T\n\n**Legend:** Todo · ⏸ Parked · Done\n\n{table}".replace("$0", "")
    view = view_of(after)
    assert not [each for each in reported(view, checked(view)) if each.code == "invalid-status"]
    assert LEGEND not in offered(after.replace("Done |", "Do$0ne |"))
    assert done(table, LEGEND).startswith("**Legend:** Todo")
    matter = "---\ntitle: x\n---\n"
    assert done(matter + table, LEGEND).startswith(f"{matter}\n**Legend:** Todo")
    with pytest.raises(RefusedError, match="2 to 12"):
        done("| Task | Status |\n|---|---|\n| a | Do$0ne |\n", LEGEND)


IDS = "| ID | Task | Status | Depends on |\n|---|---|---|---|\n"


def test_ids_are_numbered_and_all_that_mentions_them() -> None:
    text = f"{IDS}| T05$0 | a | Todo | T07 |\n| T07 | c | Todo | T05 |\n|| d | Todo | |\n\nT07, UTF-8\n"
    after = done(text, ANEW)
    expected = text.replace("$0", "").replace("T07", "T06")
    assert after == expected
    assert "| T08 | d |" in done(text, FILL)
    swapped = f"{IDS}| T2$0 | a | Todo | T1 |\n| T1 | c | Todo | T2 |\n"
    assert done(swapped, ANEW) == f"{IDS}| T1 | a | Todo | T2 |\n| T2 | c | Todo | T1 |\n"


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ("| T1$0 | a | Todo | |\n| T2 | b | Todo | |\n", "already"),
        ("| T1$0 | a | Todo | |\n| U2 | b | Todo | |\n", "several"),
        ("| x$0 | a | Todo | |\n", "no series"),
        ("| T1$0 | a | Todo | |\n| T1 | b | Todo | |\n", "same id"),
        ("| T1$0 | a | Todo | |\n| T3 | b | Todo | |\n\n- [ ] T2 other\n", "else"),
        ("| T1$0 | a | Todo | |\n| T4 | b | Todo | |\n\nSee T3-T4.\n", "range"),
        ("| T1$0 | a | Todo | |\n| T4 | b | Todo | |\n\nSee T4-T9.\n", "range"),
        ("| T1$0 | a | Todo | |\n| T4 | b | Todo | |\n\n## T4\n\n[x](#t4)\n", "heading"),
    ],
)
def test_numbers_that_would_mean_something_else_are_refused(rows: str, reason: str) -> None:
    with pytest.raises(RefusedError, match=reason):
        done(IDS + rows, ANEW)


@given(documents, st.floats(0, 1))
def test_every_conversion_can_be_done_and_keeps_the_counts(text: str, where: float) -> None:
    view = view_of(text)._replace(today=TODAY)
    at = int(where * len(text))
    for action in refactorings(view, at, at):
        if action.disabled or action.title not in {TO_TABLE, TO_LIST, LEGEND, FILL}:
            continue
        try:
            after = applied(view, action)
        except RefusedError:
            continue
        lost = Counter(WORDS.findall(text)) - Counter(WORDS.findall(after))
        if action.title != TO_LIST:
            assert not {word for word in lost if word not in {"x", "X"} and not word.isdecimal()}
        if action.title == TO_TABLE:
            before = count_between(view.backlog.rope, 0, len(text)).progress
            backlog = view_of(after).backlog
            assert count_between(backlog.rope, 0, len(after)).progress == before
