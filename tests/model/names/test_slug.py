from __future__ import annotations

import re
import unicodedata
from functools import cache
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from backlog_ls.model.names.slug import (
    MAX_LABELS,
    anchor_family,
    find_labels,
    possible_slugs,
    slugify,
    unique_anchors,
)

GITHUB = [
    ("Release plan", "release-plan"),
    ("What's next?", "whats-next"),
    ("🚀 Launch", "-launch"),
    ("⚠️ Risks", "\ufe0f-risks"),
    ("1️⃣ First", "1\ufe0f\u20e3-first"),
    ("A & B", "a--b"),
    ("salt &amp; pepper", "salt--pepper"),
    ("caf&eacute; &#x41; &copy; &nosuch;", "café-a--nosuch"),
    ("Phase 1 – State (completed)", "phase-1--state-completed"),
    ("`omk goal`: run", "omk-goal-run"),
    ("`__init__` for __X__", "__init__-for-x"),
    ("`` a ` b `` and ` c `", "a--b-and-c"),
    ("` a` b", "-a-b"),
    ("`<b>` &amp; `&amp;`", "b--amp"),
    ("snake_case and _emphasis_", "snake_case-and-emphasis"),
    ("_A_B c_", "a_b-c"),
    (r"\_kept\_ and \*gone\*", "_kept_-and-gone"),
    ("__a_ b_ _ c", "a-b-_-c"),
    ("*a _b* c_", "a-_b-c_"),
    ("**Bold** [link](target.md) text", "bold-link-text"),
    ("[a](b_c_d.md 'e') [f](<g h>) [i](j k)", "a-f-ij-k"),
    ("![logo](logo.png) Title", "-title"),
    ("[![CI](ci.svg)](ci) Title", "-title"),
    ("<kbd>Ctrl</kbd> + <b>C</b>", "ctrl--c"),
    ("<a id='x'></a>Here <!-- not here -->", "here-"),
    ("A <-> B", "a---b"),
    ("Map<string, int>", "mapstring-int"),
    ("Map<int>", "map"),
    ("List<a b>c", "listc"),
    ("1 < 2 > 0", "1--2--0"),
    ("<https://example.org/a_b?c=d>", "httpsexampleorga_bcd"),
    ("[Title][ref]", "titleref"),
    ("[P1][bug] Login", "p1bug-login"),
    ("Über uns", "über-uns"),
    ("İstanbul ΟΔΟΣ", "i̇stanbul-οδος"),
    ("状态 表", "状态-表"),
    ("m² ½ ① Ⅳ ⓐ ٣ ª", "m---ⅳ-ⓐ-٣-ª"),
    ("🅰️ 🅿 🄰", "🅰️-🅿-🄰"),
    ("a\u00a0b\u2003c\td", "abcd"),
    ("one\\two", "onetwo"),
    ("~~Old~~ new ~ 5", "old-new--5"),
    ("1.2.3", "123"),
    ("a - b -- c", "a---b----c"),
    ("two\nlines", "twolines"),
    ("two  \r\n\tlines", "twolines"),
    ("", ""),
]
"""Titles with the anchors that `github-slugger` 2.0.0 makes of their rendered text."""


@pytest.mark.parametrize(("title", "expected"), GITHUB)
def test_slugs_equal_those_of_github(title: str, expected: str) -> None:
    assert slugify(title) == expected


def test_tags_that_github_shows_have_a_text() -> None:
    # GFM 0.29, section 6.11: `markdown-it` does not filter them.
    assert slugify("The <title> and </SCRIPT > tags <titles>") == "the-title-and-script--tags-"


