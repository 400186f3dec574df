"""What tests of refactorings share: what is offered at a cursor, done, and undone."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from cursor import CURSOR, view_of
from undoing import undone

from backlog_ls.features.code_actions.refactorings import refactored, refactorings
from backlog_ls.text.edit import apply_edits

if TYPE_CHECKING:
    from backlog_ls.features.code_actions.action import Action
    from backlog_ls.workspace.view import View

TODAY = date(2026, 2, 5)


def selected(text: str) -> tuple[View, int, int]:
    """Return a document, and what is selected in it: between two `$0`, or at the only one."""
    start = text.index(CURSOR)
    end = text.rindex(CURSOR)
    end = end - len(CURSOR) if end > start else start
    return view_of(text.replace(CURSOR, ""))._replace(today=TODAY), start, end


def offered(text: str) -> dict[str, Action]:
    """Return what is offered at the cursor in `text`, by its title."""
    view, start, end = selected(text)
    return {action.title: action for action in refactorings(view, start, end)}


def done(text: str, title: str) -> str:
    """Return `text`, without its cursor, after what is offered there as `title`."""
    view, _, _ = selected(text)
    return applied(view, offered(text)[title])


def applied(view: View, action: Action) -> str:
    """Return the text of `view` after `action`; the edits can be undone, or it fails."""
    edits = refactored(view, action).edits
    assert edits is not None
    text = view.backlog.document.text
    changed = apply_edits(text, edits)
    assert apply_edits(changed, undone(text, edits)) == text
    return changed
