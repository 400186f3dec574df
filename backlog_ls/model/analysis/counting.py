"""The ways in which people count what is done in a section.

Some count all tasks, some only top-level tasks, some the finished subsections. A stated progress that
matches any of these counts is right.
"""

from __future__ import annotations

from itertools import islice
from math import ceil, floor
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.analysis.open_work import is_postponed
from backlog_ls.model.analysis.section_status import read_certain_status
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import FLAGS, Flag, flags_of
from backlog_ls.model.items.items import status_of_row_block
from backlog_ls.model.items.tally import NO_TASKS, TALLY, Tally
from backlog_ls.model.names.normalize import (
    EMOJI_CLUSTER,
    normalize_name,
    normalize_status,
    strip_accents,
)
from backlog_ls.model.statuses.heading_status import read_heading_status
from backlog_ls.model.statuses.status import Status
from backlog_ls.model.tables.roles import roles_of_table
from backlog_ls.model.tables.rows import table_end
from backlog_ls.model.words import words
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.tree import Measure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.model.blocks.list_items import ListItem
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.syntax.document import Delta
    from backlog_ls.text.rope import Place, Rope

MAX_PARTS = 100
"""Maximum number of headings, tables, rows or lists of a section that are counted. In a larger
section, no count is certain."""


class Count(NamedTuple):
    """A number of done things of a total. A begun task may count as half."""

    done: float
    total: float
    begun: float = 0


class NestedCounts(NamedTuple):
    """Counts of tasks by nesting."""

    outer_done: int = 0
    outer: int = 0
    """Tasks that are not nested in another task."""
    leaves_done: int = 0
    leaves: int = 0
    """Tasks without nested tasks."""
    begun: int = 0
    """Tasks with the mark `/` or `~`."""
    signed: int = 0
    """List items without a checkbox whose status is an emoji."""


def matches_fraction(counts: Iterable[Count], done: float, total: float) -> bool:
    """Tell whether `done` of `total` equals one of `counts`."""
    return any(count.done == done and count.total == total for count in counts)


def matches_percent(counts: Iterable[Count], percent: float) -> bool:
    """Tell whether `percent` matches one of `counts`, allowing for rounding.

    It may differ by one, or be rounded to a multiple of five.
    """
    for count in counts:
        for done in (count.done, count.done + count.begun / 2) if count.total else ():
            share = 100 * done / count.total
            if floor(share) - 1 <= percent <= ceil(share) + 1:
                return True
            if 0 < percent < 100 and not percent % 5 and abs(percent - share) <= 2.5:
                return True
    return False


def count_tasks(rope: Rope[Block], start: int, stop: int) -> list[Count]:
    """Return the counts of done tasks in the blocks ``[start, stop)``, one per way to count.

    The first one counts all tasks. The list is empty if there are no tasks.
    """
    tally = rope.fold(TALLY, start, stop)
    if not tally.total:
        return []
    return ways_to_count(tally, rope.fold(_NESTING, start, stop))


def count_list_items(text: str, list_items: tuple[ListItem, ...], tally: Tally) -> list[Count]:
    """Return the same counts for `list_items`, whose `tally` is given."""
    return ways_to_count(tally, count_nested(text, list_items)) if tally.total else []


def ways_to_count(tally: Tally, nested: NestedCounts) -> list[Count]:
    """Return the counts of tasks, one per way to count. The first one counts all tasks."""
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


class BlockRange(NamedTuple):
    """The blocks of a section or a document, by index."""

    start: int
    body_end: int
    """Where the first subsection begins."""
    stop: int


def section_range(backlog: Backlog, heading: Place[Block]) -> BlockRange:
    """Return the blocks of the section of `heading`."""
    return BlockRange(heading.index + 1, backlog.body_end(heading), backlog.section_end(heading))


def document_range(backlog: Backlog) -> BlockRange:
    """Return the blocks of a document, below its title if the title covers everything."""
    rope = backlog.rope
    first = next(rope.find(FLAGS, Flag.HEADING, 0, len(rope)), None)
    if first is None:
        return BlockRange(0, len(rope), len(rope))
    title = section_range(backlog, first)
    return title if title.stop == len(rope) else BlockRange(0, first.index, len(rope))


def count_by_parts(backlog: Backlog, blocks: BlockRange, *, whole: bool) -> list[Count] | None:
    """Return the counts in `blocks` other than by all of its tasks.

    These count its subsections, the rows of its tables, each of its lists, and the tasks of each
    subsection. Returns None if that is not certain: the section is too long, or has items with other
    marks than checkboxes, or all tasks are in one of several subsections. With `whole`, the tasks
    are known to be about all of it, and the last case does not apply.
    """
    rope = backlog.rope
    start, own, stop = blocks
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
    counts = [rows, both, *lists, *count_tasks(rope, start, own), *_by_parts(subsections)]
    kept = sum((part.tally for part in subsections if not part.is_postponed), own_tally)
    return [*counts, Count(kept.done, kept.total)]


