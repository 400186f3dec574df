"""Completion: what can stand at the cursor.

A line that is being typed is seldom what it will be, so its text decides where the syntax tree does
not yet: an unclosed link, a cell without its pipe, a field without its value.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from backlog_ls.features.completion.context import Cell, FieldSpot, cell_at, field_at
from backlog_ls.features.completion.dates import complete_date, holds_dates
from backlog_ls.features.completion.dependencies import (
    complete_dependency,
    complete_spoken_dependency,
)
from backlog_ls.features.completion.headings import complete_title
from backlog_ls.features.completion.items import (
    NOTHING,
    CompletionItem,
    CompletionKind,
    CompletionList,
    Spot,
)
from backlog_ls.features.completion.links import complete_link, resolve_link
from backlog_ls.features.completion.milestones import complete_bracket, complete_milestone
from backlog_ls.features.completion.rows import complete_row
from backlog_ls.features.completion.statuses import status_cell, status_field
from backlog_ls.features.completion.templates import complete_empty_line
from backlog_ls.features.completion.values import REPEATED, complete_mention, complete_repeated
from backlog_ls.features.completion.wiki_links import complete_wiki
from backlog_ls.features.hover.item import describe_ident
from backlog_ls.features.hover.section_card import status_name
from backlog_ls.features.neighbourhood import around
from backlog_ls.features.status.choices import boxes
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.flags import Bit
from backlog_ls.model.items.date_uses import DATE_ROLES
from backlog_ls.model.names.ids import ident_key
from backlog_ls.model.statuses.status import Status
from backlog_ls.model.tables.headers import Role
from backlog_ls.syntax.block import Block, Kind, Node
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from backlog_ls.workspace.view import View

_CODE = {Kind.FENCE, Kind.CODE}
_BOX = pattern(
    r"[ \t>]*(?:[-+*]|\d{1,9}[.)]|#{1,6}(?:[ \t]+\d{1,9}[.)]?)?)[ \t]+\[(?P<mark>[ xX~/-]?)\Z"
)
_BOX_REST = pattern(r"[ xX~/-]?\](?P<space>[ \t]?)")
_MOST_BLOCKS = 50
"""So many blocks with tasks on either side show which marks a document uses."""


def completions(view: View, offset: int, *, asked: bool = True) -> CompletionList:
    """Return what can stand at `offset`, a code point of the document.

    Args:
        view: the document.
        offset: of the cursor.
        asked: whether somebody asked, and not only typed: else nothing new is begun.
    """
    document = view.backlog.document
    line, column = document.position_at(offset)
    place = document.rope.at_offset(offset)
    spot = Spot(view, place, line, offset - column, document.line_text(line), column, asked)
    if _is_code(place.piece, line - place.line):
        return NOTHING
    for source in _SOURCES:
        found = source(spot)
        if found is not None:
            return found
    return (complete_empty_line(spot) if asked else None) or NOTHING


def resolve(view: View, item: CompletionItem) -> CompletionItem:
    """Return `item` with what it costs to know: the state of what it leads to."""
    if item.kind is CompletionKind.ITEM and not item.path:
        return item._replace(documentation=describe_ident(view, ident_key(item.label)))
    if item.kind is CompletionKind.MILESTONE and not item.path:
        return item
    return resolve_link(view, item)


def _is_code(block: Block, line: int) -> bool:
    if block.kind in _CODE or (block.kind == Kind.HTML and block.text.startswith("<!--")):
        return True
    return _in_code(block.children, line)


def _in_code(nodes: tuple[Node, ...], line: int) -> bool:
    return any(
        node.kind in _CODE or _in_code(node.children, line)
        for node in nodes
        if node.line <= line < node.end
    )


def _complete_cell(spot: Spot) -> CompletionList | None:
    """Offer what can stand in the cell of a row of work; None where words stand there."""
    cell = cell_at(spot)
    if cell is None:
        return None
    if cell.role is Role.STATUS:
        return status_cell(spot, cell)
    return _complete_value(spot, cell)


def _complete_field(spot: Spot) -> CompletionList | None:
    """Offer what can stand as the value of a field; None where words stand there."""
    field = field_at(spot)
    if field is None:
        return None
    if field.role is Role.STATUS:
        return status_field(spot, field)
    if holds_dates(field.name):
        return complete_date(spot, field)
    return _complete_value(spot, field)


def _complete_value(spot: Spot, place: Cell | FieldSpot) -> CompletionList | None:
    role = place.role
    found = None
    if role is Role.DEPENDS_ON:
        found = complete_dependency(spot, place)
    elif role is Role.MILESTONE:
        found = complete_milestone(spot, place)
    elif role in DATE_ROLES:
        found = complete_date(spot, place)
    elif role in REPEATED and role is not None:
        found = complete_repeated(spot, place, role)
    return found if found and found.items else None


def _nothing_in_matter(spot: Spot) -> CompletionList | None:
    return NOTHING if spot.place.piece.kind == Kind.FRONT_MATTER else None


def _complete_mark(spot: Spot) -> CompletionList | None:
    """Offer what can stand in the box of a task."""
    match = _BOX.match(spot.before)
    if match is None:
        return None
    start = spot.line_start + match.start("mark")
    rest = _BOX_REST.match(spot.text, spot.column)
    space = " "
    end = spot.offset
    if rest:
        end = spot.line_start + rest.end() - len(rest["space"])
        space = "" if rest["space"] else " "
    marks: Counter[str] = Counter(
        entry.mark
        for near in around(spot.view.backlog.rope, spot.place.index, Bit.TASK, _MOST_BLOCKS)
        for entry in facts(near.piece).entries
    )
    items = []
    for number, box in enumerate(boxes(marks)):
        name = "open" if box.status is Status.TODO else status_name(box.status)
        items.append(
            CompletionItem(
                box.spelling,
                box.spelling[1:] + space,
                start,
                end,
                CompletionKind.MARK,
                name,
                filter_text=f"{match['mark']} {box.spelling[1:]} {name}".lstrip(" ") or "x",
                sort_text=f"{number:02}",
            )
        )
    return CompletionList(tuple(items))


_SOURCES = (
    complete_link,
    complete_wiki,
    _complete_mark,
    complete_title,
    complete_row,
    _complete_cell,
    _complete_field,
    _nothing_in_matter,
    complete_spoken_dependency,
    complete_mention,
    complete_bracket,
)
