"""# legend-duplicate

## What it does
Reports a status that a legend declares twice.

## Why it matters
A status with two meanings is ambiguous wherever it is used.

## Example
```markdown
| Symbol | Meaning     |
| ------ | ----------- |
| ✅     | Released    |
| 🚧     | In progress |
| ✅     | Merged      |
```

## Use instead
```markdown
| Symbol | Meaning     |
| ------ | ----------- |
| ✅     | Released    |
| 🚧     | In progress |
| 🔀     | Merged      |
```

## Fix
No fix: which meaning is right is the author's decision.

## Not reported
The same emoji before different words, which makes different statuses. Case and markup are ignored when
statuses are compared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.document.flags import Flag, flags_of
from backlog_ls.model.document.scope import SCOPE
from backlog_ls.model.items.items import cell_span
from backlog_ls.model.names.normalize import normalize_name, normalize_status, strip_accents
from backlog_ls.model.tables.roles import Role, roles_of_table
from backlog_ls.model.words import words
from backlog_ls.rules.engine.finding import Finding, Related, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.rules.shared.legends import find_legends
from backlog_ls.syntax.block import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.statuses.vocabulary import Term, Vocabulary
    from backlog_ls.workspace.view import View


def check(view: View) -> Iterator[Finding]:
    """Check the entries of all legends."""
    for legend in find_legends(view.backlog):
        found = list(_find_duplicates(legend))
        if found and not _may_list_work(view.backlog, legend, len(found)):
            for term, first in found:
                yield Finding(
                    RULE.code,
                    term.key,
                    term.start,
                    term.end,
                    f"`{term.spelling}` is already declared in this legend.",
                    (),
                    (Related(first.key, first.start, first.end, "First declared here"),),
                )


def _find_duplicates(legend: Vocabulary) -> Iterator[tuple[Term, Term]]:
    """Yield each entry whose spelling was already declared, with the earlier entry."""
    known: dict[str, list[Term]] = {}
    for term in legend.terms:
        same_words = known.setdefault(_comparison_key(term), [])
        first = next((other for other in same_words if _have_compatible_emoji(term, other)), None)
        if first:
            yield term, first
        else:
            same_words.append(term)


def _comparison_key(term: Term) -> str:
    if _is_checkbox(term):
        return term.spelling.lower()
    folded = normalize_status(term.spelling)
    return f"{folded.word}({folded.tail})"


def _have_compatible_emoji(term: Term, other: Term) -> bool:
    """Return whether two terms may be the same status by their emoji: not `✅ Done` and `🟢 Done`."""
    one, two = normalize_status(term.spelling), normalize_status(other.spelling)
    return one.emojis == two.emojis or bool(one.word and not (one.emojis and two.emojis))


def _is_checkbox(term: Term) -> bool:
    return term.spelling.startswith("[")


def _may_list_work(backlog: Backlog, legend: Vocabulary, duplicates: int) -> bool:
    """Return whether the legend may be a list of work items instead.

    That is so if checkboxes repeat, and for a table `Status | Description` that is not below a heading
    for a legend.
    """
    head = backlog.rope.at_key(legend.key)
    if head is None or head.piece.kind != Kind.TABLE:
        return duplicates > 1 and all(map(_is_checkbox, legend.terms))
    above = backlog.rope.fold(SCOPE, 0, head.index).headings
    if above and flags_of(above[-1].block) & Flag.LEGEND:
        return False
    roles = roles_of_table(head.piece)
    span = cell_span(head.piece, roles.column(Role.MEANING))
    title = strip_accents(normalize_name(head.piece.text[slice(*span)])) if span else ""
    return Role.SYMBOL not in roles.roles and "description" in words().headers.get(title, ())


RULE = Rule("legend-duplicate", Severity.WARNING, document=check, flags=Flag.BLOCK)
