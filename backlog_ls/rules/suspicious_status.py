"""# suspicious-status

## What it does
Reports a status that is one letter away from one that its column uses at least three times. It must
itself be no word for a status in any language.

## Why
A filter, a count and a board miss the item.

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

## Fix safety
Replaces the status by the one that the column uses. Safe where only one is that near. Where a legend
or the settings declare the statuses, `invalid-status` judges them instead.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.markup import unwrapped
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.items.items import status_cell
from backlog_ls.model.names.did_you_mean import distance
from backlog_ls.model.names.normalize import fold_status
from backlog_ls.model.statuses.status import is_known
from backlog_ls.model.tables.empty_cells import spellings_in, table_end
from backlog_ls.model.tables.roles import roles_of
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Severity
from backlog_ls.rules.engine.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.items.items import StatusUse
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

ENOUGH = 3
"""A status that a column uses so often is meant."""

SHORTEST = 4
"""Letters of a word. Of shorter ones, every other is near; but `Dne` beside `Done` has lost one."""


class Spelling(NamedTuple):
    """A status of a column."""

    word: str
    """Folded."""
    text: str
    """As it is written most often, without the markup around it."""
    times: int


def check_section(view: View, heading: Place[Block]) -> Iterator[Finding]:
    """Judge the tables between a heading and the next one."""
    yield from _check(view.backlog, heading.index + 1, view.backlog.own_end(heading))


def check_document(view: View) -> Iterator[Finding]:
    """Judge the tables before the first heading."""
    rope = view.backlog.rope
    first = next(rope.find(BITS, Bit.HEADING, 0, len(rope)), None)
    yield from _check(view.backlog, 0, first.index if first else len(rope))


def _check(backlog: Backlog, start: int, stop: int) -> Iterator[Finding]:
    for table in backlog.rope.find(BITS, Bit.WORK, start, stop):
        end = table_end(backlog.rope, table)
        for rare, near in _slips(backlog, table, end):
            for key, use in _uses(backlog, rare.word, table, end):
                yield _finding(key, use, near)


def _slips(
    backlog: Backlog, table: Place[Block], end: int
) -> Iterator[tuple[Spelling, list[Spelling]]]:
    """Yield the doubtful statuses of a table with those that may be meant, commonest first."""
    column = roles_of(table.piece).status
    texts = spellings_in(backlog.rope, column, table.index + 1, end) if column is not None else None
    found = _folded(texts) if texts and len(texts) > 1 else []
    frequent = [one for one in found if one.times >= ENOUGH and len(one.word) >= SHORTEST]
    rare = [one for one in found if one.times < ENOUGH and not is_known(one.text)]
    if not frequent or not rare or backlog.context(table).vocabulary:
        return
    for one in rare:
        near = [other for other in frequent if _is_slip(one, other)]
        if near:
            yield one, near


def _folded(texts: dict[str, int]) -> list[Spelling]:
    """Return the spellings among `texts` that fold to words alone, commonest first."""
    counts: dict[str, int] = {}
    written: dict[str, str] = {}
    for raw, count in sorted(texts.items(), key=lambda pair: (-pair[1], pair[0])):
        text = raw[slice(*unwrapped(raw, 0, len(raw)))]
        folded = fold_status(text)
        if len(folded.word) >= SHORTEST - 1 and not folded.tail:
            counts[folded.word] = counts.get(folded.word, 0) + count
            written.setdefault(folded.word, text)
    ranked = sorted(counts, key=lambda word: -counts[word])
    return [Spelling(word, written[word], counts[word]) for word in ranked]


def _is_slip(one: Spelling, other: Spelling) -> bool:
    """Tell whether `one` is a slip for `other`: one letter too many, too few, wrong, or swapped.

    Where no language knows `other` either, its last letter may be a grammatical ending.
    """
    if distance(one.word, other.word, 1) > 1:
        return False
    if len(one.word) < SHORTEST and one.word[0] != other.word[0]:
        return False
    tokens, others = one.word.split(), other.word.split()
    if len(tokens) == len(others):
        differing = [pair for pair in zip(tokens, others, strict=True) if pair[0] != pair[1]]
        if any(min(map(len, pair)) < SHORTEST - 1 for pair in differing):
            return False  # "Team A" and "Team B"
    if is_known(other.text) or len(one.word) < SHORTEST:
        return is_known(other.text)
    shared = min(len(one.word), len(other.word)) - 1
    return one.word[:shared] != other.word[:shared]


def _uses(
    backlog: Backlog, word: str, table: Place[Block], end: int
) -> Iterator[tuple[int, StatusUse]]:
    """Yield the status cells of the table at `table` that say `word`, which are few."""
    roles = roles_of(table.piece)
    last = backlog.rope.at_index(end - 1).key
    keys = backlog.index.get(SymbolKind.STATUS, word)
    for key in keys[bisect_left(keys, table.key) :][:ENOUGH]:
        place = backlog.rope.at_key(key) if key <= last else None
        use = status_cell(place.piece, roles) if place else None
        if use and fold_status(use.text).word == word:
            yield key, use


def _finding(key: int, use: StatusUse, near: list[Spelling]) -> Finding:
    fixes = tuple(
        Fix(
            f"Change to `{spelling.text}`",
            (BlockEdit(key, use.start, use.end, spelling.text),),
            preferred=len(near) == 1,
        )
        for spelling in near
    )
    usual = f"this column has `{near[0].text}` {near[0].times} times"
    message = f"`{use.text}` is no known status, and {usual}."
    return Finding(RULE.code, key, use.start, use.end, message, fixes)


RULE = Rule(
    "suspicious-status",
    Severity.WARNING,
    section=check_section,
    document=check_document,
    bits=Bit.BLOCK,
)
