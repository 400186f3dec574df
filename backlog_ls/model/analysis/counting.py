"""The ways in which people count what is done in a section.

One counts all tasks, another only those at the top, a third the sub-sections that are finished. A
statement that agrees with any of these is right.
"""

from __future__ import annotations

from itertools import islice
from math import ceil, floor
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.analysis.open_work import is_put_off
from backlog_ls.model.analysis.section_status import certain_status
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.flags import BITS, Bit, bits_of
from backlog_ls.model.items.items import status_cell
from backlog_ls.model.items.tally import NO_TASKS, TALLY, Tally
from backlog_ls.model.names.normalize import EMOJI_CLUSTER, fold, fold_status, unaccented
from backlog_ls.model.statuses.heading_status import section_status
from backlog_ls.model.statuses.status import Status
from backlog_ls.model.tables.empty_cells import table_end
from backlog_ls.model.tables.roles import roles_of
from backlog_ls.model.words import words
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.tree import Measure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.model.blocks.entries import Entry
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.syntax.document import Delta
    from backlog_ls.text.rope import Place, Rope

MOST = 100
"""So many headings, tables, rows or lists of a section are looked at; of a longer one, nothing is
known for certain."""


class Count(NamedTuple):
    """So many of so many; a task that is begun may count as half of one."""

    done: float
    total: float
    begun: float = 0


class Nesting(NamedTuple):
    """Counts of tasks by how they are nested."""

    outer_done: int = 0
    outer: int = 0
    """Tasks that stand in no other."""
    leaves_done: int = 0
    leaves: int = 0
    """Tasks in which no other stands."""
    begun: int = 0
    """Tasks with a `/` or `~` for a mark."""
    signed: int = 0
    """List items without a box that an emoji marks as done, open or the like."""


def bears_out_fraction(counts: Iterable[Count], done: float, total: float) -> bool:
    """Tell whether `done` of `total` is right by any of `counts`."""
    return any(count.done == done and count.total == total for count in counts)


def bears_out_percent(counts: Iterable[Count], percent: float) -> bool:
    """Tell whether `percent` is right by any of `counts`, however it is rounded.

    One more or less is nothing, and people round to fives.
    """
    for count in counts:
        for done in (count.done, count.done + count.begun / 2) if count.total else ():
            share = 100 * done / count.total
            if floor(share) - 1 <= percent <= ceil(share) + 1:
                return True
            if 0 < percent < 100 and not percent % 5 and abs(percent - share) <= 2.5:
                return True
    return False


def task_counts(rope: Rope[Block], start: int, stop: int) -> list[Count]:
    """Return how many tasks of the blocks number ``[start, stop)`` are done, by the ways to count.

    The first is that of all tasks; the list is empty where there are none.
    """
    tally = rope.fold(TALLY, start, stop)
    if not tally.total:
        return []
    return ways(tally, rope.fold(_NESTING, start, stop))


def entry_counts(text: str, entries: tuple[Entry, ...], tally: Tally) -> list[Count]:
    """Return the same of `entries`, of which `tally` is known."""
    return ways(tally, nesting(text, entries)) if tally.total else []


def ways(tally: Tally, nested: Nesting) -> list[Count]:
    """Return the ways to count tasks, all of them first."""
    done, begun = tally.done, nested.begun
    every = tally.total + tally.dropped
    return [
        Count(done, tally.total, begun),
        Count(done, tally.total - tally.optional, begun),
        Count(done, every, begun),
        Count(done + tally.dropped, every, begun),
        Count(nested.outer_done, nested.outer),
        Count(nested.leaves_done, nested.leaves),
    ]


class Extent(NamedTuple):
    """The blocks of a section, or of a document, by their numbers."""

    start: int
    own: int
    """Where the first sub-section begins."""
    stop: int


def section_extent(backlog: Backlog, heading: Place[Block]) -> Extent:
    """Return what stands under `heading`."""
    return Extent(heading.index + 1, backlog.own_end(heading), backlog.section_end(heading))


