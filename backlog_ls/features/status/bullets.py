"""The status in the text of a list item without a checkbox: where it is, and in which style.

`- [done] Login`, `- ✅ Login`, `- **Login** — DONE`. A list item that states no status gets one in the
style of the list items around it; without any, it is struck through if others are.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.neighbourhood import NEAR_BLOCKS
from backlog_ls.features.status.choices import StatusChoice
from backlog_ls.model.analysis.bullets import find_work
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.items.bullets import BulletShape, read_bullet
from backlog_ls.model.items.item import ItemKind, StatusPlace
from backlog_ls.model.names.normalize import normalize_status
from backlog_ls.model.statuses.status import Status, canonical_status
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.edit import Edit
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.model.blocks.list_items import ListItem
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.items.item import Item, StatusUse
    from backlog_ls.text.rope import Place

_DEFAULT_WORDS = ("planned", "in progress", "done")
"""The statuses to choose from in words, besides those that the list uses."""
_DEFAULT_SIGNS = ("⬜", "🔄", "✅")
MIN_SIGNS = 2
"""Minimum number of different signs in a list that suffice to choose from."""
_DATE = pattern(r"(?P<gap>[\s,;:(–—-]*?)(?P<date>\d{4}-\d{2}-\d{2})\)?\s*\Z")
_REMARK = pattern(r"\s*(?:[,;(—:]|\s[–-]\s)")
_OPENING = pattern(r"[\s*_`~(（\[:：–—·|-]*\Z")
_CLOSING = pattern(r"[\s*_`)）\]]*")
_NAME_CLOSING = pattern(r"[*_`~]*")


class BulletStatus(NamedTuple):
    """A status in the text of a list item. Offsets are code points in its block."""

    shape: BulletShape
    start: int
    end: int
    """`[start, end)` is the status, without the markup around it, a date or a remark."""
    text: str
    status: Status
    opening: str
    """What precedes it: `[`, ` — `, or nothing."""
    closing: str
    """What follows it up to the name, if it precedes that: `] `."""
    date_gap: str | None = None
    """What is between the status and a date; None without a date."""


def read_bullet_status_text(block: Block, item: Item, use: StatusUse) -> BulletStatus:
    """Return the status `use` of `item` without the date or the remark behind it."""
    text = block.text
    start, end, gap = use.start, use.end, None
    date = _DATE.search(text, start, end)
    if date and date.start() > start:
        end, gap = date.start(), date["gap"]
    remark = _REMARK.search(text, start + 1, end)
    if remark and date is None:
        end = remark.start()
    shape = item.bullet or BulletShape.PLAIN
    opening = closing = ""
    if shape is BulletShape.SUFFIX:
        named = _NAME_CLOSING.match(text, item.end)
        lead = _OPENING.search(text, min(named.end() if named else item.end, start), start)
        opening = lead[0] if lead else " "
        closed = _CLOSING.match(text, use.end)
        closing = closed[0].rstrip() if closed else ""
    elif shape is BulletShape.BRACKET:
        opening = text[start - 1 : start]
        closed = _CLOSING.match(text, use.end)
        closing = closed[0] if closed else ""
    else:
        closing = " "
    return BulletStatus(shape, start, end, text[start:end], use.status, opening, closing, gap)


def find_bullet_statuses(
    backlog: Backlog, near: Place[Block]
) -> Iterator[tuple[int, BulletStatus]]:
    """Yield the statuses in list items around `near`, with the keys of their blocks."""
    first = max(near.index - NEAR_BLOCKS, 0)
    for place, context in islice(backlog.contexts(first), 2 * NEAR_BLOCKS):
        if place.piece.kind not in {Kind.ITEM, Kind.PARAGRAPH}:
            continue
        for item in find_work(backlog, place, context):
            if item.status and item.status.place is StatusPlace.BULLET:
                yield place.key, read_bullet_status_text(place.piece, item, item.status)


def find_card(backlog: Backlog, place: Place[Block], list_item: ListItem) -> Item | None:
    """Return the card or plain list item that is written as `list_item`, or None."""
    for item in find_work(backlog, place, backlog.context(place)):
        inside = list_item.text_start <= item.start < max(list_item.text_end, item.start + 1)
        if item.kind is ItemKind.CARD and inside:
            return item
    return None


def place_for_status(
    backlog: Backlog, place: Place[Block], start: int, end: int, item: Item
) -> BulletStatus | None:
    """Return where `item`, which states no status, would state one like those around it; or None.

    Args:
        backlog: The document.
        place: The block of the item.
        start: Start of its first paragraph in the block.
        end: End of that.
        item: A card.
    """
    styles = Counter(
        (each.shape, each.opening, each.closing)
        for _, each in find_bullet_statuses(backlog, place)
        if each.shape is not BulletShape.PLAIN
    )
    if not styles:
        return None
    (shape, opening, closing), _ = styles.most_common(1)[0]
    at = start
    if shape is BulletShape.SUFFIX:
        text = place.piece.text
        closed = _NAME_CLOSING.match(text, item.end)
        at = closed.end() if closed else item.end
        opening = opening if opening.startswith((" ", "\t")) else f" {opening}"
        if item.end == end:
            at = end
    return BulletStatus(shape, at, at, "", Status.UNKNOWN, opening, closing)


def list_bullet_choices(stated: Iterable[BulletStatus]) -> list[StatusChoice]:
    """Return the statuses to choose from, given those that the list states."""
    used = Counter((each.text, each.status) for each in stated if each.text)
    choices: dict[str, StatusChoice] = {}
    for (text, status), _ in used.most_common():
        choices.setdefault(normalize_status(text).key, StatusChoice(text, "", status))
    in_words = any(normalize_status(text).word for text, _ in used)
    known = {choice.status for choice in choices.values()}
    defaults: tuple[str, ...] = _DEFAULT_WORDS if in_words or not used else _DEFAULT_SIGNS
    if in_words and not all(text.isascii() for text, _ in used):
        defaults = ()
    for text in defaults:
        status = canonical_status(text)
        # The signs of a list have meanings of their own: only a sign for done is added.
        if status not in known and (in_words or len(used) < MIN_SIGNS or status is Status.DONE):
            choices[text] = StatusChoice(_match_case(text, [each for each, _ in used]), "", status)
    return list(choices.values())


def would_state_in_bullet(block: Block, start: int, end: int, new: str, wanted: Status) -> bool:
    """Tell whether a card states the status `wanted` once `new` replaces ``[start, end)``."""
    if block.kind == Kind.PARAGRAPH:
        text = block.text[:start] + new + block.text[end:]
        return read_bullet(text, 0, len(text.splitlines()[0].rstrip())).status is wanted
    list_items = (each for each in reversed(facts_of(block).list_items) if each.start <= start)
    list_item = next(list_items, None)
    if list_item is None:
        return False
    text = block.text[:start] + new + block.text[end:]
    stop = list_item.text_end + len(text) - len(block.text)
    bullet = read_bullet(text, list_item.text_start, max(stop, list_item.text_start))
    return bullet.status is wanted


def find_strike(backlog: Backlog, place: Place[Block], list_item: ListItem) -> Iterator[Edit]:
    """Yield the edits that strike a plain list item through, or undo that.

    Only if another list item of the same list is struck through and states no status.
    """
    item = find_card(backlog, place, list_item)
    if item is None or item.status or backlog.context(place).cards:
        return
    text, low, high = place.piece.text, list_item.text_start, list_item.text_end
    if item.struck:
        start, end = text.find("~~", low), text.find("~~", item.end)
        if low <= start < end:
            yield Edit(place.offset + start, place.offset + start + 2, "")
            yield Edit(place.offset + end, place.offset + end + 2, "")
    elif "~~" not in text[low:high] and "\n" not in text[low:high] and _has_struck(backlog, place):
        yield Edit(place.offset + low, place.offset + low, "~~")
        yield Edit(place.offset + high, place.offset + high, "~~")


def _has_struck(backlog: Backlog, near: Place[Block]) -> bool:
    lead = backlog.context(near).lead
    first = max(near.index - NEAR_BLOCKS, 0)
    return any(
        item.struck and not item.status
        for place, context in islice(backlog.contexts(first), 2 * NEAR_BLOCKS)
        if place.piece.kind == Kind.ITEM and context.lead == lead
        for item in find_work(backlog, place, context)
    )


def _match_case(text: str, others: list[str]) -> str:
    """Return `text` in the case of most of `others`."""
    letters = [other for other in others if any(map(str.isalpha, other))]
    if letters and 2 * sum(other.isupper() for other in letters) > len(letters):
        return text.upper()
    if letters and 2 * sum(other[:1].isupper() for other in letters) > len(letters):
        return text[:1].upper() + text[1:]
    return text
