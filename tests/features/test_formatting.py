"""Formatting: every table, nothing but tables, the least that does it."""

from __future__ import annotations

import re
from typing import Literal

import pytest
from cursor import at_cursor, view_of
from hypothesis import given
from hypothesis import strategies as st
from markdown import documents

from backlog_ls.features.formatting.format import (
    format_document,
    format_range,
    format_typed,
    has_table,
    table_at,
    tables,
)
from backlog_ls.model.settings import Settings, TableSettings
from backlog_ls.text.edit import apply_edits

STYLES: list[Literal["auto", "aligned", "compact"]] = ["auto", "aligned", "compact"]

TABLE_LINES = ["| a | bb |", "|---|:--:|", "| long cell | x |", "|y|", "a | b", "--- | ---", "|"]
lines = st.one_of(
    st.sampled_from(TABLE_LINES), st.sampled_from(["", "text", "```", "- item", "<!--"])
)
prefixed = st.lists(
    st.tuples(st.sampled_from(["", "", "> ", "  ", "- ", "> - ", ">   "]), lines), max_size=14
)
ends = st.sampled_from(["\n", "\r\n", "\r"])
tabular = st.tuples(prefixed, ends).map(
    lambda pair: "".join(prefix + line + pair[1] for prefix, line in pair[0])
)


def formatted(text: str, settings: Settings | None = None) -> str:
    view = view_of(text, settings=settings or Settings())
    return apply_edits(text, format_document(view))


def test_tables_are_laid_out_wherever_they_stand() -> None:
    text = """\
|a|b|
|-|-|
|long|1|

- item

  |c|d|
  |-|:-|
  |e|longer|

> |f|
> |-|
> |ggggg|
> - > |h|
>   > |-|
>   > |iiii|
"""
    assert (
        formatted(text)
        == """\
| a    | b   |
| ---- | --- |
| long | 1   |

- item

  | c   | d      |
  | --- | :----- |
  | e   | longer |

> | f     |
> | ----- |
> | ggggg |
> - > | h    |
>   > | ---- |
>   > | iiii |
"""
    )


@pytest.mark.parametrize(
    "text",
    [
        "```\n|a|b|\n|-|-|\n```\n",
        "<!--\n|a|b|\n|-|-|\n-->\n",
        "    |a|b|\n    |-|-|\n",
        "- ```\n  |a|b|\n  |-|-|\n  ```\n",
        "a|b\nc|d\n",
    ],
)
def test_what_is_no_table_stays(text: str) -> None:
    view = view_of(text)
    assert format_document(view) == []
    assert not has_table(view)
    assert not list(tables(view))


def test_line_ends_and_a_byte_order_mark_stay() -> None:
    text = "\ufeff|a|b|\r\n|-|-|\r\n|c|d|\r\n\r\nend"
    assert formatted(text) == ("\ufeff| a   | b   |\r\n| --- | --- |\r\n| c   | d   |\r\n\r\nend")


def test_the_settings_choose_the_style() -> None:
    text = "|a|b|\n|-|-|\n|long cell|d|\n"
    compact = Settings(table=TableSettings(style="compact"))
    assert formatted(text, compact) == "| a | b |\n| --- | --- |\n| long cell | d |\n"
    narrow = Settings(table=TableSettings(max_width=5))
    assert formatted(text, narrow) == formatted(text, compact)
    wide = "|a|\n|-|\n|±±±±|\n"
    ambiguous = Settings(table=TableSettings(ambiguous_wide=True))
    assert formatted(wide, ambiguous) != formatted(wide)


def test_a_range_takes_the_tables_that_it_touches() -> None:
    table = "|a|b|\n|-|-|\n|c|d|\n"
    text = f"{table}\nwords\n\n{table}\nmore\n\n{table}"
    second = text.index("|a|", 5)
    for start, end in ((second, second), (second + 13, second + 14), (second + 8, second + 17)):
        edits = format_range(view_of(text), start, end)
        assert edits
        assert all(second <= edit.start <= edit.end <= second + len(table) for edit in edits)
    words = text.index("words")
    assert format_range(view_of(text), words, words + 3) == []
    assert apply_edits(text, format_range(view_of(text), 0, len(text))) == formatted(text)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("x\n\n|$0a|b|\n|-|-|\n|c|d|\n", "|a|b|"),
        ("|a|b|\n|-|-|\n|c|d|\n|e|f|$0\n", "|a|b|"),
        ("- x\n\n  |a|b|\n  |-|-|\n  |c|$0d|\n", "|a|b|"),
        ("> |a|\n> |-|\n>\n> |b|\n> |$0-|\n", "|b|"),
    ],
)
def test_the_table_at_a_place(text: str, first: str) -> None:
    view, offset = at_cursor(text)
    table = table_at(view, offset)
    assert table is not None
    assert table.lines[0] == first
    assert view.backlog.document.text.startswith(table.lines[-1], table.starts[-1])


