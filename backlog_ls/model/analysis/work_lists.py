"""Which lists of a document list work, by the headings above them and by their list items."""

from __future__ import annotations

from itertools import islice
from operator import add
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.analysis.bold_titles import BOLD_TITLES, has_titled_items
from backlog_ls.model.analysis.list_entries import MAX_ENTRIES, read_entries
from backlog_ls.model.analysis.section_status import has_item_fields, read_certain_status
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.declared_backlog import is_list_of_work
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.items.bullets import Evidence, read_bullet
from backlog_ls.model.items.section_kinds import SectionKind, SectionMeaning, read_section_title
from backlog_ls.model.names.normalize import (
    EMOJI_CLUSTER,
    normalize_name,
    strip_accents,
)
from backlog_ls.model.statuses.status import CLOSED_STATUSES, Status
from backlog_ls.model.words import words
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.pattern import pattern
from backlog_ls.text.tree import Measure

if TYPE_CHECKING:
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.document.context import Context
    from backlog_ls.model.document.scope import EnclosingBlock
    from backlog_ls.text.rope import Place


class WorkList(NamedTuple):
    """What the list items of a list are."""

    is_work: bool
    status: Status | None = None
    """The status that the headings above give to items that state none."""


NO_WORK = WorkList(is_work=False)


MAX_LABELLED_BLOCKS = 200
"""Maximum number of blocks of a section in which repeated labels are looked for."""


MIN_ITEM_HEADINGS = 2
"""Minimum number of headings that are items in a document whose lists are details of something."""
MIN_TAGGED = 3
"""Minimum number of list items with an id, a tag or a status in words that make the other lists of a
document something else."""


MAX_PER_TAGGED = 5
"""Maximum number of top-level list items for each of those."""


_OTHER_WORK = Flag.TASK | Flag.WORK_TABLE | Flag.STATUS


_KINDS_OF_WORK = frozenset({SectionKind.WORK, SectionKind.COLUMN})


BOLD_TITLE = pattern(r"(?:\*\*|__)(?P<title>[^\r\n]{2,160}?)(?:\*\*|__)")


_LABEL = pattern(r"(?:\A|[\r\n]|[.!?。]\s)[ \t]*(?P<label>[^\r\n]{1,120}?)[:：][*_]{0,2}[ \t]*\Z")


def read_work_list(backlog: Backlog, context: Context) -> WorkList:
    """Return what the list is that contains a list item with `context`."""
    if not is_list_of_work(backlog):
        return NO_WORK
    return backlog.remember(read_work_list, context.lead, lambda: _read_work_list(backlog, context))


def _read_work_list(backlog: Backlog, context: Context) -> WorkList:
    rope = backlog.rope
    lead = rope.at_key(context.lead) if context.lead else None
    first = lead.index + 1 if lead else 0
    entries = read_entries(backlog, first)
    if (
        not entries.total
        or entries.boxes
        or entries.links == entries.total
        or entries.metadata > entries.total
        or (entries.bad_signs and entries.is_signed and not entries.open_signs)
    ):
        return NO_WORK
    headings = backlog.scope_before(first).headings
    inner = rope.at_key(headings[-1].key) if headings else None
    start = inner.index + 1 if inner else 0
    stop = backlog.body_end(inner) if inner else _first_heading(backlog)
    label = _read_lead(lead.piece) if lead else None
    decided = _read_lead_meaning(label) or _read_headings(backlog, headings, label)
    if _is_below_title(backlog, start, first) and has_titled_items(backlog, context):
        return NO_WORK
    own_flags = rope.fold(FLAGS, start, stop)
    if decided is not None:
        has_other = own_flags & Flag.WORK_TABLE or (
            own_flags & Flag.TASK and _has_tasks(backlog, start, stop)
        )
        is_other = has_other and not (entries.is_signed and entries.open_signs)
        return NO_WORK if is_other or _repeats_labels(backlog, first, start, stop) else decided
    if entries.is_signed and entries.open_signs:
        return WorkList(is_work=True)
    flags = rope.fold(FLAGS, 0, len(rope))
    has_other = flags & _OTHER_WORK or rope.fold(_ITEM_HEADINGS, 0, len(rope)) >= MIN_ITEM_HEADINGS
    if (label and label.is_introduction) or entries.is_most(entries.code) or has_other:
        return NO_WORK
    tagged, listed = rope.fold(_TAGGED, 0, len(rope)), rope.fold(_LISTED, 0, len(rope))
    is_tagged = tagged >= MIN_TAGGED and MAX_PER_TAGGED * tagged >= listed
    return WorkList(entries.is_most(entries.named) or not is_tagged)


def _is_below_title(backlog: Backlog, start: int, first: int) -> bool:
    """Tell whether a list describes the item of a paragraph with a bold title before it."""
    return next(backlog.rope.find(BOLD_TITLES, 1, start, first), None) is not None


def _has_tasks(backlog: Backlog, start: int, stop: int) -> bool:
    """Tell whether the blocks ``[start, stop)`` have tasks that are not criteria: `Acceptance:`."""
    tasks = [
        place.key for place in islice(backlog.rope.find(FLAGS, Flag.TASK, start, stop), MAX_ENTRIES)
    ]
    leads = {context.lead for _, context in backlog.contexts_of(tasks)}
    for key in leads:
        lead = backlog.rope.at_key(key)
        label = _read_lead(lead.piece) if lead else None
        if label is None or label.meaning.kind is not SectionKind.NOTES:
            return True
    return len(tasks) == MAX_ENTRIES


