"""Records: the items of a document with all their values, for lists and overviews.

This walks the whole document, so it is for commands and views, not for every keystroke.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.analysis.effective_status import OPEN_OR_UNKNOWN, declared_meaning
from backlog_ls.model.analysis.kanban import find_column_headings
from backlog_ls.model.analysis.section_status import read_section_statuses, resolve_status_use
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.markup import strip_markup
from backlog_ls.model.items.dependency_uses import find_dependency_uses
from backlog_ls.model.items.items import (
    Item,
    ItemKind,
    StatusPlace,
    cell_span_in_row,
    find_items,
    is_work_table,
)
from backlog_ls.model.statuses.status import Status
from backlog_ls.model.tables.roles import Role, find_role, roles_of_header
from backlog_ls.syntax.block import Block, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.document.context import Context
    from backlog_ls.model.tables.roles import TableRoles
    from backlog_ls.syntax.table import Row
    from backlog_ls.text.rope import Place

RECORDED_ROLES = {
    Role.OWNER,
    Role.PRIORITY,
    Role.ESTIMATE,
    Role.DATE,
    Role.DUE,
    Role.STARTED,
    Role.FINISHED,
    Role.MILESTONE,
    Role.DEPENDS_ON,
}
"""The roles whose values are recorded, besides name, id and status."""
_MAKES_AN_ITEM = RECORDED_ROLES - {Role.DATE}
"""A section with such a field is an item. Plain dates, as in `Last updated`, do not make one."""
_DATES = {Role.DATE, Role.DUE, Role.STARTED, Role.FINISHED}
_MAX_DATE_WORDS_LENGTH = 20
"""Maximum length in code points of a date without digits (`next spring`). A longer value is prose:
`Completed: the login form keeps its values`."""


class Record:
    """An item with its values. It is mutable while its document is walked."""

    __slots__ = (
        "dependencies",
        "id",
        "is_item",
        "item",
        "parent",
        "place",
        "sections",
        "status",
        "status_text",
        "values",
    )

    def __init__(
        self, place: Place[Block], item: Item, sections: tuple[str, ...], parent: Record | None
    ) -> None:
        self.place = place
        self.item = item
        self.sections = sections
        """Titles of the enclosing sections, outermost first, as written."""
        self.parent = parent
        """The item that contains it."""
        self.status_text = item.status.text if item.status else ""
        """The status as written, or the title of its kanban column."""
        self.status = item.status.status if item.status else Status.UNKNOWN
        self.values: dict[Role, str] = {}
        """The values by role, as written but without the markup around them."""
        self.id = item.id
        """The id as written; empty without one."""
        self.dependencies: list[str] = []
        """The ids that it depends on, as written."""
        self.is_item = item.kind is not ItemKind.SECTION
        """Whether it is an item. A section is one only if it has a status, an id or values."""

    def add_value(self, role: Role | None, text: str, start: int, end: int) -> None:
        """Record ``text[start:end]`` as the value of `role`, unless there is one already."""
        start, end = strip_markup(text, start, end)
        if role is Role.ID and start < end and not self.id:
            self.id = text[start:end]
            self.is_item = True
        elif role in RECORDED_ROLES and start < end and role not in self.values:
            dated = end - start <= _MAX_DATE_WORDS_LENGTH or any(
                c.isdigit() for c in text[start:end]
            )
            if role in _DATES and not dated:
                return
            self.values[role] = text[start:end]
            self.is_item = self.is_item or role in _MAKES_AN_ITEM


class _OpenSection(NamedTuple):
    level: int
    title: str
    record: Record
    column: Status | None
    """The status of its kanban column."""


def read_records(backlog: Backlog) -> list[Record]:
    """Return the items of a document, in order."""
    walk = _Walk(backlog)
    for record in walk.found:
        while record.parent and not record.parent.is_item:
            record.parent = record.parent.parent
    return [record for record in walk.found if record.is_item]


class _Walk:
    """One pass over a document, with the sections that are open."""

    def __init__(self, backlog: Backlog) -> None:
        self.backlog = backlog
        self.found: list[Record] = []
        self.open: list[_OpenSection] = []
        self.document: Record | None = None
        self.columns = find_column_headings(backlog)
        for place, context in backlog.contexts():
            row = facts_of(place.piece).row
            if place.piece.kind == Kind.HEADING:
                self._section(place)
            elif place.piece.kind != Kind.ROW:
                self._others(place, context)
            elif row and context.roles:
                self._rows(
                    place, find_items(place.piece, context.roles), [row], context.roles, context
                )

    def _section(self, place: Place[Block]) -> None:
        while self.open and self.open[-1].level >= place.piece.level:
            self.open.pop()
        (item,) = find_items(place.piece)
        record = self._add(place, item)
        stated = [
            (use, resolve_status_use(self.backlog, key, use))
            for key, use in read_section_statuses(self.backlog, place)
        ]
        known = (one for one in stated if one[1] is not Status.UNKNOWN)
        use, status = next(known, None) or next(iter(stated), (None, Status.UNKNOWN))
        if use:
            record.status_text, record.status = use.text, status
        elif item.status and item.status.place is StatusPlace.HEADING:
            record.status_text, record.status = "", Status.UNKNOWN
        column = self.columns.get(place.key)
        inherited = self.open[-1].column if self.open else None
        if inherited and not use:
            record.status_text, record.status = self._column_title(), inherited
        states_something = bool(use or item.id or item.struck or facts_of(place.piece).list_items)
        record.is_item = states_something and column is None
        heading = facts_of(place.piece).heading
        title = heading.title if heading else ""
        self.open.append(_OpenSection(place.piece.level, title, record, column or inherited))

    def _rows(
        self,
        place: Place[Block],
        items: Iterable[Item],
        rows: Iterable[Row],
        roles: TableRoles,
        context: Context,
    ) -> None:
        if not is_work_table(roles):
            return
        written = {row.start: row for row in rows}
        starts = sorted(written)
        for item in items:
            row = written[starts[bisect_right(starts, item.start) - 1]]
            record = self._add(place, item)
            self._resolve(record, context)
            for column, role in enumerate(roles.roles):
                span = cell_span_in_row(row, column)
                if span:
                    record.add_value(role, place.piece.text, *span)
            record.dependencies += [
                place.piece.text[use.start : use.end]
                for use in find_dependency_uses(place.piece, roles)
                if row.start <= use.start < row.end
            ]

    def _add(self, place: Place[Block], item: Item, parent: Record | None = None) -> Record:
        above = self.open[-1].record if self.open else self.document
        titles = tuple(each.title for each in self.open)
        record = Record(place, item, titles, parent or above)
        self.found.append(record)
        return record

    def _resolve(self, record: Record, context: Context) -> None:
        """Resolve the status of `record` in its context."""
        above = self.open[-1] if self.open else None
        column = above.column if above else None
        own = record.status
        record.status = declared_meaning(record.item, context, column)
        use = record.item.status
        boxed = use is None or use.place is StatusPlace.CHECKBOX
        if above and column and boxed and own in OPEN_OR_UNKNOWN:
            record.status_text = self._column_title()

    def _column_title(self) -> str:
        """Return the title of the innermost kanban column."""
        titles = (
            above.title for above in reversed(self.open) if above.record.place.key in self.columns
        )
        return next(titles, "")

    def _others(self, place: Place[Block], context: Context) -> None:
        """Read list items, front matter, and the fields of a section."""
        block = place.piece
        found = facts_of(block)
        written: list[Record] = []
        chain: list[Record] = []  # the enclosing items, by depth
        # Whether `Review` is a kanban column also depends on later sections.
        cards = context.cards or (
            bool(self.open) and self.open[-1].record.place.key in self.columns
        )
        for item in find_items(block, cards=cards):
            if item.kind is ItemKind.ROW:
                continue
            while chain and chain[-1].item.depth >= item.depth:
                chain.pop()
            record = self._add(place, item, chain[-1] if chain else None)
            self._resolve(record, context)
            if item.kind is ItemKind.DOCUMENT:
                self.document = record
            chain.append(record)
            written.append(record)

        def owner(at: int) -> Record | None:
            if block.kind == Kind.FRONT_MATTER:
                return written[0] if written else None
            own = next((record for record in reversed(written) if _begin(record) <= at), None)
            return own or (self.open[-1].record if self.open else None)

        for field in found.fields:
            owning_record = owner(field.name_start)
            if owning_record:
                owning_record.add_value(
                    find_role(field.name), block.text, field.value_start, field.value_end
                )
        for use in find_dependency_uses(block):
            owning_record = owner(use.start)
            if owning_record:
                owning_record.dependencies.append(block.text[use.start : use.end])
        for grid in found.nested_tables:
            roles = roles_of_header(block.text, grid.header)
            rows = [
                item
                for item in find_items(block)
                if item.kind is ItemKind.ROW
                and grid.rows
                and grid.rows[0].start <= item.start < grid.rows[-1].end
            ]
            self._rows(place, rows, grid.rows, roles, context)


def _begin(record: Record) -> int:
    """Return the start of the item, including a checkbox before its name."""
    use = record.item.status
    boxed = use is not None and use.place is StatusPlace.CHECKBOX
    return min(record.item.start, use.start) if use and boxed else record.item.start
