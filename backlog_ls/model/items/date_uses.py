"""The dates of items in a block: in cells, in fields, and after the date emoji of a task.

Each date belongs to a row, a list item, or the surrounding section or document. Dates in prose are
not included, because it is not certain what they refer to.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.block_cache import cache_of
from backlog_ls.model.blocks.fields import Field
from backlog_ls.model.blocks.signifiers import DATE_SIGNS, SignifierKind
from backlog_ls.model.dates.date import Precision
from backlog_ls.model.dates.search import find_dates
from backlog_ls.model.items.items import cell_span_in_row
from backlog_ls.model.items.tally import find_required_tasks
from backlog_ls.model.names.normalize import normalize_name, strip_accents
from backlog_ls.model.tables.roles import Role, find_role, roles_of_header
from backlog_ls.model.words import words
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.pattern import pattern
from backlog_ls.text.spans import covers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from backlog_ls.model.blocks.facts import Facts
    from backlog_ls.model.blocks.list_items import ListItem
    from backlog_ls.model.dates.date import Date, DateStyle
    from backlog_ls.model.tables.roles import TableRoles
    from backlog_ls.syntax.table import Row

DATE_ROLES = frozenset({Role.DATE, Role.DUE, Role.STARTED, Role.FINISHED})


class Period(NamedTuple):
    """The days from `first` to `last`, inclusive, as stated in ``[start, end)`` of a block."""

    start: int
    end: int
    first: date
    last: date
    style: DateStyle
    """How the end date is written."""
    certain: bool = True
    """Whether the days are certain. Quarters and halves may be those of a fiscal year."""

    @property
    def is_day(self) -> bool:
        """Whether it is a single day."""
        return self.first == self.last


class DateUse(NamedTuple):
    """A place for a date, and its content. Offsets are code points in the block."""

    role: Role
    start: int
    end: int
    dates: tuple[Date, ...]
    """The dates in it, without those struck through or in code."""
    period: Period | None
    """The period that it certainly states; see `_period`."""
    row: Row | None = None
    """The row, if it is a cell."""
    roles: TableRoles | None = None
    """The column roles of that row."""
    list_item: int = -1
    """The number of the list item that it is a date of, in `Facts.entries`; -1: of none."""
    is_required: bool = False
    """Whether that list item is an open task that is not optional."""
    column: int = -1
    """The 0-based column of the cell; -1 if it is not a cell."""
    name: str = ""
    """The name of the field, or the column title in a nested table, as written."""
    in_front_matter: bool = False
    """Whether it is a date of the document, in its front matter."""

    @property
    def is_of_section(self) -> bool:
        """Whether it is a date of the surrounding section."""
        return self.row is None and self.list_item < 0 and not self.in_front_matter


_ROLES = {
    SignifierKind.DUE: Role.DUE,
    SignifierKind.STARTED: Role.STARTED,
    SignifierKind.FINISHED: Role.FINISHED,
    SignifierKind.SCHEDULED: Role.DATE,
    SignifierKind.CREATED: Role.DATE,
    SignifierKind.CANCELLED: Role.DATE,
}
"""The roles of the dates that signifiers state."""
_SIGNED = pattern(
    f"([{''.join(DATE_SIGNS)}])\ufe0f?[ ]{{0,9}}([0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}})\\b"
)
"""A date with its emoji. People write it anywhere in a task, not only at the end as in Obsidian."""
_MAY_BE_DATE = pattern(r"[0-9]{4}|['\u2019][0-9]{2}|[0-9][./-][0-9]{1,2}[./-][0-9]{2}")
_ITALIC = pattern(
    r"[*_](?P<name>[^\W\d_][^*_:\uff1a\r\n]{2,40})[:\uff1a][ \t]*(?P<value>[^*_\r\n]+)"
)
MAX_VALUE_LENGTH = 400
"""Maximum number of code points of a value that are searched for dates. A longer one is prose."""
_MAX_TIME_LENGTH = 60
_MAX_NAME_WORDS = 5
_STRUCK = pattern(r"~~[^~]*~~")
_MARKUP = len("**")

_BEFORE = pattern("[\\s*_`(\\[\"'@\U0001f4c5\U0001f4c6\U0001f5d3\ufe0f]*")
_TIME = r"[T ]?[ ]?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\.[0-9]+)?[ ]?(?:[ap]\.?m\.?)?"
_ZONE = r"(?:[ ]?\(?(?:Z|[A-Z]{2,5}|[+-][0-9]{2}:?[0-9]{2})\)?)?"
_AFTER = pattern(
    rf"[\s*_`\])\"',;.]*(?:[ ]?(?:г|р|r)\.?)?(?:\(?{_TIME}{_ZONE})?[\s*_`\])\"',;.]*", re.IGNORECASE
)


def may_contain_dates(block: Block, found: Facts) -> bool:
    """Tell whether `block` has a place for dates, or for a row, whether it may contain a date."""
    if found.row:
        return block.kind == Kind.ROW and bool(_MAY_BE_DATE.search(block.text))
    if any(_is_date_name(field.name) for field in _fields(block, found)):
        return True
    if found.nested_tables:
        return bool(_MAY_BE_DATE.search(block.text))
    if any(signifier.kind in _ROLES for signifier in found.signifiers):
        return True
    text = block.text
    return bool(found.list_items) and not text.isascii() and bool(_SIGNED.search(text))


@lru_cache(maxsize=1024)
def _is_date_name(name: str) -> bool:
    """Tell whether a field of this name holds a date: `Due`, `First sprint started`."""
    if find_role(name) in DATE_ROLES or is_last_update_name(name) or is_next_review_name(name):
        return True
    tokens = name.split()
    last = (
        " ".join(tokens[-length:]) for length in (1, 2) if length < len(tokens) <= _MAX_NAME_WORDS
    )
    return any(find_role(suffix) in DATE_ROLES for suffix in last)


@lru_cache(maxsize=1024)
def is_last_update_name(name: str) -> bool:
    """Tell whether a field of this name holds the date of the last change."""
    return strip_accents(normalize_name(name)) in words().last_updated


@lru_cache(maxsize=1024)
def is_next_review_name(name: str) -> bool:
    """Tell whether a field of this name holds the date of the next review."""
    return strip_accents(normalize_name(name)) in words().next_review


def find_date_uses(block: Block, roles: TableRoles | None = None) -> tuple[DateUse, ...]:
    """Return the non-empty places for dates in `block`. The result is cached.

    Args:
        block: Any block.
        roles: For a row, the column roles of its table.
    """
    cache = cache_of(block)
    if cache.dates is None or cache.dates[0] is not roles:
        cache.dates = (roles, tuple(_date_uses(block, cache.facts, roles)))
    uses: tuple[DateUse, ...] = cache.dates[1]
    return uses


def _date_uses(block: Block, found: Facts, roles: TableRoles | None) -> Iterator[DateUse]:
    text = block.text
    if found.row:
        if roles and block.kind == Kind.ROW:
            yield from _cells(text, found, found.row, roles)
        return
    for grid in found.nested_tables:
        grid_roles = roles_of_header(text, grid.header)
        for row in grid.rows:
            for use in _cells(text, found, row, grid_roles):
                yield use._replace(name=cell_text(text, grid.header, use.column))
    fields = [field for field in _fields(block, found) if _is_date_name(field.name)]
    signed = sorted(_signed_dates(text, found), key=lambda each: each[1])
    if not fields and not signed:
        return
    starts = [entry.start for entry in found.list_items]
    parents = _parents(found)
    required = {task.start for task in find_required_tasks(text, found.list_items)}
    for field in fields:
        entry = bisect_right(starts, field.name_start) - 1
        if entry >= 0 and _is_whole(found.list_items[entry], field):
            entry = parents[entry]
        if field.value_start < field.value_end:
            role = find_role(field.name) or Role.DATE
            use = _use(role, text, found, field.value_start, field.value_end)
            is_required_task = entry >= 0 and starts[entry] in required
            matter = block.kind == Kind.FRONT_MATTER
            yield use._replace(
                list_item=entry,
                is_required=is_required_task,
                name=field.name,
                in_front_matter=matter,
            )
    for kind, start, end in signed:
        entry = bisect_right(starts, start) - 1
        within = entry >= 0 and end <= found.list_items[entry].text_end
        if within and not covers(found.code_spans, start):
            use = _use(_ROLES[kind], text, found, start, end)
            yield use._replace(list_item=entry, is_required=starts[entry] in required)


def _signed_dates(text: str, found: Facts) -> Iterator[tuple[SignifierKind, int, int]]:
    """Yield the ranges of the dates after an emoji, and of those in inline fields."""
    if found.list_items and not text.isascii():
        for match in _SIGNED.finditer(text):
            yield DATE_SIGNS[match[1]], *match.span(2)
    for signifier in found.signifiers:
        start, end = signifier.value_start, signifier.value_end
        if signifier.kind in _ROLES and text[signifier.start] in {"[", "("} and start < end:
            yield signifier.kind, start, end


def _is_whole(entry: ListItem, field: Field) -> bool:
    """Tell whether `field` is the whole list item, and so belongs to the parent of the item."""
    return not entry.mark and field.name_start - entry.text_start <= _MARKUP


def _parents(found: Facts) -> list[int]:
    """Return for each list item the index of its parent item, or -1."""
    parents: list[int] = []
    chain: list[int] = []
    for number, entry in enumerate(found.list_items):
        while chain and found.list_items[chain[-1]].depth >= entry.depth:
            chain.pop()
        parents.append(chain[-1] if chain else -1)
        chain.append(number)
    return parents


def _fields(block: Block, found: Facts) -> tuple[Field, ...]:
    """Return the fields of `block`, or the field in italics that some documents begin or end with."""
    if found.fields or block.kind != Kind.PARAGRAPH or block.text[:1] not in {"*", "_"}:
        return found.fields
    match = _ITALIC.match(block.text)
    return (Field(match["name"], *match.span("name")[:1], *match.span("value")),) if match else ()


def has_last_update(block: Block, found: Facts) -> bool:
    """Tell whether a field of `block` holds the date of the last change."""
    return any(is_last_update_name(field.name) for field in _fields(block, found))


def _cells(text: str, found: Facts, row: Row, roles: TableRoles) -> Iterator[DateUse]:
    for column, role in enumerate(roles.roles):
        span = cell_span_in_row(row, column) if role in DATE_ROLES else None
        if role and span and span[0] < span[1]:
            use = _use(role, text, found, *span)
            yield use._replace(row=row, roles=roles, column=column)


def cell_text(text: str, row: Row, column: int) -> str:
    """Return the text of the 0-based `column` of `row` in the block text `text`; else ""."""
    return text[slice(*(cell_span_in_row(row, column) or (0, 0)))]


def _use(role: Role, text: str, found: Facts, start: int, end: int) -> DateUse:
    stop = min(end, start + MAX_VALUE_LENGTH)
    dates = tuple(find_dates(text, start, stop, field=True))
    if dates and (found.code_spans or text.find("~~", start, stop) >= 0):
        struck = [match.span() for match in _STRUCK.finditer(text, start, stop)]
        dates = tuple(
            date
            for date in dates
            if not covers(found.code_spans, date.start) and not covers(struck, date.start)
        )
    return DateUse(role, start, end, dates, _period(text, start, end, dates))


def _period(text: str, start: int, end: int, dates: tuple[Date, ...]) -> Period | None:
    """Return the period that ``text[start:end]`` states, or None if it is not certain.

    One date or one range is certain if there is nothing but a time of day beside it. Other words may
    change its meaning: "at the earliest", "moved", "planned".
    """
    if not dates or len(dates) > 2 or (len(dates) == 2 and not dates[1].ends_range):
        return None
    opening, closing = dates[0], dates[-1]
    if opening.first is None or closing.last is None or opening.first > closing.last:
        return None
    if opening.start > start or closing.end < end:
        before = _STRUCK.sub("", text[start : opening.start])
        after = _STRUCK.sub("", text[closing.end : end])
        if len(after) > _MAX_TIME_LENGTH:
            return None
        if not (_BEFORE.fullmatch(before) and _AFTER.fullmatch(after)):
            return None
    if _VERSION.fullmatch(text, closing.start, closing.end):
        return None
    certain = all(date.precision not in _OF_COMPANIES for date in dates)
    return Period(opening.start, closing.end, opening.first, closing.last, closing.style, certain)


def find_leading_period(block: Block, use: DateUse) -> Period | None:
    """Return the date at the start of `use`, regardless of the text after it, or None."""
    opening = use.dates[0] if use.dates else None
    if opening is None or opening.first is None or opening.last is None:
        return None
    if not _BEFORE.fullmatch(block.text, use.start, opening.start):
        return None
    return Period(opening.start, opening.end, opening.first, opening.last, opening.style)


_OF_COMPANIES = {Precision.QUARTER, Precision.HALF}
_VERSION = pattern(r"[1-9][0-9]?(?:[./-][1-9][0-9]?){2}")
"""A version number that looks like a date: ``1.4.25``."""
