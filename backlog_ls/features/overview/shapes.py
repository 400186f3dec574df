"""The shape in which an item is written, as `backlog-ls items` names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.items.bullets import BulletShape
from backlog_ls.model.items.item import ItemKind, StatusPlace
from backlog_ls.syntax.block import Kind

if TYPE_CHECKING:
    from backlog_ls.model.analysis.record import Record
    from backlog_ls.model.items.item import Item

_SHAPES = {
    ItemKind.ROW: "table-row",
    ItemKind.TASK: "checkbox",
    ItemKind.DOCUMENT: "front-matter",
}
_BULLETS = {BulletShape.BRACKET: "bracket-bullet", BulletShape.SIGN: "emoji-bullet"}


def read_shape(record: Record) -> str:
    """Return the shape of the item of `record`, in kebab case."""
    item = record.item
    if item.kind in _SHAPES:
        return _SHAPES[item.kind]
    if record.place.piece.kind == Kind.PARAGRAPH:
        return "bold-title"
    return _read_section_shape(record) if item.kind is ItemKind.SECTION else _read_list_shape(item)


def _read_section_shape(record: Record) -> str:
    use = record.item.status
    if use and use.place is StatusPlace.CHECKBOX:
        return "heading-checkbox"
    if use and record.status_text == use.text:
        return "heading-status"
    return "field-section" if record.status_text or record.values else "heading"


def _read_list_shape(item: Item) -> str:
    if item.bullet in _BULLETS:
        return _BULLETS[item.bullet]
    if item.bullet is BulletShape.SUFFIX and item.confident:
        return "bold-bullet"
    is_in_column = item.confident and not item.status
    return "kanban-card" if is_in_column else "bullet"
