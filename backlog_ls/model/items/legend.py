"""Legends: the part of a document that explains the statuses it uses.

A legend has a head, and entries below it unless it is a single line. The entries are the rows of a
table, or the list items after a heading or paragraph that announces a legend. The entries decide
whether it is a legend of *statuses*: a legend of colours or priorities gives no vocabulary.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.directives import is_directive_comment
from backlog_ls.model.blocks.markup import strip_markup
from backlog_ls.model.names.normalize import normalize_name, normalize_status, strip_accents
from backlog_ls.model.statuses.status import Status, canonical_status
from backlog_ls.model.statuses.vocabulary import Term, Vocabulary
from backlog_ls.model.tables.roles import Role, TableKind, roles_of_table
from backlog_ls.model.words import words
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.text.rope import Rope

MAX_ENTRIES = 64
"""Maximum number of entries of a legend."""

MAX_HEAD_LENGTH = 40
"""A paragraph must announce a legend within this number of code points."""

_JOINED = "\u2e80"
"""The first character of the East Asian scripts without spaces between words."""
_THAI = frozenset(map(chr, range(0x0E00, 0x0E80)))
_PUNCTUATED = str.maketrans({"-": " ", "_": " ", "\u0e33": "\u0e4d\u0e32"})
"""NFKC decomposes the Thai vowel U+0E33, so the word lists have it in two parts."""
_INLINE = pattern(r"\s*(?:\*\*|__)?[^*_|:\r\n]{0,30}[:\uff1a](?:\*\*|__)?[ \t]*")
_PART = pattern(r"[|\u00b7\u2022;\r\n]|,(?=[ \t])|[ \t]{3}")
_REMARKED = pattern(
    r"(\*\*|__|`|\*|_)(?P<spelling>(?:(?!\1)[^()\r\n])+)\1[ \t]*[(\uff08](?P<remark>[^()\uff08\uff09]+)[)\uff09]"
)
"""`**Done** (move to archive)`: the markup shows where the spelling ends."""
_MAX_TERM_LENGTH = 200
_MEANS = pattern(r"=|:|\uff1a|\u2192|->|\u2014|\u2013|[ \t]-(?=[ \t])")


def is_legend_head(block: Block) -> bool:
    """Tell whether a legend may begin with `block`."""
    kind = block.kind
    if kind == Kind.TABLE:
        return roles_of_table(block).kind is TableKind.LEGEND
    if kind == Kind.HEADING:
        return len(block.text) < 60 and _names_legend(block.text)
    return kind == Kind.PARAGRAPH and _names_legend(block.text[:MAX_HEAD_LENGTH])


def _names_legend(text: str) -> bool:
    spelled, words_of_it, joined = _heads()
    plain = strip_accents(text.casefold().translate(_PUNCTUATED))
    # This runs for every heading and paragraph. Most contain none of the words.
    if not words_of_it.isdisjoint(_WORD.findall(plain)) and spelled.search(plain):
        return True
    return not plain.isascii() and any(each in plain for each in joined)


_WORD = pattern(r"\w+")


@cache
def _heads() -> tuple[re.Pattern[str], frozenset[str], tuple[str, ...]]:
    """Return a pattern of legend titles, their words, and the titles in scripts without spaces."""
    spelled = sorted(words().legend, key=len, reverse=True)
    spaced = [each for each in spelled if not _is_joined(each)]
    spelling = re.compile(rf"\b(?:{'|'.join(map(re.escape, spaced))})\b")
    first = frozenset(_WORD.findall(" ".join(spaced)))
    return spelling, first, tuple(filter(_is_joined, spelled))


def _is_joined(spelling: str) -> bool:
    return spelling >= _JOINED or spelling[0] in _THAI


MAX_REPEATED = 1
"""Maximum number of repeated spellings in a legend, which normally has none."""


def read_vocabulary(rope: Rope[Block], key: int) -> Vocabulary | None:
    """Return the vocabulary of the legend with the head `key`; None if it is not of statuses."""
    head = rope.at_key(key)
    if head is None:
        return None
    terms: list[Term] = []
    if head.piece.kind == Kind.PARAGRAPH:
        terms.extend(islice(_inline_terms(key, head.piece), MAX_ENTRIES + 1))
    if not terms:
        wanted = Kind.ROW if head.piece.kind == Kind.TABLE else Kind.ITEM
        for place in rope.places(head.index + 1):
            if is_directive_comment(place.piece, facts_of(place.piece).directives):
                continue
            if place.piece.kind != wanted or len(terms) > MAX_ENTRIES:
                break
            term = _row_term(place.key, place.piece, head.piece)
            if wanted == Kind.ITEM:
                term = _item_term(place.key, place.piece)
            if term:
                terms.append(term)
    return _vocabulary(key, terms)


def _vocabulary(key: int, terms: list[Term]) -> Vocabulary | None:
    statuses = {normalize_status(term.spelling).key: term.status for term in terms}
    known = sum(status is not Status.UNKNOWN for status in statuses.values())
    if not 2 <= len(terms) <= MAX_ENTRIES or 2 * known < len(statuses):
        return None
    spellings = len({term.spelling for term in terms})
    if len(terms) - spellings > MAX_REPEATED or 2 * spellings <= len(terms):
        return None  # items with a status each, not a legend
    return Vocabulary(key, tuple(terms))


def _row_term(key: int, row: Block, head: Block) -> Term | None:
    cells = facts_of(row).row
    roles = roles_of_table(head)
    if cells is None or not cells.cells:
        return None
    cell = cells.cells[0]
    meaning = ""
    column = roles.column(Role.MEANING)
    if column is None:
        column = 1
    if column < len(cells.cells):
        other = cells.cells[column]
        meaning = row.text[other.text_start : other.text_end]
    return _term(key, row.text, cell.text_start, cell.text_end, meaning)


def _item_term(key: int, item: Block) -> Term | None:
    entries = facts_of(item).list_items
    if not entries:
        return None
    entry = entries[0]
    if entry.mark:
        meaning = item.text[entry.text_start : entry.text_end]
        start = entry.mark_at - 1
        return Term(
            key, start, start + 3, item.text[start : start + 3], meaning, canonical_status(meaning)
        )
    return _pair(key, item.text, entry.text_start, entry.text_end)


def _inline_terms(key: int, block: Block) -> Iterator[Term]:
    text = block.text
    head = _INLINE.match(text)
    if head is None:
        return
    position = head.end()
    end = len(text.rstrip())
    while position < end:
        cut = _PART.search(text, position, end)
        stop = cut.start() if cut else end
        term = _pair(key, text, position, stop)
        if term:
            yield term
        position = cut.end() if cut else end


def _pair(key: int, text: str, start: int, end: int) -> Term | None:
    """Return the term of ``spelling: meaning``, ``✅ Done`` or a single spelling."""
    means = _MEANS.search(text, start, end)
    if means and means.start() > start:
        return _term(key, text, start, means.start(), text[means.end() : end])
    return _term(key, text, start, end, "")


def _term(key: int, text: str, start: int, end: int, meaning: str) -> Term | None:
    start, end = strip_markup(text, start, end)
    remarked = _REMARKED.fullmatch(text, start, end) if end - start <= _MAX_TERM_LENGTH else None
    if remarked:
        start, end = strip_markup(text, *remarked.span("spelling"))
        meaning = meaning.strip() or remarked["remark"]
    spelling = text[start:end]
    if not spelling or len(spelling) > 40:
        return None
    status = canonical_status(spelling)
    if status is Status.UNKNOWN:
        status = canonical_status(meaning) if normalize_name(meaning) else status
    if not normalize_status(spelling).key:
        return None
    return Term(key, start, end, spelling, meaning.strip(), status)
