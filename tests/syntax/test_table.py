from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from backlog_ls.syntax.table import (
    PADDING,
    ROW_WHITESPACE,
    Alignment,
    parse_delimiter,
    split_row,
    stray_pipes,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

MARKDOWN = MarkdownIt("commonmark").enable("table")

fragments = st.sampled_from(
    [
        "|",
        "||",
        "\\|",
        "\\\\|",
        "\\",
        "`",
        "`a|b`",
        " ",
        "\t",
        "\u00a0",
        "\f",
        "\u3000",
        "a",
        "日",
        "👨‍👩‍👧",
    ]
)
rows = st.lists(fragments, max_size=16).map("".join)
delimiters = st.lists(
    st.sampled_from(["|", "|", "-", "---", ":-", "-:", ":", " ", "\t", "x", "\\", "\u00a0"]),
    max_size=10,
).map("".join)


def header_cells(header: str, columns: int) -> list[str] | None:
    """Return the cells that markdown-it-py reads in a header row; None if it is not a table."""
    tokens = MARKDOWN.parse(f"{header}\n|{'---|' * columns}")
    if not tokens or tokens[0].type != "table_open":
        return None
    return [token.content for token in tokens if token.type == "inline"]


def alignments(delimiter: str, columns: int) -> list[Alignment] | None:
    tokens = MARKDOWN.parse(f"|{'a|' * columns}\n{delimiter}")
    if not tokens or tokens[0].type != "table_open":
        return None
    styles = [token.attrs.get("style") for token in tokens if token.type == "th_open"]
    return [
        Alignment(str(style).partition(":")[2]) if style else Alignment.NONE for style in styles
    ]


def texts(line: str) -> list[str]:
    return [cell.text(line) for cell in split_row(line).cells]


@given(rows)
@example("|")
@example("||")
@example(r"a \| b")
@example("\\\\|a|")
@example("a | b | \u00a0")
@example("\u00a0| a |")
def test_cells_equal_those_of_markdown_it(row: str) -> None:
    row = row.lstrip(PADDING)
    cells = [text.replace("\\|", "|").strip(ROW_WHITESPACE) for text in texts(row)]
    if "|" in row and cells:
        assert header_cells(row, len(cells)) == cells
        assert header_cells(row, len(cells) + 1) is None
    if len(cells) > 1:
        assert header_cells(row, len(cells) - 1) is None


@given(rows, rows, st.sampled_from(["", "\n", "\r\n", "\r"]))
def test_offsets(prefix: str, body: str, ending: str) -> None:
    line = prefix + body + ending
    row = split_row(line, len(prefix))
    alone = split_row(body)
    assert [cell.text(line) for cell in row.cells] == texts(body)
    assert (row.leading_pipe, row.trailing_pipe) == (alone.leading_pipe, alone.trailing_pipe)
    assert split_row(line, len(prefix), len(prefix) + len(body)) == row
    assert line[row.start : row.end] == body.strip(ROW_WHITESPACE)
    if row.cells:
        inside = "|".join(line[cell.start : cell.end] for cell in row.cells)
        assert (
            "|" * row.leading_pipe + inside + "|" * row.trailing_pipe == line[row.start : row.end]
        )
        assert row.cells[0].start == row.start + row.leading_pipe
        assert row.cells[-1].end == row.end - row.trailing_pipe
    for cell in row.cells:
        raw = line[cell.start : cell.end]
        assert cell.text(line) == raw.strip(PADDING)
        assert cell.start <= cell.text_start <= cell.text_end <= cell.end


def test_pipes() -> None:
    assert texts("| a | b\\|c | `d|e` |\r\n") == ["a", "b\\|c", "`d", "e`"]
    assert texts("x | a |") == ["x", "a"]
    assert texts("") == texts(" \r\n") == texts("|") == []
    assert texts("||") == [""]
    assert texts("|\u00a0|x|") == ["\u00a0", "x"]
    row = split_row("a | ")
    assert (row.leading_pipe, row.trailing_pipe, len(row.cells)) == (False, True, 1)
    row = split_row("|")
    assert (row.leading_pipe, row.trailing_pipe) == (True, False)
    # A backslash of the prefix does not escape the row's first pipe.
    assert split_row("\\| a |", 1).leading_pipe


def test_text_of_an_empty_cell_starts_after_its_first_space() -> None:
    assert [cell.text_start for cell in split_row("||   | |a|").cells] == [1, 3, 7, 8]


@given(delimiters)
@example("---")
@example("-")
@example("- |")
@example("||")
@example("|--|  |--|")
@example(":-: | - |")
def test_delimiter_rows_equal_those_of_markdown_it(row: str) -> None:
    row = row.lstrip(PADDING)
    found = parse_delimiter(row)
    assert parse_delimiter("> " + row + "\r\n", 2) == found
    assert parse_delimiter("x" + row + "x", 1, 1 + len(row)) == found
    for columns in range(1, 8):
        expected: Sequence[Alignment] | None = alignments(row, columns)
        assert expected == (list(found) if found and len(found) == columns else None)


def test_delimiter() -> None:
    assert parse_delimiter("| --- |:-:| -: | :- |") == (
        Alignment.NONE,
        Alignment.CENTER,
        Alignment.RIGHT,
        Alignment.LEFT,
    )
    for other in ("", "|", "| |", "- | -", "| - - |", "|-|-|x", "| -\u00a0|", "|--||--|"):
        assert parse_delimiter(other) is None


def escape(line: str, pipes: Sequence[int]) -> str:
    for pipe in reversed(pipes):
        assert line[pipe] == "|"
        line = line[:pipe] + "\\" + line[pipe:]
    return line


@pytest.mark.parametrize(
    ("line", "columns", "fixed"),
    [
        ("| `a|b` | c |", 2, r"| `a\|b` | c |"),
        ("| `a|b|c` | d |", 2, r"| `a\|b\|c` | d |"),
        ("`a|b` | ``c ` | d``", 2, r"`a\|b` | ``c ` \| d``"),
        ("| `a|b` | it``s |", 2, r"| `a\|b` | it``s |"),
        # An escaped backtick opens nothing, but may close.
        (r"| `a|b\` | c |", 2, r"| `a\|b\` | c |"),
        (r"| \``a|b` | c |", 2, r"| \``a\|b` | c |"),
        (r"| \\`a|b` | c |", 2, r"| \\`a\|b` | c |"),
        (r"| `a\|b` | c|d | e |", 3, None),
        ("| `a|b` | c |", 3, None),
        ("| a | b | c |", 2, None),
        (r"| \`a | b` | c |", 2, None),
        # Two pipes in code, one cell too many: either may be to blame.
        ("| `a|b` | `c|d` |", 3, None),
        # Which of the three backticks is the stray one?
        ("| `a | `b` | c |", 2, None),
    ],
)
def test_stray_pipes(line: str, columns: int, fixed: str | None) -> None:
    line = "> " + line
    found = stray_pipes(line, split_row(line, 2), columns)
    assert escape(line, found) == "> " + fixed if fixed else found == ()


@given(rows, st.integers(0, 5))
def test_escaping_stray_pipes_removes_as_many_cells(line: str, columns: int) -> None:
    row = split_row(line)
    found = stray_pipes(line, row, columns)
    assert list(found) == sorted(set(found))
    fixed = escape(line, found)
    cells = len(split_row(fixed).cells)
    assert cells == len(row.cells) - len(found)
    assert not found or cells >= columns


@pytest.mark.parametrize("unit", ["|", "\\", "\\|", "`", "\\`", "`|", " ", "``|` |", "-|", ": "])
def test_hostile_rows_take_linear_time(unit: str) -> None:
    line = unit * (400_000 // len(unit))
    stray_pipes(line, split_row(line), 1)
    parse_delimiter(line)
    parse_delimiter("|" + line + "x")
