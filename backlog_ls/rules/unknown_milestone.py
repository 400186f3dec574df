"""# unknown-milestone

## What it does
Reports a milestone that is none of those which the workspace declares.

## Why
The item counts for no milestone: it is missing wherever somebody looks at what is left to do for one.

## Example
With `milestones/alpha.md` and `milestones/beta.md` in the workspace:

```markdown
| Task          | Milestone | Status |
| ------------- | --------- | ------ |
| Sign-in       | Alpha     | Done   |
| Export to CSV | Betta     | To do  |
```

## Use instead
```markdown
| Task          | Milestone | Status |
| ------------- | --------- | ------ |
| Sign-in       | Alpha     | Done   |
| Export to CSV | Beta      | To do  |
```

## Fix safety
Offers the nearest declared names; none is applied by `--fix`. Milestones are declared by the documents
in folders called `milestones`, by their file name, title or id, and by the configuration of Backlog.md.
Where a document names none of them, it counts by something else, and nothing is said.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.items.milestones import milestones_in
from backlog_ls.model.names.did_you_mean import nearest
from backlog_ls.model.names.ids import ident_key, is_ident, leading_ident
from backlog_ls.model.names.normalize import fold, unaccented
from backlog_ls.model.words import words
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.workspace.view import View

FEWEST = 2
"""Milestones that a workspace declares at least: a single document may be an example."""

_SEPARATOR = pattern(r"(?::|\s[-\u2013\u2014]\s)\s*")
_NUMBERING = pattern(r"\A(?:\d{4}-\d{2}(?:-\d{2})?|\d+)[-_. ]+")


def check(view: View) -> Iterator[Finding]:
    """Judge all milestones that a document names."""
    used = view.backlog.index.of(SymbolKind.MILESTONE)
    if not len(used) or not view.path:
        return
    declared = _declared(view)
    if len(declared) < FEWEST:
        return
    forms = {form for names in declared for form in names}
    known = {key for key in used if _is_known(key, forms)}
    if not known:
        return
    none = words().no_milestone
    strange = {key for key in used if key not in known and unaccented(key) not in none}
    blocks = {block for key in strange for block in view.backlog.index.get(SymbolKind.MILESTONE, key)}
    names = [names[0] for names in declared]
    for place, context in view.backlog.contexts_of(blocks):
        for use in milestones_in(place.piece, context.roles):
            if use.key in strange:
                said = place.piece.text[use.start : use.end]
                fixes = tuple(
                    Fix(
                        f"Change to `{name}`",
                        (BlockEdit(place.key, use.start, use.end, name),),
                        preferred=False,
                    )
                    for name in nearest(said, names, 3)
                )
                message = f"No milestone is called `{said}`."
                yield Finding(RULE.code, place.key, use.start, use.end, message, fixes)


def _declared(view: View) -> list[tuple[str, ...]]:
    """Return the declared milestones, each by its name and the other forms that it goes by."""
    own = view.workspace.tool(os.path.dirname(view.path)).milestones
    found: list[tuple[str, ...]] = [(name, fold(name)) for name in own]
    for path in view.workspace.milestones(view.root):
        stem = os.path.basename(path).rpartition(".")[0]
        if stem.lower() in {"readme", "index", "template", "_template"}:
            continue
        forms = [stem, _NUMBERING.sub("", stem)]
        title = view.workspace.title(path)
        forms += [title, *map(str.rstrip, _SEPARATOR.split(title))]
        idents = [leading_ident(form, 0, len(form)).text for form in forms]
        keys = [fold(form) for form in forms] + [ident_key(ident) for ident in idents if ident]
        found.append((title or stem, *filter(None, keys)))
    return found


def _is_known(key: str, forms: set[str]) -> bool:
    """Tell whether a milestone goes by `key`: as a whole, by its id, or by a part of its name."""
    if key in forms or (is_ident(key) and ident_key(key) in forms):
        return True
    said = set(key.split()) - words().units
    return any(said <= set(form.split()) or set(form.split()) <= said for form in forms if said)


RULE = Rule(
    "unknown-milestone",
    Severity.WARNING,
    document=check,
    sorts=frozenset({SymbolKind.MILESTONE}),
    linked=True,
)
