from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt

from backlog_ls.syntax.block import Kind
from backlog_ls.syntax.parser import _tokenize, parse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markdown_it.token import Token

sys.path.insert(0, str(Path(__file__).parents[1]))
from markdown import documents

ONE = {"paragraph_open": "paragraph", "heading_open": "heading"}
"""Tokens that our parser emits as a single token."""
REST = {"inline", "paragraph_close", "heading_close"}


def outline(tokens: Iterable[Token]) -> list[tuple[str, list[int] | None, int, str]]:
    """Return the tokens with their lines, each table, heading and paragraph as one."""
    found = []
    inside = False
    for token in tokens:
        if token.type == "table_open":
            inside = True
            found.append(("table", token.map, token.level, ""))
        if not inside and token.type not in REST:
            found.append((ONE.get(token.type, token.type), token.map, token.level, token.tag))
        if token.type == "table_close":
            inside = False
    return found


@given(documents)
@settings(max_examples=400)
def test_tokens_equal_those_of_markdown_it(text: str) -> None:
    markdown = MarkdownIt("commonmark", {"inline_definitions": True}).enable("table")
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    if plain.startswith("\ufeff"):
        plain = " " + plain[1:]
    reference: list[Token] = []
    markdown.block.parse(plain, markdown, {}, reference)
    assert outline(_tokenize(text, at_start=True, within=None)) == outline(reference)


@given(documents)
def test_every_character_belongs_to_a_block(text: str) -> None:
    blocks = parse(text)
    assert "".join(block.text for block in blocks) == text
    assert all(block.text for block in blocks)
    # A block but the last ends with a line end, and only the first may be blank.
    assert all(block.text[-1] in "\r\n" for block in blocks[:-1])
    assert all(block.kind != Kind.BLANK for block in blocks[1:])


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("---\ntitle: x\n---\n\n# H\n", [Kind.FRONT_MATTER, Kind.HEADING]),
        ("---\n\n# H\n\n---\n", [Kind.RULE, Kind.HEADING, Kind.RULE]),
        ("\ufeff---\nid: 1\n...\ntext", [Kind.FRONT_MATTER, Kind.PARAGRAPH]),
        ("---\nid: 1\nnever closed\n", [Kind.RULE, Kind.PARAGRAPH]),
        ("- a\n- b\n\n1. c\n", [Kind.ITEM, Kind.ITEM, Kind.ITEM]),
        ("| a |\n|---|\n| 1 |\n| 2 |\n", [Kind.TABLE, Kind.ROW, Kind.ROW]),
        ("[a]: /x\n[b]: /y\n", [Kind.REFERENCE, Kind.REFERENCE]),
        ("<details>\n- [x] a\n\n- [ ] b\n", [Kind.HTML, Kind.ITEM]),
    ],
)
def test_examples(text: str, kinds: list[Kind]) -> None:
    assert [block.kind for block in parse(text)] == kinds


def test_lines_of_nested_blocks_are_relative() -> None:
    text = "text\n\n- item\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |\n  - [ ] nested\n"
    (_, item) = parse(text)
    assert item.text.startswith("- item")
    paragraph, table, nested = item.children
    assert (paragraph.line, paragraph.end) == (0, 1)
    assert (table.kind, table.line, table.end, table.columns) == (Kind.TABLE, 2, 5, (2, 2, 2))
    assert (nested.kind, nested.line) == (Kind.LIST, 5)


@pytest.mark.parametrize(
    "pattern", ["|" * 20_000, "[" * 20_000, "> " * 5_000, "- " * 5_000, "*" * 20_000, "`" * 20_001]
)
def test_hostile_lines_terminate(pattern: str) -> None:
    assert (
        "".join(block.text for block in parse(pattern + "\n" + pattern)) == pattern + "\n" + pattern
    )
