"""How an edit of a document makes the next backlog, and what it affects.

What is said here too little is a stale finding. The net is the property that index and findings after
any edits equal those of a fresh reading (`tests/rules/test_incremental_report.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.backlog import Backlog, Keys, anchors_in, names_in
from backlog_ls.model.bits import Bit, bits_of
from backlog_ls.model.scope import SCOPE
from backlog_ls.syntax.block import Block, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.shards import Shards
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
    names: frozenset[str]
    """Names that came, went, or stand in another context."""
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
    moved = tuple(_moved(old, new, max(keys)))
    gone_names = _names(old, [*(key for key, _ in removed), *moved])
    come_names = _names(new, [*(key for key, _ in added), *moved])
    new.names = _patched(old.names, gone_names, come_names)
    new.anchors = _patched(old.anchors, _anchor_keys(removed), _anchor_keys(added))
    added_keys = tuple(key for key, _ in added)
    affected = Affected(
        (*added_keys, *moved),
        tuple({key for key, _ in removed}.difference(added_keys)),
        tuple(_sections(new, first, added, moved)),
        frozenset(gone_names) | frozenset(come_names),
        families,
    )
    return Edited(new, affected)


def _names(backlog: Backlog, keys: list[int]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, context in backlog.contexts_of(keys):
        for name in names_in(place.piece, context):
            found.setdefault(name, []).append(place.key)
    return found


def _anchor_keys(blocks: Blocks) -> dict[str, list[int]]:
    keys: dict[str, list[int]] = {}
    for key, block in blocks:
        for relatives, _ in anchors_in(block):
            keys.setdefault(relatives, []).append(key)
    return keys


def _families(removed: Blocks, added: Blocks) -> frozenset[str]:
    """Return the families of anchors between which an edit makes a difference."""
    before = [anchor for _, block in removed for anchor in anchors_in(block)]
    after = [anchor for _, block in added for anchor in anchors_in(block)]
    return frozenset() if before == after else frozenset(f for f, _ in (*before, *after))


def _patched(
    index: Shards[str, Keys], before: dict[str, list[int]], after: dict[str, list[int]]
) -> Shards[str, Keys]:
    changes: dict[str, Keys | None] = {}
    for name in before.keys() | after.keys():
        if before.get(name) == after.get(name):
            continue
        left = set(before.get(name, ()))
        kept = [key for key in index.get(name, ()) if key not in left]
        changes[name] = tuple(sorted([*kept, *after.get(name, ())])) or None
    return index.updated(changes)


def _same_legends(old: Backlog, first: int, removed: Blocks, added: Blocks) -> bool:
    """Tell whether no legend came, went or changed.

    A legend is its head and what follows it directly, so it changes as well with what comes between.
    """
    if any(bits_of(block) & Bit.LEGEND for _, block in (*removed, *added)):
        return False
    lead = old.rope.fold(SCOPE, 0, first).lead
    return lead is None or not bits_of(lead.block) & Bit.LEGEND


def _index_after(rope: Rope[Block], key: int) -> int:
    """Return the number of the first block whose key is greater than `key`."""
    place = rope.at_or_before(key)
    return place.index + 1 if place else 0


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
    for above in new.rope.fold(SCOPE, 0, first).headings:
        yield above.key
    for key in (*(key for key, _ in added), *moved):
        place = new.rope.at_key(key)
        if place and place.piece.kind == Kind.HEADING:
            yield key
