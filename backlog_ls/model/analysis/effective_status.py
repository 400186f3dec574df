"""The status of an item in its context."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.analysis.section_status import read_certain_status, read_section_statuses
from backlog_ls.model.items.item import Item, ItemKind, StatusPlace
from backlog_ls.model.statuses.status import Status

if TYPE_CHECKING:
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.document.context import Context
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place

OPEN_OR_UNKNOWN = frozenset({Status.TODO, Status.UNKNOWN})


def effective_status(backlog: Backlog, place: Place[Block], context: Context, item: Item) -> Status:
    """Return the status of `item` in the block at `place`; UNKNOWN if it is not certain."""
    if item.kind is not ItemKind.SECTION:
        return declared_meaning(item, context, context.column_status)
    if item.status and item.status.place is StatusPlace.CHECKBOX:
        return item.status.status
    certain = read_certain_status(backlog, place)
    if certain:
        return certain.status
    if context.column_status and not read_section_statuses(backlog, place):
        return context.column_status  # a card whose title is a heading
    return Status.UNKNOWN


def declared_meaning(item: Item, context: Context, column: Status | None) -> Status:
    """Return the meaning of the status of `item`, by a legend or by its kanban column.

    Args:
        item: Any item except a section.
        context: The context of its block.
        column: The status of its kanban column, if it is in one.
    """
    use = item.status
    status = use.status if use else Status.UNKNOWN
    if use and use.place is not StatusPlace.CHECKBOX:
        term = context.vocabulary.find_term(use.text) if context.vocabulary else None
        return term.status if term and term.status is not Status.UNKNOWN else status
    if column and status in OPEN_OR_UNKNOWN:
        return column
    if item.struck and status in OPEN_OR_UNKNOWN:
        return Status.CANCELLED
    return status
