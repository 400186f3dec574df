"""Whether items with dates are done, as far as that is certain, and when they were completed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.items.date_uses import find_date_uses
from backlog_ls.model.items.item import ItemKind, StatusPlace
from backlog_ls.model.items.items import cell_span_in_row, find_items, status_of_row
from backlog_ls.model.names.normalize import normalize_name, strip_accents
from backlog_ls.model.statuses.status import INACTIVE_STATUSES, Status, read_status
from backlog_ls.model.tables.roles import Role, TableKind
from backlog_ls.model.words import words
from backlog_ls.syntax.block import Block, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.context import Context
    from backlog_ls.model.items.date_uses import DateUse
    from backlog_ls.model.items.item import StatusUse
    from backlog_ls.model.tables.roles import TableRoles
    from backlog_ls.syntax.table import Row


def status_of_dated_item(block: Block, use: DateUse, context: Context) -> Status:
    """Return the status of the item that the date `use` belongs to; UNKNOWN if it is not certain.

    For dates of a section, use `effective_section_status`.
    """
    if use.row and use.roles:
        if _is_struck(block, use.row, use.roles):
            return Status.UNKNOWN
        if use.roles.kind is TableKind.FEATURES:
            return context.column_status or Status.UNKNOWN
        stated = status_of_row(block.text, use.row, use.roles)
        is_status_table = use.roles.kind is TableKind.STATUS
        return _resolve_status(stated, context) if stated and is_status_table else Status.UNKNOWN
    if use.list_item >= 0:
        return _status_of_list_item(block, use, context)
    if block.kind == Kind.FRONT_MATTER:
        return next(
            (_resolve_status(item.status, context) for item in find_items(block)), Status.UNKNOWN
        )
    return Status.UNKNOWN


def find_completion_dates(block: Block, context: Context) -> Iterator[DateUse]:
    """Yield the dates in `block` on which something was completed that is stated as done.

    The name of a field must be a completion name: `End` may be planned, `Completed` is not. Column
    titles are not known here, so callers must check them (`is_completion_name`).
    """
    for use in find_date_uses(block, context.roles):
        if use.role is not Role.FINISHED or use.period is None or not use.period.certain:
            continue
        if use.name and not is_completion_name(use.name):
            continue
        if use.is_of_section or _is_listed_as_done(block, use, context):
            yield use


def _is_listed_as_done(block: Block, use: DateUse, context: Context) -> bool:
    status = status_of_dated_item(block, use, context)
    if status is Status.UNKNOWN and use.row and use.roles and context.column_status is None:
        # In a table without statuses, the date itself says that something is done.
        listed = use.roles.kind is TableKind.FEATURES
        return listed and not _is_struck(block, use.row, use.roles)
    return status is Status.DONE


def _is_struck(block: Block, row: Row, roles: TableRoles) -> bool:
    span = cell_span_in_row(row, roles.name)
    return span is not None and block.text.startswith("~~", span[0])


def completion_days(block: Block, context: Context) -> list[str]:
    """Return the distinct first days of `find_completion_dates`, sorted, as ISO 8601 dates."""
    periods = (use.period for use in find_completion_dates(block, context))
    return sorted({period.first.isoformat() for period in periods if period})


def is_completion_name(name: str) -> bool:
    """Tell whether a field or column of this name holds a date in the past: not `End`."""
    statuses = words().statuses
    folded = strip_accents(normalize_name(name))
    candidates = (folded, *folded.split(" "))
    return any(statuses.get(word) == Status.DONE.value for word in candidates)


def _status_of_list_item(block: Block, use: DateUse, context: Context) -> Status:
    """Return the status of a list item. The status of an optional task is UNKNOWN."""
    entry = facts_of(block).list_items[use.list_item]
    if entry.done:
        return Status.DONE
    if use.is_required:
        return context.column_status if context.column_status in INACTIVE_STATUSES else Status.TODO
    if use.list_item == 0 and not entry.mark:
        for item in find_items(block, cards=context.cards):
            if item.kind is ItemKind.CARD and not item.struck:
                return _resolve_status(item.status, context)
    return Status.UNKNOWN


def _resolve_status(use: StatusUse | None, context: Context) -> Status:
    """Return the meaning of a status: by a legend, by its words, or by the kanban column."""
    if use is None:
        return context.column_status or Status.UNKNOWN
    vocabulary = context.vocabulary
    term = vocabulary.find_term(use.text) if vocabulary else None
    if term and term.status is not Status.UNKNOWN:
        return term.status
    reading = read_status(use.text)
    if use.place is not StatusPlace.CHECKBOX and reading.partial:
        return Status.UNKNOWN
    return use.status
