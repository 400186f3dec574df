"""The items of one document or of many, as an overview counts them: flat, numbered, with their parts."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.markdown_text import plain
from backlog_ls.features.overview.priorities import priority_rank
from backlog_ls.model.analysis.records import records
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.model.names.ids import find_idents, ident_key
from backlog_ls.model.names.normalize import fold
from backlog_ls.model.tables.headers import Role
from backlog_ls.model.tables.placeholders import is_placeholder
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.analysis.records import Record
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.items.items import ItemKind
    from backlog_ls.model.statuses.status import Status
    from backlog_ls.workspace.view import View

LONGEST_NAME = 60
"""Code points of the name of an owner or a milestone: what is longer is prose."""

_BETWEEN = pattern(r"[,;]|\s[&+]\s")
_SAYS_NOTHING = pattern(r"[\W_]*\Z")


class Source(NamedTuple):
    """A document that an overview is made of."""

    shown: str
    """What it is called, for people."""
    view: View


class Item(NamedTuple):
    """An item, and what of it is told."""

    document: int
    """The number of its document; -1: of none of those that the overview is made of."""
    path: str
    """What its document is called, for people."""
    line: int
    """From 1; 0 where it is not known."""
    kind: ItemKind
    ident: str
    """In words; empty without one."""
    name: str
    """In words, on one line."""
    status: Status
    priority: str = ""
    """In words; empty without one."""
    rank: int | None = None
    """Of the priority, the most urgent first; None where that is not certain."""
    section: int = -1
    """The number of the section of its document, in `Contents.sections`."""
    parent: int = -1
    """The number of the item that it is a part of; -1: of none."""
    owners: tuple[str, ...] = ()
    milestones: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    """The ids that it waits for, as ids are compared."""

    @property
    def title(self) -> str:
        """Its id and its name, each said once."""
        if not self.ident or ident_key(self.ident) in _idents(self.name):
            return self.name or self.ident
        return f"{self.ident} {self.name}".strip()


class Section(NamedTuple):
    """A section of the highest level below the title of its document, or what stands before those."""

    document: int
    title: str
    """In words; empty for what stands before the first heading."""
    line: int


class Contents(NamedTuple):
    """All items of some documents, in their order."""

    documents: tuple[Source, ...]
    sections: tuple[Section, ...]
    items: tuple[Item, ...]
    records: tuple[Record, ...]
    """What each item was made of."""


def contents(documents: list[Source]) -> Contents:
    """Return the items of `documents`. Linear in their text."""
    sections: list[Section] = []
    items: list[Item] = []
    found: list[Record] = []
    for number, source in enumerate(documents):
        own = records(source.view.backlog)
        numbers = {id(record): len(found) + at for at, record in enumerate(own)}
        heads = list(_heads(source.view.backlog, number))
        starts = [key for key, _ in heads]
        milestone = _own_milestone(source.view)
        for record in own:
            above = bisect_right(starts, record.place.key) - 1
            item = _item(number, source, record)
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


def names_in(value: str) -> tuple[str, ...]:
    """Return the names that stand in a cell or field for owners or milestones, each once."""
    text = plain(value)
    found: dict[str, str] = {}
    for part in _BETWEEN.split(text.strip("[]")):
        name = " ".join(part.strip("\"' \t").split())
        empty = _SAYS_NOTHING.match(name) or is_placeholder(name)
        if not empty and len(name) <= LONGEST_NAME:
            found.setdefault(fold(name), name)
    return tuple(found.values())


def line_of(backlog: Backlog, offset: int) -> int:
    """Return the 1-based line that the code point at `offset` stands in."""
    return backlog.document.position_at(offset).line + 1


def _item(number: int, source: Source, record: Record) -> Item:
    item, values = record.item, record.values
    priority = plain(values.get(Role.PRIORITY, ""))
    return Item(
        number,
        source.shown,
        line_of(source.view.backlog, record.place.offset + item.start),
        item.kind,
        plain(record.ident),
        plain(item.name),
        record.status,
        priority,
        priority_rank(priority),
        owners=names_in(values.get(Role.OWNER, "")),
        milestones=names_in(values.get(Role.MILESTONE, "")),
        needs=tuple(dict.fromkeys(map(ident_key, record.needs))),
    )


def _heads(backlog: Backlog, document: int) -> Iterator[tuple[int, Section]]:
    """Yield the headings that part a document, by the keys of their blocks; first what is before.

    A title that stands alone above all others parts nothing: what follows it directly is its own.
    """
    yield -1, Section(document, "", 0)
    rope = backlog.rope
    found = list(rope.find(BITS, Bit.HEADING, 0, len(rope)))
    levels = [place.piece.level for place in found]
    deepest = min(levels, default=0)
    if len(levels) > 1 and levels[0] == deepest and levels.count(deepest) == 1:
        deepest = min(levels[1:])
    for place in found:
        heading = facts(place.piece).heading
        if heading and place.piece.level <= deepest:
            line = line_of(backlog, place.offset)
            yield place.key, Section(document, plain(heading.title), line)


def _own_milestone(view: View) -> tuple[str, ...]:
    """Return the title of a document that is a milestone: its items are of it."""
    if not view.path or view.path not in view.workspace.milestones(view.root):
        return ()
    rope = view.backlog.rope
    place = next(iter(rope.find(BITS, Bit.HEADING, 0, len(rope))), None)
    heading = facts(place.piece).heading if place else None
    return (plain(heading.title),) if heading else ()


def _idents(text: str) -> set[str]:
    return {ident_key(ident.text) for ident in find_idents(text, 0, len(text))}