@pytest.mark.parametrize(
    "text", ["$0x\n\n|a|\n|-|\n", "|a|\n|-|\n\n$0x\n", "- a\n\n  $0b\n", "- |a|\n  |-|\n\n  $0b\n"]
)
def test_no_table_at_a_place(text: str) -> None:
    assert table_at(*at_cursor(text)) is None


def words_of(text: str) -> list[str]:
    return re.findall(r"[^\s|:\-]+", text)


@given(st.one_of(tabular, documents), st.sampled_from(STYLES))
def test_formatting_once_is_enough_and_loses_no_word(
    text: str, style: Literal["auto", "aligned", "compact"]
) -> None:
    settings = Settings(table=TableSettings(style=style, max_width=30))
    once = formatted(text, settings)
    assert format_document(view_of(once, settings=settings)) == []
    assert words_of(once) == words_of(text)
    before, after = view_of(text), view_of(once)
    assert [block.kind for block in before.backlog.rope] == [
        block.kind for block in after.backlog.rope
    ]


@given(st.one_of(tabular, documents))
def test_the_lines_of_a_table_stand_where_it_says(text: str) -> None:
    for table in tables(view_of(text)):
        for start, line in zip(table.starts, table.lines, strict=True):
            assert text[start : start + len(line)] == line
            assert text[start + len(line) :][:1] in {"", "\r", "\n"}


def test_edits_stay_in_the_lines_that_need_them() -> None:
    text = "| a   | b   |\n| --- | --- |\n| c | d   |\n"
    (edit,) = format_document(view_of(text))
    assert (edit.start, edit.end, edit.text) == (text.index("c") + 2, text.index("c") + 2, "  ")


def typed(text: str, character: str = "|") -> str:
    """The document after `character` was typed at the cursor and what that changed; with the cursor.

    The cursor moves as an editor moves it: behind an edit that ends before it.
    """
    view, offset = at_cursor(text.replace("$0", character + "$0"))
    edits = format_typed(view, offset, character)
    new = apply_edits(view.backlog.document.text, edits)
    at = offset + sum(len(e.text) - (e.end - e.start) for e in edits if e.end < offset)
    return new[:at] + "$0" + new[at:]


def test_a_pipe_lays_out_the_table_and_leaves_the_cursor_behind_it() -> None:
    loose = "| Task    | Status |\n| ------- | ------ |\n"
    fit = loose.replace("    |", "  |").replace("-------", "-----")
    assert typed(loose + "| Login   $0") == fit + "| Login |$0"
    assert typed(loose + "| Login   | Done $0") == fit + "| Login | Done   |$0"
    wide = fit.replace("Task  ", "Task        ").replace("-----", "-----------", 1)
    assert typed(loose + "| A long name $0") == wide + "| A long name |$0"


def test_enter_lays_out_the_table_above_only_at_its_end() -> None:
    head = "| Task | Status |\n| --- | --- |\n"
    laid_out = "| Task | Status |\n| ---- | ------ |\n| a    | b      |\n$0"
    assert typed(head + "|a|b|$0", "\n") == laid_out
    cut = head + "|a|b|$0\n|c|d|"
    assert typed(cut, "\n") == cut.replace("$0", "\n$0")
    assert typed("words$0", "\n") == "words\n$0"


cells = st.text(st.sampled_from("ab 😀漢é`"), max_size=6)


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=4))
def test_rows_typed_with_their_pipes_end_as_formatting_at_the_end_has_it(
    rows: list[tuple[str, str]],
) -> None:
    text = "| Task | Status |\n| --- | --- |\n$0"
    whole = text.replace("$0", "")
    for row in rows:
        line = "| " + " | ".join(row) + " |"
        whole += line + "\n"
        for character in line:
            text = (
                typed(text, character) if character == "|" else text.replace("$0", character + "$0")
            )
        text = typed(text, "\n")
    assert text.replace("$0", "") == formatted(whole)
