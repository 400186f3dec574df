"""An overview as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from backlog_ls.features.overview.overview import DEFINITIONS
from backlog_ls.model.statuses.status import Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.cli.report.history import History
    from backlog_ls.features.overview.items import OverviewItem
    from backlog_ls.features.overview.overview import Group, Overview
    from backlog_ls.model.analysis.item_counts import StatusCounts


def as_json(overview: Overview, history: History | None) -> str:
    """Return the whole overview as JSON."""
    return json.dumps(as_data(overview, history), ensure_ascii=False, indent=2) + "\n"


def as_data(overview: Overview, history: History | None) -> dict[str, Any]:
    """Return the overview as JSON values; lines are 1-based."""
    items, nodes = overview.contents.items, overview.graph.nodes
    return {
        "day": overview.day.isoformat(),
        **_counts(overview.counts),
        "documents": [
            {"path": group.path, **_counts(group.counts)} for group in overview.documents
        ],
        "sections": [
            {
                "path": group.path,
                "line": group.line or None,
                "title": group.title or None,
                **_counts(group.counts),
            }
            for group in overview.sections
        ],
        "milestones": _groups(overview.milestones),
        "owners": _groups(overview.owners),
        "chains": [
            {
                "items": [_item(nodes[number]) for number in chain.nodes],
                "below": chain.unfinished_count,
            }
            for chain in overview.dependency_chains.chains
        ],
        "circles": [
            [_item(nodes[number]) for number in circle]
            for circle in overview.dependency_chains.cycles
        ],
        "blocked": [_item(items[number]) for number in overview.blocked],
        "ready": [_item(items[number]) for number in overview.ready],
        "stale": [
            {
                "why": each.reason.value,
                "path": each.path,
                "line": each.line,
                "name": each.title or None,
                "date": each.date_text,
                "days": each.days,
            }
            for each in overview.stale
        ],
        "history": _history(history) if history else None,
        "counted": DEFINITIONS,
    }


def _counts(counts: StatusCounts) -> dict[str, Any]:
    return {
        "items": counts.items,
        "by_status": {status.value: counts.of(status) for status in Status},
        "progress": {"done": counts.done, "total": counts.total, "percent": counts.percent},
    }


def _groups(groups: Iterable[Group]) -> list[dict[str, Any]]:
    return [{"name": group.title, **_counts(group.counts)} for group in groups]


def _item(item: OverviewItem) -> dict[str, Any]:
    return {
        "path": item.path,
        "line": item.line,
        "id": item.id or None,
        "name": item.name,
        "status": item.status.value,
        "priority": item.priority or None,
    }


def _history(history: History) -> dict[str, Any]:
    return {
        "commits": history.commits,
        "documents": history.documents,
        "points": [
            {
                "commit": point.commit or None,
                "time": point.at.isoformat(timespec="seconds"),
                **_counts(point.counts),
            }
            for point in history.points
        ],
    }
