"""The dates that a block states of items: in cells, in fields, and behind the signs of a task.

Each comes with what it is the date of: a row, a list item, or the section or document around. What
the dates of prose are about is not certain; they are no part of this.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.facts import reading
from backlog_ls.model.blocks.fields import Field
from backlog_ls.model.dates.dates import find_dates
from backlog_ls.model.dates.periods import Precision
from backlog_ls.model.items.items import row_span
from backlog_ls.model.items.tally import firm_tasks
from backlog_ls.model.names.normalize import fold, unaccented
from backlog_ls.model.tables.headers import Role, header_role
from backlog_ls.model.tables.roles import roles_of_row
from backlog_ls.model.words import words
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.pattern import pattern
from backlog_ls.text.spans import covers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from backlog_ls.model.blocks.entries import Entry
    from backlog_ls.model.blocks.facts import Facts
    from backlog_ls.model.dates.periods import Date, Style
    from backlog_ls.model.tables.headers import TableRoles
    from backlog_ls.syntax.table import Row

DATE_ROLES = frozenset({Role.DATE, Role.DUE, Role.STARTED, Role.FINISHED})


class Period(NamedTuple):
    """The days from `first` to `last`, inclusive, that ``[start, end)`` of a block states."""

    start: int
    end: int
    first: date
    last: date
    style: Style
    """How its end is written."""
    certain: bool = True
    """Whether they are those of the calendar: quarters and halves may be those of a company."""

    @property
    def is_day(self) -> bool:
        """Whether it is one day."""
        return self.first == self.last


class DateUse(NamedTuple):
    """A place for a date, and what stands there. Offsets are code points in the block's text."""

    role: Role
    start: int
    end: int
    dates: tuple[Date, ...]
    """The dates at its beginning, without those struck through or in code."""
    period: Period | None
    """What it certainly states; see `_period`."""
    row: Row | None = None
    """The row that it is a cell of."""
    roles: TableRoles | None = None
    """What the columns of that row are for."""
    entry: int = -1
    """The number of the list item that it is a date of, in `Facts.entries`; -1: of none."""
    firm: bool = False
    """Whether that is an open task that has to be done."""
    column: int = -1
    """The number of its column; -1: of none."""
    name: str = ""
    """That of a field, or the title of a column in a table inside another block; as written."""
    in_matter: bool = False
    """Whether it is a date of the document, in its front matter."""

    @property
    def is_of_section(self) -> bool:
        """Whether it is a date of the section around."""
        return self.row is None and self.entry < 0 and not self.in_matter


_SIGNS = {
    **dict.fromkeys("\U0001f4c5\U0001f4c6\U0001f5d3", Role.DUE),
    "\u2705": Role.FINISHED,
    "\U0001f6eb": Role.STARTED,
    **dict.fromkeys("\u2795\u23f3\u231b\u274c", Role.DATE),
}
"""The signs before dates in tasks of Obsidian: https://publish.obsidian.md/tasks (Dates)."""
_SIGNED = pattern(f"([{''.join(_SIGNS)}])\ufe0f?[ ]?([0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}})\\b")
_MAY_BE_DATE = pattern(r"[0-9]{4}|['\u2019][0-9]{2}|[0-9][./-][0-9]{1,2}[./-][0-9]{2}")
_ITALIC = pattern(
    r"[*_](?P<name>[^\W\d_][^*_:\uff1a\r\n]{2,40})[:\uff1a][ \t]*(?P<value>[^*_\r\n]+)"
)
LONGEST = 400
"""Code points of a value that are looked at: what is longer is prose, whatever its field is called."""
_LONGEST_TIME = 60
_MOST_WORDS = 5
_STRUCK = pattern(r"~~[^~]*~~")
_MARKUP = len("**")

