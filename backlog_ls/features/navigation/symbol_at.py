"""What a place in a document means: the thing that one goes to, looks for or renames there."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.navigation.name_spans import NamePlace, name_span, needed_names
from backlog_ls.features.navigation.status_spans import spelled
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.flags import Bit, bits_of
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.document.status_uses import declared_uses
from backlog_ls.model.items.dependencies import may_hold_idents, mentioned_idents
from backlog_ls.model.items.items import ItemKind, StatusPlace, items_of
from backlog_ls.model.items.milestones import milestones_in
from backlog_ls.model.names.ids import ident_key, is_ident
from backlog_ls.model.names.normalize import fold
from backlog_ls.text.spans import covers
from backlog_ls.workspace.links.wiki import followed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.document.context import Context
    from backlog_ls.model.items.items import StatusUse
    from backlog_ls.model.statuses.vocabulary import Term, Vocabulary
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View


class Sense(Enum):
    """What sort of thing a place means."""

    NAME = "name"
    """Of a feature: in a row, a task or a card, or where it is waited for."""
    HEADING = "heading"
    IDENT = "id"
    MILESTONE = "milestone"
    """The name of one, in a column or a field."""
    STATUS = "status"
    FILE = "file"
    """The path in a link's target."""
    ANCHOR = "anchor"
    """The fragment of a link's target, or the HTML that it leads to."""


class Target(NamedTuple):
    """What a place means. Offsets are code points in the document."""

    sense: Sense
    start: int
    end: int
    key: str
    """As such things are compared: a folded name, an `ident_key`, a fragment in lower case."""
    path: str = ""
    """Of a link: what it leads to, absolute; empty for the document at hand."""
    vocabulary: Vocabulary | None = None
    """Of a status: the declaration that governs it."""
    term: Term | None = None
    """Of a status: what declares it, where something does."""
    name: NamePlace | None = None
    """Of a name and a heading: its place."""


def target_at(view: View, offset: int) -> Target | None:
    """Return what the code point at `offset` means, or the one before it, or None."""
    rope = view.backlog.rope
    place = rope.at_offset(offset)
    context = view.backlog.context(place)
    found = [
        target
        for target in targets_in(view, place, context, offset - place.offset)
        if target.start <= offset <= target.end and target.start < target.end
    ]
    # The innermost counts: of an id that begins a name, the cursor right behind it means the id.
    return min(found, key=lambda each: (each.end - each.start, offset == each.end), default=None)


def targets_in(
    view: View, place: Place[Block], context: Context, at_cursor: int = -1
) -> Iterator[Target]:
    """Yield what one block holds; of two of equal length the first counts.

    Args:
        view: of the document.
        place: of the block.
        context: of the block.
        at_cursor: a code point in it, away from which links and ids are passed over; -1 for all.
    """
    yield from _links(view, place, at_cursor)
    yield from _statuses(view.backlog, place, context)
    yield from _idents(view, place, context, at_cursor)
    block, at = place.piece, place.offset
    for milestone in milestones_in(block, context.roles):
        yield Target(Sense.MILESTONE, at + milestone.start, at + milestone.end, milestone.key)
    for start, end, key in needed_names(view.backlog, block, context.roles):
        name = NamePlace(place, start, end, None)
        yield Target(Sense.NAME, at + start, at + end, key, name=name)
    for item in items_of(block, context.roles, cards=context.cards):
        if item.kind is ItemKind.DOCUMENT:
            start, end = item.start, item.end
        else:
            start, end = name_span(block, item)
        name = NamePlace(place, start, end, item)
        sense = Sense.HEADING if item.kind is ItemKind.SECTION else Sense.NAME
        if item.key or sense is Sense.HEADING:
            yield Target(sense, at + start, at + end, item.key, name=name)
    for anchor in facts(block).anchors:
        yield Target(Sense.ANCHOR, at + anchor.start, at + anchor.end, anchor.name.lower())


