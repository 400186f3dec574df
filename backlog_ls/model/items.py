"""Items: the rows, tasks and sections that a backlog is about."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.facts import facts
from backlog_ls.model.fold import fold
from backlog_ls.model.headers import TableKind
from backlog_ls.model.headings import section_status
from backlog_ls.model.markup import unwrapped
from backlog_ls.model.status import Status, canonical, mark_status
from backlog_ls.syntax.block import Block, Kind

if TYPE_CHECKING:
    from backlog_ls.model.entries import Entry
    from backlog_ls.model.headers import TableRoles


class ItemKind(Enum):
    """How an item is written."""

    SECTION = "section"
    ROW = "row"
    TASK = "task"


class StatusPlace(Enum):
    """Where a status is written."""

    CELL = "cell"
    FIELD = "field"
    HEADING = "heading"
    CHECKBOX = "checkbox"


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


_IDENT = re.compile(
    r"\s*(?:\*\*|`|\[)?(?P<id>[A-Z][A-Za-z]{0,11}-\d{1,6}|[A-Z]{1,4}\d{1,5}(?:\.\d{1,4})*)"
    r"(?=[\s:.)*`\]\-\u2013\u2014|]|$)"
)
_BOLD_LEAD = re.compile(r"(\*\*|__)(?P<name>.+?)\1")
_LONGEST_NAME = 300
"""A name is compared as a whole; a paragraph of text in a cell is not a name."""


def items_of(block: Block, roles: TableRoles | None = None) -> tuple[Item, ...]:
    """Return the items that `block` writes.

    Args:
        block: any block.
        roles: for a row, what the columns of its table are for.
    """
    if block.kind == Kind.ROW:
        if roles is None or roles.kind not in {TableKind.STATUS, TableKind.FEATURES}:
            return ()
        item = _row_item(block, roles)
        return (item,) if item else ()
    found = facts(block)
    if found.heading:
        return (_section_item(block),)
    return tuple(_task_item(block.text, entry) for entry in found.entries if entry.mark)


def status_cell(block: Block, roles: TableRoles) -> StatusUse | None:
    """Return the status that the row `block` states, or None where its cell is empty or missing."""
    span = cell_span(block, roles.status)
    if span is None or span[0] == span[1]:
        return None
    start, end = unwrapped(block.text, *span)
    text = block.text[start:end]
    return StatusUse(StatusPlace.CELL, start, end, text, canonical(text))


def cell_span(block: Block, column: int | None) -> tuple[int, int] | None:
    """Return where the text of cell number `column` of the row `block` stands, or None."""
    row = facts(block).row
    if row is None or column is None or column >= len(row.cells):
        return None
    cell = row.cells[column]
    return cell.text_start, cell.text_end


def _row_item(block: Block, roles: TableRoles) -> Item | None:
    span = cell_span(block, roles.name)
    ident_span = cell_span(block, roles.id)
    ident = ""
    if ident_span:
        start, end = unwrapped(block.text, *ident_span)
        ident = block.text[start:end]
    if span is None or span[0] == span[1]:
        span = ident_span
    if span is None:
        return None
    if _is_group(block, span):
        return None
    start, end = unwrapped(block.text, *span)
    name = block.text[start:end]
    status = status_cell(block, roles)
    return Item(ItemKind.ROW, start, end, name, _name_key(name), ident, status)


def _is_group(block: Block, span: tuple[int, int]) -> bool:
    """Tell whether only the cell at `span` of a row is filled: a title for the rows below it."""
    row = facts(block).row
    return (
        row is not None
        and len(row.cells) > 1
        and all(
            cell.text_start == cell.text_end or (cell.text_start, cell.text_end) == span
            for cell in row.cells
        )
    )


def _section_item(block: Block) -> Item:
    heading = facts(block).heading
    assert heading is not None  # noqa: S101 (the caller looked)
    stated = section_status(heading.title)
    status = None
    if stated is not None:
        start, end = heading.start + stated.start, heading.start + stated.end
        text = block.text[start:end]
        status = StatusUse(StatusPlace.HEADING, start, end, text, stated.status)
    start, end = unwrapped(block.text, heading.start, heading.end)
    name = block.text[start:end]
    return Item(
        ItemKind.SECTION, start, end, name, _name_key(name), _ident(name), status, block.level
    )


def _task_item(text: str, entry: Entry) -> Item:
    start, end = unwrapped(text, entry.text_start, entry.text_end)
    bold = _BOLD_LEAD.match(text, start, end)
    if bold:
        # "**Name** - what it is about": the bold words are the name.
        start, end = bold.span("name")
    name = text[start:end]
    status = StatusUse(
        StatusPlace.CHECKBOX,
        entry.mark_at,
        entry.mark_at + 1,
        entry.mark,
        mark_status(entry.mark),
    )
    return Item(ItemKind.TASK, start, end, name, _name_key(name), _ident(name), status, entry.depth)


def _name_key(name: str) -> str:
    return fold(name) if len(name) <= _LONGEST_NAME else ""


def _ident(name: str) -> str:
    match = _IDENT.match(name)
    return match["id"] if match else ""
