"""Items of a backlog: table rows, tasks, cards, sections and task documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.blocks.block_cache import cache_of, facts_of
from backlog_ls.model.blocks.markup import strip_markup
from backlog_ls.model.items.cards import (
    box_status,
    is_struck,
    list_items_as_work,
    normalize_item_name,
    read_status_use,
)
from backlog_ls.model.items.field_values import find_id_value
from backlog_ls.model.items.item import Item, ItemKind, StatusPlace, StatusUse
from backlog_ls.model.names.ids import (
    IdMatch,
    find_leading_id,
    find_leading_number,
    is_dotted_number,
    is_id,
)
from backlog_ls.model.names.normalize import normalize_name, strip_accents
from backlog_ls.model.statuses.heading_status import read_heading_status
from backlog_ls.model.statuses.status import Status
from backlog_ls.model.tables.placeholders import is_placeholder
from backlog_ls.model.tables.roles import Role, TableKind, find_role, roles_of_header
from backlog_ls.model.words import words
from backlog_ls.syntax.block import Block, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_ls.model.blocks.facts import Facts
    from backlog_ls.model.blocks.fields import Field
    from backlog_ls.model.tables.roles import TableRoles
    from backlog_ls.syntax.table import Row


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
    items = list(list_items_as_work(block, found, cards=cards))
    for grid in found.nested_tables:
        grid_roles = roles_of_header(block.text, grid.header)
        if is_work_table(grid_roles):
            rows = (_row_item(block.text, row, grid_roles) for row in grid.rows)
            items += [row for row in rows if row]
    return tuple(items)


_POSSIBLE_KINDS = {TableKind.POSSIBLE_STATUS, TableKind.POSSIBLE_FEATURES}
_WORK_KINDS = {TableKind.STATUS, TableKind.FEATURES, *_POSSIBLE_KINDS}


def is_work_table(roles: TableRoles) -> bool:
    """Tell whether the rows of a table with these roles are items."""
    return roles.kind in _WORK_KINDS


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
        None
        if span is None or span[0] == span[1]
        else read_status_use(StatusPlace.CELL, text, *span)
    )


def _row_item(text: str, row: Row, roles: TableRoles) -> Item | None:
    span = cell_span_in_row(row, roles.name)
    ident_span = cell_span_in_row(row, roles.id)
    ident = IdMatch(0, 0, "")
    if ident_span:
        ident = find_id_value(text, *ident_span)
    if span is None or span[0] == span[1]:
        span = ident_span
    if span is None:
        return None
    if _is_group(row, span):
        return None
    start, end = strip_markup(text, *span)
    name = text[start:end]
    status = status_of_row(text, row, roles)
    confident = roles.kind not in _POSSIBLE_KINDS
    if not confident and not _may_be_work(name, ident.text, status, roles):
        return None
    struck = is_struck(text, *span)
    ident = ident if ident.text else _find_id_beside(text, row, roles, span[0])
    ident = ident if ident.text else find_leading_id(text, *span)
    return Item(
        ItemKind.ROW,
        start,
        end,
        name,
        normalize_item_name(name),
        ident.text,
        status,
        0,
        struck,
        ident.start,
        confident,
    )


def _may_be_work(name: str, ident: str, status: StatusUse | None, roles: TableRoles) -> bool:
    """Tell whether a row of a possible table may be work.

    A total is not, nor `Chrome | supported`, nor `debug | Show all messages`, whose key is not an id.
    """
    first = strip_accents(normalize_name(name)).split(" ")[0]
    if not first or first in words().totals or is_placeholder(name):
        return False
    if roles.kind is TableKind.POSSIBLE_FEATURES:
        return roles.id is None or any(map(str.isdigit, ident))
    return status is not None and status.status is not Status.UNKNOWN


def _find_id_beside(text: str, row: Row, roles: TableRoles, name_start: int) -> IdMatch:
    """Return the id that is all of a cell left of the name: `T-29 | X-02 …` is T-29."""
    for cell, role in zip(row.cells, roles.roles, strict=False):
        start, end = strip_markup(text, cell.text_start, cell.text_end)
        if end > name_start or role not in {None, Role.NUMBER}:
            continue
        numbered = role is Role.NUMBER and is_dotted_number(text[start:end])
        if numbered or is_id(text[start:end]):
            return IdMatch(start, end, text[start:end])
    return IdMatch(0, 0, "")


def _is_group(row: Row, span: tuple[int, int]) -> bool:
    """Tell whether only the cell at `span` is filled, so that the row is the title of a group."""
    return len(row.cells) > 1 and all(
        cell.text_start == cell.text_end or (cell.text_start, cell.text_end) == span
        for cell in row.cells
    )


def _document_item(block: Block) -> Item:
    values: dict[Role | None, tuple[int, int]] = {}
    title: Field | None = None
    for field in facts_of(block).fields:
        values.setdefault(find_role(field.name), (field.value_start, field.value_end))
        if title is None and strip_accents(normalize_name(field.name)) in words().titles:
            title = field
    start, end = values.get(Role.ID) or values[Role.STATUS]
    name = block.text[start:end]
    if title and title.value_start < title.value_end:
        start, end, name = title.value_start, title.value_end, title.value(block.text)
    at, stop = values.get(Role.ID, (0, 0))
    ident = block.text[at:stop]
    status = read_status_use(StatusPlace.FRONT_MATTER, block.text, *values[Role.STATUS])
    return Item(
        ItemKind.DOCUMENT, start, end, name, normalize_item_name(name), ident, status, id_start=at
    )


def _section_item(block: Block) -> Item:
    heading = facts_of(block).heading
    assert heading is not None  # noqa: S101 (the caller looked)
    stated = read_heading_status(heading.title)
    status = None
    box = next(iter(facts_of(block).list_items), None)
    if box:
        status = box_status(box)
    elif stated is not None:
        start, end = heading.start + stated.start, heading.start + stated.end
        text = block.text[start:end]
        status = StatusUse(StatusPlace.HEADING, start, end, text, stated.status)
    span = (box.text_start, box.text_end) if box else (heading.start, heading.end)
    start, end = strip_markup(block.text, *span)
    name = block.text[start:end]
    ident = find_leading_id(block.text, *span)
    if status and not ident.text:
        ident = find_leading_number(block.text, *span)
    struck = is_struck(block.text, *span)
    return Item(
        ItemKind.SECTION,
        start,
        end,
        name,
        normalize_item_name(name),
        ident.text,
        status,
        block.level,
        struck,
        ident.start,
    )
