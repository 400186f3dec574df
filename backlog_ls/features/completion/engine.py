"""Completion at the cursor: `textDocument/completion`.

The line under the cursor is incomplete: an unclosed link, a cell without a pipe, a field without a
value. The syntax tree does not show these yet, so completion reads the text of the line.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from backlog_ls.features.completion.bullets import complete_bullet_status
from backlog_ls.features.completion.context import CursorCell, CursorField, cell_at, field_at
from backlog_ls.features.completion.dates import complete_date, is_date_field
from backlog_ls.features.completion.dependencies import (
    complete_dependency,
    complete_dependency_phrase,
)
from backlog_ls.features.completion.headings import complete_heading_status
from backlog_ls.features.completion.items import (
    NO_COMPLETIONS,
    CompletionItem,
    CompletionKind,
    CompletionList,
)
from backlog_ls.features.completion.labels import complete_label
from backlog_ls.features.completion.links import complete_link, resolve_link
from backlog_ls.features.completion.milestones import complete_milestone, complete_milestone_link
from backlog_ls.features.completion.rows import complete_row
from backlog_ls.features.completion.signifiers import complete_signifier
from backlog_ls.features.completion.statuses import complete_status_cell, complete_status_field
from backlog_ls.features.completion.templates import complete_empty_line
from backlog_ls.features.completion.values import (
    REPEATED_ROLES,
    complete_mention,
    complete_repeated,
)
from backlog_ls.features.completion.wiki_links import complete_wiki_link
from backlog_ls.features.completion.workspace_headings import complete_workspace_heading
from backlog_ls.features.cursor import Cursor
from backlog_ls.features.hover.item import describe_id
from backlog_ls.features.neighbourhood import blocks_near
from backlog_ls.features.status.choices import checkbox_choices
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import Flag
from backlog_ls.model.items.date_uses import DATE_ROLES
from backlog_ls.model.names.ids import normalize_id
from backlog_ls.model.statuses.status import Status, status_name
from backlog_ls.model.tables.roles import Role
from backlog_ls.syntax.block import Block, Kind, NestedBlock
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from backlog_ls.workspace.view import View

_CODE = {Kind.FENCE, Kind.CODE}
_BOX = pattern(
    r"[ \t>]*(?:[-+*]|\d{1,9}[.)]|#{1,6}(?:[ \t]+\d{1,9}[.)]?)?)[ \t]+\[(?P<mark>[ xX~/-]?)\Z"
)
_BOX_REST = pattern(r"[ xX~/-]?\](?P<space>[ \t]?)")
_MAX_BLOCKS = 50
"""Number of blocks with tasks on either side that are read for the marks in use."""


def complete(view: View, offset: int, *, invoked: bool = True) -> CompletionList:
    """Return what can be inserted at the cursor.

    Args:
        view: the document.
        offset: the cursor: a code point of the document.
        invoked: whether the user asked for completion; otherwise new rows, tasks and sections are
            not offered on empty lines.
    """
    document = view.backlog.document
    line, column = document.position_at(offset)
    place = document.rope.at_offset(offset)
    cursor = Cursor(view, place, line, offset - column, document.line_text(line), column, invoked)
    if _is_code(place.piece, line - place.line):
        return NO_COMPLETIONS
    for source in _COMPLETERS:
        found = source(cursor)
        if found is not None:
            return found
    return (complete_empty_line(cursor) if invoked else None) or NO_COMPLETIONS


def resolve_completion(view: View, item: CompletionItem) -> CompletionItem:
    """Return `item` with its documentation, which is too slow to compute for every item."""
    if item.kind is CompletionKind.ITEM and not item.path:
        return item._replace(documentation=describe_id(view, normalize_id(item.label)))
    if item.kind is CompletionKind.MILESTONE and not item.path:
        return item
    return resolve_link(view, item)


def _is_code(block: Block, line: int) -> bool:
    if block.kind in _CODE or (block.kind == Kind.HTML and block.text.startswith("<!--")):
        return True
    return _is_code_line(block.children, line)


def _is_code_line(nodes: tuple[NestedBlock, ...], line: int) -> bool:
    return any(
        node.kind in _CODE or _is_code_line(node.children, line)
        for node in nodes
        if node.line <= line < node.end
    )


def _complete_cell(cursor: Cursor) -> CompletionList | None:
    """Offer values for the table cell under the cursor; None if it holds free text."""
    cell = cell_at(cursor)
    if cell is None:
        return None
    if cell.role is Role.STATUS:
        return complete_status_cell(cursor, cell)
    return _complete_value(cursor, cell)


def _complete_field(cursor: Cursor) -> CompletionList | None:
    """Offer values for the field under the cursor; None if it holds free text."""
    field = field_at(cursor)
    if field is None:
        return None
    if field.role is Role.STATUS:
        return complete_status_field(cursor, field)
    if is_date_field(field.name):
        return complete_date(cursor, field)
    return _complete_value(cursor, field)


def _complete_value(cursor: Cursor, place: CursorCell | CursorField) -> CompletionList | None:
    role = place.role
    found = None
    if role is Role.DEPENDS_ON:
        found = complete_dependency(cursor, place)
    elif role is Role.MILESTONE:
        found = complete_milestone(cursor, place)
    elif role in DATE_ROLES:
        found = complete_date(cursor, place)
    elif role in REPEATED_ROLES and role is not None:
        found = complete_repeated(cursor, place, role)
    return found if found and found.items else None


def _nothing_in_front_matter(cursor: Cursor) -> CompletionList | None:
    return NO_COMPLETIONS if cursor.place.piece.kind == Kind.FRONT_MATTER else None


def _complete_checkbox(cursor: Cursor) -> CompletionList | None:
    """Offer checkboxes, if one is being typed, or return None."""
    match = _BOX.match(cursor.before)
    if match is None:
        return None
    start = cursor.line_start + match.start("mark")
    rest = _BOX_REST.match(cursor.line_text, cursor.column)
    space = " "
    end = cursor.offset
    if rest:
        end = cursor.line_start + rest.end() - len(rest["space"])
        space = "" if rest["space"] else " "
    marks: Counter[str] = Counter(
        entry.mark
        for near in blocks_near(
            cursor.view.backlog.rope, cursor.place.index, Flag.TASK, _MAX_BLOCKS
        )
        for entry in facts_of(near.piece).list_items
    )
    items = []
    for number, box in enumerate(checkbox_choices(marks)):
        name = "open" if box.status is Status.TODO else status_name(box.status)
        items.append(
            CompletionItem(
                box.spelling,
                box.spelling[1:] + space,
                start,
                end,
                CompletionKind.CHECKBOX,
                name,
                filter_text=f"{match['mark']} {box.spelling[1:]} {name}".lstrip(" ") or "x",
                sort_text=f"{number:02}",
            )
        )
    return CompletionList(tuple(items))


_COMPLETERS = (
    complete_workspace_heading,
    complete_link,
    complete_label,
    complete_wiki_link,
    complete_bullet_status,
    _complete_checkbox,
    complete_heading_status,
    complete_row,
    _complete_cell,
    complete_signifier,
    _complete_field,
    _nothing_in_front_matter,
    complete_dependency_phrase,
    complete_mention,
    complete_milestone_link,
)
