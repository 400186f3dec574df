"""How many items follow, as stated in text: `Spend control (4 issues)`, `3 tasks:`.

A number before a noun is usually something else: the number of a phase, an effort, a part of a whole.
So it is read only in brackets, after a dash or at the start, and only before a noun for items.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from backlog_ls.model.names.normalize import normalize_name, strip_accents
from backlog_ls.model.words import words
from backlog_ls.text.pattern import pattern


class StatedCount(NamedTuple):
    """A number of items. Offsets are code points in the text."""

    value: int
    start: int
    end: int
    """`[start, end)` is the number."""
    text: str
    """The number and its noun, as written."""
    is_one: bool
    """Whether the noun is in the singular."""


_MAX_LENGTH = 200
"""Maximum length of a title or sentence in code points."""
_MAX_NOUN_WORDS = 2
_BRACKETED = pattern(r"[(\[\uff08]([^()\[\]\uff08\uff09]{1,80})[)\]\uff09]")
_DASH = pattern(r"\s(?:[-\u2013\u2014]|--)\s")
_COUNT = pattern(
    r"[\s*_]*(?P<number>\d{1,3})(?P<rest>[ \u00a0]?(?P<noun>[^\W\d_][^\d,;.:+()/\u2013\u2014]{0,40}))"
)
_FRACTION = pattern(r"\d\s*/\s*\d")
_ORNAMENT = pattern(r"[\s*_`~:\uff1a.!]*\Z")


@lru_cache(maxsize=512)
def read_title_count(title: str) -> StatedCount | None:
    """Return the number of items that the title of a section states, or None."""
    if len(title) > _MAX_LENGTH or not any(map(str.isdigit, title)) or _FRACTION.search(title):
        return None
    found = [
        count
        for start, end in _segments(title)
        if (count := _read_segment(title, start, end)) is not None
    ]
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=512)
def read_sentence_count(text: str) -> StatedCount | None:
    """Return the number of items that a sentence before a list states, or None.

    It ends with a colon: `3 tasks:`, `**Editor (3 tasks):**`, `**Editor** (3 tasks):`.
    """
    line = text.rstrip().rpartition("\n")[2]
    if len(line) > _MAX_LENGTH or not line.rstrip("*_ ").endswith((":", "\uff1a")):
        return None
    at = len(text.rstrip()) - len(line)
    whole = _read_segment(text, at, at + len(line))
    if whole is not None:
        return whole
    bracket = None
    for bracket in _BRACKETED.finditer(line):  # noqa: B007 (the last one counts)
        pass
    if bracket is None or not _ORNAMENT.match(line, bracket.end()) or _FRACTION.search(line):
        return None
    return _read_segment(text, at + bracket.start(1), at + bracket.end(1))


def read_cell_count(text: str, start: int, end: int) -> StatedCount | None:
    """Return the number of items that is all of ``text[start:end]``, without markup, or None."""
    stated = _read_segment(text, start, end) if end - start <= _MAX_LENGTH else None
    return stated if stated and stated.text == text[start:end] else None


def _segments(title: str) -> list[tuple[int, int]]:
    """Return the ranges of `title` that may begin with a number of items."""
    brackets = [match.span(1) for match in _BRACKETED.finditer(title)]
    dashes = [match.end() for match in _DASH.finditer(title)]
    inside = [dash for dash in dashes if any(start <= dash < end for start, end in brackets)]
    return [*brackets, *((dash, len(title)) for dash in dashes if dash not in inside)]


def _read_segment(text: str, start: int, end: int) -> StatedCount | None:
    """Read ``text[start:end]`` if it begins with a number and a noun for items."""
    match = _COUNT.match(text, start, end)
    if match is None:
        return None
    value = int(match["number"])
    phrase = _DASH.split(match["noun"])[0]
    tokens = strip_accents(normalize_name(phrase)).split()
    vocabulary = words()
    nouns = vocabulary.section_nouns | vocabulary.counted
    if tokens and tokens[-1] in vocabulary.totals:  # `3 tasks total`
        tokens.pop()
    noun = " ".join(tokens)
    is_one = value == 1 and noun in vocabulary.units
    known = (is_one or noun in nouns) and noun not in vocabulary.elapsed | vocabulary.effort
    if not 0 < len(tokens) <= _MAX_NOUN_WORDS or not known:
        return None
    shown = text[match.start("number") : match.start("noun") + len(phrase.rstrip(" *_`"))]
    return StatedCount(value, *match.span("number"), shown, is_one)
