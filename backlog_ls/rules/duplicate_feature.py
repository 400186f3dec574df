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

from backlog_ls.model.fold import fold
from backlog_ls.model.generic import is_generic
from backlog_ls.model.headers import Role
from backlog_ls.model.items import ItemKind, cell_span
from backlog_ls.model.occurrences import Occurrence, occurrences
from backlog_ls.rules.finding import Finding, Related, Severity
from backlog_ls.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.workspace.view import View

_SAY_NOTHING = {
    Role.NAME,
    Role.STATUS,
    Role.NOTES,
    Role.NUMBER,
    Role.DATE,
    Role.DUE,
    Role.STARTED,
    Role.FINISHED,
    Role.PROGRESS,
    Role.ESTIMATE,
}
"""Columns that may well differ between two entries of one feature."""


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
    for index, later in enumerate(found):
        earlier = _twin(later, found[:index])
        if earlier is None:
            continue
        same_group = earlier.group == later.group
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


def _twin(later: Occurrence, earlier: list[Occurrence]) -> Occurrence | None:
    """Return the first of `earlier` that is the same feature as `later`, if one is."""
    for other in earlier:
        if other.group == later.group:
            if _tells_apart(other, later):
                continue
            return other
        if other.section != later.section and other.item.kind is later.item.kind:
            return other
    return None


def _tells_apart(one: Occurrence, other: Occurrence) -> bool:
    """Tell whether a column of their table says that two rows are different things.

    A column of words with different values in both (`Platform`, `Owner`, an id) does; the status,
    a date and free text about the same feature do not.
    """
    roles = one.context.roles
    if one.item.kind is not ItemKind.ROW or roles is None:
        return False
    if one.item.ident and other.item.ident and one.item.ident != other.item.ident:
        return True
    for column, role in enumerate(roles.roles):
        if role in _SAY_NOTHING:
            continue
        left, right = cell_span(one.block, column), cell_span(other.block, column)
        if left and right:
            values = fold(one.block.text[slice(*left)]), fold(other.block.text[slice(*right)])
            if all(values) and values[0] != values[1]:
                return True
    return False


RULE = Rule("duplicate-feature", Severity.WARNING, name=check)
