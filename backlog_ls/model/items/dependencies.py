"""Dependencies: which ids an item waits for, where it says so.

They stand in a column or field of dependencies, in front matter, and in the words of a row or a task
(`blocked by TASK-12`). Only ids are read: whether some words name an item is not certain.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.facts import NO_FACTS, facts
from backlog_ls.model.items.items import row_span
from backlog_ls.model.names.ids import Ident, find_idents, ident_key
from backlog_ls.model.names.normalize import unaccented
from backlog_ls.model.tables.headers import Role, header_role
from backlog_ls.model.tables.roles import roles_of_row
from backlog_ls.model.words import words
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.tables.headers import TableRoles


class Need(NamedTuple):
    """An id that something waits for; code points in the block."""

    start: int
    end: int
    key: str
    """As ids are compared."""
    blocks: bool
    """Whether it is said to block, and not only to come first."""
    spoken: bool
    """Whether it stands in a sentence, whose subject may be another item."""


# From its digit on, for which a text is searched fast.
_HINT = pattern(r"\d(?:(?<=[A-Za-z]\d)|(?<=[A-Za-z]-\d))")
_BETWEEN = pattern(r"[\s,;&+/*_`()\[\]]*(?:(?:and|und|et|y|e|en|oraz|i|и|та|ja)\s+)?")
_SPOKEN = {Kind.ROW, Kind.ITEM, Kind.HEADING}


def may_hold_idents(block: Block) -> bool:
    """Tell whether anything in `block` may look like an id; asked before the rest is read."""
    return _HINT.search(block.text) is not None


def needs_in(block: Block, roles: TableRoles | None = None) -> Iterator[Need]:
    """Yield what `block` says that something waits for, each place once.

    Args:
        block: any block.
        roles: for a row, what the columns of its table are for.
    """
    seen: set[int] = set()
    for start, end, blocks, spoken in _places(block, roles):
        for ident in find_idents(block.text, start, end):
            if ident.start not in seen:
                seen.add(ident.start)
                yield Need(ident.start, ident.end, ident_key(ident.text), blocks, spoken)


def mentioned_idents(block: Block) -> Iterator[Ident]:
    """Yield the words in `block`, which is no code, that look like ids."""
    if facts(block) is not NO_FACTS:
        yield from find_idents(block.text, 0, len(block.text))


def _places(block: Block, roles: TableRoles | None) -> Iterator[tuple[int, int, bool, bool]]:
    """Yield where ids stand that are waited for, whether as blockers, and whether in a sentence."""
    text = block.text
    found = facts(block)
    for field in found.fields:
        if header_role(field.name) is Role.DEPENDS_ON:
            yield field.value_start, field.value_end, _is_blocking(field.name), False
    if found.row and roles and roles.column(Role.DEPENDS_ON) is not None:
        span = row_span(found.row, roles.column(Role.DEPENDS_ON))
        if span:
            yield *span, False, False
    for grid in found.grids:
        column = roles_of_row(text, grid.header).column(Role.DEPENDS_ON)
        for row in grid.rows:
            span = row_span(row, column)
            if span:
                yield *span, False, False
    if block.kind in _SPOKEN:
        yield from _spoken(text)


def _spoken(text: str) -> Iterator[tuple[int, int, bool, bool]]:
    """Yield the lists of ids behind words like `depends on` and `blocked by`."""
    lowered = text.lower() if text.isascii() else unaccented(text.lower())
    if len(lowered) != len(text):
        return  # letters of several characters: too rare to count them for
    plain = lowered.isascii()
    if plain and _first_words().isdisjoint(_WORD.findall(lowered)):
        return  # said of most tasks and rows in one look
    for opening, blocks in _openings():
        if plain and not opening.isascii():
            continue
        at = lowered.find(opening)
        while at >= 0:
            after = at + len(opening)
            end = _listed(text, after)
            if end > after and not (at and lowered[at - 1].isalnum()):
                yield after, end, blocks, True
            at = lowered.find(opening, after)


def _listed(text: str, start: int) -> int:
    """Return where the list of ids ends that begins at `start`, or `start` without any."""
    end = start
    gap = _AFTER_OPENING.match(text, start)
    at = gap.end() if gap else start
    while True:
        ident = next(find_idents(text, at, min(at + _LONGEST_ID, len(text))), None)
        if ident is None or ident.start != at:
            return end
        end = ident.end
        gap = _BETWEEN.match(text, end)
        at = gap.end() if gap else end


_AFTER_OPENING = pattern(r"[\s:：*_`()\[\]]{0,8}")
_LONGEST_ID = 60


_WORD = pattern(r"[a-z]+")


@cache
def _first_words() -> frozenset[str]:
    """Return the words that openings in ASCII begin with, up to anything but a letter."""
    first = (_WORD.match(opening) for opening, _ in _openings() if opening.isascii())
    return frozenset(match[0] for match in first if match)


@cache
def _openings() -> tuple[tuple[str, bool], ...]:
    """Return the words that dependencies follow in a sentence, and whether they say of a blocker."""
    vocabulary = words()
    spoken = {title for title, kinds in vocabulary.headers.items() if "depends_on" in kinds}
    return tuple(
        sorted(
            [(opening, True) for opening in vocabulary.blocked_by]
            + [(title, False) for title in spoken - set(vocabulary.blocked_by) if " " in title]
        )
    )


def _is_blocking(name: str) -> bool:
    folded = name.strip().lower()
    return any(folded.startswith(opening) for opening in words().blocked_by) or "block" in folded
