"""Checkboxes that nobody sees as such: ``- []``, ``-[ ]``, ``- [ x]``, ``* [x]text``.

GitHub shows a box for a bullet or a number, blanks, ``[ ]`` or ``[x]``, and a blank (GFM 0.29, section
5.3). What differs from that by a slip is read here, as far as nothing else can be meant: ``[x](url)``
is a link, ``[]byte`` a type, ``[?]`` somebody's own mark.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.facts import facts, prose
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.pattern import pattern
from backlog_ls.text.spans import covers

if TYPE_CHECKING:
    from collections.abc import Iterator


class Correction(NamedTuple):
    """Replace ``[start, end)``, code points in the block, by `text`."""

    start: int
    end: int
    text: str


class Slip(Enum):
    """What is wrong with a box."""

    FORM = "form"
    """What stands in it, or that it clings to its bullet; the eye can see that."""
    NO_SPACE = "no space"
    """Only the blank behind it is missing."""
    OTHER_SPACE = "other space"
    """Only that a blank is none to Markdown."""
    OTHER_LETTER = "other letter"
    """Only that its x is no x."""


class OddBox(NamedTuple):
    """A checkbox with a slip in it; offsets are code points in the block."""

    start: int
    """Where the box begins, or its bullet where the blank behind that is missing."""
    end: int
    right: str
    """What stands there when it is corrected."""
    slip: Slip
    corrections: tuple[Correction, ...]


_WIDE = "\u00a0\u3000"
"""Blanks that are none to Markdown: no-break (typed with Option or AltGr) and ideographic."""
_PLAIN = dict.fromkeys(map(ord, _WIDE), " ")
_BLANK = f"[ \t{_WIDE}]"
_MEANT = {"х": "x", "Х": "X", "ｘ": "x", "Ｘ": "X"}
"""Letters that look like an x: Cyrillic and full-width ones."""
_LATIN = {ord(letter): latin for letter, latin in _MEANT.items()}
_CROSS = f"[xX{''.join(_MEANT)}]"
_INNER = rf"(?:{_BLANK}{{0,3}}|{_BLANK}{{0,2}}{_CROSS}{_BLANK}{{0,2}}|[~/-])"
_BOX = pattern(
    rf"(?P<marker>[-+*]|\d{{1,9}}[.)])(?P<gap>{_BLANK}*)"
    rf"\[(?P<inner>{_INNER})\](?P<after>{_BLANK}*)"
)
# From its bracket on, for which a text is searched fast: no blank before it, or no right box.
_SUSPECT = pattern(
    rf"\[(?:(?<![ \t]\[)|(?![ \txX~/-]\](?:[ \t\r\n]|\Z)))(?<=[-+*.) \t{_WIDE}]\[){_INNER}\]"
)
_LINE_START = pattern(r"(?<![^\r\n])[ \t>]*")
_REST = pattern(r"[^\r\n]*")

_WORD = pattern(r"[^\W\d_]|[*`~\"“‘@#]")
"""What begins the text of a task right behind its box. Other signs say that it is no box:
``[x](url)``, ``[x]: url``, ``[x], [y]``, ``[x] = 1``."""
_SYMBOL = pattern(r"[\u2300-\u2bff\U0001f000-\U0001faff]")
_NUMBERED = pattern(r"\d{1,4}(?:\.\d{1,4}){0,4}[.):]?[ \t]+[^\W\d_]{2}")
"""``[x]3.4 Ship it``; a lone letter behind a number may be a formula's."""
_REMARK = pattern(r"\([^\W\d_]+,?[ \t]+[^\s\"'()<][^()]*\)[ \t]*[^\W_]")
"""``[x](if time allows) Ship it``, which no link can be: its target has no blank but before a title."""
_EXPLAINS = pattern(r"[-–—=:→|,.;<>+]+(?:\s|\Z)|(?:is|means|denotes)\b|[内中里][的の]|안[의에]|は")
"""What follows brackets that are spoken of: ``[] is the empty list``, ``[] 안의 내용``."""
_TYPES = pattern(
    r"(?:u?int\d*|string|bool|byte|rune|error|any|float\d*|complex\d*|interface|struct|map|func|chan)\b"
)
"""What follows ``[]`` in the name of a Go type."""
_SENTENCE = pattern(r"(?:[A-Z]?[a-z]+|[A-Z]{2,})[ \t]+(?!(?:is|are|of|to)\b)[^\W_]|[^\W\x00-\x7f]")
"""Words, where a type would be one: ``[]Add the page``, but not ``[]Task``, ``[]api.Task``."""


