"""# duplicate-feature

## What it does
Reports a feature that is listed twice: a warning in one table or list, information across sections. In
lists without checkboxes, only long entries are compared.

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
Numbered names (`Phase 2`), chores that every feature has (`Tests`), list items in different lists,
tasks that share only a bold label, rows that another column tells apart, rows in three or more sections,
and headings without a number, an id or a status, which any section may have (`Acceptance criteria`), in
different parents or without items below them. Case, markup and emoji are ignored when names are
compared. Rows that were copied with all their cells from one section to another are one finding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.analysis.occurrences import (
    MAX_OCCURRENCES,
    Occurrence,
    distinguishing_values,
    find_occurrences,
    has_items_below,
    is_common_name,
)
from backlog_ls.model.analysis.section_status import read_certain_status
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import Flag, flags_of
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.items.item import ItemKind
from backlog_ls.model.items.items import find_items
from backlog_ls.model.items.long_bullets import read_long_bullet
from backlog_ls.model.names.generic_names import is_generic_name
from backlog_ls.model.names.normalize import normalize_name
from backlog_ls.model.statuses.status import is_known_status
from backlog_ls.model.tables.roles import Role
from backlog_ls.rules.engine.finding import Finding, Related, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.document.context import Context
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View


MAX_SECTIONS = 2
"""Maximum number of sections with a feature. An item in more of them is a step of each."""
MIN_HEADING_WORDS = 2
"""Minimum number of words of a heading that names a feature. `Tests` may be part of anything."""
MAX_BULLETS = 3
"""Maximum number of bullets of a document that are there twice by mistake."""
MAX_SHOWN = 80
"""Maximum length of a list item in a message, in code points."""
_PART_NUMBER = pattern(r"\d{1,3}(?:\.\d{1,3}){1,3}\.?")
_STEP = pattern(
    r"(?:step|schritt|steg|paso|passo|\u00e9tape|\u0448\u0430\u0433|\u7b2c|\u6b65\u9aa4) ?\d"
)
_PLACEHOLDER = pattern(r"\{[^{}]{1,200}\}|<(?!!--)[^<>]{1,60}>")
_BRACKETED = pattern(r"\[[^\[\]]{3,}\]")
_CODE = pattern(r"`[^`]*`")
_LISTED = {ItemKind.TASK, ItemKind.CARD}


def check(view: View, name: str) -> Iterator[Finding]:
    """Check all items with the same name, and all long list items with the same text."""
    yield from _check_bullets(view.backlog, name)
    if is_generic_name(name) or is_common_name(view.backlog, name):
        return
    found = list(find_occurrences(view.backlog, name))
    yield from _check_rows(found, name)
    yield from _check_lists(found)
    yield from _check_headings(view.backlog, found, name)


def select(view: View, findings: Sequence[Finding]) -> Iterator[Finding]:
    """Yield `findings` without those about bullets if they are many: their lists contain values."""
    are_bullets = [_is_about_bullet(view.backlog, finding) for finding in findings]
    for finding, is_bullet in zip(findings, are_bullets, strict=True):
        if not is_bullet or sum(are_bullets) <= MAX_BULLETS:
            yield finding


def _is_about_bullet(backlog: Backlog, finding: Finding) -> bool:
    place = backlog.rope.at_key(finding.key)
    return place is not None and read_long_bullet(place.piece) != ""


def _check_rows(found: list[Occurrence], name: str) -> Iterator[Finding]:
    """Check the rows among `found`, in one table or in two."""
    rows = [each for each in found if each.item.kind is ItemKind.ROW]
    # The first row of each kind. Duplicates agree in the columns that distinguish rows.
    repeated = len({each.section for each in rows}) > MAX_SECTIONS or _STEP.match(name)
    firsts: dict[tuple[object, ...], Occurrence] = {}
    for later in rows:
        values = (*distinguishing_values(later), *_read_place(later))
        earlier = firsts.setdefault((values, later.group), later)
        if earlier is later:
            earlier = firsts.setdefault((values,), later)
        if earlier is later or _is_template(later.item.name):
            continue
        if earlier.group == later.group:
            yield _make_finding(later, earlier, "in this table")
        # Two tables in one section are usually a plan and its result.
        elif earlier.section != later.section and not repeated:
            found_one = _make_finding(later, earlier, "in another section", Severity.INFORMATION)
            is_copy = _has_same_cells(later, earlier)
            cause = f"rows of {earlier.group} in {later.group}" if is_copy else ""
            yield found_one._replace(cause=cause)


def _read_place(row: Occurrence) -> Iterator[tuple[str, str]]:
    """Yield what stands before the name and tells a row apart: `2.1`, or the situation it is for."""
    roles = row.context.roles
    cells = facts_of(row.block).row
    if roles is None or cells is None:
        return
    for column, (role, cell) in enumerate(zip(roles.roles, cells.cells, strict=False)):
        text = cell.text(row.block.text)
        if role is Role.NAME or cell.start > row.item.start:
            return
        if (
            role is Role.NOTES
            or (role is Role.NUMBER and _PART_NUMBER.fullmatch(text.strip("*_`")))
            or (role is Role.STATUS and not is_known_status(text))
        ):
            yield f"column {column}", normalize_name(text)


def _has_same_cells(one: Occurrence, other: Occurrence) -> bool:
    return one.block.text.split() == other.block.text.split()


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


def _check_bullets(backlog: Backlog, text: str) -> Iterator[Finding]:
    """Check the long list items with the same `text`, each list for itself."""
    keys = backlog.index.get(SymbolKind.LONG_BULLET, text)
    firsts: dict[tuple[int, int], Place[Block]] = {}
    for key in keys if 1 < len(keys) <= MAX_OCCURRENCES else ():
        later = backlog.rope.at_key(key)
        if later is None:
            continue
        context = backlog.context(later)
        section = context.sections[-1].key if context.sections else 0
        earlier = firsts.setdefault((section, context.lead), later)
        # What is also an item with a name is compared by its name.
        if earlier is later or _is_named(later, context) or _is_legend(backlog, later, context):
            continue
        (start, end), first = _first_line(later.piece), _first_line(earlier.piece)
        name = later.piece.text[start:end]
        if _is_template(name):
            continue
        shown = name if len(name) <= MAX_SHOWN else f"{name[:MAX_SHOWN].rstrip()}…"
        yield Finding(
            RULE.code,
            later.key,
            start,
            end,
            f"Duplicate: `{shown}` is already listed in this list.",
            (),
            (Related(earlier.key, *first, "First listed here"),),
        )


def _is_named(place: Place[Block], context: Context) -> bool:
    return any(item.confident for item in find_items(place.piece, None, cards=context.cards))


def _is_legend(backlog: Backlog, place: Place[Block], context: Context) -> bool:
    above = backlog.rope.at_key(context.lead)
    flags = flags_of(place.piece) | (flags_of(above.piece) if above else 0)
    return bool(flags & Flag.LEGEND)


def _first_line(block: Block) -> tuple[int, int]:
    entry = facts_of(block).list_items[0]
    line = block.text[entry.text_start : entry.text_end].splitlines()[0].rstrip()
    return entry.text_start, entry.text_start + len(line)


def _check_headings(backlog: Backlog, found: list[Occurrence], name: str) -> Iterator[Finding]:
    """Check the headings among `found`: two of one section, with items below both of them."""
    headings = [each for each in found if each.item.kind is ItemKind.SECTION]
    if len(headings) != MAX_SECTIONS or len(name.split()) < MIN_HEADING_WORDS:
        return
    earlier, later = headings
    if _find_parents(later) != _find_parents(earlier):
        return
    if all(_is_item(backlog, each) and _has_items(backlog, each) for each in headings):
        yield _make_finding(later, earlier, "in this section", Severity.INFORMATION)


def _find_parents(heading: Occurrence) -> tuple[object, ...]:
    """Return the level of a heading and the headings above it, as a comparable value."""
    level = heading.item.depth
    return level, *(above for above in heading.context.sections if above.level < level)


def _is_item(backlog: Backlog, heading: Occurrence) -> bool:
    """Return whether a heading is that of an item: it has a number, an id or a status."""
    if heading.item.id or heading.item.status or any(map(str.isdigit, heading.item.name)):
        return True
    place = backlog.rope.at_key(heading.key)
    return place is not None and read_certain_status(backlog, place) is not None


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
    "duplicate-feature",
    Severity.WARNING,
    symbol=check,
    symbol_kinds=frozenset({SymbolKind.NAME, SymbolKind.LONG_BULLET}),
    select=select,
)
