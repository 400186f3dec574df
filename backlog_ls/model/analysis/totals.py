"""The totals that tables state in their last row, and what their columns add up to.

Both come from measures of the rope, so that an edit of one row costs the same in a table of any
length.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import islice
from operator import or_
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.items.items import cell_span_in_row
from backlog_ls.model.names.normalize import normalize_name, strip_accents
from backlog_ls.model.statuses.remarks import is_optional
from backlog_ls.model.statuses.status import INACTIVE_STATUSES, Status, read_status
from backlog_ls.model.tables.amounts import Amount, is_same_unit, read_amount
from backlog_ls.model.tables.roles import Role, TableKind, find_role, roles_of_table
from backlog_ls.model.tables.rows import MAX_COLUMNS, table_end
from backlog_ls.model.words import words
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.pattern import pattern
from backlog_ls.text.tree import Measure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.tables.roles import TableRoles
    from backlog_ls.syntax.table import Row
    from backlog_ls.text.rope import Place, Rope

MAX_TOTALS = 20
"""Maximum number of total rows directly below one heading that are read."""
MIN_ROWS = 2
"""Minimum number of rows above a total."""
MAX_FACTOR = 2
"""A total that differs by more than this factor adds up something else, such as an earlier table."""
_MAX_LABEL_LENGTH = 40
_MAX_REMARK_LENGTH = 60
_ANY, _PLAIN = 1, 2
"""Bits of `_TOTALS`: a row with a word for totals in its name; a row whose name is nothing else."""

_WORK_ROLES = {Role.ID, Role.NAME, Role.MILESTONE, Role.GROUP, Role.ESTIMATE, Role.OWNER}
"""Roles of columns that show that a table is about work."""
_NOT_ADDED = {
    Role.ID,
    Role.NUMBER,
    Role.NAME,
    Role.STATUS,
    Role.PRIORITY,
    Role.MILESTONE,
    Role.GROUP,
    Role.DEPENDS_ON,
    Role.SYMBOL,
}
"""Roles of columns whose numbers nobody adds up."""
_DROPPED = INACTIVE_STATUSES - {Status.DONE}
_IS_PART = pattern(
    r"[\s*_]*(?:[-\u2013\u2014\u2022\u00b7>+]|\u21b3|\u2514|\u251c|\u2192|&nbsp;|&emsp;)"
)
"""The start of the name of a row that is a part of the row above it."""
_WORD = pattern(r"[^\W\d_]+")
_COUNT = pattern(r"(?<![\w.,])\d{1,9}(?![\d.,]*\s?%)(?![.,]\d)")


class ColumnTotal(NamedTuple):
    """A total in a row, and the right one."""

    column: int
    """0-based."""
    stated: Amount
    right: Decimal
    point: str
    """The decimal separator of the column; empty without decimals."""
    is_right: bool
    """Whether it is the sum, or another number that a total may be."""


def find_totals(rope: Rope[Block], start: int, stop: int) -> Iterator[Place[Block]]:
    """Yield the rows with totals in the blocks ``[start, stop)``, at most `MAX_TOTALS`."""
    return islice(rope.find(_TOTALS, _PLAIN, start, stop), MAX_TOTALS)


def read_totals(rope: Rope[Block], table: Place[Block], total: Place[Block]) -> list[ColumnTotal]:
    """Return the totals in the last row `total` of `table` that are certainly sums of the rows above.

    The list is empty if the table is not about work, or if its rows may contain each other.
    """
    row, header = facts_of(total.piece).row, facts_of(table.piece).row
    first = table.index + 1
    if row is None or header is None or total.index - first < MIN_ROWS:
        return []
    if table_end(rope, table) != total.index + 1 or rope.fold(_TOTALS, first, total.index):
        return []
    titles = [cell.text(table.piece.text) for cell in header.cells]
    roles = roles_of_table(table.piece)
    sums = rope.fold(_SUMS, first, total.index) or {}
    if (
        not sums
        or not _is_about_work(roles, titles)
        or _is_explained(total.piece, row, titles, sums)
    ):
        return []
    found = [
        _compare(column, stated, sums[column])
        for column, title in enumerate(titles)
        if column in sums and _is_added(roles, column, title)
        if (stated := _amount_in(total.piece, row, column)) and _fits(stated, sums[column])
    ]
    return [each for each in found if each.is_right or _is_close(each)]


def _is_close(total: ColumnTotal) -> bool:
    """Tell whether a wrong total may have been the sum once."""
    return total.right <= total.stated.value * MAX_FACTOR <= total.right * MAX_FACTOR**2


class _ColumnSum(NamedTuple):
    """The sum of the amounts in a column, and what a total of it is compared with."""

    value: Decimal
    rows: int
    low: Decimal
    high: Decimal
    last: Decimal
    unit: str
    is_clear: bool
    """Whether all units are the same, and all numbers are written in one notation."""
    decimals: int
    groups: str
    points: str
    bold: int
    """Number of bold amounts, which may be subtotals."""


_Sums = dict[int, _ColumnSum]
"""The columns in which every cell is an amount."""


def _compare(column: int, stated: Amount, added: _ColumnSum) -> ColumnTotal:
    """Compare a total with the sum. The count, an average and the like are right, too."""
    off_by = Decimal(1).scaleb(-stated.decimals)
    is_rounded = added.decimals > stated.decimals and abs(added.value - stated.value) < off_by
    is_average = added.low <= stated.value <= added.high
    is_right = (
        stated.value in {added.value, Decimal(added.rows), added.last} or is_rounded or is_average
    )
    return ColumnTotal(column, stated, added.value, added.points, is_right)


def _fits(stated: Amount, added: _ColumnSum) -> bool:
    """Tell whether a total is in the unit of its column, and the column has no subtotals."""
    clear = added.is_clear and not (
        set(added.groups + stated.group) & set(added.points + stated.point)
    )
    same = not added.unit or not stated.unit or is_same_unit(added.unit, stated.unit)
    unit = stated.unit or added.unit
    return clear and same and unit not in words().elapsed and added.bold in {0, added.rows}


def _is_about_work(roles: TableRoles, titles: list[str]) -> bool:
    if roles.kind is not TableKind.OTHER:
        return roles.kind is not TableKind.LEGEND
    return any(find_role(title) in _WORK_ROLES or _counts_work(title) for title in titles)


def _counts_work(title: str) -> bool:
    vocabulary = words()
    return any(
        word in vocabulary.section_nouns
        or word in vocabulary.counted
        or word in vocabulary.effort
        or word in vocabulary.statuses
        for word in _words_of(title)
    )


def _is_added(roles: TableRoles, column: int, title: str) -> bool:
    """Tell whether the numbers of a column add up, unlike averages, and times that may overlap."""
    if column < len(roles.roles) and roles.roles[column] in _NOT_ADDED:
        return False
    is_rate = "/" in title or any(word in words().metrics for word in _words_of(title))
    return not (is_rate or _is_elapsed(title))


def _is_elapsed(title: str) -> bool:
    return any(word in words().elapsed for word in _words_of(title))


def _words_of(title: str) -> tuple[str, ...]:
    """Return the normalized title and each of its words."""
    name = strip_accents(normalize_name(title))
    return name, *_WORD.findall(name)


def _is_explained(total: Block, row: Row, titles: list[str], sums: _Sums) -> bool:
    """Tell whether a cell of the total row says that it is about more than the rows of the table.

    `18 stories`, `3 of 20`: more of something than there are rows. `✅ complete`: nobody counts it
    again.
    """
    count = next(iter(sums.values())).rows
    for column, cell in enumerate(row.cells[: len(titles)]):
        text = cell.text(total.text)
        if column in sums or _is_elapsed(titles[column]):
            continue
        if read_status(text).status is Status.DONE:
            return True
        if any(int(number[0]) > count for number in _COUNT.finditer(text)):
            return True
    return False


def _amount_in(block: Block, row: Row, column: int) -> Amount | None:
    span = cell_span_in_row(row, column)
    return read_amount(block.text, *span) if span else None


def _total_bits(_key: int, block: Block) -> int:
    row = facts_of(block).row if block.kind == Kind.ROW else None
    if row is None:
        return 0
    for cell in row.cells:
        if cell.text_start == cell.text_end:
            continue
        if cell.text_end - cell.text_start > _MAX_LABEL_LENGTH:
            return 0
        label = block.text[cell.text_start : cell.text_end].strip("*_ :\uff1a").casefold()
        if not label.isascii():
            label = strip_accents(normalize_name(label))
        totals = words().totals
        if label in totals:
            return _ANY | _PLAIN
        return _ANY if any(word in totals for word in label.split()) else 0
    return 0


def _sums_of(_key: int, block: Block) -> _Sums | None:
    row = facts_of(block).row if block.kind == Kind.ROW else None
    if row is None:
        return None
    sums: _Sums = {}
    text = block.text
    is_first = True
    if "~~" in text:
        return _UNCLEAR
    for column, cell in enumerate(row.cells[:MAX_COLUMNS]):
        amount = read_amount(text, cell.text_start, cell.text_end)
        if amount:
            bold = text.startswith(("**", "__"), cell.text_start)
            sums[column] = _ColumnSum(
                *(amount.value, 1, amount.value, amount.value, amount.value, amount.unit, True),
                *(amount.decimals, amount.group, amount.point, int(bold)),
            )
        elif cell.text_start < cell.text_end:
            words_of_cell = cell.text(text)
            if (is_first and _IS_PART.match(words_of_cell)) or _is_left_out(words_of_cell):
                return _UNCLEAR
        is_first = is_first and cell.text_start == cell.text_end
    return sums or _UNCLEAR


def _is_left_out(text: str) -> bool:
    """Tell whether a cell says that its row may not count: cancelled, deferred, optional."""
    if len(text) > _MAX_REMARK_LENGTH:
        return False
    return read_status(text).status in _DROPPED or is_optional(text)


def _join(left: _Sums | None, right: _Sums | None) -> _Sums | None:
    if left is None or right is None:
        return right if left is None else left
    return {
        column: _add(total, right[column]) for column, total in left.items() if column in right
    } or _UNCLEAR


def _add(left: _ColumnSum, right: _ColumnSum) -> _ColumnSum:
    # A zero is often written without its unit.
    same = left.unit == right.unit or (
        is_same_unit(left.unit, right.unit)
        if left.unit and right.unit
        else not (left if not left.unit else right).value
    )
    return _ColumnSum(
        left.value + right.value,
        left.rows + right.rows,
        min(left.low, right.low),
        max(left.high, right.high),
        right.last,
        max(left.unit, right.unit, key=len),
        left.is_clear and right.is_clear and same,
        max(left.decimals, right.decimals),
        "".join(sorted({*left.groups, *right.groups})),
        "".join(sorted({*left.points, *right.points})),
        left.bold + right.bold,
    )


_UNCLEAR: _Sums = {}
_TOTALS: Measure[Block, int] = Measure(0, _total_bits, or_)
_SUMS: Measure[Block, _Sums | None] = Measure(None, _sums_of, _join)
"""The sums of the columns of rows; None for blocks that are not rows."""
