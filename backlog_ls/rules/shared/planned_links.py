"""Links to documents that are planned but not yet written.

A document may be missing while the item that it belongs to has not begun. An item's own document
is the one that its row or list item begins with, or that has its id or its words in the name.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from backlog_ls.model.analysis.document_status import read_document_status
from backlog_ls.model.analysis.effective_status import declared_meaning
from backlog_ls.model.analysis.section_status import read_certain_status
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.markup import strip_markup
from backlog_ls.model.items.items import find_items
from backlog_ls.model.names.ids import find_leading_id, is_id
from backlog_ls.model.names.normalize import normalize_name, strip_accents
from backlog_ls.model.statuses.status import Status, checkbox_status, read_status
from backlog_ls.model.tables.roles import Role
from backlog_ls.model.words import words
from backlog_ls.rules.shared.moved_files import telling_name
from backlog_ls.rules.shared.name_likeness import is_named_in, split_name
from backlog_ls.syntax.block import Kind
from backlog_ls.text.lines import line_end_at, line_start_at
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.blocks.list_items import ListItem
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.document.context import Context
    from backlog_ls.model.tables.roles import TableRoles
    from backlog_ls.rules.shared.name_likeness import NameParts
    from backlog_ls.syntax.block import Block
    from backlog_ls.syntax.inline import Link
    from backlog_ls.syntax.table import Row
    from backlog_ls.text.rope import Place

_NOT_BEGUN = frozenset({Status.TODO, Status.BLOCKED, Status.DEFERRED, Status.CANCELLED})
_TITLE_ROLES = frozenset({Role.NAME, Role.ID, Role.NUMBER})
_MAX_REMARK = 40
"""Maximum length of a remark about a link in code points."""
_MAX_ARTICLES = 2
"""Maximum number of words between the verb and the link in `Write the [guide](guide.md)`."""

_MARKER = pattern(r"(?<![\w`/])(?:TODO|TBD|TBA|FIXME)(?![\w`/]|\.\w)")
_BRACKETED = pattern(r"[\s*_~]{0,4}[(\[\uff08]([^()\[\]\uff08\uff09`]+)[)\]\uff09](?!\()")
_SEPARATED = pattern(r"[\s*_~]{0,4}(?:[-\u2013\u2014:\u00b7]|\u2192|->)[\s*_~]{0,4}([^\r\n|`(\[]+)")
_LABEL = pattern(r"([^|\r\n`()\[\].]+)[:\uff1a][\s*_~]*\Z")
_WORD = pattern(r"\w+")
_PUNCTUATION = pattern(r"[:,;()\[\]\u2013\u2014\uff08\uff09\uff1a]|\s-\s")


def is_planned_link(backlog: Backlog, place: Place[Block], link: Link, path: str) -> bool:
    """Return whether the document that `link` leads to is only planned, as far as the text says.

    Args:
        backlog: the document with the link.
        place: of the block with the link.
        link: the link.
        path: absolute path of the missing document.
    """
    return has_planned_remark(place.piece.text, link) or _is_of_planned_item(
        backlog, place, link, path
    )


def _is_of_planned_item(backlog: Backlog, place: Place[Block], link: Link, path: str) -> bool:
    """Return whether `link` leads to the own document of an item that has not begun."""
    context = backlog.context(place)
    name = split_name(telling_name(path))
    kind = place.piece.kind
    if kind == Kind.ROW:
        status = _status_of_row(place.piece, context, link, name)
    elif kind == Kind.HEADING:
        status = _status_of_section(backlog, place)
    else:
        status = _status_of_list_item(place.piece, context, link, name)
    if status is None:
        status = _status_of_titled_section(backlog, context, name)
    elif status is Status.UNKNOWN:
        status = _status_around(backlog, context)
    return status in _NOT_BEGUN


def has_planned_remark(text: str, link: Link) -> bool:
    """Return whether the line says beside the link that its target is still to be written."""
    start = line_start_at(text, link.start)
    after = text[link.end : line_end_at(text, link.end)]
    for remark in (_BRACKETED.match(after), _SEPARATED.match(after)):
        if remark and _means_planned(remark[1]):
            return True
    label = _LABEL.search(text, max(start, link.start - _MAX_REMARK), link.start)
    return label is not None and bool(_MARKER.search(label[1]))


def _means_planned(remark: str) -> bool:
    remark = remark.strip()
    if _MARKER.match(remark.lstrip("*_~ ")):
        return True
    if len(remark) > _MAX_REMARK:
        return False
    reading = read_status(remark)
    is_name = strip_accents(normalize_name(remark)) in words().also_names
    return reading.known and reading.status is Status.TODO and not is_name


def _status_of_row(block: Block, context: Context, link: Link, name: NameParts) -> Status | None:
    """Return the status of the row if the link leads to its own document, else None."""
    row = facts_of(block).row
    items = find_items(block, context.roles, cards=context.cards)
    if row is None or context.roles is None or not items:
        return None
    item = items[0]
    title = f"{item.id} {_without(block.text, item.start, item.end, link)}"
    if not _begins_title(block.text, row, context.roles, link) and not is_named_in(name, title):
        return None
    return declared_meaning(item, context, context.column_status)


def _begins_title(text: str, row: Row, roles: TableRoles, link: Link) -> bool:
    """Return whether the link is the first word of the name or the id of a row.

    That is the first cell, one with ids before it only, or one below such a title.
    """
    is_first = True
    for cell, role in zip_longest(row.cells, roles.roles[: len(row.cells)]):
        if cell.text_start <= link.start < cell.text_end:
            is_title = is_first or role in _TITLE_ROLES
            return is_title and not _WORD.search(text, cell.text_start, link.start)
        start, end = strip_markup(text, cell.text_start, cell.text_end)
        is_first = is_first and is_id(text[start:end])
    return False


def _status_of_list_item(
    block: Block, context: Context, link: Link, name: NameParts
) -> Status | None:
    """Return the status of the list item whose own document the link leads to; None without one."""
    inner = True
    for entry in _entries_around(facts_of(block).list_items, link.start):
        is_own = is_named_in(name, _without(block.text, entry.text_start, entry.text_end, link))
        has_status = bool(entry.mark) or (context.cards and not entry.depth)
        if is_own or (inner and has_status and _begins_with(block.text, entry, link)):
            if entry.mark:
                return checkbox_status(entry.mark)
            return context.column_status or Status.UNKNOWN
        inner = False
    return None


def _entries_around(entries: tuple[ListItem, ...], offset: int) -> Iterator[ListItem]:
    """Yield the list items that hold `offset`, from the innermost one outwards."""
    depth = -1
    for entry in reversed(entries):
        if entry.text_start <= offset and (depth < 0 or entry.depth < depth):
            if depth < 0 and offset >= entry.text_end:
                continue
            depth = entry.depth
            yield entry


def _begins_with(text: str, entry: ListItem, link: Link) -> bool:
    """Return whether a list item begins with the link, perhaps after its id or `Write the`."""
    ident = find_leading_id(text, entry.text_start, link.start)
    before = text[ident.end : link.start]
    first, *more = _WORD.findall(before) or [""]
    if not first:
        return True
    is_writing = strip_accents(normalize_name(first)) in words().writing
    return is_writing and len(more) <= _MAX_ARTICLES and not _PUNCTUATION.search(before)


def _without(text: str, start: int, end: int, link: Link) -> str:
    """Return ``text[start:end]`` without the link in it."""
    return f"{text[start : max(link.start, start)]} {text[min(link.end, end) : end]}"


def _status_of_titled_section(backlog: Backlog, context: Context, name: NameParts) -> Status | None:
    """Return the status of the section whose title names the target; None without such a section."""
    for above in reversed(context.sections):
        place = backlog.rope.at_key(above.key)
        found = facts_of(place.piece).heading if place else None
        if place and found and is_named_in(name, found.title):
            return _status_of_section(backlog, place)
    return None


def _status_of_section(backlog: Backlog, heading: Place[Block]) -> Status:
    stated = read_certain_status(backlog, heading)
    return stated.status if stated else _status_around(backlog, backlog.context(heading))


def _status_around(backlog: Backlog, context: Context) -> Status:
    """Return the status of the innermost section with a certain one, or else of the document."""
    for above in reversed(context.sections):
        place = backlog.rope.at_key(above.key)
        stated = read_certain_status(backlog, place) if place else None
        if stated:
            return stated.status
    if context.column_status:
        return context.column_status
    document = read_document_status(backlog)
    return document.status if document else Status.UNKNOWN
