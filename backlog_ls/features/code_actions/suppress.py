"""Suppress a finding with a comment that does not change how the document is rendered.

The comment goes above the line of the finding: into the list item before, so that the list is not
split, or at the end of the line before, so that the paragraph is not split. A table cannot contain a
comment line, so it gets one comment before it and one after it. A suppression is tried out before
it is offered.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.formatting.tables import table_at
from backlog_ls.model.blocks.directives import DIRECTIVE_PREFIX, DISABLE, DISABLE_NEXT_LINE, ENABLE
from backlog_ls.rules.engine.suppression import apply_comments, find_comments
from backlog_ls.syntax.block import Block, Kind, NestedBlock
from backlog_ls.syntax.document import list_marker
from backlog_ls.text.edit import Edit
from backlog_ls.text.lines import content_end, detect_line_ending, line_starts
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from backlog_ls.rules.engine.finding import Finding
    from backlog_ls.rules.engine.suppression import Comment
    from backlog_ls.text.rope import Place, Rope
    from backlog_ls.workspace.view import View

_PREFIX = pattern(r"\ufeff?([ \t>]*)")
_MARKER = pattern(r"(?P<lead>[ \t>]*)(?P<mark>[-+*]|\d{1,9}[.)])(?P<gap>[ \t]*)")
_RAW = pattern(r"\s*<(?:!|\?|(?:script|pre|style|textarea)\b)", re.IGNORECASE)
_NO_COMMENT_KINDS = {Kind.BLANK, Kind.FRONT_MATTER, Kind.FENCE, Kind.CODE}
"""Blocks in which `<!--` does not start a comment."""

MAX_BLOCK_LENGTH = 20_000
"""Maximum length of a block in code points: editors ask whenever the cursor moves."""


class Suppression(NamedTuple):
    """How to suppress a finding. Edits are in code points of the document, in document order."""

    title: str
    edits: tuple[Edit, ...]


def find_suppression(view: View, finding: Finding) -> Suppression | None:
    """Return how to suppress `finding`; None if a comment would change the document's meaning."""
    rope = view.backlog.rope
    place = rope.at_key(finding.key)
    if place is None or len(place.piece.text) > MAX_BLOCK_LENGTH:
        return None
    code = finding.code
    existing = find_comments(rope)
    if place.piece.kind == Kind.ROW:
        title = f"Suppress `{code}` in this table"
        edits = _wrap_table(view, place, code, existing)
    else:
        title = f"Suppress `{code}` for this line"
        edit = _extend_comment(rope, finding, existing) or _insert_above(rope, place, finding)
        edits = (edit,) if edit else ()
    return (
        Suppression(title, edits) if edits and _is_effective(view, place, finding, edits) else None
    )


def _is_effective(
    view: View, place: Place[Block], finding: Finding, edits: tuple[Edit, ...]
) -> bool:
    document = view.backlog.document
    for edit in reversed(edits):
        document = document.edit(edit.start, edit.end, edit.text).document
    offset = place.offset + finding.start
    offset += sum(len(edit.text) for edit in edits if edit.start <= offset)
    now = document.rope.at_offset(offset)
    moved = finding._replace(key=now.key, start=offset - now.offset, end=offset - now.offset)
    return not apply_comments(find_comments(document.rope), [moved]).visible


def _extend_comment(rope: Rope[Block], finding: Finding, existing: list[Comment]) -> Edit | None:
    """Return the edit that adds the code to a comment that already applies to the line."""
    at = finding.key, finding.start
    for comment in existing:
        line = comment.next_line
        if line and (line.key, line.start) <= at < (line.key, line.end):
            place = rope.at_key(comment.key)
            last = (comment.directive.verb, *comment.directive.codes)[-1]
            offset = place.offset + last.end if place else 0
            return Edit(offset, offset, f" {finding.code}")
    return None


