"""The meaning of a status as people write it, in any language, without a declared vocabulary.

Only whole spellings count, optionally with dates, percentages and words like *fully*: a status word
in a sentence says nothing about the item. If a spelling is ambiguous, the result is
`Status.UNKNOWN`, which is not an error.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from backlog_ls.model.names.normalize import (
    NormalizedStatus,
    normalize_name,
    normalize_status,
    strip_accents,
)
from backlog_ls.model.words import Words, words
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator


class Status(str, Enum):
    """The canonical statuses."""

    TODO = "todo"
    IN_PROGRESS = "in_progress"
    REVIEW = "review"
    BLOCKED = "blocked"
    DEFERRED = "deferred"
    DONE = "done"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


OPEN_STATUSES = frozenset({Status.TODO, Status.IN_PROGRESS, Status.REVIEW, Status.BLOCKED})
"""Statuses of items to work on."""
CLOSED_STATUSES = frozenset({Status.DONE, Status.CANCELLED})
INACTIVE_STATUSES = CLOSED_STATUSES | {Status.DEFERRED}
"""Statuses of items that nobody is expected to work on."""


def status_name(status: Status) -> str:
    """Return the name of `status` for people: `in progress`."""
    return "no known status" if status is Status.UNKNOWN else status.value.replace("_", " ")


@dataclass(frozen=True, slots=True)
class StatusReading:
    """The meaning of one spelling."""

    status: Status
    partial: bool = False
    """Whether it applies to a part only: `partially done`, `Done (core)`, `Completed 80 %`."""
    known: bool = False
    """Whether its words (or its emoji, without words) are in the word list of some language."""


_MAX_CACHED_LENGTH = 200
_MARK = pattern(r"[\s`*\\]*(?:[-+][ ]+)?\[(.)\\?\][\s`*]*\Z")
_MARKS = {
    " ": Status.TODO,
    "x": Status.DONE,
    "/": Status.IN_PROGRESS,
    "~": Status.IN_PROGRESS,
    "-": Status.CANCELLED,
    ">": Status.DEFERRED,
}
_PERCENT = pattern(r"(\d{1,3})(?:[.,]\d+)?%?\Z")
_SHARE = pattern(r"[~≈]?\s?(?:(?P<none>0)|(?P<all>100)|\d{1,2}(?:[.,]\d{1,2})?)\s?%")
_OTHER_WORDS = frozenset({"lost"})
"""Words that are statuses only with accents."""
_NOT_BEGUN = pattern(r"(?<![\w.,])0 ?%(?!\w)")
_FRACTION = pattern(r"\d+/\d+\Z")
_DIGIT = pattern(r"\d")
_UNSPACED = pattern("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_MAX_WORDS = 8
"""Maximum number of words of a status. More words are a sentence."""


def canonical_status(text: str) -> Status:
    """Return the status that a cell, a field or a word of a heading states."""
    return read_status(text).status


def is_known_status(text: str) -> bool:
    """Tell whether some language knows the spelling, even if its status is ambiguous."""
    return read_status(text).known


def is_partial_status(text: str) -> bool:
    """Tell whether the status applies to a part only."""
    return read_status(text).partial


def is_limiting(text: str) -> bool:
    """Tell whether a remark (`core only`, `except docs`, `80 %`) makes a status partial."""
    return _is_limiting(strip_accents(normalize_name(text)), words())


def checkbox_status(mark: str) -> Status:
    """Return the status for the character between the brackets of a checkbox."""
    return _MARKS.get(mark.lower(), Status.UNKNOWN)


def read_status(text: str) -> StatusReading:
    """Return the meaning of the status `text`."""
    return _read_short(text) if len(text) <= _MAX_CACHED_LENGTH else _read(text)


def _read(text: str) -> StatusReading:
    if "[" in text and (mark := _MARK.match(text)):
        status = checkbox_status(mark[1])
        return StatusReading(status, known=status is not Status.UNKNOWN)
    folded = normalize_status(text)
    if share := _SHARE.fullmatch(folded.word or folded.tail):
        # An emoji beside a share means the same: `🟡 33%`.
        begun = Status.DONE if share["all"] else Status.IN_PROGRESS
        return StatusReading(Status.TODO if share["none"] else begun, known=True)
    vocabulary = words()
    word = fold_status_word(folded.word)
    reading = _read_words(word, vocabulary)
    if reading.status is Status.UNKNOWN and folded.emojis:
        reading = _read_emoji(folded, reading, vocabulary)
    if folded.tail:
        reading = _apply_tail(reading, strip_accents(folded.tail), vocabulary)
    return reading


_read_short = lru_cache(maxsize=4096)(_read)


def fold_status_word(word: str) -> str:
    """Return the normalized `word` without accents; nothing for `lost`, which is not Swedish `löst`."""
    return "" if word in _OTHER_WORDS else strip_accents(word)


def _read_words(word: str, vocabulary: Words) -> StatusReading:
    tokens = word.split()
    if not 0 < len(tokens) <= _MAX_WORDS:
        return StatusReading(Status.UNKNOWN)
    done = _lookup(_NOT_BEGUN.sub("", word).strip(), vocabulary) if "%" in word else None
    if done and done.status is Status.DONE and _NOT_BEGUN.search(word):
        return StatusReading(Status.TODO, known=True)  # `0% complete`
    stages = [(word, False), *_stripped(tokens, vocabulary)]
    for core, below_hundred in stages:
        if reading := _lookup(core, vocabulary):
            return _as_partial(reading) if below_hundred else reading
    core, below_hundred = stages[-1]
    reading = _read_modified(core, vocabulary)
    if reading is None:
        return StatusReading(Status.UNKNOWN, partial=below_hundred)
    return _as_partial(reading) if below_hundred else reading


def _lookup(word: str, vocabulary: Words) -> StatusReading | None:
    status = vocabulary.statuses.get(word)
    if status is None and " " not in word:
        status = vocabulary.joined.get(word)
    if status is not None:
        return StatusReading(Status(status), known=True)
    if word in vocabulary.ambiguous:
        return StatusReading(Status.UNKNOWN, known=True)
    if word in vocabulary.partial:
        return StatusReading(Status.IN_PROGRESS, partial=True, known=True)
    return None


def _stripped(tokens: list[str], vocabulary: Words) -> Iterator[tuple[str, bool]]:
    """Strip dates, numbers and qualifiers one by one, first from the end, where most are.

    Yields the remaining text, and whether a percentage below 100 was stripped.
    """
    first, last = 0, len(tokens)
    below_hundred = False
    while last > first:
        token = tokens[last - 1]
        # `vollständig` qualifies the next word, but at the end it is a status itself.
        qualifies = token in vocabulary.qualifiers and token not in vocabulary.statuses
        if not qualifies and not _is_number(token):
            break
        last -= 1
        below_hundred |= _below_hundred(token)
        yield " ".join(tokens[:last]), below_hundred
    # A leading number is a count (`2 done`) and stays, unless it is a percentage.
    while first < last and (tokens[first] in vocabulary.qualifiers or tokens[first].endswith("%")):
        below_hundred |= _below_hundred(tokens[first])
        first += 1
        yield " ".join(tokens[first:last]), below_hundred


def _only_qualifiers(word: str, vocabulary: Words) -> bool:
    return all(token in vocabulary.qualifiers or _is_number(token) for token in word.split())


def _is_number(token: str) -> bool:
    # 12/14 is a date to some people and progress to others.
    return _DIGIT.search(token) is not None and _FRACTION.match(token) is None


def _below_hundred(token: str) -> bool:
    match = _PERCENT.match(token) if token.endswith("%") else None
    return match is not None and int(match[1]) < 100


def _read_modified(core: str, vocabulary: Words) -> StatusReading | None:
    """Read `not done`, `mostly done`, `blocked by TASK-12`."""
    for opening in vocabulary.blocked_by:
        if core.startswith(opening) and core[len(opening) :].startswith(" "):
            return StatusReading(Status.BLOCKED, known=True)
    if core.startswith(vocabulary.negations):  # a quick test, because most texts have none
        for negation in vocabulary.negations:
            if rest := _strip_opening(core, negation):
                return _read_negated(rest, vocabulary)
    if _UNSPACED.search(core):
        return _read_unspaced(core, vocabulary)
    for at in _space_offsets(core):
        left, right = core[:at], core[at + 1 :]
        for limit, rest in ((left, right), (right, left)):
            if limit in vocabulary.limits and (reading := _lookup(rest, vocabulary)):
                return _as_partial(reading)
    return None


def _read_negated(rest: str, vocabulary: Words) -> StatusReading | None:
    if reading := _lookup(rest, vocabulary):
        begun = reading.status in (Status.DONE, Status.IN_PROGRESS)
        return StatusReading(
            Status.TODO if begun and not reading.partial else Status.UNKNOWN, known=True
        )
    # `not fully done` does not say how much is done.
    known = any(_lookup(core, vocabulary) for core, _ in _stripped(rest.split(), vocabulary))
    return StatusReading(Status.UNKNOWN, partial=known, known=known)


def _read_unspaced(core: str, vocabulary: Words) -> StatusReading | None:
    """Read Chinese, Japanese and Korean, which are written without spaces."""
    for at in range(1, min(len(core), 7)):
        left, right = core[:at], core[at:].lstrip()
        reading = _lookup(right, vocabulary)
        if reading is None:
            continue
        if left.strip() in vocabulary.limits:
            return _as_partial(reading)
        if left.strip() in vocabulary.qualifiers:
            return reading
    return None


def _strip_opening(core: str, opening: str) -> str:
    """Return the text after `opening` if that is a whole word or needs no space after it."""
    if not core.startswith(opening):
        return ""
    rest = core[len(opening) :]
    return rest.strip() if rest.startswith(" ") or _UNSPACED.search(opening) else ""


def _space_offsets(core: str) -> list[int]:
    return [at for at, char in enumerate(core) if char == " "]


def _as_partial(reading: StatusReading) -> StatusReading:
    status = Status.IN_PROGRESS if reading.status is Status.DONE else reading.status
    return StatusReading(status, partial=True, known=reading.known)


def _read_emoji(
    folded: NormalizedStatus, reading: StatusReading, vocabulary: Words
) -> StatusReading:
    if not folded.emoji_first and not _only_qualifiers(folded.word, vocabulary):
        return reading  # `tests ✅` is about the tests
    if any(emoji in vocabulary.ambiguous_emojis for emoji in folded.emojis):
        return StatusReading(
            Status.UNKNOWN, reading.partial, known=reading.known or not folded.word
        )
    stated = {vocabulary.emojis[emoji] for emoji in folded.emojis if emoji in vocabulary.emojis}
    if len(stated) != 1:
        return reading
    # In `✅ Active` the emoji only means that this is good.
    if vocabulary.sections.get(strip_accents(folded.word), *stated) not in stated:
        return reading
    return StatusReading(
        Status(stated.pop()), reading.partial, known=reading.known or not folded.word
    )


def _apply_tail(reading: StatusReading, tail: str, vocabulary: Words) -> StatusReading:
    """Apply the tail: `Done, in review` is unknown, `Done (core)` is partial."""
    other = vocabulary.statuses.get(tail)
    status = reading.status
    if other is not None and status is not Status.UNKNOWN and other != status.value:
        status = Status.UNKNOWN
    return StatusReading(status, reading.partial or _is_limiting(tail, vocabulary), reading.known)


def _is_limiting(tail: str, vocabulary: Words) -> bool:
    tokens = tail.split()[:20]
    if any(_below_hundred(token.strip("(),;:")) for token in tokens):
        return True
    pairs = [f"{left} {right}" for left, right in pairwise(tokens)]
    if any(token.strip("(),;:") in vocabulary.limits for token in (*tokens, *pairs)):
        return True
    return bool(_UNSPACED.search(tail)) and any(
        limit in tail for limit in vocabulary.limits if _UNSPACED.search(limit)
    )
