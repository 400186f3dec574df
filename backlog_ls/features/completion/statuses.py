"""Completion of statuses, in the spelling and markup of the column or field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.features.completion.context import (
    CursorCell,
    CursorField,
    Replacement,
    replacement_at,
)
from backlog_ls.features.completion.items import (
    NO_COMPLETIONS,
    CompletionItem,
    CompletionKind,
    CompletionList,
)
from backlog_ls.features.markdown_text import escape_markdown, plain_text
from backlog_ls.features.status.choices import (
    REMARK,
    StatusChoice,
    filter_text_for,
    is_prefix_of_name,
    list_status_choices,
    most_common_markup,
    status_key,
)
from backlog_ls.model.statuses.status import Status, status_name
from backlog_ls.model.tables.roles import TableKind

if TYPE_CHECKING:
    from backlog_ls.features.cursor import Cursor


def complete_status_cell(cursor: Cursor, cell: CursorCell) -> CompletionList:
    """Offer statuses in `cell`, which is in a status column."""
    has_statuses = cell.roles.kind in {TableKind.STATUS, TableKind.POSSIBLE_STATUS}
    if not has_statuses or cell.column != cell.roles.status:
        return NO_COMPLETIONS
    value = _replacement(cursor, cell.start, cell.end, in_table=True)
    return _complete_status(cursor, value, cell.other_values(cursor))


def complete_status_field(cursor: Cursor, field: CursorField) -> CompletionList:
    """Offer statuses in `field`, a status field."""
    value = _replacement(cursor, field.start, field.end, in_table=False)
    return _complete_status(cursor, value, field.other_values(cursor))


def _replacement(cursor: Cursor, start: int, end: int, *, in_table: bool) -> Replacement | None:
    """Return the replacement for the status in the value ``[start, end)``, without a remark.

    None if the cursor is in the remark.
    """
    tail = REMARK.search(cursor.line_text, start, end)
    stop = tail.start() if tail else end
    while stop > start and cursor.line_text[stop - 1] in " \t":
        stop -= 1
    if cursor.column > stop and tail:
        return None
    return replacement_at(cursor, start, stop, in_table=in_table)


def _complete_status(cursor: Cursor, value: Replacement | None, texts: list[str]) -> CompletionList:
    """Offer the statuses that match the typed text; `texts` are the other values of the column."""
    if value is None:
        return NO_COMPLETIONS
    choices = list_status_choices(cursor, texts)
    return complete_choices(cursor, value, choices, most_common_markup(texts))


def complete_choices(
    cursor: Cursor, value: Replacement, choices: list[StatusChoice], style: tuple[str, str]
) -> CompletionList:
    """Offer those of `choices` that match the typed text, with the markup `style` around them."""
    typed = cursor.line_text[value.start : cursor.column]
    fitting = [is_prefix_of_name(typed, choice.names) for choice in choices]
    # A complete status is not a search text: any other status may replace it.
    old = status_key(cursor.line_text[value.start : value.end])
    complete = cursor.column >= value.end and any(
        status_key(choice.spelling) == old for choice in choices
    )
    items = []
    for number, choice in enumerate(choices):
        if not fitting[number] and not complete:
            continue
        written = style[0] + choice.spelling + style[1]
        items.append(
            CompletionItem(
                choice.spelling,
                value.prefix + written + value.suffix,
                cursor.line_start + value.start,
                cursor.line_start + value.end,
                CompletionKind.STATUS,
                "" if choice.status is Status.UNKNOWN else status_name(choice.status),
                escape_markdown(plain_text(choice.meaning, 300)),
                filter_text_for(typed, [written, *choice.names]),
                f"{int(not fitting[number])}{number:03}",
            )
        )
    items.sort(key=lambda item: item.sort_text)
    return CompletionList(tuple(items), incomplete=True)
