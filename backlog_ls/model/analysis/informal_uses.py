"""Uses of a status that no other module reads: an emoji in prose, a bold word.

A legend may explain the emoji of a drawing, or words in brackets. So all such places count before an
entry of a legend is reported as unused.
"""

from __future__ import annotations

import re
from operator import or_
from typing import TYPE_CHECKING
from zlib import crc32

from backlog_ls.model.blocks.block_cache import cache_of, facts_of
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.names.normalize import EMOJI_CLUSTER, normalize_status
from backlog_ls.model.statuses.heading_status import read_heading_status
from backlog_ls.syntax.block import Kind
from backlog_ls.text.pattern import pattern
from backlog_ls.text.tree import Measure

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.statuses.vocabulary import Term
    from backlog_ls.syntax.block import Block

_FILTER_BITS = 1 << 14
"""Number of bits of the filter. A document with thousands of rows has hundreds of short words."""

_MAX_LENGTH = 24
_MAX_CELL_LENGTH = 16
_INNER = r"[^()\[\]\r\n\uff08\uff09]{1,24}[)\]\uff09]"
# Each alternative begins with a fixed character, so that the search is fast.
_SPAN = pattern(
    rf"\*\*[^*\r\n]{{1,24}}\*\*|`[^`\r\n]{{1,24}}`|\({_INNER}|\[{_INNER}|\uff08{_INNER}"
    r"|-[ \t](?<=[ \t]-[ \t])[^\W\d][^-\u2013\u2014\r\n]{0,23}$"
    r"|\u2013[ \t](?<=[ \t]\u2013[ \t])[^\W\d][^-\u2013\u2014\r\n]{0,23}$"
    r"|\u2014[ \t](?<=[ \t]\u2014[ \t])[^\W\d][^-\u2013\u2014\r\n]{0,23}$",
    re.MULTILINE,
)
_AROUND = "()[]\uff08\uff09-\u2013\u2014 \t"
_SIGN_END = str.maketrans("", "", "\ufe0e\ufe0f")


def count_uses(backlog: Backlog, term: Term, legends: Collection[int]) -> int:
    """Return the number of possible uses of `term` outside of the blocks with keys in `legends`.

    All informal uses together count as one.
    """
    forms = _forms(term)
    stated = max((len(backlog.index.get(SymbolKind.STATUS, form)) for form in forms), default=0)
    if stated:
        return stated
    mask = sum({1 << _filter_bit(form) for form in forms})
    rope = backlog.rope
    return int(
        any(
            place.key not in legends and not forms.isdisjoint(_mentioned(place.piece))
            for place in rope.find(_MENTIONS, mask, 0, len(rope))
        )
    )


def _forms(term: Term) -> set[str]:
    """Return the forms of `term`, as yielded by `_mentioned`."""
    if term.spelling.startswith("["):
        return {term.spelling.lower()}
    spelled, explained = normalize_status(term.spelling), normalize_status(term.meaning)
    forms = {_plain(term.spelling), spelled.word, *spelled.emojis}
    if len(explained.word) <= _MAX_LENGTH:
        forms.add(explained.word)  # `✅ | Done`: a cell that says `Done` uses that entry
    return forms - {""}


def _mentioned(block: Block) -> Iterator[str]:
    """Yield the normalized texts in `block` that may be a status."""
    text = block.text
    found = facts_of(block)
    if not text.isascii():
        for cluster in EMOJI_CLUSTER.findall(text):
            yield from normalize_status(cluster).emojis
    for list_item in found.list_items:
        if list_item.mark:
            yield f"[{list_item.mark.lower()}]"
        if list_item.text_end - list_item.text_start <= _MAX_LENGTH:
            yield _plain(text[list_item.text_start : list_item.text_end])
    if block.kind == Kind.PARAGRAPH and len(text) <= _MAX_LENGTH:
        yield _plain(text.strip())
    for span in _SPAN.findall(text):
        yield _plain(span.strip(_AROUND))
    for field in found.fields:
        yield _plain(field.name)
        if field.value_end - field.value_start <= _MAX_LENGTH:
            yield _plain(field.value(text))
    if found.heading:
        stated = read_heading_status(found.heading.title)
        if stated:
            yield normalize_status(found.heading.title[stated.start : stated.end]).word
    for cell in found.row.cells if found.row else ():
        if cell.text_end - cell.text_start <= _MAX_CELL_LENGTH:
            yield _plain(text[cell.text_start : cell.text_end])


def _plain(text: str) -> str:
    """Return `text` normalized for comparison. This is cheaper than `normalize_status`."""
    plain = text.strip(" \t*_`~:.").translate(_SIGN_END).casefold()
    return " ".join(plain.replace("-", " ").replace("_", " ").split())


def _filter_bit(mention: str) -> int:
    return crc32(mention.encode("utf-8", "surrogatepass")) % _FILTER_BITS


def _mentions_of(_key: int, block: Block) -> int:
    known = cache_of(block)
    if known.mentions is None:
        known.mentions = tuple({_filter_bit(mention) for mention in _mentioned(block)})
    filled = 0
    for place in known.mentions:
        filled |= 1 << place
    return filled


_MENTIONS: Measure[Block, int] = Measure(0, _mentions_of, or_, cache_pieces=False)
"""A Bloom filter of the mentions in blocks, to skip blocks that certainly do not mention a status.

A block caches the few bits that are set. A node of the rope caches the two kilobytes.
"""
