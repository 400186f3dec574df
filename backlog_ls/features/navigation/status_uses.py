"""Where a status is used: one that a legend declares, or one that no legend declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.navigation.status_spans import find_spelling
from backlog_ls.features.neighbourhood import blocks_near, keys_near
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.document.status_uses import find_status_uses
from backlog_ls.model.items.item import StatusPlace
from backlog_ls.model.items.items import find_items
from backlog_ls.model.names.normalize import normalize_name, normalize_status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.features.navigation.symbol_at import SymbolUse
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.document.context import Context
    from backlog_ls.model.items.item import StatusUse
    from backlog_ls.model.statuses.vocabulary import Term
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place

_JOINED = str.maketrans("-_", "  ")


class LocatedStatus(NamedTuple):
    """A use of a status and its block. Offsets in `use` are code points in the block."""

    place: Place[Block]
    use: StatusUse


def find_status_spans(
    backlog: Backlog, symbol: SymbolUse, near: int | None = None
) -> Iterator[tuple[int, int]]:
    """Yield the spans of the uses of a status: code points of the document, unordered.

    Args:
        backlog: the document.
        symbol: a status.
        near: the key of the block near which to search; None for all of the document.
    """
    if symbol.term is None:
        found = _find_undeclared(backlog, symbol.key, near)
    else:
        found = find_uses_of_status(backlog, symbol.term, near)
    for place, use in found:
        start, end = (symbol.term and find_spelling(use.text, symbol.term.spelling)) or (
            0,
            len(use.text),
        )
        yield place.offset + use.start + start, place.offset + use.start + end


def find_uses_of_status(
    backlog: Backlog, term: Term, near: int | None = None
) -> Iterator[LocatedStatus]:
    """Yield the cells, fields and headings with the status `term`, where its legend is in force.

    Those near the block `near`, or all.
    """
    texts = {text for text in _index_keys(term.spelling) + _index_keys(term.meaning) if text}
    blocks = {key for text in texts for key in backlog.index.get(SymbolKind.STATUS, text)}
    headings = {
        place.key
        for place in _headings(backlog, near)
        if any(text in place.piece.text.casefold().translate(_JOINED) for text in texts)
    }
    for place, context in backlog.contexts_of(keys_near(blocks | headings, near)):
        governing = context.vocabulary
        if governing is None or not governing.applies_to(place.piece.kind):
            continue
        for use in _statuses_in(place, context):
            if governing.find_term(use.text) == term:
                yield LocatedStatus(place, use)


def _headings(backlog: Backlog, near: int | None) -> Iterable[Place[Block]]:
    rope = backlog.rope
    place = None if near is None else rope.at_key(near)
    if place is None:
        return rope.find(FLAGS, Flag.HEADING, 0, len(rope))
    return blocks_near(rope, place.index, Flag.HEADING)


def _statuses_in(place: Place[Block], context: Context) -> Iterator[StatusUse]:
    yield from find_status_uses(place.piece, context)
    if place.piece.level:
        for item in find_items(place.piece):
            if item.status and item.status.place is StatusPlace.HEADING:
                yield item.status


def _find_undeclared(backlog: Backlog, key: str, near: int | None) -> Iterator[LocatedStatus]:
    """Yield the statuses whose normalized text is `key` and that no legend declares."""
    blocks = {
        block for text in _index_keys(key) for block in backlog.index.get(SymbolKind.STATUS, text)
    }
    for place, context in backlog.contexts_of(keys_near(blocks, near)):
        for use in find_status_uses(place.piece, context):
            if normalize_name(use.text) == key and not (
                context.vocabulary and context.vocabulary.find_term(use.text)
            ):
                yield LocatedStatus(place, use)


def _index_keys(text: str) -> list[str]:
    normalized = normalize_status(text)
    return [normalized.word, *normalized.emojis]
