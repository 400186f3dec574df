"""Move what is done, and back: to the like place, with all that it says."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from cursor import view_of
from hypothesis import given
from hypothesis import strategies as st
from markdown import documents
from refactoring import TODAY, applied, done, offered

from backlog_ls.features.code_actions.action import MOVE
from backlog_ls.features.code_actions.move.to_done import move_actions

WORDS = re.compile(r"\w+")
ACTIVE = "## Active\n\n| ID | Task | Status | Owner |\n|---|---|---|---|\n"
TABLE = "| Task | Status |\n| --- | --- |\n"
COMPLETED = "## Completed\n\n| ID | Task | Completed | Notes |\n|----|------|-----------|-------|\n"
OLD = "| T0 | old | 3.1.2026 | fine |\n"


def moves(text: str) -> list[tuple[str, str]]:
    return [(each.title, each.disabled) for each in offered(text).values() if each.kind == MOVE]


def test_a_row_goes_where_its_cells_have_columns() -> None:
    other = "| T2 | more | Todo | Bob |\n"
    text = f"{ACTIVE}| T1 | do `a | b` |Done| Ann |$0\n{other}\n{COMPLETED}{OLD}\nEnd.\n"
    text = text.replace("`a | b`", "`a \\| b`")
    row = "| T1 | do `a \\| b` | 5.2.2026 | Owner: Ann |\n"
    after = done(text, "Move to “Completed”")
    assert after == f"{ACTIVE}{other}\n{COMPLETED}{OLD}{row}\nEnd.\n"


def test_a_row_comes_back_with_what_it_had() -> None:
    same = "## Active\n\n| Task | Status | Notes |\n|---|---|---|\n| x | Todo | - |\n"
    there = "\n## Completed\n\n| Task | Completed | Notes |\n|---|---|---|\n| z | 2026-01-01 | |\n"
    text = f"{same}| y | Done | n |$0\n{there}"
    forth = done(text, "Move to “Completed”")
    assert forth.endswith("| y | 2026-02-05 | n |\n")
    back = done(forth.replace("| y |", "| y$0 |"), "Move back to “Active”")
    assert back == text.replace("$0", "").replace("| y | Done |", "| y | Todo |")


def test_a_row_goes_back_to_the_nearest_table() -> None:
    head = "| Task | Status | Notes |\n|---|---|---|\n"
    text = (
        f"# Plan\n\n## A\n\n{head}| x | Todo | |\n\n## B\n\n{head}| y | Todo | |\n\n"
        "## Completed\n\n| Task | Date | Notes |\n|---|---|---|\n| a$0 | 2026-02-05 | |\n"
    )
    after = done(text, "Move back to “B”")
    row = after.split("## Completed")[0].rstrip().split("\n")[-1]
    assert [cell.strip() for cell in row.split("|")] == ["", "a", "Todo", "", ""]


@pytest.mark.parametrize(
    ("dates", "stamp"),
    [
        ("Date |\n|---|---|\n| z | 2026-01-01 |\n", "2026-02-05"),
        ("Date |\n|---|---|\n| z | |\n", ""),
        ("Due |\n|---|---|\n| z | 2026-01-01 |\n", ""),
        ("Date | Due |\n|---|---|---|\n| z | 2026-01-01 | 2026-01-02 |\n", ""),
    ],
)
def test_the_one_column_of_dates_under_completed_keeps_the_day(dates: str, stamp: str) -> None:
    text = f"{TABLE}| a$0 | Done |\n\n## Completed\n\n| Task | {dates}"
    row = done(text, "Move to “Completed”").rstrip().split("\n")[-1]
    assert [cell.strip() for cell in row.split("|")][1:3] == ["a", stamp]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"{ACTIVE}| T1 | a | Done | Ann$0 |\n\n{COMPLETED.replace('Notes', 'Size')}", "`Owner`"),
        (f"{ACTIVE}| T1 | a | Done | Ann$0 |\n", "no table"),
        (f"{ACTIVE}| T1 | a | Done |$0\n\n{COMPLETED}", "each column"),
        ("- [x] a$0\n", "no section"),
        ("###### A ✅$0\n\n###### Completed\n", "deep"),
    ],
)
def test_what_cannot_be_moved_says_why(text: str, reason: str) -> None:
    ((_, disabled),) = moves(text)
    assert reason in disabled


def test_what_is_open_stays() -> None:
    assert moves(f"{ACTIVE}| T1 | a | Todo | Ann$0 |\n\n{COMPLETED}{OLD}") == []
    assert moves("- [ ] a$0\n\n## Done\n\n- [x] b\n") == []
    assert moves("- [ ] a\n  - [x] nested$0\n\n## Done\n\n- [x] b\n") == []


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        (
            "## Todo\n\n- [ ] a\n- [x] b$0\n  - [x] c\n\n## Done\n\n* [x] z\n\nx\n",
            "Move to “Done”",
            "## Todo\n\n- [ ] a\n\n## Done\n\n* [x] z\n* [x] b\n  - [x] c\n\nx\n",
        ),
        (
            "## Todo\n\n- [x] b$0\n\n- [ ] a\n\n## Done\n",
            "Move to “Done”",
            "## Todo\n\n- [ ] a\n\n## Done\n\n- [x] b\n",
        ),
        (
            "## Todo\r\n\r\n- [ ] a\r\n\r\n## Done\r\n\r\n- [x] b$0",
            "Move back to “Todo”",
            "## Todo\r\n\r\n- [ ] a\r\n- [x] b\r\n\r\n## Done\r\n\r\n",
        ),
        (
            "- [x] b$0\n- [ ] a\n\n<details>\n<summary>Archive</summary>\n\n- [x] z\n\n</details>\n",
            "Move to “Archive”",
            "- [ ] a\n\n<details>\n<summary>Archive</summary>\n\n- [x] z\n- [x] b\n\n</details>\n",
        ),
        (
            "## A ✅$0\n\nx\n\n### Sub\n\n## B\n\n## Completed\n\nz\n",
            "Move to “Completed”",
            "## B\n\n## Completed\n\nz\n\n### A ✅\n\nx\n\n#### Sub\n",
        ),
        (
            "## B\n\n## Completed\n\n### A$0\n\nx\n\n### C\n",
            "Move out of “Completed”",
            "## B\n\n## A\n\nx\n\n## Completed\n\n### C\n",
        ),
    ],
)
def test_tasks_and_sections(text: str, title: str, expected: str) -> None:
    assert done(text, title) == expected


cells = st.sampled_from(
    ["", "-", "Ann", "x y", "`a \\| b`", "2026-01-02", "✅", "T-9", "**bold** it"]
)
titles = st.lists(
    st.sampled_from(["ID", "Owner", "Notes", "Priority", "Completed", "Effort", "Whatever", "Due"]),
    max_size=4,
    unique=True,
)


@given(titles, titles, st.data())
def test_no_word_of_a_row_is_lost(there: list[str], here: list[str], data: st.DataObject) -> None:
    texts = data.draw(st.lists(cells, min_size=len(here), max_size=len(here)))
    row = " | ".join(["the task", "Done", *texts])
    text = table("Active", ["Task", "Status", *here], f"| {row} |") + table(
        "Done", ["Task", *there], " | ".join(["| old", *("-" for _ in there)]) + " |"
    )
    view = view_of(text)._replace(today=TODAY)
    for action in move_actions(view, text.index("the task"), 0):
        if action.disabled:
            assert "Notes" not in there
            continue
        after = applied(view, action)
        assert after.count("\n") == text.count("\n")
        lost = Counter(WORDS.findall(text)) - Counter(WORDS.findall(after))
        assert set(lost) <= {"Done"}, after


def table(name: str, header: list[str], row: str) -> str:
    line = " | ".join(header)
    return f"## {name}\n\n| {line} |\n|{'---|' * len(header)}\n{row}\n\n"


@given(documents, st.floats(0, 1))
def test_every_move_can_be_done_and_loses_no_word(text: str, where: float) -> None:
    view = view_of(text)._replace(today=TODAY)
    at = int(where * len(text))
    for action in move_actions(view, at, at):
        if not action.disabled:
            after = applied(view, action)
            lost = Counter(WORDS.findall(text)) - Counter(WORDS.findall(after))
            assert not {word for word in lost if word.lower() != "done"}
