"""Document symbols: sections, and the items in them."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.markdown_text import plain
from backlog_ls.features.outline.sections import Section, outline
from backlog_ls.features.overview.progress import Progress, row_progress, row_status, tally_progress
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.items.items import Item, ItemKind, items_of
from backlog_ls.model.items.tally import tally_entries
from backlog_ls.model.tables.roles import roles_of
from backlog_ls.syntax.block import Block, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.blocks.entries import Entry
    from backlog_ls.model.statuses.status import Status
    from backlog_ls.model.tables.headers import TableRoles
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View


NAMELESS = "…"
"""LSP 3.17 forbids a symbol without a name."""


class SymbolKind(Enum):
    """What a symbol is."""

    HEADING = "heading"
    DETAILS = "details"
    ROW = "row"
    TASK = "task"


class Symbol(NamedTuple):
    """A section or an item. Offsets are code points in the document.

    ``[start, end)`` holds the selection, ``[select_start, select_end)``, and those of the children.
    """

    kind: SymbolKind
    name: str
    """Without markup; never empty."""
    detail: str
    """Of a section `7/12`, of a row its status, of a task its box."""
    status: Status | None
    start: int
    end: int
    select_start: int
    select_end: int
    children: tuple[Symbol, ...] = ()


def document_symbols(view: View) -> list[Symbol]:
    """Return the sections and items of a document as a tree. Linear in the document."""
    rope = view.backlog.rope
    sections = outline(view.backlog)
    root = _Open(None, Section(0, 0, 0, rope.length + 1, 0, 0, 0, -1))
    stack = [root]
    number = 0
    for leaf in _leaves(view):
        while number < len(sections) and sections[number].start <= leaf.at:
            _open(stack, sections[number], view)
            number += 1
        _close(stack, leaf.at)
        stack[-1].children.extend(leaf.symbols)
        stack[-1].progress += leaf.progress
    for section in sections[number:]:
        _open(stack, section, view)
    _close(stack, rope.length + 1)
    return root.children


class _Leaf(NamedTuple):
    """A row, or an outermost task with those inside it, and what it counts."""

    at: int
    symbols: list[Symbol]
    progress: Progress


class _Open:
    """A section while it is open: the one mutable thing here, so that a tree grows in one pass."""

    __slots__ = ("children", "name", "progress", "section")

    def __init__(self, name: str | None, section: Section) -> None:
        self.name = name
        self.section = section
        self.children: list[Symbol] = []
        self.progress = Progress()

    def symbol(self) -> Symbol:
        section = self.section
        return Symbol(
            SymbolKind.DETAILS if section.is_details else SymbolKind.HEADING,
            self.name or NAMELESS,
            str(self.progress) if self.progress.total else "",
            None,
            section.start,
            section.end,
            section.title_start,
            section.title_end,
            tuple(self.children),
        )


def _open(stack: list[_Open], section: Section, view: View) -> None:
    _close(stack, section.start)
    stack.append(_Open(section_name(view, section), section))


def _close(stack: list[_Open], offset: int) -> None:
    """Close the sections that end at or before `offset`; the root never does."""
    while len(stack) > 1 and stack[-1].section.end <= offset:
        done = stack.pop()
        stack[-1].children.append(done.symbol())
        stack[-1].progress += done.progress


def section_name(view: View, section: Section) -> str:
    """Return the title of `section`, without markup."""
    if section.is_details and section.head_end == section.title_end:
        return "details"
    return plain(view.backlog.rope.slice(section.title_start, section.title_end))


def _leaves(view: View) -> Iterator[_Leaf]:
    roles: TableRoles | None = None
    for place in view.backlog.rope.places():
        block = place.piece
        if block.kind == Kind.TABLE:
            roles = roles_of(block)
        elif block.kind == Kind.ROW:
            if roles:
                yield from _row(place, roles)
        elif facts(block).entries:
            yield from _heading_task(place) if block.kind == Kind.HEADING else _tasks(place)


def _row(place: Place[Block], roles: TableRoles) -> Iterator[_Leaf]:
    block = place.piece
    row = facts(block).row
    for item in items_of(block, roles):
        name = plain(item.name)
        status = row_status(block, roles)
        if row is None or (not name and status is None):
            continue
        symbol = Symbol(
            SymbolKind.ROW,
            name or NAMELESS,
            plain(item.status.text) if item.status else "",
            status,
            place.offset + row.start,
            place.offset + row.end,
            place.offset + item.start,
            place.offset + item.end,
        )
        progress = Progress() if status is None else row_progress(status)
        yield _Leaf(symbol.start, [symbol], progress)


def _heading_task(place: Place[Block]) -> Iterator[_Leaf]:
    """Yield what a heading with a checkbox counts; its symbol is that of its section."""
    entries = facts(place.piece).entries
    yield _Leaf(
        place.offset + entries[0].start,
        [],
        tally_progress(tally_entries(place.piece.text, entries)),
    )


def _tasks(place: Place[Block]) -> Iterator[_Leaf]:
    """Yield the tasks of a block that stand in no other task."""
    block = place.piece
    entries = [entry for entry in facts(block).entries if entry.mark]
    items = [item for item in items_of(block) if item.kind is ItemKind.TASK]
    outer: list[int] = []
    for index, entry in enumerate(entries):
        if not outer or entry.depth <= entries[outer[-1]].depth:
            outer.append(index)
    for first, last in zip(outer, [*outer[1:], len(entries)], strict=False):
        run = tuple(entries[first:last])
        symbols = _nested(place, run, items[first:last])
        yield _Leaf(symbols[0].start, symbols, tally_progress(tally_entries(block.text, run)))


def _nested(place: Place[Block], entries: tuple[Entry, ...], items: list[Item]) -> list[Symbol]:
    """Return the tasks as a tree, by their depth."""
    root: list[Symbol] = []
    open_tasks: list[tuple[Entry, Item, list[Symbol]]] = []

    def close(depth: int) -> None:
        while open_tasks and open_tasks[-1][0].depth >= depth:
            entry, item, children = open_tasks.pop()
            above = open_tasks[-1][2] if open_tasks else root
            above.append(_task(place, entry, item, children))

    for entry, item in zip(entries, items, strict=True):
        close(entry.depth)
        open_tasks.append((entry, item, []))
    close(-1)
    return root


def _task(place: Place[Block], entry: Entry, item: Item, children: list[Symbol]) -> Symbol:
    block = place.piece
    end = max(entry.text_end, item.end)
    if block.kind == Kind.ITEM and entry.depth == 0:
        end = max(end, len(block.text.rstrip()))
    if children:
        end = max(end, children[-1].end - place.offset)
    return Symbol(
        SymbolKind.TASK,
        plain(item.name) or NAMELESS,
        f"[{entry.mark}]",
        item.status.status if item.status else None,
        place.offset + entry.start,
        place.offset + end,
        place.offset + item.start,
        place.offset + item.end,
        tuple(children),
    )
