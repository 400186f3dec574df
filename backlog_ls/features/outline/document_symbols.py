"""Document symbols: sections and their items."""

from __future__ import annotations

from bisect import bisect_right
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.markdown_text import plain_text
from backlog_ls.features.outline.sections import Section, find_sections
from backlog_ls.model.analysis.bullets import find_work, read_bullet_status
from backlog_ls.model.analysis.item_counts import count_between
from backlog_ls.model.analysis.work_tables import work_roles
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.items.item import Item, ItemKind
from backlog_ls.model.items.items import find_items
from backlog_ls.syntax.block import Block, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.blocks.list_items import ListItem
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.document.context import Context
    from backlog_ls.model.statuses.status import Status
    from backlog_ls.model.tables.roles import TableRoles
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View


NAMELESS = "…"
"""The name of symbols without one: LSP 3.17 forbids empty names."""


class DocumentSymbolKind(Enum):
    """The kind of a document symbol."""

    HEADING = "heading"
    DETAILS = "details"
    ROW = "row"
    TASK = "task"
    CARD = "card"
    """A list item without a checkbox."""


class DocumentSymbol(NamedTuple):
    """A section or an item. Offsets are code points of the document.

    ``[start, end)`` contains ``[select_start, select_end)``, the name, and all children.
    """

    kind: DocumentSymbolKind
    name: str
    """Without markup; never empty."""
    detail: str
    """The progress of a section (`7 of 12 done · 58 %`), the status of a row or card, or the checkbox of a task."""
    status: Status | None
    start: int
    end: int
    select_start: int
    select_end: int
    children: tuple[DocumentSymbol, ...] = ()


def build_document_symbols(view: View) -> list[DocumentSymbol]:
    """Return the sections and items of a document as a tree. Linear in its length."""
    rope = view.backlog.rope
    sections = find_sections(view.backlog)
    root = _OpenSection(None, Section(0, 0, 0, rope.length + 1, 0, 0, 0, -1))
    stack = [root]
    number = 0
    for leaf in _find_leaves(view):
        while number < len(sections) and sections[number].start <= leaf.at:
            _open_section(stack, sections[number], view)
            number += 1
        _close_sections(stack, leaf.at)
        stack[-1].children.extend(leaf.symbols)
    for section in sections[number:]:
        _open_section(stack, section, view)
    _close_sections(stack, rope.length + 1)
    return root.children


class _Leaf(NamedTuple):
    """A row, or a top-level task with its subtasks."""

    at: int
    symbols: list[DocumentSymbol]


class _OpenSection:
    """A section whose end was not reached yet. Mutable, so that one pass builds the tree."""

    __slots__ = ("children", "name", "progress", "section")

    def __init__(self, name: str | None, section: Section, progress: str = "") -> None:
        self.name = name
        self.section = section
        self.progress = progress
        self.children: list[DocumentSymbol] = []

    def symbol(self) -> DocumentSymbol:
        section = self.section
        return DocumentSymbol(
            DocumentSymbolKind.DETAILS if section.is_details else DocumentSymbolKind.HEADING,
            self.name or NAMELESS,
            self.progress,
            None,
            section.start,
            section.end,
            section.title_start,
            section.title_end,
            tuple(self.children),
        )


def _open_section(stack: list[_OpenSection], section: Section, view: View) -> None:
    _close_sections(stack, section.start)
    counts = count_between(view.backlog, section.start, section.end).counts
    stack.append(_OpenSection(read_section_name(view, section), section, counts.label))


def _close_sections(stack: list[_OpenSection], offset: int) -> None:
    """Close the sections that end at or before `offset`, but not the root."""
    while len(stack) > 1 and stack[-1].section.end <= offset:
        done = stack.pop()
        stack[-1].children.append(done.symbol())


def read_section_name(view: View, section: Section) -> str:
    """Return the title of `section` without markup."""
    if section.is_details and section.head_end == section.title_end:
        return "details"
    return plain_text(view.backlog.rope.slice(section.title_start, section.title_end))


def _find_leaves(view: View) -> Iterator[_Leaf]:
    for place, context in view.backlog.contexts():
        block = place.piece
        if block.kind == Kind.ROW:
            roles = work_roles(view.backlog, context)
            if roles:
                yield from _read_row(place, roles)
        elif block.kind == Kind.PARAGRAPH:
            yield from _read_titled(view.backlog, place, context)
        elif block.kind != Kind.HEADING and facts_of(block).list_items:
            # The symbol of a heading with a checkbox is that of its section.
            yield from _read_list_items(view.backlog, place, context)


