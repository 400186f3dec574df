"""# conflicting-status

## What it does
Reports an item that states two different statuses. They may stand in two status fields under one
heading, in a heading and its field, in two tables that name the same feature, or in a table and the
section or the document that its row names.

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
`Done` and `✅ Completed` agree, and words that mean nothing certain agree with everything. A row names
a section by its id or its whole name, and a document by the one link in its name.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from backlog_ls.model.analysis.document_status import document_status
from backlog_ls.model.analysis.effective_status import meant
from backlog_ls.model.analysis.occurrences import MOST, is_common, occurrences, telling
from backlog_ls.model.analysis.section_status import certain_status, stated_statuses
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.flags import Bit
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.items.items import Item, ItemKind, StatusPlace, StatusUse, items_of
from backlog_ls.model.names.generic import is_generic
from backlog_ls.model.names.ids import ident_key
from backlog_ls.model.names.normalize import fold_status
from backlog_ls.model.statuses.status import Status, canonical, read_status
from backlog_ls.rules.engine.finding import Finding, Related, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.syntax.block import Kind
from backlog_ls.workspace.links.resolve import follow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.context import Context
    from backlog_ls.syntax.block import Block
    from backlog_ls.syntax.inline import Link
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View


def check_section(view: View, heading: Place[Block]) -> Iterator[Finding]:
    """Judge what a heading and the fields right under it state."""
    yield from _conflicts(stated_statuses(view.backlog, heading))


def check_subject(view: View, text: str) -> Iterator[Finding]:
    """Judge the same feature in two tables, and in a table and a section, by its name or its id.

    Twice in one table it is `duplicate-feature`'s.
    """
    idents = len(view.backlog.index.get(SymbolKind.ID, text))
    if is_generic(text) and not idents:
        return
    if is_common(view.backlog, text) or idents > MOST:
        return
    features: dict[object, dict[object, tuple[int, StatusUse]]] = {}
    for occurrence in occurrences(view.backlog, text):
        use = occurrence.item.status
        if occurrence.item.kind is ItemKind.ROW and use is not None:
            tables = features.setdefault(telling(occurrence), {})
            tables.setdefault(occurrence.group, (occurrence.key, use))
    for tables in features.values():
        yield from _conflicts([*tables.values()])
    if len(features) < 2:  # rows that another column tells apart are not all about one section
        yield from _rows_and_section(view, text)


def check_block(view: View, place: Place[Block], context: Context) -> Iterator[Finding]:
    """Judge a row by the document that it links."""
    if place.piece.kind != Kind.ROW or not context.roles:
        return
    for item in items_of(place.piece, context.roles):
        link = _only_link(place.piece, item)
        status = meant(item, context, None)
        if link is None or item.status is None or not _is_certain(item.status, status):
            continue
        lead = follow(place.piece.text, link, view.backlog, view.path, view.root, view.workspace)
        if not lead or lead.trouble or not lead.path.lower().endswith(".md"):
            continue
        other = view.workspace.backlog(lead.path) if lead.path != view.path else None
        said = document_status(other) if other and not lead.target.fragment else None
        if said and said[2] is not status:
            key, use, _ = said
            name = os.path.basename(lead.path)
            related = Related(key, use.start, use.end, f"`{use.text}` in {name}", lead.path)
            yield _finding(place.key, item.status, f"`{use.text}` in {name}", related)


def _rows_and_section(view: View, text: str) -> Iterator[Finding]:
    """Judge rows by the one section that has their name, or their id."""
    index = view.backlog.index
    keys = dict.fromkeys([*index.get(SymbolKind.NAME, text), *index.get(SymbolKind.ID, text)])
    sections, rows = [], []
    for place, context in view.backlog.contexts_of(keys):
        for item in items_of(place.piece, context.roles):
            named = item.key == text or (item.ident and ident_key(item.ident) == text)
            if named and item.kind is ItemKind.SECTION:
                sections.append(place)
            elif named and item.kind is ItemKind.ROW and item.status:
                rows.append((place, item.status, meant(item, context, None)))
    said = certain_status(view.backlog, sections[0]) if len(sections) == 1 and rows else None
    if said is None:
        return
    key, use, stated = said
    for place, cell, status in rows:
        if _is_certain(cell, status) and status is not stated:
            related = Related(key, use.start, use.end, f"Stated here as `{use.text}`")
            yield _finding(place.key, cell, f"`{use.text}` in its section", related)


def _only_link(block: Block, item: Item) -> Link | None:
    """Return the link in the name of a row, if there is just one."""
    inside = [link for link in facts(block).links if item.start <= link.start < item.end]
    return inside[0] if len(inside) == 1 else None


def _is_certain(use: StatusUse, status: Status) -> bool:
    return status is not Status.UNKNOWN and not read_status(use.text).partial


def _finding(key: int, use: StatusUse, other: str, related: Related) -> Finding:
    message = f"`{use.text}` here, {other}."
    return Finding(RULE.code, key, use.start, use.end, message, (), (related,))


def _conflicts(stated: list[tuple[int, StatusUse]]) -> Iterator[Finding]:
    known = [(key, use) for key, use in stated if _is_clear(use)]
    if not known:
        return
    first_key, first = known[0]
    for key, use in known[1:]:
        if _disagree(first, use):
            related = Related(first_key, first.start, first.end, f"Stated here as `{first.text}`")
            yield _finding(key, use, f"`{first.text}` in another place", related)
            return


def _disagree(one: StatusUse, other: StatusUse) -> bool:
    if one.status is other.status or {one.status, other.status} in _ALIKE:
        return False
    # "Sign-off \u2705" and "Ready for review": a bare sign says who is through with it.
    signs = [use for use in (one, other) if _is_sign(use) and use.status is Status.DONE]
    return not signs or Status.REVIEW not in {one.status, other.status}


def _is_sign(use: StatusUse) -> bool:
    return use.place is StatusPlace.HEADING and not fold_status(use.text).word


def _is_clear(use: StatusUse) -> bool:
    """Tell whether a status says one thing: `✅ IN PROGRESS` says two."""
    folded = fold_status(use.text)
    signs = {canonical(emoji) for emoji in folded.emojis} if folded.word else set()
    return use.status is not Status.UNKNOWN and signs <= {use.status, Status.UNKNOWN}


_ALIKE = (
    {Status.TODO, Status.DEFERRED},
    {Status.TODO, Status.BLOCKED},
    {Status.DEFERRED, Status.BLOCKED},
)
"""What is put off or waits is also still to do: `On the list — later`, `Status: Deferred`."""

RULE = Rule(
    "conflicting-status",
    Severity.WARNING,
    block=check_block,
    section=check_section,
    subject=check_subject,
    sorts=frozenset({SymbolKind.NAME, SymbolKind.ID}),
    bits=Bit.LINK,
)
