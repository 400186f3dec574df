"""The status beside the name of a list item: `[done] Login`, `**Login** — DONE`, `✅ Login`."""

from __future__ import annotations

from typing import NamedTuple

from backlog_ls.model.blocks.markup import strip_markup
from backlog_ls.model.names.normalize import normalize_status, strip_accents
from backlog_ls.model.statuses.status import Status, read_status
from backlog_ls.model.words import words
from backlog_ls.text.pattern import pattern


class StatedStatus(NamedTuple):
    """A status in a text. ``[start, end)`` are code points of the text, without markup."""

    status: Status
    start: int
    end: int
    in_words: bool
    """Whether it has words, not only emoji."""
    certain: bool = True
    """Whether its words are nothing but a status where they are."""


MAX_STATUS_LENGTH = 60
"""Maximum length in code points of a status beside a name. A longer text is a description."""
_DASH = pattern(r"\s(?:[—–·•|-]|--)\s")
_REST_OF_LINE = pattern(
    rf"(?P<status>[^\r\n<]{{2,{MAX_STATUS_LENGTH}}}?)[ \t]*(?:<(?:p|br)[ \t]*/?>)?[ \t]*(?=[\r\n]|\Z)"
)
_KINDS_OF_WORK = frozenset({Status.REVIEW, Status.IN_PROGRESS, Status.BLOCKED})
"""What a word may mean that is more often a kind of work before a name: `[test]`, `[review]`."""


def read_status_before_name(text: str, start: int, end: int) -> StatedStatus | None:
    """Read ``text[start:end]``, which is in brackets before a name. Only a whole spelling counts."""
    start, end = strip_markup(text, start, end)
    spelled = text[start:end]
    reading = read_status(spelled)
    word = strip_accents(normalize_status(spelled).word)
    vocabulary = words()
    if reading.status is Status.UNKNOWN:
        section = vocabulary.sections.get(word)  # `[next]`, `[ready]`
        return StatedStatus(Status(section), start, end, True, certain=False) if section else None
    if not reading.known or (word in vocabulary.also_names and reading.status in _KINDS_OF_WORK):
        return None
    return StatedStatus(reading.status, start, end, bool(word))


def read_status_after_name(text: str, start: int, end: int) -> StatedStatus | None:
    """Read ``text[start:end]``, which follows a name. Only a whole spelling counts.

    A word that is a status only as the title of a section counts in capitals: `— READY`.
    """
    start, end = strip_markup(text, start, end)
    spelled = text[start:end]
    if not 0 < end - start <= MAX_STATUS_LENGTH:
        return None
    reading = read_status(spelled)
    folded = normalize_status(spelled)
    word = strip_accents(folded.word)
    vocabulary = words()
    status = reading.status
    if status is Status.UNKNOWN and spelled.isupper():
        status = Status(vocabulary.sections.get(word, status))
    if not reading.known or status is Status.UNKNOWN:
        return None
    if not folded.emojis and not any(map(str.isalpha, word)):
        return None  # `100 %` is progress
    is_signed = any(sign in vocabulary.emojis for sign in folded.emojis)
    is_name = {word, word.partition(" ")[0]} & vocabulary.also_names
    if is_name and not is_signed and (folded.emojis or not spelled.isupper()):
        return None  # `⭐ NEW`
    return StatedStatus(status, start, end, bool(word))


def read_rest_of_line(text: str, start: int, end: int) -> StatedStatus | None:
    """Read all that is left of the line at `start` after a name: `**Login** Done<br>`."""
    match = _REST_OF_LINE.match(text, start, end)
    return read_status_after_name(text, *match.span("status")) if match else None


def read_capitals_after_dash(text: str, start: int, end: int) -> StatedStatus | None:
    """Read a status in capitals after the last dash of ``text[start:end]``: `Login — READY`."""
    dash = next(iter([*_DASH.finditer(text, start, end)][-1:]), None)
    if dash and text[dash.end() : end].isupper():
        return read_status_after_name(text, dash.end(), end)
    return None
