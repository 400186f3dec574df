"""Headings that are items because others of their kind state a status.

`### 5.1 Sandbox` is an item where `### 1.1 Metrics ✅` and `### 1.2 Tracing ✅` are, and a chapter
elsewhere. The same holds for `## Search ⏳`, whose emoji may mean anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.items.item import ItemKind
from backlog_ls.model.names.normalize import (
    EMOJI_CLUSTER,
    normalize_name,
    normalize_status,
    strip_accents,
)
from backlog_ls.model.words import words
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.model.analysis.record import Record

_MIN_STATED = 2
"""Minimum number of headings of a kind that state a status."""
_MIN_SHARE = 3
"""Of this number of headings of a kind, at least one must state a status."""
_NUMBER = pattern(r"(?P<number>\d{1,3}(?:\.\d{1,3}){0,3})(?P<mark>[.):])?(?=\s)")
_LETTER = pattern(r"(?P<number>[A-Z])[.)](?=\s)")
_UNIT = pattern(r"(?P<unit>[^\W\d_]{2,20})[ \t]#?(?P<number>\d{1,3}[a-z]?)(?=[\s:.—–-]|\Z)")
_REST = pattern(r"[*_`~]{0,4}(?:[ \t]*[(（][^()（）]*[)）])?[*_`~]{0,4}\Z")
_MAX_LENGTH = 300
"""Maximum length of a title in code points."""
_MARKUP = "*_~` \t\ufe0f"


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
        if stated < _MIN_STATED or _MIN_SHARE * stated < len(numbered):
            continue
        for record in numbered.values():
            record.is_item = record.is_item or not is_note(record.item.name)


def is_note(title: str) -> bool:
    """Tell whether all of `title` but its number is that of notes: `5. Overview`."""
    bare = title.lstrip(_MARKUP + "0123456789.):")
    return strip_accents(normalize_name(bare)) in words().note_headings
