"""Code lenses: the progress of each section, shown above its heading."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.outline.sections import find_sections
from backlog_ls.features.overview.progress import count_between
from backlog_ls.model.analysis.bullets import bullets_between
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.items.tally import TALLY
from backlog_ls.model.statuses.status import Status, status_name

if TYPE_CHECKING:
    from backlog_ls.features.overview.progress import Count
    from backlog_ls.workspace.view import View

_NAMED_STATUSES = (Status.BLOCKED, Status.REVIEW, Status.IN_PROGRESS)
_MIN_TASKS = 2


class Lens(NamedTuple):
    """A code lens above a section. Offsets are code points of the document."""

    key: int
    """The key of the block with the section's heading."""
    start: int
    """The start of the title."""
    end: int
    """The end of the title."""


def find_code_lenses(view: View) -> list[Lens]:
    """Return a code lens for each section with a work table, or at least two tasks or cards.

    The titles are computed later, by `resolve_lens_title`. Linear in the number of sections and of
    list items without a checkbox.
    """
    rope = view.backlog.rope
    found = []
    for section in find_sections(view.backlog):
        if section.start >= section.end:
            continue
        first, last = rope.at_offset(section.start), rope.at_offset(section.end - 1)
        tasks = rope.fold(TALLY, first.index, last.index + 1).total
        tasks += len(bullets_between(view.backlog, section.start, section.end))
        if tasks >= _MIN_TASKS or next(
            rope.find(FLAGS, Flag.WORK_TABLE, first.index, last.index + 1), None
        ):
            found.append(Lens(section.key, section.title_start, section.title_end))
    return found


def resolve_lens_title(view: View, key: int, start: int) -> str:
    """Return the title of a code lens; empty if its section has no items.

    Args:
        view: the document.
        key: as in `Lens`.
        start: as in `Lens`; one block may contain several ``<details>``.
    """
    for section in find_sections(view.backlog):
        if section.key == key and section.title_start == start:
            return _format_count(count_between(view.backlog, section.start, section.end))
    return ""


def _format_count(count: Count) -> str:
    progress = count.progress
    if not progress.total:
        return ""
    parts = [f"{progress} · {progress.percent} %"]
    by_status = Counter(dict(count.rows)) + Counter(dict(count.bullets))
    parts += (
        f"{by_status[status]} {status_name(status)}"
        for status in _NAMED_STATUSES
        if by_status.get(status)
    )
    return " · ".join(parts)
