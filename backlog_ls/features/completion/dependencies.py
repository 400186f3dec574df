"""Completion of what an item waits for: the ids of other items, or their names where they have none."""

from __future__ import annotations

import os
import re
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.completion.context import Value, part_of, value_of
from backlog_ls.features.completion.items import NOTHING, CompletionKind
from backlog_ls.features.completion.matching import Option, offered
from backlog_ls.features.hover.section_card import status_name
from backlog_ls.features.markdown_text import plain
from backlog_ls.features.neighbourhood import NEAR
from backlog_ls.features.status.choices import style_of
from backlog_ls.model.analysis.dependencies import written_in
from backlog_ls.model.analysis.effective_status import standing
from backlog_ls.model.blocks.facts import prose
from backlog_ls.model.items.items import ItemKind, items_of
from backlog_ls.model.names.ids import find_idents, ident_key, is_ident
from backlog_ls.model.names.normalize import unaccented
from backlog_ls.model.statuses.status import Status
from backlog_ls.model.words import words
from backlog_ls.syntax.block import Kind
from backlog_ls.text.pattern import pattern
from backlog_ls.workspace.document_names import is_tool_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.features.completion.context import Cell, FieldSpot
    from backlog_ls.features.completion.items import CompletionList, Spot
    from backlog_ls.model.document.context import Context
    from backlog_ls.model.items.items import Item
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place

_CLOSED = frozenset({Status.DONE, Status.CANCELLED})
_MOST_FILES = 1_000
_LONGEST = 60
"""Code points behind the words that are looked at: what is longer is a sentence."""
_FILE = pattern(r"(?P<id>[A-Za-z]{1,12}-\d{1,6}(?:\.\d{1,4}){0,4}) ?- ?(?P<name>.+)\.md\Z")
_REST = pattern(r"[\w.-]*")
_GAP = pattern(r"[\s:：*_`(\[]*")
_SPOKEN = {Kind.ROW, Kind.ITEM, Kind.HEADING, Kind.PARAGRAPH, Kind.QUOTE}


class Candidate(NamedTuple):
    """An item that could be waited for."""

    ident: str
    """As written; empty without one."""
    name: str
    status: Status
    distance: int
    """In blocks, from the cursor."""
    path: str = ""
    """Of the file that is the item; empty for one of this document."""


def complete_dependency(spot: Spot, place: Cell | FieldSpot) -> CompletionList:
    """Offer items in a cell or field of dependencies."""
    start, end = part_of(spot, place.start, place.end)
    value = value_of(spot, start, end, in_table=hasattr(place, "row"))
    listed = spot.text[place.start : start] + " " + spot.text[end : place.end]
    texts = place.texts(spot)
    return _offered(spot, value, listed, style_of(texts))


def complete_spoken_dependency(spot: Spot) -> CompletionList | None:
    """Offer items behind words such as `blocked by`; None anywhere else."""
    if spot.place.piece.kind not in _SPOKEN:
        return None
    low = max(spot.column - 200, 0)
    before = spot.text[low : spot.column]
    lowered = unaccented(before.lower())
    if len(lowered) != len(before):
        return None
    for opening in _openings():
        at = lowered.rfind(opening)
        if at < 0 or (at and lowered[at - 1].isalnum()):
            continue
        start = low + at + len(opening)
        if start == spot.column or spot.text[start].isalnum() or spot.in_code(low + at):
            continue
        local = spot.line_start - spot.place.offset
        if not any(first <= local < last for first, last in prose(spot.place.piece)):
            return None
        gap = _GAP.match(spot.text, start, spot.column)
        start = gap.end() if gap else start
        if spot.column - start > _LONGEST:
            continue
        listed = spot.text[start : spot.column]
        start, _ = part_of(spot, start, spot.column)
        rest = _REST.match(spot.text, spot.column)
        end = rest.end() if rest else spot.column
        found = _offered(spot, Value(start, end), listed[: -(spot.column - start) or None])
        return found if found.items else None
    return None


