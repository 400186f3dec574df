"""# conflicting-status

## What it does
Reports an item that has two different statuses. They may be in two status fields below one heading, in
a heading and its field, in two tables that list the same feature, or in an overview (a table row or a
list item) and the section or document that it refers to.

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
meaning; an emoji in a heading above a list of statements, one of which is about some status. An overview
refers to a section by its id or its full name, and to a document by the only link in its name, or by a
link in the cell of its id to a file that is named after it. A list item that says more than the title of
the section, or that is inside it, may be about a part. An empty checkbox may be one that nobody ticks. A
share, such as `33%`, only contradicts `done`, and `100%` only what is open. Rows of a table none of whose
linked documents has the status of its row, because nobody keeps it there.
"""

from __future__ import annotations

import os
from itertools import islice, takewhile
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
from backlog_ls.model.items.item import Item, ItemKind, StatusPlace, StatusUse
from backlog_ls.model.items.items import cell_span, find_items
from backlog_ls.model.names.generic_names import is_generic_name
from backlog_ls.model.names.ids import normalize_id
from backlog_ls.model.names.normalize import normalize_name, normalize_status
from backlog_ls.model.statuses.status import Status, canonical_status, read_status
from backlog_ls.model.tables.roles import find_role
from backlog_ls.rules.engine.finding import Finding, Related, Severity
from backlog_ls.rules.engine.rule import InFinished, Rule
from backlog_ls.syntax.block import Kind
from backlog_ls.text.pattern import pattern
from backlog_ls.workspace.index.members import ids_in_filename
from backlog_ls.workspace.links.resolve import resolve_markdown_link

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlog_ls.model.analysis.section_status import CertainStatus
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
    if stated and stated[0][0] == heading.key and _may_be_name(heading.piece, stated[0][1]):
        stated = stated[1:]
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
        yield from _compare_with_section(view, text)


def check_block(view: View, place: Place[Block], context: Context) -> Iterator[Finding]:
    """Compare the status of a row or a list item with that of the document that it links."""
    for use, status, path, document in _find_linked_statuses(view, place, context):
        if _contradicts(use, status, document.status):
            key, other, _ = document
            name = os.path.basename(path)
            message = f"Status `{other.text}` in {name}"
            related = Related(key, other.start, other.end, message, path)
            yield _make_finding(place.key, use, f"`{other.text}` in {name}", related)


def select(view: View, findings: Sequence[Finding]) -> Iterator[Finding]:
    """Choose the findings to show: none of a table none of whose linked documents keeps its status."""
    tables: dict[int, list[Finding]] = {}
    for finding in findings:
        place = view.backlog.rope.at_key(finding.key) if finding.related[0].path else None
        if place is None or place.piece.kind != Kind.ROW:
            yield finding
        else:
            tables.setdefault(view.backlog.context(place).lead, []).append(finding)
    for lead, found in tables.items():
        if len(found) < MIN_UNKEPT or _has_kept_document(view, lead, {each.key for each in found}):
            yield from found


def _has_kept_document(view: View, lead: int, wrong: set[int]) -> bool:
    """Return whether a row of the table with the header `lead`, not in `wrong`, agrees with its document."""
    table = view.backlog.rope.at_key(lead)
    if table is None:
        return True
    rows = islice(view.backlog.contexts(table.index + 1), MAX_ROWS)
    for place, context in takewhile(lambda step: step[1].lead == lead, rows):
        if place.key not in wrong and any(_find_linked_statuses(view, place, context)):
            return True
    return False


def _find_linked_statuses(
    view: View, place: Place[Block], context: Context
) -> Iterator[tuple[StatusUse, Status, str, CertainStatus]]:
    """Yield the statuses of a row or a list item that links a document with a certain status.

    Each comes with its meaning, the absolute path of the document, and the status of that.
    """
    if place.piece.kind not in {Kind.ROW, Kind.ITEM}:
        return
    for item in find_items(place.piece, context.roles, cards=context.cards):
        status = declared_meaning(item, context, None)
        if item.status is None or not _is_certain(item.status, status):
            continue
        link = _only_link(place.piece, item, context)
        if link is None or (item.kind is not ItemKind.ROW and not _is_stated(item)):
            continue
        resolved = resolve_markdown_link(
            place.piece.text, link, view.backlog, view.path, view.root, view.workspace
        )
        if not resolved or resolved.problem or not resolved.path.lower().endswith(".md"):
            continue
        other = view.workspace.backlog(resolved.path) if resolved.path != view.path else None
        document = read_document_status(other) if other and not resolved.target.fragment else None
        if document:
            yield item.status, status, resolved.path, document


def _compare_with_section(view: View, text: str) -> Iterator[Finding]:
    """Compare rows and list items with the only section that has their name or id."""
    index = view.backlog.index
    keys = dict.fromkeys([*index.get(SymbolKind.NAME, text), *index.get(SymbolKind.ID, text)])
    sections: list[tuple[Place[Block], Item]] = []
    others: list[tuple[Place[Block], Item, StatusUse, Status]] = []
    for place, context in view.backlog.contexts_of(keys):
        for item in find_items(place.piece, context.roles, cards=context.cards):
            named = item.normalized_name == text or (item.id and normalize_id(item.id) == text)
            if named and item.kind is ItemKind.SECTION:
                sections.append((place, item))
            elif named and item.status and (item.kind is ItemKind.ROW or _is_stated(item)):
                others.append((place, item, item.status, declared_meaning(item, context, None)))
    section_state = (
        read_certain_status(view.backlog, sections[0][0]) if len(sections) == 1 and others else None
    )
    if section_state is None:
        return
    key, use, stated = section_state
    heading, section = sections[0]
    end = view.backlog.section_end(heading)
    for place, item, own, status in others:
        if item.is_identified and section.id and _is_other_id(item, section, text):
            continue  # their common id is a text of its own
        if item.kind is not ItemKind.ROW and (
            # In its section, a list item with its id is about a part of it.
            heading.index < place.index < end or not _has_same_title(item, section)
        ):
            continue
        if _is_certain(own, status) and _contradicts(own, status, stated):
            related = Related(key, use.start, use.end, f"Status `{use.text}`")
            yield _make_finding(place.key, own, f"`{use.text}` in its section", related)


