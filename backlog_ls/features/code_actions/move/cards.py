"""Move the cards of a kanban board, whose status is the section that they are in."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.code_actions.action import MOVE, Action, RefusedError
from backlog_ls.features.code_actions.move.done_areas import MAX_SCANNED, is_in_done_area
from backlog_ls.features.code_actions.move.list_items import delete_item, match_bullet
from backlog_ls.features.markdown_text import plain_text
from backlog_ls.features.neighbourhood import blocks_near
from backlog_ls.features.status.choices import status_key
from backlog_ls.model.analysis.kanban import find_columns
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import Flag
from backlog_ls.model.statuses.status import Status, canonical_status
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.edit import Edit
from backlog_ls.text.lines import detect_line_ending, ends_with_blank_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.blocks.list_items import ListItem
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

MOVE_TO_COLUMN = "move-to-column"
_MAX_HEADINGS = 50
"""Maximum number of headings on either side that are searched for columns of the board."""
_MAX_ACTIONS = 10
_MAX_TITLE_LENGTH = 40


class BoardColumn(NamedTuple):
    """A column of a kanban board: a section of cards."""

    heading: Place[Block]
    title: str
    status: Status


class Card(NamedTuple):
    """A card and its board."""

    place: Place[Block]
    entry: ListItem | None
    """None if the card is a section."""
    columns: tuple[BoardColumn, ...]
    """All columns of the board, in document order; at least two."""
    own_column: BoardColumn

    @property
    def next_column(self) -> BoardColumn:
        """The column after its own; the first column after the last."""
        return self.columns[(self.columns.index(self.own_column) + 1) % len(self.columns)]

    def find_column(self, asked: str) -> BoardColumn | None:
        """Return the column with the title or meaning `asked`; None if there is none."""
        key, meaning = status_key(asked), canonical_status(asked.replace("_", " "))
        for column in self.columns:
            # Several columns may have the same meaning: an exact title comes first.
            if asked == column.title:
                return column
        if meaning is self.own_column.status:
            return self.own_column
        for column in self.columns:
            if key and status_key(column.title) == key:
                return column
        known = (each for each in self.columns if each.status is meaning is not Status.UNKNOWN)
        return next(known, None)


def card_at(view: View, offset: int) -> Card | None:
    """Return the card at `offset`; None on one of its tasks, or without a board."""
    return card_of_block(view, view.backlog.rope.at_offset(offset), offset)


def card_of_block(view: View, place: Place[Block], offset: int = 0) -> Card | None:
    """Return the card in the block at `place`; None if `offset` is in one of its tasks."""
    entries = facts_of(place.piece).list_items if place.piece.kind == Kind.ITEM else ()
    if any(place.offset + entry.start <= offset for entry in entries[1:]):
        return None
    is_section = place.piece.kind == Kind.HEADING
    if not entries and not is_section:
        return None
    headings = view.backlog.scope_before(place.index).headings
    above = [each for each in headings if not is_section or each.level < place.piece.level]
    head = view.backlog.rope.at_key(above[-1].key) if above else None
    columns = tuple(_find_columns(view, head)) if head else ()
    own = next((column for column in columns if head and column.heading.key == head.key), None)
    if own is None or len(columns) < 2:
        return None
    return Card(place, entries[0] if entries else None, columns, own)


def find_card_actions(view: View, start: int, end: int) -> Iterator[Action]:
    """Yield the actions that move the card at `start` to another column.

    Completed cards are moved to and from the done column by `to_done`.
    """
    card = card_at(view, start) if start == end else None
    if card is None or card.entry is None or is_in_done_area(view.backlog, card.place):
        return
    entry = card.entry
    others = (
        column
        for column in card.columns
        if column is not card.own_column and not (column.status is Status.DONE and entry.done)
    )
    for column in islice(others, _MAX_ACTIONS):
        title = f"Move to “{plain_text(column.title, _MAX_TITLE_LENGTH)}”"
        yield Action(
            title,
            MOVE,
            start=start,
            end=end,
            refactoring_id=MOVE_TO_COLUMN,
            arguments=(str(column.heading.key),),
        )


def compute_card_edits(view: View, start: int, _end: int, _work: str, key: str) -> list[Edit]:
    """Return the edits that move the card at `start` to the column whose heading has `key`.

    Raises:
        RefusedError: the card or the column no longer exists.
    """
    card = card_at(view, start)
    for column in card.columns if card else ():
        if card and str(column.heading.key) == key:
            return move_card(view, card, column)
    message = "The column is no longer there."
    raise RefusedError(message)


def move_card(view: View, card: Card, column: BoardColumn) -> list[Edit]:
    """Return the edits that move `card` to the end of `column`, checked like the cards there."""
    if column is card.own_column:
        return []
    if card.entry is None:
        return _move_section_card(view, card.place, column)
    items = _find_cards(view, column)
    text = card.place.piece.text.rstrip()
    if card.entry.mark:
        at = card.entry.mark_at
        text = text[:at] + _choose_mark(card, card.entry, column, items) + text[at + 1 :]
    eol = detect_line_ending(view.backlog.rope.at_index(0).piece.text)
    if items:
        last = items[-1]
        text = match_bullet(text, last)
        before, after = eol * (1 + _is_loose(items)), ""
    else:
        last = column.heading
        before, after = eol * 2, "" if ends_with_blank_line(last.piece.text) else eol
    end = last.offset + len(last.piece.text.rstrip())
    if end == view.backlog.document.length:
        after = ""
    deletion = delete_item(view, card.place)
    return sorted([deletion, Edit(end, end, before + text + after)])


def _move_section_card(view: View, heading: Place[Block], column: BoardColumn) -> list[Edit]:
    """Return the edits that move the section of `heading` to the end of `column`."""
    start, stop = heading.offset, _section_end(view, heading)
    text = view.backlog.document.text[start:stop]
    if stop == view.backlog.document.length and text == text.rstrip("\r\n"):
        # It is the last section: the blank lines before it go, too.
        before = view.backlog.rope.at_index(heading.index - 1)
        start = before.offset + len(before.piece.text.rstrip())
    eol = detect_line_ending(view.backlog.rope.at_index(0).piece.text)
    end = _section_end(view, column.heading)
    inside = view.backlog.document.text[column.heading.offset : end]
    end -= len(inside) - len(inside.rstrip())
    is_separated = end == view.backlog.document.length or ends_with_blank_line(inside)
    new = Edit(end, end, eol * 2 + text.rstrip() + ("" if is_separated else eol))
    return sorted([Edit(start, stop, ""), new])


def _section_end(view: View, heading: Place[Block]) -> int:
    """Return the end of the section of `heading` and its subsections, in code points."""
    stop = view.backlog.section_end(heading)
    rope = view.backlog.rope
    return rope.at_index(stop).offset if stop < len(rope) else view.backlog.document.length


def _find_columns(view: View, own: Place[Block]) -> Iterator[BoardColumn]:
    """Yield the columns of the board around the heading `own`: its siblings."""
    level = own.piece.level
    before: list[Place[Block]] = []
    after: list[Place[Block]] = []
    for place in blocks_near(view.backlog.rope, own.index, Flag.HEADING, _MAX_HEADINGS):
        if place.piece.level < level:
            if place.index > own.index:
                break
            before.clear()
        elif place.piece.level == level:
            (before if place.index < own.index else after).append(place)
    for place, status in find_columns([*before, *after]):
        heading = facts_of(place.piece).heading
        yield BoardColumn(place, heading.title if heading else "", status)


def _find_cards(view: View, column: BoardColumn) -> list[Place[Block]]:
    """Return the items directly in `column`."""
    stop = view.backlog.body_end(column.heading)
    places = islice(view.backlog.rope.places(column.heading.index + 1), MAX_SCANNED)
    return [each for each in places if each.index < stop and each.piece.kind == Kind.ITEM]


def _choose_mark(card: Card, own: ListItem, column: BoardColumn, items: list[Place[Block]]) -> str:
    """Return the checkbox mark of the card in `column`, following the marks of `items` there."""
    if column.status is not Status.DONE:
        return " " if own.done and card.own_column.status is Status.DONE else own.mark
    marks = [
        entry.mark for item in items for entry in facts_of(item.piece).list_items[:1] if entry.mark
    ]
    ticked = sum(mark in "xX" for mark in marks)
    if own.done or (marks and 2 * ticked < len(marks)):
        return own.mark
    return "X" if 2 * marks.count("X") > len(marks) else "x"


def _is_loose(items: list[Place[Block]]) -> bool:
    """Tell whether there are blank lines between the items."""
    return len(items) > 1 and ends_with_blank_line(items[-2].piece.text)
