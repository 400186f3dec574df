"""Count the tasks in a run of blocks, by completion."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.list_items import nested_items
from backlog_ls.model.statuses.heading_status import read_heading_status
from backlog_ls.model.statuses.remarks import is_left_out, is_moved, is_optional
from backlog_ls.model.statuses.status import Status, is_limiting, is_partial_status, read_status
from backlog_ls.text.pattern import pattern
from backlog_ls.text.tree import Measure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.model.blocks.list_items import ListItem
    from backlog_ls.syntax.block import Block


class Tally(NamedTuple):
    """Counts of tasks, which are list items with a checkbox."""

    done: int = 0
    open: int = 0
    optional: int = 0
    """Open tasks that need not be done: optional, deferred, moved elsewhere or struck through."""
    dropped: int = 0

    @property
    def total(self) -> int:
        """All tasks except the dropped ones."""
        return self.done + self.open

    def __add__(self, other: object) -> Tally:
        """Return the sum of both tallies."""
        if not isinstance(other, Tally):
            return NotImplemented
        return Tally(*(a + b for a, b in zip(self, other, strict=True)))


NO_TASKS = Tally()
MIN_CHECKED = 2
"""Minimum number of checked nested tasks. A single one is thin evidence that all is done."""
_NOWHERE = 1 << 30


def find_required_tasks(text: str, list_items: Iterable[ListItem]) -> Iterator[ListItem]:
    """Yield the open tasks among `list_items` that are required.

    A task is not required if it, or a task that contains it, is optional, deferred, moved elsewhere,
    cancelled or struck through.
    """
    entries = tuple(list_items)
    optional_depth = _NOWHERE  # depth of the enclosing task whose subtasks are not required
    for index, list_item in enumerate(entries):
        if list_item.depth > optional_depth:
            continue
        optional_depth = _NOWHERE
        if (
            list_item.mark
            and not list_item.done
            and (
                not list_item.open
                or _is_not_required(text, list_item)
                or _has_note(text, nested_items(entries, index))
            )
        ):
            optional_depth = list_item.depth
        elif list_item.open:
            yield list_item


def _is_not_required(text: str, list_item: ListItem) -> bool:
    words = _words(text, list_item).lstrip("*_ ")
    struck = words.startswith("~~") and words.find("~~", 2) > 0  # a remark may follow
    return struck or is_optional(words) or is_moved(words)


def _has_note(text: str, nested: Iterable[ListItem]) -> bool:
    """Tell whether a note below a task says that it was left out: `- **Note:** skipped, see above`."""
    for list_item in nested:
        label = None if list_item.mark else _LABEL.match(_words(text, list_item))
        if label and (
            is_left_out(_words(text, list_item)[label.end() :])
            or (len(label[0].split()) <= _MAX_LABEL_WORDS and is_left_out(label[0]))
        ):
            return True
    return False


def find_completable_tasks(
    text: str, list_items: tuple[ListItem, ...]
) -> Iterator[tuple[ListItem, int]]:
    """Yield the open tasks whose nested tasks are all checked, with the number of these.

    At least `MIN_CHECKED` are nested, and nothing says that there is more to do.
    """
    for index in _open_parents(text, list_items):
        task = list_items[index]
        nested = list(nested_items(list_items, index))
        checked = sum(list_item.done for list_item in nested)
        if checked < MIN_CHECKED or any(
            states_other_status(_words(text, list_item)) for list_item in nested
        ):
            continue
        if _stated_status(_words(text, task)) in _COMPLETABLE and not _is_not_required(text, task):
            yield task, checked


def states_other_status(words: str) -> bool:
    """Tell whether the text of a done task says otherwise: `(in review)`, `- core only`."""
    remark = _trailing_remark(words)
    partial = is_partial_status(remark) or (
        is_limiting(remark) and len(remark.split()) <= _MAX_REMARK_WORDS
    )
    return partial or _stated_status(words) not in {None, Status.DONE} or is_optional(words)


def is_partly_done(words: str) -> bool:
    """Tell whether a title or the text of a task says that only a part of it is done.

    It does so in brackets, in a few words after a dash, or at the end: `Sign-in (core complete)`,
    `Sign-in — mostly`, `Sign-in partially done`. Elsewhere such words are part of the name: `Some
    tags are missing`.
    """
    stated = read_heading_status(words)
    if stated and stated.partial:
        return True
    remark = _trailing_remark(words)
    if len(remark.split()) <= _MAX_REMARK_WORDS:
        if is_partial_status(remark) or is_limiting(remark):
            return True
    elif words.rstrip(" .").endswith(_CLOSING) and any(map(is_partial_status, _CUTS.split(remark))):
        return True
    tokens = words.split()[-_MAX_REMARK_WORDS:]
    if not any(read_status(word).known for word in tokens):
        return False
    ends = [read_status(" ".join(tokens[-length:])) for length in range(1, len(tokens) + 1)]
    partial = [end for end in ends if end.partial]
    return bool(partial) and (ends[0].known or any(end.status is Status.DONE for end in partial))


_COMPLETABLE = {None, Status.TODO, Status.IN_PROGRESS, Status.DONE}
_TRAILING_REMARK = pattern(
    r"[(\[\uff08]([^()\[\]\uff08\uff09`]{1,60})[)\]\uff09][ .]*\Z|\s[-\u2013\u2014]\s([^\u2013\u2014`]{1,60})\Z"
)
_LABEL = pattern(r"[^:\uff1a\r\n]{1,30}[:\uff1a][*_]{0,2}(?=\s)")
_MAX_LABEL_WORDS = 2
"""Maximum number of words of a label that is itself the note, with an emoji: `Skipped: no budget`."""
_CLOSING = (")", "]", "\uff09")
_CUTS = pattern(r"[/,;\uff0c\u3001]")
_MAX_REMARK_WORDS = 3
"""Maximum number of words of a remark that may restrict what is done."""


def _stated_status(words: str) -> Status | None:
    """Return the status that the text of a task states, besides its checkbox."""
    remark = read_status(_trailing_remark(words))
    if remark.known and remark.status is not Status.UNKNOWN:
        return remark.status
    stated = read_heading_status(words)
    return stated.status if stated and not stated.is_whole_title else None


def _trailing_remark(words: str) -> str:
    """Return the text in brackets, or after a dash, at the end of `words`."""
    match = _TRAILING_REMARK.search(words)
    return next(filter(None, match.groups()), "") if match else ""


def _words(text: str, list_item: ListItem) -> str:
    return text[list_item.text_start : list_item.text_end]


def _open_parents(text: str, list_items: tuple[ListItem, ...]) -> list[int]:
    """Return the indexes of the open tasks without open tasks nested in them.

    Tasks that contain both checkboxes and list items without one are left out, unless these are
    fields: such an item may be something to do.
    """
    found: list[int] = []
    parents: list[_Parent] = []
    for index, list_item in enumerate(list_items):
        while parents and parents[-1].depth >= list_item.depth:
            _close(parents, found)
        if parents:
            parents[-1].open |= list_item.open
            parents[-1].boxes |= bool(list_item.mark)
            parents[-1].plain |= (
                not list_item.mark and ":" not in text[list_item.text_start : list_item.text_end]
            )
        parents.append(_Parent(index, list_item.depth, is_open=list_item.open))
    while parents:
        _close(parents, found)
    return sorted(found)


class _Parent:
    """A list item while the items nested in it are visited."""

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


def tally_list_items(text: str, list_items: tuple[ListItem, ...]) -> Tally:
    """Return the counts of `list_items` in the block text `text`."""
    done = sum(list_item.done for list_item in list_items)
    unfinished = sum(list_item.open for list_item in list_items)
    dropped = sum(bool(list_item.mark) for list_item in list_items) - done - unfinished
    firm = sum(1 for _ in find_required_tasks(text, list_items)) if unfinished else 0
    return Tally(done, unfinished, unfinished - firm, dropped)


def _tally_of(_key: int, block: Block) -> Tally:
    list_items = facts_of(block).list_items
    return tally_list_items(block.text, list_items) if list_items else NO_TASKS


def _join(left: Tally, right: Tally) -> Tally:
    if right is NO_TASKS:
        return left
    return right if left is NO_TASKS else left + right


TALLY: Measure[Block, Tally] = Measure(NO_TASKS, _tally_of, _join)
