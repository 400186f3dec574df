"""Code lenses: above each section with work in it, how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.hover.section_card import status_name
from backlog_ls.features.outline.sections import Section, outline
from backlog_ls.features.overview.progress import count_between
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.model.items.tally import TALLY
from backlog_ls.model.statuses.status import Status

if TYPE_CHECKING:
    from backlog_ls.features.overview.progress import Count
    from backlog_ls.workspace.view import View

_NAMED = (Status.BLOCKED, Status.REVIEW, Status.IN_PROGRESS)
_MORE_THAN_ONE = 2


class Lens(NamedTuple):
    """A line above a section. Offsets are code points in the document."""

    key: int
    """Of the block that opens the section."""
    start: int
    end: int
    """Of the title."""


def lenses(view: View) -> list[Lens]:
    """Return the sections that hold at least two items; what is said of each is worked out later.

    Linear in the sections.
    """
    rope = view.backlog.rope
    found = []
    for section in outline(view.backlog):
        if section.start >= section.end:
            continue
        first, last = rope.at_offset(section.start), rope.at_offset(section.end - 1)
        tasks = rope.fold(TALLY, first.index, last.index + 1).total >= _MORE_THAN_ONE
        if tasks or next(rope.find(BITS, Bit.WORK, first.index, last.index + 1), None):
            found.append(Lens(section.key, section.title_start, section.title_end))
    return found


def lens_title(view: View, key: int, start: int) -> str:
    """Return what the lens says of the section that the block `key` opens; empty without items.

    Args:
        view: the document.
        key: as in `Lens`.
        start: where the section's title starts, by which two ``<details>`` in one block differ.
    """
    for section in outline(view.backlog):
        if section.key == key and section.title_start == start:
            return _said(_counted(view, section))
    return ""


def _counted(view: View, section: Section) -> Count:
    return count_between(view.backlog.rope, section.start, section.end)


def _said(count: Count) -> str:
    progress = count.progress
    if not progress.total:
        return ""
    parts = [f"{progress} · {progress.percent} %"]
    by_status = dict(count.rows)
    parts += (
        f"{by_status[status]} {status_name(status)}" for status in _NAMED if by_status.get(status)
    )
    return " · ".join(parts)
