"""A document understood: its blocks in context, its names, and how both change with an edit.

A `Backlog` is a value, like the document in it. Its index holds no positions, only keys of blocks, so
an edit that changes no name leaves it as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypedDict

from backlog_ls.model.bits import BITS, Bit, bits_of
from backlog_ls.model.facts import facts
from backlog_ls.model.headings import section_status
from backlog_ls.model.items import Item, items_of
from backlog_ls.model.legend import read_vocabulary
from backlog_ls.model.scope import NO_SCOPE, SCOPE, Above, Scope
from backlog_ls.model.shards import Shards
from backlog_ls.model.slug import family, numbered, slug
from backlog_ls.model.tables import roles_of
from backlog_ls.syntax.block import Block, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.model.headers import TableRoles
    from backlog_ls.model.status import Status
    from backlog_ls.model.vocabulary import Vocabulary
    from backlog_ls.syntax.document import Document
    from backlog_ls.text.rope import Place, Rope

Keys = tuple[int, ...]


class Section(NamedTuple):
    """A heading that a block stands under, as far as the blocks below depend on it."""

    level: int
    key: int
    status: Status | None
    """What the title states of all below it, as in `Completed`."""


class Context(NamedTuple):
    """All that a block's meaning depends on outside its own text.

    Two equal contexts give a block equal meaning, and the blocks after it equal contexts again: that
    is where the re-reading after an edit may stop.
    """

    sections: tuple[Section, ...]
    vocabularies: tuple[Vocabulary, ...]
    """Those in force, the one that counts last."""
    details: Keys
    """The blocks that opened the ``<details>`` around it."""
    lead: int
    """The block before its table's rows or its list; 0 without one."""
    roles: TableRoles | None
    """What the columns of its table are for; None outside a table."""
    columns: int
    """How many columns its table has; 0 outside one."""

    @property
    def vocabulary(self) -> Vocabulary | None:
        """The declared statuses in force, or None where none are declared."""
        return self.vocabularies[-1] if self.vocabularies else None


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
    anchors: bool
    """Whether a heading or an HTML anchor came or went."""


