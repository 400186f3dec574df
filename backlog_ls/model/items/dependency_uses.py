"""The places in a block that state a dependency on an id.

These are dependency columns and fields, front matter, and phrases in a row, list item or heading
(`blocked by TASK-12`). Only ids count, because it is not certain whether other words name an item.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.facts import NO_FACTS
from backlog_ls.model.blocks.signifiers import SignifierKind, find_values
from backlog_ls.model.items.items import cell_span_in_row
from backlog_ls.model.names.ids import (
    IdMatch,
    find_ids,
    find_ids_in_ranges,
    find_leading_number,
    find_listed_ids,
    id_series,
    match_ids,
    normalize_id,
)
from backlog_ls.model.names.normalize import strip_accents
from backlog_ls.model.tables.roles import Role, find_role, roles_of_header
from backlog_ls.model.words import words
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.syntax.inline import LinkKind
from backlog_ls.text.pattern import pattern
from backlog_ls.text.spans import covers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.tables.roles import TableRoles


class DependencyUse(NamedTuple):
    """An id that something depends on. Offsets are code points in the block."""

    start: int
    end: int
    normalized_id: str
    """The id as returned by `normalize_id`."""
    is_blocker: bool
    """Whether the text says that it blocks, not only that it comes first."""
    in_sentence: bool
    """Whether it is in a sentence, whose subject may be another item."""


# It starts at the digit, so that the search is fast.
_HINT = pattern(r"\d(?:(?<=[A-Za-z]\d)|(?<=[A-Za-z]-\d)|(?<=\d\.\d))")
_BETWEEN = pattern(
    r"(?:[*_`~]{0,3}\]\([^()\s]{0,200}\))?[\s,;&+/*_`()\[\]]*"
    r"(?:(?:and|und|et|y|e|en|oraz|i|и|та|ja)\s+[*_`(\[]{0,8})?"
)
_KINDS_WITH_SENTENCES = {Kind.ROW, Kind.ITEM, Kind.HEADING}


def may_contain_ids(block: Block) -> bool:
    """Tell whether `block` may contain ids. A cheap test with false positives."""
    return _HINT.search(block.text) is not None or bool(facts_of(block).signifiers)


def find_dependency_uses(block: Block, roles: TableRoles | None = None) -> Iterator[DependencyUse]:
    """Yield the ids in `block` that something depends on, each place once.

    Args:
        block: Any block.
        roles: For a row, the column roles of its table.
    """
    if not may_contain_ids(block):
        return
    seen: set[int] = set()
    targets = _link_targets(block)
    for start, end, blocks, spoken in _places(block, roles):
        for ident in _find_unqualified_ids(block.text, start, end):
            if ident.start not in seen and not covers(targets, ident.start):
                seen.add(ident.start)
                yield DependencyUse(
                    ident.start, ident.end, normalize_id(ident.text), blocks, spoken
                )
    for ident in find_signified_dependencies(block):
        if ident.start not in seen:
            key = normalize_id(ident.text)
            yield DependencyUse(ident.start, ident.end, key, is_blocker=True, in_sentence=False)


def find_signified_dependencies(block: Block) -> Iterator[IdMatch]:
    """Yield the ids after the signifiers for dependencies in `block`: `⛔ a1b2,c3`."""
    text = block.text
    for signifier in facts_of(block).signifiers:
        if signifier.kind is SignifierKind.DEPENDS_ON:
            for start, end in find_values(text, signifier):
                yield IdMatch(start, end, text[start:end])


def _link_targets(block: Block) -> list[tuple[int, int]]:
    """Return the targets of the links in `block`, whose names may look like ids."""
    return sorted(
        (link.target_start, link.target_end)
        for link in facts_of(block).links
        if link.kind is not LinkKind.WIKI
    )


def _find_unqualified_ids(text: str, start: int, end: int) -> Iterator[IdMatch]:
    """Yield the ids in ``text[start:end]``, except those of another one: `EPIC-14 S3, S6`.

    They count the items of that one, so S3 is not the item with this id here.
    """
    foreign: set[str] = set()
    before: IdMatch | None = None
    for ident in find_listed_ids(text, start, end):
        series = id_series(normalize_id(ident.text))
        joined = before is not None and text[before.end : ident.start] in {" ", " > "}
        if before and joined and series != id_series(normalize_id(before.text)):
            foreign.add(series)
        before = ident
        if series not in foreign:
            yield ident


def find_mentioned_ids(block: Block) -> Iterator[IdMatch]:
    """Yield the words in `block` that look like ids, unless it is a code block.

    Also the dotted number of a heading (`### 6.3.7 Login`).
    """
    found = facts_of(block)
    if found is NO_FACTS:
        return
    if found.heading:
        number = find_leading_number(block.text, found.heading.start, found.heading.end)
        if number.text:
            yield number
    if not found.signifiers:
        yield from find_ids(block.text, 0, len(block.text))
        return
    spans = [
        (each.value_start, each.value_end)
        for each in found.signifiers
        if each.kind in {SignifierKind.ID, SignifierKind.DEPENDS_ON}
    ]
    idents = find_ids(block.text, 0, len(block.text))
    others = (ident for ident in idents if not covers(spans, ident.start))
    yield from sorted([*others, *find_signified_dependencies(block)])


def find_ids_within_ranges(block: Block) -> Iterator[str]:
    """Yield the normalized ids that the ranges in `block` include, unless it is a code block."""
    if facts_of(block) is not NO_FACTS:
        yield from find_ids_in_ranges(block.text, 0, len(block.text))


def _places(block: Block, roles: TableRoles | None) -> Iterator[tuple[int, int, bool, bool]]:
    """Yield the ranges with ids of dependencies, with `is_blocker` and `in_sentence`."""
    text = block.text
    found = facts_of(block)
    for field in found.fields:
        if find_role(field.name) is Role.DEPENDS_ON:
            end = _sentence_end(text, field.value_start, field.value_end)
            yield field.value_start, end, _is_blocking(field.name), False
    if found.row and roles and roles.column(Role.DEPENDS_ON) is not None:
        span = cell_span_in_row(found.row, roles.column(Role.DEPENDS_ON))
        if span:
            yield span[0], _sentence_end(text, *span), False, False
    for grid in found.nested_tables:
        column = roles_of_header(text, grid.header).column(Role.DEPENDS_ON)
        for row in grid.rows:
            span = cell_span_in_row(row, column)
            if span:
                yield span[0], _sentence_end(text, *span), False, False
    if block.kind in _KINDS_WITH_SENTENCES:
        yield from _find_in_sentences(text)


def _sentence_end(text: str, start: int, end: int) -> int:
    """Return where the list of ids in ``text[start:end]`` ends and a sentence begins.

    What follows says something else: `A-1. Do before A-2.`
    """
    found = _NEXT_SENTENCE.search(text, start, end)
    return found.start() if found else end


_NEXT_SENTENCE = pattern(r"[.!?]\s+[^\W\d_]{2,30}\s")


def _find_in_sentences(text: str) -> Iterator[tuple[int, int, bool, bool]]:
    """Yield the lists of ids after phrases like `depends on` and `blocked by`."""
    lowered = text.lower() if text.isascii() else strip_accents(text.lower())
    if len(lowered) != len(text):
        return  # lower case changed the length, which is too rare to handle
    plain = lowered.isascii()
    if plain and _first_words().isdisjoint(_WORD.findall(lowered)):
        return  # a quick test that rules out most tasks and rows
    for opening, blocks in _openings():
        if plain and not opening.isascii():
            continue
        at = lowered.find(opening)
        while at >= 0:
            after = at + len(opening)
            end = _id_list_end(text, after)
            if end > after and not (at and lowered[at - 1].isalnum()):
                yield after, end, blocks, True
            at = lowered.find(opening, after)


def _id_list_end(text: str, start: int) -> int:
    """Return the end of the list of ids that begins at `start`, or `start` if there is none."""
    end = start
    gap = _AFTER_OPENING.match(text, start)
    at = gap.end() if gap else start
    while True:
        stop = match_ids(text, at, min(at + _MAX_RANGE_LENGTH, len(text)))
        if stop == at:
            return end
        end = stop
        gap = _BETWEEN.match(text, end)
        at = gap.end() if gap else end


_AFTER_OPENING = pattern(r"[\s:：*_`()\[\]]{0,8}")
_MAX_RANGE_LENGTH = 120


_WORD = pattern(r"[a-z]+")


@cache
def _first_words() -> frozenset[str]:
    """Return the first words of the phrases in ASCII."""
    first = (_WORD.match(opening) for opening, _ in _openings() if opening.isascii())
    return frozenset(match[0] for match in first if match)


@cache
def _openings() -> tuple[tuple[str, bool], ...]:
    """Return the phrases that introduce dependencies in a sentence, and whether each is a blocker."""
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
