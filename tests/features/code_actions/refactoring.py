"""Helpers for tests of refactorings: find, apply and undo them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from cursor import CURSOR, view_of
from undo import undo_edits

from backlog_ls.features.code_actions.refactorings import find_refactorings, resolve_refactoring
from backlog_ls.text.edit import apply_edits

if TYPE_CHECKING:
    from backlog_ls.features.code_actions.action import Action
    from backlog_ls.workspace.view import View

TODAY = date(2026, 2, 5)


def parse_selection(text: str) -> tuple[View, int, int]:
    """Return a document and its selection, between two `$0` or at the only one."""
    start = text.index(CURSOR)
    end = text.rindex(CURSOR)
    end = end - len(CURSOR) if end > start else start
    return view_of(text.replace(CURSOR, ""))._replace(today=TODAY), start, end


def find_titled_actions(text: str) -> dict[str, Action]:
    """Return the actions at the cursor in `text`, by title."""
    view, start, end = parse_selection(text)
    return {action.title: action for action in find_refactorings(view, start, end)}


def apply_titled_action(text: str, title: str) -> str:
    """Return `text`, without its cursor, after the action called `title`."""
    view, _, _ = parse_selection(text)
    return apply_action(view, find_titled_actions(text)[title])


def apply_action(view: View, action: Action) -> str:
    """Return the text of `view` after `action`. Fails if the edits cannot be undone."""
    edits = resolve_refactoring(view, action).edits
    assert edits is not None
    text = view.backlog.document.text
    changed = apply_edits(text, edits)
    assert apply_edits(changed, undo_edits(text, edits)) == text
    return changed
