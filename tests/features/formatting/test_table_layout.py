from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, event, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from backlog_ls.features.formatting.layout import LineEdit, TableStyle, diff_table, lay_out_table
from backlog_ls.syntax.table import ROW_WHITESPACE, split_row, stray_pipes
from backlog_ls.text.edit import Edit, apply_edits
from backlog_ls.text.width import display_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MARKDOWN = MarkdownIt("commonmark").enable("table")
SHARED = Path(os.environ.get("BACKLOG_LS_SHARED", Path(__file__).parents[4] / "shared"))
ALIGNED, COMPACT, AUTO = TableStyle

words = st.sampled_from(
    [
        *["a", "Done", "a long sentence of words", "日本語", "👨‍👩‍👧", "⚠️", "🇫🇮", "1️⃣", "e\u0301"],
        *["`x`", "`a\\|b`", "`", "**b**", "\\|", "\\\\", "\\", "- ", "# ", "1. ", "> ", "```"],
        *["~~~", "---", "===", ":-:", "<div>", "[x]: /u", "* * *"],
        *["\u00a0", "\u3000", "\f", "\x85", "\u200d", "\ufe0f", "\ud800", "\u00a0|\u00a0"],
    ]
)
texts = st.lists(words, max_size=3).map(" ".join) | st.lists(words, max_size=3).map("".join)
pads = st.sampled_from(["", " ", " ", "  ", "\t"])
cells = st.tuples(pads, texts, pads).map(lambda parts: _unjoined("".join(parts)))
indents = st.sampled_from(["", "", "", " ", "   "])
tails = st.sampled_from(["", "", " ", "  ", "\t", "\u00a0"])


def _unjoined(cell: str) -> str:
    # What would escape the pipe after the cell.
    return cell + " " if cell.endswith("\\") else cell


@st.composite
def tables(draw: st.DrawFn) -> list[str]:
    """Tables that markdown-it-py takes for one, all of whose lines belong to it."""
    columns = draw(st.integers(1, 4))
    leading, trailing = draw(st.tuples(st.booleans(), st.booleans()))

    def row(texts: list[str], *, leading: bool, trailing: bool) -> str:
        line = "|" * leading + "|".join(texts) + "|" * trailing
        return draw(indents) + line + draw(tails)

    def some_cells(low: int, high: int) -> list[str]:
        return draw(st.lists(cells, min_size=low, max_size=high))

    header = row(some_cells(columns, columns), leading=leading, trailing=trailing)
    columns = len(split_row(header).cells)
    assume(columns and "|" in header)
    dashes = st.sampled_from(["---", ":-", "-:", ":-:", " --- ", " :-----: ", " ------------:"])
    delimiter = "|".join(draw(st.lists(dashes, min_size=columns, max_size=columns))).strip()
    pipes = draw(
        st.sampled_from([(1, 1), (1, 0)] if columns == 1 else [(1, 1), (1, 0), (0, 1), (0, 0)])
    )
    lines = [header, draw(indents) + "|" * pipes[0] + delimiter + "|" * pipes[1]]
    for _ in range(draw(st.integers(0, 4))):
        usual = draw(st.booleans())
        low, high = (columns, columns) if usual else (1, columns + 2)
        own = leading if usual else draw(st.booleans())
        lines.append(row(some_cells(low, high), leading=own, trailing=draw(st.booleans())))
    found = [table for table in _found("\n".join(lines)) if table[0] == 0]
    assume(found)
    lines = lines[: found[0][1]]
    event(f"{len(lines)} lines")
    return lines


def _found(source: str) -> list[tuple[int, int]]:
    """The line ranges of the tables that stand in no container."""
    tokens = MARKDOWN.parse(source)
    return [
        (token.map[0], token.map[1])
        for token in tokens
        if token.type == "table_open" and token.level == 0 and token.map
    ]


def _texts(line: str) -> list[str]:
    return [cell.text(line) for cell in split_row(line).cells]


