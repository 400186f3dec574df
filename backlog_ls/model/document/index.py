"""The symbol index of a document: a mapping from symbols to the blocks that mention them.

It contains no positions, only keys of blocks, so an edit that changes no symbol leaves it unchanged.
A new kind of symbol needs a member of `SymbolKind` and a line in `find_symbols`.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.completion_state import completion_days
from backlog_ls.model.document.flags import Flag, flags_of
from backlog_ls.model.document.status_uses import find_status_uses
from backlog_ls.model.items.dependency_uses import (
    find_dependency_uses,
    find_ids_within_ranges,
    find_mentioned_ids,
    may_contain_ids,
)
from backlog_ls.model.items.items import find_items
from backlog_ls.model.items.linked_documents import find_tracked_documents
from backlog_ls.model.items.long_bullets import read_long_bullet
from backlog_ls.model.items.milestones import find_milestone_uses
from backlog_ls.model.items.tally import is_partly_done
from backlog_ls.model.names.ids import id_series, normalize_id
from backlog_ls.model.names.normalize import normalize_status
from backlog_ls.model.names.slug import anchor_family, find_labels, possible_slugs
from backlog_ls.model.tables.roles import Role, roles_of_table
from backlog_ls.syntax.block import Kind
from backlog_ls.syntax.inline import LabelKind
from backlog_ls.syntax.inline_text import normalize_label
from backlog_ls.text.persistent_map import PersistentMap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.model.document.context import Context
    from backlog_ls.syntax.block import Block
    from backlog_ls.syntax.inline import Label

BlockKeys = tuple[int, ...]


MAX_UNRELATED_IDS = 2
"""Maximum number of similar ids that are not yet considered a series."""


class SymbolKind(IntEnum):
    """The kind of a symbol, with the meaning of its text."""

    NAME = 0
    """The normalized name of an item."""
    ANCHOR = 1
    """The family of an anchor that links can refer to."""
    STATUS = 2
    """A status in a cell or field: its normalized words, and each of its emoji."""
    ID = 3
    """The normalized id of an item."""
    DEPENDENCY = 4
    """The normalized id that an item depends on."""
    ID_SERIES = 5
    """The series of an id (`ids.id_series`)."""
    COMPLETION_DAY = 6
    """The first day of a period in which something was completed, as an ISO 8601 date."""
    LAST_UPDATE = 7
    """Always the empty text: blocks that matter for the document's own "Last updated"."""
    MENTION = 8
    """A normalized id, or what looks like one, anywhere else."""
    MILESTONE = 9
    """The normalized name of a milestone in a column or a field."""
    TRACKED_DOCUMENT = 10
    """The name of a document that a table row links to and states the progress of."""
    DEFINITION = 11
    """The normalized label of a link reference definition or, with a caret, of a footnote."""
    HEADING_LABEL = 12
    """The normalized label on whose definition the anchor of a heading depends."""
    LONG_BULLET = 13
    """The text of a long list item without a checkbox."""
    REFERENCE = 14
    """The normalized label that a reference or a footnote mark must find defined."""
    SHORTCUT = 15
    """The normalized label of `[label]`, which is text unless the label is defined."""


class Symbol(NamedTuple):
    """Something that a block mentions, independent of its position."""

    kind: SymbolKind
    text: str


class SymbolIndex:
    """An immutable map from each symbol to the keys of its blocks, in document order."""

    __slots__ = ("_kinds",)

    def __init__(self, kinds: tuple[PersistentMap[str, BlockKeys], ...] = ()) -> None:
        self._kinds = kinds or tuple(PersistentMap[str, BlockKeys]() for _ in SymbolKind)

    def get(self, kind: SymbolKind, text: str) -> BlockKeys:
        """Return the keys of the blocks that mention a symbol. A key may occur twice."""
        return self._kinds[kind].get(text, ())

    def of_kind(self, kind: SymbolKind) -> PersistentMap[str, BlockKeys]:
        """Return the symbols of one kind, by their text."""
        return self._kinds[kind]

    def symbols(self) -> Iterator[Symbol]:
        """Yield all symbols."""
        for kind in SymbolKind:
            for text in self._kinds[kind]:
                yield Symbol(kind, text)

    def patched(
        self, removed: dict[Symbol, list[int]], added: dict[Symbol, list[int]]
    ) -> SymbolIndex:
        """Return the index with the keys in `removed` removed and those in `added` added."""
        changes: dict[SymbolKind, dict[str, BlockKeys | None]] = {}
        for symbol in removed.keys() | added.keys():
            before, after = removed.get(symbol, ()), added.get(symbol, ())
            if before == after:
                continue
            left = set(before)
            kept = [key for key in self.get(*symbol) if key not in left]
            keys = tuple(sorted([*kept, *after])) or None
            changes.setdefault(symbol.kind, {})[symbol.text] = keys
        if not changes:
            return self
        kinds = [*self._kinds]
        for kind, changed in changes.items():
            kinds[kind] = kinds[kind].updated(changed)
        return SymbolIndex(tuple(kinds))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SymbolIndex) and self._kinds == other._kinds

    __hash__ = None  # type: ignore[assignment]  # compared in tests, never a key


def build_index(blocks: Iterable[tuple[int, Block, Context]]) -> SymbolIndex:
    """Return the index of a whole document. Each of `blocks` has its key and context."""
    return SymbolIndex().patched({}, keys_by_symbol(blocks))


