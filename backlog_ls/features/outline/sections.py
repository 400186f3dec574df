"""The sections of a document: a tree of headings and ``<details>``.

Headings nest by level, ``<details>`` by their tags. Where both conflict, a heading ends all sections
of its level or below, and an unclosed ``<details>`` in them; ``</details>`` ends all headings inside
it. So the result is always a tree.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.text.lines import first_line_end

if TYPE_CHECKING:
    from backlog_ls.model.blocks.list_items import DetailsTag
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place, Rope

MAX_DETAILS_DEPTH = 32
"""Maximum depth of nested ``<details>``. Deeper ones are ignored, so that the tree is bounded."""

MAX_TITLE_LENGTH = 300
"""Maximum length of the title of an unclosed ``<summary>``, in code points."""


class Section(NamedTuple):
    """A heading or ``<details>`` with its content. Offsets are code points of the document."""

    level: int
    """1 to 6 for a heading, 0 for a ``<details>``."""
    key: int
    """The key of the block with its heading or tag."""
    start: int
    end: int
    """After its last character, before the line ending."""
    title_start: int
    title_end: int
    """The title of a ``<details>`` without a summary is its tag."""
    head_end: int
    """The end of its heading, or of its summary with the tags."""
    parent: int
    """The index of the section that contains it; -1 at the top."""

    @property
    def is_details(self) -> bool:
        """Whether it is a ``<details>``."""
        return not self.level


def find_sections(backlog: Backlog) -> list[Section]:
    """Return the sections of a document, in document order. Linear in their number."""
    return _SectionReader(backlog.rope).sections()


def section_at(sections: list[Section], offset: int) -> Section | None:
    """Return the innermost section that contains `offset`, or None."""
    index = bisect_right(sections, offset, key=lambda section: section.start) - 1
    while index >= 0 and sections[index].end < offset:
        index = sections[index].parent
    return sections[index] if index >= 0 else None


class _SectionReader:
    """Reads the sections in one pass over the headings and tags."""

    def __init__(self, rope: Rope[Block]) -> None:
        self.rope = rope
        self.found: list[Section] = []
        self.open: list[
            tuple[int, int]
        ] = []  # index in `found`, and the level of the heading that ends it
        self.open_details = 0
        self.too_deep = 0

    def sections(self) -> list[Section]:
        rope = self.rope
        for place in rope.find(FLAGS, Flag.HEADING | Flag.DETAILS, 0, len(rope)):
            if place.piece.level:
                self._heading(place)
            else:
                self._tags(place)
        while self.open:
            self._close(rope.length)
        return self.found

    def _heading(self, place: Place[Block]) -> None:
        heading = facts_of(place.piece).heading
        if heading is None:
            return
        level = place.piece.level
        before = self._before(place.offset)
        while self.open and self.open[-1][1] >= level:
            self._close(before)
        start, end = place.offset + heading.start, place.offset + heading.end
        self._open(level, place, place.offset, (start, end), end, level)

    def _tags(self, place: Place[Block]) -> None:
        tags = facts_of(place.piece).details
        for index, tag in enumerate(tags):
            start, end = place.offset + tag.start, place.offset + tag.end
            if tag.name == "summary":
                if not tag.closing and self.open:
                    self._title(place, tag, tags[index + 1] if index + 1 < len(tags) else None)
            elif not tag.closing:
                if self.open_details == MAX_DETAILS_DEPTH:
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

    def _title(self, place: Place[Block], tag: DetailsTag, after: DetailsTag | None) -> None:
        """Take the summary that `tag` opens as the title of the innermost ``<details>``."""
        number = self.open[-1][0]
        section = self.found[number]
        if section.level or self.too_deep or section.head_end > section.title_end:
            return
        text = place.piece.text
        if after is not None and after.name == "summary" and after.closing:
            stop, head_end = after.start, after.end
        else:
            line = text[tag.end : tag.end + MAX_TITLE_LENGTH]
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
        """Return the end of the line before `offset`, which is the start of a line."""
        before = self.rope.slice(max(offset - 2, 0), offset)
        if before.endswith("\r\n"):
            return offset - 2
        return offset - 1 if before[-1:] in {"\n", "\r"} and before else offset
