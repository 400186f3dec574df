"""Completion of values: dependencies, milestones, owners, priorities, labels, dates."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from cursor import at_cursor, view_of, write
from hypothesis import given
from hypothesis import strategies as st
from markdown import documents

from backlog_ls.features.completion.dates import days
from backlog_ls.features.completion.engine import completions
from backlog_ls.features.completion.items import CompletionItem, CompletionKind
from backlog_ls.features.completion.matching import begins, yaml
from backlog_ls.syntax.mapping import read_mapping
from backlog_ls.text.edit import Edit, apply_edits

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 2, 11)
"""A Wednesday."""


def items(text: str, root: Path | None = None, name: str = "BACKLOG.md") -> list[CompletionItem]:
    view, offset = at_cursor(text, root, name=name)
    found = completions(view._replace(today=TODAY), offset)
    for item in found.items:
        assert item.start <= offset <= item.end
    order = [item.sort_text for item in found.items]
    assert order == sorted(order)
    return list(found.items)


def labels(text: str, root: Path | None = None, name: str = "BACKLOG.md") -> list[str]:
    return [item.label for item in items(text, root, name)]


def taken(text: str, label: str, root: Path | None = None, name: str = "BACKLOG.md") -> str:
    """The line of the cursor once the item `label` is taken."""
    item = next(item for item in items(text, root, name) if item.label == label)
    line = text[: text.index("$0")].count("\n")
    edits = [Edit(item.start, item.end, item.insert)]
    return apply_edits(text.replace("$0", ""), edits).split("\n")[line]


WAITING = """\
| ID   | Task   | Status      | Depends on |
| ---- | ------ | ----------- | ---------- |
| T-1  | Schema | Done        |            |
| T-2  | Log in | Todo        | T-1        |
| T-3  | Export | In Progress | {}
| T-10 | Mail   | Todo        |            |
"""


def test_a_dependency_is_an_id_with_its_name_and_status_open_ones_first() -> None:
    found = items(WAITING.format("$0 |"))
    assert [(item.label, item.detail) for item in found] == [
        ("T-2", "Log in · todo"),
        ("T-10", "Mail · todo"),
        ("T-1", "Schema · done"),
    ]
    assert {item.kind for item in found} == {CompletionKind.ITEM}


@pytest.mark.parametrize(
    ("cell", "label", "expected"),
    [
        ("$0", "T-2", "T-2"),
        ("T-$0", "T-10", "T-10"),
        ("log$0 |", "T-2", "T-2 |"),
        ("T-2, $0 |", "T-10", "T-2, T-10 |"),
        ("T-$0, T-10 |", "T-2", "T-2, T-10 |"),
        ("T-10 and $0 |", "T-2", "T-10 and T-2 |"),
        ("T-1$0 |", "T-10", "T-10 |"),
    ],
)
def test_what_is_typed_of_a_dependency_is_replaced(cell: str, label: str, expected: str) -> None:
    line = taken(WAITING.format(cell), label)
    assert line == f"| T-3  | Export | In Progress | {expected}"


def test_what_is_listed_is_not_offered_again() -> None:
    assert labels(WAITING.format("T-2, T-1, $0 |")) == ["T-10"]
    assert labels(WAITING.format("T-2 $0 |")) == []


@pytest.mark.parametrize(
    ("line", "label", "expected"),
    [
        ("- [ ] T-4 Report, blocked by $0", "T-2", "- [ ] T-4 Report, blocked by T-2"),
        (
            "- [ ] T-4 Report (depends on T-2, T$0)",
            "T-10",
            "- [ ] T-4 Report (depends on T-2, T-10)",
        ),
        ("- **Depends on:** T-2, $0", "T-10", "- **Depends on:** T-2, T-10"),
        ("**Blocked by**: ma$0", "T-10", "**Blocked by**: T-10"),
        ("Blocked by: $0", "T-10", "Blocked by: T-10"),
    ],
)
def test_dependencies_in_words_and_fields(line: str, label: str, expected: str) -> None:
    assert taken(f"{WAITING.format('|')}\n## T-9 Plan\n\n{line}\n", label) == expected


def test_an_item_does_not_wait_for_itself() -> None:
    text = "## T-1 Plan\n\n**Blocked by**: $0\n\n## T-2 Do\n\n- [ ] T-3 x\n"
    assert labels(text) == ["T-2", "T-3"]
    assert labels("- [ ] T-1 a\n- [ ] T-2 b, blocked by $0\n") == ["T-1"]


def test_prose_about_blocking_brings_nothing() -> None:
    assert labels("- [ ] T-1 a\n- [ ] T-2 b, blocked by the legal te$0\n") == []
    assert labels("- [ ] T-1 a\n\n`blocked by $0`\n") == []


def test_an_id_far_off_is_found_by_its_digits() -> None:
    rows = "".join(f"- [ ] T-{number} task\n" for number in range(1, 2001))
    text = rows + "\n# X\n\nBlocked by: T-12$0\n"
    found = labels(text)
    assert found[0] == "T-12"
    assert set(found[1:11]) == {f"T-12{digit}" for digit in range(10)}


def test_items_without_ids_are_offered_by_name() -> None:
    text = "| Task | Status | Blocked by |\n|--|--|--|\n| Log in | Todo | |\n| Mail | Todo | $0 |\n"
    assert labels(text) == ["Log in"]


def test_tasks_in_files_depend_on_each_other(tmp_path: Path) -> None:
    folder = "backlog/tasks"
    head = "---\nid: task-2\ntitle: Two\nstatus: To Do\nassignee: []\ndependencies: "
    write(tmp_path, {f"{folder}/task-1 - Set-up.md": "", f"{folder}/task-2 - Two.md": ""})
    name = f"{folder}/task-2 - Two.md"
    assert taken(f"{head}[$0]\n---\n", "task-1", tmp_path, name) == "dependencies: [task-1]"
    assert taken(f"{head}\n  - ta$0\n---\n", "task-1", tmp_path, name) == "  - task-1"
    (item,) = items(f"{head}[$0]\n---\n", tmp_path, name)
    assert item.detail == "Set up"


def test_milestones_in_use_come_before_those_of_the_workspace(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"milestones/m1.md": "# M1: Alpha\n", "milestones/m2.md": "# M2: Beta\n", "x.md": ""},
    )
    table = "| Task | Milestone | Status |\n|--|--|--|\n| a | M2 | Todo |\n| b | {} | Todo |\n"
    assert labels(table.format("$0"), tmp_path) == ["M2", "M1: Alpha"]
    assert taken(table.format("al$0"), "M1: Alpha", tmp_path) == "| b | M1: Alpha | Todo |"
    linked = table.replace("M2", "[Beta](milestones/m2.md)")
    text = linked.format("$0")
    assert taken(text, "Beta", tmp_path) == "| b | [Beta](milestones/m2.md) | Todo |"
    assert labels("**Milestone**: $0\n", tmp_path) == ["M1: Alpha", "M2: Beta"]


def test_a_milestone_is_linked_behind_a_bracket(tmp_path: Path) -> None:
    write(tmp_path, {"milestones/m 1.md": "# M1: Alpha [x]\n"})
    expected = r"See [M1: Alpha \[x\]](milestones/m%201.md) too"
    assert taken("See [al$0 too\n", "M1: Alpha [x]", tmp_path) == expected
    assert taken("See [$0] too\n", "M1: Alpha [x]", tmp_path) == expected
    assert labels("See [$0](x.md)\n", tmp_path) == []
    assert labels("See `[$0`\n", tmp_path) == []


PEOPLE = """\
| Task | Owner | Priority | Status |
| ---- | ----- | -------- | ------ |
| a    | Bo    | P1       | Todo   |
| b    | Ann, Bo | P2     | Todo   |
| c    | TBD   | P2       | Todo   |
| d    | {} | Todo   |
"""


def test_owners_and_priorities_in_use_are_offered_the_most_used_first() -> None:
    assert labels(PEOPLE.format("$0 | P1")) == ["Bo", "Ann", "TBD"]
    assert taken(PEOPLE.format("Ann, b$0 | P1"), "Bo") == "| d    | Ann, Bo | P1 | Todo   |"
    assert labels(PEOPLE.format("Bo | $0")) == ["P2", "P1"]
    assert taken(PEOPLE.format("Bo | p1$0"), "P1") == "| d    | Bo | P1 | Todo   |"
    assert labels("**Owner**: Ann\n\n# B\n\n**Owner**: $0\n") == ["Ann"]
    assert labels("**Priority**: $0\n") == ["High", "Medium", "Low"]


def test_people_and_labels_in_words() -> None:
    text = "- [ ] a @ann #ui\n- [ ] b @bo @ann #ui/x `#no`\n- [ ] c {}\n"
    assert labels(text.format("@$0")) == ["@ann", "@bo"]
    assert taken(text.format("see @b$0."), "@bo") == "- [ ] c see @bo."
    assert labels(text.format("#$0")) == ["#ui", "#ui/x"]
    assert labels(text.format("mail@$0")) == []
    assert labels("- [ ] a #ui\n\n#$0\n") == []
    assert labels("- [ ] a, see #12\n- [ ] b #$0\n") == []
    assert labels("no@mail.example\n\n@$0\n") == []


def test_dates_are_offered_in_words_in_the_style_of_the_column() -> None:
    table = "| Task | Due | Status |\n|--|--|--|\n| a | {} | Todo |\n| b | $0 | Todo |\n"
    found = items(table.format("03.02.2026"))
    assert [(item.label, item.insert) for item in found] == [
        ("today", "11.02.2026"),
        ("tomorrow", "12.02.2026"),
        ("this Friday", "13.02.2026"),
        ("next Friday", "20.02.2026"),
        ("in one week", "18.02.2026"),
        ("in two weeks", "25.02.2026"),
        ("end of month", "28.02.2026"),
        ("end of next month", "31.03.2026"),
    ]
    assert found[0].detail == "11.02.2026 · Wednesday"
    assert "today" in found[0].filter_text
    assert "11.02.2026" in found[0].filter_text
    assert items(table.format(""))[0].insert == "2026-02-11"
    # Which of the two is the month is not certain; nor does a quarter say how days are written.
    assert items(table.format("05/02/2026")) == []
    assert items(table.format("Q3 2026")) == []


@pytest.mark.parametrize(
    ("line", "label", "expected"),
    [
        ("**Due**: tom$0", "tomorrow", "**Due**: 2026-02-12"),
        ("**Due**: 2026-01-0$01", "today", ""),
        ("**Due**: 2026-01-01$0", "", ""),
        ("**Last updated**: $02025-12-01", "today", "**Last updated**: 2026-02-11"),
        ("Completed: yes$0", "yesterday", "Completed: 2026-02-10"),
        (
            "**Target date**: fri$0 | **Owner**: x",
            "this Friday",
            "**Target date**: 2026-02-13 | **Owner**: x",
        ),
    ],
)
def test_what_is_typed_of_a_date_is_replaced(line: str, label: str, expected: str) -> None:
    if expected:
        assert taken(f"{line}\n", label) == expected
    else:
        assert items(f"{line}\n") == []


def test_a_column_of_months_is_offered_months() -> None:
    head = "| Task | Status | Done on |\n|--|--|--|\n| a | Done | 2026-01 |\n"
    found = items(f"{head}| b | Done | $0 |\n")
    assert {item.label: item.insert for item in found} == {
        "this month": "2026-02",
        "last month": "2026-01",
        "next month": "2026-03",
    }
    assert len(found) == 3


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_the_days_are_what_their_words_say(today: date) -> None:
    found = dict(days(today, ahead=True))
    assert found["next Friday"].weekday() == 4
    assert 1 <= (found["next Friday"] - today).days <= 13
    assert ("this Friday" in found) == (today.weekday() != 4)
    for words in ("end of month", "end of next month"):
        day = found[words]
        assert date.fromordinal(day.toordinal() + 1).day == 1
    assert found["end of month"].month == today.month


def test_front_matter_is_completed() -> None:
    head = "---\nid: task-1\nstatus: {}\npriority: {}\ndue: {}\n---\n\n# A\n"
    assert taken(head.format("$0", "high", ""), "Done") == "status: Done"
    assert "High" in labels(head.format("Done", "$0", ""))
    assert taken(head.format("Done", "high", "$0"), "today") == "due: 2026-02-11"
    assert labels("---\ntitle: $0\nstatus: Done\n---\n") == []
    assert labels("---\nid: $0\n---\n") == []


@given(st.text(st.sampled_from("a@#'\": ,[]-é"), min_size=1).map(str.strip).filter(bool))
def test_a_value_of_yaml_is_read_as_it_was(text: str) -> None:
    (scalar,) = read_mapping(f"a: {yaml(text)}\n")
    written = f"a: {yaml(text)}\n"[scalar.start : scalar.end]
    assert written.replace("''", "'") == text or written == text


def test_what_is_typed_begins_a_word() -> None:
    assert begins("lo", ["Log in"])
    assert begins("IN", ["Log in"])
    assert not begins("og", ["Log in"])
    assert begins("**P", ["P1"])
    assert not begins("x", ["P1"])


@given(
    documents,
    st.floats(0, 1),
    st.sampled_from(
        [
            "",
            "| a | d",
            "**Status**: ",
            "](",
            "](#",
            "- [",
            "[[",
            "## a (",
            "| a | b",
            "**Due**: ",
            "Owner: @",
            "blocked by ",
            "**Depends on**: T",
            "[",
            "#",
            "@",
        ]
    ),
)
def test_whatever_is_offered_can_be_taken(text: str, where: float, typed: str) -> None:
    at = int(where * len(text))
    text = text[:at] + typed + text[at:]
    offset = at + len(typed)
    view = view_of(text)
    document = view.backlog.document
    line = document.position_at(offset).line
    for item in completions(view, offset).items:
        assert item.start <= offset <= item.end <= len(text)
        assert document.position_at(item.start).line == document.position_at(item.end).line == line