class Backlog:
    """A document, understood."""

    __slots__ = ("_vocabularies", "anchors", "declared", "document", "names")

    def __init__(
        self,
        document: Document,
        names: Shards[str, Keys],
        anchors: Shards[str, Keys],
        vocabularies: dict[int, Vocabulary | None],
        declared: Vocabulary | None,
    ) -> None:
        self.document = document
        self.declared = declared
        """The vocabulary that counts before any legend, out of settings."""
        self.names = names
        """The blocks in which an item has a name, by the name as it is compared."""
        self.anchors = anchors
        """The blocks that have an anchor, by its `family`."""
        self._vocabularies = vocabularies

    @staticmethod
    def read(document: Document, declared: Vocabulary | None = None) -> Backlog:
        """Return `document` understood, from scratch."""
        backlog = Backlog(document, Shards(), Shards(), {}, declared)
        names: dict[str, list[int]] = {}
        anchors: dict[str, list[int]] = {}
        for place, context in backlog.contexts():
            for name in _names(place.piece, context):
                names.setdefault(name, []).append(place.key)
            for anchor in _families(place.piece):
                anchors.setdefault(anchor, []).append(place.key)
        backlog.names = Shards[str, Keys]().updated({k: tuple(v) for k, v in names.items()})
        backlog.anchors = Shards[str, Keys]().updated({k: tuple(v) for k, v in anchors.items()})
        return backlog

    @property
    def rope(self) -> Rope[Block]:
        """The blocks of the document."""
        return self.document.rope

    def contexts(self, start: int = 0) -> Iterator[tuple[Place[Block], Context]]:
        """Go through the blocks from number `start` on, each in its context."""
        scope = self.rope.fold(SCOPE, 0, start)
        context = self._context(scope)
        for place in self.rope.places(start):
            yield place, context
            left = SCOPE.of(place.key, place.piece)
            if left is NO_SCOPE:
                continue
            before, scope = scope, SCOPE.join(scope, left)
            if left.headings or left.legends or left.opened or left.closed:
                context = self._context(scope)
            elif scope.lead is not before.lead:
                context = context._replace(**_led_by(scope.lead))

    def contexts_of(self, keys: Iterable[int]) -> Iterator[tuple[Place[Block], Context]]:
        """Go through the blocks under `keys` that are there, in order, each in its context.

        A context costs a walk from the root; that of a block right behind the last one is a step.
        """
        steps: Iterator[tuple[Place[Block], Context]] = iter(())
        for key in sorted(keys):
            step = next(steps, None)
            if step is None or step[0].key != key:
                place = self.rope.at_key(key)
                steps = iter(()) if place is None else self.contexts(place.index)
                step = next(steps, None)
            if step is not None:
                yield step

    def context(self, place: Place[Block]) -> Context:
        """Return the context of the block at `place`."""
        return self._context(self.rope.fold(SCOPE, 0, place.index))

    def items(self, place: Place[Block]) -> tuple[Item, ...]:
        """Return the items that the block at `place` writes."""
        if place.piece.kind == Kind.ROW:
            return items_of(place.piece, self.context(place).roles)
        return items_of(place.piece)

    def section_end(self, place: Place[Block]) -> int:
        """Return the number of the block after the section that the heading at `place` opens."""
        as_high = (1 << place.piece.level) - 1
        rope = self.rope
        after = next(rope.find(BITS, as_high, place.index + 1, len(rope)), None)
        return after.index if after else len(rope)

    def own_end(self, place: Place[Block]) -> int:
        """Return the number of the first heading after the block at `place`, or of the end."""
        rope = self.rope
        after = next(rope.find(BITS, Bit.HEADING, place.index + 1, len(rope)), None)
        return after.index if after else len(rope)

    def anchor(self, name: str) -> Place[Block] | None:
        """Return the block that a link's fragment `name`, in lower case, leads to, or None."""
        headings: list[tuple[str, Place[Block]]] = []
        for key in self.anchors.get(family(name), ()):
            place = self.rope.at_key(key)
            if place is None:
                continue
            found = facts(place.piece)
            if any(anchor.name.lower() == name for anchor in found.anchors):
                return place
            if found.heading:
                headings.append((slug(found.heading.title), place))
        for anchor, (_, place) in zip(numbered(s for s, _ in headings), headings, strict=True):
            if anchor == name:
                return place
        return None

    def all_anchors(self) -> list[str]:
        """Return every anchor that a link can name, in the order of the document."""
        ids = []
        slugs = []
        for place in self.rope.places():
            found = facts(place.piece)
            ids += [anchor.name for anchor in found.anchors]
            if found.heading:
                slugs.append(slug(found.heading.title))
        return [*numbered(slugs), *ids]

    def edited(self, document: Document, removed: Removed, added: Removed) -> Edited:
        """Return the backlog of `document`, made from this one's by an edit, and what it affects.

        `removed` and `added` are the blocks with their keys, as a `Delta` has them.
        """
        new = Backlog(document, self.names, self.anchors, self._vocabularies, self.declared)
        if _touches_legend(self, removed) or _touches_legend(new, added):
            new._vocabularies = {}
        moved = tuple(_moved(self, new, removed, added))
        old_names = _Names(self, [*(key for key, _ in removed), *moved])
        new_names = _Names(new, [*(key for key, _ in added), *moved])
        new.names = _patched(self.names, old_names.keys, new_names.keys)
        before = _anchor_keys(removed)
        after = _anchor_keys(added)
        if before != after:
            new.anchors = _patched(self.anchors, before, after)
        added_keys = tuple(key for key, _ in added)
        gone = {key for key, _ in removed}.difference(added_keys)
        affected = Affected(
            (*added_keys, *moved),
            tuple(gone),
            tuple(_sections(new, removed, added, moved)),
            frozenset(old_names.keys) | frozenset(new_names.keys),
            anchors=_anchor_names(removed) != _anchor_names(added),
        )
        return Edited(new, affected)

    def _context(self, scope: Scope) -> Context:
        sections = []
        for level, key, block in scope.headings:
            heading = facts(block).heading
            stated = section_status(heading.title) if heading else None
            sections.append(Section(level, key, stated.status if stated else None))
        vocabularies = (*(self._vocabulary(above.key) for above in scope.legends), self.declared)
        return Context(
            tuple(sections),
            tuple(vocabulary for vocabulary in vocabularies if vocabulary),
            tuple(above.key for above in scope.opened),
            **_led_by(scope.lead),
        )

    def _vocabulary(self, key: int) -> Vocabulary | None:
        if key not in self._vocabularies:
            self._vocabularies[key] = read_vocabulary(self.rope, key)
        return self._vocabularies[key]


