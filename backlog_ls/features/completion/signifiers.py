"""Completion after the signifiers of Obsidian Tasks, and in its inline fields: `📅 `, `[due:: `."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.features.completion.context import Replacement
from backlog_ls.features.completion.dates import day_options
from backlog_ls.features.completion.dependencies import complete_ids
from backlog_ls.features.completion.matching import Option, match_options
from backlog_ls.features.status.date_format import ISO
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.signifiers import (
    FIELD_KINDS,
    PRIORITIES,
    SIGN_KINDS,
    SignifierKind,
)
from backlog_ls.syntax.block import Kind
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from backlog_ls.features.completion.items import CompletionList
    from backlog_ls.features.cursor import Cursor

_OPENING = pattern(
    rf"(?:(?P<sign>[{''.join(SIGN_KINDS)}])\ufe0f?"
    r"|(?P<bracket>[\[(])[ ]*(?P<key>[A-Za-z]{1,20})[ ]*::)"
    r"(?P<gap>[ \t]*)(?P<typed>[\w ,-]{0,60})\Z"
)
_REST = {SignifierKind.DEPENDS_ON: pattern(r"[\w-]*"), None: pattern(r"[\d-]*")}
_CLOSING = {"[": "]", "(": ")"}
_DATES = {
    SignifierKind.DUE: True,
    SignifierKind.SCHEDULED: True,
    SignifierKind.STARTED: True,
    SignifierKind.CREATED: False,
    SignifierKind.FINISHED: False,
    SignifierKind.CANCELLED: False,
}
"""The kinds with dates, and whether these are to come."""


def complete_signifier(cursor: Cursor) -> CompletionList | None:
    """Offer values after a signifier, or in an inline field, of a list item; or return None."""
    block = cursor.place.piece
    if block.kind not in {Kind.ITEM, Kind.QUOTE} or not facts_of(block).list_items:
        return None
    match = _OPENING.search(cursor.before)
    if match is None or cursor.is_code(match.start()):
        return None
    kind = SIGN_KINDS[match["sign"]] if match["sign"] else FIELD_KINDS.get(match["key"].lower())
    rest = _REST.get(kind, _REST[None]).match(cursor.line_text, cursor.column)
    end = rest.end() if rest else cursor.column
    bracket = match["bracket"]
    closed = not bracket or _CLOSING[bracket] in cursor.line_text[end:]
    prefix = "" if match["gap"] else " "
    value = Replacement(match.start("typed"), end, prefix, "" if closed else _CLOSING[bracket])
    found = None
    if kind in _DATES:
        options = day_options(cursor.view.day, ISO, future=_DATES[kind])
        found = match_options(cursor, value, options)
    elif kind is SignifierKind.DEPENDS_ON:
        listed = match["typed"]
        start = value.start + len(listed) - len(listed.rpartition(",")[2].lstrip())
        before = cursor.line_text[value.start : start]
        found = complete_ids(cursor, value._replace(start=start), before)
    elif kind is SignifierKind.PRIORITY and bracket:
        found = match_options(cursor, value, (Option(word) for word in PRIORITIES.values()))
    return found if found and found.items else None
