"""Users' words come out as they are, whatever is in them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from backlog_ls.features.markdown_text import code, escaped, plain, shortened

_PIECES = [
    "a",
    "B1",
    " ",
    "*",
    "**",
    "_",
    "__",
    "~~",
    "`",
    "``",
    "[",
    "](",
    ")",
    "<b>",
    "<!--",
    "&amp;",
]
_PIECES += [
    "\\",
    "#",
    "# ",
    "- ",
    "+",
    ">",
    "1. ",
    "12)",
    "===",
    "---",
    "|",
    "✅",
    "!",
    "\n",
    "&",
    "<",
    "~",
]
words = st.lists(st.sampled_from(_PIECES), max_size=12).map("".join)


def shown(markdown: str) -> str:
    """What a reader sees of one paragraph of `markdown`."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = parser.parse(markdown)
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    children = tokens[1].children or []
    assert {child.type for child in children} <= {"text", "text_special", "code_inline"}
    return "".join(child.content for child in children)


@given(words)
def test_escaped_text_shows_as_it_is(text: str) -> None:
    line = " ".join(text.split())
    if line:
        assert shown(escaped(text)) == line
        assert shown(f"**x** {escaped(text)}".replace("**x**", "x")) == f"x {line}"


@given(words)
def test_a_code_span_shows_its_text(text: str) -> None:
    line = " ".join(text.split())
    if line:
        assert shown(code(text)) == line


@pytest.mark.parametrize(
    "text", ["snake_case_name", "a * b", "2 < 3", "C#", "a & b", "x ~ y", "#12"]
)
def test_what_needs_no_escape_has_as_few_as_can_be(text: str) -> None:
    assert escaped(text).count("\\") <= len(re.findall(r"[*<]", text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**Tantivy Writer** reuse", "Tantivy Writer reuse"),
        ("[Vector store](milestones/a.md) `x | y`", "Vector store x | y"),
        ("~~old~~ new_name __bold__ _it_", "old new_name bold it"),
        ("List<String> and <br> a<b>c</b>", "List<String> and ac"),
        ("5 * 3 * 2", "5 * 3 * 2"),
        ("a\\*b &amp; c", "a*b & c"),
        ("[[page|the page]] <!-- note --> end", "the page end"),
        ("one\n  two\n", "one two"),
        ("`**not bold**`", "**not bold**"),
        ("![logo](x.png)", "logo"),
    ],
)
def test_plain_words(text: str, expected: str) -> None:
    assert plain(text) == expected


@given(words)
def test_plain_is_one_line(text: str) -> None:
    assert plain(text) == " ".join(plain(text).split())
    assert len(plain(text * 20, 40)) <= 40


def test_what_is_cut_is_cut_at_a_word() -> None:
    assert shortened("one two three", 11) == "one two…"
    assert shortened("one two", 7) == "one two"
    assert shortened("abcdefghij", 5) == "abcd…"
