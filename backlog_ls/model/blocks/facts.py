"""Facts: everything that can be read from the text of one block, independent of its context.

All offsets are code points from the start of the block, so a line inserted above changes nothing.
What depends on the context (the legend in force, the columns of the table) is in `document.context`
and `items`.
"""

from __future__ import annotations

import re
from operator import itemgetter
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
    Label,
    LabelKind,
    Link,
    LinkKind,
    find_definition_label,
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
    labels: tuple[Label, ...] = ()
    """References and definitions, in the order of the text. A reference whose label is not defined is
    text."""
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
_RAW_HTML = pattern(r"[ \t]*<(?:script|pre|style|textarea)\b", re.IGNORECASE)
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
    links, code, anchors, labels = inline
    if kind in {Kind.ROW, Kind.TABLE}:
        row = split_row(text, 0, first_line_end(text))
        labels = tuple(each for each in labels if "|" not in text[each.start : each.end])
        own = anchors if kind == Kind.ROW else ()
        return Facts(
            row=row, links=links, labels=labels, code_spans=code, anchors=own, damage=damage
        )
    if kind == Kind.HEADING:
        heading = _heading(text)
        box = read_heading_checkbox(text, heading.start, heading.end)
        return Facts(
            heading,
            list_items=(box,) if box else (),
            links=links,
            labels=_without_boxes(labels, (box,) if box else ()),
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
            links=links,
            anchors=anchors,
            damage=damage,
        )
    if kind == Kind.REFERENCE:
        return _read_definition(text, 0)._replace(damage=damage)
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
        labels=_without_boxes(labels, entries),
        code_spans=code,
        anchors=anchors,
        damage=damage,
    )


def _without_boxes(labels: tuple[Label, ...], entries: tuple[ListItem, ...]) -> tuple[Label, ...]:
    """Return `labels` without the checkboxes of `entries`, which look like references."""
    boxes = {entry.mark_at for entry in entries if entry.mark}
    return tuple(each for each in labels if each.text_start not in boxes) if boxes else labels


def _read_definition(text: str, start: int) -> Facts:
    """Return the link and the label of the link reference definition at `start` of `text`.

    A footnote of one word is one in CommonMark, which has no footnotes.
    """
    label = find_definition_label(text, start)
    if label is None:
        return NO_FACTS
    link = scan_definition(text, label.start)
    is_link = link is not None and label.kind is LabelKind.DEFINITION
    return Facts(links=(link,) if link and is_link else (), labels=(label,))


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
        if "=" not in text:
            return NO_INLINE
        inline = scan_inline(text)
        is_raw = _RAW_HTML.match(text)
        links = () if is_raw else (each for each in inline.links if each.kind is LinkKind.HTML)
        return InlineContent(tuple(links), (), inline.anchors)
    if not block.children:
        return scan_inline(text)
    parts = [(start, scan_inline(text, start, end)) for start, end in prose_ranges(block)]
    if "]:" in text:
        for start in _nested_definitions(line_starts(text), block.children):
            found = _read_definition(text, start)
            parts.append((start, InlineContent(found.links, (), (), found.labels)))
        parts.sort(key=itemgetter(0))
    return InlineContent(
        tuple(link for _, part in parts for link in part.links),
        tuple(span for _, part in parts for span in part.code),
        tuple(anchor for _, part in parts for anchor in part.anchors),
        tuple(label for _, part in parts for label in part.labels),
    )


def _nested_definitions(starts: list[int], nodes: Iterable[NestedBlock]) -> Iterator[int]:
    """Yield the starts of the lines on which link reference definitions begin."""
    for node in nodes:
        if node.kind == Kind.REFERENCE:
            yield starts[node.line]
        else:
            yield from _nested_definitions(starts, node.children)


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
