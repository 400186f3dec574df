"""Dates, people and the header cells of columns in a hover."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.hover.item import link_to_line
from backlog_ls.features.markdown_text import code_span, escape_markdown, plain_text
from backlog_ls.features.neighbourhood import NEAR_BLOCKS
from backlog_ls.features.outline.inlay_hints import describe_distance
from backlog_ls.features.status.date_format import MONTH_NAMES, WEEKDAY_NAMES
from backlog_ls.model.analysis.effective_status import effective_status
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.markup import strip_markup
from backlog_ls.model.dates.search import find_dates
from backlog_ls.model.items.date_uses import find_date_uses
from backlog_ls.model.items.items import cell_span_in_row, find_items, is_work_table
from backlog_ls.model.names.normalize import normalize_name
from backlog_ls.model.statuses.status import CLOSED_STATUSES, Status, status_name
from backlog_ls.model.tables.roles import Role, find_role
from backlog_ls.model.tables.rows import table_end
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.lines import line_start_at
from backlog_ls.text.pattern import pattern
from backlog_ls.text.tree import Measure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from backlog_ls.model.dates.date import Date
    from backlog_ls.model.document.context import Context
    from backlog_ls.model.items.item import Item
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

MAX_VALUES = 10
"""Maximum number of values of a column to list, and of items of a person."""

_MAX_DISTANCE = 400
"""Number of code points on either side of the cursor that are searched for a date."""
_MENTION = pattern(r"(?<![\w@/.])@[A-Za-z0-9](?:[\w-]|\.(?=\w)){0,38}")
_NAME = pattern(r"@?[^\W\d_][\w.'\u2019-]{0,29}(?: [\w.'\u2019-]{1,30}){0,3}")
_PARTS = pattern(r"[^,;&/+]+")
_MAX_DISTINCT_VALUES = 40
"""A column with more values than these has free text: its values are not counted."""
_MAX_COLUMNS = 40
_MAX_VALUE_LENGTH = 60


class ValueHover(NamedTuple):
    """A text in Markdown, and the code points ``[start, end)`` of the block that it is about."""

    text: str
    start: int
    end: int


def describe_date(
    view: View, place: Place[Block], context: Context, local: int
) -> ValueHover | None:
    """Describe a date: its weekday, and how far off it is."""
    block = place.piece
    if block.kind in {Kind.FENCE, Kind.CODE}:
        return None
    for use in find_date_uses(block, context.roles):
        if use.start <= local < use.end:
            for found in use.dates:
                if found.start <= local < found.end:
                    return _hover_date(view, found)
    line = line_start_at(block.text, local)
    end = block.text.find("\n", local)
    start = max(line, local - _MAX_DISTANCE)
    stop = min(len(block.text) if end < 0 else end, local + _MAX_DISTANCE)
    if any(low <= local < high for low, high in facts_of(block).code_spans):
        return None
    for found in find_dates(block.text, start, stop):
        if found.start <= local < found.end:
            return _hover_date(view, found)
    return None


def describe_owner(
    view: View, place: Place[Block], context: Context, local: int
) -> ValueHover | None:
    """Describe a person: the open items near the cursor."""
    span = _person_at(place.piece, context, local)
    if span is None:
        return None
    name = place.piece.text[slice(*span)]
    key = normalize_name(name.lstrip("@"))
    if not key:
        return None
    first = max(place.index - 2 * NEAR_BLOCKS, 0)
    lines: list[str] = []
    count = searched = 0
    rope = view.backlog.rope
    for each, around in view.backlog.contexts(first):
        searched += 1
        if searched > 4 * NEAR_BLOCKS:
            break
        for item in _items_of_person(each.piece, around, key):
            status = effective_status(view.backlog, each, around, item)
            if status in CLOSED_STATUSES:
                continue
            count += 1
            if len(lines) < MAX_VALUES:
                line = view.backlog.document.position_at(each.offset + item.start).line
                parts = [link_to_line(view.path, line, plain_text(item.name, 80) or item.id)]
                if status is not Status.UNKNOWN:
                    parts.append(status_name(status))
                lines.append("- " + " · ".join(parts))
    if not count and name.startswith("@"):
        return None  # it may be a package, such as `@types`
    whole = first == 0 and len(rope) <= searched
    if not count:
        summary = "no open items in this document" if whole else "no open items near here"
    else:
        summary = f"{count} open item{'s' * (count != 1)}" + ("" if whole else " near here")
    if count > len(lines):
        lines.append(f"- and {count - len(lines)} more")
    text = f"**{escape_markdown(plain_text(name))}**: {summary}"
    return ValueHover("\n\n".join(filter(None, (text, "\n".join(lines)))), *span)


def describe_column(view: View, place: Place[Block], local: int) -> ValueHover | None:
    """Describe a column at its header cell: its values, and how often each occurs."""
    if place.piece.kind != Kind.TABLE:
        return None
    row = facts_of(place.piece).row
    for column, cell in enumerate(row.cells if row else ()):
        if cell.text_start <= local < cell.text_end:
            rope = view.backlog.rope
            stop = table_end(rope, place)
            rows = stop - place.index - 1
            title = f"**{escape_markdown(plain_text(cell.text(place.piece.text)))}**"
            heading = f"{title} · {rows} row{'s' * (rows != 1)}"
            values = rope.fold(_VALUES, place.index + 1, stop).get(column, {})
            counted = _list_values(values, rows)
            return ValueHover(
                "\n\n".join(filter(None, (heading, counted))), cell.text_start, cell.text_end
            )
    return None


def _list_values(values: dict[str, int] | None, rows: int) -> str:
    """Return a list of the values of a column; empty if nearly every row has its own."""
    if not values or (len(values) > MAX_VALUES and 2 * len(values) > rows):
        return ""
    ordered = sorted(values.items(), key=lambda each: -each[1])
    if len(ordered) > 1 and ordered[0][1] == 1:
        return ""
    lines = [f"- {count} × {code_span(text)}" for text, count in ordered[:MAX_VALUES]]
    if len(ordered) > MAX_VALUES:
        lines.append(f"- and {len(ordered) - MAX_VALUES} other values")
    empty = rows - sum(values.values())
    if empty > 0:
        lines.append(f"- {empty} × empty")
    return "\n".join(lines)


def _hover_date(view: View, found: Date) -> ValueHover | None:
    if found.first is None or found.last is None:
        return None
    today = view.day
    if found.first == found.last:
        text = f"**{_long_date(found.first)}** · {describe_distance(found.first, today)}"
    else:
        text = f"**{_short_date(found.first)} to {_short_date(found.last)}**"
        if found.last < today:
            text += f" · ended {describe_distance(found.last, today)}"
        elif found.first > today:
            text += f" · begins {describe_distance(found.first, today)}"
        else:
            text += f" · ends {describe_distance(found.last, today)}"
    return ValueHover(text, found.start, found.end)


def _long_date(day: date) -> str:
    return f"{WEEKDAY_NAMES[day.weekday()]}, {_short_date(day)}"


def _short_date(day: date) -> str:
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def _person_at(block: Block, context: Context, local: int) -> tuple[int, int] | None:
    """Return the span of a name at `local`: in an owner column or field, or behind an `@`."""
    found = facts_of(block)
    if any(low <= local < high for low, high in found.code_spans):
        return None
    for start, end in _owner_spans(block, context):
        if start <= local < end:
            for part in _PARTS.finditer(block.text, start, end):
                low, high = strip_markup(block.text, *part.span())
                if low <= local < high and _NAME.fullmatch(block.text, low, high):
                    return low, high
    if block.kind in {Kind.FENCE, Kind.CODE, Kind.HTML, Kind.FRONT_MATTER}:
        return None
    start = max(local - _MAX_VALUE_LENGTH, 0)
    for match in _MENTION.finditer(block.text, start, local + _MAX_VALUE_LENGTH):
        if match.start() <= local < match.end():
            return match.span()
    return None


def _owner_spans(block: Block, context: Context) -> Iterator[tuple[int, int]]:
    found = facts_of(block)
    if block.kind == Kind.ROW and found.row and context.roles and is_work_table(context.roles):
        for column, role in enumerate(context.roles.roles):
            span = cell_span_in_row(found.row, column) if role is Role.OWNER else None
            if span:
                yield span
    for field in found.fields:
        if find_role(field.name) is Role.OWNER:
            yield field.value_start, field.value_end


def _items_of_person(block: Block, context: Context, key: str) -> Iterator[Item]:
    """Yield the rows and tasks of `block` that name a person."""
    text = block.text
    if block.kind not in {Kind.ROW, Kind.ITEM}:
        return
    items = find_items(block, context.roles, cards=context.cards)
    if not items:
        return
    spans = [
        (part.start(), part.end())
        for span in _owner_spans(block, context)
        for part in _PARTS.finditer(text, *span)
    ]
    spans += [match.span() for match in _MENTION.finditer(text)] if "@" in text else []
    owned = [
        start
        for start, end in spans
        if normalize_name(text[start:end].strip().lstrip("@*_`")) == key
    ]
    seen = set()
    for at in owned:
        before = [item for item in items if _start_of(item) <= at] or list(items[:1])
        if before[-1].start not in seen:
            seen.add(before[-1].start)
            yield before[-1]


def _start_of(item: Item) -> int:
    return min(item.start, item.status.start) if item.status else item.start


Values = dict[int, "dict[str, int] | None"]
"""By column: how often each value occurs, or None if there are too many values."""


def _values_of(_key: int, block: Block) -> Values:
    row = facts_of(block).row if block.kind == Kind.ROW else None
    found: Values = {}
    for column, cell in enumerate(row.cells[:_MAX_COLUMNS] if row else ()):
        if cell.text_start < cell.text_end:
            start, end = strip_markup(block.text, cell.text_start, cell.text_end)
            text = block.text[start:end]
            found[column] = {text: 1} if len(text) <= _MAX_VALUE_LENGTH else None
    return found


def _join_values(left_of: Values, right_of: Values) -> Values:
    if not left_of or not right_of:
        return left_of or right_of
    both = dict(left_of)
    for column, values in right_of.items():
        both[column] = _merge(both[column], values) if column in both else values
    return both


def _merge(one: dict[str, int] | None, other: dict[str, int] | None) -> dict[str, int] | None:
    if one is None or other is None:
        return None
    both = dict(one)
    for text, times in other.items():
        both[text] = both.get(text, 0) + times
    return both if len(both) <= _MAX_DISTINCT_VALUES else None


_VALUES: Measure[Block, Values] = Measure({}, _values_of, _join_values)
