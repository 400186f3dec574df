"""Kanban boards: sections side by side whose titles are statuses, one of them for finished cards."""

from __future__ import annotations

from itertools import islice
from operator import or_
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.statuses.heading_status import read_heading_status
from backlog_ls.model.statuses.status import Status
from backlog_ls.text.tree import Measure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place

MAX_COLUMNS = 50
"""Maximum number of columns in a document that are compared, at every keystroke."""
_LEVELS = 6
_DONE, _OTHER, _AMBIGUOUS = range(3)
"""Groups of `_LEVELS` bits of `_COLUMNS`: columns for what is done, other certain columns, and titles
that may also be names."""


class BoardColumn(NamedTuple):
    """A column of a kanban board."""

    heading: Place[Block]
    title: str
    status: Status
    is_certain: bool
    """Whether its title can be nothing but a status. `Todo` and `Backlog` may be names of sections."""


def find_boards(backlog: Backlog) -> Iterator[list[BoardColumn]]:
    """Yield the boards of a document: at least two certain columns of one level, one of them for done.

    A document with more than `MAX_COLUMNS` columns has none.
    """
    rope = backlog.rope
    bits = rope.fold(_COLUMNS, 0, len(rope))
    levels = bits & (bits >> _LEVELS) & ((1 << _LEVELS) - 1)
    mask = sum(levels << group * _LEVELS for group in (_DONE, _OTHER, _AMBIGUOUS))
    found = list(islice(rope.find(_COLUMNS, mask, 0, len(rope)), MAX_COLUMNS + 1)) if mask else []
    boards: dict[tuple[int, int], list[BoardColumn]] = {}
    for place in found if len(found) <= MAX_COLUMNS else ():
        column = _read_column(place)
        if column:
            level = place.piece.level
            above = backlog.scope_before(place.index).headings
            parent = next((each.key for each in reversed(above) if each.level < level), 0)
            boards.setdefault((parent, level), []).append(column)
    for board in boards.values():
        certain = {column.status for column in board if column.is_certain}
        if Status.DONE in certain and len(certain) > 1:
            yield board


def _read_column(heading: Place[Block]) -> BoardColumn | None:
    found = facts_of(heading.piece).heading
    stated = read_heading_status(found.title) if found else None
    if found is None or stated is None or not stated.is_whole_title:
        return None
    return BoardColumn(heading, found.title, stated.status, not stated.is_ambiguous)


def _column_bits(_key: int, block: Block) -> int:
    found = facts_of(block).heading
    stated = read_heading_status(found.title) if found else None
    if stated is None or not stated.is_whole_title:
        return 0
    group = _AMBIGUOUS
    if not stated.is_ambiguous:
        group = _DONE if stated.status is Status.DONE else _OTHER
    return 1 << (group * _LEVELS + block.level - 1)


_COLUMNS: Measure[Block, int] = Measure(0, _column_bits, or_)
