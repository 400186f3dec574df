"""What the list items of a list have in common, from a bounded look at them."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.directives import is_directive_comment
from backlog_ls.model.items.bullets import Evidence, read_bullet
from backlog_ls.model.items.cards import is_metadata_item
from backlog_ls.model.names.normalize import normalize_name, normalize_status
from backlog_ls.model.statuses.status import CLOSED_STATUSES
from backlog_ls.model.tables.placeholders import is_placeholder
from backlog_ls.syntax.block import Kind
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from backlog_ls.model.blocks.facts import Facts
    from backlog_ls.model.blocks.list_items import ListItem
    from backlog_ls.model.document.backlog import Backlog

MAX_ENTRIES = 60
"""Maximum number of list items of a list that are read to find out what it lists."""

MIN_SIGNED = 2
"""Minimum number of list items with a status in a list whose items are work because of that."""

_BAD_SIGNS = frozenset("❌✖✗✘❎🚫👎⚠")
_GOOD_OR_BAD = _BAD_SIGNS | frozenset("✅✔☑✓👍")
"""Emoji that also stand for what one should do or not, and for advantages and disadvantages."""

_PATH = pattern(r"`?[\w.-]*(?:/[\w.<>{}*-]+)+`?")
_URL = pattern(r"<?(?:https?://|www\.)\S+")


_CODE = pattern(r"[*_]*(?:`(?!\[)|[\"“])")


class Entries(NamedTuple):
    """Counts of the top-level list items of one list."""

    total: int = 0
    """Those that may be work."""
    metadata: int = 0
    boxes: int = 0
    links: int = 0
    """Those that are nothing but a link."""
    named: int = 0
    code: int = 0
    """Those that begin with code or a quotation, as a description of an interface does."""
    signed: int = 0
    """Those that state a status in any way."""
    open_signs: int = 0
    """Those whose status is neither closed nor a sign for what is bad."""
    bad_signs: int = 0
    """Those with an emoji for what one should not do, or what is a disadvantage."""

    @property
    def is_signed(self) -> bool:
        """Whether most of them state a status."""
        return self.signed >= MIN_SIGNED and self.is_most(self.signed)

    def is_most(self, number: int) -> bool:
        """Tell whether `number` is most of them."""
        return 3 * number >= 2 * self.total


def read_entries(backlog: Backlog, first: int) -> Entries:
    """Return the counts of the list that begins at block `first`."""
    counts: Counter[str] = Counter()
    for place in islice(backlog.rope.places(first), MAX_ENTRIES):
        block = place.piece
        found = facts_of(block)
        if block.kind != Kind.ITEM:
            if block.kind == Kind.BLANK or is_directive_comment(block, found.directives):
                continue
            break
        list_item = next(iter(found.list_items), None)
        if list_item is None:
            continue
        if list_item.mark:
            counts["boxes"] += 1
        elif is_metadata_item(found, list_item):
            counts["metadata"] += 1
        elif may_be_work(block.text, found, list_item):
            counts["total"] += 1
            bullet = read_bullet(block.text, list_item.text_start, list_item.text_end)
            sign = normalize_status(block.text[bullet.status_start : bullet.status_end]).emoji
            counts["links"] += _is_link_only(block.text, found, list_item)
            counts["named"] += bullet.evidence >= Evidence.NAMED
            counts["code"] += _CODE.match(block.text, list_item.text_start) is not None
            counts["signed"] += bullet.status is not None
            closed = bullet.status in {None, *CLOSED_STATUSES} or sign in _GOOD_OR_BAD
            counts["open_signs"] += not closed
            counts["bad_signs"] += sign in _BAD_SIGNS
    return Entries(**counts)


def _is_link_only(text: str, found: Facts, list_item: ListItem) -> bool:
    """Tell whether the text of a list item is one link, as in a table of contents."""
    start, end = list_item.text_start, list_item.text_end
    if _URL.fullmatch(text, start, end) or _PATH.fullmatch(text, start, end):
        return True
    for link in found.links:
        if start <= link.start < end:
            rest = text[start : link.start] + text[link.end : end]
            return not normalize_name(rest)
    return False


def may_be_work(text: str, found: Facts, list_item: ListItem) -> bool:
    """Tell whether a list item has text other than a field of its section or a placeholder."""
    spelled = text[list_item.text_start : list_item.text_end]
    if not normalize_name(spelled) or is_placeholder(spelled):
        return False
    return not is_metadata_item(found, list_item)
