"""What a block says by itself, whatever stands around it.

Facts are read once per block and kept in its `memo`, so that an edit reads the blocks that it made
and no others. All offsets are code points from the start of the block's text: a line inserted above
changes nothing here. What depends on context (the legend in force, the columns of the table) is
asked in `scope` and `items`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from backlog_ls.model.blocks.directives import PREFIX, Directive, read_directives
from backlog_ls.model.blocks.entries import (
    Details,
    Entry,
    read_details,
    read_entries,
    read_heading_box,
    read_html_entries,
)
from backlog_ls.model.blocks.fields import Field, read_fields, read_matter
from backlog_ls.syntax.block import Block, Kind, Node
from backlog_ls.syntax.inline import NOTHING, Anchor, Inline, Link, scan_definition, scan_inline
from backlog_ls.syntax.table import Row, split_row
from backlog_ls.text.lines import content_end, line_starts
from backlog_ls.text.mojibake import Damage, find_damage
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Heading(NamedTuple):
    """A heading's title, without its marks."""

    start: int
    end: int
    title: str
    underlined: bool
    """Whether ``===`` or ``---`` below makes it a heading."""


class Grid(NamedTuple):
    """A table inside another block."""

    header: Row
    rows: tuple[Row, ...]


class Facts(NamedTuple):
    """What a block says by itself."""

    heading: Heading | None = None
    row: Row | None = None
    """The cells of a row; for a table, of its header."""
    fields: tuple[Field, ...] = ()
    """Named values, those of front matter too; a list there is a field for each entry."""
    entries: tuple[Entry, ...] = ()
    """List items, in the order of the text; a heading with a checkbox is one too."""
    grids: tuple[Grid, ...] = ()
    """The tables inside a list item or a quote."""
    details: tuple[Details, ...] = ()
    links: tuple[Link, ...] = ()
    code: tuple[tuple[int, int], ...] = ()
    """Code spans and comments."""
    anchors: tuple[Anchor, ...] = ()
    damage: tuple[Damage, ...] = ()
    directives: tuple[Directive, ...] = ()
    """Comments meant for this program."""


NO_FACTS = Facts()
_SILENT = {Kind.BLANK, Kind.FENCE, Kind.CODE, Kind.RULE}
_TITLE = pattern(r"[ \t]*#{1,6}(?:[ \t]+|$)")
_CLOSING = pattern(r"(?<=[ \t])#+[ \t]*\Z")


class Reading:
    """What is remembered of a block, in its `memo`."""

    __slots__ = ("bits", "dates", "facts", "items", "mentions", "tokens")

    def __init__(self, found: Facts) -> None:
        self.facts = found
        self.bits = -1
        """As `bits.bits_of` has them; -1 until it was asked."""
        self.mentions: tuple[int, ...] | None = None
        """As `mentions` has them, places in a filter; None until it was asked."""
        self.items: Any = None
        """As `items.items_of` has them, with what they depend on; None until it was asked."""
        self.dates: Any = None
        """As `date_uses.date_uses` has them, with what they depend on; None until it was asked."""
        self.tokens: Any = None
        """As an editor colours the block, with what that depends on; None until it was asked."""


def reading(block: Block) -> Reading:
    """Return what is remembered of `block`, which is read at the first call."""
    known: Reading | None = block.memo
    if known is None:
        found = NO_FACTS if block.kind in _SILENT else _read(block)
        if found is not NO_FACTS and PREFIX in block.text:
            found = found._replace(directives=read_directives(block, found.code))
        known = Reading(found)
        block.memo = known
    return known


def facts(block: Block) -> Facts:
    """Return what `block` says by itself."""
    return reading(block).facts


