"""Completion: what can stand at the cursor.

A line that is being typed is seldom what it will be, so its text decides where the syntax tree does
not yet: an unclosed link, a cell without its pipe, a field without its value.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.features.completion_list import (
    NOTHING,
    CompletionItem,
    CompletionKind,
    CompletionList,
    Spot,
)
from backlog_ls.features.link_completion import complete_link, resolve_link
from backlog_ls.features.status_completion import complete_cell, complete_field
from backlog_ls.model.bits import BITS, Bit
from backlog_ls.model.facts import facts
from backlog_ls.syntax.block import Block, Kind, Node

if TYPE_CHECKING:
    from backlog_ls.workspace.view import View

_CODE = {Kind.FENCE, Kind.CODE, Kind.FRONT_MATTER}
_BOX = re.compile(r"[ \t>]*(?:[-+*]|\d{1,9}[.)])[ \t]+\[(?P<mark>[ xX~/-]?)\Z")
_BOX_REST = re.compile(r"[ xX~/-]?\](?P<space>[ \t]?)")
_MARKS = {"x": "done", "X": "done", "/": "in progress", "~": "in progress", "-": "cancelled"}
_MOST_BLOCKS = 500
"""So many blocks with tasks show which marks a document uses."""


def completions(view: View, offset: int) -> CompletionList:
    """Return what can stand at `offset`, a code point of the document."""
    document = view.backlog.document
    line, column = document.position_at(offset)
    place = document.rope.at_offset(offset)
    spot = Spot(view, place, line, offset - column, document.line_text(line), column)
    if _is_code(place.piece, line - place.line):
        return NOTHING
    for source in (complete_link, _complete_mark, complete_cell, complete_field):
        found = source(spot)
        if found is not None:
            return found
    return NOTHING


def resolve(view: View, item: CompletionItem) -> CompletionItem:
    """Return `item` with what it costs to know: the state of the document that it leads to."""
    return resolve_link(view, item)


def _is_code(block: Block, line: int) -> bool:
    if block.kind in _CODE or (block.kind == Kind.HTML and block.text.startswith("<!--")):
        return True
    return _in_code(block.children, line)


def _in_code(nodes: tuple[Node, ...], line: int) -> bool:
    return any(
        node.kind in _CODE or _in_code(node.children, line)
        for node in nodes
        if node.line <= line < node.end
    )


def _complete_mark(spot: Spot) -> CompletionList | None:
    """Offer what can stand in the box of a task."""
    match = _BOX.match(spot.before)
    if match is None:
        return None
    start = spot.line_start + match.start("mark")
    rest = _BOX_REST.match(spot.text, spot.column)
    space = " "
    end = spot.offset
    if rest:
        end = spot.line_start + rest.end() - len(rest["space"])
        space = "" if rest["space"] else " "
    items = [
        CompletionItem(
            f"[{mark}]",
            f"{mark}]{space}",
            start,
            end,
            CompletionKind.MARK,
            _MARKS.get(mark, "open"),
            filter_text=f"{match['mark']} {mark}] {_MARKS.get(mark, 'open')}".lstrip(" ") or "x",
            sort_text=f"{number:02}",
        )
        for number, mark in enumerate(_used_marks(spot.view))
    ]
    return CompletionList(tuple(items))


def _used_marks(view: View) -> list[str]:
    """Return the marks to offer: open, done as this document writes it, and what else it uses."""
    rope = view.backlog.rope
    counts: dict[str, int] = {}
    for place in islice(rope.find(BITS, Bit.TASK, 0, len(rope)), _MOST_BLOCKS):
        for entry in facts(place.piece).entries:
            counts[entry.mark] = counts.get(entry.mark, 0) + 1
    done = "X" if counts.get("X", 0) > counts.get("x", 0) else "x"
    return [" ", done, *(mark for mark in "/~-" if mark in counts)]
