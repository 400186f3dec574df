"""# unknown-dependency

## What it does
Reports a dependency on an id that no item has.

## Why
An item that waits for something which is not in the backlog waits for ever, or for a slip of the pen.

## Example
```markdown
- [ ] T001 Draw the screens
- [ ] T002 Build the form (depends on T001)
- [ ] T003 Send the mail (depends on T020)
```

## Use instead
```markdown
- [ ] T001 Draw the screens
- [ ] T002 Build the form (depends on T001)
- [ ] T003 Send the mail (depends on T002)
```

## Fix safety
Offers the nearest ids, but none whose item waits for this one; none is applied by `--fix`. Only ids of a series are judged of which the
document, or for files of one task each the workspace, has three or more, and only those that stand
nowhere else in the document: what another tracker calls `JIRA-12` is not known. An id with a mark of
what is done right behind it is passed over: it may have left the backlog.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.model.analysis.dependencies import waits_for, written_in
from backlog_ls.model.document.index import FEW, SymbolKind
from backlog_ls.model.items.items import items_of
from backlog_ls.model.names.did_you_mean import nearest
from backlog_ls.model.names.ids import ident_key, notation
from backlog_ls.model.statuses.status import Status, canonical
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.text.pattern import pattern
from backlog_ls.workspace.dependencies import MOST_JUDGED, leads_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.workspace.view import View

_NEXT = pattern(r"[,;|\n\uff0c\u3001]")
"""What ends the words about one of several ids."""
NEAR = 6
"""So many ids are looked at for some that can be meant."""
_SIGHT = 40
"""Code points behind an id that are looked at."""


def check(view: View, key: str) -> Iterator[Finding]:
    """Judge all that waits for one id."""
    if not view.backlog.index.get(SymbolKind.NEED, key) or not _is_declared(view, notation(key)):
        return
    if any(written_in(view.backlog, key)) or not view.workspace.knows_around(view.path):
        return
    if view.path and view.workspace.writing(SymbolKind.ID, key, view.path):
        return  # an item of another has it, or a file is named like it, whatever is in it
    if view.path and not view.workspace.knows_all(view.path):
        return
    if view.backlog.index.get(SymbolKind.MENTION, key):
        return  # it stands where nothing waits for it: it may name what is no item to us
    for wait in islice(waits_for(view.backlog, key), MOST_JUDGED):
        need = wait.need
        text = wait.place.piece.text
        if _is_met(text[need.end : need.end + _SIGHT]):
            continue  # "A-01 \u2705": it is done, and may have left the backlog for that
        said = text[need.start : need.end]
        yield Finding(
            RULE.code, wait.place.key, need.start, need.end, f"No item has the id `{said}`."
        )


def find_fixes(view: View, finding: Finding) -> Iterator[Fix]:
    """Offer the nearest ids of the document, but for those of items that wait for this one."""
    place = view.backlog.rope.at_key(finding.key)
    if place is None:
        return
    said = place.piece.text[finding.start : finding.end]
    waiting = {
        ident_key(wait.item.ident)
        for wait in waits_for(view.backlog, ident_key(said))
        if wait.place.key == finding.key and wait.need.start == finding.start
        if wait.item and wait.item.ident
    }
    series = notation(ident_key(said))
    own = {
        item.ident
        for keyed, context in view.backlog.contexts_of(view.backlog.index.get(SymbolKind.SERIES, series))
        for item in items_of(keyed.piece, context.roles, cards=context.cards)
        if item.ident and notation(ident_key(item.ident)) == series
    }
    likely = (
        ident
        for ident in nearest(said, sorted(own), NEAR)
        if not any(ident_key(ident) == by or leads_to(view, ident_key(ident), by) for by in waiting)
    )
    for ident in islice(likely, 3):
        edit = BlockEdit(finding.key, finding.start, finding.end, ident)
        yield Fix(f"Change to `{ident}`", (edit,), preferred=False)


def _is_met(behind: str) -> bool:
    """Tell whether what stands right behind an id says that it is done."""
    words = _NEXT.split(behind, maxsplit=1)[0].strip(" \t`*_()[]")
    return bool(words) and canonical(words) is Status.DONE


def _is_declared(view: View, series: str) -> bool:
    if len(view.backlog.index.get(SymbolKind.SERIES, series)) > FEW:
        return True
    # A file of one task declares one id; the series is in the files beside it.
    others = view.workspace.writing(SymbolKind.SERIES, series, view.path) if view.path else []
    return len(others) > FEW


RULE = Rule(
    "unknown-dependency",
    Severity.WARNING,
    subject=check,
    sorts=frozenset({SymbolKind.NEED, SymbolKind.ID, SymbolKind.MENTION}),
    lone=True,
    fixes=find_fixes,
)
