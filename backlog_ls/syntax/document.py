"""A document: an immutable text, parsed, from which an edit makes the next one.

An edit parses a window: the blocks that it touches and the few around them whose extent could
depend on it. The window grows until a block begins exactly where a block of the old document did,
with the same state of the parser; from there on the old blocks are kept, the same objects. This is
the hard part of the project. Its net is a property: whatever was typed, the blocks equal those of a
parse from scratch (`tests/syntax/test_incremental.py`).
"""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from backlog_ls.syntax.block import Block, Kind
from backlog_ls.syntax.front_matter import REACH, front_matter_end, may_open_front_matter
from backlog_ls.syntax.parser import parse
from backlog_ls.text.edit import minimal_edit
from backlog_ls.text.lines import content_end
from backlog_ls.text.position import Encoding, Position, decode_column, encode_column
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
"""What a blank line ends for good. An item or an indented code block may go on after one."""


class Delta(NamedTuple):
    """What an edit changed: blocks with their keys, and how much was parsed for it."""

    removed: tuple[tuple[int, Block], ...]
    added: tuple[tuple[int, Block], ...]
    parsed: int
    """The number of lines given to the parser."""


class Change(NamedTuple):
    """A document after an edit, and the difference."""

    document: Document
    delta: Delta


class Document:
    """An immutable, parsed text. Offsets are code points, lines and columns 0-based."""

    __slots__ = ("rope",)

    def __init__(self, rope: Rope[Block]) -> None:
        self.rope = rope

    @staticmethod
    def parse(text: str) -> Document:
        """Return `text` as a document. Any text is one."""
        return Document(Rope.build(parse(text) or [Block(Kind.BLANK, "")]))

    @property
    def text(self) -> str:
        """The whole text, put together anew at each call."""
        return "".join(block.text for block in self.rope)

    @property
    def length(self) -> int:
        """The number of code points."""
        return self.rope.length

    def offset_at(self, position: Position, encoding: Encoding = Encoding.UTF32) -> int:
        """Return the offset of `position`, whose column counts units of `encoding`.

        A line past the end is the end of the document; a column past the end of its line is
        the end of the line, before its line end (LSP 3.17, "Position").
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
        """Return where `offset` is, with a column in units of `encoding`; offsets are clamped."""
        offset = min(max(offset, 0), self.rope.length)
        place = self.rope.at_offset(offset)
        line, column = locate(place.piece, offset - place.offset, encoding)
        return Position(place.line + line, column)

    def line_text(self, line: int) -> str:
        """Return line number `line` without its line end; past the end it is empty."""
        if not 0 <= line <= self.rope.newlines:
            return ""
        place = self.rope.at_line(line)
        start, end = _line_bounds(place.piece, line - place.line)
        return place.piece.text[start : content_end(place.piece.text, start, end)]

    def replace(self, text: str) -> Change:
        """Return the document as `text`, keeping what is equal at both ends."""
        edit = minimal_edit(self.text, text)
        if edit is None:
            return Change(self, Delta((), (), 0))
        return self.edit(edit.start, edit.end, edit.text)

    def edit(self, start: int, end: int, text: str) -> Change:
        """Return the document with the code points ``[start, end)`` replaced by `text`.

        Offsets outside the document are clamped, and put in order.
        """
        start, end = sorted((min(max(start, 0), self.length), min(max(end, 0), self.length)))
        first = self.rope.at_offset(start)
        last = self.rope.at_offset(end) if end > start else first
        low = self._first_affected(first)
        if low.index and _front_matter_moves(self, start, end, text):
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
            blocks = parse(window, at_start=low.index == 0, within=self._state_at(low))
            parsed += sum(block.newlines for block in blocks) + 1
            if low.index and (not blocks or blocks[0].kind == Kind.BLANK):
                # What began the window is gone; its blank lines belong to the block before.
                low = self.rope.at_index(low.index - 1)
                continue
            if stop == total:
                return self._spliced(low.index, total, blocks, parsed)
            shift = len(text) - (end - start)
            meeting = self._meeting(last, stop, blocks, low.offset, len(head), shift)
            if meeting:
                kept, old_stop = meeting
                return self._spliced(low.index, old_stop, blocks[:kept], parsed)
            margin = 2 * (stop - low.index)

    def _first_affected(self, touched: Place[Block]) -> Place[Block]:
        """Return the first block whose extent an edit in `touched` could change.

        That is the one before: an edit can make it go on. A blank line keeps most kinds apart.
        """
        if not touched.index:
            return touched
        before = self.rope.at_index(touched.index - 1)
        if before.piece.kind in _SELF_CONTAINED and _ends_blank(before.piece.text):
            return touched
        return before

    def _state_at(self, place: Place[Block]) -> Kind | None:
        """Return what the parser is within where `place` begins; see `parse`."""
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

    def _meeting(
        self,
        last: Place[Block],
        stop: int,
        blocks: list[Block],
        window_offset: int,
        changed: int,
        shift: int,
    ) -> tuple[int, int] | None:
        """Return how many new blocks to take and the old block from which on to keep, or None.

        New and old agree from the first place on, behind the edit, where both begin a block of the
        same kind. The window's last block does not count: its end may be the window's.
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
                # Front matter is what it is only at the very top.
                if blocks[index_of_new].kind == kind != Kind.FRONT_MATTER:
                    return index_of_new, place.index
        return None

    def _spliced(self, start: int, stop: int, blocks: list[Block], parsed: int) -> Change:
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
        fresh = blocks[first : len(blocks) - tail]
        if not fresh and len(old) - tail - first == len(self.rope):
            fresh = [Block(Kind.BLANK, "")]
        splice = self.rope.splice(start + first, stop - tail, fresh)
        return Change(Document(splice.rope), Delta(splice.removed, splice.added, parsed))


def list_marker(text: str) -> str:
    """Return the character that tells lists apart for the item `text`: bullet or delimiter.

    Items with another one begin another list (CommonMark 0.31, section 5.3).
    """
    return text.lstrip(" \t\ufeff").lstrip("0123456789")[:1]


def locate(block: Block, offset: int, encoding: Encoding = Encoding.UTF32) -> Position:
    """Return the line in `block` and the column, in units of `encoding`, of a code point in it."""
    text = block.text
    if not block.newlines or (block.newlines == 1 and text[-1] in "\r\n" and offset < len(text)):
        return Position(0, encode_column(text, offset, encoding))
    line = bisect_right(block.starts, offset) - 1
    start = block.starts[line]
    if encoding is Encoding.UTF32:
        return Position(line, offset - start)
    return Position(line, encode_column(text[start:offset], offset - start, encoding))


def _line_bounds(block: Block, line: int) -> tuple[int, int]:
    """Return start and end, with its line end, of line number `line` of `block`."""
    starts = block.starts
    return starts[line], starts[line + 1] if line + 1 < len(starts) else len(block.text)


def _ends_blank(text: str) -> bool:
    """Tell whether `text`, which ends with a line end, has a blank last line."""
    tail = text.rstrip(" \t\r\n")
    rest = text[len(tail) :]
    return rest.count("\n") + rest.count("\r") - rest.count("\r\n") > 1


def _front_matter_moves(document: Document, start: int, end: int, text: str) -> bool:
    """Tell whether an edit below the first block changes what the front matter is."""
    if start > REACH or "---" not in document.rope.slice(0, min(5, document.length)):
        return False
    head = document.rope.slice(0, min(REACH + 4, document.length))
    after = head[:start] + text + document.rope.slice(end, min(end + REACH + 4, document.length))
    return front_matter_end(head[:REACH]) != front_matter_end(after[:REACH])
