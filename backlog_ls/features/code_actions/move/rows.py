"""A row as it would be in another table: its cells go where their like stand, and none is lost."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.code_actions.action import RefusedError
from backlog_ls.features.neighbourhood import NEAR
from backlog_ls.features.overview.progress import rows_after
from backlog_ls.features.status.completed_on import NOTHING, finish_column, today_in_column
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.items.date_uses import DATE_ROLES
from backlog_ls.model.items.items import row_span
from backlog_ls.model.names.normalize import fold
from backlog_ls.model.statuses.status import Status, canonical, read_status
from backlog_ls.model.tables.headers import Role, TableRoles
from backlog_ls.model.tables.roles import roles_of
from backlog_ls.syntax.block import Kind
from backlog_ls.syntax.table import split_row
from backlog_ls.text.width import display_width

if TYPE_CHECKING:
    from backlog_ls.syntax.block import Block
    from backlog_ls.syntax.table import Row
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View


class _Table(NamedTuple):
    place: Place[Block]
    header: Row
    titles: list[str]
    roles: TableRoles


def moved_row(view: View, row: Place[Block], target: Place[Block], *, to_done: bool) -> str:
    """Return the row at `row` as a row of the table whose header is at `target`, without line end.

    Args:
        view: the document.
        row: a row of another table.
        target: the header of the table that it goes to.
        to_done: whether that keeps what is done; else it keeps what is open.

    Raises:
        RefusedError: a cell has no column there, nor has the table one for notes.
    """
    source = _table(view.backlog.rope.at_key(view.backlog.context(row).lead))
    goal = _table(target)
    cells = facts(row.piece).row
    if source is None or goal is None or cells is None:
        message = "This is no row of a table."
        raise RefusedError(message)
    if len(cells.cells) != len(source.titles):
        message = "The row does not have a cell for each column of its table."
        raise RefusedError(message)
    texts = [cell.text(row.piece.text) for cell in cells.cells]
    new = [""] * len(goal.titles)
    columns = _columns(source, goal)
    left: list[int] = []
    for number, text in enumerate(texts):
        column = columns.get(number)
        if column is not None:
            new[column] = text
        elif text and not _is_said(view, source, row, number, text, to_done=to_done):
            left.append(number)
    _note(source, goal, texts, left, new)
    _complete(view, goal, new, to_done=to_done)
    return _line(view, goal, new)


def _table(place: Place[Block] | None) -> _Table | None:
    header = facts(place.piece).row if place else None
    if place is None or header is None or place.piece.kind != Kind.TABLE:
        return None
    titles = [cell.text(place.piece.text) for cell in header.cells]
    return _Table(place, header, titles, roles_of(place.piece))


def _columns(source: _Table, goal: _Table) -> dict[int, int]:
    """Return for each column of `source` the like one of `goal`: by title and role, role, title."""
    found: dict[int, int] = {}
    wanted = [
        (role, fold(title)) for role, title in zip(source.roles.roles, source.titles, strict=True)
    ]
    there = [(role, fold(title)) for role, title in zip(goal.roles.roles, goal.titles, strict=True)]
    likenesses = (
        lambda one, other: one == other,
        lambda one, other: one[0] is other[0] is not None,
        lambda one, other: bool(one[1]) and one[1] == other[1],
    )
    for alike in likenesses:
        for number, one in enumerate(wanted):
            if number in found:
                continue
            for column, other in enumerate(there):
                if column not in found.values() and alike(one, other):
                    found[number] = column
                    break
    return found


def _is_said(
    view: View,
    source: _Table,
    row: Place[Block],
    number: int,
    text: str,
    *,
    to_done: bool,
) -> bool:
    """Tell whether the place that the row goes to says what a cell says that has no column there.

    That is a status which is no more than done, under a title that says so; and, on the way back,
    the day that was noted when it was done today.
    """
    if NOTHING.fullmatch(text):
        return True
    role = source.roles.roles[number]
    if to_done and role is Role.STATUS:
        reading = read_status(text)
        return canonical(text) is Status.DONE and reading.known and not reading.partial
    if not to_done and number == _done_column(view, source):
        return text == today_in_column(view, source.place, number, row.index)
    return False


def _note(source: _Table, goal: _Table, texts: list[str], left: list[int], new: list[str]) -> None:
    """Put what has no column into the notes.

    Raises:
        RefusedError: there are none.
    """
    if not left:
        return
    notes = goal.roles.column(Role.NOTES)
    if notes is None:
        lost = ", ".join(f"`{source.titles[number]}`" for number in left)
        message = f"The other table has no column for {lost}, and none for notes."
        raise RefusedError(message)
    said = [
        f"{source.titles[number]}: {texts[number]}" if source.titles[number] else texts[number]
        for number in left
    ]
    new[notes] = "; ".join([*([new[notes]] if new[notes] else []), *said])


def _done_column(view: View, table: _Table) -> int | None:
    """Return the column in which a table of what is done keeps when that was, or None.

    A lone column of dates says so without the word, there.
    """
    roles = table.roles.roles
    finish = finish_column(table.place.piece, roles)
    dates = [column for column, role in enumerate(roles) if role in DATE_ROLES]
    if finish is not None or len(dates) != 1 or roles[dates[0]] is not Role.DATE:
        return finish
    rows = islice(rows_after(view.backlog.rope, table.place), NEAR)
    spans = ((row, row_span(facts(row.piece).row, dates[0])) for row in rows)
    kept = any(span and not NOTHING.fullmatch(row.piece.text[slice(*span)]) for row, span in spans)
    return dates[0] if kept else None


def _complete(view: View, goal: _Table, new: list[str], *, to_done: bool) -> None:
    """Fill in what the row lacks there: the day that it was done on, or the status it has again."""
    finish = _done_column(view, goal)
    if to_done and finish is not None and NOTHING.fullmatch(new[finish]):
        new[finish] = today_in_column(view, goal.place, finish) or new[finish]
    status = goal.roles.status
    if status is not None and not new[status]:
        wanted = Status.DONE if to_done else Status.TODO
        used = Counter(
            text
            for row in islice(rows_after(view.backlog.rope, goal.place), NEAR)
            if (span := row_span(facts(row.piece).row, status))
            and canonical(text := row.piece.text[slice(*span)]) is wanted
            and not read_status(text).partial
        )
        new[status] = used.most_common(1)[0][0] if used else ""


def _line(view: View, goal: _Table, new: list[str]) -> str:
    """Return the cells `new` as a line like the header of `goal`: as wide, where its rows are."""
    header, text = goal.header, goal.place.piece.text
    wide = view.settings.table.ambiguous_wide
    even = _widths(view, goal)
    parts = []
    for number, (cell, said) in enumerate(zip(header.cells, new, strict=True)):
        left = " " if text[cell.start : cell.text_start] else ""
        right = " " if text[cell.text_end : cell.end] else ""
        inner = left + said + right
        missing = even[number] - display_width(inner, ambiguous_wide=wide) if even else 0
        parts.append(inner + " " * max(missing, 0))
    line = "|".join(parts)
    opening = "|" if header.leading_pipe or not line.strip() else ""
    closing = "|" if header.trailing_pipe or not new[-1] else ""
    indent = text[: header.start].lstrip("\ufeff")
    return indent + opening + (line if closing else line.rstrip()) + closing


def _widths(view: View, goal: _Table) -> list[int]:
    """Return how wide the cells of `goal` are; empty where its first rows differ in that."""
    wide = view.settings.table.ambiguous_wide
    text = goal.place.piece.text
    lines = text.split("\n")[:2]
    lines += [row.piece.text for row in islice(rows_after(view.backlog.rope, goal.place), 3)]
    found = [
        [display_width(line[c.start : c.end], ambiguous_wide=wide) for c in split_row(line).cells]
        for line in lines
    ]
    return found[0] if all(widths == found[0] for widths in found) else []
