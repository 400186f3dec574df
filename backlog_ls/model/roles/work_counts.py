"""How much work a document lists as closed and as open.

Checkboxes are a fold. Rows, fields and titles with a status are read one by one, but only as many as
the limits allow: what lies beyond them may be open.
"""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import FLAGS, Flag, flags_of
from backlog_ls.model.document.status_uses import find_status_fields, is_status_field
from backlog_ls.model.items.items import cell_span, status_of_row_block
from backlog_ls.model.items.tally import TALLY
from backlog_ls.model.names.normalize import normalize_name, strip_accents
from backlog_ls.model.statuses.heading_status import read_heading_status
from backlog_ls.model.statuses.stated_progress import read_progress
from backlog_ls.model.statuses.status import CLOSED_STATUSES, Status, read_status
from backlog_ls.model.tables.key_values import find_status_value
from backlog_ls.model.tables.roles import Role, roles_of_table
from backlog_ls.model.words import words
from backlog_ls.syntax.block import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.tables.roles import TableRoles
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place

MAX_TABLES = 20
"""Maximum number of tables of work whose rows are looked at."""
MAX_ROWS = 50
"""Maximum number of rows of a table that are looked at."""
MAX_FIELDS = 100
"""Maximum number of status fields that are looked at."""
MAX_TITLES = 100
"""Maximum number of headings that are looked at."""
_UNCLEAR = {Status.UNKNOWN, Status.DEFERRED}
_COMPLETE = 100
_FULL_TOTAL = "100 %"


class WorkCounts(NamedTuple):
    """Counts of the work in a document."""

    closed: int = 0
    open: int = 0
    """At most 1 more than the open checkboxes: what follows the first open one is not counted."""
    unclear: int = 0
    """What may be open: a status that is partial, deferred or unknown, or too much to read."""
    has_full_total: bool = False
    """Whether the total row of a table says 100 %."""


def count_work(backlog: Backlog) -> WorkCounts:
    """Return how much work a document lists as closed, until it finds some that is open."""
    rope = backlog.rope
    tally = rope.fold(TALLY, 0, len(rope))
    closed, unclear = tally.done, 0
    has_full_total = False
    if tally.open > tally.optional:
        return WorkCounts(closed, tally.open - tally.optional)
    for text in chain(_title_texts(backlog), _field_texts(backlog), _row_texts(backlog)):
        if text == _FULL_TOTAL:
            has_full_total = True
            continue
        reading = read_status(text) if text else None
        if reading is None or reading.partial or reading.status in _UNCLEAR:
            unclear += 1
        elif reading.status in CLOSED_STATUSES:
            closed += 1
        else:
            return WorkCounts(closed, 1)
    return WorkCounts(closed, 0, unclear, has_full_total)


def _field_texts(backlog: Backlog) -> Iterator[str]:
    """Yield the texts of all statuses in fields; an empty one for those that are not looked at."""
    rope = backlog.rope
    first = rope.at_index(0).piece if len(rope) else None
    if first and first.kind == Kind.FRONT_MATTER and not flags_of(first) & Flag.STATUS:
        fields_above = facts_of(first).fields
        yield from (each.value(first.text) for each in fields_above if is_status_field(each))
    fields = rope.find(FLAGS, Flag.STATUS | Flag.STATUS_ROW, 0, len(rope))
    for number, place in enumerate(islice(fields, MAX_FIELDS + 1)):
        if number == MAX_FIELDS:
            yield ""
            return
        span = find_status_value(place.piece)
        if span:
            yield place.piece.text[slice(*span)]
        for use in find_status_fields(place.piece):
            yield use.text


def _title_texts(backlog: Backlog) -> Iterator[str]:
    rope = backlog.rope
    headings = rope.find(FLAGS, Flag.HEADING, 0, len(rope))
    for number, place in enumerate(islice(headings, MAX_TITLES + 1)):
        heading = facts_of(place.piece).heading
        stated = read_heading_status(heading.title) if heading else None
        if number == MAX_TITLES:
            yield ""
        elif heading and stated and not stated.is_ambiguous:
            yield heading.title[stated.start : stated.end]


def _row_texts(backlog: Backlog) -> Iterator[str]:
    """Yield the texts of the statuses in tables of work, and `_FULL_TOTAL` for such a total row."""
    rope = backlog.rope
    tables = rope.find(FLAGS, Flag.WORK_TABLE | Flag.PROGRESS, 0, len(rope))
    for number, table in enumerate(islice(tables, MAX_TABLES + 1)):
        if number == MAX_TABLES:
            yield ""
            return
        if table.piece.kind != Kind.TABLE:
            continue
        roles = roles_of_table(table.piece)
        for count, row in enumerate(_rows(backlog, table)):
            if count == MAX_ROWS:
                yield ""
            elif _is_total(row, roles):
                yield from [_FULL_TOTAL] if _says_complete(row, roles) else []
            else:
                use = status_of_row_block(row, roles)
                yield from [use.text] if use and use.text else []


def _rows(backlog: Backlog, table: Place[Block]) -> Iterator[Block]:
    for place in islice(backlog.rope.places(table.index + 1), MAX_ROWS + 1):
        if place.piece.kind != Kind.ROW or facts_of(place.piece).row is None:
            return
        yield place.piece


def _is_total(row: Block, roles: TableRoles) -> bool:
    span = cell_span(row, roles.name or 0)
    first = normalize_name(row.text[slice(*span)]).split() if span else []
    return bool(first) and strip_accents(first[0]) in words().totals


def _says_complete(row: Block, roles: TableRoles) -> bool:
    for column in (roles.status, roles.column(Role.PROGRESS)):
        span = cell_span(row, column)
        progress = read_progress(row.text[slice(*span)].strip("*_ ")) if span else None
        percent = progress.percent if progress else None
        if percent and percent.value == _COMPLETE:
            return True
    return False