def _read(block: Block) -> Facts:
    text = block.text
    if text.startswith("\ufeff"):
        # A byte order mark is no part of what the first block says; a blank keeps the columns.
        return _read(Block(block.kind, " " + text[1:], block.level, block.children))
    kind = block.kind
    damage = tuple(find_damage(text))
    if kind == Kind.FRONT_MATTER:
        return Facts(fields=read_matter(text), damage=damage)
    inline = _inline(block)
    links, code, anchors = inline
    if kind == Kind.ROW:
        row = split_row(text, 0, first_line_end(text))
        return Facts(row=row, links=links, code=code, anchors=anchors, damage=damage)
    if kind == Kind.TABLE:
        row = split_row(text, 0, first_line_end(text))
        return Facts(row=row, links=links, code=code, damage=damage)
    if kind == Kind.HEADING:
        heading = _heading(text)
        box = read_heading_box(text, heading.start, heading.end)
        return Facts(
            heading,
            entries=(box,) if box else (),
            links=links,
            code=code,
            anchors=anchors,
            damage=damage,
        )
    if kind == Kind.HTML:
        return Facts(
            entries=read_html_entries(text),
            details=read_details(text),
            anchors=anchors,
            damage=damage,
        )
    if kind == Kind.REFERENCE:
        link = scan_definition(text)
        return Facts(links=(link,) if link else (), damage=damage)
    fields: tuple[Field, ...] = ()
    entries: tuple[Entry, ...] = ()
    grids: tuple[Grid, ...] = ()
    if kind in {Kind.PARAGRAPH, Kind.ITEM, Kind.QUOTE}:
        if ":" in text or "\uff1a" in text:
            fields = tuple(read_fields(text, prose(block)))
        if kind != Kind.PARAGRAPH:
            entries = read_entries(block)
            if block.children and "|" in text:
                grids = tuple(_grids(text, line_starts(text), block.children))
    return Facts(
        fields=fields,
        entries=entries,
        grids=grids,
        links=links,
        code=code,
        anchors=anchors,
        damage=damage,
    )


def first_line(text: str) -> str:
    """Return the first line of `text`, without its end."""
    return text[: first_line_end(text)]


def first_line_end(text: str) -> int:
    """Return where the content of the first line of `text` ends."""
    end = text.find("\n")
    end = len(text) if end < 0 else end + 1
    carriage = text.find("\r", 0, end)
    return carriage if carriage >= 0 else content_end(text, 0, end)


def prose(block: Block) -> list[tuple[int, int]]:
    """Return the runs of `block`'s text that are paragraphs, headings or tables, not code."""
    if not block.children:
        return [(0, len(block.text))]
    starts = line_starts(block.text)
    starts.append(len(block.text))
    return [
        (starts[low], starts[min(high, len(starts) - 1)]) for low, high in _runs(block.children)
    ]


def _runs(nodes: Iterable[Node]) -> Iterable[tuple[int, int]]:
    for node in nodes:
        if node.kind in {Kind.PARAGRAPH, Kind.HEADING, Kind.TABLE}:
            yield node.line, node.end
        elif node.children:
            yield from _runs(node.children)
        elif node.kind == Kind.ITEM:
            yield node.line, node.end


def _grids(text: str, starts: list[int], nodes: Iterable[Node]) -> Iterator[Grid]:
    """Yield the tables among `nodes`, and inside them."""
    for node in nodes:
        if node.kind != Kind.TABLE:
            yield from _grids(text, starts, node.children)
            continue
        rows = []
        for line, column in enumerate(node.columns, node.line):
            start = starts[line]
            end = starts[line + 1] if line + 1 < len(starts) else len(text)
            rows.append(split_row(text, start + column, content_end(text, start, end)))
        yield Grid(rows[0], tuple(rows[2:]))  # between them stands the delimiter row


def _inline(block: Block) -> Inline:
    text = block.text
    if "[" not in text and "<" not in text and "`" not in text:
        return NOTHING
    if block.kind == Kind.HTML:
        return Inline((), (), scan_inline(text).anchors) if "=" in text else NOTHING
    if not block.children:
        return scan_inline(text)
    parts = [scan_inline(text, start, end) for start, end in prose(block)]
    return Inline(
        tuple(link for part in parts for link in part.links),
        tuple(span for part in parts for span in part.code),
        tuple(anchor for part in parts for anchor in part.anchors),
    )


def _heading(text: str) -> Heading:
    match = _TITLE.match(text)
    if match and "#" in match.group():
        start, end = match.end(), first_line_end(text)
        closing = _CLOSING.search(text, start, end)
        if closing:
            end = closing.start()
        underlined = False
    else:
        start, end = 0, _underline(text)
        underlined = True
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Heading(start, end, text[start:end], underlined)


def _underline(text: str) -> int:
    """Return where the underline of a setext heading begins: its last line that is not blank."""
    end = len(text.rstrip(" \t\r\n"))
    return max(text.rfind("\n", 0, end), text.rfind("\r", 0, end)) + 1
