"""The status in the title of a section: `Done`, `Polish ✅`, `Phase 2 (completed)`.

A status word inside a title is usually part of a name (`Definition of Done`, `Review process`). So
only a title that is a status counts, and the places where people put a status.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from backlog_ls.model.names.normalize import (
    EMOJI_CLUSTER,
    normalize_name,
    normalize_status,
    strip_accents,
)
from backlog_ls.model.statuses.status import Status, is_limiting, read_status
from backlog_ls.model.words import words
from backlog_ls.text.pattern import pattern


@dataclass(frozen=True, slots=True)
class HeadingStatus:
    """The status in a title. ``[start, end)`` are code points of the title."""

    status: Status
    is_whole_title: bool
    """The title is nothing but the status, as for the columns of a kanban board."""
    start: int
    end: int
    partial: bool = False
    """The status applies to a part only: `Polish ✅ (core complete)`."""
    is_ambiguous: bool = False
    """The title may also be a plain name (`Review`, `Development`, `Now`). It counts only if the
    titles of sibling sections are statuses."""


_MAX_TITLE_LENGTH = 300
"""Maximum length of a title in code points."""

_WRAPPING = " \t*_`~"
_NUMBERING = pattern(r"[\s*_]*(?:\d+(?:\.\d+)*[.):]?\s+)?")
_PARENTHESIS = pattern(r"[\s*_`~]*[(（]([^()（）]*)[)）][\s*_`~.]*\Z")
_BRACKET = pattern(r"\[([^\[\]]{2,40})\](?![(\[])")
# An emoji, or mojibake of one.
_SIGN = pattern(rf"{EMOJI_CLUSTER.pattern}|[âð][\x80-\xff\u0152-\u0192\u2010-\u2122]{{1,5}}")
_DASH = pattern(r"\s(?:[-–—]|--)\s")
_COLON = pattern(r"[:：](?=[\s*_]|[^\x00-\x7f]|\Z)")
_CUT = pattern(r"[(（:：;；,，\n]|\s(?:[-–—·•]|--)\s|—")
_UNIT = pattern(r"(\D+?)s?\s{0,4}#?\s?\d[\w.]*\Z")  # for normalized text, where blanks are single
_ID = pattern(r"[A-Z]{1,5}-?\d[\w.-]*(?=[\s:.]|\Z)|第?\d")


def read_heading_status(title: str) -> HeadingStatus | None:
    """Return the status in the title of a heading or a ``<summary>``, or None.

    Args:
        title: The inline Markdown of the title, without `#`.
    """
    return _read_heading_status(title) if 0 < len(title) <= _MAX_TITLE_LENGTH else None


@lru_cache(maxsize=2048)
def _read_heading_status(title: str) -> HeadingStatus | None:
    parenthesis = _PARENTHESIS.search(title)
    end = parenthesis.start() if parenthesis else len(title)
    inside = _read_status_at(title, *parenthesis.span(1)) if parenthesis else None
    if inside and inside.partial:
        # `Polish ✅ (core complete)`: the emoji states it.
        inside = _read_suffix(title, end) or inside
    stated = (
        _read_whole_title(title, end)
        or inside
        or _read_labelled(title, end)
        or _read_suffix(title, end)
        or _read_bracketed(title)
        or _read_leading_emoji(title)
    )
    if stated and parenthesis and not stated.partial and is_limiting(parenthesis[1]):
        return HeadingStatus(
            stated.status,
            stated.is_whole_title,
            stated.start,
            stated.end,
            partial=True,
            is_ambiguous=stated.is_ambiguous,
        )
    return stated


def _read_whole_title(title: str, end: int) -> HeadingStatus | None:
    """Read `Done`, `6. Erledigt (Referenz)`, `Completed Features`, `Postponed: sign-in`."""
    numbering = _NUMBERING.match(title)
    start = numbering.end() if numbering else 0
    cut = _CUT.search(title, start, end)
    if cut and cut[0] in "(（,，;；\n":
        return None
    head = normalize_status(title[start : cut.start() if cut else end])
    if not head.word:
        return None
    vocabulary = words()
    word = strip_accents(head.word)
    section = vocabulary.sections.get(word)
    status = section or vocabulary.statuses.get(word)
    if status is None:
        status = _status_of_noun_phrase(word)
    if status is None or (word in vocabulary.partial):
        return None
    weak = section is not None or word in vocabulary.also_names
    if cut and weak:
        return None
    start, stop = _trim(title, start, cut.start() if cut else end)
    return HeadingStatus(Status(status), cut is None, start, stop, is_ambiguous=weak)


def _status_of_noun_phrase(word: str) -> str | None:
    """Read `completed features` and `tareas completadas`."""
    vocabulary = words()
    tokens = word.split()
    for at in range(1, min(len(tokens), 4)):
        left, right = " ".join(tokens[:at]), " ".join(tokens[at:])
        for status, noun in ((left, right), (right, left)):
            if noun in vocabulary.section_nouns and status not in vocabulary.also_names:
                found = vocabulary.statuses.get(status) or vocabulary.sections.get(status)
                if found:
                    return found
    return None


def _read_labelled(title: str, end: int) -> HeadingStatus | None:
    """Read `Status: COMPLETED` and `Phase 2: completed`."""
    colon = _COLON.search(title, 0, end)
    if colon is None:
        return None
    label = strip_accents(normalize_name(title[: colon.start()]))
    if "status" in words().headers.get(label, ()):
        return _read_status_at(title, colon.end(), len(title), label=True)
    unit = _UNIT.match(label)
    if unit and unit[1].strip() in words().units:
        return _read_status_at(title, colon.end(), end)
    return None


def _read_suffix(title: str, end: int) -> HeadingStatus | None:
    """Read `Polish ✅`, `Sign-in ✅ COMPLETED`, `Charts — Deferred`."""
    signs = list(_SIGN.finditer(title, 0, end))
    if signs and normalize_name(title[: signs[-1].start()]):
        stated = _read_status_at(title, signs[-1].start(), end)
        if stated:
            return stated
    dashes = list(_DASH.finditer(title, 0, end))
    return _read_status_at(title, dashes[-1].end(), end) if dashes else None


def _read_bracketed(title: str) -> HeadingStatus | None:
    """Read `[DONE] Sign-in` and `Sign-in [done]`."""
    for bracket in _BRACKET.finditer(title):
        first = not normalize_name(title[: bracket.start()])
        if first or not normalize_name(title[bracket.end() :]):
            return _read_status_at(title, bracket.start(1), bracket.end(1))
    return None


def _read_leading_emoji(title: str) -> HeadingStatus | None:
    """Read `✅ Phase 1: Foundation`. Before other words, an emoji is usually decoration."""
    emoji = EMOJI_CLUSTER.match(title)
    if emoji is None:
        return None
    rest = title[emoji.end() :].strip(_WRAPPING)
    numbered = _UNIT.match(strip_accents(normalize_name(" ".join(_CUT.split(rest)[0].split()[:3]))))
    if _ID.match(rest) or (numbered and numbered[1].strip() in words().units):
        return _read_status_at(title, emoji.start(), emoji.end())
    return None


def _read_status_at(
    title: str, start: int, end: int, *, label: bool = False
) -> HeadingStatus | None:
    """Read ``title[start:end]`` as a status. Only a whole spelling counts."""
    text = title[start:end]
    reading = read_status(text)
    if reading.status is Status.UNKNOWN or (not reading.known and not label):
        return None
    folded = normalize_status(text)
    word = strip_accents(folded.word)
    vocabulary = words()
    signed = any(sign in vocabulary.emojis for sign in folded.emojis)  # not `⭐ NEW`
    if not signed and not label and {word, word.partition(" ")[0]} & vocabulary.also_names:
        return None
    cut = _CUT.search(title, start + 1, end)
    first, last = _trim(title, start, cut.start() if cut else end)
    if first == last:  # the status is after what looked like a cut
        first, last = _trim(title, start, end)
    return HeadingStatus(
        reading.status, is_whole_title=False, start=first, end=last, partial=reading.partial
    )


def _trim(title: str, start: int, end: int) -> tuple[int, int]:
    while start < end and title[start] in _WRAPPING:
        start += 1
    while end > start and title[end - 1] in _WRAPPING:
        end -= 1
    return start, end
