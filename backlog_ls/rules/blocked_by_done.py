"""# blocked-by-done

## What it does
Reports an item that is still blocked by an item that is done.

## Why it matters
Nothing holds the item back any more, but nobody will notice as long as it is marked as blocked.

## Example
```markdown
| ID   | Task           | Status              |
| ---- | -------------- | ------------------- |
| T-01 | Sign the terms | Done                |
| T-02 | Order the desk | Blocked by T-01     |
```

## Use instead
```markdown
| ID   | Task           | Status |
| ---- | -------------- | ------ |
| T-01 | Sign the terms | Done   |
| T-02 | Order the desk | To do  |
```

## Fix
No fix: the new status of the item is the author's decision.

## Not reported
Dependencies on items that are done, unless the dependency itself says that it blocks (`Blocked by`), or
the item's status is blocked. In a table, such a status says nothing about a column of dependencies:
something else may be the reason.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.model.analysis.dependencies import Dependency, find_dependencies_on, is_ambiguous_id
from backlog_ls.model.analysis.effective_status import effective_status
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.items.item import ItemKind
from backlog_ls.model.statuses.status import CLOSED_STATUSES, Status
from backlog_ls.rules.engine.finding import Finding, Related, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.workspace.dependencies import MAX_DEPENDENTS, items_with_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.workspace.view import View


def check(view: View, key: str) -> Iterator[Finding]:
    """Check all items that depend on the id `key`."""
    if not view.backlog.index.get(SymbolKind.DEPENDENCY, key) or is_ambiguous_id(view.backlog, key):
        return
    blockers = items_with_id(view, key)
    # If only some places say that the item is done, it is not certain that it is.
    if not blockers or any(blocker.status is not Status.DONE for blocker in blockers):
        return
    blocker = blockers[0]
    for wait in islice(find_dependencies_on(view.backlog, key), MAX_DEPENDENTS):
        if not _is_blocked(view, wait):
            continue
        need = wait.use
        blocker_id = wait.place.piece.text[need.start : need.end]
        related = Related(
            blocker.place.key, blocker.item.start, blocker.item.end, "Done here", blocker.path
        )
        yield Finding(
            RULE.code,
            wait.place.key,
            need.start,
            need.end,
            f"Blocked by `{blocker_id}`, which is done.",
            (),
            (related,),
        )


def _is_blocked(view: View, wait: Dependency) -> bool:
    if wait.item is None or wait.is_in_ragged_row:
        return False
    place = wait.place
    own = wait.context
    heading = view.backlog.rope.at_key(own.sections[-1].key) if own.sections else None
    if heading and wait.item.kind.value == "section" and place.piece is not heading.piece:
        place, own = heading, view.backlog.context(heading)
    status = effective_status(view.backlog, place, own, wait.item)
    if wait.use.is_blocker:
        return status not in CLOSED_STATUSES
    # A row has no room for what else may block it: a column of dependencies does not say so.
    return status is Status.BLOCKED and wait.item.kind is not ItemKind.ROW


RULE = Rule(
    "blocked-by-done",
    Severity.INFORMATION,
    symbol=check,
    symbol_kinds=frozenset({SymbolKind.DEPENDENCY, SymbolKind.ID}),
    check_unique=True,
)
