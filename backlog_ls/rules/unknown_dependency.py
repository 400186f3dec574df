"""# unknown-dependency

## What it does
Reports a dependency on an id that no item has. All on the same id are one finding.

## Why it matters
The id is a typing error, or the item that it refers to is gone.

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

## Fix
Changes the id to one of the most similar ids that do not depend on this item. `--fix` does not apply it.

## Not reported
Ids of series with fewer than three ids in the document, because `JIRA-12` may be from another tracker.
For files with one task each, three files named after ids of the series count too. Ids that the document
also mentions elsewhere, alone or in a range (`T094-T096`), or that one of the hundred nearest Markdown
files mentions; ids that a file is named after, and ids next to a mark for done. Dotted numbers
(`6.3.7`) count where the document has a table or headings with such ids.
"""

from __future__ import annotations

import os
import re
from heapq import nsmallest
from itertools import islice, takewhile
from operator import eq
from typing import TYPE_CHECKING

from backlog_ls.model.analysis.dependencies import find_dependencies_on, find_items_with_id
from backlog_ls.model.document.index import MAX_UNRELATED_IDS, SymbolKind
from backlog_ls.model.items.items import find_items
from backlog_ls.model.names.did_you_mean import rank_by_distance
from backlog_ls.model.names.ids import first_of_short_range, id_series, normalize_id
from backlog_ls.model.statuses.status import Status, canonical_status
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.text.pattern import pattern
from backlog_ls.workspace.dependencies import MAX_DEPENDENTS, is_waiting_for
from backlog_ls.workspace.index.members import ids_in_filename

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.workspace.view import View

_ID_SEPARATOR = pattern(r"[,;|\n\uff0c\u3001]")
"""Separators between ids in a list."""
MAX_CANDIDATES = 6
"""Maximum number of similar ids to examine for fixes."""
_LOOKAHEAD = 40
"""How many code points after and before an id to examine."""
MAX_SEARCHED = 100
"""Maximum number of other files that are searched for an id before it is reported."""
_PART = pattern(r"\d+|.")
_AROUND_MARK = " \t`*_()[]-"


def check(view: View, key: str) -> Iterator[Finding]:
    """Check all dependencies on the id `key`."""
    if not view.backlog.index.get(SymbolKind.DEPENDENCY, key) or not _is_declared_series(
        view, id_series(key)
    ):
        return
    if any(find_items_with_id(view.backlog, key)) or not view.workspace.is_root_loaded(view.path):
        return
    if view.path and view.workspace.paths_with(SymbolKind.ID, key, view.path):
        return  # another document has an item or a file name with it
    if view.path and not view.workspace.is_root_complete(view.path):
        return
    if view.backlog.index.get(SymbolKind.MENTION, key):
        return  # mentioned elsewhere, so it may be an item of another kind
    if _has_file(view, key) or _is_mentioned_nearby(view, key):
        return
    for wait in islice(find_dependencies_on(view.backlog, key), MAX_DEPENDENTS):
        if wait.is_in_ragged_row:
            continue
        need = wait.use
        text = wait.place.piece.text
        before = text[max(0, need.start - _LOOKAHEAD) : need.start]
        if _is_marked_done(text[need.end : need.end + _LOOKAHEAD], before):
            continue  # "A-01 \u2705": done, so it may have been removed from the backlog
        written_id = text[need.start : need.end]
        first = first_of_short_range(written_id)
        if first and view.backlog.index.get(SymbolKind.ID, normalize_id(first)):
            continue
        message = f"No item has the id `{written_id}`."
        yield Finding(RULE.code, wait.place.key, need.start, need.end, message, cause=key)


