"""Everything that a document says of each of its items, for whoever lists them.

This walks the whole document: it is for commands and views that show all of it, never for a
keystroke.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.analysis.effective_status import OPEN_OR_UNSAID, meant
from backlog_ls.model.analysis.kanban import column_headings
from backlog_ls.model.analysis.section_status import stated_meaning, stated_statuses
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.blocks.markup import unwrapped
from backlog_ls.model.items.dependencies import needs_in
from backlog_ls.model.items.items import Item, ItemKind, StatusPlace, items_of, lists_work, row_span
from backlog_ls.model.statuses.status import Status
from backlog_ls.model.tables.headers import Role, header_role
from backlog_ls.model.tables.roles import roles_of_row
from backlog_ls.syntax.block import Block, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.document.context import Context
    from backlog_ls.model.tables.headers import TableRoles
    from backlog_ls.syntax.table import Row
    from backlog_ls.text.rope import Place

KEPT = {
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
"""What is kept of an item, beside its name, id and status."""
_MAKES_AN_ITEM = KEPT - {Role.DATE}
"""A section with such a field is an item; `Last updated` stands in any document."""
_DATES = {Role.DATE, Role.DUE, Role.STARTED, Role.FINISHED}
_LONGEST_UNDATED = 20
"""Code points of what may stand for a date without a digit in it (`next spring`): more is prose,
as in `Completed: the login form keeps its values`."""


class Record:
    """An item, and what is said of it. It grows while its document is walked."""

    __slots__ = (
        "counts",
        "ident",
        "item",
        "needs",
        "parent",
        "place",
        "raw",
        "sections",
        "status",
        "values",
    )

    def __init__(
        self, place: Place[Block], item: Item, sections: tuple[str, ...], parent: Record | None
    ) -> None:
        self.place = place
        self.item = item
        self.sections = sections
        """The titles of the sections that it stands in, outermost first, as written."""
        self.parent = parent
        """The item that it is a part of."""
        self.raw = item.status.text if item.status else ""
        """The status as written; where its column states it, the title of that."""
        self.status = item.status.status if item.status else Status.UNKNOWN
        self.values: dict[Role, str] = {}
        """As written, without the markup around, by what it is."""
        self.ident = item.ident
        """As written; empty without one."""
        self.needs: list[str] = []
        """The ids that it waits for, as written."""
        self.counts = item.kind is not ItemKind.SECTION
        """Whether it is an item; a section is one by what it says of itself."""

    def keep(self, role: Role | None, text: str, start: int, end: int) -> None:
        """Take ``text[start:end]`` as what it says of `role`, if that is kept and nothing was."""
        start, end = unwrapped(text, start, end)
        if role is Role.ID and start < end and not self.ident:
            self.ident = text[start:end]
            self.counts = True
        elif role in KEPT and start < end and role not in self.values:
            dated = end - start <= _LONGEST_UNDATED or any(c.isdigit() for c in text[start:end])
            if role in _DATES and not dated:
                return
            self.values[role] = text[start:end]
            self.counts = self.counts or role in _MAKES_AN_ITEM


class _Above(NamedTuple):
    level: int
    title: str
    record: Record
    column: Status | None
    """The status that it is the column of."""


def records(backlog: Backlog) -> list[Record]:
    """Return the items of a document in its order."""
    walk = _Walk(backlog)
    for record in walk.found:
        while record.parent and not record.parent.counts:
            record.parent = record.parent.parent
    return [record for record in walk.found if record.counts]


class _Walk:
    """One pass over a document, with the sections that are open."""

    def __init__(self, backlog: Backlog) -> None:
        self.backlog = backlog
        self.found: list[Record] = []
        self.open: list[_Above] = []
        self.document: Record | None = None
        self.columns = column_headings(backlog)
        for place, context in backlog.contexts():
            row = facts(place.piece).row
            if place.piece.kind == Kind.HEADING:
                self._section(place)
            elif place.piece.kind != Kind.ROW:
                self._others(place, context)
            elif row and context.roles:
                self._rows(
                    place, items_of(place.piece, context.roles), [row], context.roles, context
                )

    def _section(self, place: Place[Block]) -> None:
        while self.open and self.open[-1].level >= place.piece.level:
            self.open.pop()
        (item,) = items_of(place.piece)
        record = self._add(place, item)
        stated = [
            (use, stated_meaning(self.backlog, key, use))
            for key, use in stated_statuses(self.backlog, place)
        ]
        known = (one for one in stated if one[1] is not Status.UNKNOWN)
        use, status = next(known, None) or next(iter(stated), (None, Status.UNKNOWN))
        if use:
            record.raw, record.status = use.text, status
        elif item.status and item.status.place is StatusPlace.HEADING:
            record.raw, record.status = "", Status.UNKNOWN
        column = self.columns.get(place.key)
        inherited = self.open[-1].column if self.open else None
        if inherited and not use:
            record.raw, record.status = self._column_title(), inherited
        said = bool(use or item.ident or item.struck or facts(place.piece).entries)
        record.counts = said and column is None
        heading = facts(place.piece).heading
        title = heading.title if heading else ""
        self.open.append(_Above(place.piece.level, title, record, column or inherited))

    def _rows(
        self,
        place: Place[Block],
        items: Iterable[Item],
        rows: Iterable[Row],
        roles: TableRoles,
        context: Context,
    ) -> None:
        if not lists_work(roles):
            return
        written = {row.start: row for row in rows}
        starts = sorted(written)
        for item in items:
            row = written[starts[bisect_right(starts, item.start) - 1]]
            record = self._add(place, item)
            self._resolve(record, context)
            for column, role in enumerate(roles.roles):
                span = row_span(row, column)
                if span:
                    record.keep(role, place.piece.text, *span)
            record.needs += [
                place.piece.text[need.start : need.end]
                for need in needs_in(place.piece, roles)
                if row.start <= need.start < row.end
            ]

    def _add(self, place: Place[Block], item: Item, parent: Record | None = None) -> Record:
        above = self.open[-1].record if self.open else self.document
        titles = tuple(each.title for each in self.open)
        record = Record(place, item, titles, parent or above)
        self.found.append(record)
        return record

    def _resolve(self, record: Record, context: Context) -> None:
        """Say what its status means here, and where that is said."""
        above = self.open[-1] if self.open else None
        column = above.column if above else None
        own = record.status
        record.status = meant(record.item, context, column)
        use = record.item.status
        boxed = use is None or use.place is StatusPlace.CHECKBOX
        if above and column and boxed and own in OPEN_OR_UNSAID:
            record.raw = self._column_title()

    def _column_title(self) -> str:
        """Return the title of the innermost column that is open."""
        titles = (
            above.title for above in reversed(self.open) if above.record.place.key in self.columns
        )
        return next(titles, "")

    def _others(self, place: Place[Block], context: Context) -> None:
        """Read list items, front matter, and the fields that speak for a section."""
        block = place.piece
        found = facts(block)
        written: list[Record] = []
        chain: list[Record] = []  # the items that are open, by depth
        # Whether `Review` is a column is seen from the sections behind it too.
        cards = context.cards or (
            bool(self.open) and self.open[-1].record.place.key in self.columns
        )
        for item in items_of(block, cards=cards):
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
            of = owner(field.name_start)
            if of:
                of.keep(header_role(field.name), block.text, field.value_start, field.value_end)
        for need in needs_in(block):
            of = owner(need.start)
            if of:
                of.needs.append(block.text[need.start : need.end])
        for grid in found.grids:
            roles = roles_of_row(block.text, grid.header)
            rows = [
                item
                for item in items_of(block)
                if item.kind is ItemKind.ROW
                and grid.rows
                and grid.rows[0].start <= item.start < grid.rows[-1].end
            ]
            self._rows(place, rows, grid.rows, roles, context)


def _begin(record: Record) -> int:
    """Return where a list item begins whose name may stand behind its box."""
    use = record.item.status
    boxed = use is not None and use.place is StatusPlace.CHECKBOX
    return min(record.item.start, use.start) if use and boxed else record.item.start
