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
emoji. Numbered names (`Phase 2`), chores that every feature has (`Tests`), steps that stand in three
sections or in those of two parts, tasks that share no more than a bold label, and rows that another
column tells apart are not reported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.analysis.occurrences import Occurrence, is_common, occurrences, telling
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.items.items import ItemKind
from backlog_ls.model.names.generic import is_generic
from backlog_ls.model.names.normalize import fold
from backlog_ls.rules.engine.finding import Finding, Related, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.workspace.view import View


MOST_SECTIONS = 2
"""What stands in more sections than these is a step that each of them has."""
_STEP = pattern(
    r"(?:step|schritt|steg|paso|passo|\u00e9tape|\u0448\u0430\u0433|\u7b2c|\u6b65\u9aa4) ?\d"
)
_BLANK = pattern(r"\{[^{}]{1,60}\}|<(?!!--)[^<>]{1,60}>")
_CODE = pattern(r"`[^`]*`")


def check(view: View, name: str) -> Iterator[Finding]:
    """Judge all items of one name."""
    if is_generic(name) or is_common(view.backlog, name):
        return
    found = [
        occurrence
        for occurrence in occurrences(view.backlog, name)
        if occurrence.item.kind is ItemKind.ROW
        or (occurrence.item.kind is ItemKind.TASK and not occurrence.item.depth)
    ]
    # The first of each kind: twins share what tells rows apart, and their table or only their kind.
    repeated = len({each.section for each in found}) > MOST_SECTIONS or _STEP.match(name)
    firsts: dict[tuple[object, ...], Occurrence] = {}
    for later in found:
        told = (later.item.kind, telling(later))
        earlier = firsts.setdefault((*told, later.group), later)
        if earlier is later:
            earlier = firsts.setdefault(told, later)
        if earlier is later:
            continue
        same_group = earlier.group == later.group
        if _is_template(later.item.name) or (same_group and _explained(later, earlier)):
            continue
        if not same_group and earlier.section == later.section:
            continue  # two lists of one section are most often a plan and what came of it
        if not same_group and (repeated or _is_parallel(later, earlier)):
            continue
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


def _is_parallel(later: Occurrence, earlier: Occurrence) -> bool:
    """Tell whether two tasks stand in sections of different parts, which may be built alike.

    Each story has its section of criteria, and `Tests pass` stands in all of them.
    """
    if ItemKind.TASK not in {later.item.kind, earlier.item.kind}:
        return False
    return later.context.sections[:-1] != earlier.context.sections[:-1]


def _is_template(name: str) -> bool:
    """Tell whether a name is still to be filled in: `{scenario}`, `<name>`, but no tag in code."""
    words = _CODE.sub("", name)
    return _BLANK.search(words if fold(words) else name) is not None


def _explained(later: Occurrence, earlier: Occurrence) -> bool:
    """Tell whether more than the bold words at their beginning tells two tasks apart.

    `**Security:** check the tokens` and `**Security:** check the headers` are of one sort.
    """
    rest, other = _rest(later), _rest(earlier)
    return rest != other and bool(rest and other)


def _rest(occurrence: Occurrence) -> str:
    """Return what a task says behind the words that are its name."""
    item = occurrence.item
    if item.kind is not ItemKind.TASK:
        return ""
    for entry in facts(occurrence.block).entries:
        if entry.text_start <= item.start and item.end <= entry.text_end:
            return fold(occurrence.block.text[item.end : entry.text_end])
    return ""


RULE = Rule("duplicate-feature", Severity.WARNING, subject=check, sorts=frozenset({SymbolKind.NAME}))
