"""Folding and selection ranges, tokens and hints: what holds for any document."""

from __future__ import annotations

import re
from datetime import date

from cursor import view_of
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from markdown import documents
from markdown_it import MarkdownIt

from backlog_ls.features.outline.folding_ranges import find_folding_ranges
from backlog_ls.features.outline.inlay_hints import describe_distance, find_inlay_hints
from backlog_ls.features.outline.inline_spans import find_emphasis
from backlog_ls.features.outline.selection_ranges import find_selection_ranges
from backlog_ls.features.outline.semantic_tokens import (
    TOKEN_STATUSES,
    TokenKind,
    encode_tokens,
    find_tokens,
)
from backlog_ls.model.document.editing import update_backlog
from backlog_ls.server.dispatch import TOKEN_MODIFIERS, TOKEN_TYPES
from backlog_ls.syntax.inline import scan_inline
from backlog_ls.text.position import Encoding
from backlog_ls.workspace.view import View


def test_the_names_of_tokens_are_those_of_the_legend() -> None:
    assert [kind.name.lower() for kind in TokenKind] == TOKEN_TYPES
    assert [status.value for status in TOKEN_STATUSES] == TOKEN_MODIFIERS


@given(documents)
@settings(max_examples=200)
def test_tokens_are_in_their_block_and_do_not_overlap(text: str) -> None:
    for place, context in view_of(text).backlog.contexts():
        end = 0
        for token in find_tokens(place.piece, context):
            assert end <= token.start < token.end <= len(place.piece.text)
            end = token.end


@given(documents, documents, st.data())
@settings(max_examples=200)
def test_cached_tokens_equal_those_from_scratch(text: str, new: str, data: st.DataObject) -> None:
    view = view_of(text)
    encode_tokens(view, Encoding.UTF16)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    after = update_backlog(view.backlog, view.backlog.document.edit(start, end, new)).backlog
    kept = encode_tokens(View(after, view.workspace, ""), Encoding.UTF16)
    assert kept == encode_tokens(view_of(text[:start] + new + text[end:]), Encoding.UTF16)


@given(documents)
@settings(max_examples=200)
def test_a_range_has_the_tokens_of_its_lines(text: str) -> None:
    view = view_of(text)

    def placed(data: list[int]) -> set[tuple[int, ...]]:
        line = column = 0
        found: set[tuple[int, ...]] = set()
        for at in range(0, len(data), 5):
            line, column = line + data[at], data[at + 1] + (0 if data[at] else column)
            found.add((line, column, *data[at + 2 : at + 5]))
        return found

    whole = placed(encode_tokens(view, Encoding.UTF16))
    middle = view.backlog.rope.newlines // 2
    part = placed(encode_tokens(view, Encoding.UTF16, middle, middle + 3))
    assert part <= whole
    assert {token for token in whole if middle <= token[0] <= middle + 3} <= part


@given(documents)
@settings(max_examples=200)
def test_folding_ranges_are_lines_of_the_document(text: str) -> None:
    view = view_of(text)
    found = find_folding_ranges(view)
    for fold in found:
        assert 0 <= fold.first < fold.last <= view.backlog.rope.newlines
        assert view.backlog.document.line_text(fold.last).strip()
    assert found == sorted(found, key=lambda fold: (fold.first, -fold.last))


@given(documents, st.data())
@settings(max_examples=200)
def test_selections_grow(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    found = find_selection_ranges(view_of(text), offset)
    assert found[-1] == (0, len(text))
    inner = (offset, offset)
    for number, (start, end) in enumerate(found):
        assert start <= inner[0] <= inner[1] <= end
        assert not number or (start, end) != inner
        inner = (start, end)


DELIMITERS = st.sampled_from(
    ("*", "**", "***", "_", "__", "~~", "a", "b ", " ", "(", ".", "\\*", "_d", "`x*`")
)


@given(st.lists(DELIMITERS, max_size=10).map("".join))
def test_emphasis_is_that_of_markdown(source: str) -> None:
    assume("~~~" not in source)  # of which GFM has no text struck, other than markdown-it
    markdown = MarkdownIt("commonmark").enable("strikethrough")
    text = f"({source})"
    expected = len(re.findall("<(?:em|strong|s)>", markdown.renderInline(text)))
    found = list(find_emphasis(text, 0, len(text), list(scan_inline(text).code)))
    assert len(found) == 2 * expected
    for outer, inner in zip(found[::2], found[1::2], strict=True):
        size = inner[0] - outer[0]
        assert outer[1] - inner[1] == size
        assert text[outer[0] : inner[0]] == text[inner[1] : outer[1]]
        assert set(text[outer[0] : inner[0]]) <= {"*", "_", "~"}


def test_distances_of_days() -> None:
    today = date(2026, 11, 21)
    days = [date(2026, 11, day) for day in (11, 20, 21, 22, 23)]
    assert [describe_distance(day, today) for day in days] == [
        "10 days ago",
        "yesterday",
        "today",
        "tomorrow",
        "in 2 days",
    ]
    assert describe_distance(date(2027, 5, 1), today) == "in 23 weeks"


def test_only_hints_in_the_range_are_returned() -> None:
    text = "| Task | Status | Due |\n|---|---|---|\n| a | Todo | 2026-11-24 |\n"
    view = view_of(text)._replace(today=date(2026, 11, 21))
    assert [hint.label for hint in find_inlay_hints(view, 0, len(text))] == ["in 3 days"]
    assert not find_inlay_hints(view, 0, text.index("| a"))
