"""# conflicting-status

## What it does
Reports an item that has two different statuses. They may be in two status fields below one heading, in
a heading and its field, in two tables that list the same feature, or in a table row and the section or
document that it refers to.

## Why it matters
One of the two is out of date, and whoever reads it is misled.

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

## Fix
No fix: which status is right is the author's decision.

## Not reported
Different words for the same status, such as `Done` and `✅ Completed`, and words that have no certain
meaning; an emoji in a heading above a list of statements, one of which is about some status. A row
refers to a section by its id or its full name, and to a document by the only link in its
name.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from backlog_ls.model.analysis.document_status import read_document_status
from backlog_ls.model.analysis.effective_status import declared_meaning
from backlog_ls.model.analysis.occurrences import (
    MAX_OCCURRENCES,
    distinguishing_values,
    find_occurrences,
    is_common_name,
)
from backlog_ls.model.analysis.section_status import read_certain_status, read_section_statuses
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import Flag
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.items.items import Item, ItemKind, StatusPlace, StatusUse, find_items
from backlog_ls.model.names.generic_names import is_generic_name
from backlog_ls.model.names.ids import normalize_id
from backlog_ls.model.names.normalize import normalize_status
from backlog_ls.model.statuses.status import Status, canonical_status, read_status
from backlog_ls.model.tables.roles import find_role
from backlog_ls.rules.engine.finding import Finding, Related, Severity
from backlog_ls.rules.engine.rule import InFinished, Rule
from backlog_ls.syntax.block import Kind
from backlog_ls.workspace.links.resolve import resolve_markdown_link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.document.context import Context
    from backlog_ls.syntax.block import Block
    from backlog_ls.syntax.inline import Link
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View


def check_section(view: View, heading: Place[Block]) -> Iterator[Finding]:
    """Compare the statuses in a heading and in the fields directly below it."""
    stated = read_section_statuses(view.backlog, heading)
    if len(stated) == 2 and _is_sign(stated[0][1]) and _is_statement(view.backlog, stated[1][0]):
        return
    yield from _find_conflicts(stated)


def check_name_or_id(view: View, text: str) -> Iterator[Finding]:
    """Compare the items with the name or id `text` in several tables, and in a table and a section.

    Items twice in one table are reported by `duplicate-feature`.
    """
    idents = len(view.backlog.index.get(SymbolKind.ID, text))
    if is_generic_name(text) and not idents:
        return
    if is_common_name(view.backlog, text) or idents > MAX_OCCURRENCES:
        return
    features: dict[object, dict[object, tuple[int, StatusUse]]] = {}
    for occurrence in find_occurrences(view.backlog, text):
        use = occurrence.item.status
        if occurrence.item.kind is ItemKind.ROW and use is not None:
            tables = features.setdefault(distinguishing_values(occurrence), {})
            tables.setdefault(occurrence.group, (occurrence.key, use))
    for tables in features.values():
        yield from _find_conflicts([*tables.values()])
    if len(features) < 2:  # rows that differ in another column are not all about one section
        yield from _compare_rows_with_section(view, text)


def check_block(view: View, place: Place[Block], context: Context) -> Iterator[Finding]:
    """Compare the status of a row with that of the document that it links."""
    if place.piece.kind != Kind.ROW or not context.roles:
        return
    for item in find_items(place.piece, context.roles):
        link = _only_link(place.piece, item)
        status = declared_meaning(item, context, None)
        if link is None or item.status is None or not _is_certain(item.status, status):
            continue
        resolved = resolve_markdown_link(
            place.piece.text, link, view.backlog, view.path, view.root, view.workspace
        )
        if not resolved or resolved.problem or not resolved.path.lower().endswith(".md"):
            continue
        other = view.workspace.backlog(resolved.path) if resolved.path != view.path else None
        document_state = (
            read_document_status(other) if other and not resolved.target.fragment else None
        )
        if document_state and document_state[2] is not status:
            key, use, _ = document_state
            name = os.path.basename(resolved.path)
            related = Related(
                key, use.start, use.end, f"Status `{use.text}` in {name}", resolved.path
            )
            yield _make_finding(place.key, item.status, f"`{use.text}` in {name}", related)


def _compare_rows_with_section(view: View, text: str) -> Iterator[Finding]:
    """Compare rows with the only section that has their name or id."""
    index = view.backlog.index
    keys = dict.fromkeys([*index.get(SymbolKind.NAME, text), *index.get(SymbolKind.ID, text)])
    sections, rows = [], []
    for place, context in view.backlog.contexts_of(keys):
        for item in find_items(place.piece, context.roles):
            named = item.normalized_name == text or (item.id and normalize_id(item.id) == text)
            if named and item.kind is ItemKind.SECTION:
                sections.append(place)
            elif named and item.kind is ItemKind.ROW and item.status:
                rows.append((place, item.status, declared_meaning(item, context, None)))
    section_state = (
        read_certain_status(view.backlog, sections[0]) if len(sections) == 1 and rows else None
    )
    if section_state is None:
        return
    key, use, stated = section_state
    for place, cell, status in rows:
        if _is_certain(cell, status) and status is not stated:
            related = Related(key, use.start, use.end, f"Status `{use.text}`")
            yield _make_finding(place.key, cell, f"`{use.text}` in its section", related)


def _only_link(block: Block, item: Item) -> Link | None:
    """Return the only link in the name of a row; None if there is not exactly one."""
    inside = [link for link in facts_of(block).links if item.start <= link.start < item.end]
    return inside[0] if len(inside) == 1 else None


def _is_certain(use: StatusUse, status: Status) -> bool:
    return status is not Status.UNKNOWN and not read_status(use.text).partial


def _make_finding(key: int, use: StatusUse, other: str, related: Related) -> Finding:
    message = f"Status is `{use.text}` here, but {other}."
    return Finding(RULE.code, key, use.start, use.end, message, (), (related,))


def _find_conflicts(stated: list[tuple[int, StatusUse]]) -> Iterator[Finding]:
    known = [(key, use) for key, use in stated if _is_clear(use)]
    if not known:
        return
    first_key, first = known[0]
    for key, use in known[1:]:
        if _disagree(first, use):
            related = Related(first_key, first.start, first.end, f"Status `{first.text}`")
            yield _make_finding(key, use, f"`{first.text}` elsewhere", related)
            return


def _disagree(one: StatusUse, other: StatusUse) -> bool:
    if one.status is other.status or {one.status, other.status} in _COMPATIBLE:
        return False
    # In "Sign-off \u2705" with the status "Ready for review", the emoji is about the sign-off only.
    signs = [use for use in (one, other) if _is_sign(use) and use.status is Status.DONE]
    return not signs or Status.REVIEW not in {one.status, other.status}


def _is_statement(backlog: Backlog, key: int) -> bool:
    """Return whether a status field is one of several statements in a list, not about its section.

    Below `What is right \u2705`, a list may say: `- **Milestone:** M3`, `- **Status:** in progress`.
    """
    place = backlog.rope.at_key(key)
    if place is None or not place.index or place.index + 1 == len(backlog.rope):
        return False
    before, after = (backlog.rope.at_index(place.index + step).piece for step in (-1, 1))
    if not place.piece.kind == before.kind == Kind.ITEM:
        return False
    fields = (
        *facts_of(before).fields,
        *(facts_of(after).fields if after.kind == Kind.ITEM else ()),
    )
    return any(find_role(field.name) is None for field in fields)


def _is_sign(use: StatusUse) -> bool:
    return use.place is StatusPlace.HEADING and not normalize_status(use.text).word


def _is_clear(use: StatusUse) -> bool:
    """Return whether a status has one meaning: `✅ IN PROGRESS` has two."""
    folded = normalize_status(use.text)
    signs = {canonical_status(emoji) for emoji in folded.emojis} if folded.word else set()
    return use.status is not Status.UNKNOWN and signs <= {use.status, Status.UNKNOWN}


_COMPATIBLE = (
    {Status.TODO, Status.DEFERRED},
    {Status.TODO, Status.BLOCKED},
    {Status.DEFERRED, Status.BLOCKED},
)
"""Statuses that do not contradict each other: a deferred or blocked item is also still to do."""

RULE = Rule(
    "conflicting-status",
    Severity.WARNING,
    block=check_block,
    section=check_section,
    symbol=check_name_or_id,
    symbol_kinds=frozenset({SymbolKind.NAME, SymbolKind.ID}),
    flags=Flag.LINK,
    in_finished=InFinished.EVERYTHING,
)
