"""List the items of a document as data, for the command line and for views of editors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from backlog_ls.features.overview.shapes import read_shape
from backlog_ls.model.analysis.item_counts import CountedItem, StatusCounts, read_counted
from backlog_ls.model.analysis.records import read_records
from backlog_ls.model.roles.role import DocumentRole
from backlog_ls.model.tables.roles import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.analysis.record import Record
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.statuses.status import Status

DATE_KEYS = {
    Role.STARTED: "started",
    Role.DUE: "due",
    Role.FINISHED: "finished",
    Role.DATE: "date",
}
OTHER_DATES = ("scheduled", "created", "updated", "cancelled")
"""The names of further dates."""


class ListedItem(NamedTuple):
    """An item as data, and its position."""

    data: dict[str, Any]
    """The item as JSON; `line` is 1-based."""
    key: int
    """The key of its block."""
    start: int
    end: int
    """The span of its name, in code points of the document."""
    counted: CountedItem
    parts: StatusCounts
    """The counted items in it, at any depth."""


def list_items(backlog: Backlog, role: DocumentRole = DocumentRole.BACKLOG) -> Iterator[ListedItem]:
    """Yield the items of a document, in document order. Linear in its length.

    Args:
        backlog: The document.
        role: Its role.
    """
    found = read_records(backlog)
    parts = _count_parts(found)
    for number, record in enumerate(found):
        at = record.place.offset
        yield ListedItem(
            {**_to_json(backlog, record), "role": role.value},
            record.place.key,
            at + record.item.start,
            at + record.item.end,
            read_counted(record),
            parts[number],
        )


def _to_json(backlog: Backlog, record: Record) -> dict[str, Any]:
    item, values = record.item, record.values
    parent = record.parent
    return {
        "line": _line(backlog, record),
        "kind": item.kind.value,
        "name": " ".join(item.name.split()),
        "id": record.id or None,
        "status": {"raw": record.status_text or None, "canonical": record.status.value},
        "counted": record.is_counted,
        "struck": item.struck,
        "sections": list(record.sections),
        "parent": (
            {"name": " ".join(parent.item.name.split()), "line": _line(backlog, parent)}
            if parent
            else None
        ),
        "dates": {
            **{name: values[role] for role, name in DATE_KEYS.items() if role in values},
            **{
                name: record.other_dates[name] for name in OTHER_DATES if name in record.other_dates
            },
        },
        "owner": ", ".join(record.owners) or None,
        "owners": record.owners,
        "priority": values.get(Role.PRIORITY),
        "estimate": values.get(Role.ESTIMATE),
        "milestone": values.get(Role.MILESTONE),
        "dependencies": record.dependencies,
        "confidence": "high" if item.confident else "low",
        "shape": read_shape(record),
    }


def _count_parts(found: list[Record]) -> list[StatusCounts]:
    """Return for each item the number of the counted items in it by status."""
    inside: dict[int, list[Status]] = {}
    for record in found:
        above = record.parent if record.is_counted else None
        while above:
            inside.setdefault(id(above), []).append(record.status)
            above = above.parent
    return [StatusCounts.of_statuses(inside.get(id(record), ())) for record in found]


def _line(backlog: Backlog, record: Record) -> int:
    return backlog.document.line_number_at(record.place.offset + record.item.start)
