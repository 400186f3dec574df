"""Formatting: every table, nothing but tables, the least that does it."""

from __future__ import annotations

import re
from typing import Literal

import pytest
from cursor import at_cursor, view_of
from hypothesis import given
from hypothesis import strategies as st
from markdown import documents

from backlog_ls.features.formatting import (
    format_document,
    format_range,
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