class _Part(NamedTuple):
    status: Status | None
    is_postponed: bool
    of_tasks: bool
    """Whether its title is only `Tasks` or the like, so that its tasks are about the parent."""
    tally: Tally


def _subsections(backlog: Backlog, start: int, stop: int) -> list[_Part] | None:
    """Return the direct subsections in the blocks ``[start, stop)``; None if there are too many."""
    rope = backlog.rope
    headings = list(islice(rope.find(FLAGS, Flag.HEADING, start, stop), MAX_PARTS + 1))
    if len(headings) > MAX_PARTS:
        return None
    parts: list[_Part] = []
    level = 7
    for place in headings:
        if place.piece.level > level:
            continue
        level = place.piece.level
        title = facts_of(place.piece).heading
        stated = read_certain_status(backlog, place)
        heading_status = read_heading_status(title.title) if title else None
        status = stated.status if stated else heading_status.status if heading_status else None
        tally = rope.fold(TALLY, place.index, min(backlog.section_end(place), stop))
        name = title.title if title else ""
        of_tasks = strip_accents(normalize_name(name)) in words().section_nouns
        parts.append(_Part(status, is_postponed(name), of_tasks, tally))
    return parts


def _by_parts(parts: list[_Part]) -> Iterator[Count]:
    kept = [part for part in parts if not part.is_postponed]
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
    """Return the count of done rows in work tables; None if there are too many rows."""
    done = total = 0
    for table in islice(rope.find(FLAGS, Flag.WORK_TABLE, start, stop), MAX_PARTS):
        roles = roles_of_table(table.piece)
        end = table_end(rope, table)
        if end - table.index > MAX_PARTS:
            return None
        for row in islice(rope.places(table.index + 1), end - table.index - 1):
            use = status_of_row_block(row.piece, roles)
            if use and use.status is not Status.CANCELLED:
                total += 1
                done += use.status is Status.DONE
        if total > MAX_PARTS:
            return None
    return Count(done, total)


def _lists(rope: Rope[Block], start: int, stop: int) -> list[Count] | None:
    """Return the count of done tasks in each list; None if there are too many."""
    places = list(islice(rope.find(FLAGS, Flag.TASK, start, stop), MAX_PARTS + 1))
    if len(places) > MAX_PARTS:
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
    """Tell whether the blocks contain a legend whose entries have checkboxes."""
    for head in islice(rope.find(FLAGS, Flag.LEGEND, start, stop), MAX_PARTS):
        after = rope.at_index(head.index + 1).piece if head.index + 1 < len(rope) else None
        if after is not None and after.kind == Kind.ITEM and flags_of(after) & Flag.TASK:
            return True
    return False


def count_nested(text: str, list_items: Iterable[ListItem]) -> NestedCounts:
    """Return the counts of `list_items` in the block text `text`, by nesting."""
    parents: list[ListItem] = []
    leaves: dict[int, bool] = {}
    outer: list[bool] = []
    begun = signed = 0
    for list_item in list_items:
        if not list_item.mark:
            signed += _is_signed(text[list_item.text_start : list_item.text_end])
        elif list_item.done or list_item.open:
            while parents and parents[-1].depth >= list_item.depth:
                parents.pop()
            if parents:
                leaves.pop(parents[-1].start, None)
            else:
                outer.append(list_item.done)
            parents.append(list_item)
            leaves[list_item.start] = list_item.done
            begun += list_item.mark in "/~"
    return NestedCounts(sum(outer), len(outer), sum(leaves.values()), len(leaves), begun, signed)


_RELEVANT_FLAGS = (
    Flag.HEADING | Flag.STATUS | Flag.PROGRESS | Flag.WORK_TABLE | Flag.ROW | Flag.LEGEND
)
"""Blocks that affect counts by more than their own tasks."""


def keeps_counts(delta: Delta) -> bool:
    """Tell whether an edit certainly changed no counts of the document.

    Only looks at the removed and added blocks.
    """
    if len(delta.removed) != len(delta.added):
        return False
    return all(
        not (flags_of(was) | flags_of(now)) & _RELEVANT_FLAGS
        and was.kind == now.kind
        and TALLY.of(0, was) == TALLY.of(0, now)
        and _nesting_of(0, was) == _nesting_of(0, now)
        for (_, was), (_, now) in zip(delta.removed, delta.added, strict=True)
    )


def _is_signed(words_of_item: str) -> bool:
    sign = EMOJI_CLUSTER.match(words_of_item)
    emoji = normalize_status(sign.group()).emoji if sign else ""
    return emoji in words().emojis or emoji in words().ambiguous_emojis


NO_NESTING = NestedCounts()


def _nesting_of(_key: int, block: Block) -> NestedCounts:
    list_items = facts_of(block).list_items
    return count_nested(block.text, list_items) if list_items else NO_NESTING


def _join(left: NestedCounts, right: NestedCounts) -> NestedCounts:
    if right is NO_NESTING:
        return left
    return right if left is NO_NESTING else NestedCounts(*map(sum, zip(left, right, strict=True)))


_NESTING: Measure[Block, NestedCounts] = Measure(NO_NESTING, _nesting_of, _join)
