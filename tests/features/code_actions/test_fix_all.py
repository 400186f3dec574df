"""Fix all: rounds of fixes are combined into one set of edits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cursor import view_of, write
from hypothesis import example, given
from hypothesis import strategies as st
from markdown import documents

from backlog_ls.features.code_actions.fix_all import (
    _select_compatible,
    compute_visible_findings,
    fix_all,
)
from backlog_ls.features.formatting.format import format_document
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix
from backlog_ls.text.edit import Edit, apply_edits

if TYPE_CHECKING:
    from pathlib import Path

    from backlog_ls.workspace.view import View

TABLE = "| Task | Status |\n| ---- | ------ |\n"
SAMPLES = [
    f"{TABLE}| `c | d` | Todo |\n| e |\n",
    "<details>\n<summary>Old</summary>\n- [x] a\n- [x] b\n</details>\n",
    "words\nand more\n---\n\n## A\n\n[x](#aa)\n",
    "**Status**: âœ… COMPLETED\n\nAnd â€“ again.\n",
    "# âœ… Done\n\n[x](#-don)\n",
]


def all_fixed(view: View) -> str:
    return apply_edits(
        view.backlog.document.text, fix_all(view, compute_visible_findings(view)).edits
    )


def one_fix(*edits: BlockEdit, create: str = "") -> Finding:
    return Finding("status-spelling", edits[0].key, 0, 1, "", (Fix("", edits, create=create),))


def test_the_first_of_two_that_meet_is_taken() -> None:
    view = view_of("abcdef\n")
    key = view.backlog.rope.at_index(0).key
    first = one_fix(BlockEdit(key, 1, 3, "X"))
    meets = one_fix(BlockEdit(key, 5, 6, "Y"), BlockEdit(key, 2, 4, "Z"))
    touches = one_fix(BlockEdit(key, 3, 3, "Z"))
    apart = one_fix(BlockEdit(key, 5, 6, "W"))
    creates = one_fix(BlockEdit(key, 0, 0, "V"), create="/x.md")
    overlaps = one_fix(BlockEdit(key, 3, 5, "V"), BlockEdit(key, 4, 5, "U"))
    found = [creates, overlaps, first, meets, touches, apart]
    assert fix_all(view, found, lambda _: ()) == ([Edit(1, 3, "X"), Edit(5, 6, "W")], 2)


def test_fixes_that_touch_wait() -> None:
    first, second, third = [Edit(0, 2, "a"), Edit(8, 9, "b")], [Edit(1, 3, "c")], [Edit(5, 5, "d")]
    again = [Edit(5, 5, "e")]
    assert _select_compatible([first, second, third, again]) == [first, third]
    assert _select_compatible([[Edit(2, 4, "")], [Edit(4, 4, "x")]]) == [[Edit(2, 4, "")]]
    assert _select_compatible([[Edit(2, 4, "")], [Edit(5, 6, "x")]]) == [
        [Edit(2, 4, "")],
        [Edit(5, 6, "x")],
    ]


spans = st.tuples(st.integers(0, 40), st.integers(0, 4))


@given(st.lists(spans, max_size=20))
def test_compatible_fixes_can_be_applied(places: list[tuple[int, int]]) -> None:
    fixes = [[Edit(start, start + length, "")] for start, length in places]
    chosen = _select_compatible(fixes)
    assert chosen[:1] == fixes[:1]
    apply_edits("x" * 44, (edit for edits in chosen for edit in edits))
    touched = [place for (edit,) in chosen for place in range(edit.start, edit.end + 1)]
    assert len(touched) == len(set(touched))


def test_a_fix_may_depend_on_another_and_the_edits_stay_small(tmp_path: Path) -> None:
    # What the link means is clear only once the heading of its own document can be read.
    text = "# âœ… Done\n\n[x](BACKLOG.md#-don)\n"
    write(tmp_path, {"BACKLOG.md": text})
    view = view_of(text, tmp_path)
    view.workspace.put(view.path, view.backlog)
    done = fix_all(view, compute_visible_findings(view))
    assert apply_edits(text, done.edits) == "# ✅ Done\n\n[x](BACKLOG.md#-done)\n"
    assert [(text[start:end], new) for start, end, new in done.edits] == [
        ("âœ…", "✅"),
        ("-don", "-done"),
    ]
    assert done.fix_count == 2
    assert view.workspace.backlog(view.path) is view.backlog, "as it was"


@example('[[#heading]] <img src="file.md">\n===\n')
@given(st.lists(st.one_of(st.sampled_from(SAMPLES), documents), max_size=3).map("\n\n".join))
def test_once_is_enough(text: str) -> None:
    after = view_of(all_fixed(view_of(text)))
    assert fix_all(after, compute_visible_findings(after)).edits == []


@pytest.mark.parametrize("text", SAMPLES)
def test_findings_are_fixed(text: str) -> None:
    before, after = view_of(text), view_of(all_fixed(view_of(text)))
    assert len(compute_visible_findings(after)) < len(compute_visible_findings(before))


def formatted(text: str) -> str:
    return apply_edits(text, format_document(view_of(text)))


def fixed(text: str) -> str:
    return all_fixed(view_of(text))


@given(documents)
@example(f"{TABLE}| `c | d` | Todo |\n| One | Done |\n")
@example("| Task | Status | Notes |\n| --- | --- | --- |\n| One task | Done |\n")
@example("| Task | Status |\n| - | - |\n| âœ… a `b | c` | Done\n")
@example("<details><summary>A</summary>\n| Task | Status |\n|-|-|\n- [ ] a\n\n</details>\n")
def test_fixing_and_formatting_give_the_same_in_either_order(text: str) -> None:
    assert fixed(formatted(text)) == formatted(fixed(text))


def test_a_table_that_is_not_formatted_stays_so() -> None:
    text = "| Task | Status |\n|-|-|\n| `a | b` | Done |\n"
    assert fixed(text) == text.replace("a | b", "a \\| b")