class _Lead(NamedTuple):
    """What the paragraph before a list says of it."""

    meaning: SectionMeaning
    is_introduction: bool
    """Whether it ends with a colon; otherwise it is a bold title."""
    has_tasks: bool = False
    """Whether it only says that the list items are tasks: `Tasks:`."""


def _read_lead(block: Block) -> _Lead | None:
    """Read the paragraph before a list: `Later:`, or the bold title of an item."""
    if block.kind != Kind.PARAGRAPH:
        return None
    text = block.text.strip()
    match = _LABEL.search(text)
    if match:
        title = match["label"].strip("*_ ")
        return _Lead(read_section_title(title), True, has_tasks=names_items(title))
    bold = BOLD_TITLE.match(text)
    if bold is None:
        return None
    meaning = read_section_title(bold["title"])
    is_whole = not normalize_name(EMOJI_CLUSTER.sub("", text[bold.end() :].split("\n")[0]))
    is_item = meaning.kind is SectionKind.ITEM
    return _Lead(meaning, is_introduction=False) if is_whole or is_item else None


def names_items(label: str) -> bool:
    """Tell whether a label only says that what is below it are items: `Tasks`, `User stories`."""
    return strip_accents(normalize_name(label)) in words().section_nouns


def _read_lead_meaning(label: _Lead | None) -> WorkList | None:
    """Return what the paragraph before a list decides; None if it does not."""
    if label is None:
        return None
    kind = label.meaning.kind
    if kind is SectionKind.NOTES or (kind is SectionKind.ITEM and not label.is_introduction):
        return NO_WORK
    return None


def _first_heading(backlog: Backlog) -> int:
    rope = backlog.rope
    heading = next(rope.find(FLAGS, Flag.HEADING, 0, len(rope)), None)
    return heading.index if heading else len(rope)


def _read_headings(
    backlog: Backlog, headings: tuple[EnclosingBlock, ...], label: _Lead | None
) -> WorkList | None:
    """Return what the headings above a list say of it; None if they do not say.

    The list items below something finished are notes about it, unless it is a time: `Phase 1 ✅`.
    """
    meant = label.meaning if label and label.meaning.kind in _KINDS_OF_WORK else None
    found: WorkList | None = None
    for number, above in reversed(list(enumerate(headings))):
        place = backlog.rope.at_key(above.key)
        heading = facts_of(above.block).heading
        is_title = (
            number == 0 and above.level == 1 and place and not _has_heading_before(backlog, place)
        )
        if place is None or heading is None or is_title:
            break
        meaning = read_section_title(heading.title)
        if meaning.kind is SectionKind.NOTES:
            return WorkList(True, meant.status) if meant and meant.status else NO_WORK
        if found:
            continue
        stated = read_certain_status(backlog, place)
        is_closed = stated is not None and stated.status in CLOSED_STATUSES
        if meaning.is_period and (is_closed or meaning.kind is SectionKind.ITEM):
            return WorkList(True, meaning.status or (stated.status if stated else None))
        if not is_closed and label and (label.has_tasks or (meant and meant.status)):
            return WorkList(True, label.meaning.status)  # `**Still open:**` in `## Login (wip)`
        if is_closed or meaning.kind is SectionKind.ITEM:
            return NO_WORK
        if meaning.kind is SectionKind.TOPIC:
            if stated or has_item_fields(backlog, place):
                return NO_WORK
            continue
        found = WorkList(True, meaning.status or _outer_status(headings[:number]))
        if not meaning.is_period:
            break
    return found or (WorkList(True, meant.status) if meant else None)


def _has_heading_before(backlog: Backlog, place: Place[Block]) -> bool:
    return bool(backlog.rope.fold(FLAGS, 0, place.index) & Flag.HEADING)


def _repeats_labels(backlog: Backlog, first: int, start: int, stop: int) -> bool:
    """Tell whether the list at block `first` has the same bold labels as another list there.

    Such lists describe items, which have titles of their own: `**Effort:** 2 days`, `**Why:** …`.
    """
    own: set[str] = set()
    others: set[str] = set()
    is_own = False
    for place in islice(backlog.rope.places(start), min(stop - start, MAX_LABELLED_BLOCKS)):
        block = place.piece
        if block.kind != Kind.ITEM:
            is_own = False
            continue
        is_own = is_own or place.index == first
        for field in facts_of(block).fields[:1]:
            (own if is_own else others).add(normalize_name(field.name))
    return bool(own & others)


def _outer_status(headings: tuple[EnclosingBlock, ...]) -> Status | None:
    """Return the status that the innermost of `headings` gives that is a kanban column."""
    for above in reversed(headings):
        found = facts_of(above.block).heading
        meaning = read_section_title(found.title) if found else None
        if meaning and meaning.kind is SectionKind.COLUMN:
            return meaning.status
    return None


def _count_tagged(_key: int, block: Block) -> int:
    """Return 1 for a list item with an id, a tag or a status in words, else 0."""
    list_items = facts_of(block).list_items if block.kind == Kind.ITEM else ()
    if not list_items or list_items[0].mark:
        return 0
    bullet = read_bullet(block.text, list_items[0].text_start, list_items[0].text_end)
    return int(bullet.has_tag or bool(bullet.id.text) or bullet.evidence is Evidence.STATED)


def _count_item_heading(_key: int, block: Block) -> int:
    heading = facts_of(block).heading
    return int(heading is not None and read_section_title(heading.title).kind is SectionKind.ITEM)


_ITEM_HEADINGS: Measure[Block, int] = Measure(0, _count_item_heading, add)
_TAGGED: Measure[Block, int] = Measure(0, _count_tagged, add)
_LISTED: Measure[Block, int] = Measure(0, lambda _, block: block.kind == Kind.ITEM, add)
