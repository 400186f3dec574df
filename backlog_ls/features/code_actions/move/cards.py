"""Cards of a kanban board, which have their status from the section they stand in: they move."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.code_actions.action import MOVE, Action, RefusedError
from backlog_ls.features.code_actions.move.done_areas import MOST, is_kept_done
from backlog_ls.features.code_actions.move.list_items import with_bullet_of, without_item
from backlog_ls.features.markdown_text import plain
from backlog_ls.features.neighbourhood import around
from backlog_ls.features.status.choices import status_key
from backlog_ls.model.analysis.kanban import columns_among
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.flags import Bit
from backlog_ls.model.statuses.status import Status, canonical
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.edit import Edit
from backlog_ls.text.lines import ends_blank, line_end_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.blocks.entries import Entry
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

TO_COLUMN = "move-to-column"
_NEAR = 50
"""So many headings on either side may be columns of the same board."""
_MOST_OFFERED = 10
_TITLE = 40


class Column(NamedTuple):
    """A section of cards."""

    head: Place[Block]
    title: str
    status: Status


class Card(NamedTuple):
    """A card, and the board that it is on."""

    place: Place[Block]
    entry: Entry | None
    """None where the card is a section of its own."""
    columns: tuple[Column, ...]
    """All of the board, in the order of the document; two at least."""
    own: Column

    @property
    def following(self) -> Column:
        """The column behind its own; the first behind the last."""
        return self.columns[(self.columns.index(self.own) + 1) % len(self.columns)]

    def column(self, asked: str) -> Column | None:
        """Return the column of the title, or with the meaning, that `asked` has; None without."""
        key, meant = status_key(asked), canonical(asked.replace("_", " "))
        for column in self.columns:
            # Several may mean the same, and one of them is named.
            if asked == column.title:
                return column
        if meant is self.own.status:
            return self.own
        for column in self.columns:
            if key and status_key(column.title) == key:
                return column
        known = (each for each in self.columns if each.status is meant is not Status.UNKNOWN)
        return next(known, None)


def card_at(view: View, offset: int) -> Card | None:
    """Return the card at `offset`, not one of its tasks; None where there is no board."""
    return card_in(view, view.backlog.rope.at_offset(offset), offset)


def card_in(view: View, place: Place[Block], offset: int = 0) -> Card | None:
    """Return the card that the block at `place` is, unless `offset` is in one of its tasks."""
    entries = facts(place.piece).entries if place.piece.kind == Kind.ITEM else ()
    if any(place.offset + entry.start <= offset for entry in entries[1:]):
        return None
    is_section = place.piece.kind == Kind.HEADING
    if not entries and not is_section:
        return None
    headings = view.backlog.scope_before(place.index).headings
    above = [each for each in headings if not is_section or each.level < place.piece.level]
    head = view.backlog.rope.at_key(above[-1].key) if above else None
    columns = tuple(_columns_beside(view, head)) if head else ()
    own = next((column for column in columns if head and column.head.key == head.key), None)
    if own is None or len(columns) < 2:
        return None
    return Card(place, entries[0] if entries else None, columns, own)


def card_actions(view: View, start: int, end: int) -> Iterator[Action]:
    """Yield the columns that the card at `start` can be moved to.

    From and to those that keep what is done, `moving_items` moves what is ticked.
    """
    card = card_at(view, start) if start == end else None
    if card is None or card.entry is None or is_kept_done(view.backlog, card.place):
        return
    entry = card.entry
    others = (
        column
        for column in card.columns
        if column is not card.own and not (column.status is Status.DONE and entry.done)
    )
    for column in islice(others, _MOST_OFFERED):
        title = f"Move to “{plain(column.title, _TITLE)}”"
        yield Action(title, MOVE, at=start, end=end, work=(TO_COLUMN, str(column.head.key)))


def card_edits(view: View, start: int, _end: int, _work: str, key: str) -> list[Edit]:
    """Return the edits that move the card at `start` to the column whose heading has `key`.

    Raises:
        RefusedError: it is not there.
    """
    card = card_at(view, start)
    for column in card.columns if card else ():
        if card and str(column.head.key) == key:
            return moved(view, card, column)
    message = "The column is no longer there."
    raise RefusedError(message)


def moved(view: View, card: Card, column: Column) -> list[Edit]:
    """Return the edits that put `card` behind the last of `column`, ticked as those there are."""
    if column is card.own:
        return []
    if card.entry is None:
        return _moved_section(view, card.place, column)
    items = _cards_of(view, column)
    text = card.place.piece.text.rstrip()
    if card.entry.mark:
        at = card.entry.mark_at
        text = text[:at] + _mark(card, card.entry, column, items) + text[at + 1 :]
    eol = line_end_of(view.backlog.rope.at_index(0).piece.text)
    if items:
        last = items[-1]
        text = with_bullet_of(text, last)
        before, after = eol * (1 + _is_loose(items)), ""
    else:
        last = column.head
        before, after = eol * 2, "" if ends_blank(last.piece.text) else eol
    end = last.offset + len(last.piece.text.rstrip())
    if end == view.backlog.document.length:
        after = ""
    gone = without_item(view, card.place)
    return sorted([gone, Edit(end, end, before + text + after)])


def _moved_section(view: View, heading: Place[Block], column: Column) -> list[Edit]:
    """Return the edits that put the section of `heading` behind all that is in `column`."""
    start, stop = heading.offset, _end(view, heading)
    text = view.backlog.document.text[start:stop]
    if stop == view.backlog.document.length and text == text.rstrip("\r\n"):
        # Nothing comes behind it: what parts it from what is before goes, too.
        before = view.backlog.rope.at_index(heading.index - 1)
        start = before.offset + len(before.piece.text.rstrip())
    eol = line_end_of(view.backlog.rope.at_index(0).piece.text)
    end = _end(view, column.head)
    inside = view.backlog.document.text[column.head.offset : end]
    end -= len(inside) - len(inside.rstrip())
    parted = end == view.backlog.document.length or ends_blank(inside)
    new = Edit(end, end, eol * 2 + text.rstrip() + ("" if parted else eol))
    return sorted([Edit(start, stop, ""), new])


def _end(view: View, heading: Place[Block]) -> int:
    """Return the offset at which the section of `heading`, with all in it, ends."""
    stop = view.backlog.section_end(heading)
    rope = view.backlog.rope
    return rope.at_index(stop).offset if stop < len(rope) else view.backlog.document.length


def _columns_beside(view: View, own: Place[Block]) -> Iterator[Column]:
    """Yield the columns of the board around the heading `own`: as deep, in the same section."""
    level = own.piece.level
    before: list[Place[Block]] = []
    behind: list[Place[Block]] = []
    for place in around(view.backlog.rope, own.index, Bit.HEADING, _NEAR):
        if place.piece.level < level:
            if place.index > own.index:
                break
            before.clear()
        elif place.piece.level == level:
            (before if place.index < own.index else behind).append(place)
    for place, status in columns_among([*before, *behind]):
        heading = facts(place.piece).heading
        yield Column(place, heading.title if heading else "", status)


def _cards_of(view: View, column: Column) -> list[Place[Block]]:
    """Return the items that stand right in `column`."""
    stop = view.backlog.own_end(column.head)
    places = islice(view.backlog.rope.places(column.head.index + 1), MOST)
    return [each for each in places if each.index < stop and each.piece.kind == Kind.ITEM]


def _mark(card: Card, own: Entry, column: Column, items: list[Place[Block]]) -> str:
    """Return the mark of the card's box in `column`, where `items` show what is ticked there."""
    if column.status is not Status.DONE:
        return " " if own.done and card.own.status is Status.DONE else own.mark
    marks = [entry.mark for item in items for entry in facts(item.piece).entries[:1] if entry.mark]
    ticked = sum(mark in "xX" for mark in marks)
    if own.done or (marks and 2 * ticked < len(marks)):
        return own.mark
    return "X" if 2 * marks.count("X") > len(marks) else "x"


def _is_loose(items: list[Place[Block]]) -> bool:
    """Tell whether blank lines part the items."""
    return len(items) > 1 and ends_blank(items[-2].piece.text)