_BEFORE = pattern("[\\s*_`(\\[\"'@\U0001f4c5\U0001f4c6\U0001f5d3\ufe0f]*")
_TIME = r"[T ]?[ ]?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\.[0-9]+)?[ ]?(?:[ap]\.?m\.?)?"
_ZONE = r"(?:[ ]?\(?(?:Z|[A-Z]{2,5}|[+-][0-9]{2}:?[0-9]{2})\)?)?"
_AFTER = pattern(
    rf"[\s*_`\])\"',;.]*(?:[ ]?(?:г|р|r)\.?)?(?:\(?{_TIME}{_ZONE})?[\s*_`\])\"',;.]*", re.IGNORECASE
)


def may_state_dates(block: Block, found: Facts) -> bool:
    """Tell whether `block` has a place for dates; of a row, whether anything in it may be one."""
    if found.row:
        return block.kind == Kind.ROW and bool(_MAY_BE_DATE.search(block.text))
    if any(_is_date_name(field.name) for field in _fields(block, found)):
        return True
    if found.grids:
        return bool(_MAY_BE_DATE.search(block.text))
    text = block.text
    return bool(found.entries) and not text.isascii() and bool(_SIGNED.search(text))


@lru_cache(maxsize=1024)
def _is_date_name(name: str) -> bool:
    """Tell whether a field of this name holds a date, also of a part: `First sprint started`."""
    if header_role(name) in DATE_ROLES or is_last_update(name) or is_next_review(name):
        return True
    said = name.split()
    last = (" ".join(said[-length:]) for length in (1, 2) if length < len(said) <= _MOST_WORDS)
    return any(header_role(words_of_it) in DATE_ROLES for words_of_it in last)


@lru_cache(maxsize=1024)
def is_last_update(name: str) -> bool:
    """Tell whether a field of this name says when something was last changed."""
    return unaccented(fold(name)) in words().last_updated


@lru_cache(maxsize=1024)
def is_next_review(name: str) -> bool:
    """Tell whether a field of this name says by when somebody will look at something again."""
    return unaccented(fold(name)) in words().next_review


def date_uses(block: Block, roles: TableRoles | None = None) -> tuple[DateUse, ...]:
    """Return the places for dates in `block` that are not empty, read once.

    Args:
        block: any block.
        roles: for a row, what the columns of its table are for.
    """
    known = reading(block)
    if known.dates is None or known.dates[0] is not roles:
        known.dates = (roles, tuple(_date_uses(block, known.facts, roles)))
    uses: tuple[DateUse, ...] = known.dates[1]
    return uses


def _date_uses(block: Block, found: Facts, roles: TableRoles | None) -> Iterator[DateUse]:
    text = block.text
    if found.row:
        if roles and block.kind == Kind.ROW:
            yield from _cells(text, found, found.row, roles)
        return
    for grid in found.grids:
        grid_roles = roles_of_row(text, grid.header)
        for row in grid.rows:
            for use in _cells(text, found, row, grid_roles):
                yield use._replace(name=cell_text(text, grid.header, use.column))
    fields = [field for field in _fields(block, found) if _is_date_name(field.name)]
    signed = list(_SIGNED.finditer(text)) if found.entries else []
    if not fields and not signed:
        return
    starts = [entry.start for entry in found.entries]
    parents = _parents(found)
    firm = {task.start for task in firm_tasks(text, found.entries)}
    for field in fields:
        entry = bisect_right(starts, field.name_start) - 1
        if entry >= 0 and _is_whole(found.entries[entry], field):
            entry = parents[entry]
        if field.value_start < field.value_end:
            role = header_role(field.name) or Role.DATE
            use = _use(role, text, found, field.value_start, field.value_end)
            is_firm = entry >= 0 and starts[entry] in firm
            matter = block.kind == Kind.FRONT_MATTER
            yield use._replace(entry=entry, firm=is_firm, name=field.name, in_matter=matter)
    for match in signed:
        entry = bisect_right(starts, match.start()) - 1
        within = entry >= 0 and match.end() <= found.entries[entry].text_end
        if within and not covers(found.code, match.start()):
            use = _use(_SIGNS[match[1]], text, found, *match.span(2))
            yield use._replace(entry=entry, firm=starts[entry] in firm)


