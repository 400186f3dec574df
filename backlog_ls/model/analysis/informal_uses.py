"""Where a document may use a status in a way that nothing else reads: an emoji in prose, a bold word.

A legend may explain the signs of a drawing, or words in brackets. Before it is said that one of its
entries is used nowhere, all such places count.
"""

from __future__ import annotations

import re
from operator import or_
from typing import TYPE_CHECKING
from zlib import crc32

from backlog_ls.model.blocks.facts import facts, reading
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.names.normalize import EMOJI_CLUSTER, fold_status
from backlog_ls.model.statuses.heading_status import section_status
from backlog_ls.syntax.block import Kind
from backlog_ls.text.pattern import pattern
from backlog_ls.text.tree import Measure

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.statuses.vocabulary import Term
    from backlog_ls.syntax.block import Block

_WIDTH = 1 << 14
"""Bits of the filter. So many, since a document of thousands of rows has hundreds of short words."""

_LONGEST = 24
_LONGEST_CELL = 16
_INNER = r"[^()\[\]\r\n\uff08\uff09]{1,24}[)\]\uff09]"
# Each way begins with one certain character, so that a text is searched fast.
_SPAN = pattern(
    rf"\*\*[^*\r\n]{{1,24}}\*\*|`[^`\r\n]{{1,24}}`|\({_INNER}|\[{_INNER}|\uff08{_INNER}"
    r"|-[ \t](?<=[ \t]-[ \t])[^\W\d][^-\u2013\u2014\r\n]{0,23}$"
    r"|\u2013[ \t](?<=[ \t]\u2013[ \t])[^\W\d][^-\u2013\u2014\r\n]{0,23}$"
    r"|\u2014[ \t](?<=[ \t]\u2014[ \t])[^\W\d][^-\u2013\u2014\r\n]{0,23}$",
    re.MULTILINE,
)
_AROUND = "()[]\uff08\uff09-\u2013\u2014 \t"
_SIGN_END = str.maketrans("", "", "\ufe0e\ufe0f")


def uses_of(backlog: Backlog, term: Term, legends: Collection[int]) -> int:
    """Return how often `term` may be used outside of the blocks under `legends`.

    Uses in places that nothing else reads are counted as one.
    """
    forms = _forms(term)
    stated = max((len(backlog.index.get(SymbolKind.STATUS, form)) for form in forms), default=0)
    if stated:
        return stated
    mask = sum({1 << _place(form) for form in forms})
    rope = backlog.rope
    return int(
        any(
            place.key not in legends and not forms.isdisjoint(_mentioned(place.piece))
            for place in rope.find(_MENTIONS, mask, 0, len(rope))
        )
    )


def _forms(term: Term) -> set[str]:
    """Return the ways to write `term`, as `_mentioned` has them."""
    if term.spelling.startswith("["):
        return {term.spelling.lower()}
    spelled, meant = fold_status(term.spelling), fold_status(term.meaning)
    forms = {_plain(term.spelling), spelled.word, *spelled.emojis}
    if len(meant.word) <= _LONGEST:
        forms.add(meant.word)  # `✅ | Done`: a cell that says `Done` uses that entry
    return forms - {""}


def _mentioned(block: Block) -> Iterator[str]:
    """Yield all in `block` that may be a status, as it is compared."""
    text = block.text
    found = facts(block)
    if not text.isascii():
        for cluster in EMOJI_CLUSTER.findall(text):
            yield from fold_status(cluster).emojis
    for entry in found.entries:
        if entry.mark:
            yield f"[{entry.mark.lower()}]"
        if entry.text_end - entry.text_start <= _LONGEST:
            yield _plain(text[entry.text_start : entry.text_end])
    if block.kind == Kind.PARAGRAPH and len(text) <= _LONGEST:
        yield _plain(text.strip())
    for span in _SPAN.findall(text):
        yield _plain(span.strip(_AROUND))
    for field in found.fields:
        yield _plain(field.name)
        if field.value_end - field.value_start <= _LONGEST:
            yield _plain(field.value(text))
    if found.heading:
        stated = section_status(found.heading.title)
        if stated:
            yield fold_status(found.heading.title[stated.start : stated.end]).word
    for cell in found.row.cells if found.row else ():
        if cell.text_end - cell.text_start <= _LONGEST_CELL:
            yield _plain(text[cell.text_start : cell.text_end])


def _plain(text: str) -> str:
    """Return `text` without what two spellings of one word differ in; cheaper than folding."""
    plain = text.strip(" \t*_`~:.").translate(_SIGN_END).casefold()
    return " ".join(plain.replace("-", " ").replace("_", " ").split())


def _place(mention: str) -> int:
    return crc32(mention.encode("utf-8", "surrogatepass")) % _WIDTH


def _mentions_of(_key: int, block: Block) -> int:
    known = reading(block)
    if known.mentions is None:
        known.mentions = tuple({_place(mention) for mention in _mentioned(block)})
    filled = 0
    for place in known.mentions:
        filled |= 1 << place
    return filled


_MENTIONS: Measure[Block, int] = Measure(0, _mentions_of, or_, kept=False)
"""A Bloom filter of what blocks mention: it passes over those that surely do not mention a status.

A block keeps the few places that are set, a run of blocks the two kilobytes.
"""