def _read_row(place: Place[Block], roles: TableRoles) -> Iterator[_Leaf]:
    block = place.piece
    row = facts_of(block).row
    for item in find_items(block, roles):
        name = plain_text(item.name)
        status = item.status.status if item.status else None
        if row is None or (not name and status is None):
            continue
        symbol = DocumentSymbol(
            DocumentSymbolKind.ROW,
            name or NAMELESS,
            plain_text(item.status.text) if item.status else "",
            status,
            place.offset + row.start,
            place.offset + row.end,
            place.offset + item.start,
            place.offset + item.end,
        )
        yield _Leaf(symbol.start, [symbol])


def _read_titled(backlog: Backlog, place: Place[Block], context: Context) -> Iterator[_Leaf]:
    """Yield the item of a paragraph with a bold title."""
    for item in find_work(backlog, place, context):
        symbol = DocumentSymbol(
            DocumentSymbolKind.CARD,
            plain_text(item.name) or NAMELESS,
            plain_text(item.status.text) if item.status else "",
            read_bullet_status(backlog, context, item),
            place.offset,
            place.offset + len(place.piece.text.rstrip()),
            place.offset + item.start,
            place.offset + item.end,
        )
        yield _Leaf(symbol.start, [symbol])


def _read_list_items(backlog: Backlog, place: Place[Block], context: Context) -> Iterator[_Leaf]:
    """Yield the outermost tasks and cards of a block."""
    block = place.piece
    listed = [
        (_list_item_of(block, item), item)
        for item in find_work(backlog, place, context)
        if item.kind in _KINDS
    ]
    outer: list[int] = []
    for index, (list_item, _) in enumerate(listed):
        if not outer or list_item.depth <= listed[outer[-1]][0].depth:
            outer.append(index)
    for first, last in zip(outer, [*outer[1:], len(listed)], strict=False):
        run = listed[first:last]
        symbols = _nest_items(backlog, place, context, run)
        yield _Leaf(symbols[0].start, symbols)


def _list_item_of(block: Block, item: Item) -> ListItem:
    """Return the list item with the name of `item`."""
    list_items = facts_of(block).list_items
    at = bisect_right(list_items, item.start, key=lambda each: each.start) - 1
    return list_items[at]


def _nest_items(
    backlog: Backlog,
    place: Place[Block],
    context: Context,
    listed: list[tuple[ListItem, Item]],
) -> list[DocumentSymbol]:
    """Return the tasks and cards as a tree."""
    root: list[DocumentSymbol] = []
    open_items: list[tuple[ListItem, Item, list[DocumentSymbol]]] = []

    def close(depth: int) -> None:
        while open_items and open_items[-1][0].depth >= depth:
            entry, item, children = open_items.pop()
            above = open_items[-1][2] if open_items else root
            status = item.status.status if item.status else None
            if item.kind is ItemKind.CARD:
                status = read_bullet_status(backlog, context, item)
            above.append(_make_symbol(place, entry, item, status, children))

    for entry, item in listed:
        close(entry.depth)
        open_items.append((entry, item, []))
    close(-1)
    return root


def _make_symbol(
    place: Place[Block],
    entry: ListItem,
    item: Item,
    status: Status | None,
    children: list[DocumentSymbol],
) -> DocumentSymbol:
    block = place.piece
    end = max(entry.text_end, item.end)
    if block.kind == Kind.ITEM and entry.depth == 0:
        end = max(end, len(block.text.rstrip()))
    if children:
        end = max(end, children[-1].end - place.offset)
    is_task = item.kind is ItemKind.TASK
    stated = plain_text(item.status.text) if item.status else ""
    return DocumentSymbol(
        DocumentSymbolKind.TASK if is_task else DocumentSymbolKind.CARD,
        plain_text(item.name) or NAMELESS,
        f"[{entry.mark}]" if is_task else stated,
        status,
        place.offset + entry.start,
        place.offset + end,
        place.offset + item.start,
        place.offset + item.end,
        tuple(children),
    )


_KINDS = frozenset({ItemKind.TASK, ItemKind.CARD})
