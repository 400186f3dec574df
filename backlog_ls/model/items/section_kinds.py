"""What the title of a section says of the list items below it: whether they are work."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.names.ids import find_leading_id
from backlog_ls.model.names.normalize import EMOJI_CLUSTER, normalize_name, strip_accents
from backlog_ls.model.statuses.heading_status import HeadingStatus, read_heading_status
from backlog_ls.model.statuses.status import (
    CLOSED_STATUSES,
    INACTIVE_STATUSES,
    Status,
    read_status,
)
from backlog_ls.model.words import words
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    import re
    from collections.abc import Callable


class SectionKind(Enum):
    """What the list items of a section are, by its title."""

    COLUMN = "column"
    """Work in one status: the title is a status (`Done`, `Ideas`, `Next`)."""
    WORK = "work"
    """Work: `Open items`, `P1 — next up`, `Phase 2`."""
    NOTES = "notes"
    """Notes about the work or the document: `How to use this file`, `Acceptance criteria`."""
    ITEM = "item"
    """Details of one item, which the title names: `3. Login`, `T-12 Login`, `Login — blocked`."""
    TOPIC = "topic"
    """The title does not say: `Parser`."""


class SectionMeaning(NamedTuple):
    """The kind of a section, and the status that its title gives to its list items."""

    kind: SectionKind
    status: Status | None = None
    is_period: bool = False
    """Whether the title names a priority or a time: `P1`, `Week 2`, `v1.2`."""


_TOPIC = SectionMeaning(SectionKind.TOPIC)
_DEFERRED = Status.DEFERRED.value
_MAX_TITLE_LENGTH = 200
"""Maximum length in code points of a title that is read."""
_PART = pattern(r"\s*(?:[—–|·•:：;/]|\s[-&+]\s|--|[(（\[【].*?[)）\]】])\s*")
"""What separates the parts of a title: `P1 — next up`, `Now (v0.5)`, `Bugs / tech debt`."""
_NUMBER = pattern(
    r"[\s*_#]*(?P<number>\d{1,3}(?:\.\d{1,3}){0,3}|[A-Z](?=[.)]))(?P<mark>[.):])?(?=\s)[\s*_]*"
)
_PRIORITY = pattern(r"\s*[*_`\[]*p\d\b(?![.-]\d)")
_VERSION = pattern(
    r"\s*[\[(]?(?:v\d+(?:\.(?:\d+|x))*[\w.+-]*[\])]?(?=\s|\Z)|\d+\.(?:\d+|x)(?:\.(?:\d+|x))?[\])]?\Z)"
)
_QUARTER = pattern(
    r"(?:q[1-4]|h[12])(?:\s*[-/]?\s*(?:\d{4}|q[1-4]))*|(?:\d{4}\s*[-/]?\s*)?(?:q[1-4]|h[12])"
)
_UNIT = pattern(
    r"(?P<unit>\D+?)\s*#?\s*(?:\d[\w.]*(?:[\s&+,]+(?:to\s)?\d[\w.]*){0,4}|[ivx]{1,4})\Z"
)
_UNIT_BEHIND = pattern(r"第?\s*\d+\s*(?P<unit>[^\W\d_]+)\Z")
_UNSPACED = pattern("[\u3040-\u30ff\u3400-\u9fff]")
_MAX_WORDS = 5
"""Maximum number of words of a part whose first words make the section one of work."""
_MAX_WORDS_BEFORE = 3
"""Maximum number of words of a part whose last words make the section one of work."""
_MAX_PHRASE = 5
"""Maximum number of words of an entry in the word lists."""


def read_section_title(title: str) -> SectionMeaning:
    """Return what the title of a section says of the list items below it.

    Args:
        title: The inline Markdown of the title, without `#`.
    """
    return _read(title) if 0 < len(title) <= _MAX_TITLE_LENGTH else _TOPIC


@lru_cache(maxsize=2048)
def _read(title: str) -> SectionMeaning:
    stated = read_heading_status(title)
    number = _NUMBER.match(title)
    rest = title[number.end() :] if number else title
    parts = [part for part in map(_fold, _PART.split(_without_emoji(rest))) if part]
    if stated and stated.is_whole_title and not _is_kind_of_work(stated, parts):
        return SectionMeaning(SectionKind.COLUMN, stated.status)
    each = [_whole_status(part) for part in parts]
    if each and each[0] in INACTIVE_STATUSES and not number:
        return SectionMeaning(SectionKind.COLUMN, each[0])  # `Deferred — external dependencies`
    if parts and not number and words().statuses.get(parts[0].split(" ")[0]) == _DEFERRED:
        return SectionMeaning(SectionKind.COLUMN, Status.DEFERRED)  # `Deferred until evidence`
    kinds = [_kind_of(part) for part in parts[:3]]
    is_period = _is_period(rest, parts)
    if is_period:  # `Sprint 3: changes of the schema`
        is_notes = any(part in words().note_headings for part in parts)
    else:
        is_notes = SectionKind.NOTES in kinds[:2]
    if is_notes:
        return SectionMeaning(SectionKind.NOTES)
    status = stated.status if stated else None
    is_closed = status in CLOSED_STATUSES
    if is_period:
        return SectionMeaning(
            SectionKind.ITEM if is_closed else SectionKind.WORK, status, is_period=True
        )
    is_named = _begins_with_id(rest) or (
        number is not None and not _is_heading_number(number, parts)
    )
    if SectionKind.WORK in kinds and not is_closed and not is_named:
        return SectionMeaning(SectionKind.WORK, _status_of(parts))
    stated = None if stated and stated.is_whole_title else stated
    if number or stated or is_named or _is_numbered_item(parts) or _begins_with_closed_sign(rest):
        return SectionMeaning(SectionKind.ITEM, status)
    return _TOPIC


def _is_kind_of_work(stated: HeadingStatus, parts: list[str]) -> bool:
    """Tell whether a title is a kind of work rather than a status: `Testing`, `Review`."""
    vague = stated.is_ambiguous and bool(parts) and parts[0] in words().also_names
    return vague and stated.status not in {Status.TODO, Status.DEFERRED}


def _is_numbered_item(parts: list[str]) -> bool:
    """Tell whether a title begins with a unit of work and its number: `Step 3: verify`."""
    unit = _UNIT.match(parts[0]) if parts else None
    return unit is not None and unit["unit"].strip() in words().units


def _begins_with_closed_sign(title: str) -> bool:
    """Tell whether a title begins with an emoji for what is done: `✅ Foundation`."""
    sign = EMOJI_CLUSTER.match(title.lstrip(" *_"))
    return sign is not None and read_status(sign[0]).status in CLOSED_STATUSES


def _begins_with_id(title: str) -> bool:
    bare = _without_emoji(title)
    return bool(find_leading_id(bare, 0, len(bare)).text)


def _is_heading_number(number: re.Match[str], parts: list[str]) -> bool:
    """Tell whether the `number` before a title numbers sections of work: `3. Open items`."""
    first = parts[0] if parts else ""
    headings = words().work_headings
    is_work = first in headings or bool(
        _UNSPACED.search(first) and any(map(first.endswith, headings))
    )
    return "." not in number["number"] and is_work


def _fold(part: str) -> str:
    return strip_accents(normalize_name(part))


def _without_emoji(title: str) -> str:
    return EMOJI_CLUSTER.sub(" ", title).lstrip(" \t*_`~\ufe0f")


def _kind_of(part: str) -> SectionKind | None:
    """Return what a part of a title says: by all of it, or by its first or last words."""
    vocabulary = words()
    negated = read_status(part)
    if " " in part and negated.known and negated.status is Status.TODO:
        return SectionKind.WORK  # `Not yet built`
    first, _, last = part.partition(" ")
    stated = vocabulary.sections.get(first) or vocabulary.statuses.get(first)
    if last in vocabulary.section_nouns and stated and stated != Status.CANCELLED.value:
        return SectionKind.WORK  # `Postponed items`
    notes = _longest(part, vocabulary.note_headings, lambda _: True, len(part))
    work = _longest(part, vocabulary.work_headings, _is_opening, _MAX_WORDS_BEFORE)
    if not notes and not work:
        return None
    return SectionKind.NOTES if notes >= work else SectionKind.WORK


def _is_opening(phrase: str) -> bool:
    """Tell whether a title of work may begin with `phrase`: `Open points`, `Next bigger things`."""
    vocabulary = words()
    known = vocabulary.statuses, vocabulary.sections, vocabulary.follows
    return any(phrase in each for each in known)


def _longest(
    part: str, phrases: frozenset[str], may_open: Callable[[str], bool], max_words: int
) -> int:
    """Return the length of the longest of `phrases` that is `part`, or its end or opening.

    Args:
        part: A folded part of a title.
        phrases: The phrases of a word list.
        may_open: Tells whether a phrase counts at its beginning.
        max_words: Maximum number of words of a part whose end counts.
    """
    if part in phrases:
        return len(part)
    if _UNSPACED.search(part):
        found = (each for each in phrases if part.startswith(each) or part.endswith(each))
        return max((len(each) for each in found if len(each) > 1), default=0)
    tokens = part.split()
    longest = 0
    for length in range(1, min(len(tokens), _MAX_PHRASE + 1)):
        ending, opening = " ".join(tokens[-length:]), " ".join(tokens[:length])
        if ending in phrases and len(tokens) <= max_words:
            longest = len(ending)
        elif opening in phrases and may_open(opening) and len(tokens) <= _MAX_WORDS:
            longest = len(opening)
    return longest


def _is_period(title: str, parts: list[str]) -> bool:
    """Tell whether a title names a priority or a time, below which its work is listed.

    `P1`, `v1.2`, `Q3 2026`, `Phase 2: import`, `Sprint 3-4`, `第2阶段`.
    """
    if not parts:
        return False
    if _PRIORITY.match(title.lower()):
        return True
    head = parts[0]
    if _VERSION.match(head) or _QUARTER.fullmatch(head):
        return True
    unit = _UNIT.match(head) or _UNIT_BEHIND.match(head)
    return unit is not None and unit["unit"].strip() in words().work_units


def _whole_status(part: str) -> Status | None:
    """Return the status that a folded part of a title is."""
    vocabulary = words()
    found = vocabulary.sections.get(part) or vocabulary.statuses.get(part)
    if found is None and " " in part:  # `Verified done`
        *before, last = part.split(" ")
        if all(word in vocabulary.ambiguous for word in before):
            found = vocabulary.statuses.get(last)
    return Status(found) if found else None


def _status_of(parts: list[str]) -> Status | None:
    """Return the status that one of the `parts` of a title gives to what is below it.

    `Bugs (deferred)`, `Completed optimizations`.
    """
    vocabulary = words()
    for part in parts[:3]:
        tokens = part.split()
        for words_of_status in (part, " ".join(tokens[:2]), tokens[0]):
            found = vocabulary.sections.get(words_of_status) or vocabulary.statuses.get(
                words_of_status
            )
            if found:
                return Status(found)
    return None
