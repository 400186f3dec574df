"""What an item is: its name, id and status, and where in a block they are written."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.names.ids import is_dotted_number, is_id

if TYPE_CHECKING:
    from backlog_ls.model.items.bullets import BulletShape
    from backlog_ls.model.statuses.status import Status


class ItemKind(Enum):
    """How an item is written."""

    SECTION = "section"
    ROW = "row"
    TASK = "task"
    CARD = "card"
    """A list item without a checkbox: in a kanban column, with a status, or in a list of work. Or a
    paragraph with a bold, numbered title."""
    DOCUMENT = "document"
    """A document with the front matter of a task."""


class StatusPlace(Enum):
    """Where a status is written."""

    CELL = "cell"
    FIELD = "field"
    HEADING = "heading"
    CHECKBOX = "checkbox"
    BULLET = "bullet"
    """In the text of a list item: `[done] Login`, `**Login** — DONE`."""
    FRONT_MATTER = "front matter"


class StatusUse(NamedTuple):
    """A status as written, without the markup around it. Offsets are code points in the block."""

    place: StatusPlace
    start: int
    end: int
    text: str
    status: Status


class Item(NamedTuple):
    """An item, independent of its context. Offsets are code points in its block."""

    kind: ItemKind
    start: int
    end: int
    name: str
    """The name as written, without the markup around it."""
    normalized_name: str
    """The name as returned by `normalize_name`; may be empty."""
    id: str
    """The id as written; empty without one."""
    status: StatusUse | None
    depth: int = 0
    """For a task, the number of list items that contain it; for a section, its level."""
    struck: bool = False
    """Whether its name is struck through, so that it is done or dropped."""
    id_start: int = 0
    """Start of its id, if it has one."""
    confident: bool = True
    """Whether it certainly is an item. Otherwise it is listed, but no rule checks it, and its name
    and id are not in the symbol index."""
    bullet: BulletShape | None = None
    """For a list item without a checkbox: how it states its status."""
    has_signified_id: bool = False
    """Whether its id is after a signifier for ids (`🆔 a1b2`), where any word is one."""

    @property
    def is_identified(self) -> bool:
        """Whether it has an id that others may refer to."""
        numbered = self.kind in {ItemKind.ROW, ItemKind.SECTION}
        return self.has_signified_id or is_id(self.id) or (numbered and is_dotted_number(self.id))
