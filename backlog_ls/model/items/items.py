"""Items of a backlog: table rows, tasks, cards, sections and task documents."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.block_cache import cache_of, facts_of
from backlog_ls.model.blocks.markup import strip_markup
from backlog_ls.model.names.ids import IdMatch, find_leading_id, is_id
from backlog_ls.model.names.normalize import normalize_name, strip_accents
from backlog_ls.model.statuses.heading_status import read_heading_status
from backlog_ls.model.statuses.status import Status, canonical_status, checkbox_status
from backlog_ls.model.tables.placeholders import is_placeholder
from backlog_ls.model.tables.roles import Role, TableKind, find_role, roles_of_header
from backlog_ls.model.words import words
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_ls.model.blocks.facts import Facts
    from backlog_ls.model.blocks.fields import Field
    from backlog_ls.model.blocks.list_items import ListItem
    from backlog_ls.model.tables.roles import TableRoles
    from backlog_ls.syntax.table import Row


class ItemKind(Enum):
    """How an item is written."""

    SECTION = "section"
    ROW = "row"
    TASK = "task"
    CARD = "card"
    """A list item without a checkbox, in a kanban column or with a status field."""
    DOCUMENT = "document"
    """A document with the front matter of a task."""


class StatusPlace(Enum):
    """Where a status is written."""

    CELL = "cell"
    FIELD = "field"
    HEADING = "heading"
    CHECKBOX = "checkbox"
    FRONT_MATTER = "front matter"


class StatusUse(NamedTuple):
    """A status as written, without the markup around it. Offsets are code points in the block."""

    place: StatusPlace
    start: int
    end: int
    text: str
    status: Status


class Item(NamedTuple):
    """An item, independent of its context. Offsets are code points in its block."""

    kind: ItemKind
    start: int
    end: int
    name: str
    """The name as written, without the markup around it."""
    normalized_name: str
    """The name as returned by `normalize_name`; may be empty."""
    id: str
    """The id as written; empty without one."""
    status: StatusUse | None
    depth: int = 0
    """For a task, the number of list items that contain it; for a section, its level."""
    struck: bool = False
    """Whether its name is struck through, so that it is done or dropped."""
    id_start: int = 0
    """Start of its id, if it has one."""


_TASK_ROLES = {
    Role.OWNER,
    Role.PRIORITY,
    Role.DEPENDS_ON,
    Role.MILESTONE,
    Role.DUE,
    Role.ESTIMATE,
    Role.STARTED,
}
_BACKLOG_MD_FIELDS = {"created date", "parent task id"}
"""Fields that Backlog.md writes into every task, even if its other fields are empty."""
_PULL_REQUEST_FIELDS = {"pr number", "head ref", "base ref", "merged at", "merge commit sha"}
"""Fields of GitHub's API that only pull requests have."""
_BOLD_LEAD = pattern(r"(\*\*|__)(?P<name>.+?)\1")
_LABEL_OPENS = "[(（【［"
"""Bold text that starts with these is a label, not the name: `**[High]** Fix the login`."""
_MARKUP = len("**")
_MAX_NAME_LENGTH = 300
"""Maximum length in code points of a name. A longer text in a cell is not a name."""


def find_items(
    block: Block, roles: TableRoles | None = None, *, cards: bool = False
) -> tuple[Item, ...]:
    """Return the items in `block`. The result is cached.

    Args:
        block: Any block.
        roles: For a row, the column roles of its table.
        cards: Whether the block is in a kanban column, so that each list item is an item.
    """
    cache = cache_of(block)
    if cache.items is None or cache.items[0] is not roles or cache.items[1] is not cards:
        cache.items = roles, cards, _items(block, cache.facts, roles, cards=cards)
    items: tuple[Item, ...] = cache.items[2]
    return items


def _items(
    block: Block, found: Facts, roles: TableRoles | None, *, cards: bool
) -> tuple[Item, ...]:
    if block.kind == Kind.ROW:
        if roles is None or found.row is None or not is_work_table(roles):
            return ()
        item = _row_item(block.text, found.row, roles)
        return (item,) if item else ()
    if found.heading:
        return (_section_item(block),)
    if block.kind == Kind.FRONT_MATTER:
        return (_document_item(block),) if is_task_front_matter(found.fields) else ()
    items = [_task_item(block.text, list_item) for list_item in found.list_items if list_item.mark]
    card = _card(block.text, found, cards=cards) if block.kind == Kind.ITEM else None
    if card:
        items.insert(0, card)
    for grid in found.nested_tables:
        grid_roles = roles_of_header(block.text, grid.header)
        if is_work_table(grid_roles):
            rows = (_row_item(block.text, row, grid_roles) for row in grid.rows)
            items += [row for row in rows if row]
    return tuple(items)


