"""Completion of the status in a list item: `- [pl`, `- **Login** — `, `- `.

The text of a list item may begin with anything: something is offered only where other list items near
it state their status in the same way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.features.completion.context import Replacement, replacement_at
from backlog_ls.features.completion.statuses import complete_choices
from backlog_ls.features.status.bullets import (
    BulletStatus,
    find_bullet_statuses,
    list_bullet_choices,
)
from backlog_ls.features.status.choices import list_status_choices
from backlog_ls.model.items.bullets import BulletShape
from backlog_ls.syntax.block import Kind
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from backlog_ls.features.completion.items import CompletionList
    from backlog_ls.features.cursor import Cursor

_MARKER = pattern(r"[ \t>]*(?:[-+*]|\d{1,9}[.)])[ \t]+(?!\[[ xX~/-]\])")
_MAX_STATUS_LENGTH = 40
_WORDS = pattern(r"[^\[\](),;:—–|]*")


def complete_bullet_status(cursor: Cursor) -> CompletionList | None:
    """Offer statuses in the list item under the cursor, or return None."""
    marker = _MARKER.match(cursor.line_text)
    if cursor.place.piece.kind != Kind.ITEM or marker is None or marker.end() > cursor.column:
        return None
    near = [
        each
        for key, each in find_bullet_statuses(cursor.view.backlog, cursor.place)
        if key != cursor.place.key or not cursor.is_on_line(cursor.place.offset + each.start)
    ]
    for shape in (BulletShape.BRACKET, BulletShape.SUFFIX, BulletShape.SIGN):
        stated = [each for each in near if each.shape is shape]
        value = _find_value(cursor, marker.end(), stated) if stated else None
        if value is not None:
            choices = list_bullet_choices(stated)
            if cursor.view.backlog.context(cursor.place).vocabulary:
                choices = list_status_choices(cursor, [each.text for each in stated])
            found = complete_choices(cursor, value, choices, ("", ""))
            return found if found.items else None
    return None


def _find_value(cursor: Cursor, low: int, stated: list[BulletStatus]) -> Replacement | None:
    """Return the replacement of the status in a list item whose text begins in column `low`."""
    text, column = cursor.line_text, cursor.column
    shape = stated[0].shape
    if shape is BulletShape.SIGN:
        if not cursor.invoked or text[low:column].strip() or text[column:].strip():
            return None
        return Replacement(column, column, "", " ")
    openings = {each.opening for each in stated if each.opening.strip()}
    if shape is BulletShape.BRACKET:
        openings = {opening for opening in openings if text.startswith(opening, low)}
        start = low + len(next(iter(openings), ""))
        return _replacement(cursor, start, stated) if openings and start <= column else None
    openings |= {opening.rstrip(" ") for opening in openings}
    for opening in sorted(openings, key=len, reverse=True):
        at = text.rfind(opening, low, column)
        if at > low:
            return _replacement(cursor, at + len(opening), stated)
    return None


def _replacement(cursor: Cursor, start: int, stated: list[BulletStatus]) -> Replacement | None:
    """Return the replacement of the words that begin in column `start`, if the cursor is in them."""
    text, column = cursor.line_text, cursor.column
    words = _WORDS.match(text, start)
    end = words.end() if words else start
    while end > max(start, column) and text[end - 1] in " \t":
        end -= 1
    if not start <= column <= end or end - start > _MAX_STATUS_LENGTH:
        return None
    while start < column and text[start] == " ":
        start += 1
    value = replacement_at(cursor, start, end, in_table=False)
    closing = stated[0].closing
    is_closed = not closing.strip() or text.startswith(closing.strip()[:1], end)
    return value if is_closed else value._replace(suffix=closing)
