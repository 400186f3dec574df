"""How far things are: counts of tasks and rows, and the bar that shows them.

Tasks are counted through the rope's remembered tallies, so that a section of any size costs a few
steps; the rows of work tables are looked at one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.model.document.status_uses import status_fields
from backlog_ls.model.items.items import cell_span, status_cell
from backlog_ls.model.items.tally import NO_TASKS, TALLY, Tally, tally_entries
from backlog_ls.model.statuses.status import Status
from backlog_ls.model.tables.headers import TableKind
from backlog_ls.model.tables.roles import roles_of
from backlog_ls.syntax.block import Block, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.items.items import StatusUse
    from backlog_ls.model.tables.headers import TableRoles
    from backlog_ls.text.rope import Place, Rope

BAR_WIDTH = 10


class Progress(NamedTuple):
    """What is done of what is to be done."""

    done: int = 0
    total: int = 0

    @property
    def percent(self) -> int:
        """The share in whole percent, rounded down: 100 is said only where nothing is left."""
        return 100 * self.done // self.total if self.total else 0

    @property
    def bar(self) -> str:
        """The share as a bar of `BAR_WIDTH` characters, which shows the first step and the last."""
        full = BAR_WIDTH * self.done // self.total if self.total else 0
        full = max(full, 1) if self.done else 0
        return "▰" * full + "▱" * (BAR_WIDTH - full)

    def __add__(self, other: object) -> Progress:
        """Return both together."""
        if not isinstance(other, Progress):
            return NotImplemented
        return Progress(self.done + other.done, self.total + other.total)

    def __str__(self) -> str:
        return f"{self.done}/{self.total}"


class Count(NamedTuple):
    """The items in a run of a document."""

    tasks: Tally = NO_TASKS
    rows: tuple[tuple[Status, int], ...] = ()
    """Rows of work tables by their status, in the order of `Status`; none is counted as unknown."""

    @property
    def progress(self) -> Progress:
        """Of tasks and rows together; what was cancelled counts neither way."""
        return sum(
            (row_progress(status, count) for status, count in self.rows), tally_progress(self.tasks)
        )


def tally_progress(tally: Tally) -> Progress:
    """Return the progress that `tally` shows."""
    return Progress(tally.done, tally.total)


def row_progress(status: Status, count: int = 1) -> Progress:
    """Return the progress of `count` rows that have `status`."""
    if status is Status.CANCELLED:
        return Progress()
    return Progress(count if status is Status.DONE else 0, count)


def count_between(rope: Rope[Block], start: int, end: int) -> Count:
    """Return the items that begin in the code points ``[start, end)``."""
    if start >= end:
        return Count()
    first, last = rope.at_offset(start), rope.at_offset(end - 1)
    by_status: dict[Status, int] = {}
    for table in rope.find(BITS, Bit.WORK, first.index, last.index + 1):
        roles = roles_of(table.piece)
        for row in rows_after(rope, table):
            status = row_status(row.piece, roles)
            if status is not None:
                by_status[status] = by_status.get(status, 0) + 1
    rows = tuple((status, by_status[status]) for status in Status if status in by_status)
    return Count(tally_between(rope, start, end), rows)


def tally_between(rope: Rope[Block], start: int, end: int) -> Tally:
    """Return the counts of the tasks that begin in the code points ``[start, end)``."""
    if start >= end:
        return NO_TASKS
    first, last = rope.at_offset(start), rope.at_offset(end - 1)
    if first.index == last.index:
        return _part(first, start, end)
    between = rope.fold(TALLY, first.index + 1, last.index)
    return _part(first, start, end) + between + _part(last, start, end)


def rows_after(rope: Rope[Block], table: Place[Block]) -> Iterator[Place[Block]]:
    """Yield the rows of the table whose header is at `table`."""
    for place in rope.places(table.index + 1):
        if place.piece.kind != Kind.ROW:
            return
        yield place


def stated(rope: Rope[Block]) -> Iterator[tuple[Place[Block], StatusUse]]:
    """Yield the statuses in the cells of work tables and in fields, and the blocks they are in."""
    for place in rope.find(BITS, Bit.WORK | Bit.STATUS, 0, len(rope)):
        if place.piece.kind != Kind.TABLE:
            for use in status_fields(place.piece):
                yield place, use
            continue
        roles = roles_of(place.piece)
        for row in rows_after(rope, place):
            cell = status_cell(row.piece, roles)
            if cell:
                yield row, cell


def row_status(row: Block, roles: TableRoles) -> Status | None:
    """Return the status of a row of a work table; None where it is no item.

    An item without a status is of unknown status. A row whose only text is its name is the title of
    a group of rows.
    """
    if roles.kind is not TableKind.STATUS:
        return None
    stated = status_cell(row, roles)
    name = cell_span(row, roles.name) or cell_span(row, roles.id)
    if stated is not None:
        return stated.status
    if name is None or name[0] == name[1]:
        return None
    found = facts(row).row
    others = found.cells if found else ()
    texts = sum(cell.text_start < cell.text_end for cell in others)
    return Status.UNKNOWN if texts > 1 else None


def _part(place: Place[Block], start: int, end: int) -> Tally:
    entries = facts(place.piece).entries
    if not entries:
        return NO_TASKS
    low, high = start - place.offset, end - place.offset
    if low <= 0 and high >= len(place.piece.text):
        return TALLY.of(place.key, place.piece)
    inside = tuple(entry for entry in entries if low <= entry.start < high)
    return tally_entries(place.piece.text, inside)
