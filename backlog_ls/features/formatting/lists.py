"""Continue a list when Enter is typed in one of its items, and end it in an empty one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.syntax.block import Kind
from backlog_ls.text.edit import Edit, common_prefix
from backlog_ls.text.pattern import pattern
from backlog_ls.text.position import Position

if TYPE_CHECKING:
    import re

    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place, Rope
    from backlog_ls.workspace.view import View

_ITEM = pattern(
    r"(?P<marker>[-+*]|(?P<number>\d{1,9})(?P<sign>[.)]))(?P<gap>[ \t]*)"
    r"(?P<box>\[[ xX~/-]\](?=\s|\Z)[ \t]*)?"
)
_MAX_GAP = 4
"""Maximum number of spaces behind a marker; after more, the text is code (CommonMark 0.31, 5.2)."""
_MAX_NUMBER_LENGTH = 9
"""Maximum number of digits of an item (CommonMark 0.31, section 5.2)."""
_LEAD = pattern(r"[ \t]*")
_QUOTED_LEAD = pattern(r"[ \t>]*")
_NOT_LEAD = pattern(r"[^ \t>]")
_BEGUN = pattern(r"(?:[-+*]|\d{1,9}[.)])(?:[ \t]|\Z)")


class _Item(NamedTuple):
    """The innermost list item that begins on a line. Offsets are code points in the line."""

    place: Place[Block]
    number: int
    """Its number among the list items of its block, 0-based."""
    start: int
    """Where its marker begins."""


def continue_list(view: View, offset: int) -> list[Edit]:
    """Return the edits that begin a new item, or end the list, on the line after a list item.

    Nothing changes if the client has begun the item itself.

    Args:
        view: the document, which already contains the line end that was typed.
        offset: the cursor in the new line, in code points.
    """
    document = view.backlog.document
    line, column = document.position_at(offset)
    item = _item_on_line(view, line - 1) if line else None
    if item is None:
        return []
    above, text = document.line_text(line - 1), document.line_text(line)
    match = _ITEM.match(above, item.start)
    if match is None or above.startswith("|", match.end()):
        return []
    before = above[: item.start]
    is_quoted = ">" in before
    lead = (_QUOTED_LEAD if is_quoted else _LEAD).match(text)
    lead_end = lead.end() if lead else 0
    if column > lead_end or _BEGUN.match(text, lead_end):
        return []
    if not above[match.end() :].strip() and lead_end == len(text):
        start = document.offset_at(Position(line - 1, 0))
        kept = len(before if _NOT_LEAD.search(before) else before.rstrip(" \t"))
        return [Edit(start + kept, start + len(above), "")]
    marker = _next_marker(view.backlog.rope, item, match)
    if not marker:
        return []
    gap = match["gap"] if 0 < len(match["gap"]) <= _MAX_GAP else " "
    box = "[ ] " if match["box"] else ""
    new = _NOT_LEAD.sub(" ", before) + marker + gap + box
    if column < lead_end < len(text):  # the text after the cursor begins with a space
        new = new.rstrip(" \t")
    shared = common_prefix(text[:column], new)
    start = offset - column
    return [Edit(start + shared, start + column, new[shared:])]


def _item_on_line(view: View, line: int) -> _Item | None:
    rope = view.backlog.rope
    start = view.backlog.document.offset_at(Position(line, 0))
    place = rope.at_offset(start)
    if place.piece.kind not in {Kind.ITEM, Kind.QUOTE}:
        return None
    first = start - place.offset
    end = first + len(view.backlog.document.line_text(line))
    entries = facts_of(place.piece).list_items
    numbers = [at for at, entry in enumerate(entries) if first <= entry.start < end]
    return _Item(place, numbers[-1], entries[numbers[-1]].start - first) if numbers else None


def _next_marker(rope: Rope[Block], item: _Item, match: re.Match[str]) -> str:
    """Return the marker of the item after `item`; empty if there is none.

    Numbers count up, unless the item before has the same number: then all items have it.
    """
    number = match["number"]
    if number is None:
        return match["marker"]
    if number + match["sign"] == _marker_before(rope, item):
        return match["marker"]
    following = str(int(number) + 1).zfill(len(number))
    return following + match["sign"] if len(following) <= _MAX_NUMBER_LENGTH else ""


def _marker_before(rope: Rope[Block], item: _Item) -> str:
    """Return the marker of the item before `item` in its list; empty if it is the first one."""
    block = item.place.piece
    entries = facts_of(block).list_items
    depth = entries[item.number].depth
    for entry in reversed(entries[: item.number]):
        if entry.depth < depth:
            return ""
        if entry.depth == depth:
            return _marker_at(block.text, entry.start)
    index = item.place.index
    if block.kind != Kind.ITEM or depth or not index:
        return ""
    other = rope.at_index(index - 1).piece
    first = facts_of(other).list_items[:1] if other.kind == Kind.ITEM else ()
    return _marker_at(other.text, first[0].start) if first else ""


def _marker_at(text: str, offset: int) -> str:
    match = _ITEM.match(text, offset)
    return match["marker"] if match else ""
