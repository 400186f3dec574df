"""# legend-duplicate

## What it does
Reports a status that a legend declares twice.

## Why
Two meanings for one spelling: whoever reads it in a table cannot know which one is meant.

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

## Fix safety
No fix: which of the two meanings is right, only the writer knows. Spellings are compared without case
and markup; one emoji before different words makes different statuses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.document.flags import Bit, bits_of
from backlog_ls.model.document.scope import SCOPE
from backlog_ls.model.items.items import cell_span
from backlog_ls.model.names.normalize import fold, fold_status, unaccented
from backlog_ls.model.tables.headers import Role
from backlog_ls.model.tables.roles import roles_of
from backlog_ls.model.words import words
from backlog_ls.rules.engine.finding import Finding, Related, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.rules.shared.legends import legends_of
from backlog_ls.syntax.block import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.statuses.vocabulary import Term, Vocabulary
    from backlog_ls.workspace.view import View


def check(view: View) -> Iterator[Finding]:
    """Judge the entries of all legends."""
    for legend in legends_of(view.backlog):
        found = list(_duplicates(legend))
        if found and not _may_list_work(view.backlog, legend, len(found)):
            for term, first in found:
                yield Finding(
                    RULE.code,
                    term.key,
                    term.start,
                    term.end,
                    f"`{term.spelling}` is declared already.",
                    (),
                    (Related(first.key, first.start, first.end, "Declared here first"),),
                )


def _duplicates(legend: Vocabulary) -> Iterator[tuple[Term, Term]]:
    """Yield the entries whose spelling an earlier one has, with that."""
    known: dict[str, list[Term]] = {}
    for term in legend.terms:
        same_words = known.setdefault(_words(term), [])
        first = next((other for other in same_words if _signs_agree(term, other)), None)
        if first:
            yield term, first
        else:
            same_words.append(term)


def _words(term: Term) -> str:
    if _is_box(term):
        return term.spelling.lower()
    folded = fold_status(term.spelling)
    return f"{folded.word}({folded.tail})"


def _signs_agree(term: Term, other: Term) -> bool:
    """Tell whether their emoji leave it open that both are one: not `✅ Done` and `🟢 Done`."""
    one, two = fold_status(term.spelling), fold_status(other.spelling)
    return one.emojis == two.emojis or bool(one.word and not (one.emojis and two.emojis))


def _is_box(term: Term) -> bool:
    return term.spelling.startswith("[")


def _may_list_work(backlog: Backlog, legend: Vocabulary, duplicates: int) -> bool:
    """Tell whether the legend may as well be a list of tasks, or of what was done.

    That is so where boxes repeat, and in a table `Status | Description` that does not stand below a
    heading which says that it is a legend.
    """
    head = backlog.rope.at_key(legend.key)
    if head is None or head.piece.kind != Kind.TABLE:
        return duplicates > 1 and all(map(_is_box, legend.terms))
    above = backlog.rope.fold(SCOPE, 0, head.index).headings
    if above and bits_of(above[-1].block) & Bit.LEGEND:
        return False
    roles = roles_of(head.piece)
    span = cell_span(head.piece, roles.column(Role.MEANING))
    title = unaccented(fold(head.piece.text[slice(*span)])) if span else ""
    return Role.SYMBOL not in roles.roles and "description" in words().headers.get(title, ())


RULE = Rule("legend-duplicate", Severity.WARNING, document=check, bits=Bit.BLOCK)
