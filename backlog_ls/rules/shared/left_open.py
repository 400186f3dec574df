"""Why an open task does not contradict that the item around it is done: its author left it open.

Beside its box or in the notes of the item stands in what state it is, or why it is open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.analysis.open_work import is_of_other_phase
from backlog_ls.model.document.flags import Flag, flags_of
from backlog_ls.model.names.normalize import normalize_name, strip_accents
from backlog_ls.model.statuses.remarks import has_reason, is_explained, names_reason
from backlog_ls.model.words import words
from backlog_ls.text.pattern import pattern
from backlog_ls.text.tree import Measure

if TYPE_CHECKING:
    from backlog_ls.model.blocks.list_items import ListItem
    from backlog_ls.syntax.block import Block

_REACH = 160
"""How many code points before and after the number of a criterion may say why it is open."""
_MAX_NUMBER = 99
_CRITERIA = pattern(
    r"(?:\bACs?|\b(?i:[ck]rit[e\u00e8\u00e9]r\w*|kryteri\w*|\u043a\u0440\u0438\u0442\u0435\u0440\w*)"
    r"|\u6807\u51c6|\u57fa\u6e96|\u6761\u4ef6|\uae30\uc900)[\s:_-]{0,2}"
    r"((?:#?\d{1,3}\b(?:\s?(?:[,/&+]|and|und|et|y|e)\s?#?\d{1,3}\b){0,20}))"
    r"|(?<![\w/#&])(#\d{1,3})(?!\w)"
)
"""Criteria in prose: `AC#6`, `ACs 2 and 6`, `Acceptance criterion #12`, `#12`."""
_DIGITS = pattern(r"\d+")
_OWN_NUMBER = pattern(r"[*_`]{0,3}(?:AC[-\s#]{0,2}|#)(\d{1,3})(?!\w)")
_MARKER_NUMBER = pattern(r"(\d{1,3})[.)]")
_UNIT = pattern(r"([^\W\d_]{3,20})\s#?(\d{1,4}(?:\.\d{1,4}){1,3})(?![\w.]*\w)")
"""A unit of work that is part of another: `sub-task 138.10`, `Story 5.2`."""


def states_reason(text: str, task: ListItem) -> bool:
    """Return whether an open task says in a few words in what state it is, or why it is open.

    Its author knows about the other tasks of the list too.
    """
    # For `[~]` and `[/]`, a state was chosen.
    return task.mark != " " or has_reason(text[task.text_start : task.text_end])


def is_left_to_others(text: str, task: ListItem, item: str, noted: int) -> bool:
    """Return whether it is known why an open task is open, or where it will be done.

    Args:
        text: of the block.
        task: the task.
        item: the normalized title of the item around it.
        noted: a set of numbers as `NOTED` finds them.
    """
    said = text[task.text_start : task.text_end]
    return (
        bool(noted >> _read_number(text, task) & 1)
        or is_of_other_phase(said, item)
        or is_explained(said)
        or _is_done_elsewhere(said, item)
    )


def _read_number(text: str, task: ListItem) -> int:
    """Return the number of a criterion, in its text or of its list item; 0 without one."""
    own = _OWN_NUMBER.match(text, task.text_start) or _MARKER_NUMBER.match(text, task.start)
    return int(own[1]) if own else 0


def _is_done_elsewhere(said: str, item: str) -> bool:
    """Return whether a task names another unit of work: `Story 5.2 will test it`."""
    return any(
        strip_accents(normalize_name(unit[1])) in words().units and unit[2] not in item
        for unit in _UNIT.finditer(said)
    )


def _noted(_key: int, block: Block) -> int:
    if flags_of(block) & Flag.TASK:
        return 0
    text = block.text
    bits = 0
    for found in _CRITERIA.finditer(text):
        numbers = [int(each[0]) for each in _DIGITS.finditer(found[1] or found[2])]
        around = text[max(found.start() - _REACH, 0) : found.end() + _REACH]
        if names_reason(around):
            bits |= sum({1 << number for number in numbers if 0 < number <= _MAX_NUMBER})
    return bits


NOTED: Measure[Block, int] = Measure(0, _noted, int.__or__)
"""The numbers of the criteria that notes name beside a reason, as a set of bits."""
