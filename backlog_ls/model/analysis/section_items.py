"""Headings that are items of a backlog without saying so, and the status of those that state none.

A backlog lists what there is to do, so an item without a status is still to be done. Elsewhere that
is not known: a heading with an id may stand in a report.

Everywhere, headings are items because others of their kind state a status: `### 5.1 Sandbox` is one
where `### 1.1 Metrics ✅` and `### 1.2 Tracing ✅` are, and a chapter elsewhere. The same holds for
`## Search ⏳`, whose emoji may mean anything.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.document.declared_backlog import is_list_of_work
from backlog_ls.model.items.item import ItemKind, StatusPlace
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

_MIN_STATED = 2
"""Minimum number of headings of a kind that state a status."""
_MIN_STATED_SHARE = 3
"""Of this number of headings of a kind, at least one must state a status."""
_NUMBER = pattern(r"(?P<number>\d{1,3}(?:\.\d{1,3}){0,3})(?P<mark>[.):])?(?=\s)")
_LETTER = pattern(r"(?P<number>[A-Z])[.)](?=\s)")
_UNIT = pattern(r"(?P<unit>[^\W\d_]{2,20})[ \t]#?(?P<number>\d{1,3}[a-z]?)(?=[\s:.—–-]|\Z)")
_REST = pattern(r"[*_`~]{0,4}(?:[ \t]*[(（][^()（）]*[)）])?[*_`~]{0,4}\Z")
_MAX_LENGTH = 300
"""Maximum length of a title in code points."""
_MARKUP = "*_~` \t\ufe0f"
_MIN_SHARE = 3
"""Two of this number of headings below one heading must not be chapters."""
_MIN_SIBLINGS = 2
"""Minimum number of headings of a kind below one heading that are items."""
_WORD = pattern(r"[^\W_]+")
_BEGUN = frozenset("🚧🏗👷🏃")
_UNCLEAR = frozenset("🟢🟩🟡🟨💯🎉👍🏁🌕🌓◐●❌❎⚠")
"""Emoji for what may have begun, be done or have been given up."""
_NUMBERS = frozenset({"number 0", "number 1", "number 2", "letter"})
_WORK = frozenset({SectionKind.WORK, SectionKind.COLUMN})


def complete_sections(backlog: Backlog, records: Sequence[Record]) -> None:
    """Make items of more headings among `records`, and give the unstated statuses of headings.

    Args:
        backlog: The document.
        records: All records of it, also those that are not items, in order.
    """
    if not is_list_of_work(backlog):
        return
    for record in records:
        if record.item.kind is ItemKind.SECTION and _names_unit(record.item.name):
            record.is_item = True
    _mark_siblings(records)
    _leave_out_groups(records)
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


def _mark_siblings(records: Sequence[Record]) -> None:
    """Make items of headings below a heading of work: `### Search` below `## Not yet built`.

    Below a time (`## Phase 1`) they must be numbered, and below the title of the document they must
    also be all that it has. Chapters and groups do not count, and most of the others must not
    contain items.
    """
    siblings: dict[int, list[Record]] = defaultdict(list)
    with_parts = {id(record.parent) for record in records if record.is_item and record.parent}
    for record in records:
        if record.item.kind is ItemKind.SECTION and record.parent:
            siblings[id(record.parent)].append(record)
    is_empty = not any(record.is_item for record in records)
    for group in siblings.values():
        titled = [each for each in _select_items(group, is_empty) if not _is_chapter(each)]
        inner = sum(id(record) in with_parts for record in titled)
        if len(titled) < _MIN_SIBLINGS or _MIN_SHARE * len(titled) < 2 * len(group):
            continue
        if 2 * inner < len(titled):
            for record in titled:
                record.is_item = True


def _select_items(group: list[Record], is_empty: bool) -> list[Record]:
    """Return those headings of `group` that are items, unless they are chapters.

    Args:
        group: All headings right below another heading.
        is_empty: Whether the document has no other items.
    """
    parent = group[0].parent
    if parent is None or parent.item.kind is not ItemKind.SECTION:
        return []
    around = read_section_title(parent.item.name)
    is_title = parent.item.depth == 1
    if around.kind in _WORK and not around.is_period and not is_title:
        boxed = any(_has_box(record) for record in group)  # the others are parts of those
        return [] if boxed else group
    if around.is_period or (is_title and is_empty):
        return [record for record in group if _is_numbered(record)]
    return []


def _has_box(record: Record) -> bool:
    use = record.item.status
    return use is not None and use.place is StatusPlace.CHECKBOX


def _is_chapter(record: Record) -> bool:
    title = record.item.name
    return is_note(title) or read_section_title(title).kind in _WORK


def _names_unit(title: str) -> bool:
    """Tell whether a title begins with a unit of work that is one item: `Task 3: Login`."""
    numbering = read_numbering(title)
    if numbering is None or numbering.style not in words().work_titles:
        return False
    name = title.partition(numbering.number)[2]
    return bool(normalize_name(name))


def _is_numbered(record: Record) -> bool:
    numbering = read_numbering(record.item.name)
    return numbering is not None and numbering.style in _NUMBERS


def _leave_out_groups(records: Sequence[Record]) -> None:
    """Make no items of headings above items that only say which these are: `Deferred — design`.

    Nor of chapters such as `Overview`, whose fields are those of what is around them.
    """
    with_items: set[int] = set()
    for record in records:
        above = record.parent if record.is_item else None
        while above and id(above) not in with_items:
            with_items.add(id(above))
            above = above.parent
    for record in records:
        if record.item.kind is not ItemKind.SECTION or _has_box(record):
            continue
        if strip_accents(normalize_name(record.item.name)) in words().note_headings:
            record.is_item = False
        elif id(record) in with_items and not record.values:
            meaning = read_section_title(record.item.name)
            is_stated = meaning.is_period and bool(record.status_text)  # `Phase 2 — in progress`
            is_group = meaning.kind in _WORK and (not record.id or meaning.is_period)
            is_group = is_group and not is_stated
            record.is_item = record.is_item and not is_group


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


class Numbering(NamedTuple):
    """How a heading is numbered, and its number."""

    style: str
    number: str


def read_numbering(title: str) -> Numbering | None:
    """Return how `title` is numbered: `5.1 Sandbox`, `A. Roster`, `Phase 7a: Search`; or None.

    A status emoji at its end counts as a number.
    """
    if len(title) > _MAX_LENGTH:
        return None
    bare = title.lstrip(_MARKUP)
    emoji = EMOJI_CLUSTER.match(bare)
    bare = bare[emoji.end() :].lstrip(_MARKUP) if emoji else bare
    number = _NUMBER.match(bare)
    if number and ("." in number["number"] or number["mark"]):
        return Numbering(f"number {number['number'].count('.')}", number["number"])
    letter = _LETTER.match(bare)
    if letter:
        return Numbering("letter", letter["number"])
    unit = _UNIT.match(bare)
    word = strip_accents(normalize_name(unit["unit"])) if unit else ""
    if unit and word in words().units:
        return Numbering(word, unit["number"])
    signs = list(EMOJI_CLUSTER.finditer(title))
    if not signs or not _REST.match(title, signs[-1].end()):
        return None
    sign = normalize_status(signs[-1][0]).emoji
    known = sign in words().emojis or sign in words().ambiguous_emojis
    return Numbering("sign", title) if known else None


def mark_numbered_items(records: Iterable[Record]) -> None:
    """Make items of the numbered headings among `records` whose siblings state a status.

    Headings are of a kind if their level and the style of their numbers are equal. A number that
    occurs again begins another list, which does not count.
    """
    kinds: dict[tuple[int, str], dict[str, Record]] = {}
    for record in records:
        if record.item.kind is ItemKind.SECTION:
            numbering = read_numbering(record.item.name)
            if numbering:
                kind = record.item.depth, numbering.style
                kinds.setdefault(kind, {}).setdefault(numbering.number, record)
    for numbered in kinds.values():
        stated = sum(record.is_item and bool(record.status_text) for record in numbered.values())
        if stated < _MIN_STATED or _MIN_STATED_SHARE * stated < len(numbered):
            continue
        for record in numbered.values():
            record.is_item = record.is_item or not is_note(record.item.name)


def is_note(title: str) -> bool:
    """Tell whether all of `title` but its number is that of notes: `5. Overview`."""
    bare = title.lstrip(_MARKUP + "0123456789.):")
    return strip_accents(normalize_name(bare)) in words().note_headings
