"""Set a status: what holds for any document, items by key, and styles of dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cursor import view_of
from hypothesis import given
from hypothesis import strategies as st
from markdown import documents
from refactoring import TODAY, apply_action

from backlog_ls.features.code_actions.action import RefusedError
from backlog_ls.features.code_actions.set_status import (
    MARK_DONE,
    SET_STATUS,
    compute_slot_edits,
    compute_status_edits,
    compute_status_edits_at_key,
    find_status_actions,
)
from backlog_ls.features.status.date_format import ISO, detect_date_style, format_date
from backlog_ls.features.status.slots import find_status_slots
from backlog_ls.model.names.normalize import normalize_status

if TYPE_CHECKING:
    from backlog_ls.text.edit import Edit

TABLE = "| Task | Status |\n| --- | --- |\n"


def test_an_item_by_its_key() -> None:
    view = view_of(f"{TABLE}| a | Todo |\n| b | Done |\n")
    row = view.backlog.rope.at_index(1)
    (edit,) = compute_status_edits_at_key(view, row.key, SET_STATUS, "done")
    assert edit.text == "Done"
    with pytest.raises(RefusedError, match="no longer there"):
        compute_status_edits_at_key(view, row.key + 1, MARK_DONE)
    with pytest.raises(RefusedError, match="no item"):
        compute_slot_edits(view, [], MARK_DONE)
    with pytest.raises(RefusedError, match="`Nonsense`"):
        compute_status_edits_at_key(view, row.key, SET_STATUS, "Nonsense")


def test_styles_of_dates() -> None:
    assert detect_date_style([]) == ""
    assert detect_date_style(["2026-01-05"]) == ISO
    assert detect_date_style(["sometime in 2026", "Q1 2026"]) is None
    for text in ("13/05/2026", "5 Mar 2026", "2026年5月13日", "May 13, 2026", "2026/05/13"):
        style = detect_date_style([text])
        assert style
        assert detect_date_style([format_date(style, TODAY), text]) == style


@given(documents, st.floats(0, 1), st.floats(0, 0.2))
def test_what_is_set_is_read_again_and_nothing_else_changes(
    text: str, low: float, more: float
) -> None:
    view = view_of(text)._replace(today=TODAY)
    start = int(low * len(text))
    end = min(start + int(more * len(text)), len(text)) if more > 0.1 else start
    for action in find_status_actions(view, start, end):
        after = apply_action(view, action)
        edits = compute_status_edits(view, start, end, action.refactoring_id, *action.arguments)
        assert not [edit for edit in edits if "\n" in edit.text]
        if action.refactoring_id == SET_STATUS and edits:
            wanted = action.arguments[0]
            expected = wanted[1:-1] if wanted.startswith("[") else normalize_status(wanted).key
            assert expected in statuses_at(after, edits)


def statuses_at(text: str, edits: list[Edit]) -> list[str]:
    """Return the statuses in `text` at the places of `edits`: marks, and normalized words."""
    view = view_of(text)
    found = []
    shift = 0
    for edit in edits:
        at = edit.start + shift
        shift += len(edit.text) - (edit.end - edit.start)
        found += [
            spot.text if spot.is_checkbox else normalize_status(spot.text).key
            for spot in find_status_slots(view, at, at)
        ]
    return found
