"""Checkboxes that Markdown does not recognize: ``- []``, ``-[ ]``, ``- [ x]``, ``* [x]text``.

GitHub shows a checkbox for a bullet or number, spaces, ``[ ]`` or ``[x]``, and a space (GFM 0.29,
section 5.3). This module finds text that differs from it by a typo and cannot mean anything else:
``[x](url)`` is a link, ``[]byte`` is a type, ``[?]`` is a private convention.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.facts import prose_ranges
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.edit import Edit
from backlog_ls.text.pattern import pattern
from backlog_ls.text.spans import covers

if TYPE_CHECKING:
    from collections.abc import Iterator


class CheckboxDefect(Enum):
    """What is wrong with a checkbox."""

    FORM = "form"
    """The content is wrong, or the space after the bullet is missing. This is visible."""
    MISSING_SPACE = "no space"
    """Only the space after the checkbox is missing."""
    WRONG_SPACE = "other space"
    """Only a space is of a kind that Markdown does not accept. This is invisible."""
    WRONG_LETTER = "other letter"
    """Only the letter is not a Latin x but looks like one."""


class MalformedCheckbox(NamedTuple):
    """A malformed checkbox. Offsets are code points in the block."""

    start: int
    """Start of the checkbox, or of its bullet if the space after the bullet is missing."""
    end: int
    corrected: str
    """The correct text for ``[start, end)``."""
    defect: CheckboxDefect
    corrections: tuple[Edit, ...]


_WIDE = "\u00a0\u3000"
"""Spaces that Markdown does not accept: no-break (typed with Option or AltGr) and ideographic."""
_PLAIN = dict.fromkeys(map(ord, _WIDE), " ")
_BLANK = f"[ \t{_WIDE}]"
_LOOKALIKES = {"х": "x", "Х": "X", "ｘ": "x", "Ｘ": "X"}
"""Letters that look like an x: Cyrillic and full-width."""
_LATIN = {ord(letter): latin for letter, latin in _LOOKALIKES.items()}
_CROSS = f"[xX{''.join(_LOOKALIKES)}]"
_INNER = rf"(?:{_BLANK}{{0,3}}|{_BLANK}{{0,2}}{_CROSS}{_BLANK}{{0,2}}|[~/-])"
_BOX = pattern(
    rf"(?P<marker>[-+*]|\d{{1,9}}[.)])(?P<gap>{_BLANK}*)"
    rf"\[(?P<inner>{_INNER})\](?P<after>{_BLANK}*)"
)
# It starts at the bracket, so that the search is fast. Either no space is before the bracket, or
# the checkbox is malformed.
_SUSPECT = pattern(
    rf"\[(?:(?<![ \t]\[)|(?![ \txX~/-]\](?:[ \t\r\n]|\Z)))(?<=[-+*.) \t{_WIDE}]\[){_INNER}\]"
)
_LINE_START = pattern(r"(?<![^\r\n])[ \t>]*")
_REST = pattern(r"[^\r\n]*")

_WORD = pattern(r"[^\W\d_]|[*`~\"“‘@#]")
"""What the text of a task begins with right after its checkbox. Other characters mean something
else: ``[x](url)``, ``[x]: url``, ``[x], [y]``, ``[x] = 1``."""
_SYMBOL = pattern(r"[\u2300-\u2bff\U0001f000-\U0001faff]")
_NUMBERED = pattern(r"\d{1,4}(?:\.\d{1,4}){0,4}[.):]?[ \t]+[^\W\d_]{2}")
"""``[x]3.4 Ship it``. A single letter after a number may be part of a formula."""
_REMARK = pattern(r"\([^\W\d_]+,?[ \t]+[^\s\"'()<][^()]*\)[ \t]*[^\W_]")
"""``[x](if time allows) Ship it``: not a link, because a link target contains no spaces."""
_EXPLAINS = pattern(r"[-–—=:→|,.;<>+]+(?:\s|\Z)|(?:is|means|denotes)\b|[内中里][的の]|안[의에]|は")
"""What follows brackets that a text is about: ``[] is the empty list``, ``[] 안의 내용``."""
_OPTIONAL_MARK = pattern(r"\*+[ \t]")
"""An asterisk right after the box: Kiro marks optional tasks so (``- [ ]* 1.2 Write tests``)."""
_TYPES = pattern(
    r"(?:u?int\d*|string|bool|byte|rune|error|any|float\d*|complex\d*|interface|struct|map|func|chan)\b"
)
"""What follows ``[]`` in the name of a Go type."""
_SENTENCE = pattern(r"(?:[A-Z]?[a-z]+|[A-Z]{2,})[ \t]+(?!(?:is|are|of|to)\b)[^\W_]|[^\W\x00-\x7f]")
"""Several words, unlike a type name: ``[]Add the page``, but not ``[]Task``, ``[]api.Task``."""


def may_contain_malformed_checkbox(text: str) -> bool:
    """Tell whether `text` may contain a malformed checkbox. A cheap test with false positives."""
    return _SUSPECT.search(text) is not None


def find_malformed_checkboxes(block: Block) -> Iterator[MalformedCheckbox]:
    """Yield the malformed checkboxes of `block`, in the order of the text."""
    if block.kind not in {Kind.PARAGRAPH, Kind.ITEM, Kind.QUOTE}:
        return
    text = block.text
    found = facts_of(block)
    for list_item in found.list_items:
        match = None if list_item.mark else _BOX.match(text, list_item.start)
        if match and match["gap"][:1] in {" ", "\t"} and _is_task(match):
            yield _malformed_checkbox(match)
    for start, end in prose_ranges(block):
        for line in _LINE_START.finditer(text, start, end):
            match = _BOX.match(text, line.end(), end)
            if (
                match
                and match["gap"][:1] not in {" ", "\t"}
                and _is_task_in_paragraph(match)
                and not covers(found.code_spans, match.start())
            ):
                yield _malformed_checkbox(match)


def _is_well_formed(match: re.Match[str]) -> bool:
    """Tell whether a checkbox is well-formed."""
    after = match["after"]
    spaced = after[:1] in {" ", "\t"} if after else _rest(match) == ""
    gap = match["gap"]
    return spaced and bool(gap) and not gap.strip(" \t") and match["inner"] in {*" \txX~/-"}


def _is_task(match: re.Match[str]) -> bool:
    """Tell whether a list item that begins with a malformed checkbox is meant as a task."""
    inner, after, rest = match["inner"], match["after"], _rest(match)
    if _is_well_formed(match):
        return False
    if not inner:
        if not rest or _EXPLAINS.match(rest):
            return False
        if after:
            return True
        return bool(_SENTENCE.match(rest)) and not _TYPES.match(rest) and "[]" not in rest
    if after:
        return True
    if _OPTIONAL_MARK.match(rest):
        return False
    if not rest:
        return not inner.isspace()
    if inner in {"~", "/", "-"}:
        return False
    begins = (_WORD, _SYMBOL, _NUMBERED, _REMARK)
    return (inner == " " and rest[0].isdigit()) or any(form.match(rest) for form in begins)


def _is_task_in_paragraph(match: re.Match[str]) -> bool:
    """Tell whether a line that Markdown parses as part of a paragraph is meant as a task."""
    inner, after, rest = match["inner"], match["after"], _rest(match)
    if inner in {"~", "/", "-"} or not rest or _EXPLAINS.match(rest) or "-[" in rest:
        return False
    if match["marker"] == "*" and rest.count("*") % 2:
        return False  # it opens emphasis that is closed later on the line
    return bool(after) or (inner == " " and bool(re.match(r"[^\W\d_]", rest)))


def _rest(match: re.Match[str]) -> str:
    """Return the text after a checkbox on its line, without surrounding spaces."""
    rest = _REST.match(match.string, match.end())
    return rest.group().rstrip() if rest else ""


def _malformed_checkbox(match: re.Match[str]) -> MalformedCheckbox:
    corrections = []
    gap, inner, after = match["gap"], match["inner"], match["after"]
    start, bullet = match.end("gap"), ""
    if not gap or gap.strip(" \t"):
        start, bullet = match.start(), f"{match['marker']} "
        corrections.append(Edit(*match.span("gap"), " "))
    mark = inner.strip(f" \t{_WIDE}") or " "
    mark = _LOOKALIKES.get(mark, mark)
    if mark != inner:
        corrections.append(Edit(*match.span("inner"), mark))
    missing = not after and bool(_rest(match))
    if missing or after[:1] in {*_WIDE}:
        corrections.append(Edit(match.start("after"), match.start("after") + len(after[:1]), " "))
    end = match.end("inner") + 1
    corrected = f"{bullet}[{mark}]"
    return MalformedCheckbox(
        start,
        end,
        corrected,
        _defect(match.string[start:end], corrected, missing),
        tuple(corrections),
    )


def _defect(written: str, corrected: str, missing: bool) -> CheckboxDefect:
    """Return the defect of the text `written`, after which a space may be `missing`."""
    if missing:
        return CheckboxDefect.MISSING_SPACE if written == corrected else CheckboxDefect.FORM
    spaced = written.translate(_PLAIN)
    if spaced == corrected:
        return CheckboxDefect.WRONG_SPACE
    return (
        CheckboxDefect.WRONG_LETTER
        if spaced.translate(_LATIN) == corrected
        else CheckboxDefect.FORM
    )
