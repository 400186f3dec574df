"""Facts: everything that can be read from the text of one block, independent of its context.

All offsets are code points from the start of the block, so a line inserted above changes nothing.
What depends on the context (the legend in force, the columns of the table) is in `document.context`
and `items`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.directives import DIRECTIVE_PREFIX, Directive, read_directives
from backlog_ls.model.blocks.fields import Field, read_fields, read_front_matter_fields
from backlog_ls.model.blocks.list_items import (
    DetailsTag,
    ListItem,
    read_details_tags,
    read_heading_checkbox,
    read_html_list_items,
    read_list_items,
)
from backlog_ls.model.blocks.signifiers import Signifier, SignifierKind, read_signifiers
from backlog_ls.syntax.block import Block, Kind, NestedBlock
from backlog_ls.syntax.inline import (
    NO_INLINE,
    Anchor,
    InlineContent,
    Link,
    scan_definition,
    scan_inline,
)
from backlog_ls.syntax.table import Row, split_row
from backlog_ls.text.lines import content_end, first_line_end, line_start_at, line_starts
from backlog_ls.text.mojibake import Damage, find_damage
from backlog_ls.text.pattern import pattern
from backlog_ls.text.spans import covers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Heading(NamedTuple):
    """The title of a heading, without its ``#`` or underline."""

    start: int
    end: int
    title: str
    underlined: bool
    """Whether it is a setext heading: underlined with ``===`` or ``---``."""


class NestedTable(NamedTuple):
    """A table inside another block."""

    header: Row
    rows: tuple[Row, ...]


class Facts(NamedTuple):
    """The facts of a block."""

    heading: Heading | None = None
    row: Row | None = None
    """The cells of a row, or of the header row of a table."""
    fields: tuple[Field, ...] = ()
    """Named values, including front matter. A list in front matter is one field per entry."""
    list_items: tuple[ListItem, ...] = ()
    """List items, in the order of the text. A heading with a checkbox counts as one."""
    signifiers: tuple[Signifier, ...] = ()
    """Signifiers and inline fields in list items, in the order of the text."""
    nested_tables: tuple[NestedTable, ...] = ()
    """Tables inside a list item or a quote."""
    details: tuple[DetailsTag, ...] = ()
    links: tuple[Link, ...] = ()
    code_spans: tuple[tuple[int, int], ...] = ()
    """Code spans and comments."""
    anchors: tuple[Anchor, ...] = ()
    damage: tuple[Damage, ...] = ()
    directives: tuple[Directive, ...] = ()
    """Comments that control diagnostics."""


NO_FACTS = Facts()
_KINDS_WITHOUT_FACTS = {Kind.BLANK, Kind.FENCE, Kind.CODE, Kind.RULE}
_TITLE = pattern(r"[ \t]*#{1,6}(?:[ \t]+|$)")
_HEADING_ID = pattern(r"\{:?\s?#([\w:.-]{1,200})[^{}\r\n]{0,200}\}\s*\Z")
_CLOSING = pattern(r"(?<=[ \t])#+[ \t]*\Z")


def read_facts(block: Block) -> Facts:
    """Return what `block` says by itself. Callers use `facts_of`, which reads each block once."""
    if block.kind in _KINDS_WITHOUT_FACTS:
        return NO_FACTS
    found = _read(block)
    if DIRECTIVE_PREFIX in block.text:
        found = found._replace(directives=read_directives(block, found.code_spans))
    return found


