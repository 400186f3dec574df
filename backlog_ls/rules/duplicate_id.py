"""# duplicate-id

## What it does
Reports an id that two different items have.

## Why it matters
An id must identify one item. `Depends on: T-07` means one of the two, but readers and tools may find
the other.

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

## Fix
No fix: which item keeps the id is the author's decision.

## Not reported
Ids are compared within one table that has an id column, within one list, among the headings of a
document, and between files that hold one task each, where the last file by path reports it. An id in a table and in a section heading is one
item, and so are two headings with similar titles, such as a plan and its summary, and two of which one is
inside the section of the other. Headings count only if each is followed by what items have: a status, a
priority, an owner, an effort, tasks. Ids that three or more entries share are groups or logs, ids with a
single digit (`P1`) may be priorities, and cancelled items and archived copies do not count.
"""

from __future__ import annotations

import os
from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.model.analysis.dependencies import LocatedItem, find_items_with_id, is_ambiguous_id
from backlog_ls.model.analysis.occurrences import has_items_below
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.document.index import MAX_UNRELATED_IDS, SymbolKind
from backlog_ls.model.items.item import ItemKind
from backlog_ls.model.items.items import cell_span
from backlog_ls.model.names.ids import find_ids, id_series, normalize_id
from backlog_ls.model.names.normalize import normalize_name
from backlog_ls.model.roles.path_evidence import read_path
from backlog_ls.model.roles.role import DocumentRole
from backlog_ls.model.statuses.status import CLOSED_STATUSES, Status
from backlog_ls.model.tables.roles import Role, find_role
from backlog_ls.rules.engine.finding import Finding, Related, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.pattern import pattern
from backlog_ls.workspace.declared_roles import relative_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.items.item import Item
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

_SEPARATOR = pattern(r"[\s*_`\])]*(?:[:.|\uff1a]|[-\u2013\u2014]\s)")
_PLACEHOLDER = pattern(r"\s*[\[<{][^\[\]<>{}]*[\]>}]\s*\Z")
_WORD = pattern(r"\w+")
_ITEM_ROLES = {
    Role.OWNER,
    Role.PRIORITY,
    Role.ESTIMATE,
    Role.DUE,
    Role.MILESTONE,
    Role.DEPENDS_ON,
}
"""Roles of fields that only items of work have."""
MAX_FIELDS = 10
"""Maximum number of blocks with fields below a heading that are read."""
MIN_WORD_LENGTH = 3
"""Minimum length in code points of a word of a title that is compared."""


def check(view: View, key: str) -> Iterator[Finding]:
    """Check the items with the same id."""
    keys = view.backlog.index.get(SymbolKind.ID, key)
    if is_ambiguous_id(view.backlog, key):
        return
    only = view.backlog.rope.at_key(keys[0]) if len(keys) == 1 else None
    if only and only.piece.kind != Kind.FRONT_MATTER:
        return  # used once, and not the id of a whole document: nothing to compare
    own = list(find_items_with_id(view.backlog, key))
    groups: dict[object, list[LocatedItem]] = {}
    for each in own:
        dropped = each.item.struck or each.status is Status.CANCELLED  # its id may be used again
        if not dropped and _identifies_item(view.backlog, each):
            groups.setdefault(_find_container(each), []).append(each)
    for group in groups.values():
        if len(group) == 2 and _are_different(*group):
            yield _make_finding(group[1], group[0])
    document = next((each for each in own if each.item.kind is ItemKind.DOCUMENT), None)
    if document and view.path and view.role is not DocumentRole.ARCHIVE:
        for path, backlog in view.workspace.backlogs_with(SymbolKind.ID, key, view.path):
            if not read_path(relative_path(path, view.root)).role.is_checked:
                continue  # a copy in an archive, or a template
            for other in find_items_with_id(backlog, key, path):
                different = other.item.normalized_name != document.item.normalized_name
                if _is_told_there(view, other):
                    continue
                if other.item.kind is ItemKind.DOCUMENT and different:
                    yield _make_finding(document, other)
                    return


def _is_told_there(view: View, other: LocatedItem) -> bool:
    """Return whether the other document reports the id that both have: the last one by path does.

    A closed item may be in a document that is finished, which reports nothing.
    """
    is_closed = (
        other.status in CLOSED_STATUSES or read_path(relative_path(other.path, view.root)).finished
    )
    return not is_closed and other.path > view.path


def _find_container(written: LocatedItem) -> tuple[object, ...]:
    """Return the table, list or document that contains an item, as a comparable value."""
    item, context = written.item, written.context
    if item.kind is ItemKind.SECTION:
        return (item.kind,)
    return item.kind, context.lead, context.sections, item.depth


