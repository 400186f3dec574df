"""How many items a section or a list contains, by all ways to count, and by the one that is certain."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import FLAGS, Flag, flags_of
from backlog_ls.model.items.items import find_items, is_work_table
from backlog_ls.model.names.ids import find_leading_id, id_series, is_id, normalize_id
from backlog_ls.model.statuses.status import INACTIVE_STATUSES, Status
from backlog_ls.model.tables.roles import roles_of_table
from backlog_ls.model.tables.rows import is_data_row, table_end
from backlog_ls.model.words import words
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.text.rope import Place, Rope

MAX_ROWS = 400
"""Maximum number of rows of all status tables of a document that are counted."""
_DROPPED = INACTIVE_STATUSES - {Status.DONE}
MAX_BLOCKS = 200
"""Maximum number of blocks of a section that are counted, at every keystroke in it."""
_REFERENCE = pattern(r"[\s*_~\[`]*#\d{1,6}\b")
_NUMBERED = pattern(r"[\s*_~]*(?:\d{1,3}(?:\.\d{1,3})+[.:)]?|\d{1,3}[.:)])\s")
_NUMBER = "1."
"""The series of plain numbers."""
_MARKED_NAME = pattern(r"\s*(?:\*\*|__|~~|\[)")


class ListedCount(NamedTuple):
    """What is listed."""

    certain: int
    """The number of items, if all look alike and nothing else is listed; else 0."""
    every: frozenset[int]
    """The numbers by all ways to count."""
    has_ids: bool = False
    """Whether each of the items has an id or is numbered."""


NOTHING_LISTED = ListedCount(0, frozenset())


class _Section:
    """What is in a section, by kind."""

    __slots__ = ("headings", "items", "lists", "rows", "statuses", "tables")

    def __init__(self) -> None:
        self.headings: list[Block] = []
        self.lists: list[list[Block]] = []
        self.items: list[Block] = []
        self.tables: list[Block] = []
        self.rows: list[int] = []
        """Numbers of data rows of the tables."""
        self.statuses = 0
        """Number of blocks with a status field."""


def count_section(rope: Rope[Block], start: int, stop: int) -> ListedCount:
    """Return what the blocks ``[start, stop)`` of a section list."""
    if stop - start > MAX_BLOCKS:
        return NOTHING_LISTED
    section = _Section()
    is_in_list = False
    for place in islice(rope.places(start), stop - start):
        block = place.piece
        section.statuses += bool(flags_of(block) & Flag.STATUS)
        if block.kind == Kind.ITEM:
            if not is_in_list:
                section.lists.append([])
            section.lists[-1].append(block)
            section.items.append(block)
        elif block.kind == Kind.TABLE:
            section.tables.append(block)
            section.rows.append(0)
        elif block.kind == Kind.ROW and section.rows:
            section.rows[-1] += is_data_row(block) and not _is_total(block)
        elif block.kind == Kind.HEADING:
            section.headings.append(block)
        is_in_list = block.kind == Kind.ITEM
    return _count(section)


def count_list(rope: Rope[Block], before: Place[Block]) -> ListedCount:
    """Return what the list right after the block `before` lists."""
    section = _Section()
    for place in islice(rope.places(before.index + 1), MAX_BLOCKS + 1):
        if place.piece.kind != Kind.ITEM:
            break
        section.items.append(place.piece)
    section.lists.append(section.items)
    return _count(section) if len(section.items) <= MAX_BLOCKS else NOTHING_LISTED


def count_rows(rope: Rope[Block]) -> ListedCount:
    """Return how many items the status tables of a document list, if all have ids of one series.

    An item in several tables counts once.
    """
    done, others, left_out = set[str](), set[str](), set[str]()
    sizes: list[int] = []
    left = MAX_ROWS
    for table in islice(rope.find(FLAGS, Flag.WORK_TABLE, 0, len(rope)), MAX_ROWS):
        roles = roles_of_table(table.piece)
        stop = table_end(rope, table)
        left -= stop - table.index
        if left < 0:
            return NOTHING_LISTED
        before = len(done) + len(others) + len(left_out)
        for place in islice(rope.places(table.index + 1), stop - table.index - 1):
            for item in find_items(place.piece, roles):
                if not item.is_identified:
                    return NOTHING_LISTED
                status = item.status.status if item.status else Status.UNKNOWN
                group = done if status is Status.DONE else others
                group = left_out if item.struck or status in _DROPPED else group
                group.add(normalize_id(item.id))
        sizes.append(len(done) + len(others) + len(left_out) - before)
    listed = done | others | left_out
    certain = len(listed) if len(set(map(id_series, listed))) == 1 else 0
    every = {len(listed), len(done), len(others), len(left_out), len(done | others), *sizes}
    return ListedCount(certain, frozenset(every - {0}), has_ids=True)


def _count(section: _Section) -> ListedCount:
    marks = [[item for item in facts_of(block).list_items if item.mark] for block in section.items]
    boxes = [item for own in marks for item in own]
    levels = [heading.level for heading in section.headings]
    done = sum(item.done for item in boxes)
    top_done = sum(own[0].done for own in marks if own and not own[0].depth)
    top_boxes = sum(bool(own) and not own[0].depth for own in marks)
    every = {
        len(section.items),
        sum(len(facts_of(block).list_items) for block in section.items),
        len(boxes),
        done,
        len(boxes) - done,
        top_boxes,
        top_done,
        top_boxes - top_done,
        sum(section.rows),
        len(section.items) + sum(section.rows),
        len(section.lists) if len(section.lists) > 1 else 0,
        *map(len, section.lists),
        *section.rows,
        *(levels.count(level) for level in levels),
        len(levels),
    }
    certain, has_ids = _count_certain(section)
    return ListedCount(certain, frozenset(every - {0}), has_ids)


def _count_certain(section: _Section) -> tuple[int, bool]:
    """Return the number of items if all look alike, and whether all have ids; else 0."""
    if section.headings:
        level = min(heading.level for heading in section.headings)
        children = [heading for heading in section.headings if heading.level == level]
        kind = _kind_of_ids(
            (heading.text, found.start, found.end)
            for heading in children
            if (found := facts_of(heading).heading)
        )
        if kind:
            # The numbers may be those of the chapters of a text, unless each has a status.
            is_work = kind != _NUMBER or section.statuses >= len(children)
            return (len(children), True) if is_work else (0, False)
        boxed = section.items and not section.tables and _is_boxed(section.items)
        return (len(section.items), False) if boxed else (0, False)
    if section.tables:
        alone = len(section.tables) == 1 and not section.lists
        work = alone and is_work_table(roles_of_table(section.tables[0]))
        return (section.rows[0], False) if work else (0, False)
    if not section.items or _is_boxed(section.items):
        return len(section.items), False
    entries = [
        (block.text, entry.text_start, entry.text_end)
        for block in section.items
        for entry in facts_of(block).list_items[:1]
    ]
    if _kind_of_ids(entries):
        return len(section.items), True
    alone = len(section.lists) == 1 and all(map(_is_marked, section.items))
    return (len(section.items), False) if alone else (0, False)


def _is_boxed(items: list[Block]) -> bool:
    return all(any(entry.mark for entry in facts_of(block).list_items[:1]) for block in items)


def _is_marked(block: Block) -> bool:
    """Tell whether a list item begins with a bold, struck or linked name, and is not a field."""
    entries, fields = facts_of(block).list_items, facts_of(block).fields
    if not entries or any(field.name_start < entries[0].text_end for field in fields):
        return False
    return _MARKED_NAME.match(block.text, entries[0].text_start) is not None


def _kind_of_ids(names: Iterable[tuple[str, int, int]]) -> str:
    """Return the series of the ids with which all names begin; empty if one has none or another.

    References (`#12`) and numbers (`2.5`) are a series each.
    """
    kinds: set[str] = set()
    for text, start, end in names:
        ident = find_leading_id(text, start, end).text
        if ident and is_id(ident):
            kinds.add(id_series(normalize_id(ident)))
        elif _REFERENCE.match(text, start, end):
            kinds.add("#")
        else:
            kinds.add(_NUMBER if _NUMBERED.match(text, start, end) else "")
    return kinds.pop() if len(kinds) == 1 else ""


def _is_total(row: Block) -> bool:
    found = facts_of(row).row
    first = (
        next((cell for cell in found.cells if cell.text_start < cell.text_end), None)
        if found
        else None
    )
    label = first.text(row.text).strip("*_ :").casefold() if first else ""
    return any(word in words().totals for word in label.split())