def _html(lines: Sequence[str]) -> str:
    return str(MARKDOWN.render("Before.\n\n" + "\n".join(lines) + "\n\nAfter."))


def _widest(lines: Sequence[str]) -> int:
    return max(map(display_width, lines))


def _longest(lines: Sequence[str]) -> int:
    return max(map(len, lines))


def _check_kept(lines: Sequence[str], new: Sequence[str], style: TableStyle, width: int) -> None:
    assert len(new) == len(lines)
    for index, (old_line, new_line) in enumerate(zip(lines, new, strict=True)):
        old_row, new_row = split_row(old_line), split_row(new_line)
        assert old_line[: old_row.start] == new_line[: new_row.start]
        if index == 1:
            assert len(old_row.cells) == len(new_row.cells)
        else:
            assert _texts(old_line) == _texts(new_line)
    assert lay_out_table(new, style, max_width=width) == list(new)


def _check_edits(lines: Sequence[str], new: Sequence[str]) -> None:
    edits = diff_table(lines, new)
    by_line: dict[int, list[Edit]] = {}
    for line, start, end, text in edits:
        by_line.setdefault(line, []).append(Edit(start, end, text))
        old = lines[line][start:end]
        assert old != text
        assert not old or not text or (old[0] != text[0] and old[-1] != text[-1])
        if line != 1:
            assert not (old + text).strip(" \t|")
            for cell in split_row(lines[line]).cells:
                if cell.text_start < cell.text_end:
                    assert end <= cell.text_start or cell.text_end <= start
    for edit, following in pairwise(edits):
        assert edit.line < following.line or edit.end < following.start
    applied = [apply_edits(line, by_line.get(index, ())) for index, line in enumerate(lines)]
    assert applied == list(new)
    assert diff_table(new, new) == []


@settings(max_examples=300)
@given(tables(), st.sampled_from(TableStyle), st.sampled_from([0, 10, 30, 160]))
@example(["a \\| b", "|---|", "x"], ALIGNED, 160)
@example(["a | b", "-|-", "|\u00a0|\u00a0|", "| - | x |", "| === |", "x |"], ALIGNED, 160)
def test_layout_keeps_what_the_table_says(lines: list[str], style: TableStyle, width: int) -> None:
    new = lay_out_table(lines, style, max_width=width)
    _check_kept(lines, new, style, width)
    assert _html(new) == _html(lines)
    _check_edits(lines, new)


@settings(max_examples=200)
@given(tables(), st.integers(0, 60))
@example(["| a" + "\u0301" * 50 + " | x |", "|-|-|", "| a | " + "x" * 50 + " |"], 60)
@example(["| a | b |\u3000", "|-|-|"], 14)
def test_auto_is_no_wider_than_it_must_be(lines: list[str], width: int) -> None:
    auto, compact = (lay_out_table(lines, style, max_width=width) for style in (AUTO, COMPACT))
    assert _widest(auto) <= max(width, _widest(compact))
    assert _longest(auto) <= max(width, _longest(compact))
    aligned = lay_out_table(lines, ALIGNED)
    if _widest(aligned) <= width and _longest(aligned) <= width:
        assert auto == aligned


@given(tables())
def test_the_columns_of_an_aligned_table_stand_below_each_other(lines: list[str]) -> None:
    # Indentation shifts a row; without a closing pipe, its last cell is not padded.
    new = lay_out_table([line.strip(ROW_WHITESPACE) for line in lines], ALIGNED)
    columns = len(split_row(new[0]).cells)
    ends = []
    for line in new:
        row = split_row(line)
        if stray_pipes(line, row, columns):
            continue  # a pipe in a code span is laid out as if it were escaped
        padded = row.cells if row.trailing_pipe else row.cells[:-1]
        ends.append([display_width(line[: cell.end]) for cell in padded[:columns]])
    longest = max(ends, key=len)
    assert all(row == longest[: len(row)] for row in ends)


