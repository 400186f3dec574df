"""A backlog, or many, at one look: how far it is, what is blocked, what is next, what went stale.

What counts is said with it (`COUNTED`): all figures are about the same items, those that
`backlog-ls items` lists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.overview.dependency_graph import (
    OPEN,
    chains_of,
    graph_of,
    waits_for_nothing,
)
from backlog_ls.features.overview.items import contents
from backlog_ls.features.overview.progress import Progress, row_progress
from backlog_ls.features.overview.stale import LONG_IN_PROGRESS, LONG_NOT_UPDATED, stale
from backlog_ls.model.items.items import ItemKind
from backlog_ls.model.names.normalize import fold
from backlog_ls.model.statuses.status import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from backlog_ls.features.overview.dependency_graph import Chains, Graph
    from backlog_ls.features.overview.items import Contents, Item, Source
    from backlog_ls.features.overview.stale import Stale

COUNTED = {
    "items": (
        "An item is a task, a card, a row of a table of work, a section that says of itself what an"
        " item does (a status, an id, an owner), or the file of a task; all that `backlog-ls items`"
        " lists, parts and wholes alike."
    ),
    "progress": (
        "Progress is what is done of all items but the cancelled, which count neither way. What is"
        " deferred, or of no known status, counts as not done."
    ),
    "sections": "Sections are those of the highest level below a document's title.",
    "milestones": (
        "An item is of the milestones that it names itself, else of the milestone document that it"
        " stands in."
    ),
    "owners": "An item counts for each of the owners that it names itself.",
    "chains": (
        "Items wait by the ids that they name; a chain goes from an open item down to what waits for"
        " nothing unfinished, the longest way where there are several. What is deferred is"
        " unfinished."
    ),
    "ready": (
        "Ready is what is to do and waits for nothing but what is certainly done or dropped, in"
        " nothing that is blocked, deferred or over; by priority, then as written. Of a task with"
        " parts the whole is listed, of a section the parts."
    ),
    "stale": (
        "Stale is a date that passed before its item was done, work in progress since more than"
        f" {LONG_IN_PROGRESS} days, and a document with open items whose head or foot says that it"
        f" was last updated more than {LONG_NOT_UPDATED} days ago."
    ),
}
"""What each part of an overview is about, in Markdown."""

_HOLDS_UP = frozenset({Status.BLOCKED, Status.DEFERRED, Status.DONE, Status.CANCELLED})


class Counts(NamedTuple):
    """Items by status."""

    by_status: tuple[int, ...] = (0,) * len(Status)
    """In the order of `Status`."""

    @property
    def items(self) -> int:
        """How many there are."""
        return sum(self.by_status)

    @property
    def progress(self) -> Progress:
        """What is done of them; what was cancelled counts neither way."""
        return sum((row_progress(status, self.of(status)) for status in Status), Progress())

    def of(self, status: Status) -> int:
        """Return how many have `status`."""
        return self.by_status[_NUMBERS[status]]


_NUMBERS = {status: number for number, status in enumerate(Status)}


class Group(NamedTuple):
    """Items that have something in common."""

    title: str
    """In words; empty for the items of a document before its first heading."""
    counts: Counts
    path: str = ""
    """Of its document, for people; empty where it is of several."""
    line: int = 0
    """From 1; 0 where it stands at no one place."""


class Overview(NamedTuple):
    """All that is told."""

    day: date
    found: Contents
    counts: Counts
    documents: tuple[Group, ...]
    sections: tuple[Group, ...]
    """Those with items, in their order; that of a document after each other."""
    milestones: tuple[Group, ...]
    owners: tuple[Group, ...]
    """Those with most open items first."""
    graph: Graph
    waiting: Chains
    blocked: tuple[int, ...]
    """Items that are said to be blocked and name nothing unfinished that they wait for."""
    ready: tuple[int, ...]
    """Items, as `COUNTED` says."""
    stale: tuple[Stale, ...]


def overview(documents: list[Source], day: date, named: Callable[[str], str]) -> Overview:
    """Return the overview of `documents` on `day`.

    Args:
        documents: each once.
        day: what is overdue on it is stale.
        named: what people call the document at an absolute path.
    """
    found = contents(documents)
    graph = graph_of(found, named)
    waiting = chains_of(graph)
    told = {number for chain in waiting.chains for number in chain.way}
    told |= {number for circle in waiting.circles for number in circle}
    blocked = tuple(
        number
        for number, item in enumerate(found.items)
        if item.status is Status.BLOCKED and graph.node_of[number] not in told
    )
    return Overview(
        day,
        found,
        counted(found.items),
        _documents(found),
        _sections(found),
        _named(found, lambda item: item.milestones),
        tuple(
            sorted(
                _named(found, lambda item: item.owners),
                key=lambda group: -sum(group.counts.of(status) for status in OPEN),
            )
        ),
        graph,
        waiting,
        blocked,
        _ready(found, graph),
        tuple(stale(found, day)),
    )


def counted(items: Iterable[Item]) -> Counts:
    """Return how many of `items` have each status."""
    counts = [0] * len(Status)
    for item in items:
        counts[_NUMBERS[item.status]] += 1
    return Counts(tuple(counts))


def _documents(found: Contents) -> tuple[Group, ...]:
    inside: list[list[Item]] = [[] for _ in found.documents]
    for item in found.items:
        inside[item.document].append(item)
    return tuple(
        Group(source.shown, counted(items), source.shown)
        for source, items in zip(found.documents, inside, strict=True)
    )


def _sections(found: Contents) -> tuple[Group, ...]:
    inside: dict[int, list[Item]] = {}
    for item in found.items:
        inside.setdefault(item.section, []).append(item)
    groups = []
    for number in sorted(inside):
        section = found.sections[number]
        path = found.documents[section.document].shown
        groups.append(Group(section.title, counted(inside[number]), path, section.line))
    return tuple(groups)


def _named(found: Contents, names: Callable[[Item], tuple[str, ...]]) -> tuple[Group, ...]:
    """Return the items by what they name, each in the spelling and the place where it comes first."""
    spelled: dict[str, str] = {}
    inside: dict[str, list[Item]] = {}
    for item in found.items:
        for name in names(item):
            key = fold(name)
            spelled.setdefault(key, name)
            inside.setdefault(key, []).append(item)
    return tuple(Group(spelled[key], counted(items)) for key, items in inside.items())


def _ready(found: Contents, graph: Graph) -> tuple[int, ...]:
    """Return the items that could be begun, the most urgent first."""
    free: list[bool] = []
    """For each item whether nothing holds it up, nor what it is a part of; a parent comes first."""
    holds_open: set[int] = set()
    for number, item in enumerate(found.items):
        above = item.parent < 0 or free[item.parent]
        held = item.status in _HOLDS_UP or not waits_for_nothing(graph, graph.node_of[number])
        free.append(above and not held)
        if item.status in OPEN and item.parent >= 0:
            holds_open.add(item.parent)
    listed: set[int] = set()
    for number, item in enumerate(found.items):
        whole = item.kind is ItemKind.SECTION and number in holds_open
        if item.parent in listed:
            listed.add(number)  # for its own parts: it goes with the whole
        elif free[number] and item.status is Status.TODO and not whole:
            listed.add(number)
    ready = [number for number in listed if found.items[number].parent not in listed]
    return tuple(sorted(ready, key=lambda number: (_urgency(found.items[number]), number)))


def _urgency(item: Item) -> int:
    return item.rank if item.rank is not None else 99
