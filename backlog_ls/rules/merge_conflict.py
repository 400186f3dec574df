"""# merge-conflict

## What it does
Reports the markers that a failed merge leaves behind: `<<<<<<<`, `=======` and `>>>>>>>`.

## Why
Both sides stand in the file, and Markdown makes headings, quotes and rows of the markers. Somebody
has yet to decide what is true.

## Example
```markdown
- [x] Write the parser
<<<<<<< HEAD
- [x] Write the tests
=======
- [ ] Write the tests and the guide
>>>>>>> feature/guide
```

## Use instead
```markdown
- [x] Write the parser
- [x] Write the tests
- [ ] Write the guide
```

## Fix safety
No fix: which side is right, only the writer knows. Nothing else is said of what stands between the
markers: one of its sides will go. A conflict that is shown in a code fence is left alone, and so are a
lone `=======` and a lone `>>>>>>>`, which Markdown has a use for.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from backlog_ls.model.blocks.conflict_markers import Marker, conflict_markers
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.rules.engine.finding import Finding, Related, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.syntax.block import Block, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

_EDIT_BLOCKS = ("SEARCH", "ORIGINAL")
"""Labels of blocks in the same form that say what to replace by what, as coding assistants do."""


_SAID = {"|": "What both sides had", "=": "The other side", ">": "The end"}


class _Conflict:
    """A conflict, as far as it has been read."""

    __slots__ = ("key", "marker", "others", "parted", "shown_in")

    def __init__(self, key: int, marker: Marker, shown_in: int) -> None:
        self.key = key
        self.marker = marker
        self.shown_in = shown_in
        """The code fence in which it begins; 0 outside of any."""
        self.others: list[Related] = []
        self.parted = False
        """Whether its ``=======`` was read."""


def check(view: View) -> Iterator[Finding]:
    """Judge the document as a whole: what Markdown makes of a conflict is spread over its blocks."""
    rope = view.backlog.rope
    opened: list[_Conflict] = []
    found: list[Finding] = []
    for place in rope.find(BITS, Bit.CONFLICT, 0, len(rope)):
        for marker in conflict_markers(place.piece.text):
            if marker.sign == "<":
                opened.append(_Conflict(place.key, marker, _fence(place)))
            elif opened and _goes_on(opened[-1], place, marker) and marker.sign == ">":
                found += _judged(opened.pop(), _fence(place), marker.label)
    for conflict in opened:
        found += _unfinished(conflict)
    yield from sorted(found, key=lambda finding: (finding.key, finding.start))


def outside_conflicts(found: list[Finding]) -> list[Finding]:
    """Return `found`, of one document in its order, without what stands within a conflict."""
    starts: list[tuple[int, int]] = []
    ends: list[tuple[int, int]] = []
    for finding in found:  # in the order of the document, so that what is nested comes later
        last = finding.related[-1] if finding.related else None
        if finding.code != RULE.code or last is None or last.message != _SAID[">"]:
            continue
        start, end = (finding.key, finding.start), (last.key, last.end)
        if not ends or end > ends[-1]:
            starts.append(start)
            ends.append(end)
    return [
        finding
        for finding in found
        if finding.code == RULE.code or not _is_inside(finding, starts, ends)
    ]


def _is_inside(
    finding: Finding, starts: list[tuple[int, int]], ends: list[tuple[int, int]]
) -> bool:
    number = bisect_right(starts, (finding.key, finding.start)) - 1
    return number >= 0 and (finding.key, finding.start) < ends[number]


def _fence(place: Place[Block]) -> int:
    return place.key if place.piece.kind == Kind.FENCE else 0


def _goes_on(conflict: _Conflict, place: Place[Block], marker: Marker) -> bool:
    """Take `marker` into `conflict`, and tell whether it is a part of it."""
    if marker.sign == ">" and not conflict.parted and not marker.label.endswith(" ends"):
        return False  # a deep quote; Jujutsu parts the sides otherwise, but names its end
    if marker.sign != ">" and conflict.parted:
        return False  # on their side it is what Markdown makes of it
    conflict.parted = conflict.parted or marker.sign == "="
    conflict.others.append(Related(place.key, marker.start, marker.end, _SAID[marker.sign]))
    return True


def _judged(conflict: _Conflict, fence: int, theirs: str) -> Iterator[Finding]:
    """Judge a conflict that ends in `fence`; where it also begins in it, it is an example."""
    shown = conflict.shown_in and conflict.shown_in == fence
    if shown or conflict.marker.label.startswith(_EDIT_BLOCKS):
        return
    ours = conflict.marker.label
    sides = f" of `{ours}` with `{theirs}`" if conflict.parted and ours and theirs else ""
    message = f"A merge{sides} that nobody finished: keep what is right and delete the markers."
    yield _finding(conflict, message)


def _unfinished(conflict: _Conflict) -> Iterator[Finding]:
    """Judge a conflict without an end."""
    label = conflict.marker.label
    if label and not conflict.shown_in and not label.startswith(_EDIT_BLOCKS):
        yield _finding(conflict, "A marker that a merge left behind. Its end is not there.")


def _finding(conflict: _Conflict, message: str) -> Finding:
    start, end = conflict.marker.start, conflict.marker.end
    return Finding(RULE.code, conflict.key, start, end, message, (), tuple(conflict.others))


RULE = Rule("merge-conflict", Severity.ERROR, document=check, bits=Bit.CONFLICT)
