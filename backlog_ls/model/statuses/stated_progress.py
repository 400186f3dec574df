"""Progress as stated in text: `3/7 (43%)`, `43 % complete`, `Sign-in (3 of 7)`.

Such numbers are usually something else: parts of a series, dates, scores, targets. So progress is
read only if every word beside it is about progress and there is no other number.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.names.normalize import EMOJI_CLUSTERS, normalize_name, strip_accents
from backlog_ls.model.statuses.status import Status
from backlog_ls.model.words import words
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Number(NamedTuple):
    """A number as it is written, at code points ``[start, end)`` of the text."""

    value: float
    start: int
    end: int


class Fraction(NamedTuple):
    """A number of a total: `3/7`, `3 of 7`."""

    done: Number
    total: Number


class StatedProgress(NamedTuple):
    """Progress as stated in a text: a fraction, a percentage, or both."""

    fraction: Fraction | None
    percent: Number | None
    """Its range includes the percent sign."""
    labelled: bool
    """Whether it comes with a word such as `done` or `complete`."""
    counts_containers: bool
    """Whether it counts something larger than tasks: `3/7 epics`."""

    def shifted(self, offset: int) -> StatedProgress:
        """Return the progress with all positions moved by `offset` code points."""
        fraction, percent = self.fraction, self.percent
        return self._replace(
            fraction=fraction and Fraction(*(_shifted(number, offset) for number in fraction)),
            percent=percent and _shifted(percent, offset),
        )


_MAX_LENGTH = 200
"""Maximum length of a value or title in code points."""

_LETTER = r"[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
"""A letter of a script that uses spaces. A number right beside it is part of a name."""
_PERCENT = pattern(
    rf"(?<!{_LETTER})(?<![./,:-])(?P<number>\d{{1,3}}(?:[.,]\d{{1,2}})?)\s?[%\uff05](?!{_LETTER})"
)
_BAR = pattern(r"\[[#=\-._>*\s\u2580-\u25ff]{3,}\]")
_DOUBT = pattern(r"[\d~\u2248<>\u2264\u2265\u00b1+?@#$\u20ac\u00a3\u2192=]|->")
_WORD = pattern(r"[^\W\d_]+")
_CUT = pattern(r"\s*(?:[(;,\u2014]|\s[-\u2013]\s)")
_BRACKETED = pattern(r"[(\[\uff08\u3010]([^()\[\]\uff08\uff09\u3010\u3011]{1,60})[)\]\uff09\u3011]")
_SEPARATOR = pattern(r"\s(?:[-\u2013\u2014|\u00b7\u2022]|--)\s|[:\uff1a]\s")
_ORNAMENT = pattern(rf"(?:{EMOJI_CLUSTERS}|[\s*_`~.!])+")


def read_progress(text: str) -> StatedProgress | None:
    """Return the progress that the value `text` states, or None if it is not certain.

    Positions are code points in `text`. An explanation may follow a fraction, but not a percentage:
    `75% - core complete` is an estimate of something else.
    """
    if len(text) > _MAX_LENGTH:
        return None
    fractions, percents = list(_fractions().finditer(text)), list(_PERCENT.finditer(text))
    if len(fractions) > 1 or len(percents) > 1 or not (fractions or percents):
        return None
    spans = sorted(match.span() for match in (*fractions, *percents))
    rest = _blank_out(text, [*spans, *(match.span() for match in _BAR.finditer(text))])
    explained = _CUT.match(text, spans[-1][1]) if fractions and not percents else None
    statement = rest[: explained.start()] if explained else rest
    tokens = [strip_accents(token) for token in _WORD.findall(normalize_name(statement))]
    if _DOUBT.search(rest) or not all(map(_is_of_progress, tokens)):
        return None
    fraction = _fraction(fractions[0]) if fractions else None
    percent = _percent(percents[0]) if percents else None
    if fraction and not 0 < fraction.total.value >= fraction.done.value:
        return None
    if percent and percent.value > 100:
        return None
    before = strip_accents(normalize_name(rest[: spans[0][0]])).split()
    if before and before[-1] in words().units:
        return None  # "Phase 3/7"
    counted = any(map(_is_container, tokens))
    return StatedProgress(fraction, percent, any(map(_is_label, tokens)), counted)


def read_title_progress(title: str) -> StatedProgress | None:
    """Return the progress that a title states, or None.

    It must be in brackets at the end or the start, or after the last dash or colon: `Sign-in (3/7)`,
    `[3/7] Sign-in`, `Sign-in - 43 %`. Otherwise a word such as `done` must follow it.
    """
    if len(title) > _MAX_LENGTH or not any(map(str.isdigit, title)):
        return None
    for start, end in _segments(title):
        found = read_progress(title[start:end])
        if found is None:
            continue
        before = strip_accents(normalize_name(title[:start].rstrip(" ([\uff08\u3010")))
        numbering = before.rpartition(" ")[2] in words().units
        if found.fraction and numbering and not found.labelled:
            return None  # "Part (2/3)"
        if found.percent and _metrics().search(strip_accents(normalize_name(title))):
            return None
        return found.shifted(start)
    return None


def name_without_progress(title: str) -> str:
    """Return the normalized name in `title`, without the progress that it states."""
    for start, end in _segments(title):
        if read_progress(title[start:end]):
            return normalize_name(title[: max(start - 1, 0)] or title[end + 1 :])
    return normalize_name(title)


@cache
def _fractions() -> re.Pattern[str]:
    between = rf"\s?/\s?|\s(?:{_any_of(words().of)})\s"
    return re.compile(
        rf"(?<!{_LETTER})(?<![./,:-])(?P<done>\d{{1,5}})(?:{between})(?P<total>\d{{1,5}})"
        rf"(?!{_LETTER}|/|[.,:-]\d)"
    )


@cache
def _bare() -> re.Pattern[str]:
    """Return a pattern for progress at the end of a title without brackets: `Login 3 of 7 done`."""
    return re.compile(rf"\s(?:{_fractions().pattern}|{_PERCENT.pattern})(?:\s[^\W\d]+){{1,3}}\Z")


@cache
def _metrics() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_any_of(words().metrics)})\b")


def _any_of(spellings: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(spellings, key=len, reverse=True)))


def _segments(title: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of `title` that may state progress."""
    stop = len(title)
    for ornament in _ORNAMENT.finditer(title):  # linear, unlike a search anchored at the end
        if ornament.end() == len(title):
            stop = ornament.start()
    brackets = list(_BRACKETED.finditer(title, 0, stop))
    if brackets and brackets[-1].end() == stop:
        yield brackets[-1].span(1)
    if brackets and not normalize_name(title[: brackets[0].start()]):
        yield brackets[0].span(1)
    separators = list(_SEPARATOR.finditer(title, 0, stop))
    if separators:
        yield separators[-1].end(), stop
    bare = _bare().search(title, 0, stop)
    if bare:
        yield bare.start() + 1, stop


