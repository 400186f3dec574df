"""The symbol under the cursor: what can be looked up, highlighted or renamed there."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.navigation.addresses import read_address
from backlog_ls.features.navigation.labels import LabelUse
from backlog_ls.features.navigation.name_spans import NameUse, find_dependency_names, name_span
from backlog_ls.features.navigation.status_spans import find_spelling
from backlog_ls.model.analysis.bullets import find_work
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import Flag, flags_of
from backlog_ls.model.document.index import SymbolKind, label_key
from backlog_ls.model.document.status_uses import find_status_uses
from backlog_ls.model.items.dependency_uses import (
    find_dependency_uses,
    find_mentioned_ids,
    may_contain_ids,
)
from backlog_ls.model.items.item import ItemKind, StatusPlace
from backlog_ls.model.items.items import find_items
from backlog_ls.model.items.milestones import find_milestone_uses
from backlog_ls.model.names.ids import normalize_id
from backlog_ls.model.names.normalize import normalize_name
from backlog_ls.text.lines import first_line
from backlog_ls.text.spans import covers
from backlog_ls.workspace.links.wiki import resolve_link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.document.context import Context
    from backlog_ls.model.items.item import StatusUse
    from backlog_ls.model.statuses.vocabulary import Term, Vocabulary
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View


class UseKind(Enum):
    """Kind of a symbol."""

    NAME = "name"
    """The name of a feature: in a row, a task or a card, or as a dependency."""
    HEADING = "heading"
    ID = "id"
    MILESTONE = "milestone"
    """The name of a milestone, in a column or a field."""
    STATUS = "status"
    FILE = "file"
    """The path in the target of a link."""
    ANCHOR = "anchor"
    """The fragment in the target of a link, or an HTML id."""
    ADDRESS = "address"
    """The web address that a link leads to."""
    LABEL = "label"
    """The label of a link reference or a footnote."""


class SymbolUse(NamedTuple):
    """A use of a symbol. Offsets are code points in the document."""

    kind: UseKind
    start: int
    end: int
    key: str
    """By which symbols are compared: a normalized name, id or label, or a fragment in lower case."""
    path: str = ""
    """For links: the absolute path of the target; empty for this document."""
    vocabulary: Vocabulary | None = None
    """For a status: the legend in force."""
    term: Term | None = None
    """For a status: its entry in the legend, if it has one."""
    name: NameUse | None = None
    """For a name or a heading: its place."""


def symbol_at(view: View, offset: int) -> SymbolUse | None:
    """Return the symbol that contains `offset`, a code point, or ends there, or None.

    A label is also found at the bracket before it. On the line of a heading it is the heading, wherever
    no other symbol is.
    """
    rope = view.backlog.rope
    place = rope.at_offset(offset)
    context = view.backlog.context(place)
    known = [
        symbol
        for symbol in find_symbol_uses(view, place, context, offset - place.offset)
        if symbol.start < symbol.end
    ]
    found = [symbol for symbol in known if symbol.start <= offset <= symbol.end]
    if not any(symbol.end == offset for symbol in found):
        found += [symbol for symbol in known if _bracket(symbol) <= offset < symbol.start]
    if not found and _is_on_heading_line(place, offset):
        found = [symbol for symbol in known if symbol.kind is UseKind.HEADING]
    # The innermost symbol wins: behind an id at the beginning of a name, it is the id.
    return min(found, key=lambda each: (each.end - each.start, offset == each.end), default=None)


def _bracket(symbol: SymbolUse) -> int:
    """Return the offset of the bracket before a label; for other symbols, where they start."""
    if symbol.kind is not UseKind.LABEL:
        return symbol.start
    return symbol.start - (2 if symbol.key.startswith("^") else 1)


def _is_on_heading_line(place: Place[Block], offset: int) -> bool:
    """Tell whether `offset` is in a line of a heading's text, and not in its underline."""
    heading = facts_of(place.piece).heading
    if heading is None:
        return False
    text = place.piece.text
    return offset - place.offset <= heading.end + len(first_line(text[heading.end :]))


def find_symbol_uses(
    view: View, place: Place[Block], context: Context, cursor: int = -1
) -> Iterator[SymbolUse]:
    """Yield the symbols in one block. Of two with the same length, the first one counts.

    Args:
        view: the document.
        place: the block.
        context: the context of the block.
        cursor: a code point in the block; links and ids that do not touch it are skipped. -1: none.
    """
    yield from _links(view, place, cursor)
    yield from _labels(view.backlog, place)
    yield from _statuses(view.backlog, place, context)
    yield from _ids(view, place, context, cursor)
    block, at = place.piece, place.offset
    for milestone in find_milestone_uses(block, context.roles):
        yield SymbolUse(
            UseKind.MILESTONE, at + milestone.start, at + milestone.end, milestone.normalized_name
        )
    for start, end, key in find_dependency_names(view.backlog, block, context.roles):
        name = NameUse(place, start, end, None)
        yield SymbolUse(UseKind.NAME, at + start, at + end, key, name=name)
    for item in find_work(view.backlog, place, context):
        if item.kind is ItemKind.DOCUMENT:
            start, end = item.start, item.end
        else:
            start, end = name_span(block, item)
        name = NameUse(place, start, end, item)
        kind = UseKind.HEADING if item.kind is ItemKind.SECTION else UseKind.NAME
        if item.normalized_name or kind is UseKind.HEADING:
            yield SymbolUse(kind, at + start, at + end, item.normalized_name, name=name)
    for anchor in facts_of(block).anchors:
        yield SymbolUse(UseKind.ANCHOR, at + anchor.start, at + anchor.end, anchor.name.lower())