def _links(view: View, place: Place[Block], at_cursor: int) -> Iterator[Target]:
    block, at = place.piece, place.offset
    for link in facts(block).links:
        if not _is_near(link.start, link.end, at_cursor):
            continue
        lead = followed(block.text, link, view.backlog, view.path, view.root, view.workspace)
        if lead is None:
            continue
        target = lead.target
        start = at + link.target_start
        if target.fragment:
            first = start + target.fragment_start
            key = target.fragment.lower()
            yield Target(Sense.ANCHOR, first, at + link.target_end, key, lead.path)
        if lead.path:
            yield Target(Sense.FILE, start, start + target.path_end, "", lead.path)


def _statuses(backlog: Backlog, place: Place[Block], context: Context) -> Iterator[Target]:
    block, at = place.piece, place.offset
    # A legend of one line is in force only behind itself.
    own = backlog.vocabulary_of(place.key) if bits_of(block) & Bit.LEGEND else None
    for vocabulary in (*context.vocabularies, *([own] if own else [])):
        for term in vocabulary.terms:
            if term.key == place.key:
                span = at + term.start, at + term.end
                yield Target(Sense.STATUS, *span, "", vocabulary=vocabulary, term=term)
    governing = context.vocabulary
    if governing is not None and not governing.governs(block.kind):
        governing = None
    for use in declared_uses(block, context):
        declared = governing.find(use.text) if governing else None
        yield _status_target(at, use, governing, declared)
    if facts(block).heading and governing:
        for item in items_of(block):
            said = item.status
            if said and said.place is StatusPlace.HEADING:
                declared = governing.find(said.text)
                if declared:
                    yield _status_target(at, said, governing, declared)


def _status_target(
    at: int, use: StatusUse, vocabulary: Vocabulary | None, term: Term | None
) -> Target:
    """Return the status that `use` of the block at `at` states: what spells it, without remarks."""
    start, end = (term and spelled(use.text, term.spelling)) or (0, len(use.text))
    span = at + use.start + start, at + use.start + end
    key = "" if term else fold(use.text)
    return Target(Sense.STATUS, *span, key, vocabulary=vocabulary, term=term)


def _idents(view: View, place: Place[Block], context: Context, at_cursor: int) -> Iterator[Target]:
    for start, end, key in ident_places(place.piece, context):
        if _is_near(start, end, at_cursor) and is_known_ident(view, key):
            yield Target(Sense.IDENT, place.offset + start, place.offset + end, key)


def _is_near(start: int, end: int, at_cursor: int) -> bool:
    return at_cursor < 0 or start <= at_cursor <= end


def ident_places(block: Block, context: Context) -> Iterator[tuple[int, int, str]]:
    """Yield the ids in `block`, each place once: start, end and `ident_key`.

    What stands in the target of a link is a part of its path.
    """
    seen = set()
    for item in items_of(block, context.roles, cards=context.cards):
        if item.ident and is_ident(item.ident):
            seen.add(item.ident_start)
            end = item.ident_start + len(item.ident)
            yield item.ident_start, end, ident_key(item.ident)
    targets = sorted((link.target_start, link.target_end) for link in facts(block).links)
    for ident in mentioned_idents(block) if may_hold_idents(block) else ():
        if ident.start not in seen and not covers(targets, ident.start):
            yield ident.start, ident.end, ident_key(ident.text)


def is_known_ident(view: View, key: str) -> bool:
    """Tell whether an item of the document, or of another backlog beside it, has the id `key`."""
    if view.backlog.index.get(SymbolKind.ID, key):
        return True
    return bool(view.path and view.workspace.writing(SymbolKind.ID, key, view.path))


def has_own_ident(backlog: Backlog, key: str) -> bool:
    """Tell whether an item of `backlog` has the id `key`."""
    return bool(backlog.index.get(SymbolKind.ID, key))