def _card(text: str, found: Facts, *, cards: bool) -> Item | None:
    """Return the card of a top-level list item without a checkbox, or None."""
    list_item = found.list_items[0] if found.list_items else None
    if list_item is None or list_item.mark or list_item.text_start == list_item.text_end:
        return None
    status = None
    for field in found.fields:
        if field.name_start - list_item.text_start <= _MARKUP:
            return None  # the list item is a field of its section
        if find_role(field.name) is Role.STATUS and field.value_start < field.value_end:
            status = _status_use(StatusPlace.FIELD, text, field.value_start, field.value_end)
            break
    if not status and (
        not cards or is_placeholder(text[list_item.text_start : list_item.text_end])
    ):
        return None
    return _task_item(text, list_item)._replace(status=status)


def is_work_table(roles: TableRoles) -> bool:
    """Tell whether the rows of a table with these roles are items."""
    return roles.kind in {TableKind.STATUS, TableKind.FEATURES}


def is_task_front_matter(fields: Sequence[Field]) -> bool:
    """Tell whether the front matter `fields` are those of a task.

    A status alone is not enough: articles and decisions have one too. Nor is a copy of a pull request
    a task, whose state and author are those of a change.
    """
    names = {normalize_name(field.name) for field in fields}
    if not names.isdisjoint(_PULL_REQUEST_FIELDS):
        return False
    roles = {find_role(field.name) for field in fields}
    if Role.STATUS not in roles:
        return False
    if roles & _TASK_ROLES:
        return True
    return Role.ID in roles and not names.isdisjoint(_BACKLOG_MD_FIELDS)


def status_of_row_block(block: Block, roles: TableRoles) -> StatusUse | None:
    """Return the status of the row `block`, or None if its cell is empty or missing."""
    return status_of_row(block.text, facts_of(block).row, roles)


def cell_span(block: Block, column: int | None) -> tuple[int, int] | None:
    """Return the text range of the 0-based `column` of the row `block`, or None."""
    return cell_span_in_row(facts_of(block).row, column)


def cell_span_in_row(row: Row | None, column: int | None) -> tuple[int, int] | None:
    """Return the text range of the 0-based `column` of `row`, or None if it is missing."""
    if row is None or column is None or column >= len(row.cells):
        return None
    cell = row.cells[column]
    return cell.text_start, cell.text_end


def status_of_row(text: str, row: Row | None, roles: TableRoles) -> StatusUse | None:
    """Return the status of `row` in the block text `text`, or None if it is empty or missing."""
    span = cell_span_in_row(row, roles.status)
    return (
        None if span is None or span[0] == span[1] else _status_use(StatusPlace.CELL, text, *span)
    )


def _status_use(place: StatusPlace, text: str, start: int, end: int) -> StatusUse:
    start, end = strip_markup(text, start, end)
    return StatusUse(place, start, end, text[start:end], canonical_status(text[start:end]))


def _row_item(text: str, row: Row, roles: TableRoles) -> Item | None:
    span = cell_span_in_row(row, roles.name)
    ident_span = cell_span_in_row(row, roles.id)
    ident = IdMatch(0, 0, "")
    if ident_span:
        start, end = strip_markup(text, *ident_span)
        lead = find_leading_id(text, start, end)
        rest = normalize_name(text[lead.end : end])  # empty for an emoji
        ident = lead if lead.text and not rest else IdMatch(start, end, text[start:end])
    if span is None or span[0] == span[1]:
        span = ident_span
    if span is None:
        return None
    if _is_group(row, span):
        return None
    start, end = strip_markup(text, *span)
    name = text[start:end]
    status = status_of_row(text, row, roles)
    struck = _is_struck(text, *span)
    ident = ident if ident.text else _find_id_beside(text, row, roles, span[0])
    ident = ident if ident.text else find_leading_id(text, *span)
    return Item(
        ItemKind.ROW,
        start,
        end,
        name,
        _normalize_item_name(name),
        ident.text,
        status,
        0,
        struck,
        ident.start,
    )


