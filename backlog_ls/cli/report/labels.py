"""The labels of a report that its text, Markdown and HTML formats share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.analysis.item_counts import name_counts
from backlog_ls.model.statuses.status import Status
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlog_ls.cli.report.history import History
    from backlog_ls.features.overview.overview import Group, Overview
    from backlog_ls.features.overview.stale import StaleEntry
    from backlog_ls.model.analysis.item_counts import StatusCounts

# Control characters, bidirectional controls and lone surrogates.
_UNSAFE = pattern("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

MAX_ROWS = 30
"""Maximum number of rows in a Markdown list or table; the rest is counted."""
MAX_STEPS = 10
"""Maximum number of steps of a chain to show."""
MAX_EXPANDED_DOCUMENTS = 3
"""Maximum number of documents to show with their sections, in their own order."""


def replace_unsafe(text: str) -> str:
    """Return `text` with control characters replaced by U+FFFD."""
    return _UNSAFE.sub("\ufffd", text)


def status_label(status: Status) -> str:
    """Return the name of a status, as in `In progress`."""
    return (
        "No known status"
        if status is Status.UNKNOWN
        else status.value.replace("_", " ").capitalize()
    )


def count_label(count: int, noun: str) -> str:
    """Return `count`, with thousands separators, and `noun`, with an s for the plural."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def omitted_steps_label(chain: Sequence[int]) -> str:
    """Return the label for the steps that `visible_steps` omits."""
    return f"… {len(chain) - MAX_STEPS + 1:,} more …"


def omitted_rows_label(total: int, shown: int) -> str:
    """Return the label for rows that are not shown; empty if all are."""
    return f"… and {total - shown:,} more" if total > shown else ""


def progress_label(counts: StatusCounts, *, percent: bool = True) -> str:
    """Return the progress and what it excludes: `3 of 12 done · 25 % · 1 cancelled`."""
    progress = counts.label if percent else counts.fraction
    excluded = name_counts(counts, (Status.CANCELLED, Status.UNKNOWN))
    return " · ".join((progress if counts.total else "nothing to do", *excluded))


def documents_with_items(overview: Overview) -> list[Group]:
    """Return the documents with items; if there are many, those with the most open items first."""
    documents = [group for group in overview.documents if group.counts.items]
    if len(documents) > MAX_EXPANDED_DOCUMENTS:
        documents.sort(key=lambda group: group.counts.done - group.counts.total)
    return documents


def empty_documents_label(overview: Overview) -> str:
    """Return the number of documents without items; empty if there are none."""
    empty = len(overview.documents) - len(documents_with_items(overview))
    return f"{count_label(empty, 'document')} without items." if empty else ""


def kinds_label(overview: Overview) -> str:
    """Return what was counted, as in `12 items (8 tasks, 4 rows) in 2 documents`."""
    by_kind: dict[str, int] = {}
    for item in overview.contents.items:
        if not item.is_counted:
            continue
        by_kind[item.kind.value] = by_kind.get(item.kind.value, 0) + 1
    label = ", ".join(count_label(count, kind) for kind, count in by_kind.items())
    inside = f" ({label})" if label else ""
    documents = count_label(len(overview.documents), "document")
    return f"{count_label(overview.counts.items, 'item')}{inside} in {documents}"


def status_counts(overview: Overview) -> Iterator[tuple[Status, int]]:
    """Yield each status that items have, with their number."""
    for status in Status:
        if overview.counts.of(status):
            yield status, overview.counts.of(status)


def visible_steps(chain: Sequence[int]) -> list[int | None]:
    """Return the steps of a chain to show; in a long one, None stands for the middle."""
    if len(chain) <= MAX_STEPS:
        return list(chain)
    return [*chain[: MAX_STEPS - 2], None, chain[-1]]


def stale_label(each: StaleEntry) -> str:
    """Return why something is stale, as in `Due 2026-03-01, 12 days ago`."""
    word = {"overdue": "Due", "in progress": "In progress since", "not updated": "Last updated"}
    return f"{word[each.reason.value]} {replace_unsafe(each.date_text)}, {count_label(each.days, 'day')} ago"


def location_label(path: str, line: int) -> str:
    """Return a location, as in `BACKLOG.md:12`; line 0 stands for the whole document."""
    return f"{replace_unsafe(path)}:{line}" if line else replace_unsafe(path)


def history_label(history: History) -> str:
    """Return the source of a history, as in `40 commits, and the files as they are, of 2 documents`."""
    shown = len(history.points) - 1
    commits = count_label(history.commits, "commit")
    read = commits if shown == history.commits else f"{shown:,} of {commits}, evenly sampled"
    return f"{read}, and the files as they are, of {count_label(history.documents, 'document')}"
