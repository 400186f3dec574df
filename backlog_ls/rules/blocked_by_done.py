"""# blocked-by-done

## What it does
Reports an item that is still blocked by one that is done.

## Why
What it waited for is there: the item can go on, and nobody noticed.

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

## Fix safety
No fix: what the item's status is now, only the writer knows. Only what is said to block is judged
(`Blocked by`), or any dependency of an item whose status is blocked; that something comes first and
is done is as it should be.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.model.analysis.dependencies import Wait, is_shared, waits_for
from backlog_ls.model.analysis.effective_status import standing
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.statuses.status import Status
from backlog_ls.rules.engine.finding import Finding, Related, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.workspace.dependencies import MOST_JUDGED, written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.workspace.view import View

_OVER = {Status.DONE, Status.CANCELLED}


def check(view: View, key: str) -> Iterator[Finding]:
    """Judge all that waits for one id."""
    if not view.backlog.index.get(SymbolKind.NEED, key) or is_shared(view.backlog, key):
        return
    blockers = written(view, key)
    # Where one place says done and another does not, which is right is not certain.
    if not blockers or any(blocker.status is not Status.DONE for blocker in blockers):
        return
    blocker = blockers[0]
    for wait in islice(waits_for(view.backlog, key), MOST_JUDGED):
        if not _is_blocked(view, wait):
            continue
        need = wait.need
        said = wait.place.piece.text[need.start : need.end]
        related = Related(
            blocker.place.key, blocker.item.start, blocker.item.end, "Done here", blocker.path
        )
        yield Finding(
            RULE.code,
            wait.place.key,
            need.start,
            need.end,
            f"Blocked by `{said}`, which is done.",
            (),
            (related,),
        )


def _is_blocked(view: View, wait: Wait) -> bool:
    if wait.item is None:
        return False
    place = wait.place
    own = wait.context
    heading = view.backlog.rope.at_key(own.sections[-1].key) if own.sections else None
    if heading and wait.item.kind.value == "section" and place.piece is not heading.piece:
        place, own = heading, view.backlog.context(heading)
    status = standing(view.backlog, place, own, wait.item)
    return status is Status.BLOCKED or (wait.need.blocks and status not in _OVER)


RULE = Rule(
    "blocked-by-done",
    Severity.INFORMATION,
    subject=check,
    sorts=frozenset({SymbolKind.NEED, SymbolKind.ID}),
    lone=True,
)
