"""The values that the page of a report prints: texts and counts, ready to be escaped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_ls.cli.report.burn_up import Chart

T = TypeVar("T")


class BarPart(NamedTuple):
    status: str
    x: str
    width: str
    title: str


class Bar(NamedTuple):
    label: str
    parts: list[BarPart]


class LegendEntry(NamedTuple):
    status: str
    label: str
    count_label: str


class GroupView(NamedTuple):
    title: str
    percent: int
    bar: Bar
    label: str
    path: str
    line: int
    """1-based; 0 if there are several places."""
    location: str
    is_line_only: bool = True


class GroupList(NamedTuple):
    shown: list[GroupView]
    omitted: str


@dataclass(frozen=True, slots=True)
class Rows(Generic[T]):
    shown: Sequence[T]
    folded: Sequence[T]
    folded_label: str
    omitted: str


class ItemView(NamedTuple):
    title: str
    status: str
    status_label: str
    section: str
    priority: str
    is_urgent: bool
    owners: tuple[str, ...]
    path: str
    line: int
    location: str
    is_line_only: bool


class DocumentView(NamedTuple):
    group: GroupView
    sections: GroupList


class ProgressView(NamedTuple):
    percent: int
    label: str
    kinds: str
    bar: Bar
    legend: list[LegendEntry]
    sections: GroupList
    documents: Rows[DocumentView] | None
    """None if there is only one."""
    is_open: bool
    empty_documents: str


class BurnUpView(NamedTuple):
    note: str
    chart: Chart


class NamedGroups(NamedTuple):
    coverage: str
    groups: GroupList


class ReadyList(NamedTuple):
    count_label: str
    rows: Rows[ItemView]


class BlockedList(NamedTuple):
    title: str
    rows: Rows[Any]
    is_chain: bool


class Dependency(NamedTuple):
    item: ItemView
    is_circular: bool


class WaitingItem(NamedTuple):
    item: ItemView
    waits_for: list[Dependency]


class DependencyList(NamedTuple):
    note: str
    rows: Rows[WaitingItem]


class StaleEntry(NamedTuple):
    title: str
    label: str
    path: str
    line: int
    location: str


class BoardColumn(NamedTuple):
    status: str
    label: str
    count_label: str
    items: list[ItemView]
    omitted: str


class Page(NamedTuple):
    source: str
    day: str
    progress: ProgressView
    burn_up: BurnUpView | None
    milestones: NamedGroups | None
    owners: NamedGroups | None
    ready: ReadyList | None
    blocked: list[BlockedList]
    dependencies: DependencyList | None
    stale: Rows[StaleEntry] | None
    board: list[BoardColumn]

    @property
    def section_names(self) -> list[str]:
        """The titles of the sections with content, in the order of the page."""
        sections = {
            "Progress": self.progress,
            "Burn-up": self.burn_up,
            "Milestones": self.milestones,
            "Owners": self.owners,
            "Ready": self.ready,
            "Blocked": self.blocked,
            "Dependencies": self.dependencies,
            "Stale": self.stale,
            "Board": self.board,
        }
        return [name for name, content in sections.items() if content]
