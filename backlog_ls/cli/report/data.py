"""An overview as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from backlog_ls.features.overview.overview import COUNTED
from backlog_ls.model.statuses.status import Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.cli.report.history import History
    from backlog_ls.features.overview.items import Item
    from backlog_ls.features.overview.overview import Counts, Group, Overview


def as_json(told: Overview, history: History | None) -> str:
    """Return all of `told`, nothing left out."""
    return json.dumps(as_data(told, history), ensure_ascii=False, indent=2) + "\n"


def as_data(told: Overview, history: History | None) -> dict[str, Any]:
    """Return `told` as JSON has it; lines count from 1."""
    items, nodes = told.found.items, told.graph.nodes
    return {
        "day": told.day.isoformat(),
        **_counts(told.counts),
        "documents": [{"path": group.path, **_counts(group.counts)} for group in told.documents],
        "sections": [
            {
                "path": group.path,
                "line": group.line or None,
                "title": group.title or None,
                **_counts(group.counts),
            }
            for group in told.sections
        ],
        "milestones": _groups(told.milestones),
        "owners": _groups(told.owners),
        "chains": [
            {"items": [_item(nodes[number]) for number in chain.way], "below": chain.below}
            for chain in told.waiting.chains
        ],
        "circles": [[_item(nodes[number]) for number in circle] for circle in told.waiting.circles],
        "blocked": [_item(items[number]) for number in told.blocked],
        "ready": [_item(items[number]) for number in told.ready],
        "stale": [
            {
                "why": each.why.value,
                "path": each.path,
                "line": each.line,
                "name": each.title or None,
                "date": each.written,
                "days": each.days,
            }
            for each in told.stale
        ],
        "history": _history(history) if history else None,
        "counted": COUNTED,
    }


def _counts(counts: Counts) -> dict[str, Any]:
    done, total = counts.progress
    return {
        "items": counts.items,
        "by_status": {status.value: counts.of(status) for status in Status},
        "progress": {"done": done, "total": total, "percent": counts.progress.percent},
    }


def _groups(groups: Iterable[Group]) -> list[dict[str, Any]]:
    return [{"name": group.title, **_counts(group.counts)} for group in groups]


def _item(item: Item) -> dict[str, Any]:
    return {
        "path": item.path,
        "line": item.line,
        "id": item.ident or None,
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
