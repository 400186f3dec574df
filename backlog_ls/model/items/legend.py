"""Legends: where a document says which statuses it uses, and what they mean.

A legend has a head and, but for the one-line form, entries below it: the rows of a table, or the
items after a heading or a paragraph that names a legend. Whether a head is one of *statuses* is
seen from its entries, so a legend of colours or priorities gives no vocabulary.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.model.blocks.directives import is_remark
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.blocks.markup import unwrapped
from backlog_ls.model.names.normalize import fold, fold_status, unaccented
from backlog_ls.model.statuses.status import Status, canonical
from backlog_ls.model.statuses.vocabulary import Term, Vocabulary
from backlog_ls.model.tables.headers import Role, TableKind
from backlog_ls.model.tables.roles import roles_of
from backlog_ls.model.words import words
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.text.rope import Rope

LONGEST = 64
"""What has more entries than this is no legend."""

REACH = 40
"""A paragraph that is a legend says so in this many code points, or it is prose about one."""

_JOINED = "\u2e80"
"""From here on stand the scripts that put no blanks between words."""
_PUNCTUATED = str.maketrans("-_", "  ")
_INLINE = pattern(r"\s*(?:\*\*|__)?[^*_|:\r\n]{0,30}[:\uff1a](?:\*\*|__)?[ \t]*")
_PART = pattern(r"[|\u00b7\u2022;\r\n]|,(?=[ \t])|[ \t]{3}")
_REMARKED = pattern(
    r"(\*\*|__|`|\*|_)(?P<spelling>(?:(?!\1)[^()\r\n])+)\1[ \t]*[(\uff08](?P<remark>[^()\uff08\uff09]+)[)\uff09]"
)
"""`**Done** (move to archive)`: the markup tells where the spelling ends."""
_LONGEST_TERM = 200
_MEANS = pattern(r"=|:|\uff1a|\u2192|->|\u2014|\u2013|[ \t]-(?=[ \t])")


def is_legend_head(block: Block) -> bool:
    """Tell whether a legend may begin with `block`."""
    kind = block.kind
    if kind == Kind.TABLE:
        return roles_of(block).kind is TableKind.LEGEND
    if kind == Kind.HEADING:
        return len(block.text) < 60 and _names_legend(block.text)
    return kind == Kind.PARAGRAPH and _names_legend(block.text[:REACH])


def _names_legend(text: str) -> bool:
    spelled, words_of_it, joined = _heads()
    plain = unaccented(text.casefold().translate(_PUNCTUATED))
    # Asked of each heading and paragraph: most hold none of the words, let alone the spelling.
    if not words_of_it.isdisjoint(_WORD.findall(plain)) and spelled.search(plain):
        return True
    return not plain.isascii() and any(each in plain for each in joined)


_WORD = pattern(r"\w+")


@cache
def _heads() -> tuple[re.Pattern[str], frozenset[str], tuple[str, ...]]:
    """Return what spells a legend's title: as a pattern, its words, and where no blanks part words."""
    spelled = sorted(words().legend, key=len, reverse=True)
    apart = [each for each in spelled if each < _JOINED]
    spelling = re.compile(rf"\b(?:{'|'.join(map(re.escape, apart))})\b")
    first = frozenset(_WORD.findall(" ".join(apart)))
    return spelling, first, tuple(each for each in spelled if each >= _JOINED)


MOST_REPEATED = 1
"""A legend says each status once; a slip is not what makes it none."""


def read_vocabulary(rope: Rope[Block], key: int) -> Vocabulary | None:
    """Return the vocabulary that the legend whose head has `key` declares, or None: not statuses."""
    head = rope.at_key(key)
    if head is None:
        return None
    terms: list[Term] = []
    if head.piece.kind == Kind.PARAGRAPH:
        terms.extend(islice(_inline_terms(key, head.piece), LONGEST + 1))
    if not terms:
        wanted = Kind.ROW if head.piece.kind == Kind.TABLE else Kind.ITEM
        for place in rope.places(head.index + 1):
            if is_remark(place.piece, facts(place.piece).directives):
                continue
            if place.piece.kind != wanted or len(terms) > LONGEST:
                break
            term = _row_term(place.key, place.piece, head.piece)
            if wanted == Kind.ITEM:
                term = _item_term(place.key, place.piece)
            if term:
                terms.append(term)
    return _vocabulary(key, terms)


def _vocabulary(key: int, terms: list[Term]) -> Vocabulary | None:
    statuses = {fold_status(term.spelling).key: term.status for term in terms}
    known = sum(status is not Status.UNKNOWN for status in statuses.values())
    if not 2 <= len(terms) <= LONGEST or 2 * known < len(statuses):
        return None
    spellings = len({term.spelling for term in terms})
    if len(terms) - spellings > MOST_REPEATED or 2 * spellings <= len(terms):
        return None  # entries with a status each, not statuses
    return Vocabulary(key, tuple(terms))


def _row_term(key: int, row: Block, head: Block) -> Term | None:
    cells = facts(row).row
    roles = roles_of(head)
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
    entries = facts(item).entries
    if not entries:
        return None
    entry = entries[0]
    if entry.mark:
        meaning = item.text[entry.text_start : entry.text_end]
        start = entry.mark_at - 1
        return Term(
            key, start, start + 3, item.text[start : start + 3], meaning, canonical(meaning)
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
    """Return the term of ``spelling: meaning``, ``✅ Done`` or a spelling alone."""
    means = _MEANS.search(text, start, end)
    if means and means.start() > start:
        return _term(key, text, start, means.start(), text[means.end() : end])
    return _term(key, text, start, end, "")


def _term(key: int, text: str, start: int, end: int, meaning: str) -> Term | None:
    start, end = unwrapped(text, start, end)
    remarked = _REMARKED.fullmatch(text, start, end) if end - start <= _LONGEST_TERM else None
    if remarked:
        start, end = unwrapped(text, *remarked.span("spelling"))
        meaning = meaning.strip() or remarked["remark"]
    spelling = text[start:end]
    if not spelling or len(spelling) > 40:
        return None
    status = canonical(spelling)
    if status is Status.UNKNOWN:
        status = canonical(meaning) if fold(meaning) else status
    if not fold_status(spelling).key:
        return None
    return Term(key, start, end, spelling, meaning.strip(), status)
