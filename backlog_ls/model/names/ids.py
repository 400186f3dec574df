"""Ids of items: `P0.1`, `TASK-12`, `T001`, `FT-M-05.06`.

Two spellings of one id are compared by `ident_key`; `notation` is what the ids of one series have in
common. A word that looks like an id (`UTF-8`) is one only where a series is: callers see to that.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

_ONE = (
    r"(?:[A-Za-z][A-Za-z0-9]{0,11}(?:-[A-Za-z]{1,6}){0,2}-\d{1,6}|[A-Z]{1,5}\d{1,5})"
    r"(?:\.\d{1,4}){0,3}[a-z]?"
)
_AFTER = rf"(?![\w@/]|\.\w|-(?!{_ONE})\w)"
_IDENT = pattern(
    rf"(?<![\w/#.@\\-])(?P<id>{_ONE}){_AFTER}(?:[ ]?[-\u2013\u2026]{{1,2}}[ ]?(?P<last>{_ONE}){_AFTER})?"
)
_LEADING = pattern(
    rf"[\s*_`\[~(]*(?P<id>{_ONE})(?=[\s:.,)*`\]\-\u2013\u2014|\uff1a~]|$)"
    # `ORCH-2c 3a` is a longer id, `T1-T4` a range.
    rf"(?!-\w|\.\w|[ ]?[-\u2013][ ]?{_ONE}|[ ]\d+[a-z]?[-\u2013\s(])"
)
_DIGITS = pattern(r"\d+")
_JOINED = pattern(r"[-_\s]+")


class Ident(NamedTuple):
    """An id as it stands in a text; code points."""

    start: int
    end: int
    text: str


def leading_ident(text: str, start: int, end: int) -> Ident:
    """Return the id that a name in ``text[start:end]`` begins with; an empty one without any."""
    match = _LEADING.match(text, start, end)
    return Ident(*match.span("id"), match["id"]) if match else Ident(start, start, "")


def find_idents(text: str, start: int, end: int) -> Iterator[Ident]:
    """Yield the words in ``text[start:end]`` that look like ids; both ends of a range."""
    for match in _IDENT.finditer(text, start, end):
        yield Ident(*match.span("id"), match["id"])
        if match["last"]:
            yield Ident(*match.span("last"), match["last"])


def is_ident(text: str) -> bool:
    """Tell whether `text` as a whole looks like an id."""
    match = _IDENT.fullmatch(text)
    return match is not None and not match["last"]


@lru_cache(maxsize=8192)
def ident_key(ident: str) -> str:
    """Return the form in which ids are compared: `T-007` and `t7` are one."""
    joined = _JOINED.sub("", ident.strip().lower())
    return _DIGITS.sub(lambda match: match[0].lstrip("0") or "0", joined)


def notation(key: str) -> str:
    """Return what the ids of the series have in common that the `ident_key` `key` is of."""
    return _DIGITS.sub("#", key)
