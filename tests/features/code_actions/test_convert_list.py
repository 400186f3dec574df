"""Convert lists and tables: what holds for any list and any document."""

from __future__ import annotations

import re
from collections import Counter

from cursor import view_of
from hypothesis import given
from hypothesis import strategies as st
from markdown import documents
from refactoring import TODAY, apply_action, apply_titled_action

from backlog_ls.features.code_actions.action import RefusedError
from backlog_ls.features.code_actions.refactorings import find_refactorings
from backlog_ls.model.analysis.item_counts import count_between
from backlog_ls.rules.engine.incremental import check
from backlog_ls.rules.engine.visible import visible_findings

WORDS = re.compile(r"\w+")
TO_TABLE = "Convert the checklist to a table"
TO_LIST = "Convert the table to a checklist"
LEGEND = "Add a legend of the statuses used"
FILL = "Number the rows without an id"


tasks = st.lists(
    st.tuples(
        st.sampled_from(" x/-"), st.sampled_from(["a", "b | c", "`d | e` f", "**g**", "1. h"])
    ),
    min_size=1,
    max_size=6,
)


@given(tasks)
def test_there_and_back_is_the_same_list(marks: list[tuple[str, str]]) -> None:
    text = "".join(f"- [{mark}] {words}\n" for mark, words in marks)
    table = apply_titled_action("$0" + text, TO_TABLE)
    assert apply_titled_action(table.replace("| Task", "| $0Task", 1), TO_LIST) == text


def test_an_added_legend_has_all_statuses() -> None:
    table = "| Task | Status |\n|---|---|\n| a | Do$0ne |\n| b | ⏸ Parked |\n| c | Todo |\n"
    after = apply_titled_action(f"# T\n\n{table}", LEGEND)
    view = view_of(after)
    assert not [
        each for each in visible_findings(view, check(view)) if each.code == "invalid-status"
    ]


@given(documents, st.floats(0, 1))
def test_every_conversion_can_be_done_and_keeps_the_counts(text: str, where: float) -> None:
    view = view_of(text)._replace(today=TODAY)
    at = int(where * len(text))
    for action in find_refactorings(view, at, at):
        if action.disabled or action.title not in {TO_TABLE, TO_LIST, LEGEND, FILL}:
            continue
        try:
            after = apply_action(view, action)
        except RefusedError:
            continue
        lost = Counter(WORDS.findall(text)) - Counter(WORDS.findall(after))
        if action.title != TO_LIST:
            assert not {word for word in lost if word not in {"x", "X"} and not word.isdecimal()}
        if action.title == TO_TABLE:
            before = count_between(view.backlog, 0, len(text)).counts
            backlog = view_of(after).backlog
            assert count_between(backlog, 0, len(after)).counts == before
