"""What the content of a document says about its role.

Counts are folds over the blocks, which the rope remembers; tables are looked at one by one, but only
a few of them and only where the path has not decided. So a keystroke costs no walk of the document.
"""

from __future__ import annotations

from enum import Enum
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.items.items import is_task_front_matter, status_of_row
from backlog_ls.model.items.tally import TALLY
from backlog_ls.model.names.normalize import normalize_name, strip_accents
from backlog_ls.model.roles.completion import front_matter_of
from backlog_ls.model.roles.work_counts import MAX_ROWS, MAX_TABLES
from backlog_ls.model.statuses.status import CLOSED_STATUSES, Status, canonical_status
from backlog_ls.model.tables.roles import Role, find_role, roles_of_table
from backlog_ls.model.words import words
from backlog_ls.syntax.block import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place

_TASKS = Flag.TASK | Flag.WORK_TABLE
_WORK = _TASKS | Flag.STATUS | Flag.STATUS_ROW | Flag.LEGEND
_FIELDS_OF_WORK = {Role.ID, Role.PRIORITY, Role.MILESTONE, Role.DUE, Role.ESTIMATE}
"""Fields that pages and reports seldom have. They do have an owner, a start and prerequisites."""
_MIN_CHECKBOXES = 3
_MIN_ROWS = 3
_MIN_STATUS_FIELDS = 2
_MIN_STRONG_ROWS = 5
_MAX_HEADINGS = 10
"""Maximum number of headings above a table that is not the summary of a long page."""


class ContentEvidence(NamedTuple):
    """What the content says."""

    signs: tuple[str, ...] = ()
    """The kinds of evidence for work, in words."""
    has_states: bool = False
    """Whether some work is open and some is in another state: somebody keeps it up to date."""
    has_open_boxes: bool = False
    """Whether there are several checkboxes, some of them open."""
    strong: str = ""
    """A table that suffices alone, in words; empty without one."""


def has_tasks(backlog: Backlog) -> bool:
    """Return whether there is a checkbox or a work table."""
    return bool(backlog.rope.fold(FLAGS, 0, len(backlog.rope)) & _TASKS)


def has_work(backlog: Backlog) -> bool:
    """Return whether there is any sign of work: a checkbox, a status, a legend or a work table."""
    return bool(backlog.rope.fold(FLAGS, 0, len(backlog.rope)) & _WORK)


def read_content(backlog: Backlog) -> ContentEvidence:
    """Return what the content of a document says for its being a backlog."""
    rope = backlog.rope
    flags = rope.fold(FLAGS, 0, len(rope))
    signs: list[str] = []
    states: set[Status] = set()
    strong = ""
    has_open_boxes = False
    if flags & Flag.LEGEND and _has_legend(backlog):
        signs.append("a legend of statuses")
    if flags & Flag.WORK_TABLE:
        rows, strong = _read_tables(backlog, states)
        if rows >= _MIN_ROWS:
            signs.append("a table of work with statuses")
    if flags & Flag.STATUS and _count(_status_fields(backlog), _MIN_STATUS_FIELDS):
        signs.append("status fields below headings")
    if flags & Flag.TASK:
        tally = rope.fold(TALLY, 0, len(rope))
        if tally.total >= _MIN_CHECKBOXES:
            signs.append("checkboxes")
            has_open_boxes = tally.done < tally.total
        if tally.done:
            states.add(Status.DONE)
        if tally.done < tally.total:
            states.add(Status.TODO)
        if _count(_boxed_headings(backlog), 1):
            signs.append("headings with checkboxes")
    lives = len(states) > 1 and bool(states - CLOSED_STATUSES)
    return ContentEvidence(tuple(signs), lives, has_open_boxes, strong)


class FrontMatter(Enum):
    """What the front matter of a document is, in words."""

    TASK = "its front matter is that of a task"
    PERHAPS_TASK = "its front matter may be that of a task"
    ITEM = "its front matter has an id and a status"
    OTHER = "its front matter says nothing about work"


