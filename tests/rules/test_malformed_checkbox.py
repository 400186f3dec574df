"""Checkboxes with a slip: every sort is found, mended into the task that was meant, and no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.model.blocks.checkboxes import odd_boxes
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.flags import Bit, bits_of
from backlog_ls.syntax.document import Document

if TYPE_CHECKING:
    from backlog_ls.model.blocks.checkboxes import OddBox

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


def boxes(text: str) -> list[OddBox]:
    """What is found; it must be under the bit by which blocks are looked for."""
    found = []
    for block in Document.parse(text).rope:
        odd = list(odd_boxes(block))
        assert bits_of(block) & Bit.ODD_BOX or not odd
        found += odd
    return found


def mended(text: str) -> str:
    """`text`, one block, with all corrections made."""
    (box,) = boxes(text)
    for start, end, new in reversed(box.corrections):
        text = text[:start] + new + text[end:]
    return text


def tasks(text: str) -> list[tuple[str, str]]:
    """The marks of the tasks in `text`, each with its words."""
    return [
        (entry.mark, block.text[entry.text_start : entry.text_end])
        for block in Document.parse(text).rope
        for entry in facts(block).entries
        if entry.mark
    ]


@given(bullets, st.sampled_from(sorted(INNER)), st.sampled_from(["", " ", "\u00a0"]), texts)
def test_an_item_is_mended_into_the_task(bullet: str, inner: str, after: str, text: str) -> None:
    item = f"{bullet} [{inner}]{after}{text}\n"
    right = f"{bullet} [{INNER[inner]}] {text}\n"
    if item == right or (not inner and not after and text[0] in "*`"):
        # Right as it is; and `[]*T` may be a type.
        assert not boxes(item)
    else:
        assert mended(item) == right
    assert not boxes(right)
    assert tasks(right) == [(INNER[inner], text)]


@given(bullets, st.sampled_from(["", " ", "x", "X", " x"]), st.sampled_from(["", "\u00a0"]), texts)
def test_a_paragraph_is_mended_into_the_task(bullet: str, inner: str, gap: str, text: str) -> None:
    if bullet == "*" and text.count("*") % 2:
        return
    line = f"{bullet}{gap}[{inner}] {text}\n"
    mark = inner.strip() or " "
    assert not tasks(line)
    assert mended(line) == f"{bullet} [{mark}] {text}\n"
    assert tasks(mended(line)) == [(mark, text)]


@given(bullets, st.sampled_from(" xX~/-"), st.sampled_from([" ", "  ", "\t"]), texts)
def test_a_task_is_right(bullet: str, mark: str, after: str, text: str) -> None:
    for line in (
        f"{bullet} [{mark}]{after}{text}\n",
        f"{bullet} [{mark}]\n",
        f"{bullet}   [{mark}]",
    ):
        assert not boxes(line)
        assert not any(bits_of(block) & Bit.ODD_BOX for block in Document.parse(line).rope)


@given(
    bullets, st.sampled_from(["", " ", "x", " x"]), st.sampled_from(["(u)", "[id]", ": u", ".", ""])
)
def test_links_are_left_alone(bullet: str, inner: str, behind: str) -> None:
    for gap in ("", " "):
        found = boxes(f"{bullet}{gap}[{inner}]{behind}\n")
        # A padded x and nothing else is a box all the same.
        assert not found or (gap and inner == " x" and not behind)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_line_of_a_paragraph_is_looked_at(line_end: str) -> None:
    lines = ["To do:", "-[ ] One", "words -[x] within", "  -[x] Two", "`", "-[ ] a`", ""]
    text = line_end.join(lines)
    assert [text[box.start : box.end] for box in boxes(text)] == ["-[ ]", "-[x]"]


def test_only_the_box_is_pointed_at() -> None:
    text = "> - One\n>   * [ x]🚀 Two\n> -[x] Three\n"
    assert [text[box.start : box.end] for box in boxes(text)] == ["[ x]", "-[x]"]
    assert [box.right for box in boxes(text)] == ["[x]", "- [x]"]
