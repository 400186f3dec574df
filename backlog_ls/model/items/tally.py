"""How many tasks a run of blocks holds, and how far they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.entries import nested_in
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.statuses.heading_status import section_status
from backlog_ls.model.statuses.status import Status, is_optional, is_partial, limits, read_status
from backlog_ls.text.pattern import pattern
from backlog_ls.text.tree import Measure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.model.blocks.entries import Entry
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
ENOUGH = 2
"""One checked task is thin evidence that all is done."""
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
    words = _words(text, entry)
    struck = words.startswith("~~") and words.rstrip(" .!").endswith("~~")
    return struck or is_optional(words)


def ripe_tasks(text: str, entries: tuple[Entry, ...]) -> Iterator[tuple[Entry, int]]:
    """Yield the open tasks among `entries` in which all tasks are checked, with how many these are.

    At least `ENOUGH` are, and nothing says that there is more to do.
    """
    for index in _clear_tasks(text, entries):
        task = entries[index]
        nested = list(nested_in(entries, index))
        checked = sum(entry.done for entry in nested)
        if checked < ENOUGH or any(says_more(_words(text, entry)) for entry in nested):
            continue
        if _said(_words(text, task)) in _UNTOLD and not _is_spared(text, task):
            yield task, checked


def says_more(words: str) -> bool:
    """Tell whether the words of a done task state something else: `(in review)`, `- core only`."""
    aside = _aside(words)
    partial = is_partial(aside) or (limits(aside) and len(aside.split()) <= _SHORT)
    return partial or _said(words) not in {None, Status.DONE} or is_optional(words)


def is_reserved(words: str) -> bool:
    """Tell whether a title, or the words of a task, say that only a part of it is done.

    They do so in brackets, in a few words after a dash, or at their end: `Sign-in (core complete)`,
    `Sign-in — mostly`, `Sign-in partially done`. Elsewhere they name it: `Some tags are missing`.
    """
    stated = section_status(words)
    if stated and stated.partial:
        return True
    aside = _aside(words)
    if len(aside.split()) <= _SHORT:
        if is_partial(aside) or limits(aside):
            return True
    elif words.rstrip(" .").endswith(_CLOSING) and any(map(is_partial, _CUTS.split(aside))):
        return True
    said = words.split()[-_SHORT:]
    if not any(read_status(word).known for word in said):
        return False
    ends = [read_status(" ".join(said[-length:])) for length in range(1, len(said) + 1)]
    partial = [end for end in ends if end.partial]
    return bool(partial) and (ends[0].known or any(end.status is Status.DONE for end in partial))


_UNTOLD = {None, Status.TODO, Status.IN_PROGRESS, Status.DONE}
_ASIDE = pattern(
    r"[(\[\uff08]([^()\[\]\uff08\uff09`]{1,60})[)\]\uff09][ .]*\Z|\s[-\u2013\u2014]\s([^\u2013\u2014`]{1,60})\Z"
)
_CLOSING = (")", "]", "\uff09")
_CUTS = pattern(r"[/,;\uff0c\u3001]")
_SHORT = 3
"""Words that limit what is done, beside no more than two others."""


def _said(words: str) -> Status | None:
    """Return the status that a task states beside its box."""
    aside = read_status(_aside(words))
    if aside.known and aside.status is not Status.UNKNOWN:
        return aside.status
    stated = section_status(words)
    return stated.status if stated and not stated.whole else None


def _aside(words: str) -> str:
    """Return what stands in brackets, or after a dash, at the end of `words`."""
    match = _ASIDE.search(words)
    return next(filter(None, match.groups()), "") if match else ""


def _words(text: str, entry: Entry) -> str:
    return text[entry.text_start : entry.text_end]


def _clear_tasks(text: str, entries: tuple[Entry, ...]) -> list[int]:
    """Return the numbers of the open tasks in which none is open.

    Neither does an item without a box stand among those in them, unless it is a field: it may as
    well be something to do.
    """
    found: list[int] = []
    parents: list[_Parent] = []
    for index, entry in enumerate(entries):
        while parents and parents[-1].depth >= entry.depth:
            _close(parents, found)
        if parents:
            parents[-1].open |= entry.open
            parents[-1].boxes |= bool(entry.mark)
            parents[-1].plain |= (
                not entry.mark and ":" not in text[entry.text_start : entry.text_end]
            )
        parents.append(_Parent(index, entry.depth, is_open=entry.open))
    while parents:
        _close(parents, found)
    return sorted(found)


class _Parent:
    """An entry while those in it are gone through."""

    __slots__ = ("boxes", "depth", "index", "is_open", "open", "plain")

    def __init__(self, index: int, depth: int, *, is_open: bool) -> None:
        self.index = index
        self.depth = depth
        self.is_open = is_open
        self.open = self.boxes = self.plain = False


def _close(parents: list[_Parent], found: list[int]) -> None:
    done = parents.pop()
    unclear = done.open or (done.boxes and done.plain)
    if done.is_open and not unclear:
        found.append(done.index)
    if parents:
        parents[-1].open |= unclear


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