def _are_different(one: LocatedItem, other: LocatedItem) -> bool:
    """Return whether two entries with the same id are about different things.

    Headings with a word in common are one item: its plan and its result, or two days of its log. So
    are a heading and one inside its section. `T-07 notes`, `T-07 (old)` and `T-07: now T-08` are about
    an item, but do not name it.
    """
    if one.item.kind is not ItemKind.SECTION:
        return one.item.normalized_name != other.item.normalized_name
    around = {each.key for each in other.context.sections if each.level < other.item.depth}
    if one.place.key in around:
        return False
    if not (_names_item(one) and _names_item(other)):
        return False
    words, other_words = _title_words(one.item), _title_words(other.item)
    return bool(words and other_words) and words.isdisjoint(other_words)


def _names_item(written: LocatedItem) -> bool:
    """Return whether a heading names an item: an id, a separator, a title without another id.

    It has a status, fields of an item, or items below it. Otherwise it may be about one part of the
    item.
    """
    item = written.item
    rest = item.name.partition(item.id)[2]
    separator = _SEPARATOR.match(rest)
    if not separator or _PLACEHOLDER.match(rest, separator.end()):
        return False
    if any(find_ids(rest, 0, len(rest))):
        return False
    return (
        written.status is not Status.UNKNOWN
        or has_items_below(written.backlog, written.place)
        or _has_fields(written.backlog, written.place)
    )


def _has_fields(backlog: Backlog, heading: Place[Block]) -> bool:
    """Return whether fields right below a heading describe an item: its priority, its effort."""
    start, stop = heading.index + 1, backlog.body_end(heading)
    places = islice(backlog.rope.find(FLAGS, Flag.FIELD, start, stop), MAX_FIELDS)
    return any(
        find_role(field.name) in _ITEM_ROLES
        for place in places
        for field in facts_of(place.piece).fields
    )


def _title_words(item: Item) -> set[str]:
    """Return the words of a title without its id and its status."""
    end = item.status.start - item.start if item.status else len(item.name)
    title = item.name[:end] if end > 0 else item.name
    rest = title.replace(item.id, " ", 1)
    words = _WORD.findall(normalize_name(rest))
    return {word for word in words if len(word) >= MIN_WORD_LENGTH}


def _identifies_item(backlog: Backlog, written: LocatedItem) -> bool:
    """Return whether the id of a row or a task identifies it, unlike that of a story or a priority."""
    item, roles = written.item, written.context.roles
    if item.kind is ItemKind.ROW and roles and written.place.piece.kind == Kind.ROW:
        span = cell_span(written.place.piece, roles.id)
        if span and span[0] <= item.id_start < span[1]:
            head = backlog.rope.at_key(written.context.lead)
            titles = [normalize_name(title) for title in _header_texts(head.piece)] if head else []
            title = titles[roles.id] if roles.id is not None and roles.id < len(titles) else ""
            return title in {"id", "#"} or title.removesuffix(" id") in titles
    if item.kind not in {ItemKind.ROW, ItemKind.TASK, ItemKind.SECTION}:
        return False
    series = backlog.index.get(SymbolKind.ID_SERIES, id_series(normalize_id(item.id)))
    return len(series) > MAX_UNRELATED_IDS and _is_unlike_a_label(item.id)


def _is_unlike_a_label(ident: str) -> bool:
    """Return whether an id is not a priority (`P1`) or the label of a group (`Tier-3`)."""
    prefix, dash, _ = ident.partition("-")
    return sum(map(str.isdigit, ident)) > 1 or (bool(dash) and prefix.isupper())


def _header_texts(table: Block) -> list[str]:
    row = facts_of(table).row
    return [cell.text(table.text) for cell in row.cells] if row else []


def _make_finding(item: LocatedItem, other: LocatedItem) -> Finding:
    name = os.path.basename(other.path)
    where = f" in {name}" if name else ""
    related = Related(
        other.place.key,
        other.item.start,
        other.item.end,
        f"Other item with this id{where}",
        other.path,
    )
    return Finding(
        RULE.code,
        item.place.key,
        item.item.id_start,
        item.item.id_start + len(item.item.id),
        f"Duplicate id: `{item.item.id}` already belongs to `{other.item.name}`.",
        (),
        (related,),
    )


RULE = Rule(
    "duplicate-id",
    Severity.ERROR,
    symbol=check,
    symbol_kinds=frozenset({SymbolKind.ID}),
    check_unique=True,
)
