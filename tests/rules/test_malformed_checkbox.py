"""Malformed checkboxes: every kind is found and corrected into the intended task."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.malformed_checkboxes import find_malformed_checkboxes
from backlog_ls.model.document.flags import Flag, flags_of
from backlog_ls.syntax.document import Document

if TYPE_CHECKING:
    from backlog_ls.model.blocks.malformed_checkboxes import MalformedCheckbox

BULLETS = ["-", "*", "+", "1.", "12)"]
TEXTS = ["Write the parser", "**Bold** text", "`code` first", "日本語の作業", "Émile calls"]
INNER = {
    "": " ",
    "  ": " ",
    "\u3000": " ",
    " x": "x",
    "x ": "x",
    " X ": "X",
    "х": "x",
    " ": " ",
    "x": "x",
}
bullets = st.sampled_from(BULLETS)
texts = st.sampled_from(TEXTS)


def boxes(text: str) -> list[MalformedCheckbox]:
    """Return the malformed checkboxes of `text`, and check that their blocks have the flag."""
    found = []
    for block in Document.parse(text).rope:
        odd = list(find_malformed_checkboxes(block))
        assert flags_of(block) & Flag.MALFORMED_CHECKBOX or not odd
        found += odd
    return found


def correct(text: str) -> str:
    """Return `text`, one block, with all corrections applied."""
    (box,) = boxes(text)
    for start, end, new in reversed(box.corrections):
        text = text[:start] + new + text[end:]
    return text


def tasks(text: str) -> list[tuple[str, str]]:
    """Return the marks and texts of the tasks in `text`."""
    return [
        (entry.mark, block.text[entry.text_start : entry.text_end])
        for block in Document.parse(text).rope
        for entry in facts_of(block).list_items
        if entry.mark
    ]


@given(bullets, st.sampled_from(sorted(INNER)), st.sampled_from(["", " ", "\u00a0"]), texts)
def test_a_list_item_is_corrected_into_a_task(
    bullet: str, inner: str, after: str, text: str
) -> None:
    item = f"{bullet} [{inner}]{after}{text}\n"
    right = f"{bullet} [{INNER[inner]}] {text}\n"
    if item == right or (not inner and not after and text[0] in "*`"):
        # Valid, or maybe a type such as `[]*T`.
        assert not boxes(item)
    else:
        assert correct(item) == right
    assert not boxes(right)
    assert tasks(right) == [(INNER[inner], text)]


@given(bullets, st.sampled_from(["", " ", "x", "X", " x"]), st.sampled_from(["", "\u00a0"]), texts)
def test_a_paragraph_is_corrected_into_a_task(bullet: str, inner: str, gap: str, text: str) -> None:
    assume(bullet != "*" or text.count("*") % 2 == 0)
    line = f"{bullet}{gap}[{inner}] {text}\n"
    mark = inner.strip() or " "
    assert not tasks(line)
    assert correct(line) == f"{bullet} [{mark}] {text}\n"
    assert tasks(correct(line)) == [(mark, text)]


@given(bullets, st.sampled_from(" xX~/-"), st.sampled_from([" ", "  ", "\t"]), texts)
def test_valid_tasks_are_not_reported(bullet: str, mark: str, after: str, text: str) -> None:
    for line in (
        f"{bullet} [{mark}]{after}{text}\n",
        f"{bullet} [{mark}]\n",
        f"{bullet}   [{mark}]",
    ):
        assert not boxes(line)
        assert not any(
            flags_of(block) & Flag.MALFORMED_CHECKBOX for block in Document.parse(line).rope
        )


@given(
    bullets, st.sampled_from(["", " ", "x", " x"]), st.sampled_from(["(u)", "[id]", ": u", ".", ""])
)
def test_links_are_not_reported(bullet: str, inner: str, behind: str) -> None:
    for gap in ("", " "):
        found = boxes(f"{bullet}{gap}[{inner}]{behind}\n")
        # An x with spaces around it is a checkbox nevertheless.
        assert not found or (gap and inner == " x" and not behind)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_line_of_a_paragraph_is_checked(line_end: str) -> None:
    lines = ["To do:", "-[ ] One", "words -[x] within", "  -[x] Two", "`", "-[ ] a`", ""]
    text = line_end.join(lines)
    assert [text[box.start : box.end] for box in boxes(text)] == ["-[ ]", "-[x]"]


def test_the_range_is_the_checkbox() -> None:
    text = "> - One\n>   * [ x]🚀 Two\n> -[x] Three\n"
    assert [text[box.start : box.end] for box in boxes(text)] == ["[ x]", "-[x]"]
    assert [box.corrected for box in boxes(text)] == ["[x]", "- [x]"]
