"""Paragraphs that begin with a bold, numbered title: `**P0-1. Rotate the keys.** Today …`.

One such paragraph after another is a list of items in a backlog. They are listed and can be edited, but
no rule checks them and they are not in the symbol index.
"""

from __future__ import annotations

from itertools import islice
from operator import or_
from typing import TYPE_CHECKING

from backlog_ls.model.analysis.section_status import has_item_fields
from backlog_ls.model.blocks.block_cache import cache_of, facts_of
from backlog_ls.model.document.declared_backlog import is_list_of_work
from backlog_ls.model.document.status_uses import find_status_fields
from backlog_ls.model.items.bullets import BulletShape, read_bullet
from backlog_ls.model.items.cards import is_metadata, normalize_item_name
from backlog_ls.model.items.item import Item, ItemKind, StatusPlace, StatusUse
from backlog_ls.model.items.section_kinds import SectionKind, read_section_title
from backlog_ls.model.names.ids import find_leading_id
from backlog_ls.model.names.normalize import normalize_name, strip_accents
from backlog_ls.model.words import words
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.pattern import pattern
from backlog_ls.text.tree import Measure

if TYPE_CHECKING:
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.document.context import Context

_TITLE = pattern(
    r"[ ]{0,3}(?P<mark>\*\*|__)(?P<title>(?![\s*_])[^*\r\n]*(?:\*(?!\*)[^*\r\n]*)*)(?P=mark)"
    r"(?P<rest>[^\r\n]*)"
)
"""A first line that begins with bold text."""
_NUMBER = pattern(r"\d{1,3}(?:[.):]|(?:\.\d{1,3}){1,2}[.):]?)(?=\s)")
_UNIT = pattern(r"(?P<unit>[^\W\d_]{2,20}) #?\d{1,3}(?=[:.)—–-]|\s+[(—–-]|\Z)")
_DATE = pattern(r"\d{4}[-./]|\d{1,2}[-./]\d{1,2}[-./]")
MIN_TITLES = 2
"""Minimum number of paragraphs with bold, numbered titles in a document that has such items."""


def find_bold_title(block: Block) -> tuple[Item, ...]:
    """Return the item that a paragraph is if others are, too; nothing if it never is one.

    Its title must begin with an id, a number that a dot or a sign follows, or a unit of work and its
    number. The result is cached.
    """
    if block.kind != Kind.PARAGRAPH or not block.text.lstrip(" ").startswith(("**", "__")):
        return ()
    cache = cache_of(block)
    if cache.plain_items is None:
        item = _read(block)
        cache.plain_items = (item,) if item else ()
    items: tuple[Item, ...] = cache.plain_items
    return items


def _read(block: Block) -> Item | None:
    text = block.text
    match = _TITLE.match(text)
    if match is None or not _is_title(match["title"], match["rest"]):
        return None
    start, stop = match.span("title")
    fields = facts_of(block).fields
    if fields and fields[0].name_start <= start + 1 and is_metadata(fields[0]):
        return None
    bullet = read_bullet(text, match.start("mark"), match.end())
    if bullet.start == bullet.end:
        return None
    ident = find_leading_id(text, start, stop)
    status = None
    if bullet.status is not None:
        low, high = bullet.status_start, bullet.status_end
        status = StatusUse(StatusPlace.BULLET, low, high, text[low:high], bullet.status)
    else:
        status = next(iter(find_status_fields(block)), None)
    name = text[bullet.start : bullet.end]
    return Item(
        ItemKind.CARD,
        bullet.start,
        bullet.end,
        name,
        normalize_item_name(name),
        ident.text,
        status,
        0,
        bullet.struck,
        ident.start,
        confident=False,
        bullet=bullet.shape if status else BulletShape.TITLE,
    )


def _is_title(title: str, rest: str) -> bool:
    """Tell whether a bold text is the title of an item, before the `rest` of its line."""
    lead = _NUMBER.match(title)
    unit = None if lead else _UNIT.match(title)
    ident = find_leading_id(title, 0, len(title))
    end = lead.end() if lead else ident.end if ident.text else unit.end() if unit else 0
    if not end or _DATE.match(title):
        return False
    word = strip_accents(normalize_name(unit["unit"])) if unit and not ident.text else ""
    if word and word not in words().work_titles:
        return False
    has_rest = bool(normalize_name(rest))
    if title.rstrip().endswith((":", "：")) and not has_rest:
        return False  # it introduces what follows
    return has_rest or bool(normalize_name(title[end:]))


def has_titled_items(backlog: Backlog, context: Context) -> bool:
    """Tell whether paragraphs with bold, numbered titles are items in the section of `context`."""
    if not is_list_of_work(backlog):
        return False
    key = context.sections[-1].key if context.sections else 0
    return backlog.remember(has_titled_items, key, lambda: _read_section(backlog, context))


def _read_section(backlog: Backlog, context: Context) -> bool:
    rope = backlog.rope
    if len(list(islice(rope.find(BOLD_TITLES, 1, 0, len(rope)), MIN_TITLES))) < MIN_TITLES:
        return False
    decided: bool | None = None
    for section in reversed(context.sections):
        place = rope.at_key(section.key)
        heading = facts_of(place.piece).heading if place else None
        if place is None or heading is None:
            continue
        kind = read_section_title(heading.title).kind
        if kind is SectionKind.ITEM and has_item_fields(backlog, place):
            return False  # they are parts of that item
        if decided is None and kind is not SectionKind.TOPIC:
            decided = kind in {SectionKind.WORK, SectionKind.COLUMN}
    return decided is not False


def _has_title(_key: int, block: Block) -> int:
    return int(bool(find_bold_title(block)))


BOLD_TITLES: Measure[Block, int] = Measure(0, _has_title, or_)
"""1 for a paragraph that may be an item."""
