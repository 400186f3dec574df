"""Progress: the number of done and of all tasks and rows, and a progress bar.

Tasks are counted with the tallies that the rope caches, in logarithmic time. The rows of work tables
are counted one by one.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.analysis.bullets import bullets_between
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.document.status_uses import find_status_fields
from backlog_ls.model.items.items import cell_span, status_of_row_block
from backlog_ls.model.items.tally import NO_TASKS, TALLY, Tally, tally_list_items
from backlog_ls.model.statuses.status import Status
from backlog_ls.model.tables.roles import TableKind, roles_of_table
from backlog_ls.syntax.block import Block, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.items.item import StatusUse
    from backlog_ls.model.tables.roles import TableRoles
    from backlog_ls.text.rope import Place, Rope

BAR_WIDTH = 10


class Progress(NamedTuple):
    """The number of done and of all items."""

    done: int = 0
    total: int = 0

    @property
    def percent(self) -> int:
        """The share in whole percent, rounded down: 100 only if everything is done."""
        return 100 * self.done // self.total if self.total else 0

    @property
    def bar(self) -> str:
        """The share as a bar of `BAR_WIDTH` characters; never empty if something is done."""
        full = BAR_WIDTH * self.done // self.total if self.total else 0
        full = max(full, 1) if self.done else 0
        return "▰" * full + "▱" * (BAR_WIDTH - full)

    def __add__(self, other: object) -> Progress:
        """Return the sum of both."""
        if not isinstance(other, Progress):
            return NotImplemented
        return Progress(self.done + other.done, self.total + other.total)

    def __str__(self) -> str:
        return f"{self.done}/{self.total}"


class Count(NamedTuple):
    """The items in a part of a document."""

    tasks: Tally = NO_TASKS
    rows: tuple[tuple[Status, int], ...] = ()
    """The number of rows of work tables by status, in the order of `Status`, without zeros."""
    bullets: tuple[tuple[Status, int], ...] = ()
    """The same of list items without a checkbox."""

    @property
    def progress(self) -> Progress:
        """The progress of all of them together; cancelled items are excluded."""
        return sum(
            (row_progress(status, count) for status, count in (*self.rows, *self.bullets)),
            tally_progress(self.tasks),
        )


def tally_progress(tally: Tally) -> Progress:
    """Return the progress of the tasks in `tally`."""
    return Progress(tally.done, tally.total)


def row_progress(status: Status, count: int = 1) -> Progress:
    """Return the progress of `count` rows with `status`."""
    if status is Status.CANCELLED:
        return Progress()
    return Progress(count if status is Status.DONE else 0, count)


def count_between(backlog: Backlog, start: int, end: int) -> Count:
    """Count the items that begin in ``[start, end)``, in code points."""
    rope = backlog.rope
    if start >= end:
        return Count()
    first, last = rope.at_offset(start), rope.at_offset(end - 1)
    by_status: dict[Status, int] = {}
    for table in rope.find(FLAGS, Flag.WORK_TABLE, first.index, last.index + 1):
        roles = roles_of_table(table.piece)
        for row in table_rows(rope, table):
            status = read_row_status(row.piece, roles)
            if status is not None:
                by_status[status] = by_status.get(status, 0) + 1
    listed = Counter(bullet.status for bullet in bullets_between(backlog, start, end))
    return Count(tally_between(rope, start, end), _in_order(by_status), _in_order(listed))


def _in_order(counts: Mapping[Status, int]) -> tuple[tuple[Status, int], ...]:
    return tuple((status, counts[status]) for status in Status if status in counts)


def tally_between(rope: Rope[Block], start: int, end: int) -> Tally:
    """Count the tasks that begin in ``[start, end)``, in code points."""
    if start >= end:
        return NO_TASKS
    first, last = rope.at_offset(start), rope.at_offset(end - 1)
    if first.index == last.index:
        return _tally_part(first, start, end)
    between = rope.fold(TALLY, first.index + 1, last.index)
    return _tally_part(first, start, end) + between + _tally_part(last, start, end)


def table_rows(rope: Rope[Block], table: Place[Block]) -> Iterator[Place[Block]]:
    """Yield the rows of the table with the header `table`."""
    for place in rope.places(table.index + 1):
        if place.piece.kind != Kind.ROW:
            return
        yield place


def find_stated_statuses(rope: Rope[Block]) -> Iterator[tuple[Place[Block], StatusUse]]:
    """Yield the statuses in cells of work tables and in fields, with their blocks."""
    for place in rope.find(FLAGS, Flag.WORK_TABLE | Flag.STATUS, 0, len(rope)):
        if place.piece.kind != Kind.TABLE:
            for use in find_status_fields(place.piece):
                yield place, use
            continue
        roles = roles_of_table(place.piece)
        for row in table_rows(rope, place):
            cell = status_of_row_block(row.piece, roles)
            if cell:
                yield row, cell


def read_row_status(row: Block, roles: TableRoles) -> Status | None:
    """Return the status of a row of a work table; None if the row is not an item.

    An item with an empty status cell has an unknown status. A row with only a name is the title of
    a group of rows, not an item.
    """
    if roles.kind is not TableKind.STATUS:
        return None
    stated = status_of_row_block(row, roles)
    name = cell_span(row, roles.name) or cell_span(row, roles.id)
    if stated is not None:
        return stated.status
    if name is None or name[0] == name[1]:
        return None
    found = facts_of(row).row
    others = found.cells if found else ()
    texts = sum(cell.text_start < cell.text_end for cell in others)
    return Status.UNKNOWN if texts > 1 else None


def _tally_part(place: Place[Block], start: int, end: int) -> Tally:
    entries = facts_of(place.piece).list_items
    if not entries:
        return NO_TASKS
    low, high = start - place.offset, end - place.offset
    if low <= 0 and high >= len(place.piece.text):
        return TALLY.of(place.key, place.piece)
    inside = tuple(entry for entry in entries if low <= entry.start < high)
    return tally_list_items(place.piece.text, inside)
