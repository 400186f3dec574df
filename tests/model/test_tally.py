"""Which open tasks are ripe: all that stands in them is checked."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlog_ls.model.blocks.entries import Entry, nested_in
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.items.tally import ENOUGH, is_reserved, ripe_tasks
from backlog_ls.syntax.document import Document

rows = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 1, 1, 2]),
        st.sampled_from("xxxX /-*"),
        st.sampled_from([False, True]),
    ),
    max_size=8,
)
"""How deep items stand, their boxes (`*` for none), and whether they are notes."""


@given(rows)
@settings(max_examples=500)
def test_as_a_slow_reading_has_it(lines: list[tuple[int, str, bool]]) -> None:
    text = ""
    entries: list[Entry] = []
    for depth, box, noted in [(0, " ", False), *lines]:
        mark = box.strip("*")
        start = len(text)
        text += f"- [{mark}] " if mark else "- "
        words = "note: words" if noted else "words"
        at = len(text)
        text += words + "\n"
        entries.append(Entry(depth, start, mark, start + 3 if mark else -1, at, at + len(words)))
    found = {entry.start for entry, _ in ripe_tasks(text, tuple(entries))}
    assert found == {
        entry.start for index, entry in enumerate(entries) if is_ripe(text, tuple(entries), index)
    }


def is_ripe(text: str, entries: tuple[Entry, ...], index: int) -> bool:
    below = list(nested_in(entries, index))
    if not entries[index].open or any(entry.open for entry in below):
        return False
    if sum(entry.done for entry in below) < ENOUGH:
        return False
    return not any(
        is_unclear(text, entries, number) for number in range(index, index + 1 + len(below))
    )


def is_unclear(text: str, entries: tuple[Entry, ...], index: int) -> bool:
    """Whether boxes and words without one stand directly in an entry."""
    direct: list[Entry] = []
    least = 99
    for entry in nested_in(entries, index):
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
def test_what_the_words_say(item: str, ripe: bool) -> None:
    (block,) = Document.parse(item).rope
    assert bool(list(ripe_tasks(item, facts(block).entries))) == ripe


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
def test_a_part_is_said_at_the_end_not_in_the_name(words: str, reserved: bool) -> None:
    assert is_reserved(words) is reserved
