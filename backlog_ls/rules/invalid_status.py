"""# invalid-status

## What it does
Reports a status that is not declared in the legend that applies.

## Why it matters
People and tools filter, count and move items by the declared statuses. An undeclared status is either a
typing error, or it is missing in the legend.

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

## Fix
Changes the status to a declared one (those with the same meaning come first, then those with a similar
spelling), or adds it to the legend. `--fix` does not apply either, because only the author knows which
status is meant.

## Not reported
Cells with free text: more than three words, or more than eight characters in scripts without spaces.
A legend of symbols does not apply to statuses that are words.

## Settings
`statuses` declares the statuses for all documents, whatever their legends say. The configuration of
Backlog.md does the same for its tasks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import Flag
from backlog_ls.model.document.status_uses import find_status_uses
from backlog_ls.model.names.did_you_mean import find_close_match, rank_by_distance
from backlog_ls.model.names.normalize import normalize_status
from backlog_ls.model.statuses.status import Status, canonical_status
from backlog_ls.model.statuses.vocabulary import SETTINGS_KEY, TOOL_KEY
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Related, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.lines import detect_line_ending, first_line_end
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.context import Context
    from backlog_ls.model.items.item import StatusUse
    from backlog_ls.model.statuses.vocabulary import Term, Vocabulary
    from backlog_ls.syntax.table import Row
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

_NOT_A_STATUS = pattern(r"[/\d@#{}<>\[\]]|\(\(")
"""Characters of placeholders, versions, mentions and numbers, which are not statuses."""
_UNSPECIFIED = {"tbd", "tba", "n a", "na", "none", "unknown"}
MAX_WORDS = 3
"""Maximum number of words of a status, remarks included. Longer text is free text, to which no legend
applies."""
MAX_TYPO = 2
"""Maximum edit distance between a status and a declared one that it may misspell."""
MAX_UNSPACED = 8
"""Maximum number of characters of a status in scripts without spaces between words."""
_UNSPACED = pattern("[\u3040-\u30ff\u3400-\u9fff]")


def check(_view: View, place: Place[Block], context: Context) -> Iterator[Finding]:
    """Check the statuses of one block against the declared ones."""
    vocabulary = context.vocabulary
    if vocabulary is None or not vocabulary.applies_to(place.piece.kind):
        return
    row = facts_of(place.piece).row
    if row and len(row.cells) != context.column_count:
        return  # reported by `ragged-table-row`; the status column is not certain
    for use in find_status_uses(place.piece, context):
        if vocabulary.key == TOOL_KEY and normalize_status(use.text).word == "draft":
            continue  # Backlog.md sets this status itself
        if vocabulary.find_term(use.text) is None and _is_status(use.text):
            if _declares_symbols(vocabulary) and not _resembles_term(use.text, vocabulary):
                continue  # words, where the legend only explains the symbols of some table
            yield _make_finding(place.key, use, vocabulary)


def _is_status(text: str) -> bool:
    """Return whether `text` is a status, unlike a dash, a question mark or a sentence."""
    folded = normalize_status(text)
    if not folded.word:
        return bool(folded.emoji)
    return (
        any(char.isalpha() for char in folded.word)
        and len(text.split()) <= MAX_WORDS + len(folded.emojis)
        and len(_UNSPACED.findall(text)) <= MAX_UNSPACED
        and folded.word not in _UNSPECIFIED
        and not _NOT_A_STATUS.search(text)
    )


def _declares_symbols(vocabulary: Vocabulary) -> bool:
    """Return whether all declared statuses have a symbol: `✅ done`."""
    return all(normalize_status(term.spelling).emoji for term in vocabulary.terms)


def _resembles_term(text: str, vocabulary: Vocabulary) -> bool:
    """Return whether `text` has a symbol, or is spelled almost like a declared status."""
    folded = normalize_status(text)
    if folded.emoji:
        return True
    spellings = (
        normalize_status(spelling).word
        for term in vocabulary.terms
        for spelling in (term.spelling, term.meaning)
    )
    return bool(find_close_match(folded.word, filter(None, spellings), MAX_TYPO))


def _make_finding(key: int, use: StatusUse, vocabulary: Vocabulary) -> Finding:
    spellings = [term.spelling for term in vocabulary.terms]
    first = vocabulary.terms[0]
    declared_in = {
        SETTINGS_KEY: "The settings declare",
        TOOL_KEY: "The configuration declares",
    }.get(vocabulary.key, "The legend declares")
    return Finding(
        RULE.code,
        key,
        use.start,
        use.end,
        f"Unknown status `{use.text}`. {declared_in} {_join(spellings)}.",
        (),
        (Related(first.key, first.start, first.end, "Statuses are declared here"),),
    )


def find_fixes(view: View, finding: Finding) -> Iterator[Fix]:
    """Yield the declared statuses with the same meaning, then similar ones, then a legend entry."""
    place = view.backlog.rope.at_key(finding.key)
    vocabulary = view.backlog.context(place).vocabulary if place else None
    if place is None or vocabulary is None:
        return
    text = place.piece.text[finding.start : finding.end]
    meaning = canonical_status(text)
    same = [
        term.spelling for term in vocabulary.terms if meaning is term.status is not Status.UNKNOWN
    ]
    near = rank_by_distance(text, (term.spelling for term in vocabulary.terms))
    for spelling in dict.fromkeys([*same, *near]):
        edit = BlockEdit(finding.key, finding.start, finding.end, spelling)
        yield Fix(f"Change to `{spelling}`", (edit,), preferred=False)
    addition = _make_legend_entry(view, vocabulary.terms[-1], text)
    if addition:
        yield Fix(f"Add `{text}` to the legend", (addition,), preferred=False)


def _make_legend_entry(view: View, last: Term, status: str) -> BlockEdit | None:
    """Return the edit that adds `status` after the `last` term of a legend, in the same style.

    Return None for a legend in one line and for one of checkboxes, which cannot be extended safely.
    """
    place = view.backlog.rope.at_key(last.key)
    if place is None or place.piece.kind not in {Kind.ROW, Kind.ITEM} or "|" in status:
        return None
    text = place.piece.text
    end = first_line_end(text)
    row = facts_of(place.piece).row
    if row:
        added = _make_row(text[:end], row, last, status)
    elif last.spelling.startswith("["):
        return None
    else:
        closing = len(text[last.end : end]) - len(text[last.end : end].lstrip("*_`"))
        added = text[: last.start] + status + text[last.end : last.end + closing]
        end = len(text.rstrip())
    return BlockEdit(last.key, end, end, detect_line_ending(text) + added)


def _make_row(line: str, row: Row, last: Term, status: str) -> str:
    """Return `line` with `status` as its term and its other cells empty, at the same widths."""
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
    # An empty last cell needs a pipe after it.
    return "".join([*parts, line[position:], "" if row.trailing_pipe else "|"])


def _join(spellings: list[str]) -> str:
    return ", ".join(f"`{spelling}`" for spelling in spellings)


RULE = Rule(
    "invalid-status", Severity.ERROR, block=check, flags=Flag.ROW | Flag.STATUS, fixes=find_fixes
)
