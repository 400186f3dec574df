"""The items of a document as data: for the command line, and for the trees and boards of editors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from backlog_ls.model.analysis.records import records
from backlog_ls.model.items.items import ItemKind
from backlog_ls.model.statuses.status import Status
from backlog_ls.model.tables.headers import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.analysis.records import Record
    from backlog_ls.model.document.backlog import Backlog

DATES = {
    Role.STARTED: "started",
    Role.DUE: "due",
    Role.FINISHED: "finished",
    Role.DATE: "date",
}


class Listed(NamedTuple):
    """An item, and where it stands."""

    data: dict[str, Any]
    """All that is said of it, as JSON has it; `line` counts from 1."""
    key: int
    """Of its block."""
    start: int
    end: int
    """Its name; code points in the document."""
    done: int
    total: int
    """Of the tasks and rows right in it."""


def listed(backlog: Backlog) -> Iterator[Listed]:
    """Yield the items of a document in its order. Linear in it."""
    found = records(backlog)
    parts = _parts(found)
    for number, record in enumerate(found):
        at = record.place.offset
        yield Listed(
            _data(backlog, record),
            record.place.key,
            at + record.item.start,
            at + record.item.end,
            *parts[number],
        )


def _data(backlog: Backlog, record: Record) -> dict[str, Any]:
    item, values = record.item, record.values
    parent = record.parent
    return {
        "line": _line(backlog, record),
        "kind": item.kind.value,
        "name": " ".join(item.name.split()),
        "id": record.ident or None,
        "status": {"raw": record.raw or None, "canonical": record.status.value},
        "struck": item.struck,
        "sections": list(record.sections),
        "parent": (
            {"name": " ".join(parent.item.name.split()), "line": _line(backlog, parent)}
            if parent
            else None
        ),
        "dates": {name: values[role] for role, name in DATES.items() if role in values},
        "owner": values.get(Role.OWNER),
        "priority": values.get(Role.PRIORITY),
        "estimate": values.get(Role.ESTIMATE),
        "milestone": values.get(Role.MILESTONE),
        "dependencies": record.needs,
    }


def _parts(found: list[Record]) -> list[tuple[int, int]]:
    """Return for each item how many of the tasks and rows right in it are done, of how many."""
    numbers = {id(record): number for number, record in enumerate(found)}
    counts = [(0, 0)] * len(found)
    for record in found:
        number = numbers.get(id(record.parent)) if record.parent else None
        if number is not None and record.item.kind is not ItemKind.SECTION:
            done, total = counts[number]
            counts[number] = done + (record.status is Status.DONE), total + 1
    return counts


def _line(backlog: Backlog, record: Record) -> int:
    """Return the 1-based line that an item stands in."""
    return backlog.document.position_at(record.place.offset + record.item.start).line + 1
