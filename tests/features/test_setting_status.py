"""Set a status: where it is written, how, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cursor import view_of
from hypothesis import given
from hypothesis import strategies as st
from markdown import documents
from refactoring import TODAY, applied, done, offered, selected

from backlog_ls.features.code_actions.action import RefusedError
from backlog_ls.features.code_actions.set_status import (
    DONE,
    SET,
    edits_at_key,
    edits_for,
    status_actions,
    status_edits,
)
from backlog_ls.features.status.date_format import ISO, style_of_dates, written
from backlog_ls.features.status.spots import status_spots
from backlog_ls.model.names.normalize import fold_status

if TYPE_CHECKING:
    from backlog_ls.text.edit import Edit

LEGEND = (
    "| Status | Meaning |\n|---|---|\n| `Open` | a |\n| `Doing` | b |\n| `Shipped` | Done |\n\n"
)
TABLE = "| Task | Status |\n| --- | --- |\n"


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        (f"{TABLE}| a | To$0do |\n| b | **Done** |\n", "Set status to Done", "| a | **Done** |\n"),
        (f"{TABLE}|$0a||\n|b|`Done`|\n", "Set status to Done", "|a| `Done` |\n|b|"),
        (f"{TABLE}| a$0 | Todo (core) |\n| b | Done |\n", "Mark done", "| a | Done (core) |"),
        (f"{TABLE}| a$0 | **Todo (core)** |\n| b | Done |\n", "Mark done", "| **Done (core)** |"),
        (f"{TABLE}| a$0 | Todo |\n| b | ✅ Done |\n", "Set status to ✅ Done", "| a | ✅ Done |"),
        (f"{LEGEND}{TABLE}| a$0 | Open |\n| b | ok |\n", "Cycle status to Doing", "| a | Doing |"),
        (f"{LEGEND}{TABLE}| a$0 | Shipped |\n", "Cycle status to Open", "| a | Open |"),
        (f"{TABLE}| a$0 | [ ] |\n| b | [~] |\n", "Mark done", "| a | [x] |\n| b | [~] |"),
        (f"{TABLE}| a$0 | [~] |\n", "Set status to [ ] todo", "| a | [ ] |\n"),
        (f"{TABLE}| a$0 |  |\n| b | `[X]` |\n", "Mark done", "| a | `[X]` |\n"),
        ("## A$0\n\n**Status**: [ ]\n", "Mark done", "**Status**: [x]\n"),
        ("- [ ] a$0\n- [X] b\n", "Set status to [X] done", "- [X] a\n- [X] b\n"),
        ("- [ ] a$0\n- [~] b\n", "Cycle status to [~] in progress", "- [~] a\n- [~] b\n"),
        ("- [ ] a\n  - b\n    c$0\n", "Mark done", "- [x] a\n  - b\n    c\n"),
        ("### 4. [ ] a$0\n", "Mark done", "### 4. [x] a\n"),
        ("## A\n\n**Status**: To$0do\n\nx\n", "Set status to Done", "**Status**: Done\n\nx\n"),
        ("## A$0\n\n- **Status:** Todo\n- x\n", "Mark done", "- **Status:** Done\n- x\n"),
        ("## A$0 ✅\n\n**Status**: Done\n", "Set status to Todo", "## A\n\n**Status**: Todo\n"),
        ("## A (don$0e)\n\nx\n", "Set status to In Progress", "## A (In Progress)\n\nx\n"),
        (
            "---\nid: T1\nstatus: Todo$0\nassignee: ann\n---\n",
            "Mark done",
            "status: Done\nassignee",
        ),
        ('---\nid: T1\nstatus: "Todo$0"\nassignee: ann\n---\n', "Mark done", 'status: "Done"\n'),
        ("## X\n\n- Card\n  - Status: Open$0\n- Other\n", "Mark done", "- Status: Done\n"),
        ("> | Task | Status |\n> |---|---|\n> | a$0 | Todo |\n", "Mark done", "> | a | Done |\n"),
    ],
)
def test_it_is_written_as_the_place_writes_it(text: str, title: str, expected: str) -> None:
    after = done(text, title)
    assert expected in after
    view, start, _ = selected(text)
    assert len({spot.start for spot in status_spots(view, start, start)}) >= 1


@pytest.mark.parametrize(
    "text",
    [
        "words$0\n",
        "| Code | Status |\n|---|---|\n| 404 | gone$0 |\n",
        f"{TABLE}| a$0 | Todo | more |\n",
        "| A | Task | Status |\n|---|---|---|\n| g$0 | | |\n",
        "```\n- [ ] a$0\n```\n",
        "- plain$0\n",
    ],
)
def test_nothing_is_offered_where_nothing_is_certain(text: str) -> None:
    view, start, end = selected(text)
    assert list(status_actions(view, start, end)) == []


def test_what_is_offered() -> None:
    text = f"{LEGEND}{TABLE}| a | Open$0 |\n"
    shown = offered(text)
    names = [title for title in shown if title.startswith(("Mark", "Cycle", "Set"))]
    assert names == [
        "Mark done",
        "Cycle status to Doing",
        "Set status to Doing",
        "Set status to Shipped",
    ]
    assert [title for title in names if shown[title].preferred] == ["Mark done"]
    assert "Mark done" not in offered(text.replace("Open$0", "Shipped$0"))


def test_a_selection() -> None:
    text = f"{TABLE}$0| a | Todo |\n| b | Done |\n| c | Doing |$0\n| d | Todo |\n"
    after = done(text, "Mark 3 items done")
    assert after == f"{TABLE}| a | Done |\n| b | Done |\n| c | Done |\n| d | Todo |\n"
    field = "## A\n\n$0- **Status**: Todo\n$0- **Owner**: x\n"
    assert "- **Status**: Done\n- **Owner**" in done(field, "Mark done")
    mixed = f"{TABLE}$0| a | Todo |\n| b | Done |\n\n- [ ] c\n$0- [ ] d\n"
    after = done(mixed, "Mark 3 items done")
    assert after == f"{TABLE}| a | Done |\n| b | Done |\n\n- [x] c\n- [ ] d\n"


DATED = "| Task | Status | Completed |\n|---|---|---|\n"


@pytest.mark.parametrize(
    ("before", "title", "after"),
    [
        ("| a$0 | Todo | |\n| b | Done | 2026-01-02 |", "Mark done", "| a | Done | 2026-02-05 |"),
        ("| a$0 | Todo | - |\n| b | Done | 31.1.2026 |", "Mark done", "| a | Done | 5.2.2026 |"),
        ("| a$0 | Todo | - |\n| b | Done | Jan 31, 2026 |", "Mark done", "| Feb 5, 2026 |"),
        ("| a$0 | Todo | TBD |\n| b | Done | 1/31/2026 |", "Mark done", "| Done | 2/5/2026 |"),
        # Which is the day, and which the month?
        ("| a$0 | Todo | - |\n| b | Done | 03/02/2026 |", "Mark done", "| a | Done | - |"),
        ("| a$0 | Todo | soon |\n| b | Done | 2026-01-02 |", "Mark done", "| a | Done | soon |"),
        ("| a$0 | Done | 2026-02-05 |\n| b | Todo | - |", "Set status to Todo", "| a | Todo | - |"),
        (
            "| a$0 | Done | 2026-02-04 |\n| b | Todo |",
            "Set status to Todo",
            "| Todo | 2026-02-04 |",
        ),
    ],
)
def test_the_day_is_noted_where_the_table_keeps_it(before: str, title: str, after: str) -> None:
    assert after in done(f"{DATED}{before}\n", title)


def test_the_end_that_is_planned_is_left() -> None:
    text = f"{DATED.replace('Completed', 'End')}| a$0 | Todo | |\n"
    assert done(text, "Mark done") == text.replace("$0", "").replace("Todo", "Done")


def test_the_day_of_a_section_and_of_a_task() -> None:
    text = "## A$0\n\n**Status**: Todo\n**Completed**:\n"
    after = "## A\n\n**Status**: Done\n**Completed**: 2026-02-05\n"
    assert done(text, "Mark done") == after
    assert done(after.replace("A", "A$0"), "Set status to Todo") == text.replace("$0", "").replace(
        "**Completed**:", "**Completed**: "
    )
    tasks = "- [ ] a$0\n- [x] b ✅ 2026-01-02\n"
    assert done(tasks, "Mark done") == "- [x] a ✅ 2026-02-05\n- [x] b ✅ 2026-01-02\n"
    assert done("- [x] a ✅ 2026-02-05$0\n", "Set status to [ ] todo") == "- [ ] a\n"
    assert done("- [ ] a$0\n- [x] b\n", "Mark done") == "- [x] a\n- [x] b\n"


def test_no_status_that_would_break_the_place() -> None:
    text = "**Legend:** A|B = todo, Done = done\n\n---\n"
    assert "|" not in "".join(offered(text + f"\n{TABLE}| a | x$0 |\n| b | Done |\n"))
    matter = "---\nid: T1\nstatus: Todo$0\nassignee: ann\n---\n\n**Status**: ✅: Done\n"
    assert not [title for title in offered(matter) if "✅" in title]


def test_an_item_by_its_key() -> None:
    view = view_of(f"{TABLE}| a | Todo |\n| b | Done |\n")
    row = view.backlog.rope.at_index(1)
    (edit,) = edits_at_key(view, row.key, SET, "done")
    assert edit.text == "Done"
    with pytest.raises(RefusedError, match="no longer there"):
        edits_at_key(view, row.key + 1, DONE)
    with pytest.raises(RefusedError, match="no item"):
        edits_for(view, [], DONE)
    with pytest.raises(RefusedError, match="`Nonsense`"):
        edits_at_key(view, row.key, SET, "Nonsense")


def test_styles_of_dates() -> None:
    assert style_of_dates([]) == ""
    assert style_of_dates(["2026-01-05"]) == ISO
    assert style_of_dates(["sometime in 2026", "Q1 2026"]) is None
    for text in ("13/05/2026", "5 Mar 2026", "2026年5月13日", "May 13, 2026", "2026/05/13"):
        style = style_of_dates([text])
        assert style
        assert style_of_dates([written(style, TODAY), text]) == style


@given(documents, st.floats(0, 1), st.floats(0, 0.2))
def test_what_is_set_is_read_again_and_nothing_else_changes(
    text: str, low: float, more: float
) -> None:
    view = view_of(text)._replace(today=TODAY)
    start = int(low * len(text))
    end = min(start + int(more * len(text)), len(text)) if more > 0.1 else start
    for action in status_actions(view, start, end):
        after = applied(view, action)
        edits = status_edits(view, start, end, *action.work)
        assert not [edit for edit in edits if "\n" in edit.text]
        if action.work[0] == SET and edits:
            wanted = action.work[1]
            said = wanted[1:-1] if wanted.startswith("[") else fold_status(wanted).key
            assert said in statuses_at(after, edits)


def statuses_at(text: str, edits: list[Edit]) -> list[str]:
    """Return the statuses that stand in `text` where `edits` made it: marks, and folded words."""
    view = view_of(text)
    found = []
    shift = 0
    for edit in edits:
        at = edit.start + shift
        shift += len(edit.text) - (edit.end - edit.start)
        found += [
            spot.text if spot.is_box else fold_status(spot.text).key
            for spot in status_spots(view, at, at)
        ]
    return found


LAID_OUT = """\
# Work

| Task   | Status      | Note |
| ------ | ----------- | ---- |
| 漢字   | Blocked$0     | a    |
| two    | In Progress | b    |
| three  | ✅ Done     | c    |
| four   | Blocked     | d    |
"""


def test_a_column_that_is_laid_out_stays_so() -> None:
    changed = done(LAID_OUT, "Set status to In Progress")
    assert "| 漢字   | In Progress | a    |\n" in changed
    back = done(
        changed.replace("| In Progress | a", "| In Progress$0 | a"), "Set status to Blocked"
    )
    assert back == LAID_OUT.replace("$0", "")
    wide = done(LAID_OUT, "Set status to ✅ Done")
    assert "| 漢字   | ✅ Done     | a    |\n" in wide


def test_where_a_column_is_not_laid_out_only_the_status_changes() -> None:
    loose = LAID_OUT.replace("-----------", "---")
    assert done(loose, "Set status to In Progress") == loose.replace("Blocked$0", "In Progress")
