"""Whether a section holds work that no checkbox speaks of: then its tasks do not tell how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.scope import UNKNOWN_LEVEL
from backlog_ls.model.document.status_uses import is_status_field
from backlog_ls.model.items.items import status_cell
from backlog_ls.model.items.tally import says_more
from backlog_ls.model.names.normalize import EMOJI_CLUSTER, fold, fold_status, unaccented
from backlog_ls.model.statuses.heading_status import section_status
from backlog_ls.model.statuses.status import Status, canonical, is_optional
from backlog_ls.model.tables.headers import TableKind
from backlog_ls.model.tables.roles import roles_of
from backlog_ls.model.words import words
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from backlog_ls.model.tables.headers import TableRoles
    from backlog_ls.text.rope import Rope

MOST_BLOCKS = 400
"""A run of more blocks than this is not searched: it may hold anything."""

_CLOSED = {Status.DONE, Status.CANCELLED, Status.DEFERRED}
_SHORT = 60
"""Code points of a paragraph that may be the title of what follows."""
_UNSPACED = pattern("[\u3040-\u30ff\u3400-\u9fff]")
_TODO = pattern(r"(?<![\w`/])(?:TODO|TBD|FIXME|WIP)(?![\w`]|\.\w)")
_NOTHING = {"", "none", "n/a", "na", "no", "nothing"}


def may_hold_other_work(rope: Rope[Block], start: int, stop: int) -> bool:
    """Tell whether blocks number ``[start, stop)``, of one section, hold more than their boxes say.

    That is an item of a table or a sub-section that is not done, a list without boxes of what
    remains, and tasks that stand under "Completed so far", which are checked by nature. What is put
    off does not count.
    """
    if stop - start > MOST_BLOCKS:
        return True
    spared = UNKNOWN_LEVEL
    below = False
    roles: TableRoles | None = None
    boxed: bool | None = None
    for place in rope.places(start):
        if place.index >= stop:
            return False
        block = place.piece
        heading = facts(block).heading
        if heading:
            below, boxed = True, None
            if block.level <= spared:
                spared = block.level if is_put_off(heading.title) else UNKNOWN_LEVEL
            if spared == UNKNOWN_LEVEL and _is_open_title(heading.title):
                return True
        elif spared == UNKNOWN_LEVEL:
            if block.kind == Kind.TABLE:
                roles = roles_of(block)
            was_boxed, boxed = boxed, _is_boxed(block)
            if was_boxed is not None and boxed is not None and was_boxed != boxed:
                return True  # one item of a list without a box: it may be still to do
            if _is_open_row(block, roles) or _is_open_text(block, below=below):
                return True
    return False


def is_put_off(title: str) -> bool:
    """Tell whether a section with this title need not be done."""
    stated = section_status(title)
    status = stated.status if stated else None
    return is_optional(title) or status in {Status.DEFERRED, Status.CANCELLED}


def comes_next(title: str) -> bool:
    """Tell whether `title` begins like `Next steps`, `Future work`: what follows upon the section.

    `Remaining work` and `Open` do not: they belong to it.
    """
    folded = unaccented(fold(title))
    said = folded.replace(":", " ").split()[:3]
    follows = words().follows
    if any(" ".join(said[: at + 1]) in follows for at in range(len(said))):
        return True
    return any(folded.startswith(each) for each in follows if _UNSPACED.search(each))


def _is_open_title(title: str) -> bool:
    stated = section_status(title)
    if stated:
        return stated.whole or stated.status not in _CLOSED
    return _begins_open(title)


def _begins_open(title: str) -> bool:
    """Tell whether `title` begins like `Next steps`, `Remaining`, `Open tasks`; not `Proposed fix`."""
    first, _, rest = unaccented(fold(title)).rstrip(":").partition(" ")
    vocabulary = words()
    if vocabulary.sections.get(first) == Status.TODO.value:
        return True
    open_word = vocabulary.statuses.get(first) == Status.TODO.value
    return open_word and (not rest or rest in vocabulary.section_nouns)


def _is_boxed(block: Block) -> bool | None:
    """Tell whether `block` is a list item with a box; None for anything else, as for a field."""
    entries = facts(block).entries if block.kind == Kind.ITEM else ()
    if not entries or (not entries[0].mark and facts(block).fields):
        return None
    return bool(entries[0].mark)


def _is_open_row(block: Block, roles: TableRoles | None) -> bool:
    if block.kind != Kind.ROW or roles is None:
        return False
    if roles.kind is not TableKind.STATUS:
        return roles.kind is TableKind.FEATURES
    use = status_cell(block, roles)
    return use is None or use.status not in _CLOSED


def _is_open_text(block: Block, *, below: bool) -> bool:
    text = block.text
    found = facts(block)
    if block.kind not in {Kind.PARAGRAPH, Kind.ITEM, Kind.QUOTE, Kind.HTML}:
        return False
    if block.kind in {Kind.PARAGRAPH, Kind.QUOTE} and _TODO.search(text):
        return True
    for field in found.fields:
        if is_status_field(field):
            if below and canonical(field.value(text)) not in _CLOSED:
                return True
        elif not field.value(text):
            if canonical(field.name) is not Status.UNKNOWN or _begins_open(field.name):
                return True  # "Completed:", "Next steps:" before a list
        elif _begins_open(field.name) and fold(field.value(text)) not in _NOTHING:
            return True
    if block.kind == Kind.PARAGRAPH and not found.fields and len(text.strip()) <= _SHORT:
        title = text.strip(" \t\r\n*_:\uff1a")
        lead = text.rstrip(" \t\r\n*_").endswith((":", "\uff1a"))
        if canonical(title) is not Status.UNKNOWN or (lead and _begins_open(title)):
            return True
    fields = {field.name_start for field in found.fields}
    return any(
        says_more(said) if entry.mark else _is_open_item(said)
        for entry in found.entries
        for said in [text[entry.text_start : entry.text_end]]
        if entry.mark or fields.isdisjoint(range(entry.text_start, entry.text_start + len("**_")))
    )


_LABEL = pattern(r"[^\W\d_][\w ]{0,20}(?=[:\uff1a])")


def _is_open_item(said: str) -> bool:
    """Tell whether a list item without a box says that it is still to be done."""
    sign = EMOJI_CLUSTER.match(said)
    if sign:
        emoji = fold_status(sign.group()).emoji
        vocabulary = words()
        known = emoji in vocabulary.emojis or emoji in vocabulary.ambiguous_emojis
        if known and canonical(emoji) not in _CLOSED:
            return True
    label = _LABEL.match(said)
    stated = section_status(said)
    statuses = {
        canonical(label.group()) if label else Status.UNKNOWN,
        stated.status if stated and (not stated.whole or len(said) <= _SHORT) else Status.UNKNOWN,
    }
    return _TODO.search(said) is not None or not statuses <= {Status.UNKNOWN, *_CLOSED}
