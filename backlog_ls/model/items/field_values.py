"""What the text of a field or cell states: an id, a date, an amount of work, names.

People write remarks, conditions and whole sentences into such places. Only what certainly is a value
counts, so the functions return the range of the value, or nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backlog_ls.model.blocks.markup import strip_markup
from backlog_ls.model.dates.search import find_dates
from backlog_ls.model.names.ids import IdMatch, find_leading_id
from backlog_ls.model.names.normalize import normalize_name, strip_accents
from backlog_ls.model.tables.placeholders import is_placeholder
from backlog_ls.model.words import words
from backlog_ls.text.pattern import pattern
from backlog_ls.text.spans import covers

if TYPE_CHECKING:
    from backlog_ls.model.dates.date import Date

MAX_VALUE_LENGTH = 400
"""Maximum number of code points of a value that are read. A longer one is prose."""
_MAX_DATED_LENGTH = 60
"""Maximum length in code points of a value whose date comes after other words."""
_MAX_AMOUNT_LENGTH = 60
_MAX_NAME_LENGTH = 40
_MAX_NAME_WORDS = 4
_MAX_NAMES = 8

_MAX_ID_LENGTH = 40
_MAX_ID_WORDS = 3

_NO_ID = pattern(r"://|\.[a-z]{2,4}\Z|[`,;\r\n\[\]]|[.:]\s")
_STRUCK = pattern(r"~~[^~]*~~|`[^`]*`(?=.)")
_DECORATION = pattern(r"[\W_]*")
_BEFORE_DATE = pattern(r"[^\d.:;!?]{0,20}")
"""Words before a date: `by`, `end of`, `planned for`."""
_TIME = pattern(
    r"(?:[T ]?[ ]?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?"
    r"(?:[ ]?[ap]\.?m\b\.?)?(?:[ ]?(?:Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}))?)",
    re.IGNORECASE,
)

_ABOUT = r"(?:(?:[~\u2248<>\u2264\u2265\u00b1+\u7d04\u7ea6]|ca?\.?|circa|approx\.?|about)[ ]?)?"
_NUMBER = r"(?:\d{1,6}(?:[.,]\d{1,3})?(?:/\d{1,3})?|[\u00bc-\u00be])"
_DASH = r"[ ]?(?:[-\u2010-\u2015~\u301c\uff5e/\u2026]|\.\.|to)[ ]?"
_UNIT = r"[^\W\d_]{1,14}(?:[ -][^\W\d_]{1,14})?"
_PART = rf"{_NUMBER}\+?(?:[ ]?{_UNIT})?\+?"
_SIZE = r"(?:X{0,3}[SL]|[0-9]X[SL]|M|small|large)"
_AMOUNT = pattern(
    rf"{_ABOUT}[$\u20ac\u00a3]?{_PART}(?:{_DASH}{_ABOUT}{_PART}|[ ]?{_NUMBER}[ ]?{_UNIT}){{0,2}}"
    rf"|{_ABOUT}{_SIZE}(?:{_DASH}{_SIZE})?(?![\w-])",
    re.IGNORECASE,
)
_REMARK = pattern(r"[*_`]{0,3}[ \t]{0,9}\((?P<inner>[^()]*)\)[ \t]*[.]?")
_HEAD = pattern(r"[^()\d.,;:!?]{1,24}(?=\()")

_LINK = pattern(r"!?\[(?P<text>[^\[\]]{1,60})\]\([^()\s]{0,200}\)")
_MAIL = pattern(r"\s<[^<>\s@]{1,64}@[^<>\s@]{1,64}>")
_SEPARATOR = pattern(r"[,;]|\s[&+/|\u00b7]\s|[\s/](?=@)")
_AND = pattern(
    r"(?P<one>\S+)\s(?:and|und|et|og|och|en|y|e|i|\u0438|\u0442\u0430|ja|oraz)\s(?P<two>\S+)"
)
_NO_NAME = pattern(r"[\"\u201c\u201d{}<>|=\u2192]|\A[\W\d_]*\Z|[.!?:]\s")
_LOWER_WORDS = pattern(r"[a-z]+(?:[ -][a-z]+){2,}")


def find_id_value(text: str, start: int, end: int) -> IdMatch:
    """Return the id in ``text[start:end]``, a cell or field for ids; an empty one if it has none.

    It may be linked: ``[EPIC-01](epics/epic-01.md)``.
    """
    start, end = strip_markup(text, start, end)
    link = _LINK.fullmatch(text, start, end)
    if link:
        start, end = strip_markup(text, *link.span("text"))
    lead = find_leading_id(text, start, end)
    if lead.text and not normalize_name(text[lead.end : end]):
        return lead  # an emoji may follow
    value = text[start:end]
    long = len(value) > _MAX_ID_LENGTH or len(value.split()) > _MAX_ID_WORDS
    if long or _NO_ID.search(value) or _DECORATION.fullmatch(value):
        return IdMatch(start, start, "")
    return IdMatch(start, end, value)


def find_date_value(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the range of the date or period that ``text[start:end]`` states, or None.

    It includes a time of day. Words may precede it (`by May 2026`), but nothing with other numbers.
    """
    stop = min(end, start + MAX_VALUE_LENGTH)
    dates: list[Date] = [date for date in find_dates(text, start, stop, field=True) if date.exists]
    struck = [match.span() for match in _STRUCK.finditer(text, start, stop)] if dates else []
    dates = [date for date in dates if not covers(struck, date.start)]
    if not dates or dates[0].first is None:
        return None
    first = dates[0]
    last = dates[1] if len(dates) > 1 and dates[1].ends_range else first
    lead = _STRUCK.sub("", text[start : first.start])
    leads = not any(char.isalnum() for char in lead)
    if not leads and (end - start > _MAX_DATED_LENGTH or not _BEFORE_DATE.fullmatch(lead)):
        return None
    time = _TIME.match(text, last.end, end)
    return first.start, time.end() if time else last.end


