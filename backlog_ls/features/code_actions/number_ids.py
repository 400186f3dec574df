"""Number the ids of a table, and update every mention of them."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.code_actions.action import REWRITE, Action, RefusedError
from backlog_ls.features.overview.table_rows import table_rows
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.markup import strip_markup
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.items.items import cell_span_in_row, is_work_table
from backlog_ls.model.names.ids import find_ids, is_id, normalize_id
from backlog_ls.model.tables.roles import roles_of_table
from backlog_ls.model.tables.rows import is_data_row
from backlog_ls.syntax.block import Kind
from backlog_ls.text.edit import Edit
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

FILL_IDS, RENUMBER_IDS = "fill-ids", "renumber-ids"

_LAST_NUMBER = pattern(r"(?P<stem>(?:.*\D)?)(?P<number>\d+)", re.DOTALL)
_RANGE = pattern(r"[ ]?[-\u2013\u2026]{1,2}[ ]?")


class _IdCell(NamedTuple):
    """The id of a row, without markup. Offsets are code points of its block."""

    row: Place[Block]
    start: int
    end: int
    text: str


def find_number_actions(view: View, start: int, _end: int) -> Iterator[Action]:
    """Yield the actions that number the ids of a table, if the cursor is in the id column."""
    place = view.backlog.rope.at_offset(start)
    table = _find_table(view, place)
    if table is None:
        return
    row = facts_of(place.piece).row
    column = roles_of_table(table.piece).id
    cells = row.cells if row else ()
    if column is None or column >= len(cells):
        return
    local = start - place.offset
    if not cells[column].start <= local <= cells[column].end:
        return
    yield Action("Number the rows without an id", REWRITE, start=start, refactoring_id=FILL_IDS)
    yield Action(
        "Renumber the ids of this table", REWRITE, start=start, refactoring_id=RENUMBER_IDS
    )


def compute_number_edits(view: View, start: int, _end: int, refactoring_id: str) -> list[Edit]:
    """Return the edits that number the ids of the table at `start`.

    Raises:
        RefusedError: the ids are not one numbered series, or a mention would become ambiguous.
    """
    table = _find_table(view, view.backlog.rope.at_offset(start))
    if table is None:
        message = "There is no table of items here."
        raise RefusedError(message)
    cells = list(_find_id_cells(view, table))
    given = [cell for cell in cells if cell.text]
    parts = [_LAST_NUMBER.fullmatch(cell.text) for cell in given]
    if not given or not all(parts):
        message = "The ids of this table do not all end in a number."
        raise RefusedError(message)
    stems = {match["stem"] for match in parts if match}
    if len(stems) > 1:
        message = "The ids of this table have different prefixes."
        raise RefusedError(message)
    numbers = [match["number"] for match in parts if match]
    padded = max((len(number) for number in numbers if number[0] == "0"), default=0)
    stem = stems.pop()
    if refactoring_id == FILL_IDS:
        return _fill_ids(view, cells, stem, max(map(int, numbers)) + 1, padded)
    return _renumber_ids(view, cells, stem, min(map(int, numbers)), padded)


def _find_table(view: View, place: Place[Block]) -> Place[Block] | None:
    """Return the table of the row or header at `place`, if it lists items with ids."""
    if place.piece.kind == Kind.ROW:
        found = view.backlog.rope.at_key(view.backlog.context(place).lead)
    else:
        found = place if place.piece.kind == Kind.TABLE else None
    if found is None or found.piece.kind != Kind.TABLE:
        return None
    roles = roles_of_table(found.piece)
    return found if is_work_table(roles) and roles.id is not None else None


def _find_id_cells(view: View, table: Place[Block]) -> Iterator[_IdCell]:
    column = roles_of_table(table.piece).id
    for row in table_rows(view.backlog.rope, table):
        span = cell_span_in_row(facts_of(row.piece).row, column)
        if span and is_data_row(row.piece):
            start, end = strip_markup(row.piece.text, *span)
            yield _IdCell(row, start, end, row.piece.text[start:end])


def _fill_ids(view: View, cells: list[_IdCell], stem: str, number: int, padded: int) -> list[Edit]:
    edits = []
    for cell in cells:
        if cell.text:
            continue
        text = f"{stem}{number:0{padded}}"
        while view.backlog.index.get(SymbolKind.ID, normalize_id(text)):
            number += 1
            text = f"{stem}{number:0{padded}}"
        number += 1
        line = cell.row.piece.text
        before = "" if line[cell.start - 1 : cell.start] in {" ", "\t"} else " "
        after = " " if line[cell.end : cell.end + 1] == "|" else ""
        at = cell.row.offset + cell.start
        edits.append(Edit(at, at, before + text + after))
    if not edits:
        message = "Every row already has an id."
        raise RefusedError(message)
    return edits


def _renumber_ids(
    view: View, cells: list[_IdCell], stem: str, first: int, padded: int
) -> list[Edit]:
    given = [cell for cell in cells if cell.text]
    own = {normalize_id(cell.text) for cell in given}
    if len(own) < len(given):
        message = "Two rows have the same id, so mentions of it are ambiguous."
        raise RefusedError(message)
    new: dict[str, str] = {}
    for number, cell in enumerate(given, first):
        text = f"{stem}{number:0{padded}}"
        if normalize_id(text) not in own and view.backlog.index.get(
            SymbolKind.ID, normalize_id(text)
        ):
            message = f"The id `{text}` is already used elsewhere."
            raise RefusedError(message)
        if text != cell.text:
            new[normalize_id(cell.text)] = text
    if not new:
        message = "The ids are already numbered consecutively."
        raise RefusedError(message)
    edits = set()
    for cell in given:
        renamed = new.get(normalize_id(cell.text))
        if renamed:
            at = cell.row.offset
            edits.add(Edit(at + cell.start, at + cell.end, renamed))
    if all(is_id(cell.text) for cell in given):
        edits.update(_edit_mentions(view, new))
    return sorted(edits)


def _edit_mentions(view: View, new: dict[str, str]) -> Iterator[Edit]:
    """Yield the edits that update every mention of the ids in `new`.

    Args:
        view: the document.
        new: the new ids by `normalize_id` of the old ones.

    Raises:
        RefusedError: a range of ids would change its meaning, or a link to a heading may break.
    """
    rope, index = view.backlog.rope, view.backlog.index
    keys: set[int] = set()
    for old in new:
        for sort in (SymbolKind.ID, SymbolKind.DEPENDENCY, SymbolKind.MENTION):
            keys.update(index.get(sort, old))
    anchored = bool(next(rope.find(FLAGS, Flag.ANCHOR_LINK, 0, len(rope)), None))
    for key in sorted(keys):
        place = rope.at_key(key)
        if place is None:
            continue
        text = place.piece.text
        found = list(find_ids(text, 0, len(text)))
        for one, other in pairwise(found):
            ends = {normalize_id(one.text), normalize_id(other.text)}
            if ends & new.keys() and _RANGE.fullmatch(text, one.end, other.start):
                message = f"The range `{text[one.start : other.end]}` would cover other ids."
                raise RefusedError(message)
        for ident in found:
            if normalize_id(ident.text) not in new:
                continue
            if place.piece.kind == Kind.HEADING and anchored:
                message = f"`{ident.text}` is in a heading, and a link to it would break."
                raise RefusedError(message)
            at = place.offset
            yield Edit(at + ident.start, at + ident.end, new[normalize_id(ident.text)])
