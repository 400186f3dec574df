from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.text.edit import Edit, apply_edits, compose_edits, minimal_edit

texts = st.text("abc\n", max_size=30)


@given(texts, texts)
def test_the_minimal_edit_makes_the_other_text(old: str, new: str) -> None:
    edit = minimal_edit(old, new)
    if edit is None:
        assert old == new
        return
    assert apply_edits(old, [edit]) == new
    gone, come = old[edit.start : edit.end], edit.text
    # Nothing that both sides have at either end is replaced.
    assert not gone or not come or (gone[0] != come[0] and gone[-1] != come[-1])


@given(texts, st.data())
def test_several_edits(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    edits = [Edit(start, end, data.draw(texts)) for start, end in pairs]
    expected = text
    for edit in reversed(edits):
        expected = expected[: edit.start] + edit.text + expected[edit.end :]
    assert apply_edits(text, edits) == expected


def drawn(data: st.DataObject, text: str) -> list[Edit]:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return [Edit(start, end, data.draw(texts)) for start, end in pairs]


@given(texts, st.data())
def test_composed_edits_equal_both_in_sequence(text: str, data: st.DataObject) -> None:
    first = drawn(data, text)
    between = apply_edits(text, first)
    second = drawn(data, between)
    both = compose_edits(first, second, len(text))
    assert apply_edits(text, both) == apply_edits(between, second)
    assert all(one.end < other.start for one, other in pairwise(both)), "apart"
    # What neither touches is kept.
    assert sum(edit.end - edit.start for edit in both) <= sum(
        edit.end - edit.start for edit in (*first, *second)
    )


@pytest.mark.parametrize("edits", [[Edit(0, 2, ""), Edit(1, 3, "")], [Edit(2, 9, "x")]])
def test_overlapping_edits_raise(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="overlap"):
        apply_edits("abcd", edits)
