"""Update a backlog after an edit, and determine what the edit affects.

Anything missing here causes stale findings. The safety net is a property test: after any edits, index
and findings equal those of a full read (`tests/rules/test_incremental_report.py`).
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.document.flags import FLAGS, Flag, flags_of
from backlog_ls.model.document.index import (
    MAX_UNRELATED_IDS,
    BlockKeys,
    Symbol,
    SymbolIndex,
    SymbolKind,
    defines_any,
    find_anchors,
    find_definitions,
    find_ids_in_series,
    find_symbols,
    keys_by_symbol,
)
from backlog_ls.model.items.legend import MAX_ENTRIES
from backlog_ls.syntax.block import Block, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.syntax.document import EditedDocument
    from backlog_ls.text.rope import Rope

Blocks = tuple[tuple[int, Block], ...]
_ITEMS = Flag.TASK | Flag.WORK_TABLE


class Affected(NamedTuple):
    """Everything whose meaning an edit may have changed. Blocks are given by their keys."""

    blocks: BlockKeys
    """Blocks that are new or have a new context."""
    removed: BlockKeys
    """Blocks that no longer exist."""
    sections: BlockKeys
    """Headings whose text or section changed."""
    symbols: frozenset[Symbol]
    """Symbols of the new, changed and removed blocks, and symbols that depend on them."""
    anchors: frozenset[str]
    """Families of the headings and HTML anchors that were added, removed or changed."""


class EditedBacklog(NamedTuple):
    """A backlog after an edit, and what the edit affects."""

    backlog: Backlog
    affected: Affected


def update_backlog(old: Backlog, change: EditedDocument) -> EditedBacklog:
    """Return the backlog after `change`, derived from `old`."""
    document, (removed, added, _) = change
    keys = [key for key, _ in (*removed, *added)]
    if not keys:
        return EditedBacklog(old, Affected((), (), (), frozenset(), frozenset()))
    first = _index_after(old.rope, min(keys) - 1)
    families = _families(old, removed, added)
    same_legends = _keeps_legends(old, first, removed, added)
    new = old.with_document(document, same_legends=same_legends, families=families)
    in_new_context = (
        *_changed_legend_entries(old, new, first),
        *_blocks_in_new_context(old, new, max(keys)),
    )
    removed_symbols = _symbols_of_blocks(old, [*(key for key, _ in removed), *in_new_context])
    added_symbols = _symbols_of_blocks(new, [*(key for key, _ in added), *in_new_context])
    new.index = old.index.patched(removed_symbols, added_symbols)
    sections = tuple(_affected_headings(new, first, added, in_new_context))
    symbols = {
        *removed_symbols,
        *added_symbols,
        *_ids_in_changed_series(old.index, new.index, removed_symbols, added_symbols),
        *_references_in_question(old.index, new.index, {*removed_symbols, *added_symbols}),
    }
    section_flags = Flag.HEADING | Flag.FIELD  # fields for a status, a dependency, a priority
    had, has = (reduce(or_, (flags_of(block) for _, block in part), 0) for part in (removed, added))
    may_hold_other_items = bool(had & _ITEMS) != bool(has & _ITEMS)
    if in_new_context or may_hold_other_items or (had | has) & section_flags:
        symbols.update(_symbols_of_sections(new, sections))
    if any(block.kind == Kind.HEADING for _, block in (*removed, *added)):
        # Whether a "Last updated" belongs to the document depends on the headings above it, even
        # if its context stays the same.
        symbols.add(Symbol(SymbolKind.LAST_UPDATE, ""))
    added_keys = tuple(key for key, _ in added)
    affected = Affected(
        (*added_keys, *in_new_context),
        tuple({key for key, _ in removed}.difference(added_keys)),
        sections,
        frozenset(symbols),
        families,
    )
    return EditedBacklog(new, affected)


def _symbols_of_blocks(backlog: Backlog, keys: list[int]) -> dict[Symbol, list[int]]:
    contexts = backlog.contexts_of(keys)
    return keys_by_symbol((place.key, place.piece, context) for place, context in contexts)


def _symbols_of_sections(new: Backlog, headings: Iterable[int]) -> Iterator[Symbol]:
    """Yield the symbols of `headings` and of the dependency fields in their sections.

    They depend on the fields of the section, which may be in other blocks, and on whether it holds
    items.
    """
    for key in headings:
        heading = new.rope.at_key(key)
        if heading is None:
            continue
        stop = new.body_end(heading)
        dependencies = new.rope.find(FLAGS, Flag.SECTION_DEPENDENCY, heading.index + 1, stop)
        for place in (heading, *dependencies):
            yield from find_symbols(place.piece, new.context(place))


def _ids_in_changed_series(
    old: SymbolIndex,
    new: SymbolIndex,
    removed_symbols: Iterable[Symbol],
    added_symbols: Iterable[Symbol],
) -> Iterator[Symbol]:
    """Yield the ids of series that the edit made large enough to count, or too small."""
    for symbol in {*removed_symbols, *added_symbols}:
        if symbol.kind is SymbolKind.ID_SERIES:
            was, now = (len(index.get(*symbol)) > MAX_UNRELATED_IDS for index in (old, new))
            if was != now:
                yield from find_ids_in_series(new, symbol.text)


def _references_in_question(
    old: SymbolIndex, new: SymbolIndex, changed: Iterable[Symbol]
) -> Iterator[Symbol]:
    """Yield the references that the first definition of the document makes certain, or the last."""
    if not any(symbol.kind is SymbolKind.DEFINITION for symbol in changed):
        return
    for footnote in (False, True):
        if defines_any(old, footnote=footnote) != defines_any(new, footnote=footnote):
            for key in new.of_kind(SymbolKind.REFERENCE):
                if key.startswith("^") == footnote:
                    yield Symbol(SymbolKind.REFERENCE, key)


def _families(old: Backlog, removed: Blocks, added: Blocks) -> frozenset[str]:
    """Return the families of the anchors that an edit changes."""
    before = [(key, *anchor) for key, block in removed for anchor in find_anchors(block)]
    after = [(key, *anchor) for key, block in added for anchor in find_anchors(block)]
    # The same anchor in a block with another key counts as changed, because keys are cached.
    families = set() if before == after else {f for _, f, _ in (*before, *after)}
    was, now = (
        {label for _, block in p for label in find_definitions(block)} for p in (removed, added)
    )
    for label in was ^ now:
        for key in old.index.get(SymbolKind.HEADING_LABEL, label):
            place = old.rope.at_key(key)
            families.update(f for f, _ in (find_anchors(place.piece) if place else ()))
    return frozenset(families)


def _keeps_legends(old: Backlog, first: int, removed: Blocks, added: Blocks) -> bool:
    """Tell whether no legend was added, removed or changed.

    A legend is its head and the entries right after it, so a block inserted between changes it.
    """
    if any(flags_of(block) & Flag.LEGEND for _, block in (*removed, *added)):
        return False
    lead = old.scope_before(first).lead
    return lead is None or not flags_of(lead.block) & Flag.LEGEND


def _index_after(rope: Rope[Block], key: int) -> int:
    """Return the index of the first block whose key is greater than `key`."""
    place = rope.at_or_before(key)
    return place.index + 1 if place else 0


def _changed_legend_entries(old: Backlog, new: Backlog, first: int) -> Iterator[int]:
    """Yield the legend entries before block `first` whose context changed.

    An edit at the end of a legend changes its vocabulary, which applies to its own entries too.
    """
    lead = old.scope_before(first).lead
    head = old.rope.at_key(lead.key) if lead and flags_of(lead.block) & Flag.LEGEND else None
    if head is None or first - head.index > MAX_ENTRIES:
        return
    before, after = old.contexts(head.index + 1), new.contexts(head.index + 1)
    for (place, was), (_, now) in zip(before, after, strict=False):
        if place.index >= first:
            return
        if was != now:
            yield place.key


def _blocks_in_new_context(old: Backlog, new: Backlog, last: int) -> Iterator[int]:
    """Yield the blocks after the edit that have a new context. `last` is its last key."""
    before = old.contexts(_index_after(old.rope, last))
    after = new.contexts(_index_after(new.rope, last))
    for (_, was), (place, now) in zip(before, after, strict=False):
        if was == now:
            return
        yield place.key


def _affected_headings(
    new: Backlog, first: int, added: Blocks, in_new_context: tuple[int, ...]
) -> Iterator[int]:
    """Yield the headings above block `first`, and those that are new or have a new context."""
    for above in new.scope_before(first).headings:
        yield above.key
    for key in (*(key for key, _ in added), *in_new_context):
        place = new.rope.at_key(key)
        if place and place.piece.kind == Kind.HEADING:
            yield key