@pytest.mark.parametrize(
    ("title", "labels", "with_none", "with_all"),
    [
        ("[Title][ref]", ("REF",), "titleref", "title"),
        ("[Title][ A  b ] x", ("A B",), "title-a--b--x", "title-x"),
        ("![logo] Title", ("LOGO",), "logo-title", "-title"),
        ("![logo][] Title", ("LOGO",), "logo-title", "-title"),
        ("![logo][l] Title", ("L",), "logol-title", "-title"),
        ("[![CI][svg]][ci] Title", ("SVG", "CI"), "cisvgci-title", "-title"),
        ("[Title][]", (), "title", "title"),
        ("[Title] [x](y) ![z](z.png)", (), "title-x-", "title-x-"),
        ("![logo][ Title", ("LOGO",), "logo-title", "-title"),
        ("[![CI][a]][b] [![CD][c]][d]", ("A", "B", "C", "D"), "ciab-cdcd", "-"),
        (
            "[a][b] [c][d] [e][f] [g][h] [i][j]",
            ("B", "D", "F", "H", "J"),
            "ab-cd-ef-gh-ij",
            "a-c-e-g-i",
        ),
    ],
)
def test_a_slug_may_depend_on_definitions(
    title: str, labels: tuple[str, ...], with_none: str, with_all: str
) -> None:
    assert find_labels(title) == labels
    assert slugify(title) == with_none
    assert slugify(title, labels) == with_all
    slugs = possible_slugs(title)
    assert {with_none, with_all} <= set(slugs)
    assert len(slugs) == len(set(slugs)) <= 2**MAX_LABELS


def test_some_of_many_definitions_count_as_none() -> None:
    title = "[a][b] [c][d] [e][f] [g][h] [i][j]"
    assert slugify(title, ("B",)) == slugify(title)
    assert slugify("[a][b] [c][d]", ("B",)) == "a-cd"


PARTS = st.sampled_from(
    (
        *(
            "a",
            "B",
            " ",
            "_",
            "__",
            "*",
            "**",
            "`",
            "``",
            "&amp;",
            "&",
            "&#65;",
            "<",
            "<b>",
            "</b>",
        ),
        *("<i c='_'>", "<!-- x -->", "<a:b_c>", "[", "]", "](", ")", "![", "(", "\\", "\n", "-"),
        *(
            "é",
            "²",
            "½",
            "①",
            "Ⅳ",
            "٣",
            "‿",
            "👍",
            "\ufe0f",
            "\u200d",
            ".",
            "ß",
            "Σ",
            "\u00a0",
            "1",
            "~~",
        ),
    )
)


@given(st.lists(PARTS, max_size=14).map("".join) | st.text(max_size=6))
def test_a_slug_is_that_of_the_rendered_text(title: str) -> None:
    title = " ".join(title.split(" ")).strip(" \t\n\r\x0b\x0c")
    source = title.encode("utf-8", "replace").decode()
    assert slugify(source) == reference_slug(rendered(source))


def rendered(source: str) -> str:
    """Return the text of the HTML of `source`, as a browser has it."""
    reader = _TextReader()
    reader.feed(_markdown().renderInline(source.replace("\r", "\n")))
    reader.close()
    return "".join(reader.parts)


class _TextReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


@cache
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark")
    markdown.validateLink = lambda url: bool(url) or True  # type: ignore[method-assign]  # as GitHub's
    return markdown


def is_removed(char: str) -> bool:
    """Tell whether `github-slugger` removes `char`: its build script goes by these properties."""
    category = unicodedata.category(char)
    is_word = category[0] in "LM" or category in {"Nd", "Nl", "Pc"}
    is_alphabetic = category == "So" and _ALPHABETIC.match(unicodedata.name(char))
    return not (is_word or is_alphabetic or char in "- ")


_ALPHABETIC = re.compile(
    r"(?:CIRCLED LATIN (?:CAPITAL|SMALL)|(?:SQUARED|NEGATIVE CIRCLED|NEGATIVE SQUARED) LATIN CAPITAL)"
    r" LETTER [A-Z]\Z"
)


def reference_slug(text: str) -> str:
    return "".join(char for char in text.lower() if not is_removed(char)).replace(" ", "-")


@given(st.lists(st.sampled_from(["a", "a-1", "a-2", "a-1-1", "b", ""]), max_size=12))
def test_anchors_are_unique(slugs: list[str]) -> None:
    anchors = unique_anchors(slugs)
    assert len(set(anchors)) == len(anchors)
    seen: set[str] = set()
    for base, anchor in zip(slugs, anchors, strict=True):
        # The first of a name keeps it, unless an earlier number has taken it.
        assert (anchor == base) == (base not in seen)
        # Whoever could collide is in the same family.
        assert anchor_family(anchor) == anchor_family(base)
        seen.add(anchor)
