"""Whether an item that has dates is done, as far as that is certain, and when it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.items.date_uses import date_uses
from backlog_ls.model.items.items import ItemKind, StatusPlace, items_of, row_span, row_status
from backlog_ls.model.names.normalize import fold, unaccented
from backlog_ls.model.statuses.status import Status, read_status
from backlog_ls.model.tables.headers import Role, TableKind
from backlog_ls.model.words import words
from backlog_ls.syntax.block import Block, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.context import Context
    from backlog_ls.model.items.date_uses import DateUse
    from backlog_ls.model.items.items import StatusUse
    from backlog_ls.model.tables.headers import TableRoles
    from backlog_ls.syntax.table import Row

CLOSED = frozenset({Status.DONE, Status.CANCELLED, Status.DEFERRED})
"""What an item is in of which nothing is due."""


def item_status(block: Block, use: DateUse, context: Context) -> Status:
    """Return the status of the item that `use` is a date of; unknown where it is not certain.

    What is a date of a section is not looked at: `section_state` says that.
    """
    if use.row and use.roles:
        if _is_struck(block, use.row, use.roles):
            return Status.UNKNOWN
        if use.roles.kind is TableKind.FEATURES:
            return context.column or Status.UNKNOWN
        stated = row_status(block.text, use.row, use.roles)
        works = use.roles.kind is TableKind.STATUS
        return _meaning(stated, context) if stated and works else Status.UNKNOWN
    if use.entry >= 0:
        return _entry_status(block, use, context)
    if block.kind == Kind.FRONT_MATTER:
        return next((_meaning(item.status, context) for item in items_of(block)), Status.UNKNOWN)
    return Status.UNKNOWN


def done_uses(block: Block, context: Context) -> Iterator[DateUse]:
    """Yield the dates on which something that `block` states as done was finished.

    The name of a field must say so: an end may be planned, and `Completed` is not. The title of a
    column is not known here; it must say so too (`says_done`).
    """
    for use in date_uses(block, context.roles):
        if use.role is not Role.FINISHED or use.period is None or not use.period.certain:
            continue
        if use.name and not says_done(use.name):
            continue
        if use.is_of_section or _is_listed_as_done(block, use, context):
            yield use


def _is_listed_as_done(block: Block, use: DateUse, context: Context) -> bool:
    status = item_status(block, use, context)
    if status is Status.UNKNOWN and use.row and use.roles and context.column is None:
        # A table without statuses says by the date itself that something is done.
        listed = use.roles.kind is TableKind.FEATURES
        return listed and not _is_struck(block, use.row, use.roles)
    return status is Status.DONE


def _is_struck(block: Block, row: Row, roles: TableRoles) -> bool:
    span = row_span(row, roles.name)
    return span is not None and block.text.startswith("~~", span[0])


def done_days(block: Block, context: Context) -> list[str]:
    """Return the days that the periods of `done_uses` begin with, in ISO form, each once."""
    periods = (use.period for use in done_uses(block, context))
    return sorted({period.first.isoformat() for period in periods if period})


def says_done(name: str) -> bool:
    """Tell whether a field or column of this name speaks of what has happened: not `End`."""
    statuses = words().statuses
    folded = unaccented(fold(name))
    said = (folded, *folded.split(" "))
    return any(statuses.get(word) == Status.DONE.value for word in said)


def _entry_status(block: Block, use: DateUse, context: Context) -> Status:
    """Return the status of a list item; that of a task which need not be done is unknown."""
    entry = facts(block).entries[use.entry]
    if entry.done:
        return Status.DONE
    if use.firm:
        return context.column if context.column in CLOSED else Status.TODO
    if use.entry == 0 and not entry.mark:
        for item in items_of(block, cards=context.cards):
            if item.kind is ItemKind.CARD and not item.struck:
                return _meaning(item.status, context)
    return Status.UNKNOWN


def _meaning(use: StatusUse | None, context: Context) -> Status:
    """Return what a status means: a legend decides, then its words, then the column of cards."""
    if use is None:
        return context.column or Status.UNKNOWN
    vocabulary = context.vocabulary
    term = vocabulary.find(use.text) if vocabulary else None
    if term and term.status is not Status.UNKNOWN:
        return term.status
    reading = read_status(use.text)
    if use.place is not StatusPlace.CHECKBOX and reading.partial:
        return Status.UNKNOWN
    return use.status
