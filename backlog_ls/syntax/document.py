"""An immutable, parsed document, and its incremental update by an edit.

An edit parses a window: the blocks that it touches and those around them whose extent could depend
on it. The window grows until a new block begins exactly where an old block began, with the same
parser state. From there on, the old block objects are kept. This is the hardest part of the project.
Its safety net is a property test: after any edits, the blocks equal those of a full parse
(`tests/syntax/test_incremental.py`).
"""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from backlog_ls.syntax.block import Block, Kind
from backlog_ls.syntax.front_matter import MAX_LENGTH, front_matter_end, may_open_front_matter
from backlog_ls.syntax.parser import parse
from backlog_ls.text.edit import minimal_edit
from backlog_ls.text.lines import content_end
from backlog_ls.text.position import Encoding, Position, Range, decode_column, encode_column
from backlog_ls.text.rope import Place, Rope

_SELF_CONTAINED = {
    Kind.FRONT_MATTER,
    Kind.HEADING,
    Kind.PARAGRAPH,
    Kind.TABLE,
    Kind.ROW,
    Kind.FENCE,
    Kind.HTML,
    Kind.QUOTE,
    Kind.RULE,
    Kind.REFERENCE,
}
"""Kinds that always end at a blank line. List items and indented code may continue after one."""


class Delta(NamedTuple):
    """The blocks that an edit removed and added, with their keys."""

    removed: tuple[tuple[int, Block], ...]
    added: tuple[tuple[int, Block], ...]
    parsed_lines: int
    """Number of lines that were parsed for the edit."""


class EditedDocument(NamedTuple):
    """A document after an edit, and what the edit changed."""

    document: Document
    delta: Delta


class Document:
    """An immutable, parsed text. Offsets are code points, lines and columns 0-based."""

    __slots__ = ("rope",)

    def __init__(self, rope: Rope[Block]) -> None:
        self.rope = rope

    @staticmethod
    def parse(text: str) -> Document:
        """Return the document for `text`. Any text is valid."""
        return Document(Rope.build(parse(text) or [Block(Kind.BLANK, "")]))

    @property
    def text(self) -> str:
        """The whole text, concatenated at each call."""
        return "".join(block.text for block in self.rope)

    @property
    def length(self) -> int:
        """The number of code points."""
        return self.rope.length

    def offset_at(self, position: Position, encoding: Encoding = Encoding.UTF32) -> int:
        """Return the code-point offset of `position`, whose column is in units of `encoding`.

        A line past the end becomes the end of the document. A column past the end of its line
        becomes the end of the line, before its line ending (LSP 3.17, "Position").
        """
        line, column = position
        if line < 0:
            return 0
        if line > self.rope.newlines:
            return self.rope.length
        place = self.rope.at_line(line)
        start, end = _line_bounds(place.piece, line - place.line)
        content = place.piece.text[start : content_end(place.piece.text, start, end)]
        return place.offset + start + decode_column(content, column, encoding)

    def position_at(self, offset: int, encoding: Encoding = Encoding.UTF32) -> Position:
        """Return the position of `offset`, with the column in units of `encoding`.

        Offsets outside the document are clamped.
        """
        offset = min(max(offset, 0), self.rope.length)
        place = self.rope.at_offset(offset)
        line, column = locate(place.piece, offset - place.offset, encoding)
        return Position(place.line + line, column)

    def range_in_block(
        self, key: int, start: int, end: int, encoding: Encoding = Encoding.UTF32
    ) -> Range | None:
        """Return where ``[start, end)`` of the block `key` is; None if the block is gone.

        `start` and `end` are code points from the start of the block; columns are in `encoding`.
        """
        place = self.rope.at_key(key)
        if place is None:
            return None
        first = locate(place.piece, start, encoding)
        last = locate(place.piece, end, encoding)
        return Range(
            Position(place.line + first.line, first.column),
            Position(place.line + last.line, last.column),
        )

    def line_number_at(self, offset: int) -> int:
        """Return the 1-based number of the line that contains `offset`."""
        return self.position_at(offset).line + 1

    def line_text(self, line: int) -> str:
        """Return the 0-based `line` without its line ending; past the end, an empty string."""
        if not 0 <= line <= self.rope.newlines:
            return ""
        place = self.rope.at_line(line)
        start, end = _line_bounds(place.piece, line - place.line)
        return place.piece.text[start : content_end(place.piece.text, start, end)]

    def replace(self, text: str) -> EditedDocument:
        """Return the document with the whole text replaced, reusing the equal start and end."""
        edit = minimal_edit(self.text, text)
        if edit is None:
            return EditedDocument(self, Delta((), (), 0))
        return self.edit(edit.start, edit.end, edit.text)

    def edit(self, start: int, end: int, text: str) -> EditedDocument:
        """Return the document with the code points ``[start, end)`` replaced by `text`.

        Offsets outside the document are clamped, and swapped if they are reversed.
        """
        start, end = sorted((min(max(start, 0), self.length), min(max(end, 0), self.length)))
        first = self.rope.at_offset(start)
        last = self.rope.at_offset(end) if end > start else first
        low = self._first_affected(first)
        if low.index and _changes_front_matter(self, start, end, text):
            low = self.rope.at_index(0)
        stop = last.index + 1
        margin = 2
        parsed = 0
        total = len(self.rope)
        while True:
            stop = min(stop + margin, total)
            window = self._window(low, stop)
            head = window[: start - low.offset] + text
            window = head + window[end - low.offset :]
            if low.index == 0 and stop < total and may_open_front_matter(window):
                margin = 2 * stop
                continue
            blocks = parse(window, at_start=low.index == 0, within=self._parser_state_at(low))
            parsed += sum(block.newlines for block in blocks) + 1
            if low.index and (not blocks or blocks[0].kind == Kind.BLANK):
                # The first block of the window is gone. Its blank lines belong to the block before.
                low = self.rope.at_index(low.index - 1)
                continue
            if stop == total:
                return self._splice(low.index, total, blocks, parsed)
            shift = len(text) - (end - start)
            meeting = self._find_meeting_point(last, stop, blocks, low.offset, len(head), shift)
            if meeting:
                new_count, old_stop = meeting
                return self._splice(low.index, old_stop, blocks[:new_count], parsed)
            margin = 2 * (stop - low.index)

    def _first_affected(self, touched: Place[Block]) -> Place[Block]:
        """Return the first block whose extent an edit in `touched` could change.

        This is usually the block before, which the edit could extend. After a blank line, most
        kinds of block cannot be extended.
        """
        if not touched.index:
            return touched
        before = self.rope.at_index(touched.index - 1)
        if before.piece.kind in _SELF_CONTAINED and _ends_with_blank_line(before.piece.text):
            return touched
        return before

    def _parser_state_at(self, place: Place[Block]) -> Kind | None:
        """Return the parser state where `place` begins: the argument `within` of `parse`."""
        kind = place.piece.kind
        if kind == Kind.ROW:
            return kind
        if kind == Kind.ITEM and place.index:
            before = self.rope.at_index(place.index - 1).piece
            if before.kind == kind and list_marker(before.text) == list_marker(place.piece.text):
                return kind
        return None

    def _window(self, low: Place[Block], stop: int) -> str:
        parts = []
        for place in self.rope.places(low.index):
            if place.index >= stop:
                break
            parts.append(place.piece.text)
        return "".join(parts)

    def _find_meeting_point(
        self,
        last: Place[Block],
        stop: int,
        blocks: list[Block],
        window_offset: int,
        changed: int,
        shift: int,
    ) -> tuple[int, int] | None:
        """Return the number of new blocks to use and the first old block to keep, or None.

        Old and new blocks agree from the first offset after the edit at which both begin a block
        of the same kind. The last block of the window is ignored: the window may cut it off.
        """
        starts: dict[int, int] = {}
        position = window_offset
        for index, block in enumerate(blocks[:-1]):
            if position - window_offset >= changed:
                starts[position - shift] = index
            position += len(block.text)
        for place in self.rope.places(last.index):
            if place.index >= stop:
                return None
            index_of_new = starts.get(place.offset)
            if index_of_new is not None:
                kind = place.piece.kind
                # Front matter can only be at the very top.
                if blocks[index_of_new].kind == kind != Kind.FRONT_MATTER:
                    return index_of_new, place.index
        return None

    def _splice(self, start: int, stop: int, blocks: list[Block], parsed: int) -> EditedDocument:
        old = []
        for place in self.rope.places(start):
            if place.index >= stop:
                break
            old.append(place.piece)
        first = 0
        while first < min(len(old), len(blocks)) and old[first] == blocks[first]:
            first += 1
        tail = 0
        limit = min(len(old), len(blocks)) - first
        while tail < limit and old[-1 - tail] == blocks[-1 - tail]:
            tail += 1
        new_blocks = blocks[first : len(blocks) - tail]
        if not new_blocks and len(old) - tail - first == len(self.rope):
            new_blocks = [Block(Kind.BLANK, "")]
        splice = self.rope.splice(start + first, stop - tail, new_blocks)
        return EditedDocument(Document(splice.rope), Delta(splice.removed, splice.added, parsed))


