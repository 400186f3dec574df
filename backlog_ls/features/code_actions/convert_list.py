"""Convert a checklist to a table, and a table of tasks to a checklist, without changing its texts."""

from __future__ import annotations

from itertools import islice, takewhile
from operator import or_
from typing import TYPE_CHECKING

from backlog_ls.features.code_actions.action import REWRITE, Action, RefusedError
from backlog_ls.features.overview.table_rows import table_rows
from backlog_ls.features.status.choices import DEFAULT_STATUSES, list_status_choices
from backlog_ls.features.status.slots import StatusSlot, cursor_in_slot
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.markup import strip_markup
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.items.item import StatusPlace
from backlog_ls.model.items.items import cell_span_in_row
from backlog_ls.model.statuses.status import Status, canonical_status, checkbox_status, read_status
from backlog_ls.model.tables.roles import TableKind, roles_of_table
from backlog_ls.syntax.block import Kind
from backlog_ls.text.edit import Edit
from backlog_ls.text.lines import detect_line_ending, ends_with_blank_line, first_line_end
from backlog_ls.text.pattern import pattern
from backlog_ls.text.tree import Measure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.tables.roles import TableRoles
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

LIST_TO_TABLE, TABLE_TO_LIST = "list-to-table", "table-to-list"

MAX_EAGER_ENTRIES = 200
"""Maximum length of a list or table that is checked before the action is offered."""

_PIPE = pattern(r"(?<!\\)\|")
_ESCAPED = pattern(r"\\\|")
_MARKS = {Status.TODO: " ", Status.DONE: "x", Status.CANCELLED: "-"}


def find_convert_actions(view: View, start: int, _end: int) -> Iterator[Action]:
    """Yield the action that converts the list or table of tasks at `start`, disabled if refused."""
    place = view.backlog.rope.at_offset(start)
    kind = place.piece.kind
    if kind == Kind.ITEM and (entries := facts_of(place.piece).list_items) and entries[0].mark:
        refactoring_id, title = LIST_TO_TABLE, "Convert the checklist to a table"
    elif kind in {Kind.ROW, Kind.TABLE} and _is_task_table(_table_roles(view, place)):
        refactoring_id, title = TABLE_TO_LIST, "Convert the table to a checklist"
    else:
        return
    disabled = ""
    lead = _find_block_before(view, place)
    wanted = Kind.ITEM if refactoring_id == LIST_TO_TABLE else Kind.ROW
    run = islice(view.backlog.rope.places(lead + 1), MAX_EAGER_ENTRIES + 1)
    if (
        sum(1 for _ in takewhile(lambda other: other.piece.kind == wanted, run))
        <= MAX_EAGER_ENTRIES
    ):
        try:
            compute_convert_edits(view, start, start, refactoring_id)
        except RefusedError as refused:
            disabled = str(refused)
    yield Action(
        title,
        REWRITE,
        () if disabled else None,
        start=start,
        refactoring_id=refactoring_id,
        disabled=disabled,
    )


def compute_convert_edits(view: View, start: int, _end: int, refactoring_id: str) -> list[Edit]:
    """Return the edits that convert the list or table at `start`.

    Raises:
        RefusedError: something in it would be lost.
    """
    place = view.backlog.rope.at_offset(start)
    first = (
        view.backlog.rope.at_index(_find_block_before(view, place) + 1) if place.index else place
    )
    if refactoring_id == LIST_TO_TABLE:
        return sorted(_convert_list(view, _collect_run(view, first, Kind.ITEM)))
    table = view.backlog.rope.at_index(_find_block_before(view, place))
    return sorted(_convert_table(view, table))


def _find_block_before(view: View, place: Place[Block]) -> int:
    """Return the index of the block before the list, or of the table header; -1 if there is none."""
    if place.piece.kind == Kind.TABLE:
        return place.index
    bit = _NO_ITEM if place.piece.kind == Kind.ITEM else _NO_ROW
    lead = view.backlog.rope.find_last(_NOT_IN_RUN, bit, place.index)
    return lead.index if lead else -1


def _table_roles(view: View, place: Place[Block]) -> TableRoles | None:
    return (
        roles_of_table(place.piece)
        if place.piece.kind == Kind.TABLE
        else view.backlog.context(place).roles
    )


def _is_task_table(roles: TableRoles | None) -> bool:
    return roles is not None and roles.kind is TableKind.STATUS and roles.name is not None


def _collect_run(view: View, first: Place[Block], kind: Kind) -> list[Place[Block]]:
    found = []
    for place in view.backlog.rope.places(first.index):
        if place.piece.kind != kind:
            break
        found.append(place)
    return found


