"""# duplicate-feature

## What it does
Reports a feature that stands twice: a warning in one table or list, information in two sections.

## Why
Two entries drift apart. One is finished and the other stays open, and nobody knows which is right.

## Example
```markdown
| Feature          | Status |
| ---------------- | ------ |
| Export to CSV    | Done   |
| Import from CSV  | Todo   |
| **Export to CSV** | Todo  |
```

## Use instead
```markdown
| Feature          | Status |
| ---------------- | ------ |
| Export to CSV    | Done   |
| Import from CSV  | Todo   |
```

## Fix safety
No fix: which of the two to keep, only the writer knows. Names are compared without case, markup and
emoji. Numbered names (`Phase 2`), chores that every feature has (`Tests`), and rows that another
column tells apart are not reported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.generic import is_generic
from backlog_ls.model.index import Sort
from backlog_ls.model.items import ItemKind
from backlog_ls.model.occurrences import Occurrence, occurrences, telling
from backlog_ls.rules.finding import Finding, Related, Severity
from backlog_ls.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.workspace.view import View


def check(view: View, name: str) -> Iterator[Finding]:
    """Judge all items of one name."""
    if is_generic(name):
        return
    found = [
        occurrence
        for occurrence in occurrences(view.backlog, name)
        if occurrence.item.kind is ItemKind.ROW
        or (occurrence.item.kind is ItemKind.TASK and not occurrence.item.depth)
    ]
    # The first of each kind: twins share what tells rows apart, and their table or only their kind.
    firsts: dict[tuple[object, ...], Occurrence] = {}
    for later in found:
        told = (later.item.kind, telling(later))
        earlier = firsts.setdefault((*told, later.group), later)
        if earlier is later:
            earlier = firsts.setdefault(told, later)
        if earlier is later:
            continue
        same_group = earlier.group == later.group
        if not same_group and earlier.section == later.section:
            continue  # two lists of one section are most often a plan and what came of it
        where = "in this table" if later.item.kind is ItemKind.ROW else "in this list"
        yield Finding(
            RULE.code,
            later.key,
            later.item.start,
            later.item.end,
            f"`{later.item.name}` stands {where if same_group else 'in another section'} already.",
            (),
            (Related(earlier.key, earlier.item.start, earlier.item.end, "It stands here first"),),
            None if same_group else Severity.INFORMATION,
        )


RULE = Rule("duplicate-feature", Severity.WARNING, subject=check, sorts=frozenset({Sort.NAME}))
