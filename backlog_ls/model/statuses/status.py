"""What a status spelling means, in any language, without a declared vocabulary.

Only whole spellings count, with dates, percentages and words like *fully* around them: a status
word in the middle of a sentence says nothing about the item. Where two readings are possible the
answer is `Status.UNKNOWN`, which is not an error.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from backlog_ls.model.names.normalize import FoldedStatus, fold, fold_status, unaccented
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


@dataclass(frozen=True, slots=True)
class Reading:
    """What one spelling says."""

    status: Status
    partial: bool = False
    """It says that a part is meant: `partially done`, `Done (core)`, `Completed 80 %`."""
    known: bool = False
    """Its words (or its emoji where it has no words) are in the vocabulary of some language."""


_MEMO_LIMIT = 200
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
_FRACTION = pattern(r"\d+/\d+\Z")
_DIGIT = pattern(r"\d")
_UNSPACED = pattern("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_LONGEST = 8
"""Words of a status that are looked at: more are a sentence."""

_LONGEST_MARK = 4
"""The words that a mark of the optional has at most: `if time permits`."""
_PUT_OFF = pattern(r"\s(?:[-–—]|->|→)\s[*_`~]*([^\W\d_]{4,20})\b")
_OPTIONAL_PLACE = pattern(
    r"[(\[（]([^()\[\]（）]{1,200})[)\]）]|^([^:：(\[]{1,40})[:：]|\s[-–—]\s([^-–—]{1,40})$"
)


def canonical(text: str) -> Status:
    """Return the status that a cell, field or heading's word states."""
    return read_status(text).status


def is_known(text: str) -> bool:
    """Tell whether some language knows the spelling, even where it does not say which status."""
    return read_status(text).known


def is_partial(text: str) -> bool:
    """Tell whether the spelling says that only a part has this status."""
    return read_status(text).partial


def is_optional(text: str) -> bool:
    """Tell whether the name of a task or section says that it need not be done.

    It does so as a whole, in brackets, before a colon, or after a dash at its end. In brackets
    more may follow: `(optional future enhancement)`, `(later: with real data)`.
    """
    optional = words().optional
    if unaccented(fold(text)) in optional:
        return True
    for match in _PUT_OFF.finditer(text):  # `Load test - **deferred to phase 3**`
        if words().statuses.get(unaccented(fold(match[1]))) == Status.DEFERRED.value:
            return True
    for match in _OPTIONAL_PLACE.finditer(text):
        said = unaccented(fold(next(filter(None, match.groups()), ""))).replace(":", "").split()
        lengths = range(1, min(len(said), _LONGEST_MARK) + 1) if match[1] else [len(said)]
        if any(" ".join(said[:length]) in optional for length in lengths):
            return True
    return False


def limits(text: str) -> bool:
    """Tell whether a reservation (`core only`, `except docs`, `80 %`) makes a status partial."""
    return _limits(unaccented(fold(text)), words())


def mark_status(mark: str) -> Status:
    """Return what the character between the brackets of a checkbox states."""
    return _MARKS.get(mark.lower(), Status.UNKNOWN)


def read_status(text: str) -> Reading:
    """Return all that `canonical`, `is_known` and `is_partial` tell, in one look."""
    return _read_short(text) if len(text) <= _MEMO_LIMIT else _read(text)


def _read(text: str) -> Reading:
    if "[" in text and (mark := _MARK.match(text)):
        status = mark_status(mark[1])
        return Reading(status, known=status is not Status.UNKNOWN)
    folded = fold_status(text)
    vocabulary = words()
    word = unaccented(folded.word)
    reading = _by_words(word, vocabulary)
    if reading.status is Status.UNKNOWN and folded.emojis:
        reading = _by_emoji(folded, reading, vocabulary)
    if folded.tail:
        reading = _with_tail(reading, unaccented(folded.tail), vocabulary)
    return reading


_read_short = lru_cache(maxsize=4096)(_read)


def _by_words(word: str, vocabulary: Words) -> Reading:
    tokens = word.split()
    if not 0 < len(tokens) <= _LONGEST:
        return Reading(Status.UNKNOWN)
    stages = [(word, False), *_stripped(tokens, vocabulary)]
    for core, below_hundred in stages:
        if reading := _exactly(core, vocabulary):
            return _partly(reading) if below_hundred else reading
    core, below_hundred = stages[-1]
    reading = _modified(core, vocabulary)
    if reading is None:
        return Reading(Status.UNKNOWN, partial=below_hundred)
    return _partly(reading) if below_hundred else reading


def _exactly(word: str, vocabulary: Words) -> Reading | None:
    status = vocabulary.statuses.get(word)
    if status is None and " " not in word:
        status = vocabulary.joined.get(word)
    if status is not None:
        return Reading(Status(status), known=True)
    if word in vocabulary.ambiguous:
        return Reading(Status.UNKNOWN, known=True)
    if word in vocabulary.partial:
        return Reading(Status.IN_PROGRESS, partial=True, known=True)
    return None