def _convert_list(view: View, items: list[Place[Block]]) -> Iterator[Edit]:
    rope = view.backlog.rope
    eol = detect_line_ending(items[0].piece.text)
    words = _status_spellings(view, items[0])
    before = rope.at_index(items[0].index - 1) if items[0].index else None
    gap = (
        ""
        if before is None
        or ends_with_blank_line(before.piece.text)
        or before.piece.kind == Kind.HEADING
        else eol
    )
    header = f"{gap}| Task | Status |{eol}| --- | --- |{eol}"
    for item in items:
        text = item.piece.text
        entries = facts_of(item.piece).list_items
        bare = len(text.rstrip())
        if len(entries) != 1 or not entries[0].mark or first_line_end(text) < bare:
            message = "An item with nested content or without a checkbox cannot become a row."
            raise RefusedError(message)
        entry = entries[0]
        if entry.text_start == entry.text_end:
            message = "A task without text cannot become a row."
            raise RefusedError(message)
        status = words[checkbox_status(entry.mark)]
        yield Edit(item.offset, item.offset + entry.text_start, header + "| ")
        header = ""
        for pipe in _PIPE.finditer(text, entry.text_start, entry.text_end):
            yield Edit(item.offset + pipe.start(), item.offset + pipe.start(), "\\")
        last = item is items[-1]
        following = rope.at_index(item.index + 1) if last and item.index + 1 < len(rope) else None
        end = len(text) if not last else bare
        close = eol if not last else eol if following and not ends_with_blank_line(text) else ""
        yield Edit(item.offset + entry.text_end, item.offset + end, f" | {status} |{close}")


def _status_spellings(view: View, place: Place[Block]) -> dict[Status, str]:
    """Return the spelling that the document uses for each status that a checkbox can have."""
    spot = StatusSlot(place, StatusPlace.CELL, 0, 0, "")
    choices = list_status_choices(cursor_in_slot(view, spot), [])
    known = {
        status: text for text in reversed(DEFAULT_STATUSES) if (status := canonical_status(text))
    }
    known[Status.CANCELLED] = "Cancelled"
    for choice in reversed(choices):
        if not _PIPE.search(choice.spelling) and not choice.spelling.startswith("["):
            known[choice.status] = choice.spelling
    return known


def _convert_table(view: View, table: Place[Block]) -> Iterator[Edit]:
    roles = roles_of_table(table.piece)
    header = facts_of(table.piece).row
    rows = list(table_rows(view.backlog.rope, table))
    if roles.name is None or header is None or not rows:
        message = "The table has no rows of tasks."
        raise RefusedError(message)
    yield Edit(table.offset, rows[0].offset, "")
    for row in rows:
        cells = facts_of(row.piece).row
        if cells is None or len(cells.cells) != len(header.cells):
            message = "A row does not have a cell for each column."
            raise RefusedError(message)
        kept = {roles.name, roles.status, roles.id}
        for column, cell in enumerate(cells.cells):
            if column not in kept and cell.text_start < cell.text_end:
                title = header.cells[column].text(table.piece.text)
                message = f"A checklist cannot keep the column `{title}`."
                raise RefusedError(message)
        yield from _convert_row(view, row, roles)


def _convert_row(view: View, row: Place[Block], roles: TableRoles) -> Iterator[Edit]:
    text, at = row.piece.text, row.offset
    cells = facts_of(row.piece).row
    mark = _choose_mark(view, text[slice(*(cell_span_in_row(cells, roles.status) or (0, 0)))])
    name = cell_span_in_row(cells, roles.name)
    ident = cell_span_in_row(cells, roles.id) if roles.id != roles.name else None
    if name is None or name[0] == name[1]:
        message = "A row without a name cannot become a task."
        raise RefusedError(message)
    spans = [name]
    if ident and ident[0] < ident[1]:
        if ident[0] > name[0]:
            message = "The id is after the name, so it would not be an id in a checklist."
            raise RefusedError(message)
        spans = [ident, name]
    yield Edit(at, at + spans[0][0], f"- [{mark}] ")
    if len(spans) == 2:
        yield Edit(at + spans[0][1], at + spans[1][0], " ")
    for span in spans:
        for pipe in _ESCAPED.finditer(text, *span):
            yield Edit(at + pipe.start(), at + pipe.start() + 1, "")
    yield Edit(at + name[1], at + first_line_end(text), "")


def _choose_mark(view: View, status: str) -> str:
    """Return the checkbox mark for `status`.

    Raises:
        RefusedError: there is none.
    """
    start, end = strip_markup(status, 0, len(status))
    reading = read_status(status[start:end])
    meaning = reading.status if status.strip() else Status.TODO
    if meaning is Status.IN_PROGRESS and not reading.partial:
        rope = view.backlog.rope
        used = {
            entry.mark
            for place in islice(rope.find(FLAGS, Flag.TASK, 0, len(rope)), MAX_EAGER_ENTRIES)
            for entry in facts_of(place.piece).list_items
        }
        return "~" if "~" in used and "/" not in used else "/"
    if meaning not in _MARKS or reading.partial or (status.strip() and not reading.known):
        message = f"There is no checkbox for the status `{status}`."
        raise RefusedError(message)
    return _MARKS[meaning]


_NO_ITEM, _NO_ROW = 1, 2
_NOT_IN_RUN: Measure[Block, int] = Measure(
    0,
    lambda _, block: _NO_ITEM * (block.kind != Kind.ITEM) | _NO_ROW * (block.kind != Kind.ROW),
    or_,
)
"""Finds where a list or a table begins, going up."""
