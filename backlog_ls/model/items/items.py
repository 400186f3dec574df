"""Items: the rows, tasks and sections that a backlog is about."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.facts import Facts, facts, reading
from backlog_ls.model.blocks.markup import unwrapped
from backlog_ls.model.names.ids import Ident, leading_ident
from backlog_ls.model.names.normalize import fold, unaccented
from backlog_ls.model.statuses.heading_status import section_status
from backlog_ls.model.statuses.status import Status, canonical, mark_status
from backlog_ls.model.tables.headers import Role, TableKind, header_role
from backlog_ls.model.tables.placeholders import is_placeholder
from backlog_ls.model.tables.roles import roles_of_row
from backlog_ls.model.words import words
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_ls.model.blocks.entries import Entry
    from backlog_ls.model.blocks.fields import Field
    from backlog_ls.model.tables.headers import TableRoles
    from backlog_ls.syntax.table import Row


class ItemKind(Enum):
    """How an item is written."""

    SECTION = "section"
    ROW = "row"
    TASK = "task"
    CARD = "card"
    """A list item without a checkbox: in a section whose title is a status, or with one in a field."""
    DOCUMENT = "document"
    """A document whose front matter is that of a task."""


class StatusPlace(Enum):
    """Where a status is written."""

    CELL = "cell"
    FIELD = "field"
    HEADING = "heading"
    CHECKBOX = "checkbox"
    MATTER = "front matter"


class StatusUse(NamedTuple):
    """A status as it is written, without the markup around it. Offsets as in `facts`."""

    place: StatusPlace
    start: int
    end: int
    text: str
    status: Status


class Item(NamedTuple):
    """An item by itself. Offsets are code points in its block."""

    kind: ItemKind
    start: int
    end: int
    name: str
    """As written, without the markup around it."""
    key: str
    """The name as it is compared; empty where it says nothing."""
    ident: str
    """Its id, as written; empty without one."""
    status: StatusUse | None
    depth: int = 0
    """Of a task: how many list items it stands in."""
    struck: bool = False
    """Whether its name is struck through: it is done or dropped."""
    ident_start: int = 0
    """Where its id stands, if it has one."""


_TASK_MATTER = {
    Role.OWNER,
    Role.PRIORITY,
    Role.DEPENDS_ON,
    Role.MILESTONE,
    Role.DUE,
    Role.ESTIMATE,
    Role.STARTED,
}
_TASK_NAMES = {"created date", "parent task id"}
"""What Backlog.md writes into each task: its lists of people and dependencies may be empty."""
_BOLD_LEAD = pattern(r"(\*\*|__)(?P<name>.+?)\1")
_LABEL_OPENS = "[(（【［"
"""`**[High]** Fix the login`: a label of the item, not its name."""
_MARKUP = len("**")
_LONGEST_NAME = 300
"""A name is compared as a whole; a paragraph of text in a cell is not a name."""


def items_of(
    block: Block, roles: TableRoles | None = None, *, cards: bool = False
) -> tuple[Item, ...]:
    """Return the items that `block` writes.

    Args:
        block: any block.
        roles: for a row, what the columns of its table are for.
        cards: whether its section's title is a status, so that each list item is an item.
    """
    known = reading(block)
    if known.items is None or known.items[0] is not roles or known.items[1] is not cards:
        known.items = roles, cards, _items(block, known.facts, roles, cards=cards)
    items: tuple[Item, ...] = known.items[2]
    return items


def _items(
    block: Block, found: Facts, roles: TableRoles | None, *, cards: bool
) -> tuple[Item, ...]:
    if block.kind == Kind.ROW:
        if roles is None or found.row is None or not lists_work(roles):
            return ()
        item = _row_item(block.text, found.row, roles)
        return (item,) if item else ()
    if found.heading:
        return (_section_item(block),)
    if block.kind == Kind.FRONT_MATTER:
        return (_document_item(block),) if is_task_matter(found.fields) else ()
    items = [_task_item(block.text, entry) for entry in found.entries if entry.mark]
    card = _card(block.text, found, cards=cards) if block.kind == Kind.ITEM else None
    if card:
        items.insert(0, card)
    for grid in found.grids:
        grid_roles = roles_of_row(block.text, grid.header)
        if lists_work(grid_roles):
            rows = (_row_item(block.text, row, grid_roles) for row in grid.rows)
            items += [row for row in rows if row]
    return tuple(items)


def _card(text: str, found: Facts, *, cards: bool) -> Item | None:
    """Return the item that a top-level list item without a checkbox is, or None."""
    entry = found.entries[0] if found.entries else None
    if entry is None or entry.mark or entry.text_start == entry.text_end:
        return None
    status = None
    for field in found.fields:
        if field.name_start - entry.text_start <= _MARKUP:
            return None  # the item itself is a field of its section
        if header_role(field.name) is Role.STATUS and field.value_start < field.value_end:
            status = _stated(StatusPlace.FIELD, text, field.value_start, field.value_end)
            break
    if not status and (not cards or is_placeholder(text[entry.text_start : entry.text_end])):
        return None
    return _task_item(text, entry)._replace(status=status)


def lists_work(roles: TableRoles) -> bool:
    """Tell whether the rows of a table are items."""
    return roles.kind in {TableKind.STATUS, TableKind.FEATURES}


def is_task_matter(fields: Sequence[Field]) -> bool:
    """Tell whether `fields`, of front matter, are those of a task.

    A status alone says little: articles and decisions have one too.
    """
    roles = {header_role(field.name) for field in fields}
    if Role.STATUS not in roles:
        return False
    if roles & _TASK_MATTER:
        return True
    return Role.ID in roles and any(
        fold(field.name.replace("_", " ")) in _TASK_NAMES for field in fields
    )


def status_cell(block: Block, roles: TableRoles) -> StatusUse | None:
    """Return the status that the row `block` states, or None where its cell is empty or missing."""
    span = cell_span(block, roles.status)
    if span is None or span[0] == span[1]:
        return None
    return _stated(StatusPlace.CELL, block.text, *span)


def cell_span(block: Block, column: int | None) -> tuple[int, int] | None:
    """Return where the text of cell number `column` of the row `block` stands, or None."""
    return row_span(facts(block).row, column)


def row_span(row: Row | None, column: int | None) -> tuple[int, int] | None:
    """Return where the text of cell number `column` of `row` stands, or None."""
    if row is None or column is None or column >= len(row.cells):
        return None
    cell = row.cells[column]
    return cell.text_start, cell.text_end


def row_status(text: str, row: Row, roles: TableRoles) -> StatusUse | None:
    """Return the status that `row` of the block text `text` states, or None."""
    span = row_span(row, roles.status)
    return None if span is None or span[0] == span[1] else _stated(StatusPlace.CELL, text, *span)


def _stated(place: StatusPlace, text: str, start: int, end: int) -> StatusUse:
    start, end = unwrapped(text, start, end)
    return StatusUse(place, start, end, text[start:end], canonical(text[start:end]))


def _row_item(text: str, row: Row, roles: TableRoles) -> Item | None:
    span = row_span(row, roles.name)
    ident_span = row_span(row, roles.id)
    ident = Ident(0, 0, "")
    if ident_span:
        start, end = unwrapped(text, *ident_span)
        lead = leading_ident(text, start, end)
        only = lead.text and not fold(text[lead.end : end])  # what follows may be an emoji
        ident = lead if only else Ident(start, end, text[start:end])
    if span is None or span[0] == span[1]:
        span = ident_span
    if span is None:
        return None
    if _is_group(row, span):
        return None
    start, end = unwrapped(text, *span)
    name = text[start:end]
    status = row_status(text, row, roles)
    struck = _is_struck(text, *span)
    ident = ident if ident.text else leading_ident(text, *span)
    return Item(
        ItemKind.ROW, start, end, name, _name_key(name), ident.text, status, 0, struck, ident.start
    )


def _is_group(row: Row, span: tuple[int, int]) -> bool:
    """Tell whether only the cell at `span` of a row is filled: a title for the rows below it."""
    return len(row.cells) > 1 and all(
        cell.text_start == cell.text_end or (cell.text_start, cell.text_end) == span
        for cell in row.cells
    )


def _is_struck(text: str, start: int, end: int) -> bool:
    """Tell whether all of ``text[start:end]`` is struck through (GFM, section 6.5)."""
    words = text[start:end].strip(" \t\r\n.!").strip("*_")
    return len(words) > 4 and words.startswith("~~") and words.find("~~", 2) == len(words) - 2


def _document_item(block: Block) -> Item:
    values: dict[Role | None, tuple[int, int]] = {}
    title: tuple[int, int] | None = None
    for field in facts(block).fields:
        span = field.value_start, field.value_end
        values.setdefault(header_role(field.name), span)
        if title is None and unaccented(fold(field.name)) in words().titles:
            title = span
    start, end = title or values.get(Role.ID) or values[Role.STATUS]
    name = block.text[start:end]
    at, stop = values.get(Role.ID, (0, 0))
    ident = block.text[at:stop]
    status = _stated(StatusPlace.MATTER, block.text, *values[Role.STATUS])
    return Item(ItemKind.DOCUMENT, start, end, name, _name_key(name), ident, status, ident_start=at)


def _section_item(block: Block) -> Item:
    heading = facts(block).heading
    assert heading is not None  # noqa: S101 (the caller looked)
    stated = section_status(heading.title)
    status = None
    box = next(iter(facts(block).entries), None)
    if box:
        status = _box_status(box)
    elif stated is not None:
        start, end = heading.start + stated.start, heading.start + stated.end
        text = block.text[start:end]
        status = StatusUse(StatusPlace.HEADING, start, end, text, stated.status)
    span = (box.text_start, box.text_end) if box else (heading.start, heading.end)
    start, end = unwrapped(block.text, *span)
    name = block.text[start:end]
    ident = leading_ident(block.text, *span)
    struck = _is_struck(block.text, *span)
    return Item(
        ItemKind.SECTION,
        start,
        end,
        name,
        _name_key(name),
        ident.text,
        status,
        block.level,
        struck,
        ident.start,
    )


def _task_item(text: str, entry: Entry) -> Item:
    start, end = unwrapped(text, entry.text_start, entry.text_end)
    bold = _BOLD_LEAD.match(text, start, end)
    if bold and bold["name"][0] not in _LABEL_OPENS:
        # "**Name** - what it is about": the bold words are the name.
        start, end = bold.span("name")
    name = text[start:end]
    kind = ItemKind.TASK if entry.mark else ItemKind.CARD
    status = _box_status(entry) if entry.mark else None
    struck = _is_struck(text, entry.text_start, entry.text_end)
    ident = leading_ident(text, entry.text_start, entry.text_end)
    return Item(
        kind,
        start,
        end,
        name,
        _name_key(name),
        ident.text,
        status,
        entry.depth,
        struck,
        ident.start,
    )


def _box_status(entry: Entry) -> StatusUse:
    at = entry.mark_at
    return StatusUse(StatusPlace.CHECKBOX, at, at + 1, entry.mark, mark_status(entry.mark))


def _name_key(name: str) -> str:
    return fold(name) if len(name) <= _LONGEST_NAME else ""
