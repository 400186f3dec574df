"""Enter in a list, twice: the second one takes the item away that the first one began."""

from __future__ import annotations

import re

from cursor import at_cursor, view_of
from hypothesis import given
from hypothesis import strategies as st
from markdown import documents

from backlog_ls.features.formatting.lists import continue_list
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.text.edit import apply_edits

MARKERS = ("- ", "* ", "+   ", "1. ", "9) ", "- [ ] ", "* [x] ", "3. [~] ", "- - ", "-\t")
items = st.tuples(
    st.sampled_from(("", "  ", "> ", "> > ", "   ")),
    st.sampled_from(MARKERS),
    st.sampled_from(("Login", "**Log** in", "`- x`", "日本", "[a](b)")),
)


def pressed(text: str) -> str:
    """The document after Enter at the cursor and what that changed; with the cursor behind it."""
    view, offset = at_cursor(text.replace("$0", "\n$0"))
    document = view.backlog.document
    edits = continue_list(view, offset)
    for edit in edits:
        inside = document.text[edit.start : edit.end]
        assert edit.text != inside
        assert not re.search(r"[\r\n]", inside + edit.text)
    new = apply_edits(document.text, edits)
    at = offset + sum(len(e.text) - (e.end - e.start) for e in edits if e.end <= offset)
    return new[:at] + "$0" + new[at:]


def item_count(text: str) -> int:
    view = view_of(text.replace("$0", ""))
    return sum(len(facts_of(block).list_items) for block in view.backlog.document.rope)


@given(st.lists(items, min_size=1, max_size=4))
def test_one_item_more_and_one_item_less(lines: list[tuple[str, str, str]]) -> None:
    text = "".join("".join(line) + "\n" for line in lines)[:-1] + "$0"
    before = item_count(text)
    first = pressed(text)
    if first == text.replace("$0", "\n$0"):
        return  # the last line is a lazy line of another item
    assert item_count(first) == before + 1
    second = pressed(first)
    assert item_count(second) == before
    bare = re.sub(r"[\s>-]+\Z", "", second.replace("$0", ""))
    assert bare == text.replace("$0", "")


@given(documents, st.floats(0, 1))
def test_enter_anywhere_keeps_all_words(text: str, share: float) -> None:
    at = int(share * len(text))
    if text[at - 1 : at + 1] == "\r\n" or "$0" in text:
        return
    new = pressed(text[:at] + "$0" + text[at:]).replace("$0", "")
    # What an empty item consists of may go, and the marker of a new one may come.
    marks = re.compile(r"[-+*\s>.)\[\]x~/0-9]")
    assert marks.sub("", new) == marks.sub("", text)
