"""Completion of the status in a heading: `## Phase 2 (comp`, `## Status: `.

Most titles state none, and their words are nobody's status: something is offered only where the
titles of this document state theirs, or a label says that a status follows.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from backlog_ls.features.completion.context import Replacement, replacement_at
from backlog_ls.features.completion.statuses import complete_choices
from backlog_ls.features.status.choices import StatusChoice, list_status_choices, status_key
from backlog_ls.features.status.heading_status import (
    find_heading_statuses,
    heading_status_choices,
    match_form,
    would_state,
)
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.names.normalize import normalize_name
from backlog_ls.model.statuses.heading_status import read_heading_status
from backlog_ls.model.tables.roles import Role, find_role
from backlog_ls.syntax.block import Kind
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from backlog_ls.features.completion.items import CompletionList
    from backlog_ls.features.cursor import Cursor
    from backlog_ls.features.status.heading_status import HeadingStatusStyle

_MAX_TITLE_LENGTH = 300
"""Maximum length of a heading in code points."""

_CLOSINGS = {"(": ")", "（": "）", "[": "]"}
_OPENED = pattern(r"(?P<sign>[(（\[])(?P<value>[^()（）\[\]]*)\Z")
_DASHED = pattern(r".*\s(?P<sign>[-–—·•|]|--)\s+(?P<value>[^()（）\[\]]*)\Z")
_LABELLED = pattern(r"(?P<label>[^:：]{1,40})(?P<sign>[:：])[ \t]*(?P<value>.*)\Z")
_REST = pattern(r"[^()（）\[\]]*")


def complete_heading_status(cursor: Cursor) -> CompletionList | None:
    """Offer statuses in the heading under the cursor, or return None."""
    block = cursor.place.piece
    heading = facts_of(block).heading
    if block.kind != Kind.HEADING or heading is None or cursor.line != cursor.place.line:
        return None
    low = cursor.place.offset + heading.start - cursor.line_start
    high = max(cursor.place.offset + heading.end - cursor.line_start, cursor.column)
    if not 0 <= cursor.column - low <= high - low <= _MAX_TITLE_LENGTH:
        return None
    others = find_heading_statuses(cursor.view, cursor.place)
    label = _LABELLED.match(cursor.before, low)
    labelled = label is not None and find_role(label["label"].strip("*_ ")) is Role.STATUS
    if not others and not labelled:
        return None
    value = _replacement(cursor, low, high, others, labelled=labelled)
    if value is None:
        return None
    found = complete_choices(cursor, value, _choices(cursor, value, others, low, high), ("", ""))
    return found if found.items else None


def _replacement(
    cursor: Cursor, low: int, high: int, others: list[HeadingStatusStyle], *, labelled: bool
) -> Replacement | None:
    """Return the replacement in the heading, whose text is in the columns ``[low, high)``."""
    text, column = cursor.line_text, cursor.column
    stated = read_heading_status(text[low:high])
    if stated and not stated.is_whole_title and low + stated.start <= column <= low + stated.end:
        return replacement_at(cursor, low + stated.start, low + stated.end, in_table=False)
    opened = _OPENED.search(text, low, column)
    at_end = not text[column:high].strip()
    match = opened
    if not match and at_end:
        sign = _LABELLED.match if labelled else _DASHED.match
        match = sign(text, low, column)
    if match is None:
        return _replacement_behind_name(cursor, low, others) if at_end and cursor.invoked else None
    if not (cursor.invoked or labelled or any(match["sign"] in each.opening for each in others)):
        return None  # a bracket or a dash in a name
    if not opened:
        return replacement_at(cursor, match.start("value"), column, in_table=False)
    end = min(_end_of_value(text, column), high)
    value = replacement_at(cursor, match.start("value"), end, in_table=False)
    closed = text[end : end + 1] in set(_CLOSINGS.values())
    return value if closed else value._replace(suffix=_CLOSINGS[match["sign"]])


def _replacement_behind_name(
    cursor: Cursor, low: int, others: list[HeadingStatusStyle]
) -> Replacement | None:
    """Return the replacement behind a name and a space, in the form of the other headings."""
    forms = Counter((each.opening, each.closing) for each in others if each.opening.strip(":："))
    if (
        not forms
        or not normalize_name(cursor.line_text[low : cursor.column])
        or cursor.line_text[cursor.column - 1] != " "
    ):
        return None
    (opening, closing), _ = forms.most_common(1)[0]
    return Replacement(cursor.column, cursor.column, opening.lstrip(), closing)


def _choices(
    cursor: Cursor, value: Replacement, others: list[HeadingStatusStyle], low: int, high: int
) -> list[StatusChoice]:
    """Return the statuses that the heading would state, in the form of the other headings."""
    used = heading_status_choices(others)
    form = used[0].spelling if used else ""
    choices = list_status_choices(cursor, [choice.spelling for choice in used])
    kept: dict[str, StatusChoice] = {}
    for choice in [*used, *choices]:
        written = match_form(form, choice.spelling)
        title = cursor.line_text[low : value.start] + value.prefix
        rest = value.suffix + cursor.line_text[value.end : high]
        if would_state(title + rest, len(title), len(title), written):
            kept.setdefault(status_key(written), choice._replace(spelling=written))
    return list(kept.values())


def _end_of_value(text: str, column: int) -> int:
    """Return the column where the value around `column` ends."""
    rest = _REST.match(text, column)
    end = rest.end() if rest else column
    while end > column and text[end - 1] in " \t":
        end -= 1
    return end