def may_hold_odd_box(text: str) -> bool:
    """Tell whether `text` holds a checkbox that is not right; some that are none count too."""
    return _SUSPECT.search(text) is not None


def odd_boxes(block: Block) -> Iterator[OddBox]:
    """Yield the checkboxes of `block` that have a slip in them, in the order of the text."""
    if block.kind not in {Kind.PARAGRAPH, Kind.ITEM, Kind.QUOTE}:
        return
    text = block.text
    found = facts(block)
    for entry in found.entries:
        match = None if entry.mark else _BOX.match(text, entry.start)
        if match and match["gap"][:1] in {" ", "\t"} and _is_task(match):
            yield _odd_box(match)
    for start, end in prose(block):
        for line in _LINE_START.finditer(text, start, end):
            match = _BOX.match(text, line.end(), end)
            if (
                match
                and match["gap"][:1] not in {" ", "\t"}
                and _is_task_in_paragraph(match)
                and not covers(found.code, match.start())
            ):
                yield _odd_box(match)


def _is_right(match: re.Match[str]) -> bool:
    """Tell whether nothing is wrong with a box."""
    after = match["after"]
    spaced = after[:1] in {" ", "\t"} if after else _rest(match) == ""
    gap = match["gap"]
    return spaced and bool(gap) and not gap.strip(" \t") and match["inner"] in {*" \txX~/-"}


def _is_task(match: re.Match[str]) -> bool:
    """Tell whether a list item that begins with a box which is not right is meant as a task."""
    inner, after, rest = match["inner"], match["after"], _rest(match)
    if _is_right(match):
        return False
    if not inner:
        if not rest or _EXPLAINS.match(rest):
            return False
        if after:
            return True
        return bool(_SENTENCE.match(rest)) and not _TYPES.match(rest) and "[]" not in rest
    if after:
        return True
    if not rest:
        return not inner.isspace()
    if inner in {"~", "/", "-"}:
        return False
    begins = (_WORD, _SYMBOL, _NUMBERED, _REMARK)
    return (inner == " " and rest[0].isdigit()) or any(form.match(rest) for form in begins)


def _is_task_in_paragraph(match: re.Match[str]) -> bool:
    """Tell whether a line that Markdown takes for a paragraph's is meant as a task."""
    inner, after, rest = match["inner"], match["after"], _rest(match)
    if inner in {"~", "/", "-"} or not rest or _EXPLAINS.match(rest) or "-[" in rest:
        return False
    if match["marker"] == "*" and rest.count("*") % 2:
        return False  # it opens emphasis that closes further on
    return bool(after) or (inner == " " and bool(re.match(r"[^\W\d_]", rest)))


def _rest(match: re.Match[str]) -> str:
    """Return what follows a box on its line, without blanks around."""
    rest = _REST.match(match.string, match.end())
    return rest.group().rstrip() if rest else ""


def _odd_box(match: re.Match[str]) -> OddBox:
    corrections = []
    gap, inner, after = match["gap"], match["inner"], match["after"]
    start, bullet = match.end("gap"), ""
    if not gap or gap.strip(" \t"):
        start, bullet = match.start(), f"{match['marker']} "
        corrections.append(Correction(*match.span("gap"), " "))
    mark = inner.strip(f" \t{_WIDE}") or " "
    mark = _MEANT.get(mark, mark)
    if mark != inner:
        corrections.append(Correction(*match.span("inner"), mark))
    missing = not after and bool(_rest(match))
    if missing or after[:1] in {*_WIDE}:
        corrections.append(
            Correction(match.start("after"), match.start("after") + len(after[:1]), " ")
        )
    end = match.end("inner") + 1
    right = f"{bullet}[{mark}]"
    return OddBox(
        start, end, right, _slip(match.string[start:end], right, missing), tuple(corrections)
    )


def _slip(written: str, right: str, missing: bool) -> Slip:
    """Tell what is wrong with what is `written`, behind which a blank may be `missing`."""
    if missing:
        return Slip.NO_SPACE if written == right else Slip.FORM
    spaced = written.translate(_PLAIN)
    if spaced == right:
        return Slip.OTHER_SPACE
    return Slip.OTHER_LETTER if spaced.translate(_LATIN) == right else Slip.FORM
