"""The anchor that a link to a missing heading may mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.names.did_you_mean import edit_distance
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MIN_SHARED_SHARE = 2 / 3
"""Minimum share of the words of a heading with the same id that are the same."""
_MIN_LENGTH = 4
"""Minimum number of letters of a word that may be misspelled or inflected."""

_PART = pattern(r"[^\W_]+")
_DIGIT = pattern(r"\d")
_COPY = pattern(r"-\d+\Z")


def find_moved_anchor(wanted: str, anchors: Iterable[str]) -> str:
    """Return the one of `anchors` that `wanted` means; empty if none or several can be meant.

    Headings that differ in a number, an id or a word are others, however similar they look:
    `week-4-tests` is not `week-3-tests`. Words may be misspelled, and more of them may follow.
    """
    known = list(dict.fromkeys(anchors))
    for candidates in _find_candidates(wanted, known):
        if candidates:
            return candidates[0] if len(candidates) == 1 else ""
    return ""


def is_misspelled(one: str, other: str) -> bool:
    """Return whether two names, in lower case, have the same words, some of them misspelled."""
    parts, others = _PART.findall(one), _PART.findall(other)
    return "".join(parts) == "".join(others) or _is_misspelled(parts, others)


def _find_candidates(wanted: str, anchors: list[str]) -> Iterator[list[str]]:
    """Yield the anchors that may be meant, by how likely they are."""
    parts = _PART.findall(wanted)
    if not parts:
        return
    joined = "".join(parts)
    split = {anchor: _PART.findall(anchor.lower()) for anchor in anchors}
    yield [anchor for anchor in anchors if "".join(split[anchor]) == joined]
    yield [anchor for anchor in anchors if anchor == _COPY.sub("", wanted)]
    yield [anchor for anchor in anchors if _is_misspelled(parts, split[anchor])]
    yield [anchor for anchor in anchors if _is_longer(parts, split[anchor])]
    yield [anchor for anchor in anchors if _has_same_id(parts, split[anchor])]


def _is_misspelled(parts: list[str], others: list[str]) -> bool:
    """Return whether the same words follow one another, some of them with other letters."""
    return len(parts) == len(others) and all(map(_is_same_word, parts, others))


def _is_same_word(one: str, other: str) -> bool:
    if one == other:
        return True
    if _DIGIT.search(one) or _DIGIT.search(other) or max(len(one), len(other)) < _MIN_LENGTH:
        return False
    limit = max(min(len(one), len(other)) // 5, 1)
    return edit_distance(one, other, limit) <= limit


def _is_longer(parts: list[str], others: list[str]) -> bool:
    """Return whether `others` begin with `parts`, after the number of a section perhaps."""
    if len(parts) > 1 and _is_misspelled(parts, others[: len(parts)]):
        return True
    unnumbered = others
    while unnumbered and unnumbered[0].isdecimal():
        unnumbered = unnumbered[1:]
    same = parts[0].isdecimal() or len(unnumbered) == len(others)
    return not same and _is_misspelled(parts, unnumbered)


def _has_same_id(parts: list[str], others: list[str]) -> bool:
    """Return whether both begin with the same id, and most of the words are the same."""
    is_id = bool(_DIGIT.search(parts[0])) and not parts[0].isdecimal()
    if not is_id or not others or parts[0] != others[0] or len(parts) == 1:
        return False
    numbers, other_numbers = (
        [part for part in some if _DIGIT.search(part)] for some in (parts, others)
    )
    shared = len(set(parts[1:]) & set(others[1:]))
    return numbers == other_numbers and shared >= _MIN_SHARED_SHARE * (len(parts) - 1)
