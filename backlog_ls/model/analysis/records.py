"""Records: the items of a document with all their values, for lists and overviews.

This walks the whole document, so it is for commands and views, not for every keystroke.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.analysis.bullets import find_work, read_bullet_status
from backlog_ls.model.analysis.effective_status import OPEN_OR_UNKNOWN, declared_meaning
from backlog_ls.model.analysis.kanban import find_column_headings, is_card_heading
from backlog_ls.model.analysis.record import Record
from backlog_ls.model.analysis.section_items import complete_sections, mark_numbered_items
from backlog_ls.model.analysis.section_status import (
    is_status_label,
    read_section_statuses,
    resolve_status_use,
)
from backlog_ls.model.analysis.work_tables import read_section, work_roles
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.items.dependency_uses import find_dependency_uses
from backlog_ls.model.items.item import Item, ItemKind, StatusPlace
from backlog_ls.model.items.items import cell_span_in_row, find_items, is_work_table
from backlog_ls.model.names.ids import find_leading_id, find_leading_number, id_series, normalize_id
from backlog_ls.model.names.normalize import EMOJI_CLUSTER
from backlog_ls.model.statuses.heading_status import read_heading_status
from backlog_ls.model.statuses.status import INACTIVE_STATUSES, Status, read_status
from backlog_ls.model.tables.roles import Role, find_role, roles_of_header
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.document.context import Context
    from backlog_ls.model.tables.roles import TableRoles
    from backlog_ls.syntax.table import Row
    from backlog_ls.text.rope import Place


_TITLE_LEVEL = 7
"""The level of a paragraph with a bold title, which is below every heading."""
_PRIORITY = pattern(r"P\d")
_AFTER_ID = pattern(r"[*_`]*(?:\]|\s*(?:[:：()|·—–]|-\s|\Z))")


class _OpenSection(NamedTuple):
    level: int
    title: str
    record: Record
    column: Status | None
    """The status of its kanban column."""
    status: Status | None
    """The status that it states, or the nearest section around it; None if none does."""


def read_records(backlog: Backlog) -> list[Record]:
    """Return the items of a document, in order."""
    walk = _Walk(backlog)
    mark_numbered_items(walk.found)
    complete_sections(backlog, walk.found)
    for record in walk.found:
        while record.parent and not record.parent.is_item:
            record.parent = record.parent.parent
        if record.is_item and record.item.kind is ItemKind.SECTION and not record.id:
            name = record.item.name
            record.id = find_leading_number(name, 0, len(name)).text
    found = [record for record in walk.found if record.is_item]
    _mark_counted(found)
    return found


def _mark_counted(records: list[Record]) -> None:
    """Mark the items that are not counted, because their parts or the rows of a table are.

    A whole whose parts all have an unknown status is counted if its own status is known: it says more.
    A heading without parts is not counted if a row of the document has its id, as in an overview.
    """
    for record in records:
        above = record.parent if record.status is not Status.UNKNOWN else None
        while above and above.is_counted:
            above.is_counted = False
            above = above.parent
    for record in records:
        above = record.parent if record.status is Status.UNKNOWN else None
        while above and above.is_counted and above.status is Status.UNKNOWN:
            above.is_counted = False
            above = above.parent
    rows = {
        normalize_id(record.id): record
        for record in records
        if record.item.kind is ItemKind.ROW and record.item.is_identified
    }
    for record in records:
        if record.item.kind is ItemKind.SECTION and record.is_counted and record.id:
            row = rows.get(normalize_id(record.id))
            if row and row.status is Status.UNKNOWN is not record.status:
                row.is_counted = False
            elif row:
                record.is_counted = False


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
            elif row and (roles := work_roles(backlog, context)):
                self._rows(place, find_items(place.piece, roles), [row], roles, context)

    def _section(self, place: Place[Block]) -> None:
        while self.open and self.open[-1].level >= place.piece.level:
            self.open.pop()
        (item,) = find_items(place.piece)
        item = _with_id_after_sign(place.piece.text, item)
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
        if item.struck and not use and record.status not in INACTIVE_STATUSES:
            record.status = Status.CANCELLED
        box = facts_of(place.piece).list_items
        states_something = bool(use or item.struck or box or self._has_certain_id(place, item))
        is_card = inherited is not None and is_card_heading(self.backlog, place)
        is_label = is_status_label(place.piece) and use is None
        record.is_item = (states_something or is_card) and column is None and not is_label
        heading = facts_of(place.piece).heading
        title = heading.title if heading else ""
        around = self.open[-1].status if self.open else None
        stated_status = status if status is not Status.UNKNOWN else around
        level = place.piece.level
        self.open.append(_OpenSection(level, title, record, column or inherited, stated_status))

    def _open_title(self, record: Record) -> None:
        """Begin the item of a paragraph with a bold title; it ends at the next one or a heading."""
        if self.open and self.open[-1].level == _TITLE_LEVEL:
            above = self.open.pop().record.parent
            record.parent, record.sections = above, record.sections[:-1]
        around = self.open[-1] if self.open else None
        column, status = (around.column, around.status) if around else (None, None)
        stated = record.status if record.item.status else status
        self.open.append(_OpenSection(_TITLE_LEVEL, record.item.name, record, column, stated))

    def _has_certain_id(self, place: Place[Block], item: Item) -> bool:
        """Tell whether a heading begins with an id, not with a name such as `GA4` or `UTF-8`.

        A sign follows it, or there are more of its kind.
        """
        if not item.id or _PRIORITY.fullmatch(item.id):
            return False
        text = place.piece.text
        if "." in item.id or _AFTER_ID.match(text, item.id_start + len(item.id)):
            return True
        series = id_series(normalize_id(item.id))
        return len(self.backlog.index.get(SymbolKind.ID_SERIES, series)) > 1

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
            if record.status is Status.UNKNOWN and Role.STATUS not in roles.roles:
                record.status = _read_progress(place.piece.text, row, roles)
            if record.status is Status.UNKNOWN and Role.STATUS not in roles.roles:
                record.status = self._status_of_listed(record, roles, context)
            record.dependencies += [
                place.piece.text[use.start : use.end]
                for use in find_dependency_uses(place.piece, roles)
                if row.start <= use.start < row.end
            ]

    def _status_of_listed(self, record: Record, roles: TableRoles, context: Context) -> Status:
        """Return the status of a row in a table without a status column and outside of columns.

        A section that is finished or deferred. Otherwise there is work to do, unless the
        table has dates, which may be those on which it was done.
        """
        if Role.FINISHED in record.values:
            return Status.DONE
        in_name = read_heading_status(record.item.name)  # `**Sign-in** ✅ done`
        if in_name and not in_name.is_whole_title and not in_name.partial:
            return in_name.status
        section = read_section(context, self.backlog)
        around = self.open[-1].status if self.open else None
        for status in (around, section.status if section else None):
            if status in INACTIVE_STATUSES:
                return status or Status.UNKNOWN
        dated = {Role.DATE, Role.FINISHED, Role.STARTED} & {*roles.roles}
        return Status.UNKNOWN if dated else Status.TODO

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
        if record.item.struck and record.status not in INACTIVE_STATUSES:
            record.status = Status.CANCELLED

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
        headings = [above for above in self.open if above.level < _TITLE_LEVEL]
        # Whether `Review` is a kanban column also depends on later sections.
        cards = context.cards or (headings != [] and headings[-1].record.place.key in self.columns)
        items = find_work(self.backlog, place, context._replace(cards=cards))
        for item in items:
            if item.kind is ItemKind.ROW:
                continue
            while chain and chain[-1].item.depth >= item.depth:
                chain.pop()
            record = self._add(place, item, chain[-1] if chain else None)
            self._resolve(record, context)
            if not item.confident and item.kind is ItemKind.CARD:
                record.status = read_bullet_status(self.backlog, context, item)
            if item.kind is ItemKind.DOCUMENT:
                self.document = record
            chain.append(record)
            written.append(record)
            if block.kind == Kind.PARAGRAPH:
                self._open_title(record)

        def owner(at: int) -> Record | None:
            if block.kind == Kind.FRONT_MATTER:
                return written[0] if written else None
            own = next((record for record in reversed(written) if _begin(record) <= at), None)
            return own or (self.open[-1].record if self.open else None)

        for field in found.fields:
            owning_record = owner(field.name_start)
            if owning_record:
                value = field.value(block.text)
                role = find_role(field.name)
                owning_record.add_value(role, value, 0, len(value), name=field.name)
        for signifier in found.signifiers:
            owning_record = owner(signifier.start)
            list_item = found.list_items[signifier.list_item]
            if owning_record in written and owning_record.item.start >= list_item.start:
                owning_record.add_signifier(signifier, block.text)
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


def _with_id_after_sign(text: str, item: Item) -> Item:
    """Return the item of a heading with the id after an emoji: `✅ H-1 · Login`."""
    sign = None if item.id else EMOJI_CLUSTER.match(text, item.start)
    if sign is None:
        return item
    ident = find_leading_id(text, sign.end(), item.end)
    return item._replace(id=ident.text, id_start=ident.start)


def _read_progress(text: str, row: Row, roles: TableRoles) -> Status:
    """Return the status that the progress of a row means: `✅`, `50 %`."""
    column = roles.column(Role.PROGRESS)
    span = cell_span_in_row(row, column) if column is not None else None
    return read_status(text[slice(*span)]).status if span else Status.UNKNOWN


def _begin(record: Record) -> int:
    """Return the start of the item, including a checkbox or a status before its name."""
    use = record.item.status
    leads = use is not None and use.place in {StatusPlace.CHECKBOX, StatusPlace.BULLET}
    return min(record.item.start, use.start) if use and leads else record.item.start