Removed = tuple[tuple[int, Block], ...]


class Edited(NamedTuple):
    """A backlog after an edit, and what the edit affects."""

    backlog: Backlog
    affected: Affected


class _Names:
    """The names of the items in some blocks."""

    def __init__(self, backlog: Backlog, keys: list[int]) -> None:
        self.keys: dict[str, list[int]] = {}
        for place, context in backlog.contexts_of(keys):
            for name in _names(place.piece, context):
                self.keys.setdefault(name, []).append(place.key)


class _Led(TypedDict):
    lead: int
    roles: TableRoles | None
    columns: int


def _led_by(lead: Above | None) -> _Led:
    """Return what a context has of the block that leads into a table or a list."""
    if lead is None:
        return {"lead": 0, "roles": None, "columns": 0}
    if lead.block.kind != Kind.TABLE:
        return {"lead": lead.key, "roles": None, "columns": 0}
    header = facts(lead.block).row
    columns = len(header.cells) if header else 0
    return {"lead": lead.key, "roles": roles_of(lead.block), "columns": columns}


def _names(block: Block, context: Context) -> list[str]:
    return [item.key for item in items_of(block, context.roles) if item.key]


def _families(block: Block) -> list[str]:
    found = facts(block)
    families = [family(anchor.name.lower()) for anchor in found.anchors]
    if found.heading:
        families.append(family(slug(found.heading.title)))
    return families


def _anchor_keys(blocks: Removed) -> dict[str, list[int]]:
    keys: dict[str, list[int]] = {}
    for key, block in blocks:
        for name in _families(block):
            keys.setdefault(name, []).append(key)
    return keys


def _anchor_names(blocks: Removed) -> list[str]:
    names = []
    for _, block in blocks:
        found = facts(block)
        names += [anchor.name for anchor in found.anchors]
        if found.heading:
            names.append(slug(found.heading.title))
    return names


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


def _touches_legend(backlog: Backlog, blocks: Removed) -> bool:
    """Tell whether one of `blocks` is a legend or an entry of one."""
    for key, block in blocks:
        if bits_of(block) & Bit.LEGEND:
            return True
        if block.kind in {Kind.ROW, Kind.ITEM}:
            place = backlog.rope.at_key(key)
            lead = backlog.rope.fold(SCOPE, 0, place.index).lead if place else None
            if lead and bits_of(lead.block) & Bit.LEGEND:
                return True
    return False


def _first_after(rope: Rope[Block], keys: list[int]) -> int:
    """Return the number of the first block behind all of `keys`, some of which may be gone."""
    place = rope.at_or_before(max(keys))
    return place.index + 1 if place else 0


def _moved(old: Backlog, new: Backlog, removed: Removed, added: Removed) -> Iterator[int]:
    """Yield the blocks behind an edit that stand in another context now."""
    keys = [key for key, _ in (*removed, *added)]
    if not keys:
        return
    before = old.contexts(_first_after(old.rope, keys))
    after = new.contexts(_first_after(new.rope, keys))
    for (_, was), (place, now) in zip(before, after, strict=False):
        if was == now:
            return
        yield place.key


def _sections(
    new: Backlog, removed: Removed, added: Removed, moved: tuple[int, ...]
) -> Iterator[int]:
    """Yield the headings above the edit, and those in it and in what it moved."""
    keys = [key for key, _ in (*removed, *added)]
    if not keys:
        return
    before = new.rope.at_or_before(min(keys) - 1)
    first = before.index + 1 if before else 0
    for above in new.rope.fold(SCOPE, 0, first).headings:
        yield above.key
    for key in (*(key for key, block in added if block.kind == Kind.HEADING), *moved):
        place = new.rope.at_key(key)
        if place and place.piece.kind == Kind.HEADING:
            yield key