def _wrap_table(
    view: View, row: Place[Block], code: str, existing: list[Comment]
) -> tuple[Edit, ...]:
    table = table_at(view, row.offset)
    if table is None:
        return ()
    rope = view.backlog.rope
    if any(
        comment.next_line and comment.next_line.key == rope.at_offset(table.start).key
        for comment in existing
    ):
        return ()  # that comment would then apply to another line
    end = _line_end(rope, row)
    return (
        Edit(table.start, table.start, f"{_format_comment(DISABLE, code)}{end}"),
        Edit(table.end, table.end, f"{end}{_format_comment(ENABLE, code)}"),
    )


def _insert_above(rope: Rope[Block], place: Place[Block], finding: Finding) -> Edit | None:
    """Return the edit that inserts a comment above the line of `finding`."""
    text = place.piece.text
    starts = [*line_starts(text), len(text)]
    line = bisect_right(starts, finding.start, 1, len(starts) - 1) - 1
    comment = _format_comment(DISABLE_NEXT_LINE, finding.code)
    if place.piece.kind in _NO_COMMENT_KINDS:
        return None
    own = _line_prefix(text, starts[line])
    if not line:
        # A byte order mark must stay at the very beginning.
        offset = place.offset + (not place.offset and text.startswith("\ufeff"))
        before = rope.at_index(place.index - 1).piece if place.index else None
        if before and place.piece.kind == before.kind == Kind.ITEM:
            same_list = list_marker(before.text) == list_marker(text)
            own = _item_indent(before.text, 0) if same_list else own
        elif place.piece.kind == Kind.QUOTE:
            own = ""
        return Edit(offset, offset, f"{own}{comment}{_line_end(rope, place)}")
    node, before_node = _find_node_at_line(place.piece, line)
    offset = place.offset + starts[line]
    if node and node.kind in _NO_COMMENT_KINDS:
        return None
    if node:
        if node.kind == Kind.ITEM and before_node:
            own = _item_indent(text, starts[before_node.line])
        elif node.kind == Kind.QUOTE:
            return None
        return Edit(offset, offset, f"{own}{comment}{_line_end(rope, place)}")
    kind = _innermost_kind(place.piece, line)
    if kind == Kind.HTML and not _RAW.match(text):
        return Edit(offset, offset, f"{own}{comment}{_line_end(rope, place)}")
    if kind not in {Kind.PARAGRAPH, Kind.HEADING, Kind.ITEM}:
        return None
    stop = content_end(text, starts[line - 1], starts[line])
    # Spaces or a backslash that make a hard line break must stay at the end of the line.
    stop = len(text[:stop].rstrip(" \t\\"))
    if not text[starts[line - 1] : stop].strip("\ufeff \t>"):
        return None  # the line before is empty
    return Edit(place.offset + stop, place.offset + stop, f" {comment}")


def _find_node_at_line(block: Block, line: int) -> tuple[NestedBlock | None, NestedBlock | None]:
    """Return the outermost node in `block` that begins at `line`, and the list item before it."""
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


def _innermost_kind(block: Block, line: int) -> Kind:
    """Return the kind of the innermost node in `block` that holds `line`."""
    kind, nodes = block.kind, block.children
    while True:
        node = next((node for node in nodes if node.line <= line < node.end), None)
        if node is None:
            return kind
        kind, nodes = node.kind, node.children


def _item_indent(text: str, start: int) -> str:
    """Return the indentation of the content of the list item that begins at `start`."""
    marker = _MARKER.match(text, start)
    if marker is None:
        return _line_prefix(text, start)
    gap = len(marker["gap"].expandtabs(4))
    # CommonMark 0.31, section 5.2: of five or more spaces, one is indentation; the rest is code.
    return marker["lead"] + " " * (len(marker["mark"]) + (gap if 1 <= gap <= 4 else 1))


def _line_prefix(text: str, start: int) -> str:
    match = _PREFIX.match(text, start)
    return match[1] if match else ""


def _format_comment(verb: str, code: str) -> str:
    return f"<!-- {DIRECTIVE_PREFIX}{verb} {code} -->"


def _line_end(rope: Rope[Block], place: Place[Block]) -> str:
    """Return the line ending to write at `place`: its own, or that of the first block."""
    own = place.piece.text
    return detect_line_ending(own if place.piece.newlines else rope.at_index(0).piece.text)
