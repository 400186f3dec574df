"""# suspicious-status

## What it does
Reports a status that looks like a typing error of another status in the same table column. The other
status is used at least three times in that column and differs by one letter.

## Why it matters
Filters, counts and boards miss the item.

## Example
```markdown
| Task    | Status |
| ------- | ------ |
| Reports | Done   |
| Search  | Done   |
| Export  | Doen   |
| Import  | Done   |
```

## Use instead
```markdown
| Task    | Status |
| ------- | ------ |
| Reports | Done   |
| Search  | Done   |
| Export  | Done   |
| Import  | Done   |
```

## Fix
Changes the status to the similar one. `--fix` applies it if only one status is that similar.

## Not reported
Words that are a known status in any language. If a legend or the settings declare the statuses,
`invalid-status` checks them instead.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.markup import strip_markup
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.items.items import status_of_row_block
from backlog_ls.model.names.did_you_mean import edit_distance
from backlog_ls.model.names.normalize import normalize_status
from backlog_ls.model.statuses.status import is_known_status
from backlog_ls.model.tables.roles import roles_of_table
from backlog_ls.model.tables.rows import count_spellings, table_end
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Severity
from backlog_ls.rules.engine.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.items.item import StatusUse
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

MIN_USES = 3
"""Minimum number of uses of a status in a column that is certainly intended."""

MIN_LETTERS = 4
"""Minimum number of letters of a status. Shorter words are all similar to each other."""


class Spelling(NamedTuple):
    """A status in a column."""

    word: str
    """Normalized."""
    text: str
    """The most frequent spelling, without markup."""
    uses: int


def check_section(view: View, heading: Place[Block]) -> Iterator[Finding]:
    """Check the tables between a heading and the next one."""
    yield from _check_tables(view.backlog, heading.index + 1, view.backlog.body_end(heading))


def check_document(view: View) -> Iterator[Finding]:
    """Check the tables before the first heading."""
    rope = view.backlog.rope
    first = next(rope.find(FLAGS, Flag.HEADING, 0, len(rope)), None)
    yield from _check_tables(view.backlog, 0, first.index if first else len(rope))


def _check_tables(backlog: Backlog, start: int, stop: int) -> Iterator[Finding]:
    for table in backlog.rope.find(FLAGS, Flag.WORK_TABLE, start, stop):
        end = table_end(backlog.rope, table)
        for rare, near in _find_typos(backlog, table, end):
            for key, use in _find_uses(backlog, rare.word, table, end):
                yield _make_finding(key, use, near)


def _find_typos(
    backlog: Backlog, table: Place[Block], end: int
) -> Iterator[tuple[Spelling, list[Spelling]]]:
    """Yield the suspicious statuses of a table, each with similar ones, most frequent first."""
    column = roles_of_table(table.piece).status
    texts = (
        count_spellings(backlog.rope, column, table.index + 1, end) if column is not None else None
    )
    found = _fold_spellings(texts) if texts and len(texts) > 1 else []
    frequent = [one for one in found if one.uses >= MIN_USES and len(one.word) >= MIN_LETTERS]
    rare = [one for one in found if one.uses < MIN_USES and not is_known_status(one.text)]
    if not frequent or not rare or backlog.context(table).vocabulary:
        return
    for one in rare:
        near = [other for other in frequent if _is_typo(one, other)]
        if near:
            yield one, near


def _fold_spellings(texts: dict[str, int]) -> list[Spelling]:
    """Return the statuses among `texts` that consist of words, most frequent first."""
    counts: dict[str, int] = {}
    written: dict[str, str] = {}
    for raw, count in sorted(texts.items(), key=lambda pair: (-pair[1], pair[0])):
        text = raw[slice(*strip_markup(raw, 0, len(raw)))]
        folded = normalize_status(text)
        if len(folded.word) >= MIN_LETTERS - 1 and not folded.tail:
            counts[folded.word] = counts.get(folded.word, 0) + count
            written.setdefault(folded.word, text)
    ranked = sorted(counts, key=lambda word: -counts[word])
    return [Spelling(word, written[word], counts[word]) for word in ranked]


def _is_typo(one: Spelling, other: Spelling) -> bool:
    """Return whether `one` looks like a typing error of `other`: they differ by one letter.

    If `other` is not a known status either, a different last letter may be a grammatical ending.
    """
    if edit_distance(one.word, other.word, 1) > 1:
        return False
    if len(one.word) < MIN_LETTERS and one.word[0] != other.word[0]:
        return False
    tokens, others = one.word.split(), other.word.split()
    if len(tokens) == len(others):
        differing = [pair for pair in zip(tokens, others, strict=True) if pair[0] != pair[1]]
        if any(min(map(len, pair)) < MIN_LETTERS - 1 for pair in differing):
            return False  # "Team A" and "Team B"
    if is_known_status(other.text) or len(one.word) < MIN_LETTERS:
        return is_known_status(other.text)
    shared = min(len(one.word), len(other.word)) - 1
    return one.word[:shared] != other.word[:shared]


def _find_uses(
    backlog: Backlog, word: str, table: Place[Block], end: int
) -> Iterator[tuple[int, StatusUse]]:
    """Yield the few status cells of the table at `table` with the normalized status `word`."""
    roles = roles_of_table(table.piece)
    last = backlog.rope.at_index(end - 1).key
    keys = backlog.index.get(SymbolKind.STATUS, word)
    for key in keys[bisect_left(keys, table.key) :][:MIN_USES]:
        place = backlog.rope.at_key(key) if key <= last else None
        use = status_of_row_block(place.piece, roles) if place else None
        if use and normalize_status(use.text).word == word:
            yield key, use


def _make_finding(key: int, use: StatusUse, near: list[Spelling]) -> Finding:
    fixes = tuple(
        Fix(
            f"Change to `{spelling.text}`",
            (BlockEdit(key, use.start, use.end, spelling.text),),
            preferred=len(near) == 1,
        )
        for spelling in near
    )
    usual = f"`{near[0].text}`, used {near[0].uses} times in this column"
    message = f"Unknown status `{use.text}`. Did you mean {usual}?"
    return Finding(RULE.code, key, use.start, use.end, message, fixes)


RULE = Rule(
    "suspicious-status",
    Severity.WARNING,
    section=check_section,
    document=check_document,
    flags=Flag.BLOCK,
)
