"""How many items a document, or a part of it, has with each status: the only count that is shown.

Lenses, hovers, symbols, reports, lists of items and views of editors all ask here. An item that has
parts is counted by these, and a heading for a row by the row, so that nothing is counted twice; see `Record.is_counted`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.analysis.records import read_records
from backlog_ls.model.items.item import ItemKind
from backlog_ls.model.statuses.status import OPEN_STATUSES, Status, status_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from backlog_ls.model.analysis.record import Record
    from backlog_ls.model.document.backlog import Backlog

_NUMBERS = {status: number for number, status in enumerate(Status)}
_LEFT_OUT = {Status.CANCELLED, Status.UNKNOWN}
_BAR_WIDTH = 10
_NOUNS = {
    ItemKind.SECTION: "section",
    ItemKind.ROW: "row",
    ItemKind.TASK: "task",
    ItemKind.CARD: "list item",
    ItemKind.DOCUMENT: "document",
}


class StatusCounts(NamedTuple):
    """Number of items by status."""

    by_status: tuple[int, ...] = (0,) * len(Status)
    """The numbers, in the order of `Status`."""

    @staticmethod
    def of_statuses(statuses: Iterable[Status]) -> StatusCounts:
        """Return the number of `statuses` by status."""
        counts = [0] * len(Status)
        for status in statuses:
            counts[_NUMBERS[status]] += 1
        return StatusCounts(tuple(counts))

    def of(self, status: Status) -> int:
        """Return the number of items with `status`."""
        return self.by_status[_NUMBERS[status]]

    @property
    def items(self) -> int:
        """Number of all items."""
        return sum(self.by_status)

    @property
    def done(self) -> int:
        """Number of done items."""
        return self.of(Status.DONE)

    @property
    def open(self) -> int:
        """Number of items to work on; deferred ones are not."""
        return sum(map(self.of, OPEN_STATUSES))

    @property
    def total(self) -> int:
        """Number of items that are or should be done: not cancelled, and with a known status."""
        return self.items - sum(map(self.of, _LEFT_OUT))

    @property
    def percent(self) -> int:
        """The done share of `total` in whole percent, rounded down.

        It is 0 only if nothing is done, and 100 only if everything is.
        """
        return self.share(100)

    def bar(self, width: int = _BAR_WIDTH) -> str:
        """Return the share as a bar; it is empty or full only if nothing or everything is done."""
        full = self.share(width)
        return "▰" * full + "▱" * (width - full)

    def share(self, whole: int) -> int:
        """Return the done share of `whole`, rounded down, but at least 1 if anything is done."""
        return max(whole * self.done // self.total, 1) if self.done else 0

    @property
    def label(self) -> str:
        """The progress, as in `38 of 65 done · 58 %`; empty if `total` is 0."""
        return f"{self.fraction} · {self.percent} %" if self.total else ""

    @property
    def fraction(self) -> str:
        """The progress without percent, as in `38 of 65 done`."""
        return f"{self.done:,} of {self.total:,} done"

    def __add__(self, other: object) -> StatusCounts:
        """Return the sum of both."""
        if not isinstance(other, StatusCounts):
            return NotImplemented
        both = zip(self.by_status, other.by_status, strict=True)
        return StatusCounts(tuple(one + more for one, more in both))


class CountedItem(NamedTuple):
    """An item of a document, as much of it as is needed to count."""

    offset: int
    """Where its name begins: a code point of the document."""
    kind: ItemKind
    name: str
    status: Status
    is_counted: bool
    """Whether it is counted; otherwise its parts or a row with its id are."""


class ItemCounts(NamedTuple):
    """The items in a part of a document."""

    counts: StatusCounts
    kinds: tuple[tuple[ItemKind, int], ...]
    """Number of counted items by kind, in the order of `ItemKind`, without zeros."""
    uncounted: int
    """Number of items that are counted by their parts, or by a row with the same id."""


def list_counted(backlog: Backlog) -> tuple[CountedItem, ...]:
    """Return all items of a document, by offset. Linear in its length; the result is cached."""
    return backlog.remember(list_counted, 0, lambda: _list_counted(backlog))


def items_between(backlog: Backlog, start: int, end: int) -> Sequence[CountedItem]:
    """Return those of `list_counted` that begin in ``[start, end)``, code points."""
    listed = list_counted(backlog)
    low = bisect_left(listed, start, key=lambda each: each.offset)
    return listed[low : bisect_left(listed, end, low, key=lambda each: each.offset)]


def count_between(backlog: Backlog, start: int, end: int) -> ItemCounts:
    """Count the items that begin in ``[start, end)``, in code points."""
    return count_items(items_between(backlog, start, end))


def count_items(found: Sequence[CountedItem]) -> ItemCounts:
    """Count `found`."""
    counted = [item for item in found if item.is_counted]
    by_kind = Counter(item.kind for item in counted)
    return ItemCounts(
        StatusCounts.of_statuses(item.status for item in counted),
        tuple((kind, by_kind[kind]) for kind in ItemKind if by_kind[kind]),
        len(found) - len(counted),
    )


def describe_counted(count: ItemCounts) -> Iterator[str]:
    """Yield what was counted, a line each: `3 rows and 2 tasks: 4 todo · 1 done`."""
    kinds = [f"{number:,} {_NOUNS[kind]}{'s' * (number != 1)}" for kind, number in count.kinds]
    counts = count.counts
    if kinds:
        listed = " and ".join(filter(None, (", ".join(kinds[:-1]), kinds[-1])))
        yield f"{listed}: " + " · ".join(name_counts(counts, Status))
    if count.uncounted == 1:
        yield "1 item is counted by its parts or its row"
    elif count.uncounted:
        yield f"{count.uncounted:,} items are counted by their parts or their rows"


def name_counts(counts: StatusCounts, statuses: Iterable[Status]) -> Iterator[str]:
    """Yield the number of items with each of `statuses`, as in `2 blocked`, without zeros."""
    for status in statuses:
        if counts.of(status):
            known = status is not Status.UNKNOWN
            yield f"{counts.of(status):,} {status_name(status) if known else 'without known status'}"


def read_counted(record: Record) -> CountedItem:
    """Return what is needed of `record` to count it."""
    item = record.item
    at = record.place.offset + item.start
    return CountedItem(at, item.kind, item.name, record.status, record.is_counted)


def _list_counted(backlog: Backlog) -> tuple[CountedItem, ...]:
    found = map(read_counted, read_records(backlog))
    return tuple(sorted(found, key=lambda item: item.offset))
