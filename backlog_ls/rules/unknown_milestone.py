"""# unknown-milestone

## What it does
Reports a milestone that the workspace does not declare.

## Why it matters
The item is missing wherever somebody looks at the remaining work of a milestone.

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

## Fix
Changes the milestone to a similar declared one. `--fix` does not apply it.

## Not reported
Documents in which no milestone is a declared one, the parts of a declared title (`M3: Search, filters`),
paths, and in documents that name milestones by their ids (`M3`) what has none and resembles none. Milestones are declared by the files in `milestones` folders, by file name, title or id, and by
the configuration of Backlog.md.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from backlog_ls.model.blocks.markup import strip_markup
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.items.milestones import find_milestone_uses
from backlog_ls.model.names.did_you_mean import edit_distance, rank_by_distance
from backlog_ls.model.names.ids import find_leading_id, id_series, is_id, normalize_id
from backlog_ls.model.names.normalize import normalize_name, strip_accents
from backlog_ls.model.words import words
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.items.milestones import MilestoneUse
    from backlog_ls.syntax.block import Block
    from backlog_ls.workspace.view import View

MIN_MILESTONES = 2
"""Minimum number of declared milestones. A single one may be an example."""

_SEPARATOR = pattern(r"(?::|\s[-\u2013\u2014]\s)\s*")
_WORD = pattern(r"\w(?:[\w.]*\w)?")
_TITLE_END = pattern(r"\s*[:(]|\s[-\u2013\u2014]\s")
_NUMBER = pattern(r"\d+")
_NUMBERING = pattern(r"\A(?:\d{4}-\d{2}(?:-\d{2})?|\d+)[-_. ]+")


def check(view: View) -> Iterator[Finding]:
    """Check all milestones that a document uses."""
    used = view.backlog.index.of_kind(SymbolKind.MILESTONE)
    if not len(used) or not view.path:
        return
    declared = _declared_milestones(view)
    if len(declared) < MIN_MILESTONES:
        return
    forms = {form for names in declared for form in names}
    known = {key for key in used if _is_known(key, forms)}
    if not known:
        return
    none = words().no_milestone
    unknown = {key for key in used if key not in known and strip_accents(key) not in none}
    blocks = {
        block for key in unknown for block in view.backlog.index.get(SymbolKind.MILESTONE, key)
    }
    # Where the document names one by its title, others may have a title only.
    titles = [key for key in known if key in forms and not _has_id(key)]
    series = set[str]() if titles else _find_series(declared)
    for place, context in view.backlog.contexts_of(blocks):
        for use in find_milestone_uses(place.piece, context.roles):
            if use.normalized_name in unknown and not _is_title(place.piece, use, forms):
                text = place.piece.text[use.start : use.end]
                near = rank_by_distance(
                    text, [each[0] for each in declared if _is_near(text, each)], 3
                )
                if not near and not _fits(text, series):
                    continue
                fixes = tuple(
                    Fix(
                        f"Change to `{name}`",
                        (BlockEdit(place.key, use.start, use.end, name),),
                        preferred=False,
                    )
                    for name in near
                )
                hint = f" Did you mean `{near[0]}`?" if near else ""
                message = f"Unknown milestone `{text}`.{hint}"
                yield Finding(RULE.code, place.key, use.start, use.end, message, fixes)


def _declared_milestones(view: View) -> list[tuple[str, ...]]:
    """Return the declared milestones, each as its name and its normalized alternatives."""
    own = view.workspace.backlog_md_config(os.path.dirname(view.path)).milestones
    found: list[tuple[str, ...]] = [(name, normalize_name(name)) for name in own]
    for path in view.workspace.find_milestones(view.root):
        stem = os.path.basename(path).rpartition(".")[0]
        if stem.lower() in {"readme", "index", "template", "_template"}:
            continue
        forms = [stem, _NUMBERING.sub("", stem)]
        title = view.workspace.title(path)
        forms += [title, *map(str.rstrip, _SEPARATOR.split(title))]
        idents = [find_leading_id(form, 0, len(form)).text for form in forms]
        keys = [normalize_name(form) for form in forms] + [
            normalize_id(ident) for ident in idents if ident
        ]
        found.append((title or stem, *filter(None, keys)))
    return found


def _find_series(declared: list[tuple[str, ...]]) -> set[str]:
    """Return the series of ids that most of the declared milestones have, such as `m` for `M1`."""
    idents = [find_leading_id(name, 0, len(name)).text for name, *_ in declared]
    found = [id_series(normalize_id(ident)) for ident in idents if ident]
    return set(found) if 2 * len(found) > len(declared) else set()


def _fits(text: str, series: set[str]) -> bool:
    """Return whether `text` may be meant as a milestone like the declared ones.

    A path is a document, and `Cycle 19: Search` is something else where milestones have ids.
    """
    if "`" in text or "/" in text:
        return False
    ident = find_leading_id(text, 0, len(text)).text
    return not series or (bool(ident) and id_series(normalize_id(ident)) in series)


def _has_id(name: str) -> bool:
    return is_id(name.upper()) or bool(find_leading_id(name.upper(), 0, len(name)).text)


def _is_near(text: str, forms: tuple[str, ...]) -> bool:
    """Return whether `text` resembles one of the `forms` of a milestone, with the same numbers."""
    limit = max(len(text) // 3, 1)
    return any(
        edit_distance(text.lower(), form.lower(), limit) <= limit
        and _NUMBER.findall(text) == _NUMBER.findall(form)
        for form in forms
    )


def _is_title(block: Block, use: MilestoneUse, forms: set[str]) -> bool:
    """Return whether a whole cell or value is one declared milestone: `M3: Search, filters`.

    Its id, or the part before a colon or a parenthesis, may stand for the title.
    """
    text = block.text[slice(*use.value)]
    start, end = strip_markup(text, 0, len(text))
    text = text[start:end]
    title = normalize_name(text)
    lead = _TITLE_END.split(text, maxsplit=1)[0]
    ident = find_leading_id(text, 0, len(text)).text
    return (
        title in forms
        or (lead != text and normalize_name(lead) in forms)
        or (bool(ident) and normalize_id(ident) in forms)
    )


def _is_known(key: str, forms: set[str]) -> bool:
    """Return whether `key` is a declared milestone by its full name, its id or part of its name."""
    if key in forms or (is_id(key) and normalize_id(key) in forms):
        return True
    words_of_key = set(_WORD.findall(key)) - words().units
    words_of_forms = (set(_WORD.findall(form)) for form in forms if words_of_key)
    return any(words_of_key <= form or form <= words_of_key for form in words_of_forms if form)


RULE = Rule(
    "unknown-milestone",
    Severity.WARNING,
    document=check,
    symbol_kinds=frozenset({SymbolKind.MILESTONE}),
    depends_on_files=True,
)
