"""What a document writes about: a mapping from subjects to the blocks that write about them.

It holds no positions, only keys of blocks, so that an edit which changes no subject leaves it as it
is. A new sort of subject is a member of `Sort` and a line in `subjects_of`.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.completion_state import done_days
from backlog_ls.model.document.flags import Bit, bits_of
from backlog_ls.model.document.status_uses import declared_uses
from backlog_ls.model.items.dependencies import may_hold_idents, mentioned_idents, needs_in
from backlog_ls.model.items.items import items_of
from backlog_ls.model.items.linked_documents import tracked_documents
from backlog_ls.model.items.milestones import milestones_in
from backlog_ls.model.items.tally import is_reserved
from backlog_ls.model.names.ids import ident_key, is_ident, notation
from backlog_ls.model.names.normalize import fold_status
from backlog_ls.model.names.slug import family, slug
from backlog_ls.model.tables.headers import Role
from backlog_ls.model.tables.roles import roles_of
from backlog_ls.syntax.block import Kind
from backlog_ls.text.shards import Shards

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.model.document.context import Context
    from backlog_ls.syntax.block import Block

Keys = tuple[int, ...]


FEW = 2
"""Ids of one notation that are no more than these make no series."""


class SymbolKind(IntEnum):
    """What a subject is."""

    NAME = 0
    """The name of an item, as it is compared."""
    ANCHOR = 1
    """An anchor that links can name, by its `family`."""
    STATUS = 2
    """A status that a cell or field states: its folded words, and each of its emoji."""
    ID = 3
    """The id of an item, as ids are compared."""
    NEED = 4
    """An id that an item waits for."""
    SERIES = 5
    """What the ids of a series have in common (`idents.notation`)."""
    DONE_ON = 6
    """A day on which something was done, or the first one of a month: in ISO form."""
    LAST_UPDATE = 7
    """The empty text: all that bears on whether the document's own "Last updated" is right."""
    MENTION = 8
    """An id, or what looks like one, anywhere else."""
    MILESTONE = 9
    """A milestone that a column or a field names, folded (`milestones.milestones_in`)."""
    TRACKED = 10
    """The name of a document that a row links and says the progress of."""


class Subject(NamedTuple):
    """Something that a block writes about."""

    sort: SymbolKind
    text: str


class Index:
    """The blocks that write about each subject, in the order of the document. A value."""

    __slots__ = ("_sorts",)

    def __init__(self, sorts: tuple[Shards[str, Keys], ...] = ()) -> None:
        self._sorts = sorts or tuple(Shards[str, Keys]() for _ in SymbolKind)

    def get(self, sort: SymbolKind, text: str) -> Keys:
        """Return the keys of the blocks that write about a subject; one may stand there twice."""
        return self._sorts[sort].get(text, ())

    def of(self, sort: SymbolKind) -> Shards[str, Keys]:
        """Return all subjects of one sort."""
        return self._sorts[sort]

    def subjects(self) -> Iterator[Subject]:
        """Go through all subjects."""
        for sort in SymbolKind:
            for text in self._sorts[sort]:
                yield Subject(sort, text)

    def patched(self, gone: dict[Subject, list[int]], come: dict[Subject, list[int]]) -> Index:
        """Return the index without the blocks under `gone` and with those under `come`."""
        changes: dict[SymbolKind, dict[str, Keys | None]] = {}
        for subject in gone.keys() | come.keys():
            before, after = gone.get(subject, ()), come.get(subject, ())
            if before == after:
                continue
            left = set(before)
            kept = [key for key in self.get(*subject) if key not in left]
            keys = tuple(sorted([*kept, *after])) or None
            changes.setdefault(subject.sort, {})[subject.text] = keys
        if not changes:
            return self
        sorts = [*self._sorts]
        for sort, changed in changes.items():
            sorts[sort] = sorts[sort].updated(changed)
        return Index(tuple(sorts))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Index) and self._sorts == other._sorts

    __hash__ = None  # type: ignore[assignment]  # compared in tests, never a key


def index_of(blocks: Iterable[tuple[int, Block, Context]]) -> Index:
    """Return the index of a whole document, whose `blocks` come with key and context."""
    return Index().patched({}, keys_by_subject(blocks))


def keys_by_subject(blocks: Iterable[tuple[int, Block, Context]]) -> dict[Subject, list[int]]:
    """Return what `blocks` write about, each subject with the keys of the blocks."""
    found: dict[Subject, list[int]] = {}
    for key, block, context in blocks:
        for subject in subjects_of(block, context):
            found.setdefault(subject, []).append(key)
    return found


def subjects_of(block: Block, context: Context) -> Iterator[Subject]:
    """Yield what `block` writes about, in `context`."""
    for item in items_of(block, context.roles, cards=context.cards):
        if item.key:
            yield Subject(SymbolKind.NAME, item.key)
        if item.ident and is_ident(item.ident):
            key = ident_key(item.ident)
            yield Subject(SymbolKind.ID, key)
            yield Subject(SymbolKind.SERIES, notation(key))
    if may_hold_idents(block):
        waited = set()
        for need in needs_in(block, context.roles):
            waited.add(need.start)
            yield Subject(SymbolKind.NEED, need.key)
        for ident in mentioned_idents(block):
            if ident.start not in waited:
                yield Subject(SymbolKind.MENTION, ident_key(ident.text))
    for milestone in milestones_in(block, context.roles):
        yield Subject(SymbolKind.MILESTONE, milestone.key)
    for relatives, _ in anchors_in(block):
        yield Subject(SymbolKind.ANCHOR, relatives)
    bits = bits_of(block)
    if bits & Bit.LINK and bits & Bit.ROW and context.roles:
        for name in tracked_documents(block, context.roles):
            yield Subject(SymbolKind.TRACKED, name)
    days = done_days(block, context) if bits & Bit.DATE else []
    for day in days:
        yield Subject(SymbolKind.DONE_ON, day)
    if days or bits & (Bit.LAST_UPDATE | Bit.STATUS) or _bears_on_dates(block):
        yield Subject(SymbolKind.LAST_UPDATE, "")
    for use in declared_uses(block, context):
        folded = fold_status(use.text)
        for said in (folded.word, *folded.emojis):
            if said:
                yield Subject(SymbolKind.STATUS, said)


def _bears_on_dates(block: Block) -> bool:
    """Tell whether `block` says of the dates below whether something was done on them.

    That do the titles of columns, and a heading that says how far its section is.
    """
    heading = facts(block).heading
    if heading is None:
        return block.kind == Kind.TABLE and Role.FINISHED in roles_of(block).roles
    said = any(item.status for item in items_of(block))
    return said or is_reserved(heading.title)


def ids_of(index: Index, series: str) -> Iterator[Subject]:
    """Yield the ids of one series, those that items have and those that something waits for."""
    for sort in (SymbolKind.NEED, SymbolKind.ID):
        for key in index.of(sort):
            if notation(key) == series:
                yield Subject(sort, key)


def anchors_in(block: Block) -> list[tuple[str, str]]:
    """Return the anchors that `block` has, each behind its family; ``<`` marks an HTML id."""
    found = facts(block)
    anchors = [(family(anchor.name.lower()), "<" + anchor.name) for anchor in found.anchors]
    if found.heading:
        own = slug(found.heading.title)
        anchors.append((family(own), own))
    return anchors
