"""List items and their checkboxes, in Markdown lists and in HTML blocks that contain a list."""

from __future__ import annotations

import itertools
import re
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.syntax.block import Block, Kind, NestedBlock
from backlog_ls.syntax.parser import parse
from backlog_ls.text.lines import line_starts
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator


class ListItem(NamedTuple):
    """A list item, without the items nested in it. Offsets are code points in the block."""

    depth: int
    """Number of list items that contain it."""
    start: int
    """Start of its bullet or number."""
    mark: str
    """The content of its checkbox: a space, ``x``, ``X``, ``~``, ``-`` or ``/``; else empty."""
    mark_at: int
    """Offset of `mark`; -1 without a checkbox."""
    text_start: int
    text_end: int

    @property
    def done(self) -> bool:
        """Whether the box is checked."""
        return self.mark in {"x", "X"}

    @property
    def open(self) -> bool:
        """Whether it is a task that is not done and not cancelled."""
        return self.mark in {" ", "/", "~"}


class DetailsTag(NamedTuple):
    """An opening or closing tag of ``<details>`` or ``<summary>``."""

    name: str
    """``details`` or ``summary``."""
    closing: bool
    start: int
    end: int


CHECKBOX_MARKS = " xX~/-"
_MARKER = pattern(r"[ \t>]*(?P<marker>[-+*]|\d{1,9}[.)])(?:[ \t]+|(?=[\r\n])|\Z)")
_CHECKBOX = pattern(rf"\[([{CHECKBOX_MARKS}])\](?:[ \t]+|(?=[\r\n])|\Z)")
_HEADING_BOX = pattern(rf"(?:\d{{1,9}}[.):][ \t]+)?\[([{CHECKBOX_MARKS}])\][ \t]+(?=\S)")
_TAG = r"<(/?)(details|summary)(?=[\s/>])[^<>]*>"
_INLINE_TAG = pattern(_TAG, re.IGNORECASE)
# Skips comments, scripts and preformatted text, where a tag is only text or an example.
_BLOCK_TAG = pattern(
    rf"{_TAG}|<!--.*?(?:-->|\Z)|<(script|style|pre|textarea)\b.*?(?:</\3|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_RAW = pattern(r"[ \t]*<(?:!|\?|(?:script|pre|style|textarea)\b)", re.IGNORECASE)
_HIDDEN_TASK = pattern(
    rf"^[ \t]*(?:[-+*]|\d{{1,9}}[.)])[ \t]+\[[{CHECKBOX_MARKS}]\][ \t]", re.MULTILINE
)


def read_list_items(block: Block) -> tuple[ListItem, ...]:
    """Return the list items in `block`, a list item or a quote, in the order of its text."""
    if not block.children:
        if block.kind != Kind.ITEM:
            return ()
        list_item = _read_list_item(block.text, 0, len(block.text), 0)
        return (list_item,) if list_item else ()
    starts = line_starts(block.text)
    starts.append(len(block.text))
    root = NestedBlock(block.kind, 0, len(starts) - 1, 0, (), block.children)
    return tuple(_walk(block.text, starts, root, -1, 0))


def read_heading_checkbox(text: str, start: int, end: int) -> ListItem | None:
    """Return the task of a heading with a checkbox (`### 404. [x] Title`), or None.

    Args:
        text: The text of the block.
        start: Start of the heading's title.
        end: End of the heading's title.
    """
    box = _HEADING_BOX.match(text, start, end)
    return ListItem(0, start, box[1], box.start(1), box.end(), end) if box else None


def nested_items(list_items: tuple[ListItem, ...], index: int) -> Iterator[ListItem]:
    """Return the items nested in the item at `index`, in order."""
    depth = list_items[index].depth
    return takewhile(lambda other: other.depth > depth, list_items[index + 1 :])


def read_details_tags(text: str) -> tuple[DetailsTag, ...]:
    """Return the ``<details>`` and ``<summary>`` tags in `text`, an HTML block."""
    return tuple(
        DetailsTag(match[2].lower(), bool(match[1]), match.start(), match.end())
        for match in _BLOCK_TAG.finditer(text)
        if match[2]
    )


def read_inline_details_tags(text: str, start: int, end: int) -> Iterator[DetailsTag]:
    """Yield such tags in ``text[start:end]``, a paragraph, including those in code spans."""
    for match in _INLINE_TAG.finditer(text, start, end):
        yield DetailsTag(match[2].lower(), bool(match[1]), match.start(), match.end())


def read_html_list_items(text: str) -> tuple[ListItem, ...]:
    """Return the list items in `text`, an HTML block in which a blank line is missing.

    In CommonMark 0.31, such an HTML block ends only at a blank line (section 4.6, kind 6), so a list
    right below ``<summary>`` is not parsed as one. Because the author meant a list, the lines
    between tags are parsed as Markdown here.
    """
    list_items: list[ListItem] = []
    for start, end in find_hidden_lists(text):
        offset = start
        for block in parse(text[start:end], at_start=False):
            if block.kind == Kind.ITEM:
                list_items.extend(
                    list_item._replace(
                        start=list_item.start + offset,
                        mark_at=list_item.mark_at + offset if list_item.mark else -1,
                        text_start=list_item.text_start + offset,
                        text_end=list_item.text_end + offset,
                    )
                    for list_item in read_list_items(block)
                )
            offset += len(block.text)
    return tuple(list_items)


def find_hidden_lists(text: str) -> list[tuple[int, int]]:
    """Return the line ranges between the tags of an HTML block that contain tasks.

    Comments, scripts and the like contain no lists (CommonMark 0.31, section 4.6, kinds 1 to 5).
    """
    if _RAW.match(text) or not _HIDDEN_TASK.search(text.replace("\r", "\n")):
        return []
    return [
        (start, end)
        for start, end in _between_tags(text)
        if _HIDDEN_TASK.search(text[start:end].replace("\r", "\n"))
    ]


def _between_tags(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of consecutive lines that do not begin with a tag."""
    starts = line_starts(text)
    starts.append(len(text))
    run = -1
    for start, end in itertools.pairwise(starts):
        if text[start:end].lstrip(" \t").startswith("<"):
            if run >= 0:
                yield run, start
            run = -1
        elif run < 0:
            run = start
    if run >= 0:
        yield run, len(text)


def _walk(
    text: str, starts: list[int], node: NestedBlock, depth: int, column: int
) -> Iterator[ListItem]:
    """Yield the list item of `node`, if it is one, and those inside it.

    `column` is where the text of the node begins in its first line: `- - x` is two items.
    """
    if node.kind == Kind.ITEM:
        depth += 1
        first = node.children[0] if node.children else None
        own_end = first.end if first and first.kind == Kind.PARAGRAPH else node.line + 1
        end = starts[min(own_end, len(starts) - 1)]
        list_item = _read_list_item(text, starts[node.line] + column, end, depth)
        if list_item:
            yield list_item
            column = list_item.text_start - starts[node.line]
    for child in node.children:
        same_line = child.line == node.line
        if child.kind in {Kind.ITEM, Kind.LIST, Kind.QUOTE}:
            yield from _walk(text, starts, child, depth, column if same_line else 0)


def _read_list_item(text: str, start: int, end: int, depth: int) -> ListItem | None:
    marker = _MARKER.match(text, start, end)
    if marker is None:
        return None
    text_start = marker.end()
    box = _CHECKBOX.match(text, text_start, end)
    mark, mark_at = "", -1
    if box:
        mark, mark_at, text_start = box[1], box.start(1), box.end()
    while end > text_start and text[end - 1] in " \t\r\n":
        end -= 1
    return ListItem(depth, marker.start("marker"), mark, mark_at, min(text_start, end), end)