def test_white_space_around_a_row() -> None:
    lines = [" |a|b| ", "  |-|-|", "   |c|d|\t", "|e|f|\u00a0 "]
    assert lay_out_table(lines, COMPACT) == [
        " | a | b |",
        "  | --- | --- |",
        "   | c | d |",
        "| e | f |\u00a0 ",
    ]


def test_auto_does_not_pad_other_rows_to_one_long_cell() -> None:
    lines = ["|a|b|", "|-|-|", f"|{'x' * 5000}|yyy|", *["|a|b|"] * 10]
    assert lay_out_table(lines, AUTO) == lay_out_table(lines, COMPACT)
    assert sum(map(len, lay_out_table(lines, AUTO))) < 5200
    # Also where the widest cell alone would hide the padding: hostile input stays linear.
    lines = ["|a|b|", "|-|-|", f"|{'x' * 200_000}|yyy|", *["|a|b|"] * 20_000]
    assert lay_out_table(lines, AUTO) == lay_out_table(lines, COMPACT)


def test_auto_falls_back_to_compact_where_padding_makes_lines_too_long() -> None:
    lines = ["|a|b|", "|-|-|", f"|{'x' * 50}|y|", f"|z|{'w ' * 40}|"]
    assert lay_out_table(lines, AUTO, max_width=90) == lay_out_table(lines, COMPACT)
    assert lay_out_table(lines, AUTO, max_width=140) == lay_out_table(lines, ALIGNED)


def test_ambiguous_width() -> None:
    lines = ["| a | b |", "| --- | --- |", "| →→→ | x |"]
    assert lay_out_table(lines, ALIGNED)[0] == "| a   | b   |"
    assert lay_out_table(lines, ALIGNED, ambiguous_wide=True)[0] == "| a      | b   |"


@pytest.mark.parametrize(
    "lines",
    [[], ["| a |"], ["| a |", "|---|---|"], ["a", "---"], ["|a|", "x"], ["", "---"], ["|", "|"]],
)
def test_what_is_no_table_is_left_alone(lines: list[str]) -> None:
    for style in TableStyle:
        assert lay_out_table(lines, style) == lines


def test_edits_leave_the_cursor_its_place() -> None:
    lines = ["| Task | n |", "|---|--:|", "| Write it | 10 000 |"]
    assert diff_table(lines, lay_out_table(lines, ALIGNED)) == [
        LineEdit(0, 7, 7, "    "),
        LineEdit(0, 8, 8, "     "),
        LineEdit(1, 1, 1, " "),
        LineEdit(1, 4, 4, "----- "),
        LineEdit(1, 5, 5, " "),
        LineEdit(1, 7, 7, "---"),
        LineEdit(1, 8, 8, " "),
    ]


def test_edits_between_other_cells() -> None:
    assert diff_table(["| a |"], ["| ab |"]) == [LineEdit(0, 3, 3, "b")]
    with pytest.raises(ValueError, match="shorter"):
        diff_table(["| a |"], [])


@pytest.mark.skipif(
    not SHARED.is_dir() and "CI" not in os.environ, reason="real documents are not here"
)
def test_tables_of_real_documents() -> None:
    count = 0
    for lines, found in _real_documents():
        count += len(found)
        for style in TableStyle:
            formatted = list(lines)
            for start, end in found:
                table = lines[start:end]
                new = lay_out_table(table, style)
                _check_kept(table, new, style, 160)
                _check_edits(table, new)
                formatted[start:end] = new
                if style is AUTO:
                    assert _widest(new) <= max(160, _widest(lay_out_table(table, COMPACT)))
            assert MARKDOWN.render("\n".join(formatted)) == MARKDOWN.render("\n".join(lines))
    assert count > 100


def _real_documents() -> Iterator[tuple[list[str], list[tuple[int, int]]]]:
    for path in sorted([*SHARED.glob("seeds/**/*.md"), *SHARED.glob("corpus/**/*.md")]):
        if not path.is_file():
            continue
        source = path.read_text(encoding="utf-8", errors="surrogateescape")
        if "|" in source:
            lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            found = _found("\n".join(lines))
            if found:
                yield lines, found