def _stripped(tokens: list[str], vocabulary: Words) -> Iterator[tuple[str, bool]]:
    """Strip dates, numbers and qualifiers one by one, first at the end, where most stand.

    Yields what is left, and whether a percentage below 100 was among what went.
    """
    first, last = 0, len(tokens)
    below_hundred = False
    while last > first:
        token = tokens[last - 1]
        # `vollständig` qualifies what follows it, and is itself a status at the end.
        qualifies = token in vocabulary.qualifiers and token not in vocabulary.statuses
        if not qualifies and not _is_number(token):
            break
        last -= 1
        below_hundred |= _below_hundred(token)
        yield " ".join(tokens[:last]), below_hundred
    # A number in front counts (`2 done`), unless it is a percentage.
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


def _modified(core: str, vocabulary: Words) -> Reading | None:
    """Read `not done`, `mostly done`, `blocked by TASK-12`."""
    for opening in vocabulary.blocked_by:
        if core.startswith(opening) and core[len(opening) :].startswith(" "):
            return Reading(Status.BLOCKED, known=True)
    if core.startswith(vocabulary.negations):  # of dozens, which most texts have none of
        for negation in vocabulary.negations:
            if rest := _after(core, negation):
                return _negated(rest, vocabulary)
    if _UNSPACED.search(core):
        return _unspaced(core, vocabulary)
    for at in _gaps(core):
        left, right = core[:at], core[at + 1 :]
        for limit, rest in ((left, right), (right, left)):
            if limit in vocabulary.limits and (reading := _exactly(rest, vocabulary)):
                return _partly(reading)
    return None


def _negated(rest: str, vocabulary: Words) -> Reading | None:
    if reading := _exactly(rest, vocabulary):
        begun = reading.status in (Status.DONE, Status.IN_PROGRESS)
        return Reading(Status.TODO if begun and not reading.partial else Status.UNKNOWN, known=True)
    # `not fully done` leaves open how much is.
    known = any(_exactly(core, vocabulary) for core, _ in _stripped(rest.split(), vocabulary))
    return Reading(Status.UNKNOWN, partial=known, known=known)


def _unspaced(core: str, vocabulary: Words) -> Reading | None:
    """Read what Chinese, Japanese and Korean write without spaces."""
    for at in range(1, min(len(core), 7)):
        left, right = core[:at], core[at:].lstrip()
        reading = _exactly(right, vocabulary)
        if reading is None:
            continue
        if left.strip() in vocabulary.limits:
            return _partly(reading)
        if left.strip() in vocabulary.qualifiers:
            return reading
    return None


def _after(core: str, opening: str) -> str:
    """Return what follows `opening`, where it is a whole word or needs no space behind it."""
    if not core.startswith(opening):
        return ""
    rest = core[len(opening) :]
    return rest.strip() if rest.startswith(" ") or _UNSPACED.search(opening) else ""


def _gaps(core: str) -> list[int]:
    return [at for at, char in enumerate(core) if char == " "]


def _partly(reading: Reading) -> Reading:
    status = Status.IN_PROGRESS if reading.status is Status.DONE else reading.status
    return Reading(status, partial=True, known=reading.known)


def _by_emoji(folded: FoldedStatus, reading: Reading, vocabulary: Words) -> Reading:
    if not folded.emoji_first and not _only_qualifiers(folded.word, vocabulary):
        return reading  # `tests ✅` says something about the tests
    if any(emoji in vocabulary.ambiguous_emojis for emoji in folded.emojis):
        return Reading(Status.UNKNOWN, reading.partial, known=reading.known or not folded.word)
    stated = {vocabulary.emojis[emoji] for emoji in folded.emojis if emoji in vocabulary.emojis}
    if len(stated) != 1:
        return reading
    # `✅ Active` is well on its way: the sign says no more than that this is good.
    if vocabulary.sections.get(unaccented(folded.word), *stated) not in stated:
        return reading
    return Reading(Status(stated.pop()), reading.partial, known=reading.known or not folded.word)


def _with_tail(reading: Reading, tail: str, vocabulary: Words) -> Reading:
    """Take `Done, in review` for neither, and `Done (core)` for done in part."""
    other = vocabulary.statuses.get(tail)
    status = reading.status
    if other is not None and status is not Status.UNKNOWN and other != status.value:
        status = Status.UNKNOWN
    return Reading(status, reading.partial or _limits(tail, vocabulary), reading.known)


def _limits(tail: str, vocabulary: Words) -> bool:
    tokens = tail.split()[:20]
    if any(_below_hundred(token.strip("(),;:")) for token in tokens):
        return True
    pairs = [f"{left} {right}" for left, right in pairwise(tokens)]
    if any(token.strip("(),;:") in vocabulary.limits for token in (*tokens, *pairs)):
        return True
    return bool(_UNSPACED.search(tail)) and any(
        limit in tail for limit in vocabulary.limits if _UNSPACED.search(limit)
    )
