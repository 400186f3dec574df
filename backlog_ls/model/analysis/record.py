"""An item of a document with all its values, as lists and overviews show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.blocks.markup import strip_markup
from backlog_ls.model.blocks.signifiers import PRIORITIES, Signifier, SignifierKind
from backlog_ls.model.items.date_uses import DATE_ROLES, is_last_update_name
from backlog_ls.model.items.field_values import (
    find_amount,
    find_date_value,
    find_id_value,
    find_names,
)
from backlog_ls.model.items.item import Item, ItemKind
from backlog_ls.model.names.normalize import normalize_name
from backlog_ls.model.statuses.status import Status
from backlog_ls.model.tables.roles import Role

if TYPE_CHECKING:
    from backlog_ls.syntax.block import Block
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


_OTHER_DATES = {
    "created": "created",
    "created at": "created",
    "created date": "created",
    "created on": "created",
    "date created": "created",
    "scheduled": "scheduled",
    "cancelled": "cancelled",
}
"""Names of fields, as tools write them, with dates that have no role of their own."""


_SIGNIFIED_DATES: dict[SignifierKind, tuple[Role | None, str]] = {
    SignifierKind.DUE: (Role.DUE, ""),
    SignifierKind.STARTED: (Role.STARTED, ""),
    SignifierKind.FINISHED: (Role.FINISHED, ""),
    SignifierKind.SCHEDULED: (None, "scheduled"),
    SignifierKind.CREATED: (None, "created"),
    SignifierKind.CANCELLED: (None, "cancelled"),
}


class Record:
    """An item with its values. It is mutable while its document is walked."""

    __slots__ = (
        "_owner_field",
        "dependencies",
        "id",
        "is_counted",
        "is_item",
        "item",
        "other_dates",
        "owners",
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
        """The values by role, as written but without the markup around them. Dates, estimates and
        owners without what else is in their place."""
        self.other_dates: dict[str, str] = {}
        """The dates when it was ``created`` and ``updated``, when it is ``scheduled``, and when it was
        ``cancelled``, as written."""
        self.owners: list[str] = []
        """The names of all its owners, as written, without duplicates."""
        self._owner_field = ""
        self.id = item.id
        """The id as written; empty without one."""
        self.dependencies: list[str] = []
        """The ids that it depends on, as written."""
        self.is_item = item.kind is not ItemKind.SECTION
        """Whether it is an item. A section is one only if it has a status, an id or values."""
        self.is_counted = True
        """Whether it is counted. An item with parts is not: these are. Nor is a heading for a row."""

    def add_value(
        self, role: Role | None, text: str, start: int, end: int, *, name: str = ""
    ) -> None:
        """Record what ``text[start:end]`` states as the value of `role`.

        The first value of a role counts; of owners all do. Text that is not such a value, like prose
        in place of a date, is ignored.

        Args:
            role: The role of the field or column.
            text: Any text.
            start: Start of the value.
            end: End of the value.
            name: The name of the field; empty for a cell.
        """
        start, end = strip_markup(text, start, end)
        if start == end:
            return
        if role is Role.ID:
            ident = find_id_value(text, start, end)
            if ident.text and not self.id:
                self.id, self.is_item = ident.text, True
        elif role is Role.OWNER:
            self._add_owners(find_names(text, start, end), name)
        elif role in DATE_ROLES:
            self._add_date(role, text, find_date_value(text, start, end), name)
        elif role in RECORDED_ROLES and role not in self.values:
            span = find_amount(text, start, end) if role is Role.ESTIMATE else (start, end)
            if span:
                self.values[role] = text[slice(*span)]
                self.is_item = True

    def add_signifier(self, signifier: Signifier, text: str) -> None:
        """Record the value of a signifier or inline field in the text of the item."""
        kind, start, end = signifier.kind, signifier.value_start, signifier.value_end
        if kind in _SIGNIFIED_DATES:
            role, name = _SIGNIFIED_DATES[kind]
            self._add_date(role, text, find_date_value(text, start, end), name)
        elif kind is SignifierKind.PRIORITY and start < end:
            value = PRIORITIES.get(text[start:end], text[start:end])
            self.values.setdefault(Role.PRIORITY, value)
        elif kind is SignifierKind.ID and start < end and not self.id:
            self.id = text[start:end]

    def _add_owners(self, names: list[str], field: str) -> None:
        if names and (not self.owners or field == self._owner_field != ""):
            self.owners += [name for name in names if name not in self.owners]
            self._owner_field = field
            self.is_item = True

    def _add_date(
        self, role: Role | None, text: str, span: tuple[int, int] | None, name: str
    ) -> None:
        if span is None:
            return
        if role:
            self.values.setdefault(role, text[slice(*span)])
        other = "updated" if is_last_update_name(name) else _OTHER_DATES.get(normalize_name(name))
        if other:
            self.other_dates.setdefault(other, text[slice(*span)])
        self.is_item = self.is_item or role in _MAKES_AN_ITEM
