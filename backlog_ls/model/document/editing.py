"""How an edit of a document makes the next backlog, and what it affects.

What is said here too little is a stale finding. The net is the property that index and findings after
any edits equal those of a fresh reading (`tests/rules/test_incremental_report.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.document.flags import BITS, Bit, bits_of
from backlog_ls.model.document.index import (
    FEW,
    Index,
    Keys,
    SymbolKind,
    Subject,
    anchors_in,
    ids_of,
    keys_by_subject,
    subjects_of,
)
from backlog_ls.model.items.legend import LONGEST
from backlog_ls.syntax.block import Block, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.syntax.document import Change
    from backlog_ls.text.rope import Rope

Blocks = tuple[tuple[int, Block], ...]


class Affected(NamedTuple):
    """What an edit may have changed the meaning of."""

    blocks: Keys
    """Blocks that are new or stand in another context."""
    gone: Keys
    """Blocks that are no more."""
    sections: Keys
    """Headings whose section, or whose own words, changed."""
    subjects: frozenset[Subject]
    """What the new, moved and gone blocks write about, or wrote, and what depends on that."""
    anchors: frozenset[str]
    """The families of the headings and HTML anchors that came, went or changed."""


class Edited(NamedTuple):
    """A backlog after an edit, and what the edit affects."""

    backlog: Backlog
    affected: Affected


def edited(old: Backlog, change: Change) -> Edited:
    """Return the backlog of the document after `change`, made from the one before."""
    document, (removed, added, _) = change
    keys = [key for key, _ in (*removed, *added)]
    if not keys:
        return Edited(old, Affected((), (), (), frozenset(), frozenset()))
    first = _index_after(old.rope, min(keys) - 1)
    families = _families(removed, added)
    same_legends = _same_legends(old, first, removed, added)
    new = old.after(document, same_legends=same_legends, families=families)
    moved = (*_in_legend(old, new, first), *_moved(old, new, max(keys)))
    gone = _subjects(old, [*(key for key, _ in removed), *moved])
    come = _subjects(new, [*(key for key, _ in added), *moved])
    new.index = old.index.patched(gone, come)
    sections = tuple(_sections(new, first, added, moved))
    subjects = {*gone, *come, *_in_series(old.index, new.index, gone, come)}
    speaking = Bit.HEADING | Bit.STATUS | Bit.SECTION_NEED
    if moved or any(bits_of(block) & speaking for _, block in (*removed, *added)):
        subjects.update(_of_sections(new, sections))
    if any(block.kind == Kind.HEADING for _, block in (*removed, *added)):
        # How many headings stand above a last update tells whose it is, in an equal context too.
        subjects.add(Subject(SymbolKind.LAST_UPDATE, ""))
    added_keys = tuple(key for key, _ in added)
    affected = Affected(
        (*added_keys, *moved),
        tuple({key for key, _ in removed}.difference(added_keys)),
        sections,
        frozenset(subjects),
        families,
    )
    return Edited(new, affected)


def _subjects(backlog: Backlog, keys: list[int]) -> dict[Subject, list[int]]:
    contexts = backlog.contexts_of(keys)
    return keys_by_subject((place.key, place.piece, context) for place, context in contexts)


def _of_sections(new: Backlog, headings: Iterable[int]) -> Iterator[Subject]:
    """Yield what the `headings` are about, and what their sections wait for.

    The status of a section may stand in another block than its name and its dependencies.
    """
    for key in headings:
        heading = new.rope.at_key(key)
        if heading is None:
            continue
        stop = new.own_end(heading)
        needs = new.rope.find(BITS, Bit.SECTION_NEED, heading.index + 1, stop)
        for place in (heading, *needs):
            yield from subjects_of(place.piece, new.context(place))


def _in_series(
    old: Index, new: Index, gone: Iterable[Subject], come: Iterable[Subject]
) -> Iterator[Subject]:
    """Yield the ids whose series became one, or is one no longer."""
    for subject in {*gone, *come}:
        if subject.sort is SymbolKind.SERIES:
            was, now = (len(index.get(*subject)) > FEW for index in (old, new))
            if was != now:
                yield from ids_of(new, subject.text)


def _families(removed: Blocks, added: Blocks) -> frozenset[str]:
    """Return the families of anchors between which an edit makes a difference."""
    before = [(key, *anchor) for key, block in removed for anchor in anchors_in(block)]
    after = [(key, *anchor) for key, block in added for anchor in anchors_in(block)]
    # The same anchor under another key leads elsewhere: what is remembered of it would be stale.
    return frozenset() if before == after else frozenset(f for _, f, _ in (*before, *after))


def _same_legends(old: Backlog, first: int, removed: Blocks, added: Blocks) -> bool:
    """Tell whether no legend came, went or changed.

    A legend is its head and what follows it directly, so it changes as well with what comes between.
    """
    if any(bits_of(block) & Bit.LEGEND for _, block in (*removed, *added)):
        return False
    lead = old.scope_before(first).lead
    return lead is None or not bits_of(lead.block) & Bit.LEGEND


def _index_after(rope: Rope[Block], key: int) -> int:
    """Return the number of the first block whose key is greater than `key`."""
    place = rope.at_or_before(key)
    return place.index + 1 if place else 0


def _in_legend(old: Backlog, new: Backlog, first: int) -> Iterator[int]:
    """Yield the entries of the legend that block number `first` stands in, before that.

    They are under the legend that they are a part of.
    """
    lead = old.scope_before(first).lead
    head = old.rope.at_key(lead.key) if lead and bits_of(lead.block) & Bit.LEGEND else None
    if head is None or first - head.index > LONGEST:
        return
    before, after = old.contexts(head.index + 1), new.contexts(head.index + 1)
    for (place, was), (_, now) in zip(before, after, strict=False):
        if place.index >= first:
            return
        if was != now:
            yield place.key


def _moved(old: Backlog, new: Backlog, last: int) -> Iterator[int]:
    """Yield the blocks behind the edit, whose last key is `last`, that stand elsewhere now."""
    before = old.contexts(_index_after(old.rope, last))
    after = new.contexts(_index_after(new.rope, last))
    for (_, was), (place, now) in zip(before, after, strict=False):
        if was == now:
            return
        yield place.key


def _sections(new: Backlog, first: int, added: Blocks, moved: tuple[int, ...]) -> Iterator[int]:
    """Yield the headings above block number `first`, and those that were added or moved."""
    for above in new.scope_before(first).headings:
        yield above.key
    for key in (*(key for key, _ in added), *moved):
        place = new.rope.at_key(key)
        if place and place.piece.kind == Kind.HEADING:
            yield key
