"""How many tasks a run of blocks holds, and how far they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.facts import facts
from backlog_ls.model.status import is_optional as says_optional
from backlog_ls.text.tree import Measure

if TYPE_CHECKING:
    from backlog_ls.model.entries import Entry
    from backlog_ls.syntax.block import Block


class Tally(NamedTuple):
    """Counts of tasks, that is of list items with a checkbox."""

    done: int = 0
    open: int = 0
    optional: int = 0
    """Those of the open ones that need not be done: marked optional, deferred or struck."""
    dropped: int = 0

    @property
    def total(self) -> int:
        """All tasks but the dropped ones."""
        return self.done + self.open

    def __add__(self, other: object) -> Tally:
        """Return both together."""
        if not isinstance(other, Tally):
            return NotImplemented
        return Tally(*(a + b for a, b in zip(self, other, strict=True)))


NO_TASKS = Tally()
_STRUCK = re.compile(r"~~.*~~\W*\Z", re.DOTALL)


def is_optional(text: str, entry: Entry) -> bool:
    """Tell whether an open task need not be done: marked optional, deferred, cancelled or struck."""
    words = text[entry.text_start : entry.text_end]
    return says_optional(words) or _STRUCK.match(words) is not None


def tally_entries(text: str, entries: tuple[Entry, ...]) -> Tally:
    """Return the counts of `entries`, which stand in `text`."""
    done = unfinished = optional = dropped = 0
    for entry in entries:
        if entry.done:
            done += 1
        elif entry.open:
            unfinished += 1
            optional += is_optional(text, entry)
        elif entry.mark:
            dropped += 1
    return Tally(done, unfinished, optional, dropped)


def _tally_of(_key: int, block: Block) -> Tally:
    entries = facts(block).entries
    return tally_entries(block.text, entries) if entries else NO_TASKS


def _join(left: Tally, right: Tally) -> Tally:
    if right is NO_TASKS:
        return left
    return right if left is NO_TASKS else left + right


TALLY: Measure[Block, Tally] = Measure(NO_TASKS, _tally_of, _join)
