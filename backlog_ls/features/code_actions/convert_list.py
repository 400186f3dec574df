"""A checklist as a table, and a table of tasks as a checklist: nothing but the marks around changes."""

from __future__ import annotations

from itertools import islice, takewhile
from operator import or_
from typing import TYPE_CHECKING

from backlog_ls.features.code_actions.action import REWRITE, Action, RefusedError
from backlog_ls.features.overview.progress import rows_after
from backlog_ls.features.status.choices import DEFAULTS, choices_at
from backlog_ls.features.status.spots import StatusSpot, as_spot
from backlog_ls.model.blocks.facts import facts, first_line_end
from backlog_ls.model.blocks.markup import unwrapped
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.model.items.items import StatusPlace, row_span
from backlog_ls.model.statuses.status import Status, canonical, mark_status, read_status
from backlog_ls.model.tables.headers import TableKind
from backlog_ls.model.tables.roles import roles_of
from backlog_ls.syntax.block import Kind
from backlog_ls.text.edit import Edit
from backlog_ls.text.lines import ends_blank, line_end_of
from backlog_ls.text.pattern import pattern
from backlog_ls.text.tree import Measure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.tables.headers import TableRoles
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

TO_TABLE, TO_LIST = "list-to-table", "table-to-list"

SMALL = 200
"""Of a list or table of no more entries it is said at once whether it can be converted."""

_PIPE = pattern(r"(?<!\\)\|")
_ESCAPED = pattern(r"\\\|")
_MARKS = {Status.TODO: " ", Status.DONE: "x", Status.CANCELLED: "-"}


def convert_actions(view: View, start: int, _end: int) -> Iterator[Action]:
    """Yield the other form of the list or table of tasks at `start`; why not, where it has none."""
    place = view.backlog.rope.at_offset(start)
    kind = place.piece.kind
    if kind == Kind.ITEM and (entries := facts(place.piece).entries) and entries[0].mark:
        work, title = TO_TABLE, "Convert the checklist to a table"
    elif kind in {Kind.ROW, Kind.TABLE} and _is_tasks(_roles(view, place)):
        work, title = TO_LIST, "Convert the table to a checklist"
    else:
        return
    disabled = ""
    lead = _lead(view, place)
    wanted = Kind.ITEM if work == TO_TABLE else Kind.ROW
    run = islice(view.backlog.rope.places(lead + 1), SMALL + 1)
    if sum(1 for _ in takewhile(lambda other: other.piece.kind == wanted, run)) <= SMALL:
        try:
            convert_edits(view, start, start, work)
        except RefusedError as refused:
            disabled = str(refused)
    yield Action(
        title, REWRITE, () if disabled else None, at=start, work=(work,), disabled=disabled
    )


def convert_edits(view: View, start: int, _end: int, *work: str) -> list[Edit]:
    """Return the edits that convert the list or table at `start`.

    Raises:
        RefusedError: something in it would have no place.
    """
    place = view.backlog.rope.at_offset(start)
    first = view.backlog.rope.at_index(_lead(view, place) + 1) if place.index else place
    if work[0] == TO_TABLE:
        return sorted(_list_to_table(view, _run(view, first, Kind.ITEM)))
    table = view.backlog.rope.at_index(_lead(view, place))
    return sorted(_table_to_list(view, table))


def _lead(view: View, place: Place[Block]) -> int:
    """Return the number of the block before the list, or of the table's header; -1 before all."""
    if place.piece.kind == Kind.TABLE:
        return place.index
    bit = _NO_ITEM if place.piece.kind == Kind.ITEM else _NO_ROW
    lead = view.backlog.rope.find_last(_OTHERS, bit, place.index)
    return lead.index if lead else -1


def _roles(view: View, place: Place[Block]) -> TableRoles | None:
    return (
        roles_of(place.piece)
        if place.piece.kind == Kind.TABLE
        else view.backlog.context(place).roles
    )


def _is_tasks(roles: TableRoles | None) -> bool:
    return roles is not None and roles.kind is TableKind.STATUS and roles.name is not None


def _run(view: View, first: Place[Block], kind: Kind) -> list[Place[Block]]:
    found = []
    for place in view.backlog.rope.places(first.index):
        if place.piece.kind != kind:
            break
        found.append(place)
    return found