def document_extent(backlog: Backlog) -> Extent:
    """Return what stands in a document, under its title where all of it stands under one."""
    rope = backlog.rope
    first = next(rope.find(BITS, Bit.HEADING, 0, len(rope)), None)
    if first is None:
        return Extent(0, len(rope), len(rope))
    title = section_extent(backlog, first)
    return title if title.stop == len(rope) else Extent(0, first.index, len(rope))


def other_counts(backlog: Backlog, extent: Extent, *, whole: bool) -> list[Count] | None:
    """Return the ways to count in `extent` other than by all of its tasks.

    Those are its sub-sections, the rows of its tables, each of its lists, each sub-section's tasks.
    None where the section is too long to tell, or has items that are marked by other signs than
    boxes; unless `whole` says that the tasks surely are about all of it, also where they stand in one
    of many sub-sections.
    """
    rope = backlog.rope
    start, own, stop = extent
    if rope.fold(_NESTING, start, stop).signed or _explains_boxes(rope, start, stop):
        return None
    subsections = _subsections(backlog, start, stop)
    rows = _rows(rope, start, stop)
    lists = _lists(rope, start, own)
    if subsections is None or rows is None or lists is None:
        return None
    with_tasks = [part for part in subsections if part.tally.total]
    alone = len(with_tasks) == 1 < len(subsections) and not with_tasks[0].of_tasks
    own_tally = rope.fold(TALLY, start, own)
    if alone and not own_tally.total and not whole:
        return None
    tally = rope.fold(TALLY, start, stop)
    both = Count(tally.done + rows.done, tally.total + rows.total)
    counts = [rows, both, *lists, *task_counts(rope, start, own), *_by_parts(subsections)]
    kept = sum((part.tally for part in subsections if not part.put_off), own_tally)
    return [*counts, Count(kept.done, kept.total)]


class _Part(NamedTuple):
    status: Status | None
    put_off: bool
    of_tasks: bool
    """Whether its title is nothing but `Tasks` or the like: they are those of all around it."""
    tally: Tally


def _subsections(backlog: Backlog, start: int, stop: int) -> list[_Part] | None:
    """Return the sections right below one whose blocks are number ``[start, stop)``."""
    rope = backlog.rope
    headings = list(islice(rope.find(BITS, Bit.HEADING, start, stop), MOST + 1))
    if len(headings) > MOST:
        return None
    parts: list[_Part] = []
    level = 7
    for place in headings:
        if place.piece.level > level:
            continue
        level = place.piece.level
        title = facts(place.piece).heading
        stated = certain_status(backlog, place)
        said = section_status(title.title) if title else None
        status = stated[2] if stated else said.status if said else None
        tally = rope.fold(TALLY, place.index, min(backlog.section_end(place), stop))
        name = title.title if title else ""
        of_tasks = unaccented(fold(name)) in words().section_nouns
        parts.append(_Part(status, is_put_off(name), of_tasks, tally))
    return parts


def _by_parts(parts: list[_Part]) -> Iterator[Count]:
    kept = [part for part in parts if not part.put_off]
    for some in (parts, kept, [part for part in parts if part.status]):
        by_status = sum(part.status is Status.DONE for part in some)
        by_tasks = sum(_is_checked(part.tally) for part in some)
        either = sum(part.status is Status.DONE or _is_checked(part.tally) for part in some)
        yield from (Count(done, len(some)) for done in (by_status, by_tasks, either))
    with_tasks = [part.tally for part in parts if part.tally.total]
    if with_tasks:
        yield Count(sum(map(_is_checked, with_tasks)), len(with_tasks))
        yield Count(sum(tally.done / tally.total for tally in with_tasks), len(with_tasks))
    yield from (Count(tally.done, tally.total) for tally in with_tasks)


def _is_checked(tally: Tally) -> bool:
    return tally.done > 0 and tally.open == tally.optional


