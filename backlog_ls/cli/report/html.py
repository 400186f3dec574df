"""An overview as one page of HTML that needs neither network nor script.

The page is `report.html.jinja`; this module gives it plain values to print. The template escapes all
of them. What users wrote is printed as text only, never as a style or a class; of addresses, only paths
of documents are a part, with all but letters, digits and slashes escaped.
"""

from __future__ import annotations

import base64
import os
from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from backlog_ls.cli.report.burn_up import burn_up_chart
from backlog_ls.cli.report.labels import (
    MAX_EXPANDED_DOCUMENTS,
    count_label,
    documents_with_items,
    empty_documents_label,
    history_label,
    kinds_label,
    location_label,
    omitted_rows_label,
    omitted_steps_label,
    progress_label,
    replace_unsafe,
    stale_label,
    status_counts,
    status_label,
    visible_steps,
)
from backlog_ls.cli.report.page import (
    Bar,
    BarPart,
    BlockedList,
    BoardColumn,
    BurnUpView,
    Dependency,
    DependencyList,
    DocumentView,
    GroupList,
    GroupView,
    ItemView,
    LegendEntry,
    NamedGroups,
    Page,
    ProgressView,
    ReadyList,
    Rows,
    StaleEntry,
    WaitingItem,
)
from backlog_ls.features.overview.overview import DEFINITIONS, inherited
from backlog_ls.model.statuses.status import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from backlog_ls.cli.report.history import History
    from backlog_ls.cli.report.links import DocumentLinks
    from backlog_ls.features.overview.items import OverviewItem
    from backlog_ls.features.overview.overview import Group, Overview
    from backlog_ls.model.analysis.item_counts import StatusCounts

MAX_CARDS = 40
"""Maximum number of cards in a column of the board."""
MAX_FINISHED_CARDS = 12
"""The same, for columns of finished items."""
MAX_ROWS = 200
"""Maximum number of rows in a list, or of groups."""
MAX_UNFOLDED = 12
"""Maximum number of rows that are visible before the reader unfolds the others."""

_BOARD = (
    Status.TODO,
    Status.IN_PROGRESS,
    Status.REVIEW,
    Status.BLOCKED,
    Status.DEFERRED,
    Status.DONE,
    Status.UNKNOWN,
    Status.CANCELLED,
)
_FINISHED = {Status.DONE, Status.CANCELLED}
# From finished to not started. Cancelled items are excluded.
_BAR = (
    Status.DONE,
    Status.REVIEW,
    Status.IN_PROGRESS,
    Status.BLOCKED,
    Status.TODO,
    Status.DEFERRED,
)
_BAR_WIDTH = 1000

T = TypeVar("T")


def as_page(overview: Overview, history: History | None, links: DocumentLinks) -> str:
    """Return the page, with `links` to the lines of the documents."""
    folder = os.path.dirname(__file__)
    with open(os.path.join(folder, "report.css"), encoding="utf-8") as file:
        style = "\n" + file.read()
    digest = base64.b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    template = _environment(folder).get_template("report.html.jinja")
    return template.render(
        page=_page(overview, history),
        explanations=DEFINITIONS,
        address=links.address,
        policy=policy,
        style=style,
    )


def _environment(folder: str) -> Environment:
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _finalize(value: object) -> object:
    """Replace control characters in a text that is about to be escaped and printed."""
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return replace_unsafe(value)
    return value


def _page(overview: Overview, history: History | None) -> Page:
    paths = [group.path for group in overview.documents]
    return Page(
        source=paths[0] if len(paths) == 1 else count_label(len(paths), "document"),
        day=overview.day.isoformat(),
        progress=_progress(overview),
        burn_up=_burn_up(history) if history else None,
        milestones=_named_groups(overview, overview.milestones, lambda item: item.milestones),
        owners=_named_groups(overview, overview.owners, lambda item: item.owners),
        ready=_ready(overview),
        blocked=_blocked(overview),
        dependencies=_dependencies(overview),
        stale=_stale(overview),
        board=_board(overview),
    )


def _progress(overview: Overview) -> ProgressView:
    sections: dict[str, list[Group]] = {}
    for section in overview.sections:
        sections.setdefault(section.path, []).append(section)
    documents = documents_with_items(overview)
    rows = [
        DocumentView(_group(group), _groups(sections.get(group.path, [])))
        for group in documents[:MAX_ROWS]
    ]
    return ProgressView(
        percent=overview.counts.percent,
        label=progress_label(overview.counts, percent=False),
        kinds=kinds_label(overview),
        bar=_bar(overview.counts),
        legend=[
            LegendEntry(status.value, status_label(status), f"{count:,}")
            for status, count in status_counts(overview)
        ],
        sections=_groups(overview.sections),
        documents=_rows(rows, len(documents)) if len(overview.documents) > 1 else None,
        is_open=len(documents) <= MAX_EXPANDED_DOCUMENTS,
        empty_documents=empty_documents_label(overview),
    )


def _groups(groups: Sequence[Group]) -> GroupList:
    shown = [_group(group) for group in groups[:MAX_ROWS]]
    return GroupList(shown, omitted_rows_label(len(groups), MAX_ROWS))


def _group(group: Group) -> GroupView:
    return GroupView(
        group.title or "(before the first heading)",
        group.counts.percent,
        _bar(group.counts),
        progress_label(group.counts, percent=False),
        group.path,
        group.line,
        f"line {group.line}" if group.line else "",
    )


