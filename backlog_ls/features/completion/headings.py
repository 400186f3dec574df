"""Completion of the status that the title of a section states: `## Phase 2 (comp`, `## Status: `.

Most titles state none, and their words are nobody's status: something is offered only where the
titles of this document state theirs, or a label says that a status follows.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from backlog_ls.features.completion.context import Value, value_of
from backlog_ls.features.completion.statuses import choices_offered
from backlog_ls.features.status.choices import Choice, choices_at, status_key
from backlog_ls.features.status.heading_status import (
    in_form,
    stated_in_titles,
    states,
    title_choices,
)
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.names.normalize import fold
from backlog_ls.model.statuses.heading_status import section_status
from backlog_ls.model.tables.headers import Role, header_role
from backlog_ls.syntax.block import Kind
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from backlog_ls.features.completion.items import CompletionList, Spot
    from backlog_ls.features.status.heading_status import Stated

_LONGEST = 300
"""Code points of a title: a longer one is none."""

_CLOSINGS = {"(": ")", "（": "）", "[": "]"}
_OPENED = pattern(r"(?P<sign>[(（\[])(?P<value>[^()（）\[\]]*)\Z")
_DASHED = pattern(r".*\s(?P<sign>[-–—]|--)\s+(?P<value>[^()（）\[\]]*)\Z")
_LABELLED = pattern(r"(?P<label>[^:：]{1,40})(?P<sign>[:：])[ \t]*(?P<value>.*)\Z")
_REST = pattern(r"[^()（）\[\]]*")


def complete_title(spot: Spot) -> CompletionList | None:
    """Offer statuses where the title with the cursor has room for one; None where it has none."""
    block = spot.place.piece
    heading = facts(block).heading
    if block.kind != Kind.HEADING or heading is None or spot.line != spot.place.line:
        return None
    low = spot.place.offset + heading.start - spot.line_start
    high = max(spot.place.offset + heading.end - spot.line_start, spot.column)
    if not 0 <= spot.column - low <= high - low <= _LONGEST:
        return None
    said = stated_in_titles(spot.view, spot.place)
    label = _LABELLED.match(spot.before, low)
    labelled = label is not None and header_role(label["label"].strip("*_ ")) is Role.STATUS
    if not said and not labelled:
        return None
    value = _value(spot, low, high, said, labelled=labelled)
    if value is None:
        return None
    found = choices_offered(spot, value, _choices(spot, value, said, low, high), ("", ""))
    return found if found.items else None


def _value(spot: Spot, low: int, high: int, said: list[Stated], *, labelled: bool) -> Value | None:
    """Return what to replace in the title, which takes the columns ``[low, high)``."""
    text, column = spot.text, spot.column
    stated = section_status(text[low:high])
    if stated and not stated.whole and low + stated.start <= column <= low + stated.end:
        return value_of(spot, low + stated.start, low + stated.end, in_table=False)
    opened = _OPENED.search(text, low, column)
    at_end = not text[column:high].strip()
    match = opened
    if not match and at_end:
        sign = _LABELLED.match if labelled else _DASHED.match
        match = sign(text, low, column)
    if match is None:
        return _behind_name(spot, low, said) if at_end and spot.asked else None
    if not (spot.asked or labelled or any(match["sign"] in each.lead for each in said)):
        return None  # typing a name with a bracket or a dash in it
    if not opened:
        return value_of(spot, match.start("value"), column, in_table=False)
    end = min(_rest(text, column), high)
    value = value_of(spot, match.start("value"), end, in_table=False)
    closed = text[end : end + 1] in set(_CLOSINGS.values())
    return value if closed else value._replace(tail=_CLOSINGS[match["sign"]])


def _behind_name(spot: Spot, low: int, said: list[Stated]) -> Value | None:
    """Return the place behind a name and a blank, for a status in the form of the other titles."""
    forms = Counter((each.lead, each.close) for each in said if each.lead.strip(":："))
    if not forms or not fold(spot.text[low : spot.column]) or spot.text[spot.column - 1] != " ":
        return None
    (lead, close), _ = forms.most_common(1)[0]
    return Value(spot.column, spot.column, lead.lstrip(), close)


def _choices(spot: Spot, value: Value, said: list[Stated], low: int, high: int) -> list[Choice]:
    """Return the statuses that the title would state, in the form in which others state theirs."""
    used = title_choices(said)
    form = used[0].spelling if used else ""
    choices = choices_at(spot, [choice.spelling for choice in used])
    kept: dict[str, Choice] = {}
    for choice in [*used, *choices]:
        written = in_form(form, choice.spelling)
        title = spot.text[low : value.start] + value.lead
        rest = value.tail + spot.text[value.end : high]
        if states(title + rest, len(title), len(title), written):
            kept.setdefault(status_key(written), choice._replace(spelling=written))
    return list(kept.values())


def _rest(text: str, column: int) -> int:
    """Return where the value ends that goes on behind `column`."""
    rest = _REST.match(text, column)
    end = rest.end() if rest else column
    while end > column and text[end - 1] in " \t":
        end -= 1
    return end
