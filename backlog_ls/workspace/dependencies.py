"""Which items wait for which, in a document and across those of its workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.analysis.dependencies import Written, is_shared, waits_of, written_in
from backlog_ls.model.document.index import SymbolKind

if TYPE_CHECKING:
    from backlog_ls.workspace.view import View

MOST_FOLLOWED = 1_000
"""So many dependencies are followed from an item at hand."""


MOST_JUDGED = 100
"""Where more wait for one id, the first of them are judged: each key typed in that item costs it."""


def written(view: View, key: str) -> list[Written]:
    """Return the items that have the id `key`: in the document, or else in others beside it."""
    own = list(written_in(view.backlog, key))
    if own or not view.path:
        return own
    others = view.workspace.writers(SymbolKind.ID, key, view.path)
    return [item for path, backlog in others for item in written_in(backlog, key, path)]


def leads_to(view: View, by: str, goal: str) -> bool:
    """Tell whether the item with the id `by` waits, in the end, for the one with the id `goal`.

    Where it waits for too many to tell on a keystroke, that counts as if it did.
    """
    seen: set[str] = set()
    waiting = [by]
    while waiting and len(seen) < MOST_FOLLOWED:
        for needs in _needs(view, waiting.pop()):
            if needs == goal:
                return True
            if needs not in seen:
                seen.add(needs)
                waiting.append(needs)
    return bool(waiting)


def _needs(view: View, by: str) -> list[str]:
    """Return what the item with the id `by` waits for: in the document, or else in others."""
    if is_shared(view.backlog, by):
        return []
    if view.backlog.index.get(SymbolKind.ID, by) or not view.path:
        return [wait.need.key for item in written_in(view.backlog, by) for wait in waits_of(item)]
    return view.workspace.waits_beside(by, view.path)
