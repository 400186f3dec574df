"""Ids of items: `P0.1`, `TASK-12`, `T001`, `FT-M-05.06`.

`normalize_id` makes two spellings of an id comparable. `id_series` is what the ids of a series have in
common. A word that looks like an id (`UTF-8`) is an id only if it is part of a series: callers must
check that.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

_ONE = (
    r"(?!P[0-3](?![.-]?\w))"  # a priority
    r"(?:[A-Za-z][A-Za-z0-9]{0,11}(?:-[A-Za-z]{1,6}){0,2}-\d{1,6}|[A-Z]{1,5}\d{1,5})"
    r"(?:\.\d{1,4}){0,3}[a-z]?"
)
_NESTED = r"(?P<whole>[A-Z]{1,4})\d{1,3}-(?!(?P=whole)\d)[A-Z]{1,3}\d{1,4}[A-Za-z]?"
"""An id within another: `E1-S2`. With equal letters it is a range: `T1-T4`."""
_LAST = rf"{_NESTED.replace('whole', 'last_whole')}|{_ONE}"
_AFTER = rf"(?![\w@/]|\.\w|-(?!{_ONE})\w)"
_ID_OR_RANGE = pattern(
    rf"(?<![\w/#.@\\-])(?P<id>{_NESTED}|{_ONE}){_AFTER}"
    rf"(?:[ ]?[-\u2013\u2026]{{1,2}}[ ]?(?P<last>{_LAST}){_AFTER})?"
)
_LEADING = pattern(
    rf"[\s*_`\[~(]*(?P<id>{_NESTED}|{_ONE})(?=[\s:.,)*`\]\-\u2013\u2014|\uff1a~]|$)"
    # `ORCH-2c 3a` is a longer id, `T1-T4` a range.
    rf"(?!-\w|\.\w|[ ]?[-\u2013][ ]?{_ONE}|[ ]\d+[a-z]?[-\u2013\s(])"
)
_RANGE_HINT = pattern(r"\d[a-z]? ?[-\u2013\u2026]{1,2} ?\w")
_SHORT_RANGE = pattern(r"(?P<first>[A-Za-z-]{1,12}(?P<low>\d{1,5}))-(?P<high>\d{1,5})")
_DIGITS = pattern(r"\d+")
_LAST_NUMBER = pattern(r"(?P<stem>.*?)(?P<number>\d{1,6})")
_JOINED = pattern(r"[-_\s]+")
_NUMBER = r"\d{1,3}(?:\.\d{1,3}){1,3}"
_DOTTED_NUMBER = pattern(rf"{_NUMBER}[a-z]?")
_LEADING_NUMBER = pattern(rf"[\s*_`\[~(]*(?P<id>{_NUMBER})(?=[.:)]?[\s*_`\]~)]|:|\Z)(?![ ]?[%xX])")
_LISTED_NUMBER = pattern(
    rf"(?<![\w.])(?P<id>{_NUMBER}[a-z]?)(?=[*_`~)\]]*(?:\([^()\s]*\))?\.?\s*(?:[,;&+/(\r\n\u2013]|\Z|"
    r"(?:and|und|et|y|e|en|oraz|i|\u0438|\u0442\u0430|ja)\s))"
)
_LIST_SEPARATOR = pattern(
    r"(?:[*_`~]{0,3}\]\([^()\s]*\))?[\s,;&+/*_`~()\[\]]*"
    r"(?:(?:and|und|et|y|e|en|oraz|i|\u0438|\u0442\u0430|ja)\s[\s*_`~(\[]*)?"
)


MAX_RANGE = 200
"""Maximum number of ids in a range that is expanded."""


class IdMatch(NamedTuple):
    """An id found in a text. Offsets are code points."""

    start: int
    end: int
    text: str


def find_leading_id(text: str, start: int, end: int) -> IdMatch:
    """Return the id at the start of the name ``text[start:end]``; an empty one if there is none."""
    match = _LEADING.match(text, start, end)
    return IdMatch(*match.span("id"), match["id"]) if match else IdMatch(start, start, "")


def find_ids(text: str, start: int, end: int) -> Iterator[IdMatch]:
    """Yield the words in ``text[start:end]`` that look like ids. A range gives both its ends."""
    for match in _ID_OR_RANGE.finditer(text, start, end):
        yield IdMatch(*match.span("id"), match["id"])
        if match["last"]:
            yield IdMatch(*match.span("last"), match["last"])


def match_ids(text: str, start: int, end: int) -> int:
    """Return the end of the id, range or dotted number at `start`; `start` if there is none."""
    match = _ID_OR_RANGE.match(text, start, end) or _LISTED_NUMBER.match(text, start, end)
    return match.end() if match else start


def find_listed_ids(text: str, start: int, end: int) -> Iterator[IdMatch]:
    """Yield the ids in ``text[start:end]``, a list of ids, in order.

    Unlike those of `find_ids`, they may be dotted numbers (`6.3.7`), unless other words are beside
    them: `Node 20.1` is a version.
    """
    idents = list(find_ids(text, start, end))
    numbers = list(_LISTED_NUMBER.finditer(text, start, end)) if "." in text[start:end] else []
    if not numbers:
        yield from idents
        return
    ends = [start, *(ident.end for ident in idents)]
    listed: list[IdMatch] = []
    for match in numbers:
        before = ends[bisect_right(ends, match.start()) - 1]
        before = max(before, listed[-1].end) if listed else before
        if _LIST_SEPARATOR.fullmatch(text, before, match.start()):
            listed.append(IdMatch(*match.span("id"), match["id"]))
    yield from sorted([*idents, *listed])


def find_leading_number(text: str, start: int, end: int) -> IdMatch:
    """Return the dotted number at the start of ``text[start:end]``; an empty one without one."""
    match = _LEADING_NUMBER.match(text, start, end)
    return IdMatch(*match.span("id"), match["id"]) if match else IdMatch(start, start, "")


def is_dotted_number(text: str) -> bool:
    """Tell whether `text` is a number such as `6.3.7`.

    It may be the id of an item, but only within its document: other documents have the same numbers.
    """
    return text[:1].isdigit() and _DOTTED_NUMBER.fullmatch(text) is not None


def is_local_id(key: str) -> bool:
    """Tell whether the normalized id or the series `key` means nothing in other documents."""
    return key[:1] in "#0123456789" and is_dotted_number(key.replace("#", "0"))


def find_ids_in_ranges(text: str, start: int, end: int) -> Iterator[str]:
    """Yield the normalized ids between the ends of each range in ``text[start:end]``.

    `M00-M45` gives `m1` to `m44`. Its ends are what `find_ids` gives. `M12-16` gives `m12` to `m16`,
    because `find_ids` takes all of it for one id.
    """
    if not _RANGE_HINT.search(text, start, end):
        return
    for match in _ID_OR_RANGE.finditer(text, start, end):
        if match["last"]:
            first, last = (
                _LAST_NUMBER.fullmatch(normalize_id(match[part])) for part in ("id", "last")
            )
            if first and last and first["stem"] == last["stem"]:
                low, high = int(first["number"]) + 1, int(last["number"])
                yield from _number_ids(first["stem"], low, high)
        elif short := _SHORT_RANGE.fullmatch(match["id"]):
            stem = normalize_id(short["first"][: short.start("low")])
            yield from _number_ids(stem, int(short["low"]), int(short["high"]) + 1)


def _number_ids(stem: str, low: int, high: int) -> Iterator[str]:
    if high - low <= MAX_RANGE:
        yield from (f"{stem}{number}" for number in range(low, high))


def first_of_short_range(text: str) -> str:
    """Return the first id of a range without a second prefix: `M12` of `M12-16`; or nothing."""
    match = _SHORT_RANGE.fullmatch(text)
    return match["first"] if match and int(match["low"]) < int(match["high"]) else ""


def is_id(text: str) -> bool:
    """Tell whether `text` as a whole looks like an id."""
    match = _ID_OR_RANGE.fullmatch(text)
    return match is not None and not match["last"]


@lru_cache(maxsize=8192)
def normalize_id(text: str) -> str:
    """Return the form in which ids are compared: `T-007` and `t7` are equal."""
    joined = _JOINED.sub("", text.strip().lower())
    return _DIGITS.sub(lambda match: match[0].lstrip("0") or "0", joined)


def id_series(key: str) -> str:
    """Return the series of the normalized id `key`: the id with each number replaced by `#`."""
    return _DIGITS.sub("#", key)
