"""Rows and columns: what is moved is moved whole, and no cell says anything else."""

from __future__ import annotations

import pytest
from cursor import view_of
from hypothesis import given
from hypothesis import strategies as st
from markdown import documents
from refactoring import applied, done, offered

from backlog_ls.features.code_actions.action import RefusedError
from backlog_ls.features.code_actions.tables.edit import table_actions
from backlog_ls.features.code_actions.tables.sort import sort_edits
from backlog_ls.features.formatting.format import tables
from backlog_ls.syntax.table import split_row
from backlog_ls.text.edit import apply_edits

TABLE = "| T | Status | Due |\n|:--|---|--:|\n| a \\| b | Done | 1.2.2026 |\n| c | To$0do | |\n"
RAW = "T | Status\n:--|---\na | Do$0ne\nc | Todo"


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        (TABLE, "Delete the row", "| a \\| b | Done | 1.2.2026 |\n"),
        (TABLE, "Move the row up", "| c | Todo | |\n| a \\| b | Done | 1.2.2026 |\n"),
        (RAW, "Move the row down", "T | Status\n:--|---\nc | Todo\na | Done"),
        (RAW, "Insert a row below", "\na | Done\n|  |       |\nc | Todo"),
        (RAW, "Delete the column “Status”", "| T |\n| :-- |\n| a |\n| c |"),
        (RAW, "Move the column to the left", "Status | T\n---|:--\nDone | a\nTodo | c"),
        (RAW, "Insert a column to the right", "T | Status |     |\n:--|--- | --- |\na | Done |"),
        ("A$0 | B\n--- | ---\nn | - x\n", "Move the column to the right", "\n| - x | n |\n"),
        (TABLE, "Move the column to the right", "|:--|--:|---|\n| a \\| b | 1.2.2026 | Done |\n"),
        (TABLE, "Delete the column “Status”", "| T | Due |\n|:--|--:|\n| a \\| b | 1.2.2026 |\n"),
        (
            "- > | a | b |\n  > |---|---|\n  > | c$0 | d |",
            "Insert a row below",
            "  > | c | d |\n  > |   |   |",
        ),
        (
            "| a$0 | b |\r\n|---|---|\r\n| c | d |\r\n",
            "Insert a row below",
            "|\r\n|   |   |\r\n| c",
        ),
        (
            "| a | b |\n|---|---|\n| c$0 |\n",
            "Move the column to the right",
            "|---|---|\n|  | c |\n",
        ),
    ],
)
def test_examples(text: str, title: str, expected: str) -> None:
    assert expected in done(text, title)


@pytest.mark.parametrize(
    ("rows", "title", "order"),
    [
        ("1:Done 2:Todo 3:In~Progress 4: 5:Todo", "Status", "25314"),
        ("1:2026-02-01 2:31.1.2026 3:soon 4:", "Due", "2134"),
        ("1:T-10 2:T-9 3:T-9", "ID", "231"),
        ("1:b 2:**A** 3:c", "Words", "213"),
        ("1:May~1,~2026 2:April~2,~2026", "Words", "21"),
    ],
)
def test_a_table_is_sorted_by_what_the_column_holds(rows: str, title: str, order: str) -> None:
    cells = [row.replace("~", " ").split(":") for row in rows.split()]
    lines = [f"| {number} | {text} |" for number, text in cells]
    text = f"| Task | {title}$0 |\n|---|---|\n" + "\n".join(lines)
    after = done(text, f"Sort the table by “{title}”")
    assert "".join(line[2] for line in after.split("\n")[2:]) == order
    after = after.replace(title, f"{title}$0", 1)
    down = done(after, f"Sort the table by “{title}”, descending")
    backwards = "".join(line[2] for line in down.split("\n")[2:])
    empty = "".join(number for number, said in cells if not said)
    assert backwards.endswith(empty)
    assert backwards != order


def test_the_legend_gives_the_order_and_groups_stay() -> None:
    legend = "| Status | Meaning |\n|---|---|\n| Done | a |\n| Todo | b |\n| Doing | c |\n\n"
    head = "| Task | Status$0 | Owner |\n|---|---|---|\n"
    rows = "| a | Doing | x |\n| b | Done | |\n| **Group** | | |\n| c | Todo | |\n| d | Done | |\n"
    ordered = (
        "| b | Done | |\n| a | Doing | x |\n| **Group** | | |\n| d | Done | |\n| c | Todo | |\n"
    )
    after = done(legend + head + rows, "Sort the table by “Status”")
    assert after == legend + head.replace("$0", "") + ordered


