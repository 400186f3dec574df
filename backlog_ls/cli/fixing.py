"""Apply fixes to a document until nothing is left to mend."""

from __future__ import annotations

from bisect import bisect
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.cli.problems import wanted
from backlog_ls.model.backlog import Backlog
from backlog_ls.rules.fixes import fixes_for
from backlog_ls.rules.report import checked
from backlog_ls.rules.reporting import reported
from backlog_ls.syntax.document import Document
from backlog_ls.text.edit import Edit, apply_edits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backlog_ls.cli.problems import Choice
    from backlog_ls.workspace.view import View

MOST_ROUNDS = 10
"""Two fixes that undo each other must not go on for ever."""


class Fixed(NamedTuple):
    """A text after fixes."""

    text: str
    fixes: int
    """How many fixes were applied."""


def fixed(view: View, choice: Choice) -> Fixed:
    """Return the text of a document with every safe fix applied that `choice` lets through.

    Safe is the first fix of a finding if it is preferred. One that touches what another fix of the
    same round changes waits for the next round.
    """
    text = view.backlog.document.text
    count = 0
    # Links from the document to itself are to lead to what it has become.
    workspace = view.workspace
    try:
        for _ in range(MOST_ROUNDS):
            if view.path:
                workspace.put(view.path, view.backlog)
            chosen = _compatible(_safe_fixes(view, choice))
            after = apply_edits(text, (edit for edits in chosen for edit in edits))
            if after == text:
                break
            count += len(chosen)
            text = after
            backlog = Backlog.read(Document.parse(text), view.backlog.declared)
            view = view._replace(backlog=backlog)
    finally:
        if view.path:
            workspace.release(view.path)
    return Fixed(text, count)


def _safe_fixes(view: View, choice: Choice) -> Iterable[list[Edit]]:
    rope = view.backlog.rope
    for finding, _ in wanted(view, reported(view, checked(view)), choice):
        first = next(iter(fixes_for(view, finding)), None)
        if first is None or not first.preferred or first.create:
            continue
        edits = []
        for edit in first.edits:
            place = rope.at_key(edit.key)
            if place is not None:
                edits.append(Edit(place.offset + edit.start, place.offset + edit.end, edit.text))
        # A rule whose own edits overlap has a defect; the document is not to suffer from it.
        in_order = sorted(edits, key=lambda edit: (edit.start, edit.end))
        if edits and all(one.end <= other.start for one, other in pairwise(in_order)):
            yield edits


def _compatible(fixes: Iterable[Sequence[Edit]]) -> list[Sequence[Edit]]:
    """Return those of `fixes`, first come first served, none of whose edits touch one another."""
    taken: list[tuple[int, int]] = []
    chosen = []
    for edits in fixes:
        if any(_touches(taken, edit) for edit in edits):
            continue
        for edit in edits:
            taken.insert(bisect(taken, (edit.start, edit.end)), (edit.start, edit.end))
        chosen.append(edits)
    return chosen


def _touches(taken: Sequence[tuple[int, int]], edit: Edit) -> bool:
    # Two that only meet are kept apart too: of two insertions at one place, neither knows the other.
    at = bisect(taken, (edit.start, edit.end))
    before = taken[at - 1][1] if at else -1
    after = taken[at][0] if at < len(taken) else edit.end + 1
    return before >= edit.start or after <= edit.end
