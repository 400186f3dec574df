"""Formatting: what holds for any document, while typing, and how small the edits are."""

from __future__ import annotations

import re
from typing import Literal

from cursor import at_cursor, view_of
from hypothesis import given
from hypothesis import strategies as st
from markdown import documents

from backlog_ls.features.formatting.format import format_document, format_on_type
from backlog_ls.features.formatting.tables import find_tables
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


def test_line_endings_and_a_byte_order_mark_stay() -> None:
    text = "\ufeff|a|b|\r\n|-|-|\r\n|c|d|\r\n\r\nend"
    assert formatted(text) == ("\ufeff| a   | b   |\r\n| --- | --- |\r\n| c   | d   |\r\n\r\nend")


def words_of(text: str) -> list[str]:
    return re.findall(r"[^\s|:\-]+", text)


@given(st.one_of(tabular, documents), st.sampled_from(STYLES))
def test_formatting_is_idempotent_and_loses_no_word(
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
    for table in find_tables(view_of(text)):
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
    edits = format_on_type(view, offset, character)
    new = apply_edits(view.backlog.document.text, edits)
    at = offset + sum(len(e.text) - (e.end - e.start) for e in edits if e.end < offset)
    return new[:at] + "$0" + new[at:]


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