def find_amount(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the range of the amount of work in ``text[start:end]``, or None: `3d`, `5 pts`, `XL`."""
    start, end = strip_markup(text, start, end)
    if end - start > _MAX_AMOUNT_LENGTH:
        return None
    mark = _DECORATION.match(text, start, end)
    low = mark.end() if mark else start
    while low > start and text[low - 1] in "~<>+\u2248\u2264\u2265\u00b1$\u20ac\u00a3":
        low -= 1
    amount = _AMOUNT.match(text, low, end)
    if amount and not next(find_dates(text, low, end), None):
        remark = _REMARK.fullmatch(text, amount.end(), end)
        if remark and _AMOUNT.fullmatch(text, *remark.span("inner")):
            return low, remark.end("inner") + 1  # "M (4-6 hours)"
        alone = remark or not text[amount.end() : end].strip(" \t.*_`")
        return (low, amount.end()) if alone else None
    head = _HEAD.match(text, low, end)
    remark = _REMARK.fullmatch(text, head.end(), end) if head else None
    if remark and _AMOUNT.fullmatch(text, *remark.span("inner")):
        return remark.span("inner")  # "Medium (4-6 hours)"
    return None


def find_names(text: str, start: int, end: int) -> list[str]:
    """Return the names of people and teams in ``text[start:end]``, without duplicates.

    Returns nothing if a part of it cannot be a name, because then all of it is prose.
    """
    start, end = strip_markup(text, start, end)
    value = text[start:end]
    if len(value) > MAX_VALUE_LENGTH or is_placeholder(value):
        return []
    around = " \t\r\n*_`"
    if value[:1] == "[" and value[-1:] == "]":
        value = value[1:-1]
        around += "\"'"
    value = _MAIL.sub("", value)
    value = _REMARK.sub(" ", _LINK.sub(lambda match: match["text"], value)) or value
    parts = _SEPARATOR.split(value)
    pair = _AND.fullmatch(value.strip()) if len(parts) == 1 else None
    found: dict[str, str] = {}
    for part in pair.groups() if pair else parts:
        name = " ".join(part.strip(around).split()).removesuffix(".")
        if not name or _DECORATION.fullmatch(name) or _is_nobody(name):
            continue
        if not _may_be_name(name) or len(found) >= _MAX_NAMES:
            return []
        found.setdefault(normalize_name(name) or name, name)
    return list(found.values())


def _is_nobody(name: str) -> bool:
    key = strip_accents(normalize_name(name))
    return key in words().nothing or key in words().no_milestone


def _may_be_name(name: str) -> bool:
    return (
        len(name) <= _MAX_NAME_LENGTH
        and len(name.split()) <= _MAX_NAME_WORDS
        and not _NO_NAME.search(name)
        and not _LOWER_WORDS.fullmatch(name)
    )