def _offered(
    spot: Spot, value: Value, listed: str, style: tuple[str, str] = ("", "")
) -> CompletionList:
    typed = spot.text[value.start : spot.column].lstrip()
    if typed.endswith(" ") and is_ident(typed.strip("*_`~[( ")):
        return NOTHING  # it is there; what follows is said of it
    taken = {ident_key(ident.text) for ident in find_idents(listed, 0, len(listed))}
    found: dict[str, Candidate] = {}
    for each in _candidates(spot, typed):
        key = ident_key(each.ident) if each.ident else "\0" + each.name
        known = found.get(key)
        if key not in taken and (known is None or known.status is Status.UNKNOWN):
            found[key] = each
    series = _series(typed)
    counted = typed[-1:].isdigit()
    ordered = sorted(
        found.values(),
        key=lambda each: (
            not each.ident,
            series not in {"", _series(each.ident)},
            len(each.ident) if counted else 0,
            each.status in _CLOSED,
            each.distance,
        ),
    )
    options = []
    for each in ordered:
        said = "" if each.status is Status.UNKNOWN else status_name(each.status)
        detail = " · ".join(part for part in (each.name if each.ident else "", said) if part)
        text = style[0] + (each.ident or each.name) + style[1]
        names = (each.ident, each.name, f"{each.ident} {each.name}")
        label = each.ident or each.name
        options.append(
            Option(text, label, detail, tuple(filter(None, names)), CompletionKind.ITEM, each.path)
        )
    return offered(spot, value, options)


def _series(ident: str) -> str:
    match = re.match(r"[^\W\d_]+", ident)
    return match[0].casefold() if match else ""


def _candidates(spot: Spot, typed: str) -> Iterator[Candidate]:
    backlog, at = spot.view.backlog, spot.place.index
    own = _own(spot)
    first = max(at - NEAR, 0)
    for place, context in islice(backlog.contexts(first), 2 * NEAR):
        yield from _in_block(spot, place, context, own)
    bare = ident_key(typed.strip("*_`~[( "))
    if bare and bare[-1].isdigit():  # those of its series that stand further off
        for key in [bare, *(f"{bare}{n}" for n in range(100)), *(f"{bare}.{n}" for n in range(20))]:
            for one in islice(written_in(backlog, key), 1):
                yield from _of_item(spot, one.place, one.context, one.item, own)
    yield from _task_files(spot)


def _in_block(
    spot: Spot, place: Place[Block], context: Context, own: tuple[int, int]
) -> Iterator[Candidate]:
    for item in items_of(place.piece, context.roles, cards=context.cards):
        yield from _of_item(spot, place, context, item, own)


def _of_item(
    spot: Spot, place: Place[Block], context: Context, item: Item, own: tuple[int, int]
) -> Iterator[Candidate]:
    name = plain(item.name, 80)
    said = item.ident and is_ident(item.ident)
    if (place.key, item.start) == own or not (said or item.key):
        return
    if item.kind is ItemKind.SECTION and not said:
        return  # whether it is an item, or a chapter, is not certain
    status = standing(spot.view.backlog, place, context, item)
    if said and name.startswith(item.ident):
        name = name[len(item.ident) :].lstrip(" :.-–—)]") or name
    ident = item.ident if said else ""
    yield Candidate(ident, name, status, abs(place.index - spot.place.index))


def _own(spot: Spot) -> tuple[int, int]:
    """Return the block and the start of the item that waits."""
    backlog, place = spot.view.backlog, spot.place
    context = backlog.context(place)
    items = items_of(place.piece, context.roles, cards=context.cards)
    local = spot.offset - place.offset
    if place.piece.kind in {Kind.ROW, Kind.HEADING, Kind.FRONT_MATTER} and items:
        return place.key, items[0].start
    before = [item for item in items if item.start <= local]
    if before:
        return place.key, before[-1].start
    above = backlog.rope.at_key(context.sections[-1].key) if context.sections else None
    if above is None:
        return 0, 0
    return above.key, items_of(above.piece)[0].start


def _task_files(spot: Spot) -> Iterator[Candidate]:
    """Yield the tasks of Backlog.md, each a file whose name tells its id and title."""
    view = spot.view
    if not view.path or not is_tool_path(view.path):
        return
    folder, own = os.path.split(view.path)
    for number, name in enumerate(islice(view.workspace.disk.listing(folder), _MOST_FILES)):
        match = _FILE.match(name)
        if match and name != own:
            title = match["name"].replace("-", " ").strip()
            yield Candidate(match["id"], title, Status.UNKNOWN, number, os.path.join(folder, name))


@cache
def _openings() -> tuple[str, ...]:
    vocabulary = words()
    spoken = {title for title, kinds in vocabulary.headers.items() if "depends_on" in kinds}
    return tuple(
        sorted({*vocabulary.blocked_by, *(title for title in spoken if " " in title)}, key=len)
    )[::-1]
