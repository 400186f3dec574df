"""Edit and sort tables: what holds for any table."""

from __future__ import annotations

import pytest
from cursor import view_of
from hypothesis import assume, given, reject
from hypothesis import strategies as st
from markdown import documents
from refactoring import apply_action

from backlog_ls.features.code_actions.action import RefusedError
from backlog_ls.features.code_actions.tables.edit import find_table_actions
from backlog_ls.features.code_actions.tables.sort import compute_sort_edits
from backlog_ls.features.formatting.tables import find_tables
from backlog_ls.syntax.table import split_row
from backlog_ls.text.edit import apply_edits

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
    (table,) = find_tables(view)
    found = [[c.text(line) for c in split_row(line).cells] for line in table.lines]
    return [found[0], *found[2:]]


@given(grids(), st.data())
def test_each_change_is_what_it_says(
    drawn: tuple[str, list[list[str]]], data: st.DataObject
) -> None:
    text, lines = drawn
    assume(cells_of(text) == lines)  # no escape at the end of a cell, no line that is a list
    view = view_of(text)
    at = data.draw(st.integers(0, len(text) - 1))
    for action in find_table_actions(view, at, at):
        try:
            after = cells_of(apply_action(view, action))
        except RefusedError as refused:
            assert "already sorted" in str(refused)  # noqa: PT017 (all else must not be refused)
            continue
        columns = ["\n".join(column) for column in zip(*lines, strict=True)]
        new = ["\n".join(column) for column in zip(*after, strict=True)]
        name = action.refactoring_id
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
        after = apply_edits(text, compute_sort_edits(view_of(text), at, at, work))
    except RefusedError:
        reject()
    with pytest.raises(RefusedError):
        compute_sort_edits(view_of(after), at, at, work)


@given(documents, st.floats(0, 1))
def test_no_other_line_changes(text: str, where: float) -> None:
    view = view_of(text)
    at = int(where * len(text))
    for action in find_table_actions(view, at, at):
        try:
            after = apply_action(view, action)
        except RefusedError:
            continue
        touched = [table for table in find_tables(view) if table.start <= at <= table.end]
        (table,) = touched[:1]
        assert after.startswith(text[: table.start])
        assert after.endswith(text[table.end :])