def _find_id_beside(text: str, row: Row, roles: TableRoles, name_start: int) -> IdMatch:
    """Return the id that is all of a cell left of the name: `T-29 | X-02 …` is T-29."""
    for cell, role in zip(row.cells, roles.roles, strict=False):
        start, end = strip_markup(text, cell.text_start, cell.text_end)
        if end <= name_start and role in {None, Role.NUMBER} and is_id(text[start:end]):
            return IdMatch(start, end, text[start:end])
    return IdMatch(0, 0, "")


def _is_group(row: Row, span: tuple[int, int]) -> bool:
    """Tell whether only the cell at `span` is filled, so that the row is the title of a group."""
    return len(row.cells) > 1 and all(
        cell.text_start == cell.text_end or (cell.text_start, cell.text_end) == span
        for cell in row.cells
    )


def _is_struck(text: str, start: int, end: int) -> bool:
    """Tell whether all of ``text[start:end]`` is struck through (GFM 0.29, section 6.5)."""
    words = text[start:end].strip(" \t\r\n.!").strip("*_")
    return len(words) > 4 and words.startswith("~~") and words.find("~~", 2) == len(words) - 2


def _document_item(block: Block) -> Item:
    values: dict[Role | None, tuple[int, int]] = {}
    title: tuple[int, int] | None = None
    for field in facts_of(block).fields:
        span = field.value_start, field.value_end
        values.setdefault(find_role(field.name), span)
        if title is None and strip_accents(normalize_name(field.name)) in words().titles:
            title = span
    start, end = title or values.get(Role.ID) or values[Role.STATUS]
    name = block.text[start:end]
    at, stop = values.get(Role.ID, (0, 0))
    ident = block.text[at:stop]
    status = _status_use(StatusPlace.FRONT_MATTER, block.text, *values[Role.STATUS])
    return Item(
        ItemKind.DOCUMENT, start, end, name, _normalize_item_name(name), ident, status, id_start=at
    )


def _section_item(block: Block) -> Item:
    heading = facts_of(block).heading
    assert heading is not None  # noqa: S101 (the caller looked)
    stated = read_heading_status(heading.title)
    status = None
    box = next(iter(facts_of(block).list_items), None)
    if box:
        status = _box_status(box)
    elif stated is not None:
        start, end = heading.start + stated.start, heading.start + stated.end
        text = block.text[start:end]
        status = StatusUse(StatusPlace.HEADING, start, end, text, stated.status)
    span = (box.text_start, box.text_end) if box else (heading.start, heading.end)
    start, end = strip_markup(block.text, *span)
    name = block.text[start:end]
    ident = find_leading_id(block.text, *span)
    struck = _is_struck(block.text, *span)
    return Item(
        ItemKind.SECTION,
        start,
        end,
        name,
        _normalize_item_name(name),
        ident.text,
        status,
        block.level,
        struck,
        ident.start,
    )


def _task_item(text: str, list_item: ListItem) -> Item:
    start, end = strip_markup(text, list_item.text_start, list_item.text_end)
    bold = _BOLD_LEAD.match(text, start, end)
    if bold and bold["name"][0] not in _LABEL_OPENS:
        # "**Name** - what it is about": the bold words are the name.
        start, end = bold.span("name")
    name = text[start:end]
    kind = ItemKind.TASK if list_item.mark else ItemKind.CARD
    status = _box_status(list_item) if list_item.mark else None
    struck = _is_struck(text, list_item.text_start, list_item.text_end)
    ident = find_leading_id(text, list_item.text_start, list_item.text_end)
    return Item(
        kind,
        start,
        end,
        name,
        _normalize_item_name(name),
        ident.text,
        status,
        list_item.depth,
        struck,
        ident.start,
    )


def _box_status(list_item: ListItem) -> StatusUse:
    at = list_item.mark_at
    return StatusUse(
        StatusPlace.CHECKBOX, at, at + 1, list_item.mark, checkbox_status(list_item.mark)
    )


def _normalize_item_name(name: str) -> str:
    return normalize_name(name) if len(name) <= _MAX_NAME_LENGTH else ""
