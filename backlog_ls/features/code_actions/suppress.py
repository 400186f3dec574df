"""Suppress a finding: put a comment where it works and readers of the page see nothing of it.

A comment goes above the line that it is about: into the list item before, so that the list stays
one, or behind the words of the line before, so that the paragraph stays one. Between the rows of a
table no comment can stand: there, one before and one behind the table do it. Whether it works is
tried before it is offered.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.formatting.format import table_at
from backlog_ls.model.blocks.directives import DISABLE, DISABLE_NEXT_LINE, ENABLE, PREFIX
from backlog_ls.rules.engine.suppression import comments, heed
from backlog_ls.syntax.block import Block, Kind, Node
from backlog_ls.syntax.document import list_marker
from backlog_ls.text.edit import Edit
from backlog_ls.text.lines import content_end, line_end_of, line_starts
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from backlog_ls.rules.engine.finding import Finding
    from backlog_ls.rules.engine.suppression import Comment
    from backlog_ls.text.rope import Place, Rope
    from backlog_ls.workspace.view import View

_PREFIX = pattern(r"\ufeff?([ \t>]*)")
_MARKER = pattern(r"(?P<lead>[ \t>]*)(?P<mark>[-+*]|\d{1,9}[.)])(?P<gap>[ \t]*)")
_RAW = pattern(r"\s*<(?:!|\?|(?:script|pre|style|textarea)\b)", re.IGNORECASE)
_MUTE = {Kind.BLANK, Kind.FRONT_MATTER, Kind.FENCE, Kind.CODE}
"""Where a comment is none."""


LONGEST = 20_000
"""In a block of more code points nothing is tried: an editor asks at every move of the cursor."""


class Suppression(NamedTuple):
    """How a finding can be suppressed. Edits are in code points of the document, in its order."""

    title: str
    edits: tuple[Edit, ...]


def suppression_of(view: View, finding: Finding) -> Suppression | None:
    """Return how `finding` can be suppressed, or None: not without changing more than that."""
    rope = view.backlog.rope
    place = rope.at_key(finding.key)
    if place is None or len(place.piece.text) > LONGEST:
        return None
    code = finding.code
    said = comments(rope)
    if place.piece.kind == Kind.ROW:
        title = f"Suppress `{code}` in this table"
        edits = _around_table(view, place, code, said)
    else:
        title = f"Suppress `{code}` for this line"
        edit = _into_comment(rope, finding, said) or _above(rope, place, finding)
        edits = (edit,) if edit else ()
    return Suppression(title, edits) if edits and _works(view, place, finding, edits) else None


def _works(view: View, place: Place[Block], finding: Finding, edits: tuple[Edit, ...]) -> bool:
    document = view.backlog.document
    for edit in reversed(edits):
        document = document.edit(edit.start, edit.end, edit.text).document
    offset = place.offset + finding.start
    offset += sum(len(edit.text) for edit in edits if edit.start <= offset)
    now = document.rope.at_offset(offset)
    moved = finding._replace(key=now.key, start=offset - now.offset, end=offset - now.offset)
    return not heed(comments(document.rope), [moved]).kept


def _into_comment(rope: Rope[Block], finding: Finding, said: list[Comment]) -> Edit | None:
    """Return the edit that adds the code to a comment that is about the line already."""
    at = finding.key, finding.start
    for comment in said:
        line = comment.next
        if line and (line.key, line.start) <= at < (line.key, line.end):
            place = rope.at_key(comment.key)
            last = (comment.directive.verb, *comment.directive.codes)[-1]
            offset = place.offset + last.end if place else 0
            return Edit(offset, offset, f" {finding.code}")
    return None


def _around_table(
    view: View, row: Place[Block], code: str, said: list[Comment]
) -> tuple[Edit, ...]:
    table = table_at(view, row.offset)
    if table is None:
        return ()
    rope = view.backlog.rope
    if any(
        comment.next and comment.next.key == rope.at_offset(table.start).key for comment in said
    ):
        return ()  # that comment would then be about another line
    end = _line_end(rope, row)
    return (
        Edit(table.start, table.start, f"{_comment(DISABLE, code)}{end}"),
        Edit(table.end, table.end, f"{end}{_comment(ENABLE, code)}"),
    )


def _above(rope: Rope[Block], place: Place[Block], finding: Finding) -> Edit | None:
    """Return the edit that puts a comment above the line of `finding`."""
    text = place.piece.text
    starts = [*line_starts(text), len(text)]
    line = bisect_right(starts, finding.start, 1, len(starts) - 1) - 1
    comment = _comment(DISABLE_NEXT_LINE, finding.code)
    if place.piece.kind in _MUTE:
        return None
    own = _prefix(text, starts[line])
    if not line:
        # A byte order mark is one at the very beginning only.
        offset = place.offset + (not place.offset and text.startswith("\ufeff"))
        before = rope.at_index(place.index - 1).piece if place.index else None
        if before and place.piece.kind == before.kind == Kind.ITEM:
            same_list = list_marker(before.text) == list_marker(text)
            own = _inside(before.text, 0) if same_list else own
        elif place.piece.kind == Kind.QUOTE:
            own = ""
        return Edit(offset, offset, f"{own}{comment}{_line_end(rope, place)}")
    node, before_node = _beginning(place.piece, line)
    offset = place.offset + starts[line]
    if node and node.kind in _MUTE:
        return None
    if node:
        if node.kind == Kind.ITEM and before_node:
            own = _inside(text, starts[before_node.line])
        elif node.kind == Kind.QUOTE:
            return None
        return Edit(offset, offset, f"{own}{comment}{_line_end(rope, place)}")
    kind = _innermost(place.piece, line)
    if kind == Kind.HTML and not _RAW.match(text):
        return Edit(offset, offset, f"{own}{comment}{_line_end(rope, place)}")
    if kind not in {Kind.PARAGRAPH, Kind.HEADING, Kind.ITEM}:
        return None
    stop = content_end(text, starts[line - 1], starts[line])
    # What makes a line break at the end of a line has to stay at its end.
    stop = len(text[:stop].rstrip(" \t\\"))
    if not text[starts[line - 1] : stop].strip("\ufeff \t>"):
        return None  # there are no words that it could stand behind
    return Edit(place.offset + stop, place.offset + stop, f" {comment}")


def _beginning(block: Block, line: int) -> tuple[Node | None, Node | None]:
    """Return the outermost node in `block` that begins at `line`, and the item before it."""
    nodes = block.children
    while nodes:
        around = None
        before = None
        for node in nodes:
            if node.line == line and node.kind != Kind.LIST:
                return node, before
            if node.line <= line < node.end:
                around = node
            before = node if node.kind == Kind.ITEM else None
        nodes = around.children if around else ()
    return None, None


def _innermost(block: Block, line: int) -> Kind:
    """Return the kind of the innermost node in `block` that holds `line`."""
    kind, nodes = block.kind, block.children
    while True:
        node = next((node for node in nodes if node.line <= line < node.end), None)
        if node is None:
            return kind
        kind, nodes = node.kind, node.children


def _inside(text: str, start: int) -> str:
    """Return what a line in the list item that begins at `start` begins with."""
    marker = _MARKER.match(text, start)
    if marker is None:
        return _prefix(text, start)
    gap = len(marker["gap"].expandtabs(4))
    # CommonMark 0.31, section 5.2: five blanks are one, and an indented code block.
    return marker["lead"] + " " * (len(marker["mark"]) + (gap if 1 <= gap <= 4 else 1))


def _prefix(text: str, start: int) -> str:
    match = _PREFIX.match(text, start)
    return match[1] if match else ""


def _comment(verb: str, code: str) -> str:
    return f"<!-- {PREFIX}{verb} {code} -->"


def _line_end(rope: Rope[Block], place: Place[Block]) -> str:
    """Return the line end to write at `place`: its own, or that of the document's first block."""
    own = place.piece.text
    return line_end_of(own if place.piece.newlines else rope.at_index(0).piece.text)
