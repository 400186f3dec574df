"""The sections of a document: headings by their level, and ``<details>`` inside them.

Both nest, but each by its own rule. Here a heading ends what is as deep as itself, an open
``<details>`` in such a section included; ``</details>`` ends every heading inside it. So the result
is a tree, whatever was written, and every reader of it agrees on where a section ends.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.facts import facts, first_line_end
from backlog_ls.model.document.flags import BITS, Bit

if TYPE_CHECKING:
    from backlog_ls.model.blocks.entries import Details
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place, Rope

DEEPEST = 32
"""``<details>`` are told apart down to this depth: no file has more, and a tree must end."""


LONGEST_TITLE = 300
"""Code points of a summary that is not closed."""


class Section(NamedTuple):
    """A heading or a ``<details>`` with all below it. Offsets are code points in the document."""

    level: int
    """Of a heading, 1 to 6; 0 for a ``<details>``."""
    key: int
    """Of the block that opens it."""
    start: int
    end: int
    """After its last character, before the line end there."""
    title_start: int
    title_end: int
    """Of a ``<details>`` without a summary, the title is its tag."""
    head_end: int
    """Where its heading, or its summary with the tags, ends."""
    parent: int
    """The number of the section that it stands in; -1 at the top."""

    @property
    def is_details(self) -> bool:
        """Whether it is a ``<details>``."""
        return not self.level


def outline(backlog: Backlog) -> list[Section]:
    """Return the sections of a document in its order. Linear in their number."""
    return _Sweep(backlog.rope).sections()


def section_at(sections: list[Section], offset: int) -> Section | None:
    """Return the innermost section that holds `offset`, or None."""
    index = bisect_right(sections, offset, key=lambda section: section.start) - 1
    while index >= 0 and sections[index].end < offset:
        index = sections[index].parent
    return sections[index] if index >= 0 else None


class _Sweep:
    """One pass over the headings and tags, with the sections that are open."""

    def __init__(self, rope: Rope[Block]) -> None:
        self.rope = rope
        self.found: list[Section] = []
        self.open: list[tuple[int, int]] = []  # its number, and the level of heading that ends it
        self.open_details = 0
        self.too_deep = 0

    def sections(self) -> list[Section]:
        rope = self.rope
        for place in rope.find(BITS, Bit.HEADING | Bit.DETAILS, 0, len(rope)):
            if place.piece.level:
                self._heading(place)
            else:
                self._tags(place)
        while self.open:
            self._close(rope.length)
        return self.found

    def _heading(self, place: Place[Block]) -> None:
        heading = facts(place.piece).heading
        if heading is None:
            return
        level = place.piece.level
        before = self._before(place.offset)
        while self.open and self.open[-1][1] >= level:
            self._close(before)
        start, end = place.offset + heading.start, place.offset + heading.end
        self._open(level, place, place.offset, (start, end), end, level)

    def _tags(self, place: Place[Block]) -> None:
        tags = facts(place.piece).details
        for index, tag in enumerate(tags):
            start, end = place.offset + tag.start, place.offset + tag.end
            if tag.name == "summary":
                if not tag.closing and self.open:
                    self._title(place, tag, tags[index + 1] if index + 1 < len(tags) else None)
            elif not tag.closing:
                if self.open_details == DEEPEST:
                    self.too_deep += 1
                    continue
                self.open_details += 1
                level = self.open[-1][1] if self.open else 0
                self._open(0, place, start, (start, end), end, level)
            elif self.too_deep:
                self.too_deep -= 1
            elif self.open_details:
                while self.found[self.open[-1][0]].level:
                    self._close(self._before(start))
                self._close(end)

    def _title(self, place: Place[Block], tag: Details, after: Details | None) -> None:
        """Take the summary that `tag` opens as the title of the innermost ``<details>``."""
        number = self.open[-1][0]
        section = self.found[number]
        if section.level or self.too_deep or section.head_end > section.title_end:
            return
        text = place.piece.text
        if after is not None and after.name == "summary" and after.closing:
            stop, head_end = after.start, after.end
        else:
            line = text[tag.end : tag.end + LONGEST_TITLE]
            stop = head_end = tag.end + first_line_end(line)
        low, high = tag.end, stop
        while low < high and text[low].isspace():
            low += 1
        while high > low and text[high - 1].isspace():
            high -= 1
        if low == high:
            return
        at = place.offset
        self.found[number] = section._replace(
            title_start=at + low, title_end=at + high, head_end=at + head_end
        )

    def _open(
        self,
        level: int,
        place: Place[Block],
        start: int,
        title: tuple[int, int],
        head_end: int,
        ended_by: int,
    ) -> None:
        parent = self.open[-1][0] if self.open else -1
        self.open.append((len(self.found), ended_by))
        self.found.append(Section(level, place.key, start, start, *title, head_end, parent))

    def _close(self, end: int) -> None:
        number, _ = self.open.pop()
        section = self.found[number]
        self.found[number] = section._replace(end=max(end, section.head_end))
        if not section.level:
            self.open_details -= 1
            self.too_deep = 0

    def _before(self, offset: int) -> int:
        """Return where the line before `offset`, which begins a line, ends."""
        before = self.rope.slice(max(offset - 2, 0), offset)
        if before.endswith("\r\n"):
            return offset - 2
        return offset - 1 if before[-1:] in {"\n", "\r"} and before else offset
