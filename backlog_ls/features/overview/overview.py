"""An overview of one or more backlogs: progress, blocked and ready items, and stale dates.

All figures are about the items that `backlog-ls items` lists. `DEFINITIONS` explains them to readers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.overview.dependency_graph import (
    build_graph,
    find_chains,
    has_no_open_dependency,
)
from backlog_ls.features.overview.items import collect_items
from backlog_ls.features.overview.stale import (
    MAX_DAYS_IN_PROGRESS,
    MAX_DAYS_WITHOUT_UPDATE,
    find_stale,
)
from backlog_ls.model.analysis.item_counts import StatusCounts
from backlog_ls.model.items.item import ItemKind
from backlog_ls.model.names.normalize import normalize_name
from backlog_ls.model.statuses.status import OPEN_STATUSES, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from backlog_ls.features.overview.dependency_graph import Chains, DependencyGraph
    from backlog_ls.features.overview.items import Contents, OverviewItem, Source
    from backlog_ls.features.overview.stale import StaleEntry

DEFINITIONS = {
    "items": (
        "Items are tasks, cards, rows of work tables, sections with a status, an id or an owner, and"
        " task files: everything that `backlog-ls items` lists. An item with parts is counted by its"
        " parts, unless only the item itself has a known status, and a heading by a row with its id."
    ),
    "progress": (
        "Progress is the share of items that are done, rounded down. Items that are cancelled or have"
        " no known status are shown, but excluded from it. Deferred items count as not done."
    ),
    "sections": "Sections are the top-level sections below the title of a document.",
    "milestones": (
        "Items belong to the milestones that they name, or else to those of the item or milestone"
        " document that contains them."
    ),
    "owners": "Items count for each owner that they, or else the item that contains them, name.",
    "chains": (
        "Items depend on the ids that they name. A chain is the longest path from an open item to an"
        " item without unfinished dependencies. Deferred items are unfinished."
    ),
    "ready": (
        "Ready items are to do, have only done or cancelled dependencies, and are not part of a"
        " blocked, deferred or closed item. They are sorted by priority, then by position. Tasks"
        " are listed without their subtasks; for sections, their items are listed."
    ),
    "stale": (
        "Stale are items that are overdue, items that have been in progress for more than"
        f" {MAX_DAYS_IN_PROGRESS} days, and documents with open items that were last updated more"
        f" than {MAX_DAYS_WITHOUT_UPDATE} days ago, by a date at their beginning or end."
    ),
}
"""What each part of an overview contains, in Markdown."""

_NOT_STARTABLE = frozenset({Status.BLOCKED, Status.DEFERRED, Status.DONE, Status.CANCELLED})


class Group(NamedTuple):
    """Items with the same document, section, milestone or owner."""

    title: str
    """Without markup; empty for the items before the first heading of a document."""
    counts: StatusCounts
    path: str = ""
    """The name of its document, for people; empty if there are several."""
    line: int = 0
    """1-based; 0 if there are several places."""


class Overview(NamedTuple):
    """An overview of documents on one day."""

    day: date
    contents: Contents
    counts: StatusCounts
    documents: tuple[Group, ...]
    sections: tuple[Group, ...]
    """The sections with items, in document order."""
    milestones: tuple[Group, ...]
    owners: tuple[Group, ...]
    """Those with the most open items first."""
    graph: DependencyGraph
    dependency_chains: Chains
    blocked: tuple[int, ...]
    """Indexes of blocked items that are not in a dependency chain or cycle."""
    ready: tuple[int, ...]
    """Indexes of ready items, the most urgent first."""
    stale: tuple[StaleEntry, ...]


def build_overview(
    documents: list[Source], day: date, display_name: Callable[[str], str]
) -> Overview:
    """Return the overview of `documents` on `day`.

    Args:
        documents: the documents, without duplicates.
        day: the day that decides what is stale.
        display_name: returns the name of the document at an absolute path, for people.
    """
    found = collect_items(documents)
    graph = build_graph(found, display_name)
    waiting = find_chains(graph)
    reported = {number for chain in waiting.chains for number in chain.nodes}
    reported |= {number for cycle in waiting.cycles for number in cycle}
    blocked = tuple(
        number
        for number, item in enumerate(found.items)
        if item.status is Status.BLOCKED and graph.node_of[number] not in reported
    )
    return Overview(
        day,
        found,
        count_by_status(found.items),
        _group_by_document(found),
        _group_by_section(found),
        _group_by_name(found, lambda item: item.milestones),
        tuple(
            sorted(
                _group_by_name(found, lambda item: item.owners),
                key=lambda group: -group.counts.open,
            )
        ),
        graph,
        waiting,
        blocked,
        _find_ready(found, graph),
        tuple(find_stale(found, day)),
    )


def count_by_status(items: Iterable[OverviewItem]) -> StatusCounts:
    """Return the number of `items` with each status. Items that are counted by their parts are not."""
    return StatusCounts.of_statuses(item.status for item in items if item.is_counted)


def inherited(
    found: Contents, item: OverviewItem, names: Callable[[OverviewItem], tuple[str, ...]]
) -> tuple[str, ...]:
    """Return the `names` of `item`, or else of the nearest item around it that has some."""
    while not names(item) and item.parent >= 0:
        item = found.items[item.parent]
    return names(item)


def _group_by_document(found: Contents) -> tuple[Group, ...]:
    inside: list[list[OverviewItem]] = [[] for _ in found.documents]
    for item in found.items:
        inside[item.document].append(item)
    return tuple(
        Group(source.label, count_by_status(items), source.label)
        for source, items in zip(found.documents, inside, strict=True)
    )


def _group_by_section(found: Contents) -> tuple[Group, ...]:
    inside: dict[int, list[OverviewItem]] = {}
    for item in found.items:
        inside.setdefault(item.section, []).append(item)
    groups = []
    for number in sorted(inside):
        section = found.sections[number]
        path = found.documents[section.document].label
        groups.append(Group(section.title, count_by_status(inside[number]), path, section.line))
    return tuple(group for group in groups if group.counts.items)


def _group_by_name(
    found: Contents, names: Callable[[OverviewItem], tuple[str, ...]]
) -> tuple[Group, ...]:
    """Group items by `names`, in the order and spelling of the first use of each name."""
    spelled: dict[str, str] = {}
    inside: dict[str, list[OverviewItem]] = {}
    for item in found.items:
        for name in inherited(found, item, names):
            key = normalize_name(name)
            spelled.setdefault(key, name)
            inside.setdefault(key, []).append(item)
    groups = (Group(spelled[key], count_by_status(items)) for key, items in inside.items())
    return tuple(group for group in groups if group.counts.items)


def _find_ready(found: Contents, graph: DependencyGraph) -> tuple[int, ...]:
    """Return the indexes of the ready items, the most urgent first."""
    free: list[bool] = []
    """For each item, whether it and its parents can be started. Parents come before children."""
    holds_open: set[int] = set()
    for number, item in enumerate(found.items):
        above = item.parent < 0 or free[item.parent]
        held = item.status in _NOT_STARTABLE or not has_no_open_dependency(
            graph, graph.node_of[number]
        )
        free.append(above and not held)
        if item.status in OPEN_STATUSES and item.parent >= 0:
            holds_open.add(item.parent)
    listed: set[int] = set()
    for number, item in enumerate(found.items):
        whole = item.kind is ItemKind.SECTION and number in holds_open
        if item.parent in listed:
            listed.add(number)  # skipped below, like its own parts
        elif free[number] and item.status is Status.TODO and not whole:
            listed.add(number)
    ready = [number for number in listed if found.items[number].parent not in listed]
    return tuple(sorted(ready, key=lambda number: (_urgency(found.items[number]), number)))


def _urgency(item: OverviewItem) -> int:
    return item.rank if item.rank is not None else 99
