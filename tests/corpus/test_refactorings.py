"""Refactorings of real documents: what they change is what they say, and it can be undone."""

from __future__ import annotations

import re
from collections import Counter
from random import Random
from typing import TYPE_CHECKING

from real_documents import documents_in, findings, folders
from undo import undo_edits

from backlog_ls.features.code_actions.action import RefusedError
from backlog_ls.features.code_actions.convert_list import LIST_TO_TABLE, TABLE_TO_LIST
from backlog_ls.features.code_actions.move.to_done import MOVE_BACK, MOVE_TO_DONE
from backlog_ls.features.code_actions.number_ids import RENUMBER_IDS
from backlog_ls.features.code_actions.refactorings import find_refactorings, resolve_refactoring
from backlog_ls.features.code_actions.set_status import (
    CYCLE_STATUS,
    MARK_DONE,
    SET_STATUS,
    compute_status_edits,
    find_status_actions,
)
from backlog_ls.features.status.slots import find_slots_in_block, find_status_slots
from backlog_ls.model.statuses.status import Status, canonical_status
from backlog_ls.rules.engine.finding import Severity
from backlog_ls.syntax.block import Kind
from backlog_ls.text.edit import apply_edits

if TYPE_CHECKING:
    from pathlib import Path

    from real_documents import Found

TRUE_AFTERWARDS = {"done-with-open-tasks", "conflicting-status", "progress-mismatch"}
"""What setting a status may make true."""


def grave(found: list[Found]) -> Counter[str]:
    """Return how often each code of an error or a warning was found."""
    return Counter(each.code for each in found if each.severity <= Severity.WARNING)


def test_a_status_that_is_set_stands_there_and_breaks_nothing(shared: Path) -> None:
    tried = 0
    for folder in folders(shared):
        for document in documents_in(folder, shared, 3):
            view = document.view
            text = view.backlog.document.text
            places = [
                spots
                for place in view.backlog.rope.places()
                if (spots := list(find_slots_in_block(view, place, 0, 0)))
            ]
            for spots in Random(document.name).sample(places, min(2, len(places))):
                at = spots[0].offset
                for action in list(find_status_actions(view, at, at))[-2:]:
                    edits = compute_status_edits(
                        view, at, at, action.refactoring_id, *action.arguments
                    )
                    assert edits, f"{document.name}: {action.title} does nothing"
                    changed = apply_edits(text, edits)
                    assert apply_edits(changed, undo_edits(text, edits)) == text
                    after = document.rewritten(changed)
                    assert find_status_slots(after, at, at), document.name
                    new = grave(findings(after)) - grave(document.found)
                    assert set(new) <= TRUE_AFTERWARDS, document.name
                    tried += 1
    assert tried > 50


WORDS = re.compile(r"\w+")


def test_what_is_moved_sorted_or_edited_can_be_undone_and_loses_no_word(shared: Path) -> None:
    tried: Counter[str] = Counter()
    for folder in folders(shared):
        for document in documents_in(folder, shared, 3):
            view = document.view
            text = view.backlog.document.text
            words = Counter(WORDS.findall(text))
            of_items = [
                place.offset
                for place in view.backlog.rope.places()
                if place.piece.kind in {Kind.ROW, Kind.ITEM, Kind.HEADING}
            ]
            for at in Random(document.name).sample(of_items, min(12, len(of_items))):
                for action in find_refactorings(view, at, at):
                    name = action.refactoring_id
                    if action.disabled or name in LOSING:
                        continue
                    try:
                        edits = resolve_refactoring(view, action).edits
                    except RefusedError:
                        continue
                    assert edits is not None
                    changed = apply_edits(text, edits)
                    assert apply_edits(changed, undo_edits(text, edits)) == text
                    lost = words - Counter(WORDS.findall(changed))
                    implied = {word for word in lost if canonical_status(word) is Status.DONE}
                    assert not set(lost) - implied, f"{document.name}: {action.title} at {at}"
                    assert name in {MOVE_TO_DONE, MOVE_BACK} or not lost, (
                        f"{document.name}: {action.title}"
                    )
                    tried[name] += 1
    assert sum(tried.values()) > 300
    assert {MOVE_TO_DONE, MOVE_BACK, "sort-table", "column-right"} <= tried.keys()


LOSING = {
    *(SET_STATUS, CYCLE_STATUS, MARK_DONE, LIST_TO_TABLE, TABLE_TO_LIST, RENUMBER_IDS),
    *("row-delete", "column-delete", "extract-items"),
}
"""What takes words away, or writes others for them; each has tests of its own."""
