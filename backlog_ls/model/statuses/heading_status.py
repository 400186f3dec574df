"""The status in the title of a section: `Done`, `Polish ✅`, `Phase 2 (completed)`.

A status word inside a title is usually part of a name (`Definition of Done`, `Review process`). So
only a title that is a status counts, and the places where people put a status: at the end, behind a
sign or in brackets, and at the start, as an emoji or in brackets.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from backlog_ls.model.names.ids import IdMatch, find_leading_id
from backlog_ls.model.names.normalize import (
    EMOJI_CLUSTER,
    normalize_name,
    normalize_status,
    strip_accents,
)
from backlog_ls.model.statuses.status import (
    CLOSED_STATUSES,
    Status,
    fold_status_word,
    is_limiting,
    read_status,
)
from backlog_ls.model.words import words
from backlog_ls.text.pattern import pattern


@dataclass(frozen=True, slots=True)
class HeadingStatus:
    """The status in a title. ``[start, end)`` are code points of the title."""

    status: Status
    is_whole_title: bool
    """The title is nothing but the status, as for the columns of a kanban board. A date or a count
    may follow it."""
    start: int
    end: int
    partial: bool = False
    """The status applies to a part only: `Polish ✅ (core complete)`."""
    is_ambiguous: bool = False
    """The title may also be a plain name (`Review`, `Development`, `Now`). It counts only if the
    titles of sibling sections are statuses."""
    is_label: bool = False
    """The title is a label and a status, `Status: Done`. It is the status of the section around it."""


_MAX_TITLE_LENGTH = 300
"""Maximum length of a title in code points."""

_WRAPPING = " \t*_`~"
_NUMBERING = pattern(r"[\s*_]*(?:\d+(?:\.\d+)*[.):]?\s+)?")
_NUMBER = pattern(r"[\s*_~]*(?:\d{1,4}(?:\.\d{1,4}){0,3}[.):]?[\s*_~]+)?")
_PARENTHESIS = pattern(r"[\s*_`~]*[(（]([^()（）]*)[)）][\s*_`~.]*\Z")
_BRACKET = pattern(r"\[([^\[\]]{2,40})\](?![(\[])")
# An emoji, or mojibake of one.
_SIGN = pattern(rf"{EMOJI_CLUSTER.pattern}|[âð][\x80-\xff\u0152-\u0192\u2010-\u2122]{{1,5}}")
_DASH = pattern(r"\s(?:[-–—·•|]|--)\s")
_COLON = pattern(r"[:：](?=[\s*_]|[^\x00-\x7f]|\Z)")
_CUT = pattern(r"[(（:：;；,，\n]|\s(?:[-–—·•|]|--)\s|—")
_UNIT = pattern(r"(\D+?)s?\s{0,4}#?\s?\d[\w.]*\Z")  # for normalized text, where blanks are single
_ID = pattern(r"[A-Z]{1,5}-?\d[\w.-]*(?=[\s:.]|\Z)|第?\d|~~")
_CODE = pattern(r"`([^`]{2,30})`[\s*_.]*\Z")
_TOKEN = pattern(r"\S+")
_MAX_STATUS_TOKENS = 4
"""Maximum number of words of a status that more text follows, or that only capitals distinguish."""
_COUNT_OR_DATE = pattern(r"\(?[^\W\d]{0,2}\d[\w./:,-]*\)?")
_DATE_OR_SEPARATOR = pattern(
    r"\s{0,2}[-–—·•|:]\s{0,2}\d{1,3}\Z|\s{0,2}(?:[-–—·•|:]\s{0,2})?\d{1,4}[-/.]\d"
)
"""A date, or a sign and a count: what may follow a title that is also a name, such as `Todo`."""
_REFERENCE = pattern(r"[#@]\w|\]\(|/\w")
_PUNCTUATION = "-–—·•|:"
_CLOSED = frozenset(status.value for status in CLOSED_STATUSES)
_DETAIL = pattern(r"[\s*_`(]*(?:@|#?\d|[A-Z]{1,5}-?\d)\S*\s*\Z")
"""A date, a number, an id or a person after a status: `— DONE · 2026-02-01`."""


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
        or _read_capitals(title, end)
    )
    if stated and parenthesis and not stated.partial and is_limiting(parenthesis[1]):
        return replace(stated, partial=True)
    return stated


def _read_whole_title(title: str, end: int) -> HeadingStatus | None:
    """Read `Done`, `6. Erledigt (Referenz)`, `Completed Features`, `Postponed: sign-in`."""
    numbering = _NUMBERING.match(title)
    start = numbering.end() if numbering else 0
    stop = _before_count_or_date(title, start, end)
    counted, end = title[stop:end], stop
    cut = _CUT.search(title, start, end)
    if cut and cut[0] in "(（,，;；\n":
        return None
    head = normalize_status(title[start : cut.start() if cut else end])
    if not head.word:
        return None
    vocabulary = words()
    word = fold_status_word(head.word)
    section = vocabulary.sections.get(word)
    status = section or vocabulary.statuses.get(word)
    if status is None:
        status = _status_of_noun_phrase(word)
    if status is None or (word in vocabulary.partial):
        return None
    weak = section is not None or word in vocabulary.also_names
    if weak and (cut or (counted and not _DATE_OR_SEPARATOR.match(counted))):
        return None
    start, stop = _trim(title, start, cut.start() if cut else end)
    return HeadingStatus(Status(status), cut is None, start, stop, is_ambiguous=weak)


def _before_count_or_date(title: str, start: int, end: int) -> int:
    """Return where a date or a count at the end begins: `Done 2023/05/20`, `In progress: 3`."""
    tokens = list(_TOKEN.finditer(title, start, end))
    kept = len(tokens)
    has_number = False
    while kept > 1:
        token = tokens[kept - 1][0]
        folded = strip_accents(token.strip("*_`,.").casefold())
        if _COUNT_OR_DATE.fullmatch(token):
            has_number = True
        elif not (
            token in _PUNCTUATION
            or folded in words().months
            or (has_number and folded in words().qualifiers)
        ):
            break
        kept -= 1
    if not has_number:
        return end
    stop = tokens[kept - 1].end()
    while stop > start and title[stop - 1] in _PUNCTUATION:
        stop -= 1
    return stop


def _status_of_noun_phrase(word: str) -> str | None:
    """Read `completed features` and `tareas completadas`; not `active tasks`, which may be open."""
    vocabulary = words()
    tokens = word.split()
    for at in range(1, min(len(tokens), 4)):
        left, right = " ".join(tokens[:at]), " ".join(tokens[at:])
        for status, noun in ((left, right), (right, left)):
            if noun in vocabulary.section_nouns and status not in vocabulary.also_names:
                found = vocabulary.statuses.get(status)
                found = found or vocabulary.sections.get(status)
                vague = status not in vocabulary.statuses and found == Status.IN_PROGRESS.value
                if found and not vague:
                    return found
    return None


def _read_labelled(title: str, end: int) -> HeadingStatus | None:
    """Read `Status: COMPLETED`, `Status — done` and `Phase 2: completed`."""
    colon = _COLON.search(title, 0, end) or _DASH.search(title, 0, end)
    if colon is None:
        return None
    label = strip_accents(normalize_name(title[: colon.start()]))
    if "status" in words().headers.get(label, ()):
        stated = _read_status_at(title, colon.end(), len(title), label=True)
        return replace(stated, is_label=True) if stated else None
    unit = _UNIT.match(label) if colon[0][0] in ":：" else None
    if unit and unit[1].strip() in words().units:
        return _read_status_at(title, colon.end(), end)
    return None


def _read_suffix(title: str, end: int) -> HeadingStatus | None:
    """Read `Polish ✅`, `Sign-in ✅ COMPLETED`, `Charts — Deferred`, `T-1 Sign-in · open`."""
    dashes = list(_DASH.finditer(title, 0, end))
    signs = list(_SIGN.finditer(title, 0, end))
    if signs and normalize_name(title[: signs[-1].start()]):
        at = signs[-1].start()
        stated = _read_status_at(title, at, end)
        if stated is None or _REFERENCE.search(title, at, end):
            stated = _read_opening(title, at, end) or stated
        before = next((dash.end() for dash in reversed(dashes) if dash.end() <= at), None)
        if stated and before is not None:
            # `Sign-in — erledigt ✅`: the words and the emoji say the same.
            wider = _read_status_at(title, before, stated.end)
            return wider if wider and wider.status is stated.status else stated
        if stated:
            return stated
    stop = end
    for dash in reversed(dashes[-2:]):
        stated = _read_status_at(title, dash.end(), stop)
        if stated or not _DETAIL.match(title, dash.end(), stop):
            return stated
        stop = dash.start()
    return None


def _read_opening(title: str, start: int, end: int) -> HeadingStatus | None:
    """Read the sign and the status at the start of ``title[start:end]``: `✅ solved in #166`."""
    sign = _SIGN.match(title, start, end)
    vocabulary = words()
    if sign is None:
        return None
    meant = read_status(sign[0]).status
    found = None
    tokens = list(_TOKEN.finditer(title, sign.end(), end))[:_MAX_STATUS_TOKENS]
    for last in tokens:
        word = strip_accents(normalize_status(title[tokens[0].start() : last.end()]).word)
        status = vocabulary.statuses.get(word)
        if status and word not in vocabulary.also_names and meant.value in {status, "unknown"}:
            first, stop = _trim(title, start, last.end())
            found = HeadingStatus(Status(status), is_whole_title=False, start=first, end=stop)
    return found


def _read_bracketed(title: str) -> HeadingStatus | None:
    """Read `[DONE] Sign-in` and `Sign-in [done]`."""
    for bracket in _BRACKET.finditer(title):
        first = not normalize_name(title[: bracket.start()])
        if first or not normalize_name(title[bracket.end() :]):
            return _read_status_at(title, bracket.start(1), bracket.end(1))
    return None


def _read_leading_emoji(title: str) -> HeadingStatus | None:
    """Read `✅ Phase 1: Foundation` and `1. ✅ Sign-in`.

    Before other words, an emoji is usually decoration; so is an arrow in a circle before any words.
    """
    number = _NUMBER.match(title)
    emoji = EMOJI_CLUSTER.match(title, number.end() if number else 0)
    meant = read_status(emoji[0]).status if emoji else Status.UNKNOWN
    if emoji is None or meant is Status.IN_PROGRESS:
        return None
    rest = title[emoji.end() :].strip(_WRAPPING.replace("~", ""))
    numbered = bool(number and normalize_name(number[0]) and rest)
    is_listed = numbered and meant in {Status.TODO, Status.DONE}
    is_item = is_listed or _ID.match(rest)
    if is_item or _is_numbered(rest):
        return _read_status_at(title, emoji.start(), emoji.end())
    return None


def _read_capitals(title: str, end: int) -> HeadingStatus | None:
    """Read `BUG-3 Sign-in fails FIXED` and ``BUG-3 Sign-in fails `FIXED` ``."""
    if not _is_item_title(title):
        return None
    code = _CODE.search(title, 0, end)
    tokens = list(_TOKEN.finditer(title, 0, end))
    first = len(tokens)
    while first > 1 and tokens[first - 1][0].isupper():
        first -= 1
    if code or first <= 1 or not any(map(str.islower, title[: tokens[first - 1].end()])):
        # In code; or all of the title is in capitals.
        return _read_status_at(title, *code.span(1)) if code and code[1].isupper() else None
    for token in tokens[max(first, len(tokens) - _MAX_STATUS_TOKENS) :]:
        word = strip_accents(normalize_status(title[token.start() : end]).word)
        status = words().statuses.get(word)
        if status in _CLOSED and word not in words().also_names:  # `TODO` may be a part of the name
            return _read_status_at(title, token.start(), end)
    return None


def _is_item_title(title: str) -> bool:
    """Tell whether `title` begins with an id or a number, as the title of an item does."""
    number = _NUMBER.match(title)
    is_numbered = bool(number and normalize_name(number[0])) or _is_numbered(title)
    return is_numbered or bool(_find_id(title).text)


def _is_numbered(title: str) -> bool:
    """Tell whether `title` begins with a unit and its number: `Phase 2: Search`."""
    opening = " ".join(_CUT.split(title)[0].split()[:3])
    unit = _UNIT.match(strip_accents(normalize_name(opening)))
    return unit is not None and unit[1].strip() in words().units


def _find_id(title: str) -> IdMatch:
    """Return the id at the start of `title`, or after an emoji there; an empty one without it."""
    emoji = EMOJI_CLUSTER.match(title)
    return find_leading_id(title, emoji.end() if emoji else 0, len(title))


def _read_status_at(
    title: str, start: int, end: int, *, label: bool = False
) -> HeadingStatus | None:
    """Read ``title[start:end]`` as a status. Only a whole spelling counts."""
    text = title[start:end]
    reading = read_status(text)
    status = reading.status
    folded = normalize_status(text)
    word = strip_accents(folded.word)
    vocabulary = words()
    if status is Status.UNKNOWN and word in vocabulary.ambiguous and _is_marked(title, text):
        status = Status(vocabulary.sections.get(word, Status.UNKNOWN))
    if status is Status.UNKNOWN or (not reading.known and not label):
        return None
    signed = any(sign in vocabulary.emojis for sign in folded.emojis)  # not `⭐ NEW`
    names = {word, word.partition(" ")[0]} & vocabulary.also_names
    plain = not folded.emojis and _follows_named_id(title, start, word)
    if names and not signed and not label and not plain:
        return None
    if not folded.word.strip("0123456789%., ") and not folded.emojis and not label:
        return None  # `Sign-in (43 %)` states progress
    cut = _CUT.search(title, start + 1, end)
    first, last = _trim(title, start, cut.start() if cut else end)
    if first == last:  # the status is after what looked like a cut
        first, last = _trim(title, start, end)
    return HeadingStatus(
        status, is_whole_title=False, start=first, end=last, partial=reading.partial
    )


def _follows_named_id(title: str, start: int, word: str) -> bool:
    """Tell whether `word` at `start` follows the id and name of an item: `T-1 Sign-in — open`."""
    identifier = _find_id(title)
    named = identifier.text and normalize_name(title[identifier.end : start]).strip("([")
    return bool(named) and word in words().statuses


def _is_marked(title: str, text: str) -> bool:
    """Tell whether `text` in the title of an item is in capitals, or in code."""
    bare = text.strip(" *_")
    return (bare.isupper() or bare[:1] == "`") and _is_item_title(title)


def _trim(title: str, start: int, end: int) -> tuple[int, int]:
    while start < end and title[start] in _WRAPPING:
        start += 1
    while end > start and title[end - 1] in _WRAPPING:
        end -= 1
    return start, end
