"""The items of one or more documents as a flat list, with owners, milestones and dependencies."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.markdown_text import plain_text
from backlog_ls.features.overview.priorities import rank_priority
from backlog_ls.model.analysis.records import read_records
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.names.ids import find_ids, normalize_id
from backlog_ls.model.names.normalize import normalize_name
from backlog_ls.model.tables.placeholders import is_placeholder
from backlog_ls.model.tables.roles import Role
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.analysis.record import Record
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.items.item import ItemKind
    from backlog_ls.model.statuses.status import Status
    from backlog_ls.workspace.view import View

MAX_NAME_LENGTH = 60
"""Maximum length of the name of an owner or milestone in code points; longer texts are prose."""

_BETWEEN = pattern(r"[,;]|\s[&+]\s")
_NO_WORDS = pattern(r"[\W_]*\Z")


class Source(NamedTuple):
    """A document of an overview."""

    label: str
    """Its name, for people."""
    view: View


class OverviewItem(NamedTuple):
    """An item of an overview."""

    document: int
    """The index of its document; -1 if that is not part of the overview."""
    path: str
    """The name of its document, for people."""
    line: int
    """1-based; 0 if unknown."""
    kind: ItemKind
    id: str
    """Without markup; may be empty."""
    name: str
    """Without markup, on one line."""
    status: Status
    priority: str = ""
    """In words; empty without one."""
    rank: int | None = None
    """The rank of the priority, 0 for the most urgent; None if it is unclear."""
    section: int = -1
    """The index of its section in `Contents.sections`."""
    parent: int = -1
    """The index of its parent item; -1 without one."""
    owners: tuple[str, ...] = ()
    milestones: tuple[str, ...] = ()
    dependencies: tuple[str, ...] = ()
    """The ids that it depends on, as returned by `normalize_id`."""
    is_counted: bool = True
    """Whether it is counted. An item with parts is not: these are."""

    @property
    def title(self) -> str:
        """Its id and its name; without the id if the name contains it."""
        if not self.id or normalize_id(self.id) in _find_id_keys(self.name):
            return self.name or self.id
        return f"{self.id} {self.name}".strip()


class OverviewSection(NamedTuple):
    """A top-level section below the title of its document, or the part before the first one."""

    document: int
    title: str
    """Without markup; empty for the part before the first heading."""
    line: int


class Contents(NamedTuple):
    """All items of some documents, in document order."""

    documents: tuple[Source, ...]
    sections: tuple[OverviewSection, ...]
    items: tuple[OverviewItem, ...]
    records: tuple[Record, ...]
    """The record of each item, in the same order."""


def collect_items(documents: list[Source]) -> Contents:
    """Return the items of `documents`. Linear in the length of their texts."""
    sections: list[OverviewSection] = []
    items: list[OverviewItem] = []
    found: list[Record] = []
    for number, source in enumerate(documents):
        own = read_records(source.view.backlog)
        numbers = {id(record): len(found) + at for at, record in enumerate(own)}
        heads = list(_find_top_sections(source.view.backlog, number))
        starts = [key for key, _ in heads]
        milestone = _read_own_milestone(source.view)
        for record in own:
            above = bisect_right(starts, record.place.key) - 1
            item = _read_item(number, source, record)
            items.append(
                item._replace(
                    section=len(sections) + above,
                    parent=numbers.get(id(record.parent), -1) if record.parent else -1,
                    milestones=item.milestones or milestone,
                )
            )
        sections += [section for _, section in heads]
        found += own
    return Contents(tuple(documents), tuple(sections), tuple(items), tuple(found))


def split_names(value: str) -> tuple[str, ...]:
    """Return the names in a cell or field for owners or milestones, without duplicates."""
    text = plain_text(value)
    found: dict[str, str] = {}
    for part in _BETWEEN.split(text.strip("[]")):
        name = " ".join(part.strip("\"' \t").split())
        empty = _NO_WORDS.match(name) or is_placeholder(name)
        if not empty and len(name) <= MAX_NAME_LENGTH:
            found.setdefault(normalize_name(name), name)
    return tuple(found.values())


def _read_item(number: int, source: Source, record: Record) -> OverviewItem:
    item, values = record.item, record.values
    priority = plain_text(values.get(Role.PRIORITY, ""))
    return OverviewItem(
        number,
        source.label,
        source.view.backlog.document.line_number_at(record.place.offset + item.start),
        item.kind,
        plain_text(record.id),
        plain_text(item.name),
        record.status,
        priority,
        rank_priority(priority),
        owners=tuple(map(plain_text, record.owners)),
        milestones=split_names(values.get(Role.MILESTONE, "")),
        dependencies=tuple(dict.fromkeys(map(normalize_id, record.dependencies))),
        is_counted=record.is_counted,
    )


def _find_top_sections(backlog: Backlog, document: int) -> Iterator[tuple[int, OverviewSection]]:
    """Yield the top-level sections of a document, with the keys of their heading blocks.

    The first one is the part before the first heading. If the document has a single title above
    all other headings, the sections below the title are top-level, too.
    """
    yield -1, OverviewSection(document, "", 0)
    rope = backlog.rope
    found = list(rope.find(FLAGS, Flag.HEADING, 0, len(rope)))
    levels = [place.piece.level for place in found]
    deepest = min(levels, default=0)
    if len(levels) > 1 and levels[0] == deepest and levels.count(deepest) == 1:
        deepest = min(levels[1:])
    for place in found:
        heading = facts_of(place.piece).heading
        if heading and place.piece.level <= deepest:
            line = backlog.document.line_number_at(place.offset)
            yield place.key, OverviewSection(document, plain_text(heading.title), line)


def _read_own_milestone(view: View) -> tuple[str, ...]:
    """Return the title of a document that is a milestone, as the milestone of its items."""
    if not view.path or view.path not in view.workspace.find_milestones(view.root):
        return ()
    rope = view.backlog.rope
    place = next(iter(rope.find(FLAGS, Flag.HEADING, 0, len(rope))), None)
    heading = facts_of(place.piece).heading if place else None
    return (plain_text(heading.title),) if heading else ()


def _find_id_keys(text: str) -> set[str]:
    return {normalize_id(ident.text) for ident in find_ids(text, 0, len(text))}
