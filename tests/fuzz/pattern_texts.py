"""Texts that are designed to be slow for a regular expression, derived from it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if sys.version_info >= (3, 11):
    from re import _constants as constants
    from re import _parser as parser
else:
    import sre_constants as constants
    import sre_parse as parser

if TYPE_CHECKING:
    from collections.abc import Iterator

TAILS = ("", "\0", "!", "\n\0", "x")
CHARACTERS = "x0 -|\n.:aA,;*_`~[](){}<>#é✅\t\r\\/"
CATEGORIES = {
    constants.CATEGORY_DIGIT: "0",
    constants.CATEGORY_SPACE: " ",
    constants.CATEGORY_WORD: "x",
    constants.CATEGORY_NOT_DIGIT: "x",
    constants.CATEGORY_NOT_SPACE: "x",
    constants.CATEGORY_NOT_WORD: "-",
}


def texts(pattern: str, flags: int) -> Iterator[tuple[str, str, str]]:
    """Yield a prefix that leads to a repetition, a repeated text, and a tail that does not match."""
    for before, unit in dict.fromkeys((*pumps(pattern, flags), *starts(pattern, flags))):
        for tail in TAILS:
            yield before, unit, tail


def starts(pattern: str, flags: int) -> Iterator[tuple[str, str]]:
    """Yield no prefix and starts of matches; if they are repeated, a search starts at each."""
    for tree in _alternatives(parser.parse(pattern, flags)):
        for length in range(1, len(tree) + 1):
            for least in (0, 1):
                unit = _sample(tree[:length], least)
                if unit:
                    yield "", unit


def pumps(pattern: str, flags: int) -> Iterator[tuple[str, str]]:
    """Yield a prefix and a repeated text for each repetition in `pattern`."""
    yield from _pumps(parser.parse(pattern, flags), "")


def _pumps(tree: Any, before: str) -> Iterator[tuple[str, str]]:
    for op, value in tree:
        if op in REPEATS:
            least, most, body = value
            if most > 1:
                for alternative in _alternatives(body):
                    unit = _sample(alternative, 1)
                    if unit:
                        yield before, unit
            yield from _pumps(body, before)
            del least
        elif op is constants.SUBPATTERN:
            yield from _pumps(value[3], before)
        elif op is constants.BRANCH:
            for branch in value[1]:
                yield from _pumps(branch, before)
        elif op in {constants.ASSERT, constants.ASSERT_NOT}:
            yield from _pumps(value[1], before)
        before += _sample([(op, value)], 0)


REPEATS = {
    constants.MAX_REPEAT,
    constants.MIN_REPEAT,
    getattr(constants, "POSSESSIVE_REPEAT", None),  # from Python 3.11 on
}


def _alternatives(body: Any) -> list[Any]:
    """Return the alternatives of a repeated part, as trees."""
    items = list(body)
    if len(items) == 1 and items[0][0] is constants.SUBPATTERN:
        return _alternatives(items[0][1][3])
    if len(items) == 1 and items[0][0] is constants.BRANCH:
        return list(items[0][1][1])
    if len(items) == 1 and items[0][0] is constants.IN:
        return [[(constants.LITERAL, ord(one))] for one in _members(items[0][1])[:4]]
    return [items]


def _sample(tree: Any, least: int) -> str:
    """Return a short matching text; optional parts occur `least` times."""
    out = ""
    for op, value in tree:
        if op is constants.LITERAL:
            out += chr(value)
        elif op is constants.NOT_LITERAL:
            out += "x" if value != ord("x") else "y"
        elif op is constants.ANY:
            out += "x"
        elif op is constants.IN:
            out += _members(value)[0]
        elif op is constants.BRANCH:
            out += _sample(value[1][0], least)
        elif op is constants.SUBPATTERN:
            out += _sample(value[3], least)
        elif op in REPEATS:
            out += _sample(value[2], least) * max(value[0], min(least, value[1]))
    return out


def _members(items: Any) -> str:
    """Return some of the characters of a class."""
    if items[0][0] is constants.NEGATE:
        inside = _members_of(items[1:])
        return "".join(one for one in CHARACTERS if one not in inside) or "\x01"
    return _members_of(items) or "x"


def _members_of(items: Any) -> str:
    found = ""
    for op, value in items:
        if op is constants.LITERAL:
            found += chr(value)
        elif op is constants.RANGE:
            found += chr(value[0])
            found += "".join(one for one in CHARACTERS if value[0] <= ord(one) <= value[1])
        elif op is constants.CATEGORY:
            kind = CATEGORIES.get(value, "x")
            found += kind + {" ": "\t\n", "x": "aA0"}.get(kind, "")
    return found