def _rows(rope: Rope[Block], start: int, stop: int) -> Count | None:
    """Return how many rows of work tables are done."""
    done = total = 0
    for table in islice(rope.find(BITS, Bit.WORK, start, stop), MOST):
        roles = roles_of(table.piece)
        end = table_end(rope, table)
        if end - table.index > MOST:
            return None
        for row in islice(rope.places(table.index + 1), end - table.index - 1):
            use = status_cell(row.piece, roles)
            if use and use.status is not Status.CANCELLED:
                total += 1
                done += use.status is Status.DONE
        if total > MOST:
            return None
    return Count(done, total)


def _lists(rope: Rope[Block], start: int, stop: int) -> list[Count] | None:
    """Return how many tasks are done in each list."""
    places = list(islice(rope.find(BITS, Bit.TASK, start, stop), MOST + 1))
    if len(places) > MOST:
        return None
    tallies: list[Tally] = []
    before = -2
    for place in places:
        if place.index != before + 1:
            tallies.append(NO_TASKS)
        tallies[-1] += TALLY.of(place.key, place.piece)
        before = place.index
    return [Count(tally.done, tally.total) for tally in tallies]


def _explains_boxes(rope: Rope[Block], start: int, stop: int) -> bool:
    """Tell whether a legend stands there whose entries have boxes."""
    for head in islice(rope.find(BITS, Bit.LEGEND, start, stop), MOST):
        after = rope.at_index(head.index + 1).piece if head.index + 1 < len(rope) else None
        if after is not None and after.kind == Kind.ITEM and bits_of(after) & Bit.TASK:
            return True
    return False


def nesting(text: str, entries: Iterable[Entry]) -> Nesting:
    """Return the counts of `entries`, which stand in `text`, by how they are nested."""
    parents: list[Entry] = []
    leaves: dict[int, bool] = {}
    outer: list[bool] = []
    begun = signed = 0
    for entry in entries:
        if not entry.mark:
            signed += _is_signed(text[entry.text_start : entry.text_end])
        elif entry.done or entry.open:
            while parents and parents[-1].depth >= entry.depth:
                parents.pop()
            if parents:
                leaves.pop(parents[-1].start, None)
            else:
                outer.append(entry.done)
            parents.append(entry)
            leaves[entry.start] = entry.done
            begun += entry.mark in "/~"
    return Nesting(sum(outer), len(outer), sum(leaves.values()), len(leaves), begun, signed)


_SPEAKING = Bit.HEADING | Bit.STATUS | Bit.PROGRESS | Bit.WORK | Bit.ROW | Bit.LEGEND
"""Blocks that bear on how something is counted by more than their own tasks."""


def counts_alike(delta: Delta) -> bool:
    """Tell whether an edit surely left all counts of the document as they were.

    It looks at nothing but the blocks that went and came.
    """
    if len(delta.removed) != len(delta.added):
        return False
    return all(
        not (bits_of(was) | bits_of(now)) & _SPEAKING
        and was.kind == now.kind
        and TALLY.of(0, was) == TALLY.of(0, now)
        and _nesting_of(0, was) == _nesting_of(0, now)
        for (_, was), (_, now) in zip(delta.removed, delta.added, strict=True)
    )


def _is_signed(words_of_item: str) -> bool:
    sign = EMOJI_CLUSTER.match(words_of_item)
    emoji = fold_status(sign.group()).emoji if sign else ""
    return emoji in words().emojis or emoji in words().ambiguous_emojis


NO_NESTING = Nesting()


def _nesting_of(_key: int, block: Block) -> Nesting:
    entries = facts(block).entries
    return nesting(block.text, entries) if entries else NO_NESTING


def _join(left: Nesting, right: Nesting) -> Nesting:
    if right is NO_NESTING:
        return left
    return right if left is NO_NESTING else Nesting(*map(sum, zip(left, right, strict=True)))


_NESTING: Measure[Block, Nesting] = Measure(NO_NESTING, _nesting_of, _join)
