"""Move completed items: what holds for any row and any document."""

from __future__ import annotations

import re
from collections import Counter

from cursor import view_of
from hypothesis import given
from hypothesis import strategies as st
from markdown import documents
from refactoring import TODAY, apply_action

from backlog_ls.features.code_actions.move.to_done import find_move_actions

WORDS = re.compile(r"\w+")


cells = st.sampled_from(
    ["", "-", "Ann", "x y", "`a \\| b`", "2026-01-02", "✅", "T-9", "**bold** it"]
)
titles = st.lists(
    st.sampled_from(["ID", "Owner", "Notes", "Priority", "Completed", "Effort", "Whatever", "Due"]),
    max_size=4,
    unique=True,
)


@given(titles, titles, st.data())
def test_no_word_of_a_row_is_lost(there: list[str], here: list[str], data: st.DataObject) -> None:
    texts = data.draw(st.lists(cells, min_size=len(here), max_size=len(here)))
    row = " | ".join(["the task", "Done", *texts])
    text = table("Active", ["Task", "Status", *here], f"| {row} |") + table(
        "Done", ["Task", *there], " | ".join(["| old", *("-" for _ in there)]) + " |"
    )
    view = view_of(text)._replace(today=TODAY)
    actions = list(find_move_actions(view, text.index("the task"), 0))
    assert actions
    for action in actions:
        if action.disabled:
            assert "Notes" not in there
            continue
        after = apply_action(view, action)
        assert after.count("\n") == text.count("\n")
        lost = Counter(WORDS.findall(text)) - Counter(WORDS.findall(after))
        assert set(lost) <= {"Done"}, after


def table(name: str, header: list[str], row: str) -> str:
    line = " | ".join(header)
    return f"## {name}\n\n| {line} |\n|{'---|' * len(header)}\n{row}\n\n"


@given(documents, st.floats(0, 1))
def test_every_move_can_be_done_and_loses_no_word(text: str, where: float) -> None:
    view = view_of(text)._replace(today=TODAY)
    at = int(where * len(text))
    for action in find_move_actions(view, at, at):
        if not action.disabled:
            after = apply_action(view, action)
            lost = Counter(WORDS.findall(text)) - Counter(WORDS.findall(after))
            assert not {word for word in lost if word.lower() != "done"}