def test_what_is_offered_where() -> None:
    assert not [title for title in offered("words$0\n") if "row" in title or "column" in title]
    head = offered(TABLE.replace("$0", "").replace("Status", "Sta$0tus"))
    assert "Delete the row" not in head
    assert "Move the row up" not in head
    assert "Insert a row below" in head
    first = offered(TABLE.replace("$0", "").replace("Done", "Do$0ne"))
    assert "Move the row up" not in first
    assert "Delete the column “T”" not in offered("| T |\n|---|\n| a$0 |\n")


def test_more_cells_than_columns_are_left_alone() -> None:
    text = "| a$0 | b |\n|---|---|\n| c | d | e |\n| f | g |\n"
    with pytest.raises(RefusedError, match="more cells"):
        done(text, "Move the column to the right")
    with pytest.raises(RefusedError, match="more cells"):
        done(text, "Sort the table by “a”")


texts = st.sampled_from(
    ["", "a", "b c", "x \\| y", "`z`", "12", "2026-01-02", "界", "✅ Done", "-"]
)


@st.composite
def grids(draw: st.DrawFn) -> tuple[str, list[list[str]]]:
    """Return a table and the texts of its cells, without its delimiter row."""
    columns = draw(st.integers(1, 4))
    rows = draw(st.lists(st.lists(texts, min_size=columns, max_size=columns), max_size=4))
    names = draw(
        st.lists(st.sampled_from(["Task", "Status", "Due"]), min_size=columns, max_size=columns)
    )
    outer = draw(st.booleans()) or columns == 1
    pad = draw(st.sampled_from(["", " ", "  "]))
    # Without pipes at the ends, an empty cell there is none.
    lines = [names, *([t or "n" for t in row] if not outer else row for row in rows)]
    shown = [f"{pad}|{pad}".join(line) for line in [lines[0], ["---"] * columns, *lines[1:]]]
    if outer:
        shown = [f"|{pad}{line}{pad}|" for line in shown]
    prefix = draw(st.sampled_from(["", "> ", "  "]))
    return "".join(f"{prefix}{line}\n" for line in shown), lines


def cells_of(text: str) -> list[list[str]]:
    view = view_of(text)
    (table,) = tables(view)
    found = [[c.text(line) for c in split_row(line).cells] for line in table.lines]
    return [found[0], *found[2:]]


@given(grids(), st.data())
def test_each_change_is_what_it_says(
    drawn: tuple[str, list[list[str]]], data: st.DataObject
) -> None:
    text, lines = drawn
    if cells_of(text) != lines:
        return  # an escape at the end of a cell, a line that is a list
    view = view_of(text)
    at = data.draw(st.integers(0, len(text) - 1))
    for action in table_actions(view, at, at):
        try:
            after = cells_of(applied(view, action))
        except RefusedError as refused:
            assert "sorted so already" in str(refused)  # noqa: PT017 (all else must not be refused)
            continue
        columns = ["\n".join(column) for column in zip(*lines, strict=True)]
        new = ["\n".join(column) for column in zip(*after, strict=True)]
        name = action.work[0]
        assert all(len(row) == len(after[0]) for row in after)
        if name.startswith("sort") or name in {"row-up", "row-down"}:
            assert after[0] == lines[0]
            assert sorted(after) == sorted(lines)
        elif name == "row-delete":
            assert len(after) == len(lines) - 1
        elif name == "row-below":
            assert len(after) == len(lines) + 1
        elif name in {"column-left", "column-right"}:
            assert sorted(new) == sorted(columns)
        elif name == "column-delete":
            assert len(new) == len(columns) - 1
            assert not set(new) - set(columns)
        else:
            assert len(new) == len(columns) + 1
            new.remove("\n" * (len(lines) - 1))
            assert new == columns


@given(grids(), st.booleans(), st.integers(0, 10))
def test_sorting_twice_changes_nothing(
    drawn: tuple[str, list[list[str]]], down: bool, where: int
) -> None:
    text, _ = drawn
    work = "sort-table-down" if down else "sort-table"
    at = min(where, len(text))
    try:
        after = apply_edits(text, sort_edits(view_of(text), at, at, work))
    except RefusedError:
        return
    with pytest.raises(RefusedError):
        sort_edits(view_of(after), at, at, work)


@given(documents, st.floats(0, 1))
def test_no_other_line_changes(text: str, where: float) -> None:
    view = view_of(text)
    at = int(where * len(text))
    for action in table_actions(view, at, at):
        try:
            after = applied(view, action)
        except RefusedError:
            continue
        touched = [table for table in tables(view) if table.start <= at <= table.end]
        (table,) = touched[:1]
        assert after.startswith(text[: table.start])
        assert after.endswith(text[table.end :])