def read_front_matter(backlog: Backlog) -> FrontMatter:
    """Return what the front matter of a document is; `OTHER` without one.

    Pages and reports have an owner, prerequisites and a status too: `status: active`. So beside these
    alone, the status must be one of work. The id of a page repeats its name and has no number.
    """
    fields = front_matter_of(backlog)
    text = backlog.rope.at_index(0).piece.text if fields else ""
    roles = {find_role(field.name) for field in fields}
    ids = [field.value(text) for field in fields if find_role(field.name) is Role.ID]
    if not any(char.isdecimal() for value in ids for char in value):
        roles.discard(Role.ID)
    if is_task_front_matter(fields):
        if roles & _FIELDS_OF_WORK:
            return FrontMatter.TASK
        return FrontMatter.PERHAPS_TASK if _states_work(backlog, text) else FrontMatter.OTHER
    return FrontMatter.ITEM if {Role.STATUS, Role.ID} <= roles else FrontMatter.OTHER


def _states_work(backlog: Backlog, text: str) -> bool:
    vocabulary = backlog.declared_vocabulary
    for field in front_matter_of(backlog):
        if find_role(field.name) is Role.STATUS:
            value = field.value(text)
            is_declared = vocabulary is not None and vocabulary.find_term(value) is not None
            return is_declared or canonical_status(value) is not Status.UNKNOWN
    return False


def _read_tables(backlog: Backlog, states: set[Status]) -> tuple[int, str]:
    """Add the statuses in work tables to `states`.

    Return the row count of the longest of them, and a description of a table that is certain
    evidence; empty without one. Tables far down a long page without checkboxes do not count: they
    sum it up.
    """
    rope = backlog.rope
    is_page = rope.fold(TALLY, 0, len(rope)).total < _MIN_CHECKBOXES
    last = next(islice(_headings(backlog), _MAX_HEADINGS, None), None) if is_page else None
    end = last.index if last else len(rope)
    most = 0
    for table in islice(rope.find(FLAGS, Flag.WORK_TABLE, 0, end), MAX_TABLES):
        roles = roles_of_table(table.piece)
        rows = 0
        known: set[Status] = set()
        for place in islice(rope.places(table.index + 1), MAX_ROWS):
            row = facts_of(place.piece).row
            if place.piece.kind != Kind.ROW or row is None:
                break
            rows += 1
            use = status_of_row(place.piece.text, row, roles)
            if use and use.status is not Status.UNKNOWN:
                known.add(use.status)
        most = max(most, rows)
        states |= known
        if (
            rows >= _MIN_STRONG_ROWS
            and len(known) > 1
            and known - CLOSED_STATUSES
            and _lists_work(table.piece)
        ):
            return most, "a table of work items with open and other statuses"
    return most, ""


def _lists_work(table: Block) -> bool:
    """Tell whether a column has a title that can mean nothing but work: Task, Story, Epic."""
    row = facts_of(table).row
    titles = (table.text[cell.text_start : cell.text_end] for cell in (row.cells if row else ()))
    return any(strip_accents(normalize_name(title)) in words().work_titles for title in titles)


def _has_legend(backlog: Backlog) -> bool:
    rope = backlog.rope
    heads = islice(rope.find(FLAGS, Flag.LEGEND, 0, len(rope)), MAX_TABLES)
    return any(backlog.vocabulary_of_legend(place.key) is not None for place in heads)


def _status_fields(backlog: Backlog) -> Iterator[Place[Block]]:
    rope = backlog.rope
    heading = next(rope.find(FLAGS, Flag.HEADING, 0, len(rope)), None)
    if heading is not None:
        yield from rope.find(FLAGS, Flag.STATUS, heading.index + 1, len(rope))


def _headings(backlog: Backlog) -> Iterator[Place[Block]]:
    return backlog.rope.find(FLAGS, Flag.HEADING, 0, len(backlog.rope))


def _boxed_headings(backlog: Backlog) -> Iterator[Place[Block]]:
    headings = islice(_headings(backlog), MAX_ROWS)
    return (
        place for place in headings if any(each.mark for each in facts_of(place.piece).list_items)
    )


def _count(found: Iterator[Place[Block]], enough: int) -> bool:
    return len(list(islice(found, enough))) == enough
