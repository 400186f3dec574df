"""The open tasks that contradict that the item around them is done.

Open tasks that their author left open on purpose do not: follow-ups, tasks of low priority or with an
issue of their own, and boxes that nobody in the document ever checks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from backlog_ls.model.analysis.open_work import (
    is_follow_up_title,
    is_goal_title,
    is_of_other_phase,
    is_postponed,
    is_review_title,
)
from backlog_ls.model.analysis.section_status import read_certain_status
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.list_items import nested_items
from backlog_ls.model.document.flags import FLAGS, Flag, flags_of
from backlog_ls.model.document.scope import SCOPE, UNKNOWN_LEVEL
from backlog_ls.model.items.tally import find_required_tasks, is_partly_done
from backlog_ls.model.names.normalize import normalize_name, normalize_status
from backlog_ls.model.statuses.remarks import has_reason, is_minor
from backlog_ls.model.statuses.status import Status, canonical_status
from backlog_ls.rules.shared.left_open import NOTED, is_left_to_others, states_reason
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.pattern import pattern
from backlog_ls.text.tree import Measure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlog_ls.model.analysis.section_status import CertainStatus
    from backlog_ls.model.blocks.list_items import ListItem
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.text.rope import Place

_BOLD = pattern(r"\s*(?:\*\*|__)[^\r\n]*(?:\*\*|__)\s*")
_NOWHERE = 1 << 30
_ISSUE = pattern(
    r"(?<=[^\s#/\w]|[ \t])#\d{1,6}(?!\w)|/issues/\d"
    r"|[(\[][^()\[\]\r\n]{0,60}?(?<!\w)[A-Z][A-Z0-9]{1,9}-\d{1,6}(?!\w)[^()\[\]\r\n]{0,60}[)\]]"
)
"""An issue that a task refers to, not its own number at the start: `Test it (#140)`, `(see TD-12)`."""
_HASH_BITS = 1024
MIN_ENTRIES = 2
"""Minimum number of list items in a block with sub-tasks."""


class OpenTask(NamedTuple):
    """The text of an open task, in ``[start, end)`` of the block with the key `key`."""

    key: int
    start: int
    end: int


class _List:
    """The tasks of one list, or those in the headings of an item."""

    __slots__ = (
        "done_with_issue",
        "has_done",
        "is_checked",
        "is_explained",
        "lead",
        "open",
        "with_issue",
    )

    def __init__(self, lead: int, *, is_checked: bool) -> None:
        self.lead = lead
        """Key of the block that introduces it."""
        self.open: list[OpenTask] = []
        self.with_issue: list[OpenTask] = []
        """Open tasks that refer to an issue."""
        self.is_checked = is_checked
        """Whether its open tasks count: some box is checked, or need not be."""
        self.is_explained = False
        """Whether an open task says why it is open. Its author knows the others too."""
        self.has_done = self.done_with_issue = False

    def add(
        self, key: int, text: str, entries: tuple[ListItem, ...], item: str, noted: int = 0
    ) -> None:
        """Add the tasks among `entries`, list items of a block, which are part of `item`.

        The numbers in `noted` are those of criteria that are explained elsewhere.
        """
        self.note_done(text, entries)
        for task in _find_in_list(text, entries):
            self.is_explained |= states_reason(text, task)
            if is_left_to_others(text, task, item, noted):
                continue
            found = self.with_issue if _has_issue(text, task) else self.open
            found.append(OpenTask(key, task.text_start, task.text_end))

    def note_done(self, text: str, entries: tuple[ListItem, ...]) -> None:
        """Note which of the tasks among `entries` are checked."""
        for entry in entries:
            if entry.done:
                self.has_done = self.is_checked = True
                self.done_with_issue |= _has_issue(text, entry)

    def find_contradicting(self) -> list[OpenTask]:
        """Return the open tasks that contradict that the item is done."""
        if not self.is_checked or self.is_explained:
            return []
        # Those that have an issue, unlike what was done, were left to it.
        are_left = self.has_done and not self.done_with_issue
        return self.open if are_left else [*self.open, *self.with_issue]


def read_done(backlog: Backlog, heading: Place[Block]) -> CertainStatus | None:
    """Return the status of a section that is certainly done, or None."""
    stated = read_certain_status(backlog, heading)
    if stated is None or stated.status is not Status.DONE:
        return None
    status = normalize_status(stated.use.text)
    if status.emojis and status.word and canonical_status(status.word) is not Status.DONE:
        return None  # `✅ Pass` and `✅ Accepted` are the results of something
    found = facts_of(heading.piece).heading
    is_goal = found and stated.key == heading.key and is_goal_title(found.title)
    return None if is_goal else stated  # `Success criteria (100 % complete)`


def find_contradicting_tasks(
    backlog: Backlog, start: int, stop: int, title: str, *, unchecked: bool = False
) -> list[OpenTask]:
    """Return the open tasks of a finished item that contradict its status, in document order.

    Tasks below a finished part of the item are left out.

    Args:
        backlog: the document.
        start: index of the first block below the item.
        stop: index of the block after the last one.
        title: the normalized title of the item.
        unchecked: whether lists without a checked box count.
    """
    noted = backlog.rope.fold(NOTED, start, stop)
    headings = _List(0, is_checked=unchecked)
    lists = [headings]
    spared = UNKNOWN_LEVEL
    for place in backlog.rope.find(FLAGS, Flag.TASK | Flag.HEADING, start, stop):
        block = place.piece
        heading = facts_of(block).heading
        entries = facts_of(block).list_items
        current = headings
        if heading:
            headings.note_done(block.text, entries)
            if block.level <= spared:
                is_spared = _is_spared(backlog, place, heading.title, title)
                spared = block.level if is_spared else UNKNOWN_LEVEL
        if spared != UNKNOWN_LEVEL:
            continue
        if not heading:
            above = backlog.rope.fold(SCOPE, 0, place.index).lead
            if above and _is_label_of_other_work(above.block, title):
                continue
            lead = above.key if above else 0
            if len(lists) == 1 or (above and lead != lists[-1].lead and _is_title(above.block)):
                lists.append(_List(lead, is_checked=unchecked))
            current = lists[-1]
        current.add(place.key, block.text, entries, title, noted)
    return sorted(task for each in lists for task in each.find_contradicting())


def find_checked_parents(key: int, block: Block) -> Iterator[tuple[ListItem, list[OpenTask]]]:
    """Yield the checked tasks with checked sub-tasks, and the open sub-tasks that contradict them."""
    text, entries = block.text, facts_of(block).list_items
    if len(entries) < MIN_ENTRIES:
        return
    for index, entry in enumerate(entries):
        if not entry.done or index + 1 >= len(entries) or is_partly_done(_task_text(text, entry)):
            continue
        nested = tuple(nested_items(entries, index))
        if any(each.done for each in nested):
            found = _List(0, is_checked=False)
            found.add(key, text, nested, normalize_name(_task_text(text, entry)))
            yield entry, sorted(found.find_contradicting())


def count_parents(backlog: Backlog) -> tuple[int, int, int]:
    """Return the numbers of checked tasks with sub-tasks: all are checked, only some are, none is."""
    return backlog.rope.fold(_PARENTS, 0, len(backlog.rope))


def read_kind(text: str) -> str:
    """Return the first word of the text of a task, without numbers: `commit` for `2. Commit: …`.

    Tasks that belong to every item begin with the same word in each of them.
    """
    for word in normalize_name(text).split(maxsplit=8):
        kind = word.partition(":")[0].partition("\uff1a")[0]
        if kind and not any(map(str.isdigit, kind)):
            return kind
    return ""


def is_checked_kind(backlog: Backlog, kind: str) -> bool:
    """Return whether a task of the document that begins with the word `kind` is checked.

    Rarely the answer is yes although there is none.
    """
    return bool(backlog.rope.fold(_CHECKED_KINDS, 0, len(backlog.rope)) & _bit(kind))


def _bit(kind: str) -> int:
    return 1 << (crc32(kind.encode("utf-8", "surrogatepass")) % _HASH_BITS)


def _checked_kinds(_key: int, block: Block) -> int:
    bits = 0
    if flags_of(block) & Flag.TASK:
        for entry in facts_of(block).list_items:
            if entry.done:
                bits |= _bit(read_kind(_task_text(block.text, entry)))
    return bits


def _count_parents(_key: int, block: Block) -> tuple[int, int, int]:
    if not flags_of(block) & Flag.TASK or len(facts_of(block).list_items) < MIN_ENTRIES:
        return _NO_PARENTS
    complete = partial = unkept = 0
    text, entries = block.text, facts_of(block).list_items
    for index, entry in enumerate(entries):
        nested = tuple(nested_items(entries, index)) if entry.done else ()
        required = sum(1 for _ in find_required_tasks(text, nested))
        if any(each.done for each in nested):
            complete, partial = complete + (not required), partial + bool(required)
        else:
            unkept += required > 1
    return complete, partial, unkept


def _add(one: tuple[int, int, int], other: tuple[int, int, int]) -> tuple[int, int, int]:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]


_NO_PARENTS = (0, 0, 0)
_PARENTS: Measure[Block, tuple[int, int, int]] = Measure(_NO_PARENTS, _count_parents, _add)
_CHECKED_KINDS: Measure[Block, int] = Measure(0, _checked_kinds, int.__or__)
"""A set of the first words of checked tasks, as a Bloom filter: its size does not grow."""


def _is_spared(backlog: Backlog, heading: Place[Block], title: str, item: str) -> bool:
    """Return whether the tasks below `title` do not count for the `item` that contains it."""
    return (
        _is_later_work(title)
        or is_review_title(title)
        or has_reason(title)
        or is_of_other_phase(title, item, is_title=True)
        or is_goal_title(title)
        or read_done(backlog, heading) is not None
    )


def _is_later_work(title: str) -> bool:
    return is_postponed(title) or is_follow_up_title(title) or is_minor(title)


def _is_label_of_other_work(block: Block, item: str) -> bool:
    """Return whether a block above a list says that the list is not part of the work of `item`."""
    if flags_of(block) & Flag.LEGEND or is_of_other_phase(block.text, item, is_label=True):
        return True
    return block.kind == Kind.PARAGRAPH and _is_title(block) and _is_later_label(block.text)


def _is_later_label(text: str) -> bool:
    return _is_later_work(text.strip(" \t\r\n*_:\uff1a"))


def _is_title(block: Block) -> bool:
    """Return whether `block` begins another list: a heading, `**Tasks**:`, but not a code block."""
    return block.kind in {Kind.HEADING, Kind.HTML} or (
        block.kind == Kind.PARAGRAPH and _is_label(block.text)
    )


def _is_label(text: str) -> bool:
    ends_in_colon = text.rstrip(" \t\r\n*_").endswith((":", "\uff1a"))
    return ends_in_colon or _BOLD.fullmatch(text) is not None


def _find_in_list(text: str, entries: tuple[ListItem, ...]) -> Iterator[ListItem]:
    """Yield the open tasks among `entries` that may contradict that their item is done.

    An open task whose sub-tasks are all checked is only a heading for them, and one that ends in a colon
    without any is one for the code or text below it.
    """
    wrappers = {
        entry.start
        for index, entry in enumerate(entries)
        if entry.open and _is_wrapper(_task_text(text, entry), tuple(nested_items(entries, index)))
    }
    for task in find_required_tasks(text, _leave_out_parts(text, entries)):
        said = _task_text(text, task)
        if task.start not in wrappers and not is_minor(said):
            yield task


def _is_wrapper(said: str, nested: Sequence[ListItem]) -> bool:
    boxes = [entry for entry in nested if entry.mark]
    if boxes:
        return not any(entry.open for entry in boxes)
    return not nested and said.endswith((":", "\uff1a"))


def _leave_out_parts(text: str, entries: tuple[ListItem, ...]) -> Iterator[ListItem]:
    """Yield `entries` without those that are not checked for the item around them.

    These are nested in a checked task, which is checked for itself, or below a label about later work:
    `- **Tech debt:**`.
    """
    left_out = _NOWHERE
    for entry in entries:
        if entry.depth > left_out:
            continue
        said = _task_text(text, entry)
        if entry.mark:
            is_closed = entry.done and not is_partly_done(said)
        else:
            is_closed = _is_label(said) and _is_later_label(said)
        left_out = entry.depth if is_closed else _NOWHERE
        yield entry


def _has_issue(text: str, entry: ListItem) -> bool:
    return _ISSUE.search(text, entry.text_start, entry.text_end) is not None


def _task_text(text: str, entry: ListItem) -> str:
    return text[entry.text_start : entry.text_end]
