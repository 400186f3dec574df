"""The signifiers of Obsidian Tasks and the inline fields of Dataview, in list items.

`- [ ] Login 🆔 a1 ⛔ b2 ⏫ 📅 2026-03-01` and `- [ ] Login [due:: 2026-03-01] (owner:: Ann)`. As in Obsidian
Tasks, emoji count only at the end of the first line of a list item, tags and a block link aside
(https://publish.obsidian.md/tasks). Inline fields have brackets, so they count anywhere in it.
"""

from __future__ import annotations

from bisect import bisect_left
from enum import Enum
from itertools import islice, takewhile
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.text.pattern import pattern
from backlog_ls.text.spans import covers

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from backlog_ls.model.blocks.list_items import ListItem


class SignifierKind(str, Enum):
    """What a signifier states."""

    DUE = "due"
    SCHEDULED = "scheduled"
    STARTED = "started"
    CREATED = "created"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    ID = "id"
    DEPENDS_ON = "depends_on"
    PRIORITY = "priority"
    RECURRENCE = "recurrence"
    ON_COMPLETION = "on_completion"
    FIELD = "field"
    """An inline field with another name."""


class Signifier(NamedTuple):
    """A signifier or an inline field. Offsets are code points in the block."""

    kind: SignifierKind
    start: int
    end: int
    value_start: int
    value_end: int
    list_item: int
    """The number of its list item in `Facts.list_items`."""
    is_trailing: bool
    """Whether nothing but signifiers and tags follows it on its line."""


PRIORITIES = {
    "\U0001f53a": "highest",
    "\u23eb": "high",
    "\U0001f53c": "medium",
    "\U0001f53d": "low",
    "\u23ec": "lowest",
}
"""The emoji for priorities, with the words that Dataview uses for them."""

DATE_SIGNS = {
    "\U0001f4c5": SignifierKind.DUE,
    "\U0001f4c6": SignifierKind.DUE,
    "\U0001f5d3": SignifierKind.DUE,
    "\u23f3": SignifierKind.SCHEDULED,
    "\u231b": SignifierKind.SCHEDULED,
    "\U0001f6eb": SignifierKind.STARTED,
    "\u2795": SignifierKind.CREATED,
    "\u2705": SignifierKind.FINISHED,
    "\u274c": SignifierKind.CANCELLED,
}
"""The emoji before dates."""

SIGN_KINDS = {
    **DATE_SIGNS,
    "\U0001f194": SignifierKind.ID,
    "\u26d4": SignifierKind.DEPENDS_ON,
    "\U0001f501": SignifierKind.RECURRENCE,
    "\U0001f3c1": SignifierKind.ON_COMPLETION,
    **dict.fromkeys(PRIORITIES, SignifierKind.PRIORITY),
}
"""The emoji of signifiers."""

FIELD_KINDS = {
    "due": SignifierKind.DUE,
    "scheduled": SignifierKind.SCHEDULED,
    "start": SignifierKind.STARTED,
    "created": SignifierKind.CREATED,
    "completion": SignifierKind.FINISHED,
    "cancelled": SignifierKind.CANCELLED,
    "id": SignifierKind.ID,
    "dependson": SignifierKind.DEPENDS_ON,
    "priority": SignifierKind.PRIORITY,
    "repeat": SignifierKind.RECURRENCE,
    "oncompletion": SignifierKind.ON_COMPLETION,
}
"""The names of inline fields that Obsidian Tasks writes, in lower case."""

_ID = r"[a-zA-Z0-9_-]+"
_VALUES = {
    SignifierKind.ID: _ID,
    SignifierKind.DEPENDS_ON: rf"{_ID}(?:[ ]*,[ ]*{_ID})*",
    SignifierKind.RECURRENCE: r"[a-zA-Z0-9,!][a-zA-Z0-9, !]*",
    SignifierKind.ON_COMPLETION: r"[a-zA-Z]+",
    SignifierKind.PRIORITY: r"",
}
_VALUE = {
    kind: pattern(rf".\ufe0f?[ ]*(?P<value>{_VALUES.get(kind, '[0-9]{4}-[0-9]{2}-[0-9]{2}')})")
    for kind in dict.fromkeys(SIGN_KINDS.values())
}
_SIGN = pattern(f"[{''.join(SIGN_KINDS)}]")
_INLINE_FIELD = pattern(
    r"\[[ ]*(?P<key>[^\W\d_][\w -]{0,30}?)[ ]*::(?P<value>[^\[\]\r\n]*)\](?!\()(?:[ ]*,(?=[ \t]|\Z))?"
    r"|\([ ]*(?P<round_key>[^\W\d_][\w -]{0,30}?)[ ]*::(?P<round_value>[^()\r\n]*)\)"
    r"(?:[ ]*,(?=[ \t]|\Z))?"
)
_LINE_END = pattern(r"[\r\n]")
_BLOCK_LINK = pattern(r"[ \t]\^[a-zA-Z0-9-]+\Z")
_TAG = pattern(r"#[^\s!@#$%^&*(),.?\":{}|<>]+")
_MAX_TRAILING = 60
"""Maximum number of signifiers and tags at the end of a line."""
_DEPENDENCY = pattern(_ID)


