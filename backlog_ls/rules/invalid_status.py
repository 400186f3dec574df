"""# invalid-status

## What it does
Reports a status that the legend in force does not declare.

## Why
A legend is a promise: whoever filters, counts or moves items relies on it. A status outside it is a
slip of the pen or a word that the legend should have.

## Example
```markdown
| Status | Meaning     |
| ------ | ----------- |
| `Todo` | Not started |
| `Done` | Completed   |

| Task    | Status  |
| ------- | ------- |
| Reports | Shipped |
```

## Use instead
```markdown
| Status | Meaning     |
| ------ | ----------- |
| `Todo` | Not started |
| `Done` | Completed   |

| Task    | Status |
| ------- | ------ |
| Reports | Done   |
```

## Fix safety
Offers the declared statuses to choose from, those that mean the same first, then the nearest; and to
add the status to the legend. None is applied by `--fix`: which one is meant, only the writer knows.
Cells in free text, of more than three words, are not judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.blocks.facts import facts, first_line_end
from backlog_ls.model.document.flags import Bit
from backlog_ls.model.document.status_uses import declared_uses
from backlog_ls.model.names.did_you_mean import nearest
from backlog_ls.model.names.normalize import fold_status
from backlog_ls.model.statuses.status import Status, canonical
from backlog_ls.model.statuses.vocabulary import IN_TOOL, NOWHERE
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Related, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.lines import line_end_of
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.context import Context
    from backlog_ls.model.items.items import StatusUse
    from backlog_ls.model.statuses.vocabulary import Term, Vocabulary
    from backlog_ls.syntax.table import Row
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

_OTHER = pattern(r"[/\d@#{}<>\[\]]")
"""A placeholder, a version, a person, a number of something: no status."""
_NOTHING = {"tbd", "tba", "n a", "na", "none", "unknown"}
MOST_WORDS = 3
"""A status of more words than this is free text, to which no legend applies."""


def check(_view: View, place: Place[Block], context: Context) -> Iterator[Finding]:
    """Judge the statuses in one block by the legend in force."""
    vocabulary = context.vocabulary
    if vocabulary is None or not vocabulary.governs(place.piece.kind):
        return
    row = facts(place.piece).row
    if row and len(row.cells) != context.columns:
        return  # `ragged-table-row` says it: which of the cells is the status is not certain
    for use in declared_uses(place.piece, context):
        if vocabulary.key == IN_TOOL and fold_status(use.text).word == "draft":
            continue  # which the tool itself writes into its drafts
        if vocabulary.find(use.text) is None and _states_something(use.text):
            yield _finding(place.key, use, vocabulary)


def _states_something(text: str) -> bool:
    """Tell whether `text` is a status at all, not a dash, a question mark or a sentence."""
    folded = fold_status(text)
    if not folded.word:
        return bool(folded.emoji)
    return (
        any(char.isalpha() for char in folded.word)
        and len(folded.word.split()) <= MOST_WORDS
        and folded.word not in _NOTHING
        and not _OTHER.search(text)
    )


def _finding(key: int, use: StatusUse, vocabulary: Vocabulary) -> Finding:
    spellings = [term.spelling for term in vocabulary.terms]
    first = vocabulary.terms[0]
    declared_in = {NOWHERE: "The settings have", IN_TOOL: "The configuration has"}.get(
        vocabulary.key, "The legend has"
    )
    return Finding(
        RULE.code,
        key,
        use.start,
        use.end,
        f"`{use.text}` is not a declared status. {declared_in} {_listed(spellings)}.",
        (),
        (Related(first.key, first.start, first.end, "The legend that declares the statuses"),),
    )


def fixes(view: View, finding: Finding) -> Iterator[Fix]:
    """Offer the declared statuses: first those that mean the same, then the nearest in letters."""
    place = view.backlog.rope.at_key(finding.key)
    vocabulary = view.backlog.context(place).vocabulary if place else None
    if place is None or vocabulary is None:
        return
    text = place.piece.text[finding.start : finding.end]
    meant = canonical(text)
    same = [
        term.spelling for term in vocabulary.terms if meant is term.status is not Status.UNKNOWN
    ]
    near = nearest(text, (term.spelling for term in vocabulary.terms))
    for spelling in dict.fromkeys([*same, *near]):
        edit = BlockEdit(finding.key, finding.start, finding.end, spelling)
        yield Fix(f"Change to `{spelling}`", (edit,), preferred=False)
    addition = _addition(view, vocabulary.terms[-1], text)
    if addition:
        yield Fix(f"Add `{text}` to the legend", (addition,), preferred=False)


def _addition(view: View, last: Term, status: str) -> BlockEdit | None:
    """Return the edit that adds `status` below the `last` term of a legend, written as that is.

    A legend in one line, or one of checkboxes, has no place where one more surely belongs.
    """
    place = view.backlog.rope.at_key(last.key)
    if place is None or place.piece.kind not in {Kind.ROW, Kind.ITEM} or "|" in status:
        return None
    text = place.piece.text
    end = first_line_end(text)
    row = facts(place.piece).row
    if row:
        added = _row_like(text[:end], row, last, status)
    elif last.spelling.startswith("["):
        return None
    else:
        closing = len(text[last.end : end]) - len(text[last.end : end].lstrip("*_`"))
        added = text[: last.start] + status + text[last.end : last.end + closing]
        end = len(text.rstrip())
    return BlockEdit(last.key, end, end, line_end_of(text) + added)


def _row_like(line: str, row: Row, last: Term, status: str) -> str:
    """Return `line` with `status` for its term and nothing in its other cells, as wide as before."""
    parts = []
    position = 0
    for cell in row.cells:
        parts.append(line[position : cell.start])
        inner = line[cell.start : cell.end]
        if cell.start <= last.start < cell.end:
            before, after = line[cell.start : last.start], line[last.end : cell.end]
            inner = f"{before}{status}{after.rstrip()} ".ljust(len(inner))
        else:
            inner = " " * len(inner)
        parts.append(inner)
        position = cell.end
    # Without a pipe at its end a row has no empty last cell.
    return "".join([*parts, line[position:], "" if row.trailing_pipe else "|"])


def _listed(spellings: list[str]) -> str:
    return ", ".join(f"`{spelling}`" for spelling in spellings)


RULE = Rule("invalid-status", Severity.ERROR, block=check, bits=Bit.ROW | Bit.STATUS, fixes=fixes)
