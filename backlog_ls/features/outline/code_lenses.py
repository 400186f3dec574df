"""Code lenses: the progress of each section, shown above its heading."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.outline.sections import find_sections
from backlog_ls.model.analysis.item_counts import count_between, describe_counted, name_counts
from backlog_ls.model.statuses.status import Status

if TYPE_CHECKING:
    from backlog_ls.model.analysis.item_counts import StatusCounts
    from backlog_ls.workspace.view import View

_NAMED_STATUSES = (Status.BLOCKED, Status.REVIEW, Status.IN_PROGRESS, Status.UNKNOWN)
_MIN_ITEMS = 2


class Lens(NamedTuple):
    """A code lens above a section. Offsets are code points of the document."""

    key: int
    """The key of the block with the section's heading."""
    start: int
    """The start of the title."""
    end: int
    """The end of the title."""


def find_code_lenses(view: View) -> list[Lens]:
    """Return a code lens for each section with at least two items.

    A section that has all the items of the section around it has none: that has the same title. The
    titles are computed later, by `resolve_lens`. Linear in the length of the document.
    """
    sections = find_sections(view.backlog)
    counts = [count_between(view.backlog, each.start, each.end).counts for each in sections]
    return [
        Lens(section.key, section.title_start, section.title_end)
        for section, count in zip(sections, counts, strict=True)
        if count.items >= _MIN_ITEMS and (section.parent < 0 or counts[section.parent] != count)
    ]


class LensText(NamedTuple):
    """What a code lens shows; empty if its section has no items."""

    title: str
    """The progress, and the number of items with certain statuses."""
    tooltip: str
    """What was counted."""


def resolve_lens(view: View, key: int, start: int) -> LensText:
    """Return the text of a code lens.

    Args:
        view: the document.
        key: as in `Lens`.
        start: as in `Lens`; one block may contain several ``<details>``.
    """
    for section in find_sections(view.backlog):
        if section.key == key and section.title_start == start:
            count = count_between(view.backlog, section.start, section.end)
            return LensText(_format(count.counts), "\n".join(describe_counted(count)))
    return LensText("", "")


def _format(counts: StatusCounts) -> str:
    named = name_counts(counts, _NAMED_STATUSES)
    return " · ".join(filter(None, (counts.label, *named)))