def find_fixes(view: View, finding: Finding) -> Iterator[Fix]:
    """Yield the most similar ids of the document, except those of items that depend on this one."""
    place = view.backlog.rope.at_key(finding.key)
    if place is None:
        return
    written_id = place.piece.text[finding.start : finding.end]
    waiting = {
        normalize_id(wait.item.id)
        for wait in find_dependencies_on(view.backlog, normalize_id(written_id))
        if wait.place.key == finding.key and wait.use.start == finding.start
        if wait.item and wait.item.id
    }
    series = id_series(normalize_id(written_id))
    own = {
        item.id
        for keyed, context in view.backlog.contexts_of(
            view.backlog.index.get(SymbolKind.ID_SERIES, series)
        )
        for item in find_items(keyed.piece, context.roles, cards=context.cards)
        if item.id and id_series(normalize_id(item.id)) == series
    }
    likely = (
        ident
        for ident in rank_by_distance(written_id, sorted(own), MAX_CANDIDATES)
        if not any(
            normalize_id(ident) == by or is_waiting_for(view, normalize_id(ident), by)
            for by in waiting
        )
    )
    for ident in islice(likely, 3):
        edit = BlockEdit(finding.key, finding.start, finding.end, ident)
        yield Fix(f"Change to `{ident}`", (edit,), preferred=False)


def _is_marked_done(after: str, before: str) -> bool:
    """Return whether a mark for done is next to an id, given the text `after` and `before` it."""
    behind = _ID_SEPARATOR.split(after, maxsplit=1)[0].strip(_AROUND_MARK)
    ahead = _ID_SEPARATOR.split(before)[-1].rpartition(":")[2].strip(_AROUND_MARK)
    marks = [behind, "" if any(map(str.isalnum, ahead)) else ahead]
    return any(mark and canonical_status(mark) is Status.DONE for mark in marks)


def _is_declared_series(view: View, series: str) -> bool:
    """Return whether the document, or files named after ids, show that `series` is one of items."""
    if len(view.backlog.index.get(SymbolKind.ID_SERIES, series)) > MAX_UNRELATED_IDS:
        return True
    # A file with one task has one id. The rest of its series is in other files. If these are named
    # after their ids, no other document has the missing one.
    others = view.workspace.paths_with(SymbolKind.ID_SERIES, series, view.path) if view.path else []
    named = (path for path in others if series in map(id_series, _ids_in_filename(path)))
    return len(list(islice(named, MAX_UNRELATED_IDS + 1))) > MAX_UNRELATED_IDS


def _has_file(view: View, key: str) -> bool:
    """Return whether a Markdown file of the workspace, indexed or not, is named after the id."""
    if not view.path:
        return False
    files = view.workspace.find_files(view.root, ".md")
    return any(key in _ids_in_filename(path) for path in files)


def _is_mentioned_nearby(view: View, key: str) -> bool:
    """Return whether one of the Markdown files nearest to the document contains the id.

    It may be an item there that the index does not know: in the middle of a heading, in a document
    that is not a backlog, or with a number such as `6.3.7`, which documents do not share. Changes of
    these files count with the next change of the dependency.
    """
    if not view.path:
        return False
    folder = os.path.dirname(view.path)
    others = (path for path in view.workspace.find_files(view.root, ".md") if path != view.path)
    nearest = nsmallest(MAX_SEARCHED, others, lambda path: (_distance(folder, path), path))
    parts = (f"0*{part}" if part.isdigit() else re.escape(part) for part in _PART.findall(key))
    spelled = "[-_ ]?".join(parts).replace(r"[-_ ]?\.[-_ ]?", r"\.")
    found = re.compile(rf"(?<![\w.]){spelled}(?!\w|\.\d)", re.IGNORECASE)
    return any(found.search(view.workspace.text(path)) for path in nearest)


def _distance(folder: str, path: str) -> int:
    """Return the number of steps from `folder` to the folder of `path`."""
    own, other = folder.split(os.sep), path.split(os.sep)[:-1]
    common = sum(1 for _ in takewhile(bool, map(eq, own, other)))
    return len(own) + len(other) - 2 * common


def _ids_in_filename(path: str) -> Iterator[str]:
    return (symbol.text for symbol in ids_in_filename(path))


RULE = Rule(
    "unknown-dependency",
    Severity.WARNING,
    symbol=check,
    symbol_kinds=frozenset({SymbolKind.DEPENDENCY, SymbolKind.ID, SymbolKind.MENTION}),
    check_unique=True,
    fixes=find_fixes,
)
