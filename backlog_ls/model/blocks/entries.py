"""List items and their checkboxes, in Markdown lists and in the HTML that hides one."""

from __future__ import annotations

import itertools
import re
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.syntax.block import Block, Kind, Node
from backlog_ls.syntax.parser import parse
from backlog_ls.text.lines import line_starts
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator


class Entry(NamedTuple):
    """One list item, its own paragraph without what is nested in it. Offsets as in `facts`."""

    depth: int
    """How many list items it stands in."""
    start: int
    """Where its bullet or number stands."""
    mark: str
    """What stands in its checkbox: a space, ``x``, ``X``, ``~``, ``-`` or ``/``; empty without."""
    mark_at: int
    """Where `mark` stands; -1 without a checkbox."""
    text_start: int
    text_end: int

    @property
    def done(self) -> bool:
        """Whether the box is checked."""
        return self.mark in {"x", "X"}

    @property
    def open(self) -> bool:
        """Whether it is a task that still is to be done."""
        return self.mark in {" ", "/", "~"}


class Details(NamedTuple):
    """A tag of ``<details>`` or ``<summary>``."""

    name: str
    """``details`` or ``summary``."""
    closing: bool
    start: int
    end: int


MARKS = " xX~/-"
_MARKER = pattern(r"[ \t>]*(?P<marker>[-+*]|\d{1,9}[.)])(?:[ \t]+|(?=[\r\n])|\Z)")
_CHECKBOX = pattern(rf"\[([{MARKS}])\](?:[ \t]+|(?=[\r\n])|\Z)")
_HEADING_BOX = pattern(rf"(?:\d{{1,9}}[.):][ \t]+)?\[([{MARKS}])\][ \t]+(?=\S)")
_TAG = r"<(/?)(details|summary)(?=[\s/>])[^<>]*>"
_INLINE_TAG = pattern(_TAG, re.IGNORECASE)
# Behind what is no tag to HTML, or is most often an example: comments, scripts, preformatted text.
_BLOCK_TAG = pattern(
    rf"{_TAG}|<!--.*?(?:-->|\Z)|<(script|style|pre|textarea)\b.*?(?:</\3|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_RAW = pattern(r"[ \t]*<(?:!|\?|(?:script|pre|style|textarea)\b)", re.IGNORECASE)
_HIDDEN_TASK = pattern(rf"^[ \t]*(?:[-+*]|\d{{1,9}}[.)])[ \t]+\[[{MARKS}]\][ \t]", re.MULTILINE)


def read_entries(block: Block) -> tuple[Entry, ...]:
    """Return the list items in `block`, an item or a quote, in the order of its text."""
    if not block.children:
        if block.kind != Kind.ITEM:
            return ()
        entry = _entry(block.text, 0, len(block.text), 0)
        return (entry,) if entry else ()
    starts = line_starts(block.text)
    starts.append(len(block.text))
    root = Node(block.kind, 0, len(starts) - 1, 0, (), block.children)
    return tuple(_walk(block.text, starts, root, -1, 0))


def read_heading_box(text: str, start: int, end: int) -> Entry | None:
    """Return the task that a heading is (`### 404. [x] Title`), or None.

    Args:
        text: the block's.
        start: where the heading's title begins.
        end: where it ends.
    """
    box = _HEADING_BOX.match(text, start, end)
    return Entry(0, start, box[1], box.start(1), box.end(), end) if box else None


def nested_in(entries: tuple[Entry, ...], index: int) -> Iterator[Entry]:
    """Return the entries, in their order, that stand in the one with number `index`."""
    depth = entries[index].depth
    return takewhile(lambda other: other.depth > depth, entries[index + 1 :])


def read_details(text: str) -> tuple[Details, ...]:
    """Return the tags of details and summaries in `text`, an HTML block."""
    return tuple(
        Details(match[2].lower(), bool(match[1]), match.start(), match.end())
        for match in _BLOCK_TAG.finditer(text)
        if match[2]
    )


def read_inline_details(text: str, start: int, end: int) -> Iterator[Details]:
    """Yield such tags in ``text[start:end]``, which is a paragraph; those in its code as well."""
    for match in _INLINE_TAG.finditer(text, start, end):
        yield Details(match[2].lower(), bool(match[1]), match.start(), match.end())


def read_html_entries(text: str) -> tuple[Entry, ...]:
    """Return the list items that stand in `text`, an HTML block, where a blank line is missing.

    CommonMark ends an HTML block of this sort only at a blank line (section 4.6, kind 6), so a list
    right below ``<summary>`` is no list to it. Its writer meant one, and so it counts: each run of
    lines between tags is read as the Markdown that it would be.
    """
    entries: list[Entry] = []
    for start, end in hidden_lists(text):
        offset = start
        for block in parse(text[start:end], at_start=False):
            if block.kind == Kind.ITEM:
                entries.extend(
                    entry._replace(
                        start=entry.start + offset,
                        mark_at=entry.mark_at + offset if entry.mark else -1,
                        text_start=entry.text_start + offset,
                        text_end=entry.text_end + offset,
                    )
                    for entry in read_entries(block)
                )
            offset += len(block.text)
    return tuple(entries)


def hidden_lists(text: str) -> list[tuple[int, int]]:
    """Return the runs of lines between tags, in an HTML block, in which tasks stand.

    Comments, scripts and the like are what they are until their end (CommonMark 0.31, section 4.6,
    kinds 1 to 5): no blank line makes a list in them.
    """
    if _RAW.match(text) or not _HIDDEN_TASK.search(text.replace("\r", "\n")):
        return []
    return [
        (start, end)
        for start, end in _between_tags(text)
        if _HIDDEN_TASK.search(text[start:end].replace("\r", "\n"))
    ]


def _between_tags(text: str) -> Iterator[tuple[int, int]]:
    """Yield the runs of lines that do not begin with a tag."""
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


def _walk(text: str, starts: list[int], node: Node, depth: int, column: int) -> Iterator[Entry]:
    """Yield the entry that `node` is, if it is one, and those inside it.

    `column` is where, in the node's first line, its own text begins: `- - x` is two items.
    """
    if node.kind == Kind.ITEM:
        depth += 1
        first = node.children[0] if node.children else None
        own_end = first.end if first and first.kind == Kind.PARAGRAPH else node.line + 1
        end = starts[min(own_end, len(starts) - 1)]
        entry = _entry(text, starts[node.line] + column, end, depth)
        if entry:
            yield entry
            column = entry.text_start - starts[node.line]
    for child in node.children:
        same_line = child.line == node.line
        if child.kind in {Kind.ITEM, Kind.LIST, Kind.QUOTE}:
            yield from _walk(text, starts, child, depth, column if same_line else 0)


def _entry(text: str, start: int, end: int, depth: int) -> Entry | None:
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
    return Entry(depth, marker.start("marker"), mark, mark_at, min(text_start, end), end)