def _is_of_progress(token: str) -> bool:
    vocabulary = words()
    if token in vocabulary.effort:
        return False
    return (
        token in vocabulary.counted
        or token in vocabulary.statuses
        or token in vocabulary.section_nouns
        or token in vocabulary.units
        or token in vocabulary.qualifiers
        or "progress" in vocabulary.headers.get(token, ())
    )


def _is_label(token: str) -> bool:
    vocabulary = words()
    done = vocabulary.statuses.get(token) == Status.DONE.value
    return done or "progress" in vocabulary.headers.get(token, ())


def _is_container(token: str) -> bool:
    """Tell whether `token` may be a noun for something that contains tasks."""
    vocabulary = words()
    kinds = vocabulary.headers.get(token, frozenset()) | vocabulary.headers.get(
        token.rstrip("s"), frozenset()
    )
    noun = token in vocabulary.section_nouns or token in vocabulary.units
    return noun and not kinds & {"name", "notes"}


def _blank_out(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _fraction(match: re.Match[str]) -> Fraction:
    done, total = (
        Number(int(match[name]), match.start(name), match.end(name)) for name in ("done", "total")
    )
    return Fraction(done, total)


def _percent(match: re.Match[str]) -> Number:
    return Number(float(match["number"].replace(",", ".")), match.start(), match.end())


def _shifted(number: Number, offset: int) -> Number:
    return number._replace(start=number.start + offset, end=number.end + offset)