def _list_to_table(view: View, items: list[Place[Block]]) -> Iterator[Edit]:
    rope = view.backlog.rope
    eol = line_end_of(items[0].piece.text)
    words = _spellings(view, items[0])
    before = rope.at_index(items[0].index - 1) if items[0].index else None
    gap = (
        ""
        if before is None or ends_blank(before.piece.text) or before.piece.kind == Kind.HEADING
        else eol
    )
    header = f"{gap}| Task | Status |{eol}| --- | --- |{eol}"
    for item in items:
        text = item.piece.text
        entries = facts(item.piece).entries
        bare = len(text.rstrip())
        if len(entries) != 1 or not entries[0].mark or first_line_end(text) < bare:
            message = "A task with tasks or notes in it, or an item without a box, is no row."
            raise RefusedError(message)
        entry = entries[0]
        if entry.text_start == entry.text_end:
            message = "A task without words is no row."
            raise RefusedError(message)
        status = words[mark_status(entry.mark)]
        yield Edit(item.offset, item.offset + entry.text_start, header + "| ")
        header = ""
        for pipe in _PIPE.finditer(text, entry.text_start, entry.text_end):
            yield Edit(item.offset + pipe.start(), item.offset + pipe.start(), "\\")
        last = item is items[-1]
        following = rope.at_index(item.index + 1) if last and item.index + 1 < len(rope) else None
        end = len(text) if not last else bare
        close = eol if not last else eol if following and not ends_blank(text) else ""
        yield Edit(item.offset + entry.text_end, item.offset + end, f" | {status} |{close}")


def _spellings(view: View, place: Place[Block]) -> dict[Status, str]:
    """Return how the document spells the statuses that boxes have."""
    spot = StatusSpot(place, StatusPlace.CELL, 0, 0, "")
    choices = choices_at(as_spot(view, spot), [])
    known = {status: text for text in reversed(DEFAULTS) if (status := canonical(text))}
    known[Status.CANCELLED] = "Cancelled"
    for choice in reversed(choices):
        if not _PIPE.search(choice.spelling) and not choice.spelling.startswith("["):
            known[choice.status] = choice.spelling
    return known


def _table_to_list(view: View, table: Place[Block]) -> Iterator[Edit]:
    roles = roles_of(table.piece)
    header = facts(table.piece).row
    rows = list(rows_after(view.backlog.rope, table))
    if roles.name is None or header is None or not rows:
        message = "The table has no rows of tasks."
        raise RefusedError(message)
    yield Edit(table.offset, rows[0].offset, "")
    for row in rows:
        cells = facts(row.piece).row
        if cells is None or len(cells.cells) != len(header.cells):
            message = "A row does not have a cell for each column."
            raise RefusedError(message)
        kept = {roles.name, roles.status, roles.id}
        for column, cell in enumerate(cells.cells):
            if column not in kept and cell.text_start < cell.text_end:
                title = header.cells[column].text(table.piece.text)
                message = f"A task in a list has no place for `{title}`."
                raise RefusedError(message)
        yield from _row_to_task(view, row, roles)


def _row_to_task(view: View, row: Place[Block], roles: TableRoles) -> Iterator[Edit]:
    text, at = row.piece.text, row.offset
    cells = facts(row.piece).row
    mark = _mark(view, text[slice(*(row_span(cells, roles.status) or (0, 0)))])
    name = row_span(cells, roles.name)
    ident = row_span(cells, roles.id) if roles.id != roles.name else None
    if name is None or name[0] == name[1]:
        message = "A row without a name is no task."
        raise RefusedError(message)
    spans = [name]
    if ident and ident[0] < ident[1]:
        if ident[0] > name[0]:
            message = "The id stands behind the name: in a list it would be no id."
            raise RefusedError(message)
        spans = [ident, name]
    yield Edit(at, at + spans[0][0], f"- [{mark}] ")
    if len(spans) == 2:
        yield Edit(at + spans[0][1], at + spans[1][0], " ")
    for span in spans:
        for pipe in _ESCAPED.finditer(text, *span):
            yield Edit(at + pipe.start(), at + pipe.start() + 1, "")
    yield Edit(at + name[1], at + first_line_end(text), "")


def _mark(view: View, status: str) -> str:
    """Return the mark of a box that says `status`.

    Raises:
        RefusedError: none does.
    """
    start, end = unwrapped(status, 0, len(status))
    reading = read_status(status[start:end])
    meant = reading.status if status.strip() else Status.TODO
    if meant is Status.IN_PROGRESS and not reading.partial:
        rope = view.backlog.rope
        used = {
            entry.mark
            for place in islice(rope.find(BITS, Bit.TASK, 0, len(rope)), SMALL)
            for entry in facts(place.piece).entries
        }
        return "~" if "~" in used and "/" not in used else "/"
    if meant not in _MARKS or reading.partial or (status.strip() and not reading.known):
        message = f"No checkbox says `{status}`."
        raise RefusedError(message)
    return _MARKS[meant]


_NO_ITEM, _NO_ROW = 1, 2
_OTHERS: Measure[Block, int] = Measure(
    0,
    lambda _, block: _NO_ITEM * (block.kind != Kind.ITEM) | _NO_ROW * (block.kind != Kind.ROW),
    or_,
)
"""Where a list or a table ends, going up."""