def _bar(counts: StatusCounts) -> Bar:
    total = counts.total
    parts = []
    x = 0.0
    for status in _BAR:
        width = _BAR_WIDTH * counts.of(status) / total if total else 0
        if width:
            title = f"{status_label(status)}: {counts.of(status):,}"
            parts.append(BarPart(status.value, f"{x:.1f}", f"{width:.1f}", title))
            x += width
    return Bar(progress_label(counts), parts)


def _burn_up(history: History) -> BurnUpView:
    first, last = (progress_label(history.points[at].counts, percent=False) for at in (0, -1))
    return BurnUpView(
        f"All items that are not cancelled and have a known status, and the done ones: {first} at the beginning, {last} now."
        f" Read from {history_label(history)}.",
        burn_up_chart(history),
    )


def _named_groups(
    overview: Overview, groups: Sequence[Group], names: Callable[[OverviewItem], tuple[str, ...]]
) -> NamedGroups | None:
    if not groups:
        return None
    found = overview.contents
    items = [item for item in found.items if item.is_counted]
    count = sum(bool(inherited(found, item, names)) for item in items)
    coverage = f" {count:,} of {count_label(len(items), 'item')} have one."
    return NamedGroups(coverage, _groups(groups))


def _ready(overview: Overview) -> ReadyList | None:
    if not overview.ready:
        return None
    rows = _rows([_item(overview, overview.contents.items[number]) for number in overview.ready])
    return ReadyList(count_label(len(overview.ready), "item"), rows)


def _blocked(overview: Overview) -> list[BlockedList]:
    chains, circles, omitted = overview.dependency_chains
    parts = []
    if chains:
        total = len(chains) + omitted
        rows = _rows([_chain(overview, chain.nodes) for chain in chains], total)
        parts.append(BlockedList(f"Chains ({total:,})", rows, is_chain=True))
    if circles:
        rows = _rows([_chain(overview, (*circle, circle[0])) for circle in circles])
        title = f"Circles: these wait for each other ({len(circles):,})"
        parts.append(BlockedList(title, rows, is_chain=True))
    if overview.blocked:
        items = [_item(overview, overview.contents.items[number]) for number in overview.blocked]
        title = f"Marked as blocked, without an unfinished dependency ({len(items):,})"
        parts.append(BlockedList(title, _rows(items), is_chain=False))
    return parts


def _chain(overview: Overview, chain: Sequence[int]) -> list[ItemView | str]:
    nodes = overview.graph.nodes
    return [
        omitted_steps_label(chain) if number is None else _item(overview, nodes[number])
        for number in visible_steps(chain)
    ]


def _dependencies(overview: Overview) -> DependencyList | None:
    """Return each item that waits for others and what it waits for; circles and chains first."""
    nodes, waits = overview.graph.nodes, overview.graph.dependencies
    chains, circles, _ = overview.dependency_chains
    circle_of = {number: at for at, circle in enumerate(circles) for number in circle}
    order = [
        *circle_of,
        *(number for chain in chains for number in chain.nodes),
        *range(len(nodes)),
    ]
    waiting = [number for number in dict.fromkeys(order) if waits[number]]
    if not waiting:
        return None
    rows = [
        WaitingItem(
            _item(overview, nodes[number]),
            [
                Dependency(
                    _item(overview, nodes[other]),
                    number in circle_of and circle_of[number] == circle_of.get(other),
                )
                for other in waits[number]
            ],
        )
        for number in waiting[:MAX_ROWS]
    ]
    note = (
        f"{count_label(len(waiting), 'item')} with dependencies that are known by their ids."
        " Below each item are those that it waits for."
    )
    return DependencyList(note, _rows(rows, len(waiting)))


def _stale(overview: Overview) -> Rows[StaleEntry] | None:
    if not overview.stale:
        return None
    return _rows(
        [
            StaleEntry(
                each.title or "The document",
                stale_label(each),
                each.path,
                each.line,
                location_label(each.path, each.line),
            )
            for each in overview.stale
        ]
    )


def _board(overview: Overview) -> list[BoardColumn]:
    columns = []
    for status in _BOARD:
        items = [item for item in overview.contents.items if item.status is status]
        limit = MAX_FINISHED_CARDS if status in _FINISHED else MAX_CARDS
        if items:
            columns.append(
                BoardColumn(
                    status.value,
                    status_label(status),
                    count_label(len(items), "item"),
                    [_item(overview, item) for item in items[:limit]],
                    omitted_rows_label(len(items), limit),
                )
            )
    return columns


def _item(overview: Overview, item: OverviewItem) -> ItemView:
    section = overview.contents.sections[item.section] if item.section >= 0 else None
    is_line_only = len(overview.documents) == 1
    return ItemView(
        title=item.title,
        status=item.status.value,
        status_label=status_label(item.status),
        # A section that is an item is not shown as its own section.
        section=section.title if section and section.line != item.line else "",
        priority=item.priority,
        is_urgent=item.rank == 0,
        owners=item.owners,
        path=item.path,
        line=item.line,
        location=f"line {item.line}" if is_line_only else location_label(item.path, item.line),
        is_line_only=is_line_only,
    )


def _rows(rows: Sequence[T], total: int | None = None) -> Rows[T]:
    """Return `rows` with all but the first folded; `total` counts those that are not in `rows`."""
    count = len(rows) if total is None else total
    shown, folded = rows[:MAX_UNFOLDED], rows[MAX_UNFOLDED:MAX_ROWS]
    return Rows(
        shown,
        folded,
        f"{count - len(shown):,} more",
        omitted_rows_label(count, len(shown) + len(folded)),
    )
