"""What the forms of a report for people have in common: how things are called and counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.statuses.status import Status
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlog_ls.cli.report.history import History
    from backlog_ls.features.overview.overview import Counts, Group, Overview
    from backlog_ls.features.overview.stale import Stale

# Escape sequences of a terminal, what turns the direction of writing, and lone surrogates.
_UNSAFE = pattern("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

MOST_ROWS = 30
"""So many lines of a list are shown to people; those left out are counted."""
MOST_STEPS = 10
"""So many items of a chain are shown."""
FEW_DOCUMENTS = 3
"""Of so many the sections are shown at once, and the documents in their order."""


def safe(text: str) -> str:
    """Return `text` without what would draw on a screen, or turn what stands beside it around."""
    return _UNSAFE.sub("\ufffd", text)


def status_title(status: Status) -> str:
    """Return what a status is called: `In progress`."""
    return (
        "No known status"
        if status is Status.UNKNOWN
        else status.value.replace("_", " ").capitalize()
    )


def counted(count: int, thing: str) -> str:
    """Return `count` and `thing`, a word whose plural takes an s."""
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def passed_over(way: Sequence[int]) -> str:
    """Return what is said in the place of the steps that `steps_of` leaves out."""
    return f"… {len(way) - MOST_STEPS + 1:,} more …"


def left_out(total: int, shown: int) -> str:
    """Return a line that tells of what is not shown; empty where all is."""
    return f"… and {total - shown:,} more" if total > shown else ""


def done_of(counts: Counts, *, percent: bool = True) -> str:
    """Return how much is done, of how much: `3 of 12 done · 25 %`; what is cancelled is said."""
    done, total = counts.progress
    cancelled = counts.of(Status.CANCELLED)
    said = f"{done:,} of {total:,} done" if total else "nothing to do"
    if percent and total:
        said += f" · {counts.progress.percent} %"
    return f"{said} · {cancelled:,} cancelled" if cancelled else said


def documents_of(told: Overview) -> list[Group]:
    """Return the documents with items; where they are many, those with the most open ones first."""
    found = [group for group in told.documents if group.counts.items]
    if len(found) > FEW_DOCUMENTS:
        found.sort(key=lambda group: group.counts.progress.done - group.counts.progress.total)
    return found


def without_items(told: Overview) -> str:
    """Return a sentence about the documents that have no items; empty where all have some."""
    empty = len(told.documents) - len(documents_of(told))
    return f"{counted(empty, 'document')} without items." if empty else ""


def kinds(told: Overview) -> str:
    """Return what was counted: `12 items (8 tasks, 4 rows) in 2 documents`."""
    by_kind: dict[str, int] = {}
    for item in told.found.items:
        by_kind[item.kind.value] = by_kind.get(item.kind.value, 0) + 1
    said = ", ".join(counted(count, kind) for kind, count in by_kind.items())
    inside = f" ({said})" if said else ""
    documents = counted(len(told.documents), "document")
    return f"{counted(told.counts.items, 'item')}{inside} in {documents}"


def stated(told: Overview) -> Iterator[tuple[Status, int]]:
    """Yield the statuses that some item has, and how many have it."""
    for status in Status:
        if told.counts.of(status):
            yield status, told.counts.of(status)


def steps_of(way: Sequence[int]) -> list[int | None]:
    """Return the steps of a chain that are shown: where it is long, None for those in its middle."""
    if len(way) <= MOST_STEPS:
        return list(way)
    return [*way[: MOST_STEPS - 2], None, way[-1]]


def staleness(each: Stale) -> str:
    """Return in what way something is stale: `Due 2026-03-01, 12 days ago`."""
    word = {"overdue": "Due", "in progress": "In progress since", "not updated": "Last updated"}
    return f"{word[each.why.value]} {safe(each.written)}, {counted(each.days, 'day')} ago"


def where(path: str, line: int) -> str:
    """Return where something stands: `BACKLOG.md:12`."""
    return f"{safe(path)}:{line}" if line else safe(path)


def read_from(history: History) -> str:
    """Return what a history was read from."""
    shown = len(history.points) - 1
    commits = counted(history.commits, "commit")
    read = commits if shown == history.commits else f"{shown:,} of {commits}, evenly spread"
    return f"{read}, and the files as they are, of {counted(history.documents, 'document')}"
