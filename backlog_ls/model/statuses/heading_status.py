"""Status that the title of a section states: `Done`, `Polish ✅`, `Phase 2 (completed)`.

A status word inside a title is mostly part of a name (`Definition of Done`, `Review process`), so
only a title that is a status, and the places where people put one, count.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from backlog_ls.model.names.normalize import EMOJI_CLUSTER, fold, fold_status, unaccented
from backlog_ls.model.statuses.status import Status, limits, read_status
from backlog_ls.model.words import words
from backlog_ls.text.pattern import pattern


@dataclass(frozen=True, slots=True)
class HeadingStatus:
    """A status that a title states, and where: code points ``[start, end)`` of the title."""

    status: Status
    whole: bool
    """The title is the status, as in the columns of a kanban board."""
    start: int
    end: int
    partial: bool = False
    """Only a part is meant: `Polish ✅ (core complete)`."""
    weak: bool = False
    """The title may as well be a mere name (`Review`, `Development`, `Now`): it counts only
    where other sections beside it are statuses."""


_LONGEST = 300
"""Code points of a title that are looked at: what is longer is no title."""

_WRAPPING = " \t*_`~"
_NUMBERING = pattern(r"[\s*_]*(?:\d+(?:\.\d+)*[.):]?\s+)?")
_PARENTHESIS = pattern(r"[\s*_`~]*[(（]([^()（）]*)[)）][\s*_`~.]*\Z")
_BRACKET = pattern(r"\[([^\[\]]{2,40})\](?![(\[])")
# An emoji, also one that was read through the wrong encoding.
_SIGN = pattern(rf"{EMOJI_CLUSTER.pattern}|[âð][\x80-\xff\u0152-\u0192\u2010-\u2122]{{1,5}}")
_DASH = pattern(r"\s(?:[-–—]|--)\s")
_COLON = pattern(r"[:：](?=[\s*_]|[^\x00-\x7f]|\Z)")
_CUT = pattern(r"[(（:：;；,，\n]|\s(?:[-–—·•]|--)\s|—")
_UNIT = pattern(r"(\D+?)s?\s{0,4}#?\s?\d[\w.]*\Z")  # of what is folded: no more blanks
_ID = pattern(r"[A-Z]{1,5}-?\d[\w.-]*(?=[\s:.]|\Z)|第?\d")


def section_status(title: str) -> HeadingStatus | None:
    """Return the status that a heading's (or summary's) text states, or None.

    Args:
        title: the inline Markdown of the heading, without `#` marks.
    """
    return _section_status(title) if 0 < len(title) <= _LONGEST else None


@lru_cache(maxsize=2048)
def _section_status(title: str) -> HeadingStatus | None:
    parenthesis = _PARENTHESIS.search(title)
    end = parenthesis.start() if parenthesis else len(title)
    inside = _stated(title, *parenthesis.span(1)) if parenthesis else None
    if inside and inside.partial:
        inside = _suffix(title, end) or inside  # `Polish ✅ (core complete)`: the sign states it
    stated = (
        _whole(title, end)
        or inside
        or _labelled(title, end)
        or _suffix(title, end)
        or _bracketed(title)
        or _ticked(title)
    )
    if stated and parenthesis and not stated.partial and limits(parenthesis[1]):
        return HeadingStatus(
            stated.status, stated.whole, stated.start, stated.end, partial=True, weak=stated.weak
        )
    return stated


def _whole(title: str, end: int) -> HeadingStatus | None:
    """Read `Done`, `6. Erledigt (Referenz)`, `Completed Features`, `Postponed: sign-in`."""
    numbering = _NUMBERING.match(title)
    start = numbering.end() if numbering else 0
    cut = _CUT.search(title, start, end)
    if cut and cut[0] in "(（,，;；\n":
        return None
    head = fold_status(title[start : cut.start() if cut else end])
    if not head.word:
        return None
    vocabulary = words()
    word = unaccented(head.word)
    section = vocabulary.sections.get(word)
    status = section or vocabulary.statuses.get(word)
    if status is None:
        status = _of_noun(word)
    if status is None or (word in vocabulary.partial):
        return None
    weak = section is not None or word in vocabulary.also_names
    if cut and weak:
        return None
    start, stop = _trimmed(title, start, cut.start() if cut else end)
    return HeadingStatus(Status(status), cut is None, start, stop, weak=weak)


def _of_noun(word: str) -> str | None:
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


def _labelled(title: str, end: int) -> HeadingStatus | None:
    """Read `Status: COMPLETED` and `Phase 2: completed`."""
    colon = _COLON.search(title, 0, end)
    if colon is None:
        return None
    label = unaccented(fold(title[: colon.start()]))
    if "status" in words().headers.get(label, ()):
        return _stated(title, colon.end(), len(title), label=True)
    unit = _UNIT.match(label)
    if unit and unit[1].strip() in words().units:
        return _stated(title, colon.end(), end)
    return None


def _suffix(title: str, end: int) -> HeadingStatus | None:
    """Read `Polish ✅`, `Sign-in ✅ COMPLETED`, `Charts — Deferred`."""
    signs = list(_SIGN.finditer(title, 0, end))
    if signs and fold(title[: signs[-1].start()]):
        stated = _stated(title, signs[-1].start(), end)
        if stated:
            return stated
    dashes = list(_DASH.finditer(title, 0, end))
    return _stated(title, dashes[-1].end(), end) if dashes else None


def _bracketed(title: str) -> HeadingStatus | None:
    """Read `[DONE] Sign-in` and `Sign-in [done]`."""
    for bracket in _BRACKET.finditer(title):
        first = not fold(title[: bracket.start()])
        if first or not fold(title[bracket.end() :]):
            return _stated(title, bracket.start(1), bracket.end(1))
    return None


def _ticked(title: str) -> HeadingStatus | None:
    """Read `✅ Phase 1: Foundation`; before other words an emoji is mostly an ornament."""
    emoji = EMOJI_CLUSTER.match(title)
    if emoji is None:
        return None
    rest = title[emoji.end() :].strip(_WRAPPING)
    numbered = _UNIT.match(unaccented(fold(" ".join(_CUT.split(rest)[0].split()[:3]))))
    if _ID.match(rest) or (numbered and numbered[1].strip() in words().units):
        return _stated(title, emoji.start(), emoji.end())
    return None


def _stated(title: str, start: int, end: int, *, label: bool = False) -> HeadingStatus | None:
    """Read what stands in a place for a status: only a whole spelling counts there."""
    text = title[start:end]
    reading = read_status(text)
    if reading.status is Status.UNKNOWN or (not reading.known and not label):
        return None
    folded = fold_status(text)
    word = unaccented(folded.word)
    vocabulary = words()
    signed = any(sign in vocabulary.emojis for sign in folded.emojis)  # not `⭐ NEW`
    if not signed and not label and {word, word.partition(" ")[0]} & vocabulary.also_names:
        return None
    cut = _CUT.search(title, start + 1, end)
    first, last = _trimmed(title, start, cut.start() if cut else end)
    if first == last:  # all of the status stands behind what looks like a cut
        first, last = _trimmed(title, start, end)
    return HeadingStatus(
        reading.status, whole=False, start=first, end=last, partial=reading.partial
    )


def _trimmed(title: str, start: int, end: int) -> tuple[int, int]:
    while start < end and title[start] in _WRAPPING:
        start += 1
    while end > start and title[end - 1] in _WRAPPING:
        end -= 1
    return start, end
