"""Whether two names of files or folders can be of the same document.

A name may begin with an id: `META-003-unique-constraints`, `S1-login`, `0021-blazor-wasm`. The rest of it
is words.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from backlog_ls.model.roles.name_evidence import split_words
from backlog_ls.model.words import words
from backlog_ls.text.pattern import pattern

_MIN_WORDS = 2
"""Minimum number of words that tell which document is meant."""
_MIN_STEM = 4
"""Minimum number of letters that inflected words have in common: `popup`, `popups`."""
_FIRST_YEAR, _LAST_YEAR = 1990, 2100

_ID = pattern(
    r"(?P<prefix>(?:[A-Z][A-Z0-9]{0,15}?(?:[-_][A-Z]{1,12}){0,2})?)"
    r"[-_ #]?(?P<number>\d{1,9}(?:[._-]\d{1,9}){0,3})(?![A-Z0-9])",
    re.IGNORECASE,
)
_NUMBER = pattern(r"\d+")


class NameParts(NamedTuple):
    """A name without its extension, split."""

    prefix: str = ""
    """The letters of its id, in lower case."""
    numbers: tuple[int, ...] = ()
    """The numbers of its id; empty without an id."""
    words: frozenset[str] = frozenset()
    """The other words, folded; those of an id of several words too."""

    @property
    def is_telling(self) -> bool:
        """Whether it says which document is meant."""
        return bool(self.numbers) or len(self.words) >= _MIN_WORDS


@lru_cache(maxsize=8192)
def split_name(name: str) -> NameParts:
    """Split the name of a file without its extension, or of a folder."""
    found = _ID.match(name)
    if found is None:
        return NameParts(words=_words_of(name))
    prefix = found["prefix"].lower()
    compound = prefix if "-" in prefix or "_" in prefix else ""
    others = _words_of(f"{compound} {name[found.end() :]}")
    return NameParts(prefix.replace("_", "-"), _numbers_of(found["number"]), others)


def are_alike(one: NameParts, other: NameParts, *, near: bool = True) -> bool:
    """Return whether both names can be of the same document.

    That is so with the same id, unless the other words contradict, and with the same words, unless the
    numbers of their ids differ. A date does not count as an id. If one name has more words and they do
    not share a number, two words are not enough: a `type-system` is not a `TYPE_SYSTEM_ANALYSIS`.

    Args:
        one: a name.
        other: another name.
        near: whether both are in the same place. In other places, `S8` and `phase-2` are names of
            something else.
    """
    if one.numbers and other.numbers and one.numbers != other.numbers:
        return False
    count = min(len(one.words), len(other.words))
    shared = _count_shared(one.words, other.words)
    is_same_id = bool(one.numbers) and one[:2] == other[:2] and not _is_date(one.numbers)
    if is_same_id and (near or _is_rare(one.prefix)):
        return 2 * shared >= count
    is_near = len(one.words) == len(other.words) or count > _MIN_WORDS
    is_near |= bool(one.numbers) and one.numbers == other.numbers
    return is_near and shared == count >= _MIN_WORDS


def is_named_in(name: NameParts, text: str) -> bool:
    """Return whether `text`, such as a title, names what `name` does: by its id or by its words."""
    if name.prefix and name.numbers:
        for found in _ID.finditer(text):
            same = found["prefix"].lower().replace("_", "-") == name.prefix
            if same and _numbers_of(found["number"]) == name.numbers:
                return True
    return len(name.words) >= _MIN_WORDS and _count_shared(name.words, _words_of(text)) == len(
        name.words
    )


def _is_rare(prefix: str) -> bool:
    """Return whether ids with this prefix are likely to be unique in a repository."""
    return len(prefix) > 1 and prefix.replace("-", " ") not in words().units


def _words_of(text: str) -> frozenset[str]:
    return frozenset(word for word in split_words(text) if len(word) > 1 and not word.isdecimal())


def _numbers_of(text: str) -> tuple[int, ...]:
    return tuple(map(int, _NUMBER.findall(text)))


def _is_date(numbers: tuple[int, ...]) -> bool:
    return len(numbers) > 1 and _FIRST_YEAR <= numbers[0] <= _LAST_YEAR


def _count_shared(some: frozenset[str], others: frozenset[str]) -> int:
    """Return how many words of the smaller set are in the other one, inflected or not."""
    small, large = sorted((some, others), key=len)
    return sum(1 for word in small if word in large or any(_is_inflected(word, o) for o in large))


def _is_inflected(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) >= _MIN_STEM and long.startswith(short) and len(long) <= len(short) + 3