def list_marker(text: str) -> str:
    """Return the bullet of the list item `text`, or the delimiter after its number.

    An item with a different one begins a new list (CommonMark 0.31, section 5.3).
    """
    return text.lstrip(" \t\ufeff").lstrip("0123456789")[:1]


def locate(block: Block, offset: int, encoding: Encoding = Encoding.UTF32) -> Position:
    """Return the position of `offset` relative to `block`, with a column in units of `encoding`."""
    text = block.text
    if not block.newlines or (block.newlines == 1 and text[-1] in "\r\n" and offset < len(text)):
        return Position(0, encode_column(text, offset, encoding))
    line = bisect_right(block.starts, offset) - 1
    start = block.starts[line]
    if encoding is Encoding.UTF32:
        return Position(line, offset - start)
    return Position(line, encode_column(text[start:offset], offset - start, encoding))


def _line_bounds(block: Block, line: int) -> tuple[int, int]:
    """Return start and end of the 0-based `line` of `block`, including its line ending."""
    starts = block.starts
    return starts[line], starts[line + 1] if line + 1 < len(starts) else len(block.text)


def _ends_with_blank_line(text: str) -> bool:
    """Tell whether the last line of `text` is blank, in Markdown's sense."""
    tail = text.rstrip(" \t\r\n")
    rest = text[len(tail) :]
    return rest.count("\n") + rest.count("\r") - rest.count("\r\n") > 1


def _changes_front_matter(document: Document, start: int, end: int, text: str) -> bool:
    """Tell whether an edit below the first block changes the extent of the front matter."""
    if start > MAX_LENGTH or "---" not in document.rope.slice(0, min(5, document.length)):
        return False
    head = document.rope.slice(0, min(MAX_LENGTH + 4, document.length))
    after = (
        head[:start] + text + document.rope.slice(end, min(end + MAX_LENGTH + 4, document.length))
    )
    return front_matter_end(head[:MAX_LENGTH]) != front_matter_end(after[:MAX_LENGTH])
