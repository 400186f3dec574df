"""The statuses that one declaration governs, and those alike that none does."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.navigation.status_spans import spelled
from backlog_ls.features.neighbourhood import around, nearest
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.document.status_uses import declared_uses
from backlog_ls.model.items.items import StatusPlace, items_of
from backlog_ls.model.names.normalize import fold, fold_status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.features.navigation.symbol_at import Target
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.document.context import Context
    from backlog_ls.model.items.items import StatusUse
    from backlog_ls.model.statuses.vocabulary import Term
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place

_JOINED = str.maketrans("-_", "  ")


class GovernedUse(NamedTuple):
    """A status as it is used. Its offsets are code points in its block."""

    place: Place[Block]
    use: StatusUse


def governed_places(
    backlog: Backlog, target: Target, near: int | None = None
) -> Iterator[tuple[int, int]]:
    """Yield where the status `target` is used: code points of the document, in no order.

    Args:
        backlog: the document.
        target: a status.
        near: the key of the block near which to look; None for all of the document.
    """
    if target.term is None:
        found = _alike(backlog, target.key, near)
    else:
        found = governed_uses(backlog, target.term, near)
    for place, use in found:
        start, end = (target.term and spelled(use.text, target.term.spelling)) or (0, len(use.text))
        yield place.offset + use.start + start, place.offset + use.start + end


def governed_uses(backlog: Backlog, term: Term, near: int | None = None) -> Iterator[GovernedUse]:
    """Yield the cells, fields and titles whose status is `term`, where its legend is in force.

    Those near the block `near`, or all.
    """
    said = {text for text in _said(term.spelling) + _said(term.meaning) if text}
    blocks = {key for text in said for key in backlog.index.get(SymbolKind.STATUS, text)}
    headings = {
        place.key
        for place in _headings(backlog, near)
        if any(text in place.piece.text.casefold().translate(_JOINED) for text in said)
    }
    for place, context in backlog.contexts_of(nearest(blocks | headings, near)):
        governing = context.vocabulary
        if governing is None or not governing.governs(place.piece.kind):
            continue
        for use in _uses(place, context):
            if governing.find(use.text) == term:
                yield GovernedUse(place, use)


def _headings(backlog: Backlog, near: int | None) -> Iterable[Place[Block]]:
    rope = backlog.rope
    place = None if near is None else rope.at_key(near)
    if place is None:
        return rope.find(BITS, Bit.HEADING, 0, len(rope))
    return around(rope, place.index, Bit.HEADING)


def _uses(place: Place[Block], context: Context) -> Iterator[StatusUse]:
    yield from declared_uses(place.piece, context)
    if place.piece.level:
        for item in items_of(place.piece):
            if item.status and item.status.place is StatusPlace.HEADING:
                yield item.status


def _alike(backlog: Backlog, key: str, near: int | None) -> Iterator[GovernedUse]:
    """Yield the statuses that nothing declares and that read as `key` does, folded."""
    blocks = {block for text in _said(key) for block in backlog.index.get(SymbolKind.STATUS, text)}
    for place, context in backlog.contexts_of(nearest(blocks, near)):
        for use in declared_uses(place.piece, context):
            if fold(use.text) == key and not (
                context.vocabulary and context.vocabulary.find(use.text)
            ):
                yield GovernedUse(place, use)


def _said(text: str) -> list[str]:
    folded = fold_status(text)
    return [folded.word, *folded.emojis]