def read_signifiers(
    text: str, list_items: tuple[ListItem, ...], code: tuple[tuple[int, int], ...]
) -> tuple[Signifier, ...]:
    """Return the signifiers in `list_items`, in order; not those in the code spans `code`."""
    if text.isascii() and "::" not in text:
        return ()
    return tuple(
        signifier
        for number, list_item in enumerate(list_items)
        for signifier in _read_line(text, list_item, number)
        if not covers(code, signifier.start)
    )


def split_signifiers(
    signifiers: tuple[Signifier, ...], list_item: ListItem, number: int
) -> tuple[ListItem, tuple[Signifier, ...]]:
    """Return `list_item` without the text from its trailing signifiers on, and its signifiers.

    Args:
        signifiers: Those of the block.
        list_item: The list item.
        number: Its number in the block.
    """
    if not signifiers:
        return list_item, ()
    first = bisect_left(signifiers, list_item.text_start, key=lambda signifier: signifier.start)
    others = islice(signifiers, first, None)
    own = tuple(takewhile(lambda signifier: signifier.list_item == number, others))
    end = next((each.start for each in own if each.is_trailing), list_item.text_end)
    return list_item._replace(text_end=end), own


def find_values(text: str, signifier: Signifier) -> Iterator[tuple[int, int]]:
    """Yield the ranges of the ids that `signifier`, which states dependencies, lists."""
    for match in _DEPENDENCY.finditer(text, signifier.value_start, signifier.value_end):
        yield match.span()


def _read_line(text: str, list_item: ListItem, number: int) -> list[Signifier]:
    start = list_item.text_start
    line_end = _LINE_END.search(text, start, list_item.text_end)
    stop = line_end.start() if line_end else list_item.text_end
    fields = {}
    if text.find("::", start, stop) >= 0:
        fields = {match.end(): match for match in _INLINE_FIELD.finditer(text, start, stop)}
    signs = [match.start() for match in _SIGN.finditer(text, start, stop)]
    if not fields and not signs:
        return []
    found: list[Signifier] = []
    link = _BLOCK_LINK.search(text, start, stop)
    end = link.start() if link else stop
    for _ in range(_MAX_TRAILING):
        while end > start and text[end - 1] in " \t":
            end -= 1
        while signs and signs[-1] >= end:
            signs.pop()
        field = fields.pop(end, None)
        sign = signs[-1] if signs else -1
        value = _VALUE[SIGN_KINDS[text[sign]]].fullmatch(text, sign, end) if sign >= 0 else None
        tag = text.rfind("#", start, end)
        if field:
            found.append(_inline_field(field, number, is_trailing=True))
            end = field.start()
        elif value:
            found.append(_signifier(text, value, number))
            end = sign
        elif tag >= 0 and _is_tag(text, start, tag, end):
            end = tag
        else:
            break
    found += [_inline_field(field, number, is_trailing=False) for field in fields.values()]
    return sorted(found, key=lambda signifier: signifier.start)


def _is_tag(text: str, start: int, at: int, end: int) -> bool:
    begins = at == start or text[at - 1].isspace()
    return begins and _TAG.fullmatch(text, at, end) is not None


def _signifier(text: str, match: re.Match[str], number: int) -> Signifier:
    kind = SIGN_KINDS[text[match.start()]]
    span = match.span("value")
    if kind is SignifierKind.PRIORITY:
        span = match.start(), match.start() + 1
    return Signifier(kind, *match.span(), *span, number, is_trailing=True)


def _inline_field(match: re.Match[str], number: int, *, is_trailing: bool) -> Signifier:
    prefix = "" if match["key"] else "round_"
    start, end = match.span(prefix + "value")
    while start < end and match.string[start] in " \t":
        start += 1
    while end > start and match.string[end - 1] in " \t":
        end -= 1
    kind = FIELD_KINDS.get(match[prefix + "key"].lower(), SignifierKind.FIELD)
    return Signifier(kind, *match.span(), start, end, number, is_trailing)
