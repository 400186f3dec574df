"""What is said of a date, of a person, and of the title of a column."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.hover.item import link_to_line
from backlog_ls.features.hover.section_card import status_name
from backlog_ls.features.markdown_text import code, escaped, plain
from backlog_ls.features.neighbourhood import NEAR
from backlog_ls.features.outline.inlay_hints import left
from backlog_ls.model.analysis.effective_status import standing
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.blocks.markup import unwrapped
from backlog_ls.model.dates.dates import find_dates
from backlog_ls.model.items.date_uses import date_uses
from backlog_ls.model.items.items import Item, items_of, lists_work, row_span
from backlog_ls.model.names.normalize import fold
from backlog_ls.model.statuses.status import Status
from backlog_ls.model.tables.empty_cells import table_end
from backlog_ls.model.tables.headers import Role, header_role
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.pattern import pattern
from backlog_ls.text.tree import Measure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from backlog_ls.model.dates.periods import Date
    from backlog_ls.model.document.context import Context
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

MOST_VALUES = 10
"""So many values of a column are listed, and items of a person."""

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_LONGEST = 400
"""Code points on either side of the cursor in which a date, or a name, is looked for."""
_MENTION = pattern(r"(?<![\w@/.])@[A-Za-z0-9](?:[\w-]|\.(?=\w)){0,38}")
_NAME = pattern(r"@?[^\W\d_][\w.'\u2019-]{0,29}(?: [\w.'\u2019-]{1,30}){0,3}")
_PARTS = pattern(r"[^,;&/+]+")
_CLOSED = frozenset({Status.DONE, Status.CANCELLED})
_DISTINCT = 40
"""A column with more values than these, in a table of many rows, is one of free text."""
_WIDEST = 40
_LONGEST_VALUE = 60


class Said(NamedTuple):
    """A text in Markdown for the code points ``[start, end)`` of a block."""

    text: str
    start: int
    end: int


def of_date(view: View, place: Place[Block], context: Context, local: int) -> Said | None:
    """Say which day a date is, and how far off."""
    block = place.piece
    if block.kind in {Kind.FENCE, Kind.CODE}:
        return None
    for use in date_uses(block, context.roles):
        if use.start <= local < use.end:
            for found in use.dates:
                if found.start <= local < found.end:
                    return _said_of(view, found)
    line = max(block.text.rfind("\n", 0, local), block.text.rfind("\r", 0, local)) + 1
    end = block.text.find("\n", local)
    start = max(line, local - _LONGEST)
    stop = min(len(block.text) if end < 0 else end, local + _LONGEST)
    if any(low <= local < high for low, high in facts(block).code):
        return None
    for found in find_dates(block.text, start, stop):
        if found.start <= local < found.end:
            return _said_of(view, found)
    return None


def of_owner(view: View, place: Place[Block], context: Context, local: int) -> Said | None:
    """Say which items of a person are open, near the cursor."""
    span = _person_at(place.piece, context, local)
    if span is None:
        return None
    name = place.piece.text[slice(*span)]
    key = fold(name.lstrip("@"))
    if not key:
        return None
    first = max(place.index - 2 * NEAR, 0)
    lines: list[str] = []
    count = looked = 0
    rope = view.backlog.rope
    for each, around in view.backlog.contexts(first):
        looked += 1
        if looked > 4 * NEAR:
            break
        for item in _items_of_person(each.piece, around, key):
            status = standing(view.backlog, each, around, item)
            if status in _CLOSED:
                continue
            count += 1
            if len(lines) < MOST_VALUES:
                line = view.backlog.document.position_at(each.offset + item.start).line
                parts = [link_to_line(view.path, line, plain(item.name, 80) or item.ident)]
                if status is not Status.UNKNOWN:
                    parts.append(status_name(status))
                lines.append("- " + " · ".join(parts))
    if not count and name.startswith("@"):
        return None  # it may be a package as well
    whole = first == 0 and len(rope) <= looked
    if not count:
        said = "no open items in this document" if whole else "no open items near here"
    else:
        said = f"{count} open item{'s' * (count != 1)}" + ("" if whole else " near here")
    if count > len(lines):
        lines.append(f"- and {count - len(lines)} more")
    text = f"**{escaped(plain(name))}**: {said}"
    return Said("\n\n".join(filter(None, (text, "\n".join(lines)))), *span)


def of_column(view: View, place: Place[Block], local: int) -> Said | None:
    """Say of the title of a column which values it has, and how often."""
    if place.piece.kind != Kind.TABLE:
        return None
    row = facts(place.piece).row
    for column, cell in enumerate(row.cells if row else ()):
        if cell.text_start <= local < cell.text_end:
            rope = view.backlog.rope
            stop = table_end(rope, place)
            rows = stop - place.index - 1
            title = f"**{escaped(plain(cell.text(place.piece.text)))}**"
            said = f"{title} · {rows} row{'s' * (rows != 1)}"
            values = rope.fold(_VALUES, place.index + 1, stop).get(column, {})
            counted = _counted(values, rows)
            return Said("\n\n".join(filter(None, (said, counted))), cell.text_start, cell.text_end)
    return None


def _counted(values: dict[str, int] | None, rows: int) -> str:
    """Return the values of a column as a list; empty where each row has its own."""
    if not values or (len(values) > MOST_VALUES and 2 * len(values) > rows):
        return ""
    ordered = sorted(values.items(), key=lambda each: -each[1])
    if len(ordered) > 1 and ordered[0][1] == 1:
        return ""
    lines = [f"- {count} × {code(text)}" for text, count in ordered[:MOST_VALUES]]
    if len(ordered) > MOST_VALUES:
        lines.append(f"- and {len(ordered) - MOST_VALUES} other values")
    empty = rows - sum(values.values())
    if empty > 0:
        lines.append(f"- {empty} × empty")
    return "\n".join(lines)


def _said_of(view: View, found: Date) -> Said | None:
    if found.first is None or found.last is None:
        return None
    today = view.day
    if found.first == found.last:
        text = f"**{_day(found.first)}** · {left(found.first, today)}"
    else:
        text = f"**{_short(found.first)} to {_short(found.last)}**"
        if found.last < today:
            text += f" · ended {left(found.last, today)}"
        elif found.first > today:
            text += f" · begins {left(found.first, today)}"
        else:
            text += f" · ends {left(found.last, today)}"
    return Said(text, found.start, found.end)


def _day(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]}, {_short(day)}"


def _short(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _person_at(block: Block, context: Context, local: int) -> tuple[int, int] | None:
    """Return the person who is named at `local`, in a column or field of owners, or by an `@`."""
    found = facts(block)
    if any(low <= local < high for low, high in found.code):
        return None
    for start, end in _owner_spans(block, context):
        if start <= local < end:
            for part in _PARTS.finditer(block.text, start, end):
                low, high = unwrapped(block.text, *part.span())
                if low <= local < high and _NAME.fullmatch(block.text, low, high):
                    return low, high
    if block.kind in {Kind.FENCE, Kind.CODE, Kind.HTML, Kind.FRONT_MATTER}:
        return None
    start = max(local - _LONGEST_VALUE, 0)
    for match in _MENTION.finditer(block.text, start, local + _LONGEST_VALUE):
        if match.start() <= local < match.end():
            return match.span()
    return None


def _owner_spans(block: Block, context: Context) -> Iterator[tuple[int, int]]:
    found = facts(block)
    if block.kind == Kind.ROW and found.row and context.roles and lists_work(context.roles):
        for column, role in enumerate(context.roles.roles):
            span = row_span(found.row, column) if role is Role.OWNER else None
            if span:
                yield span
    for field in found.fields:
        if header_role(field.name) is Role.OWNER:
            yield field.value_start, field.value_end


def _items_of_person(block: Block, context: Context, key: str) -> Iterator[Item]:
    """Yield the rows and tasks of `block` that name a person, in their own words."""
    text = block.text
    if block.kind not in {Kind.ROW, Kind.ITEM}:
        return
    items = items_of(block, context.roles, cards=context.cards)
    if not items:
        return
    spans = [
        (part.start(), part.end())
        for span in _owner_spans(block, context)
        for part in _PARTS.finditer(text, *span)
    ]
    spans += [match.span() for match in _MENTION.finditer(text)] if "@" in text else []
    owned = [start for start, end in spans if fold(text[start:end].strip().lstrip("@*_`")) == key]
    seen = set()
    for at in owned:
        before = [item for item in items if _begin(item) <= at] or list(items[:1])
        if before[-1].start not in seen:
            seen.add(before[-1].start)
            yield before[-1]


def _begin(item: Item) -> int:
    return min(item.start, item.status.start) if item.status else item.start


Values = dict[int, "dict[str, int] | None"]
"""How often each value stands in the columns; None for one with too many values."""


def _values_of(_key: int, block: Block) -> Values:
    row = facts(block).row if block.kind == Kind.ROW else None
    found: Values = {}
    for column, cell in enumerate(row.cells[:_WIDEST] if row else ()):
        if cell.text_start < cell.text_end:
            start, end = unwrapped(block.text, cell.text_start, cell.text_end)
            text = block.text[start:end]
            found[column] = {text: 1} if len(text) <= _LONGEST_VALUE else None
    return found


def _join_values(left_of: Values, right_of: Values) -> Values:
    if not left_of or not right_of:
        return left_of or right_of
    both = dict(left_of)
    for column, values in right_of.items():
        both[column] = _merged(both[column], values) if column in both else values
    return both


def _merged(one: dict[str, int] | None, other: dict[str, int] | None) -> dict[str, int] | None:
    if one is None or other is None:
        return None
    both = dict(one)
    for text, times in other.items():
        both[text] = both.get(text, 0) + times
    return both if len(both) <= _DISTINCT else None


_VALUES: Measure[Block, Values] = Measure({}, _values_of, _join_values)
