"""Completion of dependencies: the ids of other items, or the names of items without an id."""

from __future__ import annotations

import os
import re
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.completion.context import (
    CursorCell,
    Replacement,
    list_part_at,
    replacement_at,
)
from backlog_ls.features.completion.items import NO_COMPLETIONS, CompletionKind
from backlog_ls.features.completion.matching import Option, match_options
from backlog_ls.features.markdown_text import plain_text
from backlog_ls.features.neighbourhood import NEAR_BLOCKS
from backlog_ls.features.status.choices import most_common_markup
from backlog_ls.model.analysis.dependencies import find_items_with_id
from backlog_ls.model.analysis.effective_status import effective_status
from backlog_ls.model.blocks.facts import prose_ranges
from backlog_ls.model.items.item import ItemKind
from backlog_ls.model.items.items import find_items
from backlog_ls.model.names.ids import find_ids, is_id, normalize_id
from backlog_ls.model.names.normalize import strip_accents
from backlog_ls.model.statuses.status import CLOSED_STATUSES, Status, status_name
from backlog_ls.model.words import words
from backlog_ls.syntax.block import Kind
from backlog_ls.text.pattern import pattern
from backlog_ls.workspace.document_names import is_backlog_md_task

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.features.completion.context import CursorField
    from backlog_ls.features.completion.items import CompletionList
    from backlog_ls.features.cursor import Cursor
    from backlog_ls.model.document.context import Context
    from backlog_ls.model.items.item import Item
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place

_MAX_FILES = 1_000
_MAX_PHRASE_LENGTH = 60
"""Maximum number of code points behind `blocked by`: longer text is a sentence."""
_FILE = pattern(r"(?P<id>[A-Za-z]{1,12}-\d{1,6}(?:\.\d{1,4}){0,4}) ?- ?(?P<name>.+)\.md\Z")
_REST = pattern(r"[\w.-]*")
_GAP = pattern(r"[\s:：*_`(\[]*")
_KINDS_WITH_PHRASES = {Kind.ROW, Kind.ITEM, Kind.HEADING, Kind.PARAGRAPH, Kind.QUOTE}


class Candidate(NamedTuple):
    """An item to depend on."""

    id: str
    """As written; may be empty."""
    name: str
    status: Status
    distance: int
    """Number of blocks between it and the cursor."""
    path: str = ""
    """Absolute path of the task file; empty for items of this document."""


def complete_dependency(cursor: Cursor, place: CursorCell | CursorField) -> CompletionList:
    """Offer items in a cell or field with dependencies."""
    start, end = list_part_at(cursor, place.start, place.end)
    value = replacement_at(cursor, start, end, in_table=isinstance(place, CursorCell))
    listed = cursor.line_text[place.start : start] + " " + cursor.line_text[end : place.end]
    texts = place.other_values(cursor)
    return _complete_candidates(cursor, value, listed, most_common_markup(texts))


def complete_dependency_phrase(cursor: Cursor) -> CompletionList | None:
    """Offer items behind words such as `blocked by`, or return None."""
    if cursor.place.piece.kind not in _KINDS_WITH_PHRASES:
        return None
    low = max(cursor.column - 200, 0)
    before = cursor.line_text[low : cursor.column]
    lowered = strip_accents(before.lower())
    if len(lowered) != len(before):
        return None
    for opening in _openings():
        at = lowered.rfind(opening)
        if at < 0 or (at and lowered[at - 1].isalnum()):
            continue
        start = low + at + len(opening)
        if start == cursor.column or cursor.line_text[start].isalnum() or cursor.is_code(low + at):
            continue
        local = cursor.line_start - cursor.place.offset
        if not any(first <= local < last for first, last in prose_ranges(cursor.place.piece)):
            return None
        gap = _GAP.match(cursor.line_text, start, cursor.column)
        start = gap.end() if gap else start
        if cursor.column - start > _MAX_PHRASE_LENGTH:
            continue
        listed = cursor.line_text[start : cursor.column]
        start, _ = list_part_at(cursor, start, cursor.column)
        rest = _REST.match(cursor.line_text, cursor.column)
        end = rest.end() if rest else cursor.column
        found = _complete_candidates(
            cursor, Replacement(start, end), listed[: -(cursor.column - start) or None]
        )
        return found if found.items else None
    return None


def complete_ids(cursor: Cursor, value: Replacement, listed: str) -> CompletionList:
    """Offer the ids of items after a signifier, except those in `listed`."""
    taken = {normalize_id(ident.strip()) for ident in listed.split(",")}
    return _complete_candidates(cursor, value, listed, taken=taken)


