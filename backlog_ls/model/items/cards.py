"""List items that are items of work: tasks with a checkbox, cards, and list items with a status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.blocks.markup import strip_markup
from backlog_ls.model.blocks.signifiers import (
    Signifier,
    SignifierKind,
    split_signifiers,
)
from backlog_ls.model.items.bullets import GAP, BulletShape, Evidence, read_bullet
from backlog_ls.model.items.item import Item, ItemKind, StatusPlace, StatusUse
from backlog_ls.model.names.ids import find_leading_id
from backlog_ls.model.names.normalize import EMOJI_CLUSTER, normalize_name, strip_accents
from backlog_ls.model.statuses.status import Status, canonical_status, checkbox_status
from backlog_ls.model.tables.placeholders import is_placeholder
from backlog_ls.model.tables.roles import Role, find_role
from backlog_ls.model.words import words
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.model.blocks.facts import Facts
    from backlog_ls.model.blocks.fields import Field
    from backlog_ls.model.blocks.list_items import ListItem


_BOLD_LEAD = pattern(r"(\*\*|__)(?P<name>.+?)\1")
_LABEL_OPENS = "[(（【［"
"""Bold text that starts with these is a label, not the name: `**[High]** Fix the login`."""
_MARKUP = len("**")
_MAY_STATE = pattern(
    rf"{GAP}(?:[\[【［(（*_~`]|\d{{4}}|[A-Za-z][A-Za-z0-9]{{0,11}}-?\d|{EMOJI_CLUSTER.pattern})"
)
"""Begins the text of every list item with the evidence `STATED`: a cheap test."""
_SIGNIFIED = {
    SignifierKind.FINISHED: Status.DONE,
    SignifierKind.CANCELLED: Status.CANCELLED,
}
_MAX_NAME_LENGTH = 300
"""Maximum length in code points of a name. A longer text in a cell is not a name."""


def list_items_as_work(block: Block, found: Facts, *, cards: bool) -> Iterator[Item]:
    """Yield the items among the list items of `block`, in order.

    Args:
        block: Any block.
        found: Its facts.
        cards: Whether it is in a kanban column.
    """
    for number, list_item in enumerate(found.list_items):
        own, signifiers = split_signifiers(found.signifiers, list_item, number)
        item = None
        if list_item.mark:
            item = _task_item(block.text, own)
        elif block.kind == Kind.ITEM:
            item = _card(block.text, found, own, cards=cards and not number)
        if item:
            yield add_signifiers(item, block.text, signifiers)


def add_signifiers(item: Item, text: str, signifiers: Iterable[Signifier]) -> Item:
    """Return `item` with the id and the status that its signifiers state, if it has none.

    The date when it was finished makes a list item without a checkbox done: `- Login ✅ 2026-01-01`.
    """
    for signifier in signifiers:
        kind, start, end = signifier.kind, signifier.value_start, signifier.value_end
        if kind is SignifierKind.ID and not item.id:
            item = item._replace(id=text[start:end], id_start=start, has_signified_id=True)
        elif kind in _SIGNIFIED and item.kind is ItemKind.CARD and not item.status:
            low, high = signifier.start, signifier.start + 1
            if text[low] not in "[(":
                use = StatusUse(StatusPlace.BULLET, low, high, text[low:high], _SIGNIFIED[kind])
                item = item._replace(status=use, bullet=BulletShape.SUFFIX)
    return item


def _card(text: str, found: Facts, list_item: ListItem, *, cards: bool) -> Item | None:
    """Return the card of a list item without a checkbox, or None if it may be anything.

    Args:
        text: The text of its block.
        found: The facts of its block.
        list_item: A list item without a checkbox.
        cards: Whether it is directly in a kanban column.
    """
    start = list_item.text_start
    if start == list_item.text_end:
        return None
    status = None
    if list_item.depth == 0:
        for field in found.fields:
            if field.name_start - start <= _MARKUP and is_metadata(field):
                return None  # the list item is a field of its section
            if find_role(field.name) is Role.STATUS and field.value_start < field.value_end:
                status = read_status_use(
                    StatusPlace.FIELD, text, field.value_start, field.value_end
                )
                break
    if status is None and not cards:
        if not _MAY_STATE.match(text, start) or is_metadata_item(found, list_item):
            return None
        item = bullet_item(text, list_item)
        return item if item.confident else None
    if status is None and is_placeholder(text[start : list_item.text_end]):
        return None
    item = bullet_item(text, list_item)._replace(confident=True)
    return item._replace(status=status, bullet=BulletShape.PLAIN) if status else item


def is_metadata(field: Field) -> bool:
    """Tell whether `field` says something about its section, and is not a name and a description.

    `**Owner:** Ann` does, `**Note**: see below` too, `**Sign-in**: with OAuth` does not.
    """
    if find_role(field.name) not in {None, Role.NAME}:
        return True
    return strip_accents(normalize_name(field.name)) in words().note_headings


def is_metadata_item(found: Facts, list_item: ListItem) -> bool:
    """Tell whether the text of a list item begins with a field about its section."""
    start = list_item.text_start
    return any(
        0 <= field.name_start - start <= _MARKUP and is_metadata(field) for field in found.fields
    )


def bullet_item(text: str, list_item: ListItem) -> Item:
    """Return a list item without a checkbox as an item; it is confident if it states its status."""
    bullet = read_bullet(text, list_item.text_start, list_item.text_end)
    start, end = bullet.start, bullet.end
    status = None
    if bullet.status is not None:
        low, high = bullet.status_start, bullet.status_end
        status = StatusUse(StatusPlace.BULLET, low, high, text[low:high], bullet.status)
    return Item(
        ItemKind.CARD,
        start,
        end,
        text[start:end],
        normalize_item_name(text[start:end]),
        bullet.id.text,
        status,
        list_item.depth,
        bullet.struck,
        bullet.id.start,
        bullet.evidence is Evidence.STATED,
        bullet.shape,
    )


def read_status_use(place: StatusPlace, text: str, start: int, end: int) -> StatusUse:
    """Return the status ``text[start:end]``, a whole cell or value."""
    start, end = strip_markup(text, start, end)
    return StatusUse(place, start, end, text[start:end], canonical_status(text[start:end]))


def is_struck(text: str, start: int, end: int) -> bool:
    """Tell whether all of ``text[start:end]`` is struck through (GFM 0.29, section 6.5)."""
    words = text[start:end].strip(" \t\r\n.!").strip("*_")
    return len(words) > 4 and words.startswith("~~") and words.find("~~", 2) == len(words) - 2


def _task_item(text: str, list_item: ListItem) -> Item:
    start, end = strip_markup(text, list_item.text_start, list_item.text_end)
    bold = _BOLD_LEAD.match(text, start, end)
    if bold and bold["name"][0] not in _LABEL_OPENS:
        # "**Name** - what it is about": the bold words are the name.
        start, end = bold.span("name")
    name = text[start:end]
    struck = is_struck(text, list_item.text_start, list_item.text_end)
    ident = find_leading_id(text, list_item.text_start, list_item.text_end)
    return Item(
        ItemKind.TASK,
        start,
        end,
        name,
        normalize_item_name(name),
        ident.text,
        box_status(list_item),
        list_item.depth,
        struck,
        ident.start,
    )


def box_status(list_item: ListItem) -> StatusUse:
    """Return the status that a checkbox states."""
    at = list_item.mark_at
    return StatusUse(
        StatusPlace.CHECKBOX, at, at + 1, list_item.mark, checkbox_status(list_item.mark)
    )


def normalize_item_name(name: str) -> str:
    """Return the name as items are compared by it; empty for a text that is too long for a name."""
    return normalize_name(name) if len(name) <= _MAX_NAME_LENGTH else ""
