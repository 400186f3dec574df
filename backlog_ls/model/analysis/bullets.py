"""Plain list items that are work: below `Open items`, or in a document that is nothing but a list.

Paragraphs with bold, numbered titles are read in the same way.

`find_items` returns the list items that state their status or are in a kanban column. Other list items
are work only in a backlog, and only by what is around them: the headings above, the list itself, and
whether the document writes its work in another way. Nothing of this is certain. So such items are
listed and can be edited, but no rule checks them and they are not in the symbol index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.analysis.bold_titles import find_bold_title, has_titled_items
from backlog_ls.model.analysis.effective_status import declared_meaning
from backlog_ls.model.analysis.list_entries import may_be_work
from backlog_ls.model.analysis.work_lists import BOLD_TITLE, names_items, read_work_list
from backlog_ls.model.analysis.work_tables import read_section, work_roles
from backlog_ls.model.blocks.block_cache import cache_of, facts_of
from backlog_ls.model.blocks.list_items import nested_items
from backlog_ls.model.blocks.signifiers import split_signifiers
from backlog_ls.model.document.declared_backlog import is_list_of_work
from backlog_ls.model.items.bullets import BulletShape, read_bullet
from backlog_ls.model.items.cards import add_signifiers, bullet_item
from backlog_ls.model.items.items import find_items
from backlog_ls.model.items.section_kinds import SectionKind
from backlog_ls.model.names.ids import find_leading_number
from backlog_ls.model.statuses.status import CLOSED_STATUSES, INACTIVE_STATUSES, Status
from backlog_ls.syntax.block import Block, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.blocks.facts import Facts
    from backlog_ls.model.blocks.list_items import ListItem
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.document.context import Context
    from backlog_ls.model.items.item import Item
    from backlog_ls.text.rope import Place


_COLON = (":", "：")

MIN_NUMBERED = 2
"""Minimum number of numbered list items below an item that are items too."""


def find_work(backlog: Backlog, place: Place[Block], context: Context) -> tuple[Item, ...]:
    """Return the items in the block at `place`: the certain ones, and those of lists of work.

    Args:
        backlog: The document.
        place: Any block of it.
        context: The context of the block.
    """
    block = place.piece
    if block.kind == Kind.ROW:
        return find_items(block, work_roles(backlog, context))
    if block.kind == Kind.PARAGRAPH:
        titled = find_bold_title(block)
        if titled and has_titled_items(backlog, context):
            return titled
    items = find_items(block, context.roles, cards=context.cards)
    if block.kind != Kind.ITEM or context.cards or any(item.depth == 0 for item in items):
        return items
    is_work = read_work_list(backlog, context).is_work
    if not (is_work or _lists_tasks(backlog, block, context)) or _is_legend_entry(place, context):
        return items
    known = {item.start for item in items}
    plain = (item for item in find_plain_items(block) if item.start not in known)
    return tuple(sorted((*items, *plain), key=lambda item: item.start))


def _lists_tasks(backlog: Backlog, block: Block, context: Context) -> bool:
    """Tell whether a list item of something to do only says that those below it are its tasks."""
    label = next(iter(facts_of(block).list_items), None)
    if label is None or not is_list_of_work(backlog) or not _is_label(block.text, label):
        return False
    section = read_section(context, backlog)
    return section is None or (
        section.kind is not SectionKind.NOTES and section.status not in CLOSED_STATUSES
    )


def find_plain_items(block: Block) -> tuple[Item, ...]:
    """Return the list items of `block` that may be work although they are not certainly.

    List items below an item are its details, unless they have numbers or ids of their own
    (`**1.2: Login**`). Those below an introduction (`Later:`) are items.
    """
    cache = cache_of(block)
    if cache.plain_items is None:
        found = cache.facts
        boxed = any(list_item.mark for list_item in found.list_items)
        cache.plain_items = () if boxed else tuple(_plain_items(block.text, found, 0))
    items: tuple[Item, ...] = cache.plain_items
    return items


def _plain_items(text: str, found: Facts, index: int) -> Iterator[Item]:
    list_items = found.list_items
    if index >= len(list_items):
        return
    nested = len(list(nested_items(list_items, index)))
    is_label = _is_label(text, list_items[index])  # `**Tasks:**` also has the form of a field
    if not (nested if is_label else may_be_work(text, found, list_items[index])):
        return
    list_item, signifiers = split_signifiers(found.signifiers, list_items[index], index)
    below = range(index + 1, index + 1 + nested)
    inner_items = [at for at in below if list_items[at].depth == list_item.depth + 1]
    if not nested or not _is_introduction(text[list_item.text_start : list_item.text_end]):
        item = bullet_item(text, list_item)._replace(confident=False)
        yield add_signifiers(item, text, signifiers)
        inner_items = [at for at in inner_items if _is_numbered(text, list_items[at])]
        if len(inner_items) < MIN_NUMBERED:
            return
    for inner in inner_items:
        yield from _plain_items(text, found, inner)


def _is_numbered(text: str, list_item: ListItem) -> bool:
    """Tell whether a list item begins with a dotted number or an id, and is not about that."""
    bullet = read_bullet(text, list_item.text_start, list_item.text_end)
    bold = BOLD_TITLE.match(text, list_item.text_start, list_item.text_end)
    number = find_leading_number(text, *bold.span("title")).text if bold else ""
    return bool(bullet.id.text) or "." in number


def _is_label(text: str, list_item: ListItem) -> bool:
    """Tell whether a list item only says that those below it are items: `**Tasks:**`."""
    label = text[list_item.text_start : list_item.text_end]
    return _is_introduction(label) and names_items(label.strip("*_:： \t"))


def _is_introduction(text: str) -> bool:
    """Tell whether the text of a list item only says what those below it are: `Later:`."""
    bare = text.rstrip("*_` \t")
    if not bare.endswith(_COLON):
        return False
    bold = BOLD_TITLE.fullmatch(text.rstrip(" \t:："))
    return bold is not None or len(bare.split()) == 1 or names_items(bare.rstrip(":："))


def read_bullet_status(backlog: Backlog, context: Context, item: Item) -> Status:
    """Return the status of a card or plain list item: its own, or what its headings give it."""
    status = declared_meaning(item, context, context.column_status)
    if item.confident or item.status or status is not Status.UNKNOWN:
        return status
    if item.bullet is BulletShape.TITLE:
        section = read_section(context, backlog)
        inherited = section.status if section else None
        return inherited if inherited in INACTIVE_STATUSES else Status.TODO
    return read_work_list(backlog, context).status or Status.TODO


def _is_legend_entry(place: Place[Block], context: Context) -> bool:
    return any(
        term.key == place.key for vocabulary in context.vocabularies for term in vocabulary.terms
    )
