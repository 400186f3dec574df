"""The status that an item has where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.analysis.section_status import certain_status
from backlog_ls.model.items.items import Item, ItemKind, StatusPlace
from backlog_ls.model.statuses.status import Status

if TYPE_CHECKING:
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.document.context import Context
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place

OPEN_OR_UNSAID = frozenset({Status.TODO, Status.UNKNOWN})


def standing(backlog: Backlog, place: Place[Block], context: Context, item: Item) -> Status:
    """Return the status of `item`, which the block at `place` writes, or UNKNOWN: not certain."""
    if item.kind is not ItemKind.SECTION:
        return meant(item, context, context.column)
    if item.status and item.status.place is StatusPlace.CHECKBOX:
        return item.status.status
    certain = certain_status(backlog, place)
    return certain[2] if certain else Status.UNKNOWN


def meant(item: Item, context: Context, column: Status | None) -> Status:
    """Return what the status of `item` means: a legend decides, or the column that it stands in.

    Args:
        item: no section.
        context: that it stands in.
        column: the status that the title of a section around it is.
    """
    use = item.status
    status = use.status if use else Status.UNKNOWN
    if use and use.place is not StatusPlace.CHECKBOX:
        term = context.vocabulary.find(use.text) if context.vocabulary else None
        return term.status if term and term.status is not Status.UNKNOWN else status
    if column and status in OPEN_OR_UNSAID:
        return column
    if item.struck and status in OPEN_OR_UNSAID:
        return Status.CANCELLED
    return status