def _only_link(block: Block, item: Item, context: Context) -> Link | None:
    """Return the only link of a row that names its document, or with which a list item begins.

    A row names its document in the cell of its name or of its id. A link in the latter counts if the
    name of the document contains the id.
    """
    links = facts_of(block).links
    if item.kind is not ItemKind.ROW:
        first = [link for link in links if abs(link.start - item.start) <= _MAX_MARKUP]
        return first[0] if len(first) == 1 and first[0].end >= item.end - _MAX_MARKUP else None
    inside = [link for link in links if item.start <= link.start < item.end]
    if inside or context.roles is None or not item.is_identified:
        return inside[0] if len(inside) == 1 else None
    span = cell_span(block, context.roles.id)
    beside = [link for link in links if span and span[0] <= link.start < span[1]]
    if len(beside) != 1:
        return None
    target = block.text[beside[0].target_start : beside[0].target_end]
    key = normalize_id(item.id)
    return beside[0] if any(each.text == key for each in ids_in_filename(target)) else None


def _is_stated(item: Item) -> bool:
    """Return whether a list item states a status: an empty box may be one that nobody ticks."""
    use = item.status
    if use is None or item.depth:
        return False
    return use.place is not StatusPlace.CHECKBOX or use.status is Status.DONE


def _is_other_id(item: Item, section: Item, text: str) -> bool:
    """Return whether an item and a section with the same name have the same id, unlike `text`."""
    key = normalize_id(item.id)
    return key != text and key == normalize_id(section.id)


def _has_same_title(item: Item, section: Item) -> bool:
    """Return whether a list item with the id of a section names it, and nothing about it."""
    if not item.id:
        return True  # it has the name of the section
    words, title = (
        {*_WORD.findall(normalize_name(each.name.replace(each.id, " ", 1)))}
        for each in (item, section)
    )
    return words <= title


def _is_certain(use: StatusUse, status: Status) -> bool:
    if status is Status.UNKNOWN:
        return False
    return not read_status(use.text).partial or (status in _BEGUN and _is_share(use))


def _is_share(use: StatusUse) -> bool:
    """Return whether a status is how much of the work is done: `🟡 33%`, `75 % complete`."""
    return _SHARE.search(use.text) is not None


def _contradicts(use: StatusUse, status: Status, stated: Status) -> bool:
    """Return whether the status of a row or list item is not the one that is stated elsewhere.

    A share, and a ticked box, only say whether it is done.
    """
    if _is_share(use) or use.place is StatusPlace.CHECKBOX:
        return stated in _PLAIN and (status is Status.DONE) is not (stated is Status.DONE)
    if use.place is StatusPlace.BULLET and {status, stated} in _COMPATIBLE:
        return False
    return status is not stated


def _make_finding(key: int, use: StatusUse, other: str, related: Related) -> Finding:
    start, end, shown = use.start, use.end, use.text
    if use.place is StatusPlace.CHECKBOX and len(shown) == 1:
        start, end, shown = start - 1, end + 1, f"[{shown}]"
    message = f"Status is `{shown}` here, but {other}."
    return Finding(RULE.code, key, start, end, message, (), (related,))


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


def _may_be_name(heading: Block, use: StatusUse) -> bool:
    """Return whether a word for open work in a heading may be a part of its name.

    So it is in `S1: Naming TODO` and `Future phase: export`, but not in `Naming — TODO`.
    """
    before = heading.text[: use.start].rstrip(" \t*_`~")
    stated = before.endswith(tuple("-\u2013\u2014\u00b7\u2022|:([\uff1a\uff08"))
    return use.status is Status.TODO and bool(normalize_status(use.text).word) and not stated


def _is_sign(use: StatusUse) -> bool:
    return use.place is StatusPlace.HEADING and not normalize_status(use.text).word


def _is_clear(use: StatusUse) -> bool:
    """Return whether a status has one meaning: `✅ IN PROGRESS` has two."""
    folded = normalize_status(use.text)
    signs = {canonical_status(emoji) for emoji in folded.emojis} if folded.word else set()
    return use.status is not Status.UNKNOWN and signs <= {use.status, Status.UNKNOWN}


_BEGUN = {Status.TODO, Status.IN_PROGRESS}
_PLAIN = {Status.TODO, Status.IN_PROGRESS, Status.DONE}
"""Statuses that a share, or a ticked box, confirms or contradicts."""
_MAX_MARKUP = 3
"""Maximum number of code points of markup around a name."""
MIN_UNKEPT = 4
"""Minimum number of rows of a table that contradict their documents to take it for a habit."""
MAX_ROWS = 200
"""Maximum number of rows of a table that are searched for one that agrees with its document."""
_SHARE = pattern(r"\d\s?%")
_WORD = pattern(r"\w+")
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
    select=select,
    in_finished=InFinished.EVERYTHING,
)
