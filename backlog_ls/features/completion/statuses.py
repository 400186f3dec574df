"""Completion of statuses, in the spelling and the style that the place itself uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.features.completion.context import Cell, FieldSpot, Value, value_of
from backlog_ls.features.completion.items import (
    NOTHING,
    CompletionItem,
    CompletionKind,
    CompletionList,
)
from backlog_ls.features.hover.section_card import status_name
from backlog_ls.features.markdown_text import escaped, plain
from backlog_ls.features.status.choices import (
    TAIL,
    Choice,
    choices_at,
    filter_text,
    fits,
    status_key,
    style_of,
)
from backlog_ls.model.statuses.status import Status
from backlog_ls.model.tables.headers import TableKind

if TYPE_CHECKING:
    from backlog_ls.features.completion.items import Spot


def status_cell(spot: Spot, cell: Cell) -> CompletionList:
    """Offer statuses in `cell`, of the status column."""
    if cell.roles.kind is not TableKind.STATUS or cell.column != cell.roles.status:
        return NOTHING
    value = _head_of(spot, cell.start, cell.end, in_table=True)
    return _offered(spot, value, cell.texts(spot))


def status_field(spot: Spot, field: FieldSpot) -> CompletionList:
    """Offer statuses as the value of `field`, one of statuses."""
    value = _head_of(spot, field.start, field.end, in_table=False)
    return _offered(spot, value, field.texts(spot))


def _head_of(spot: Spot, start: int, end: int, *, in_table: bool) -> Value | None:
    """Return what to replace of the value ``[start, end)``: the status, not the words behind it.

    None where the cursor is behind the status, in free text.
    """
    tail = TAIL.search(spot.text, start, end)
    stop = tail.start() if tail else end
    while stop > start and spot.text[stop - 1] in " \t":
        stop -= 1
    if spot.column > stop and tail:
        return None
    return value_of(spot, start, stop, in_table=in_table)


def _offered(spot: Spot, value: Value | None, texts: list[str]) -> CompletionList:
    """Return the statuses that fit what is typed of `value`; `texts` are others of its sort."""
    if value is None:
        return NOTHING
    choices = choices_at(spot, texts)
    return choices_offered(spot, value, choices, style_of(texts))


def choices_offered(
    spot: Spot, value: Value, choices: list[Choice], style: tuple[str, str]
) -> CompletionList:
    """Return those of `choices` that fit what is typed of `value`, written in the markup `style`."""
    typed = spot.text[value.start : spot.column]
    fitting = [fits(typed, choice.names) for choice in choices]
    # A status that is complete was not typed to find others like it: they may replace it.
    old = status_key(spot.text[value.start : value.end])
    complete = spot.column >= value.end and any(
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
                value.lead + written + value.tail,
                spot.line_start + value.start,
                spot.line_start + value.end,
                CompletionKind.STATUS,
                "" if choice.status is Status.UNKNOWN else status_name(choice.status),
                escaped(plain(choice.meaning, 300)),
                filter_text(typed, [written, *choice.names]),
                f"{int(not fitting[number])}{number:03}",
            )
        )
    items.sort(key=lambda item: item.sort_text)
    return CompletionList(tuple(items), incomplete=True)
