"""# duplicate-feature

## What it does
Reports a feature that is listed twice: a warning in one table or list, information across sections.

## Why it matters
Two entries for one feature drift apart: one is closed, the other stays open, and nobody knows which
one is right.

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

## Fix
No fix: which entry to keep is the author's decision.

## Not reported
Numbered names (`Phase 2`), chores that every feature has (`Tests`), checkboxes in different lists,
tasks that share only a bold label, rows that another column tells apart, rows in three or more sections,
and headings that are not next to each other in one section or have no items below them. Case, markup and
emoji are ignored when names are compared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.analysis.occurrences import (
    Occurrence,
    distinguishing_values,
    find_occurrences,
    has_items_below,
    is_common_name,
)
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.items.items import ItemKind
from backlog_ls.model.names.generic_names import is_generic_name
from backlog_ls.model.names.normalize import normalize_name
from backlog_ls.rules.engine.finding import Finding, Related, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.workspace.view import View


MAX_SECTIONS = 2
"""Maximum number of sections with a feature. An item in more of them is a step of each."""
MIN_HEADING_WORDS = 2
"""Minimum number of words of a heading that names a feature. `Tests` may be part of anything."""
_STEP = pattern(
    r"(?:step|schritt|steg|paso|passo|\u00e9tape|\u0448\u0430\u0433|\u7b2c|\u6b65\u9aa4) ?\d"
)
_PLACEHOLDER = pattern(r"\{[^{}]{1,60}\}|<(?!!--)[^<>]{1,60}>")
_BRACKETED = pattern(r"\[[^\[\]]{3,}\]")
_CODE = pattern(r"`[^`]*`")
_LISTED = {ItemKind.TASK, ItemKind.CARD}


def check(view: View, name: str) -> Iterator[Finding]:
    """Check all items with the same name."""
    if is_generic_name(name) or is_common_name(view.backlog, name):
        return
    found = list(find_occurrences(view.backlog, name))
    yield from _check_rows(found, name)
    yield from _check_lists(found)
    yield from _check_headings(view.backlog, found, name)


def _check_rows(found: list[Occurrence], name: str) -> Iterator[Finding]:
    """Check the rows among `found`, in one table or in two."""
    rows = [each for each in found if each.item.kind is ItemKind.ROW]
    # The first row of each kind. Duplicates agree in the columns that distinguish rows.
    repeated = len({each.section for each in rows}) > MAX_SECTIONS or _STEP.match(name)
    firsts: dict[tuple[object, ...], Occurrence] = {}
    for later in rows:
        values = distinguishing_values(later)
        earlier = firsts.setdefault((values, later.group), later)
        if earlier is later:
            earlier = firsts.setdefault((values,), later)
        if earlier is later or _is_template(later.item.name):
            continue
        if earlier.group == later.group:
            yield _make_finding(later, earlier, "in this table")
        # Two tables in one section are usually a plan and its result.
        elif earlier.section != later.section and not repeated:
            yield _make_finding(later, earlier, "in another section", Severity.INFORMATION)


def _check_lists(found: list[Occurrence]) -> Iterator[Finding]:
    """Check the list items among `found`, each list for itself."""
    firsts: dict[tuple[object, ...], Occurrence] = {}
    for later in found:
        if later.item.kind not in _LISTED or later.item.depth or _is_template(later.item.name):
            continue
        # `**Security:** check the tokens` and `**Security:** check the headers` are different.
        earlier = firsts.setdefault((later.group, _text_after_name(later)), later)
        if earlier is not later:
            yield _make_finding(later, earlier, "in this list")


def _check_headings(backlog: Backlog, found: list[Occurrence], name: str) -> Iterator[Finding]:
    """Check the headings among `found`: two of one section, with items below both of them."""
    headings = [each for each in found if each.item.kind is ItemKind.SECTION]
    if len(headings) != MAX_SECTIONS or len(name.split()) < MIN_HEADING_WORDS:
        return
    earlier, later = headings
    if _find_parents(later) != _find_parents(earlier):
        return
    if _has_items(backlog, earlier) and _has_items(backlog, later):
        yield _make_finding(later, earlier, "in this section", Severity.INFORMATION)


def _find_parents(heading: Occurrence) -> tuple[object, ...]:
    """Return the level of a heading and the headings above it, as a comparable value."""
    level = heading.item.depth
    return level, *(above for above in heading.context.sections if above.level < level)


def _has_items(backlog: Backlog, heading: Occurrence) -> bool:
    place = backlog.rope.at_key(heading.key)
    return place is not None and has_items_below(backlog, place)


def _make_finding(
    later: Occurrence, earlier: Occurrence, where: str, severity: Severity | None = None
) -> Finding:
    return Finding(
        RULE.code,
        later.key,
        later.item.start,
        later.item.end,
        f"Duplicate: `{later.item.name}` is already listed {where}.",
        (),
        (Related(earlier.key, earlier.item.start, earlier.item.end, "First listed here"),),
        severity,
    )


def _is_template(name: str) -> bool:
    """Return whether a name contains a placeholder: `{scenario}`, `<name>`, but not a tag in code.

    A name that is all in brackets is one too: `[Criterion from the plan]`.
    """
    if _BRACKETED.fullmatch(name):
        return True
    words = _CODE.sub("", name)
    return _PLACEHOLDER.search(words if normalize_name(words) else name) is not None


def _text_after_name(occurrence: Occurrence) -> str:
    """Return the text of a list item after its name."""
    item = occurrence.item
    for entry in facts_of(occurrence.block).list_items:
        if entry.text_start <= item.start and item.end <= entry.text_end:
            return normalize_name(occurrence.block.text[item.end : entry.text_end])
    return ""


RULE = Rule(
    "duplicate-feature", Severity.WARNING, symbol=check, symbol_kinds=frozenset({SymbolKind.NAME})
)
