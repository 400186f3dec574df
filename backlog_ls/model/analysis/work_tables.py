"""Tables that list work although their column titles alone do not show it.

`# | Slice | Size`, `Endpoint | Status` and `Task | Notes` list work in a backlog, and are catalogues
elsewhere. So their rows are listed and can be edited in a backlog, but no rule checks them and they are
not in the symbol index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.declared_backlog import is_list_of_work
from backlog_ls.model.items.section_kinds import SectionKind, SectionMeaning, read_section_title
from backlog_ls.model.statuses.heading_status import read_heading_status
from backlog_ls.model.tables.roles import Role, TableKind, roles_of_table

if TYPE_CHECKING:
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.document.context import Context
    from backlog_ls.model.tables.roles import TableRoles

_DECIDING = {SectionKind.COLUMN, SectionKind.WORK, SectionKind.NOTES}


def work_roles(backlog: Backlog, context: Context) -> TableRoles | None:
    """Return the roles of the columns of a row with `context`, also if it only may be work.

    Returns None outside a table.
    """
    roles = context.roles
    if roles is None or roles.kind is not TableKind.OTHER or not is_list_of_work(backlog):
        return roles
    return backlog.remember(work_roles, context.lead, lambda: _read_roles(backlog, context, roles))


def _read_roles(backlog: Backlog, context: Context, certain: TableRoles) -> TableRoles:
    table = backlog.rope.at_key(context.lead)
    if table is None:
        return certain
    section = read_section(context, backlog)
    is_note = section is not None and section.kind is SectionKind.NOTES
    listed = section is not None and not is_note
    possible = roles_of_table(
        table.piece,
        in_backlog=True,
        in_work_section=listed,
        in_column=listed and section is not None and _is_column(backlog, context),
    )
    is_doubtful = (
        possible.kind is TableKind.POSSIBLE_FEATURES and Role.ESTIMATE not in possible.roles
    )
    return certain if is_note and is_doubtful else possible


def _is_column(backlog: Backlog, context: Context) -> bool:
    """Tell whether the heading right above a table is a status of the items below it."""
    place = backlog.rope.at_key(context.sections[-1].key)
    heading = facts_of(place.piece).heading if place else None
    meaning = read_section_title(heading.title) if heading else None
    return (
        meaning is not None
        and meaning.kind in {SectionKind.COLUMN, SectionKind.WORK}
        and meaning.status is not None
        and not meaning.is_period
    )


def read_section(context: Context, backlog: Backlog) -> SectionMeaning | None:
    """Return what the innermost heading says that is about work or notes; None if none is.

    A heading with a status gives that to the rows of tables below it.
    """
    for number, section in reversed(list(enumerate(context.sections))):
        place = backlog.rope.at_key(section.key)
        heading = facts_of(place.piece).heading if place else None
        if heading is None or (number == 0 and section.level == 1 and len(context.sections) > 1):
            break  # the title of the document
        stated = read_heading_status(heading.title)
        if stated:
            return SectionMeaning(SectionKind.COLUMN, stated.status)
        meaning = read_section_title(heading.title)
        if meaning.kind in _DECIDING:
            return meaning
    return None