def _read(block: Block) -> Facts:
    text = block.text
    if text.startswith("\ufeff"):
        # A byte order mark is not content. A space in its place keeps all offsets.
        return _read(Block(block.kind, " " + text[1:], block.level, block.children))
    kind = block.kind
    damage = tuple(find_damage(text))
    if kind == Kind.FRONT_MATTER:
        return Facts(fields=read_front_matter_fields(text), damage=damage)
    inline = _inline(block)
    links, code, anchors = inline
    if kind == Kind.ROW:
        row = split_row(text, 0, first_line_end(text))
        return Facts(row=row, links=links, code_spans=code, anchors=anchors, damage=damage)
    if kind == Kind.TABLE:
        row = split_row(text, 0, first_line_end(text))
        return Facts(row=row, links=links, code_spans=code, damage=damage)
    if kind == Kind.HEADING:
        heading = _heading(text)
        box = read_heading_checkbox(text, heading.start, heading.end)
        return Facts(
            heading,
            list_items=(box,) if box else (),
            links=links,
            code_spans=code,
            anchors=(*anchors, *_read_heading_id(text, heading)),
            damage=damage,
        )
    if kind == Kind.HTML:
        entries = read_html_list_items(text)
        return Facts(
            list_items=entries,
            signifiers=read_signifiers(text, entries, ()),
            details=read_details_tags(text),
            anchors=anchors,
            damage=damage,
        )
    if kind == Kind.REFERENCE:
        link = scan_definition(text)
        return Facts(links=(link,) if link else (), damage=damage)
    fields: tuple[Field, ...] = ()
    entries = ()
    signifiers: tuple[Signifier, ...] = ()
    grids: tuple[NestedTable, ...] = ()
    if kind in {Kind.PARAGRAPH, Kind.ITEM, Kind.QUOTE}:
        if kind != Kind.PARAGRAPH:
            entries = read_list_items(block)
            signifiers = read_signifiers(text, entries, code)
            if block.children and "|" in text:
                grids = tuple(_nested_tables(text, line_starts(text), block.children))
        if ":" in text or "\uff1a" in text:
            fields = tuple(_fields_outside(block, signifiers, code))
    return Facts(
        fields=fields,
        list_items=entries,
        signifiers=signifiers,
        nested_tables=grids,
        links=links,
        code_spans=code,
        anchors=anchors,
        damage=damage,
    )


def _fields_outside(
    block: Block, signifiers: tuple[Signifier, ...], code: tuple[tuple[int, int], ...]
) -> Iterator[Field]:
    """Yield the fields of `block` that are not signifiers, nor inline fields in code spans."""
    own = [each[1:3] for each in signifiers if each.kind is not SignifierKind.FIELD]
    for field in read_fields(block.text, prose_ranges(block)):
        is_inline = block.text[field.name_start - 1 : field.name_start] in {"[", "("}
        if not covers(own, field.name_start) and not (is_inline and covers(code, field.name_start)):
            yield field


def prose_ranges(block: Block) -> list[tuple[int, int]]:
    """Return the ranges of `block`'s text that are paragraphs, headings or tables, not code."""
    if not block.children:
        return [(0, len(block.text))]
    starts = line_starts(block.text)
    starts.append(len(block.text))
    return [
        (starts[low], starts[min(high, len(starts) - 1)])
        for low, high in _prose_lines(block.children)
    ]


def _prose_lines(nodes: Iterable[NestedBlock]) -> Iterable[tuple[int, int]]:
    for node in nodes:
        if node.kind in {Kind.PARAGRAPH, Kind.HEADING, Kind.TABLE}:
            yield node.line, node.end
        elif node.children:
            yield from _prose_lines(node.children)
        elif node.kind == Kind.ITEM:
            yield node.line, node.end


def _nested_tables(
    text: str, starts: list[int], nodes: Iterable[NestedBlock]
) -> Iterator[NestedTable]:
    """Yield the tables among `nodes`, and inside them."""
    for node in nodes:
        if node.kind != Kind.TABLE:
            yield from _nested_tables(text, starts, node.children)
            continue
        rows = []
        for line, column in enumerate(node.columns, node.line):
            start = starts[line]
            end = starts[line + 1] if line + 1 < len(starts) else len(text)
            rows.append(split_row(text, start + column, content_end(text, start, end)))
        yield NestedTable(rows[0], tuple(rows[2:]))  # rows[1] is the delimiter row


def _inline(block: Block) -> InlineContent:
    text = block.text
    if "[" not in text and "<" not in text and "`" not in text:
        return NO_INLINE
    if block.kind == Kind.HTML:
        return InlineContent((), (), scan_inline(text).anchors) if "=" in text else NO_INLINE
    if not block.children:
        return scan_inline(text)
    parts = [scan_inline(text, start, end) for start, end in prose_ranges(block)]
    return InlineContent(
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
        start, end = 0, _underline_start(text)
        underlined = True
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Heading(start, end, text[start:end], underlined)


def _read_heading_id(text: str, heading: Heading) -> tuple[Anchor, ...]:
    """Return the id at the end of a heading: `## Setup {#setup}`, as in Docusaurus and kramdown."""
    found = _HEADING_ID.search(text, heading.start, heading.end)
    return (Anchor(found[1], found.start(1), found.end(1)),) if found else ()


def _underline_start(text: str) -> int:
    """Return the start of the underline of a setext heading: its last non-blank line."""
    end = len(text.rstrip(" \t\r\n"))
    return line_start_at(text, end)