def _complete_candidates(
    cursor: Cursor,
    value: Replacement,
    listed: str,
    style: tuple[str, str] = ("", ""),
    *,
    taken: set[str] | None = None,
) -> CompletionList:
    """Offer items; only those with an id that is not in `taken`, if that is given."""
    typed = cursor.line_text[value.start : cursor.column].lstrip()
    if typed.endswith(" ") and is_id(typed.strip("*_`~[( ")):
        return NO_COMPLETIONS  # the id is complete, and a remark follows
    only_ids = taken is not None
    if taken is None:
        taken = {normalize_id(ident.text) for ident in find_ids(listed, 0, len(listed))}
    found: dict[str, Candidate] = {}
    for each in _candidates(cursor, typed):
        key = normalize_id(each.id) if each.id else "\0" + each.name
        known = found.get(key)
        if only_ids and not each.id:
            continue
        if key not in taken and (known is None or known.status is Status.UNKNOWN):
            found[key] = each
    series = _series(typed)
    counted = typed[-1:].isdigit()
    ordered = sorted(
        found.values(),
        key=lambda each: (
            not each.id,
            series not in {"", _series(each.id)},
            len(each.id) if counted else 0,
            each.status in CLOSED_STATUSES,
            each.distance,
        ),
    )
    options = []
    for each in ordered:
        status = "" if each.status is Status.UNKNOWN else status_name(each.status)
        detail = " · ".join(part for part in (each.name if each.id else "", status) if part)
        text = style[0] + (each.id or each.name) + style[1]
        names = (each.id, each.name, f"{each.id} {each.name}")
        label = each.id or each.name
        options.append(
            Option(text, label, detail, tuple(filter(None, names)), CompletionKind.ITEM, each.path)
        )
    return match_options(cursor, value, options)


def _series(ident: str) -> str:
    match = re.match(r"[^\W\d_]+", ident)
    return match[0].casefold() if match else ""


def _candidates(cursor: Cursor, typed: str) -> Iterator[Candidate]:
    backlog, at = cursor.view.backlog, cursor.place.index
    own = _dependent_item(cursor)
    first = max(at - NEAR_BLOCKS, 0)
    for place, context in islice(backlog.contexts(first), 2 * NEAR_BLOCKS):
        yield from _in_block(cursor, place, context, own)
    bare = normalize_id(typed.strip("*_`~[( "))
    if bare and bare[-1].isdigit():  # ids of its series that are further away
        for key in [bare, *(f"{bare}{n}" for n in range(100)), *(f"{bare}.{n}" for n in range(20))]:
            for one in islice(find_items_with_id(backlog, key), 1):
                yield from _of_item(cursor, one.place, one.context, one.item, own)
    yield from _task_files(cursor)


def _in_block(
    cursor: Cursor, place: Place[Block], context: Context, own: tuple[int, int]
) -> Iterator[Candidate]:
    for item in find_items(place.piece, context.roles, cards=context.cards):
        yield from _of_item(cursor, place, context, item, own)


def _of_item(
    cursor: Cursor, place: Place[Block], context: Context, item: Item, own: tuple[int, int]
) -> Iterator[Candidate]:
    name = plain_text(item.name, 80)
    has_id = item.is_identified
    if (place.key, item.start) == own or not (has_id or item.normalized_name):
        return
    if item.kind is ItemKind.SECTION and not has_id:
        return  # it may be a chapter instead of an item
    status = effective_status(cursor.view.backlog, place, context, item)
    if has_id and name.startswith(item.id):
        name = name[len(item.id) :].lstrip(" :.-–—)]") or name
    ident = item.id if has_id else ""
    yield Candidate(ident, name, status, abs(place.index - cursor.place.index))


def _dependent_item(cursor: Cursor) -> tuple[int, int]:
    """Return the key of the block and the start of the item at the cursor."""
    backlog, place = cursor.view.backlog, cursor.place
    context = backlog.context(place)
    items = find_items(place.piece, context.roles, cards=context.cards)
    local = cursor.offset - place.offset
    if place.piece.kind in {Kind.ROW, Kind.HEADING, Kind.FRONT_MATTER} and items:
        return place.key, items[0].start
    before = [item for item in items if item.start <= local]
    if before:
        return place.key, before[-1].start
    above = backlog.rope.at_key(context.sections[-1].key) if context.sections else None
    if above is None:
        return 0, 0
    return above.key, find_items(above.piece)[0].start


def _task_files(cursor: Cursor) -> Iterator[Candidate]:
    """Yield the task files of Backlog.md, whose names contain their ids and titles."""
    view = cursor.view
    if not view.path or not is_backlog_md_task(view.path):
        return
    folder, own = os.path.split(view.path)
    for number, name in enumerate(islice(view.workspace.disk.list_folder(folder), _MAX_FILES)):
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
