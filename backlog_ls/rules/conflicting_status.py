"""# conflicting-status

## What it does
Reports an item that states two different statuses. They may stand in two status fields under one
heading, in a heading and its field, or in two tables that name the same feature.

## Why
One of the two is out of date, and whoever reads the other is misled.

## Example
```markdown
### Connection pool

**Status**: ✅ COMPLETED

**Problem**: Connections leak.

**Status**: ❌ Not Started
```

## Use instead
```markdown
### Connection pool

**Status**: ✅ COMPLETED

**Problem**: Connections leaked.
```

## Fix safety
No fix: which of the two is true, only the writer knows. Statuses are compared by meaning, so that
`Done` and `✅ Completed` agree, and words that mean nothing certain agree with everything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.generic import is_generic
from backlog_ls.model.index import Sort
from backlog_ls.model.items import ItemKind, StatusUse
from backlog_ls.model.occurrences import occurrences, telling
from backlog_ls.model.sections import stated_statuses
from backlog_ls.model.status import Status
from backlog_ls.rules.finding import Finding, Related, Severity
from backlog_ls.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View


def check_section(view: View, heading: Place[Block]) -> Iterator[Finding]:
    """Judge what a heading and the fields right under it state."""
    yield from _conflicts(stated_statuses(view.backlog, heading))


def check_name(view: View, name: str) -> Iterator[Finding]:
    """Judge the same feature in two tables; twice in one table it is `duplicate-feature`'s."""
    if is_generic(name):
        return
    features: dict[object, dict[object, tuple[int, StatusUse]]] = {}
    for occurrence in occurrences(view.backlog, name):
        use = occurrence.item.status
        if occurrence.item.kind is ItemKind.ROW and use is not None:
            tables = features.setdefault(telling(occurrence), {})
            tables.setdefault(occurrence.group, (occurrence.key, use))
    for tables in features.values():
        yield from _conflicts([*tables.values()])


def _conflicts(stated: list[tuple[int, StatusUse]]) -> Iterator[Finding]:
    known = [(key, use) for key, use in stated if use.status is not Status.UNKNOWN]
    if not known:
        return
    first_key, first = known[0]
    for key, use in known[1:]:
        if use.status is not first.status:
            yield Finding(
                RULE.code,
                key,
                use.start,
                use.end,
                f"`{use.text}` here, `{first.text}` in another place.",
                (),
                (Related(first_key, first.start, first.end, f"Stated here as `{first.text}`"),),
            )
            return


RULE = Rule(
    "conflicting-status",
    Severity.WARNING,
    section=check_section,
    subject=check_name,
    sorts=frozenset({Sort.NAME}),
)