def _links(view: View, place: Place[Block], at_cursor: int) -> Iterator[SymbolUse]:
    block, at = place.piece, place.offset
    for link in facts_of(block).links:
        if not _is_at(link.start, link.end, at_cursor):
            continue
        resolved = resolve_link(
            block.text, link, view.backlog, view.path, view.root, view.workspace
        )
        start = at + link.target_start
        if resolved is None:
            address = read_address(block.text, link)
            if address:
                yield SymbolUse(UseKind.ADDRESS, start, at + link.target_end, address)
            continue
        target = resolved.target
        if target.fragment:
            first = start + target.fragment_start
            key = target.fragment.lower()
            yield SymbolUse(UseKind.ANCHOR, first, at + link.target_end, key, resolved.path)
        if resolved.path:
            yield SymbolUse(UseKind.FILE, start, start + target.path_end, "", resolved.path)


def _labels(backlog: Backlog, place: Place[Block]) -> Iterator[SymbolUse]:
    for label in facts_of(place.piece).labels:
        key = label_key(place.piece, label)
        if backlog.index.get(SymbolKind.DEFINITION, key):
            use = LabelUse(place, label)
            yield SymbolUse(UseKind.LABEL, use.start, use.end, key)


def _statuses(backlog: Backlog, place: Place[Block], context: Context) -> Iterator[SymbolUse]:
    block, at = place.piece, place.offset
    # A one-line legend is in force only below itself, so it is not in its own context.
    own = backlog.vocabulary_of_legend(place.key) if flags_of(block) & Flag.LEGEND else None
    for vocabulary in (*context.vocabularies, *([own] if own else [])):
        for term in vocabulary.terms:
            if term.key == place.key:
                span = at + term.start, at + term.end
                yield SymbolUse(UseKind.STATUS, *span, "", vocabulary=vocabulary, term=term)
    governing = context.vocabulary
    if governing is not None and not governing.applies_to(block.kind):
        governing = None
    for use in find_status_uses(block, context):
        declared = governing.find_term(use.text) if governing else None
        yield _status_use(at, use, governing, declared)
    if facts_of(block).heading and governing:
        for item in find_items(block):
            stated = item.status
            if stated and stated.place is StatusPlace.HEADING:
                declared = governing.find_term(stated.text)
                if declared:
                    yield _status_use(at, stated, governing, declared)


def _status_use(
    at: int, use: StatusUse, vocabulary: Vocabulary | None, term: Term | None
) -> SymbolUse:
    """Return the symbol for `use`, in the block at `at`: its spelling, without remarks."""
    start, end = (term and find_spelling(use.text, term.spelling)) or (0, len(use.text))
    span = at + use.start + start, at + use.start + end
    key = "" if term else normalize_name(use.text)
    return SymbolUse(UseKind.STATUS, *span, key, vocabulary=vocabulary, term=term)


def _ids(view: View, place: Place[Block], context: Context, at_cursor: int) -> Iterator[SymbolUse]:
    for start, end, key in find_ids_in_block(place.piece, context):
        if _is_at(start, end, at_cursor) and is_known_id(view, key):
            yield SymbolUse(UseKind.ID, place.offset + start, place.offset + end, key)


def _is_at(start: int, end: int, at_cursor: int) -> bool:
    return at_cursor < 0 or start <= at_cursor <= end


def find_ids_in_block(block: Block, context: Context) -> Iterator[tuple[int, int, str]]:
    """Yield the ids in `block`, each once: its start, its end and the normalized id.

    Ids in the target of a link are parts of its path, and left out.
    """
    seen = set()
    for item in find_items(block, context.roles, cards=context.cards):
        if item.is_identified:
            seen.add(item.id_start)
            end = item.id_start + len(item.id)
            yield item.id_start, end, normalize_id(item.id)
    for use in find_dependency_uses(block, context.roles) if may_contain_ids(block) else ():
        if use.start not in seen:
            seen.add(use.start)
            yield use.start, use.end, use.normalized_id
    targets = sorted((link.target_start, link.target_end) for link in facts_of(block).links)
    for ident in find_mentioned_ids(block) if may_contain_ids(block) else ():
        if ident.start not in seen and not covers(targets, ident.start):
            yield ident.start, ident.end, normalize_id(ident.text)


def is_known_id(view: View, key: str) -> bool:
    """Tell whether an item of the document, or of another backlog beside it, has the id `key`."""
    return has_own_id(view.backlog, key) or bool(
        view.path and view.workspace.paths_with(SymbolKind.ID, key, view.path)
    )


def has_own_id(backlog: Backlog, key: str) -> bool:
    """Tell whether an item of `backlog` has the id `key`."""
    return bool(backlog.index.get(SymbolKind.ID, key))
