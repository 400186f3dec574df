"""Completion of a whole row, right below the rows of a table of work."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backlog_ls.features.completion_list import CompletionItem, CompletionKind, CompletionList
from backlog_ls.features.completion_places import rows_near
from backlog_ls.features.completion_snippets import (
    Blank,
    as_snippet,
    as_text,
    first_status,
    next_ident,
)
from backlog_ls.features.wording import plain
from backlog_ls.model.facts import facts
from backlog_ls.model.headers import Role
from backlog_ls.model.idents import leading_ident
from backlog_ls.model.items import cell_span, lists_work
from backlog_ls.model.markup import unwrapped
from backlog_ls.model.tables import roles_of
from backlog_ls.syntax.block import Kind

if TYPE_CHECKING:
    from backlog_ls.features.completion_list import Spot
    from backlog_ls.model.headers import TableRoles
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place

_BEGUN = re.compile(r"[ \t]*\|?[ \t]*\Z")
_NUMBER = re.compile(r"\d{1,6}")
_LONGEST_TITLE = 30


def complete_row(spot: Spot) -> CompletionList | None:
    """Offer a row on an empty line, or behind a pipe, right below a table; None anywhere else."""
    if not _BEGUN.match(spot.text):
        return None
    place = spot.place
    if place.piece.kind not in {Kind.ROW, Kind.TABLE}:
        return None
    backlog = spot.view.backlog
    own = place.piece.kind == Kind.ROW and spot.line == place.line
    if own:  # a pipe alone is a row already, the one that is being typed
        lead = backlog.context(place).lead
        table = backlog.rope.at_key(lead)
        last = backlog.rope.at_index(place.index - 1)
    else:
        lines = 2 if place.piece.kind == Kind.TABLE else 1
        if spot.line != place.line + lines:
            return None
        last = place
        table = place
        if place.piece.kind == Kind.ROW:
            table = backlog.rope.at_key(backlog.context(place).lead)
    if table is None or not lists_work(roles_of(table.piece)):
        return None
    parts = _row(spot, table, last, roles_of(table.piece))
    if not own:
        below = backlog.document.line_text(spot.line + 1)
        if below.strip():  # it would be taken for a row
            parts.append("\n")
    text, end = as_text(parts), spot.line_start + len(spot.text)
    return CompletionList(
        (
            CompletionItem(
                "new row",
                text,
                spot.line_start,
                end,
                CompletionKind.SNIPPET,
                " · ".join(filter(None, (cell.strip() for cell in text.strip().split("|")))),
                filter_text=(spot.before.strip() + " new row").strip(),
                sort_text="0",
                snippet=as_snippet(parts),
            ),
        )
    )


def _row(
    spot: Spot, table: Place[Block], last: Place[Block], roles: TableRoles
) -> list[str | Blank]:
    """Return a row in the style of the `last` one."""
    header = facts(table.piece).row
    model = facts(last.piece).row if last.piece.kind == Kind.ROW else header
    cells = header.cells if header else ()
    parts: list[str | Blank] = []
    start = model.start if model else 0
    parts.append(last.piece.text[:start].lstrip("\ufeff"))
    leading = bool(model and model.leading_pipe) or len(cells) < 2
    close = bool(model and model.cells and model.cells[0].start == model.cells[0].text_start)
    space = "" if close and leading else " "
    for column, cell in enumerate(cells):
        parts.append(f"|{space}" if column or leading else "")
        title = plain(cell.text(table.piece.text), _LONGEST_TITLE)
        role = roles.roles[column] if column < len(roles.roles) else None
        parts.append(_known(spot, table, last, column, role) or Blank(title))
        if column < len(cells) - 1 or not model or model.trailing_pipe:
            parts.append(space)
    if not model or model.trailing_pipe or not cells:
        parts.append("|")
    return parts


def _known(
    spot: Spot, table: Place[Block], last: Place[Block], column: int, role: Role | None
) -> str:
    """Return what the cell of a new row holds for certain; empty where that is to be filled in."""
    if role not in {Role.ID, Role.NUMBER, Role.STATUS}:
        return ""
    rows = [
        row
        for row in rows_near(spot.view.backlog.rope, table, last.index)
        if row.index <= last.index
    ]
    texts = [
        row.piece.text[slice(*span)]
        for row in rows
        if (span := cell_span(row.piece, column)) and span[0] < span[1]
    ]
    if role is Role.STATUS:
        return first_status(spot, texts)
    if not texts:
        return ""
    text = texts[-1]
    start, end = unwrapped(text, 0, len(text))
    if role is Role.NUMBER:
        number = _NUMBER.fullmatch(text, start, end)
        return text[:start] + str(int(number[0]) + 1) + text[end:] if number else ""
    ident = leading_ident(text, start, end)
    if ident.text and ident.end == end:
        following = next_ident(spot.view.backlog, ident.text)
        return text[: ident.start] + following + text[end:] if following else ""
    number = _NUMBER.fullmatch(text, start, end)
    return text[:start] + str(int(number[0]) + 1) + text[end:] if number else ""