def _is_whole(entry: Entry, field: Field) -> bool:
    """Tell whether `field` is all that a list item is for: then it is one of the item around."""
    return not entry.mark and field.name_start - entry.text_start <= _MARKUP


def _parents(found: Facts) -> list[int]:
    """Return for each list item the number of that which it stands in, or -1."""
    parents: list[int] = []
    chain: list[int] = []
    for number, entry in enumerate(found.entries):
        while chain and found.entries[chain[-1]].depth >= entry.depth:
            chain.pop()
        parents.append(chain[-1] if chain else -1)
        chain.append(number)
    return parents


def _fields(block: Block, found: Facts) -> tuple[Field, ...]:
    """Return the fields of `block`, and that in italics which often ends or begins a document."""
    if found.fields or block.kind != Kind.PARAGRAPH or block.text[:1] not in {"*", "_"}:
        return found.fields
    match = _ITALIC.match(block.text)
    return (Field(match["name"], *match.span("name")[:1], *match.span("value")),) if match else ()


def states_last_update(block: Block, found: Facts) -> bool:
    """Tell whether a field of `block` says when something was last changed."""
    return any(is_last_update(field.name) for field in _fields(block, found))


def _cells(text: str, found: Facts, row: Row, roles: TableRoles) -> Iterator[DateUse]:
    for column, role in enumerate(roles.roles):
        span = row_span(row, column) if role in DATE_ROLES else None
        if role and span and span[0] < span[1]:
            use = _use(role, text, found, *span)
            yield use._replace(row=row, roles=roles, column=column)


def cell_text(text: str, row: Row, column: int) -> str:
    """Return what stands in cell number `column` of `row`, whose block's text is `text`."""
    return text[slice(*(row_span(row, column) or (0, 0)))]


def _use(role: Role, text: str, found: Facts, start: int, end: int) -> DateUse:
    stop = min(end, start + LONGEST)
    dates = tuple(find_dates(text, start, stop, field=True))
    if dates and (found.code or text.find("~~", start, stop) >= 0):
        struck = [match.span() for match in _STRUCK.finditer(text, start, stop)]
        dates = tuple(
            date
            for date in dates
            if not covers(found.code, date.start) and not covers(struck, date.start)
        )
    return DateUse(role, start, end, dates, _period(text, start, end, dates))


def _period(text: str, start: int, end: int, dates: tuple[Date, ...]) -> Period | None:
    """Return the period that ``text[start:end]`` states, or None: it is not certain.

    One date or one range is certain where nothing stands beside it but a time of day. What words
    beside it say, they may say of the date: "at the earliest", "moved", "planned".
    """
    if not dates or len(dates) > 2 or (len(dates) == 2 and not dates[1].ends_range):
        return None
    opening, closing = dates[0], dates[-1]
    if opening.first is None or closing.last is None or opening.first > closing.last:
        return None
    if opening.start > start or closing.end < end:
        before = _STRUCK.sub("", text[start : opening.start])
        after = _STRUCK.sub("", text[closing.end : end])
        if len(after) > _LONGEST_TIME:
            return None
        if not (_BEFORE.fullmatch(before) and _AFTER.fullmatch(after)):
            return None
    if _VERSION.fullmatch(text, closing.start, closing.end):
        return None
    certain = all(date.precision not in _OF_COMPANIES for date in dates)
    return Period(opening.start, closing.end, opening.first, closing.last, closing.written, certain)


def leading_period(block: Block, use: DateUse) -> Period | None:
    """Return the date that `use` begins with, whatever is noted behind it, or None."""
    opening = use.dates[0] if use.dates else None
    if opening is None or opening.first is None or opening.last is None:
        return None
    if not _BEFORE.fullmatch(block.text, use.start, opening.start):
        return None
    return Period(opening.start, opening.end, opening.first, opening.last, opening.written)


_OF_COMPANIES = {Precision.QUARTER, Precision.HALF}
_VERSION = pattern(r"[1-9][0-9]?(?:[./-][1-9][0-9]?){2}")
"""What is read as a date and may be none all the same: ``1.4.25``."""
