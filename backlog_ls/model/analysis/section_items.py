"""Headings that are items of a backlog without saying so, and the status of those that state none.

A backlog lists what there is to do, so an item without a status is still to be done. Elsewhere that
is not known: a heading with an id may stand in a report.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from backlog_ls.model.analysis.numbered_sections import is_note, read_numbering
from backlog_ls.model.document.declared_backlog import is_list_of_work
from backlog_ls.model.items.item import ItemKind
from backlog_ls.model.items.section_kinds import SectionKind, read_section_title
from backlog_ls.model.names.normalize import (
    EMOJI_CLUSTER,
    normalize_name,
    normalize_status,
    strip_accents,
)
from backlog_ls.model.statuses.status import INACTIVE_STATUSES, Status
from backlog_ls.model.words import words
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backlog_ls.model.analysis.record import Record
    from backlog_ls.model.document.backlog import Backlog

_MIN_SIBLINGS = 2
"""Minimum number of headings of a kind below one heading that are items."""
_WORD = pattern(r"[^\W_]+")
_BEGUN = frozenset("🚧🏗👷🏃")
_UNCLEAR = frozenset("🟢🟩🟡🟨💯🎉👍🏁🌕🌓◐●❌❎⚠")
"""Emoji for what may have begun, be done or have been given up."""
_NUMBERS = frozenset({"number 0", "number 1", "number 2"})


def complete_sections(backlog: Backlog, records: Sequence[Record]) -> None:
    """Make items of more headings among `records`, and give the unstated statuses of headings.

    Args:
        backlog: The document.
        records: All records of it, also those that are not items, in order.
    """
    if not is_list_of_work(backlog):
        return
    _mark_numbered_siblings(records)
    _leave_out_title(records)
    parts: dict[int, list[Record]] = defaultdict(list)
    for record in records:
        if record.is_item and record.parent:
            parts[id(record.parent)].append(record)
    for record in records:
        if record.is_item and record.item.kind is ItemKind.SECTION:
            _complete_status(record, parts[id(record)])


def _leave_out_title(records: Sequence[Record]) -> None:
    """Make no item of the title of the document, `# Roadmap`, whose status is that of all of it."""
    sections = [record for record in records if record.item.kind is ItemKind.SECTION]
    title = sections[0] if sections else None
    if title is None or title.item.depth != 1 or title.id or not title.is_item:
        return
    names = words().documents["backlog"] | words().documents["tasks"]
    named = not names.isdisjoint(_WORD.findall(strip_accents(normalize_name(title.item.name))))
    others = any(record.is_item for record in records if record is not title)
    title.is_item = not (others and (named or not title.status_text))


def _mark_numbered_siblings(records: Iterable[Record]) -> None:
    """Make items of numbered headings below a heading of work: `### 1.1 Search` below `## Phase 1`.

    Not of chapters: none of them may be about the document, and most of them contain no items.
    """
    siblings: dict[int, list[Record]] = defaultdict(list)
    with_parts = {id(record.parent) for record in records if record.is_item and record.parent}
    for record in records:
        if record.item.kind is ItemKind.SECTION and record.parent:
            siblings[id(record.parent)].append(record)
    for group in siblings.values():
        parent = group[0].parent
        if parent is None or parent.item.kind is not ItemKind.SECTION or len(group) < _MIN_SIBLINGS:
            continue
        meaning = read_section_title(parent.item.name)
        is_work = meaning.kind in {SectionKind.WORK, SectionKind.COLUMN} or meaning.is_period
        numbered = [record for record in group if _is_numbered(record)]
        if not is_work or len(numbered) != len(group) or any(record.is_item for record in group):
            continue
        if any(is_note(record.item.name) for record in group):
            continue
        if 2 * sum(id(record) in with_parts for record in group) >= len(group):
            continue
        for record in group:
            record.is_item = True


def _is_numbered(record: Record) -> bool:
    numbering = read_numbering(record.item.name)
    return numbering is not None and numbering.style in _NUMBERS


def _complete_status(record: Record, parts: list[Record]) -> None:
    """Give the status of a heading without one: that around it, or that there is work to do."""
    if record.status is not Status.UNKNOWN or record.status_text:
        return
    if any(part.status not in {Status.TODO, Status.UNKNOWN} for part in parts):
        return
    above = record.parent
    while above and not above.status_text:
        above = above.parent
    if above and above.status in INACTIVE_STATUSES:
        record.status = above.status
    else:
        record.status = _read_unstated(record.item.name)


def _read_unstated(title: str) -> Status:
    """Return the status of a title that states none in words: `Search ⏳`."""
    signs = [normalize_status(sign[0]).emoji for sign in EMOJI_CLUSTER.finditer(title)]
    if any(sign in _BEGUN for sign in signs):
        return Status.IN_PROGRESS
    return Status.UNKNOWN if any(sign in _UNCLEAR for sign in signs) else Status.TODO
