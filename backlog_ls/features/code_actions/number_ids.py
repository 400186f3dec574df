"""Number the ids of a table, and change every mention of them alike."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.code_actions.action import REWRITE, Action, RefusedError
from backlog_ls.features.overview.progress import rows_after
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.blocks.markup import unwrapped
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.items.items import lists_work, row_span
from backlog_ls.model.names.ids import find_idents, ident_key, is_ident
from backlog_ls.model.tables.empty_cells import is_entry
from backlog_ls.model.tables.roles import roles_of
from backlog_ls.syntax.block import Kind
from backlog_ls.text.edit import Edit
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

FILL, RENUMBER = "fill-ids", "renumber-ids"

_LAST_NUMBER = pattern(r"(?P<stem>(?:.*\D)?)(?P<number>\d+)", re.DOTALL)
_RANGE = pattern(r"[ ]?[-\u2013\u2026]{1,2}[ ]?")


class _Cell(NamedTuple):
    """The id of a row; offsets are those of its block, without markup."""

    row: Place[Block]
    start: int
    end: int
    text: str


def number_actions(view: View, start: int, _end: int) -> Iterator[Action]:
    """Offer to number the ids of a table where the cursor is in their column."""
    place = view.backlog.rope.at_offset(start)
    table = _table(view, place)
    if table is None:
        return
    row = facts(place.piece).row
    column = roles_of(table.piece).id
    cells = row.cells if row else ()
    if column is None or column >= len(cells):
        return
    local = start - place.offset
    if not cells[column].start <= local <= cells[column].end:
        return
    yield Action("Number the rows without an id", REWRITE, at=start, work=(FILL,))
    yield Action("Number the ids of this table anew", REWRITE, at=start, work=(RENUMBER,))


def number_edits(view: View, start: int, _end: int, *work: str) -> list[Edit]:
    """Return the edits that number the ids of the table at `start`.

    Raises:
        RefusedError: they are no series, or something would mean another item afterwards.
    """
    table = _table(view, view.backlog.rope.at_offset(start))
    if table is None:
        message = "There is no table of items here."
        raise RefusedError(message)
    cells = list(_cells(view, table))
    given = [cell for cell in cells if cell.text]
    parts = [_LAST_NUMBER.fullmatch(cell.text) for cell in given]
    if not given or not all(parts):
        message = "The ids of this table are no series of numbers."
        raise RefusedError(message)
    stems = {match["stem"] for match in parts if match}
    if len(stems) > 1:
        message = "The ids of this table belong to several series."
        raise RefusedError(message)
    numbers = [match["number"] for match in parts if match]
    padded = max((len(number) for number in numbers if number[0] == "0"), default=0)
    stem = stems.pop()
    if work[0] == FILL:
        return _filled(view, cells, stem, max(map(int, numbers)) + 1, padded)
    return _renumbered(view, cells, stem, min(map(int, numbers)), padded)


def _table(view: View, place: Place[Block]) -> Place[Block] | None:
    """Return the table of items that the row or header at `place` is of, if it has ids."""
    if place.piece.kind == Kind.ROW:
        found = view.backlog.rope.at_key(view.backlog.context(place).lead)
    else:
        found = place if place.piece.kind == Kind.TABLE else None
    if found is None or found.piece.kind != Kind.TABLE:
        return None
    roles = roles_of(found.piece)
    return found if lists_work(roles) and roles.id is not None else None


def _cells(view: View, table: Place[Block]) -> Iterator[_Cell]:
    column = roles_of(table.piece).id
    for row in rows_after(view.backlog.rope, table):
        span = row_span(facts(row.piece).row, column)
        if span and is_entry(row.piece):
            start, end = unwrapped(row.piece.text, *span)
            yield _Cell(row, start, end, row.piece.text[start:end])


def _filled(view: View, cells: list[_Cell], stem: str, number: int, padded: int) -> list[Edit]:
    edits = []
    for cell in cells:
        if cell.text:
            continue
        text = f"{stem}{number:0{padded}}"
        while view.backlog.index.get(SymbolKind.ID, ident_key(text)):
            number += 1
            text = f"{stem}{number:0{padded}}"
        number += 1
        line = cell.row.piece.text
        before = "" if line[cell.start - 1 : cell.start] in {" ", "\t"} else " "
        after = " " if line[cell.end : cell.end + 1] == "|" else ""
        at = cell.row.offset + cell.start
        edits.append(Edit(at, at, before + text + after))
    if not edits:
        message = "Every row has an id."
        raise RefusedError(message)
    return edits


def _renumbered(view: View, cells: list[_Cell], stem: str, first: int, padded: int) -> list[Edit]:
    given = [cell for cell in cells if cell.text]
    own = {ident_key(cell.text) for cell in given}
    if len(own) < len(given):
        message = "Two rows have the same id: which of them is meant elsewhere is not certain."
        raise RefusedError(message)
    new: dict[str, str] = {}
    for number, cell in enumerate(given, first):
        text = f"{stem}{number:0{padded}}"
        if ident_key(text) not in own and view.backlog.index.get(SymbolKind.ID, ident_key(text)):
            message = f"Something else has the id `{text}`."
            raise RefusedError(message)
        if text != cell.text:
            new[ident_key(cell.text)] = text
    if not new:
        message = "The ids are numbered already."
        raise RefusedError(message)
    edits = set()
    for cell in given:
        renamed = new.get(ident_key(cell.text))
        if renamed:
            at = cell.row.offset
            edits.add(Edit(at + cell.start, at + cell.end, renamed))
    if all(is_ident(cell.text) for cell in given):
        edits.update(_mentions(view, new))
    return sorted(edits)


def _mentions(view: View, new: dict[str, str]) -> Iterator[Edit]:
    """Yield the edits of all that mentions the ids `new`, by the form in which they are compared.

    Raises:
        RefusedError: a range would name others, or a link would lead nowhere.
    """
    rope, index = view.backlog.rope, view.backlog.index
    keys: set[int] = set()
    for old in new:
        for sort in (SymbolKind.ID, SymbolKind.NEED, SymbolKind.MENTION):
            keys.update(index.get(sort, old))
    anchored = bool(next(rope.find(BITS, Bit.ANCHOR_LINK, 0, len(rope)), None))
    for key in sorted(keys):
        place = rope.at_key(key)
        if place is None:
            continue
        text = place.piece.text
        found = list(find_idents(text, 0, len(text)))
        for one, other in pairwise(found):
            ends = {ident_key(one.text), ident_key(other.text)}
            if ends & new.keys() and _RANGE.fullmatch(text, one.end, other.start):
                message = f"The range `{text[one.start : other.end]}` would name others."
                raise RefusedError(message)
        for ident in found:
            if ident_key(ident.text) not in new:
                continue
            if place.piece.kind == Kind.HEADING and anchored:
                message = f"`{ident.text}` stands in a heading, to which a link may lead."
                raise RefusedError(message)
            at = place.offset
            yield Edit(at + ident.start, at + ident.end, new[ident_key(ident.text)])
