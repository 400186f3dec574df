"""Text of the user is shown literally, whatever is in it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from backlog_ls.features.markdown_text import code_span, escape_markdown, plain_text, shorten

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
    """The text that a reader sees of `markdown`, one paragraph."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = parser.parse(markdown)
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    children = tokens[1].children or []
    assert {child.type for child in children} <= {"text", "text_special", "code_inline"}
    return "".join(child.content for child in children)


@given(words)
def test_escaped_text_is_shown_literally(text: str) -> None:
    line = " ".join(text.split())
    if line:
        assert shown(escape_markdown(text)) == line
        assert shown(f"**x** {escape_markdown(text)}".replace("**x**", "x")) == f"x {line}"


@given(words)
def test_a_code_span_shows_its_text_literally(text: str) -> None:
    line = " ".join(text.split())
    if line:
        assert shown(code_span(text)) == line


@pytest.mark.parametrize(
    "text", ["snake_case_name", "a * b", "2 < 3", "C#", "a & b", "x ~ y", "#12"]
)
def test_only_what_needs_it_is_escaped(text: str) -> None:
    assert escape_markdown(text).count("\\") <= len(re.findall(r"[*<]", text))


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
def test_plain_text(text: str, expected: str) -> None:
    assert plain_text(text) == expected


@given(words)
def test_plain_text_is_one_short_line(text: str) -> None:
    assert plain_text(text) == " ".join(plain_text(text).split())
    assert len(plain_text(text * 20, 40)) <= 40


def test_text_is_shortened_at_a_word() -> None:
    assert shorten("one two three", 11) == "one two…"
    assert shorten("one two", 7) == "one two"
    assert shorten("abcdefghij", 5) == "abcd…"
