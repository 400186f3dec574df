"""How many tasks a run of blocks holds, and how far they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.facts import facts
from backlog_ls.model.status import is_optional
from backlog_ls.text.tree import Measure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
_NOWHERE = 1 << 30


def firm_tasks(text: str, entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield the open tasks among `entries` that have to be done.

    That is not so where a task, or one that it is nested in, is marked optional, deferred or
    cancelled, or struck.
    """
    spared = _NOWHERE  # how deep the task stands in which nothing has to be done
    for entry in entries:
        if entry.depth > spared:
            continue
        spared = _NOWHERE
        if entry.mark and not entry.done and (not entry.open or _is_spared(text, entry)):
            spared = entry.depth
        elif entry.open:
            yield entry


def _is_spared(text: str, entry: Entry) -> bool:
    words = text[entry.text_start : entry.text_end]
    struck = words.startswith("~~") and words.rstrip(" .!").endswith("~~")
    return struck or is_optional(words)


def tally_entries(text: str, entries: tuple[Entry, ...]) -> Tally:
    """Return the counts of `entries`, which stand in `text`."""
    done = sum(entry.done for entry in entries)
    unfinished = sum(entry.open for entry in entries)
    dropped = sum(bool(entry.mark) for entry in entries) - done - unfinished
    firm = sum(1 for _ in firm_tasks(text, entries)) if unfinished else 0
    return Tally(done, unfinished, unfinished - firm, dropped)


def _tally_of(_key: int, block: Block) -> Tally:
    entries = facts(block).entries
    return tally_entries(block.text, entries) if entries else NO_TASKS


def _join(left: Tally, right: Tally) -> Tally:
    if right is NO_TASKS:
        return left
    return right if left is NO_TASKS else left + right


TALLY: Measure[Block, Tally] = Measure(NO_TASKS, _tally_of, _join)
