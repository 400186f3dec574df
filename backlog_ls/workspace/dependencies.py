"""Dependencies between items, in a document and across its workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.analysis.dependencies import (
    LocatedItem,
    find_dependencies_of,
    find_items_with_id,
    is_ambiguous_id,
)
from backlog_ls.model.document.index import SymbolKind

if TYPE_CHECKING:
    from backlog_ls.workspace.view import View

MAX_FOLLOWED = 1_000
"""Maximum number of dependencies that are followed from one item."""


MAX_DEPENDENTS = 100
"""Maximum number of items that depend on one id and are checked when that item is edited."""


def items_with_id(view: View, key: str) -> list[LocatedItem]:
    """Return the items with the id `key`: in the document, or else in the other backlogs."""
    own = list(find_items_with_id(view.backlog, key))
    if own or not view.path:
        return own
    others = view.workspace.backlogs_with(SymbolKind.ID, key, view.path)
    return [item for path, backlog in others for item in find_items_with_id(backlog, key, path)]


def is_waiting_for(view: View, by: str, goal: str) -> bool:
    """Return whether the item with the id `by` depends on that with the id `goal`, also indirectly.

    Also return True after `MAX_FOLLOWED` dependencies, where the answer is not known.
    """
    seen: set[str] = set()
    stack = [by]
    while stack and len(seen) < MAX_FOLLOWED:
        for needed in _dependency_ids(view, stack.pop()):
            if needed == goal:
                return True
            if needed not in seen:
                seen.add(needed)
                stack.append(needed)
    return bool(stack)


def _dependency_ids(view: View, by: str) -> list[str]:
    """Return the ids that the item with the id `by` depends on directly."""
    if is_ambiguous_id(view.backlog, by):
        return []
    if view.backlog.index.get(SymbolKind.ID, by) or not view.path:
        return [
            wait.use.normalized_id
            for item in find_items_with_id(view.backlog, by)
            for wait in find_dependencies_of(item)
        ]
    return view.workspace.dependency_ids_beside(by, view.path)
