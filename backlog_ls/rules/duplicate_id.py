"""# duplicate-id

## What it does
Reports an id that two different items have.

## Why
An id is there to tell items apart. Whoever writes `Depends on: T-07` means one of them, and readers and
tools find the other.

## Example
```markdown
| ID   | Task             | Status |
| ---- | ---------------- | ------ |
| T-06 | Choose a printer | Done   |
| T-07 | Order paper      | To do  |
| T-07 | Print the poster | To do  |
```

## Use instead
```markdown
| ID   | Task             | Status |
| ---- | ---------------- | ------ |
| T-06 | Choose a printer | Done   |
| T-07 | Order paper      | To do  |
| T-08 | Print the poster | To do  |
```

## Fix safety
No fix: which of the two keeps the id, only the writer knows. Judged are the rows of one table with a
column of their own ids, the tasks of one list, and files of one task each; an id that stands in a
table and again over a section is one item in two places. What stands three times groups its entries,
and what has one digit only (`P1`) may be a mark. Copies in an archive are none of the living.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from backlog_ls.model.analysis.dependencies import Written, is_shared, written_in
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.index import FEW, SymbolKind
from backlog_ls.model.items.items import ItemKind, cell_span
from backlog_ls.model.names.ids import ident_key, notation
from backlog_ls.model.names.normalize import fold
from backlog_ls.rules.engine.finding import Finding, Related, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.syntax.block import Block, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.workspace.view import View


def check(view: View, key: str) -> Iterator[Finding]:
    """Judge the items with one id."""
    keys = view.backlog.index.get(SymbolKind.ID, key)
    if is_shared(view.backlog, key):
        return
    only = view.backlog.rope.at_key(keys[0]) if len(keys) == 1 else None
    if only and only.piece.kind != Kind.FRONT_MATTER:
        return  # most ids of a table are these: nothing to compare, here or in other documents
    own = list(written_in(view.backlog, key))
    groups: dict[object, list[Written]] = {}
    for each in own:
        if _is_own(view.backlog, each):
            where = each.item.kind, each.context.lead, each.context.sections, each.item.depth
            groups.setdefault(where, []).append(each)
    for group in groups.values():
        if len(group) == 2 and group[0].item.key != group[1].item.key:
            yield _finding(group[1], group[0])
    document = next((each for each in own if each.item.kind is ItemKind.DOCUMENT), None)
    if document and view.path and not _is_archived(view.path):
        for path, backlog in view.workspace.writers(SymbolKind.ID, key, view.path):
            for other in written_in(backlog, key, path):
                different = other.item.key != document.item.key
                if other.item.kind is ItemKind.DOCUMENT and different and not _is_archived(path):
                    yield _finding(document, other)
                    return


def _is_own(backlog: Backlog, written: Written) -> bool:
    """Tell whether the id of a row or a task is its own: not that of a story, not a priority."""
    item, roles = written.item, written.context.roles
    if item.kind is ItemKind.ROW and roles and written.place.piece.kind == Kind.ROW:
        span = cell_span(written.place.piece, roles.id)
        if span and span[0] <= item.ident_start < span[1]:
            head = backlog.rope.at_key(written.context.lead)
            titles = [fold(title) for title in _titles(head.piece)] if head else []
            title = titles[roles.id] if roles.id is not None and roles.id < len(titles) else ""
            return title in {"id", "#"} or title.removesuffix(" id") in titles
    if item.kind not in {ItemKind.ROW, ItemKind.TASK}:
        return False
    series = backlog.index.get(SymbolKind.SERIES, notation(ident_key(item.ident)))
    return len(series) > FEW and (sum(map(str.isdigit, item.ident)) > 1 or "-" in item.ident)


def _titles(table: Block) -> list[str]:
    row = facts(table).row
    return [cell.text(table.text) for cell in row.cells] if row else []


def _finding(item: Written, other: Written) -> Finding:
    name = os.path.basename(other.path)
    where = f"in {name}" if name else "here"
    related = Related(
        other.place.key, other.item.start, other.item.end, f"The other {where}", other.path
    )
    return Finding(
        RULE.code,
        item.place.key,
        item.item.ident_start,
        item.item.ident_start + len(item.item.ident),
        f"`{item.item.ident}` is the id of `{other.item.name}` already.",
        (),
        (related,),
    )


def _is_archived(path: str) -> bool:
    return any(part.lower().startswith("archive") for part in path.split(os.sep)[:-1])


RULE = Rule(
    "duplicate-id",
    Severity.ERROR,
    subject=check,
    sorts=frozenset({SymbolKind.ID}),
    lone=True,
)