def keys_by_symbol(blocks: Iterable[tuple[int, Block, Context]]) -> dict[Symbol, list[int]]:
    """Return the symbols of `blocks`, each with the keys of the blocks that mention it."""
    found: dict[Symbol, list[int]] = {}
    for key, block, context in blocks:
        for symbol in find_symbols(block, context):
            found.setdefault(symbol, []).append(key)
    return found


def find_symbols(block: Block, context: Context) -> Iterator[Symbol]:
    """Yield the symbols that `block` mentions in `context`."""
    for item in find_items(block, context.roles, cards=context.cards):
        if not item.confident:
            continue
        if item.normalized_name:
            yield Symbol(SymbolKind.NAME, item.normalized_name)
        if item.is_identified:
            key = normalize_id(item.id)
            yield Symbol(SymbolKind.ID, key)
            yield Symbol(SymbolKind.ID_SERIES, id_series(key))
    if may_contain_ids(block):
        dependency_starts = set()
        for use in find_dependency_uses(block, context.roles):
            dependency_starts.add(use.start)
            yield Symbol(SymbolKind.DEPENDENCY, use.normalized_id)
        for id_match in find_mentioned_ids(block):
            if id_match.start not in dependency_starts:
                yield Symbol(SymbolKind.MENTION, normalize_id(id_match.text))
        for id_in_range in find_ids_within_ranges(block):
            yield Symbol(SymbolKind.MENTION, id_in_range)
    for milestone in find_milestone_uses(block, context.roles):
        yield Symbol(SymbolKind.MILESTONE, milestone.normalized_name)
    for relatives, _ in find_anchors(block):
        yield Symbol(SymbolKind.ANCHOR, relatives)
    for label in facts_of(block).labels:
        yield Symbol(_kind_of_label(label), label_key(block, label))
    for key in find_heading_labels(block):
        yield Symbol(SymbolKind.HEADING_LABEL, key)
    bullet = read_long_bullet(block)
    if bullet:
        yield Symbol(SymbolKind.LONG_BULLET, bullet)
    bits = flags_of(block)
    if bits & Flag.LINK and bits & Flag.ROW and context.roles:
        for name in find_tracked_documents(block, context.roles):
            yield Symbol(SymbolKind.TRACKED_DOCUMENT, name)
    days = completion_days(block, context) if bits & Flag.DATE else []
    for day in days:
        yield Symbol(SymbolKind.COMPLETION_DAY, day)
    if days or bits & (Flag.LAST_UPDATE | Flag.STATUS) or _bears_on_dates(block):
        yield Symbol(SymbolKind.LAST_UPDATE, "")
    for status_use in find_status_uses(block, context):
        status = normalize_status(status_use.text)
        for text in (status.word, *status.emojis):
            if text:
                yield Symbol(SymbolKind.STATUS, text)


def _bears_on_dates(block: Block) -> bool:
    """Tell whether `block` affects the meaning of the dates below it.

    Column titles do, and headings that state how far their section is.
    """
    heading = facts_of(block).heading
    if heading is None:
        return block.kind == Kind.TABLE and Role.FINISHED in roles_of_table(block).roles
    has_status = any(item.status for item in find_items(block))
    return has_status or is_partly_done(heading.title)


def find_ids_in_series(index: SymbolIndex, series: str) -> Iterator[Symbol]:
    """Yield the ids of one series: those of items and those in dependencies."""
    for kind in (SymbolKind.DEPENDENCY, SymbolKind.ID):
        for key in index.of_kind(kind):
            if id_series(key) == series:
                yield Symbol(kind, key)


def find_anchors(block: Block) -> list[tuple[str, str]]:
    """Return the possible anchors of `block` as (family, anchor). HTML ids have the prefix ``<``."""
    found = facts_of(block)
    anchors = [(anchor_family(anchor.name.lower()), "<" + anchor.name) for anchor in found.anchors]
    if found.heading:
        slugs = possible_slugs(found.heading.title)
        anchors += [(anchor_family(own), own) for own in slugs]
    return anchors


def find_definitions(block: Block) -> list[str]:
    """Return the normalized labels that `block` defines as link references or footnotes."""
    labels = facts_of(block).labels
    return [label_key(block, label) for label in labels if label.kind.is_definition]


def defines_any(index: SymbolIndex, *, footnote: bool) -> bool:
    """Tell whether a document defines any link reference or, if `footnote`, any footnote."""
    return any(key.startswith("^") == footnote for key in index.of_kind(SymbolKind.DEFINITION))


def label_key(block: Block, label: Label) -> str:
    """Return the key by which `label`, which is in `block`, is compared."""
    return normalize_label(block.text[label.label_start : label.label_end])


def _kind_of_label(label: Label) -> SymbolKind:
    if label.kind.is_definition:
        return SymbolKind.DEFINITION
    is_shortcut = label.kind is LabelKind.SHORTCUT
    return SymbolKind.SHORTCUT if is_shortcut else SymbolKind.REFERENCE


def find_heading_labels(block: Block) -> tuple[str, ...]:
    """Return the normalized labels on whose definition the anchor of `block` depends."""
    heading = facts_of(block).heading
    return find_labels(heading.title) if heading else ()
