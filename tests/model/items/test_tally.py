"""Open tasks whose nested tasks are all checked, and statuses in the text of tasks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.list_items import ListItem, nested_items
from backlog_ls.model.items.tally import MIN_CHECKED, find_completable_tasks, is_partly_done
from backlog_ls.syntax.document import Document

rows = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 1, 1, 2]),
        st.sampled_from("xxxX /-*"),
        st.sampled_from([False, True]),
    ),
    max_size=8,
)
"""Depth of items, their checkboxes (`*` for none), and whether they are notes."""


@given(rows)
@settings(max_examples=500)
def test_completable_tasks_equal_those_of_a_simple_search(
    lines: list[tuple[int, str, bool]],
) -> None:
    text = ""
    entries: list[ListItem] = []
    for depth, box, noted in [(0, " ", False), *lines]:
        mark = box.strip("*")
        start = len(text)
        text += f"- [{mark}] " if mark else "- "
        words = "note: words" if noted else "words"
        at = len(text)
        text += words + "\n"
        entries.append(ListItem(depth, start, mark, start + 3 if mark else -1, at, at + len(words)))
    found = {entry.start for entry, _ in find_completable_tasks(text, tuple(entries))}
    assert found == {
        entry.start
        for index, entry in enumerate(entries)
        if is_completable(text, tuple(entries), index)
    }


def is_completable(text: str, entries: tuple[ListItem, ...], index: int) -> bool:
    below = list(nested_items(entries, index))
    if not entries[index].open or any(entry.open for entry in below):
        return False
    if sum(entry.done for entry in below) < MIN_CHECKED:
        return False
    return not any(
        is_unclear(text, entries, number) for number in range(index, index + 1 + len(below))
    )


def is_unclear(text: str, entries: tuple[ListItem, ...], index: int) -> bool:
    """Tell whether a list item directly contains items with and without checkboxes."""
    direct: list[ListItem] = []
    least = 99
    for entry in nested_items(entries, index):
        if entry.depth <= least:
            least = entry.depth
            direct.append(entry)
    plain = [e for e in direct if not e.mark and ":" not in text[e.text_start : e.text_end]]
    return any(entry.mark for entry in direct) and bool(plain)


@pytest.mark.parametrize(
    ("item", "ripe"),
    [
        ("- [ ] a\n  - [x] b\n  - [x] c\n", True),
        ("- [ ] a\n  - [x] b\n", False),
        ("- [ ] a\n  - [x] b\n  - [x] c (in review)\n", False),
        ("- [ ] a\n  - [x] b\n  - [x] Test (in review)\n", False),
        ("- [ ] a (blocked)\n  - [x] b\n  - [x] c\n", False),
        ("- [ ] a\n  - [x] b (partially)\n  - [x] Review\n", False),
        ("- [ ] a\n  - [x] b\n  - [x] Review\n", True),
        ("- [x] a\n  - [x] b\n  - [x] c\n", False),
    ],
)
def test_text_of_nested_tasks(item: str, ripe: bool) -> None:
    (block,) = Document.parse(item).rope
    assert bool(list(find_completable_tasks(item, facts_of(block).list_items))) == ripe


@pytest.mark.parametrize(
    ("words", "reserved"),
    [
        ("Sign-in (core complete)", True),
        ("Sign-in — mostly", True),
        ("Sign-in partially done", True),
        ("Sign-in (first half, partially done)", True),
        ("Sign-in partly", True),
        ("Sign-in", False),
        ("Some tags are missing", False),
        ("Core of the parser ✅", False),
        ("Mostly-empty pages crash (fixed)", False),
    ],
)
def test_partly_done_is_stated_at_the_end_not_in_the_name(words: str, reserved: bool) -> None:
    assert is_partly_done(words) is reserved
