"""The fixes that are safe, applied until nothing is left to mend: in an editor and on the command line."""

from __future__ import annotations

from bisect import bisect
from itertools import islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.document.editing import edited
from backlog_ls.rules.engine.fixes import fixes_for
from backlog_ls.rules.engine.incremental import checked
from backlog_ls.rules.engine.visible import reported
from backlog_ls.text.edit import Edit, apply_edits, composed
from backlog_ls.workspace.overlay import seen_by_itself

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from backlog_ls.rules.engine.finding import Finding, Fix
    from backlog_ls.workspace.view import View

MOST_ROUNDS = 10
"""Two fixes that undo each other must not go on for ever."""


class Mended(NamedTuple):
    """What mends a document."""

    edits: list[Edit]
    """Of the document as it is, in its order and apart."""
    fixes: int
    """How many fixes that is."""


def judged(view: View) -> list[Finding]:
    """Return the findings of a document that are to be shown, worked out from scratch."""
    return reported(view, checked(view))


def mended(
    view: View,
    findings: Iterable[Finding],
    again: Callable[[View], Iterable[Finding]] = judged,
) -> Mended:
    """Return what applies every safe fix of a document, and of what it becomes by that.

    Safe is the first preferred fix of a finding, unless it makes a file. One that touches what
    another fix of the same round changes waits for the next round.

    Args:
        view: the document.
        findings: those of it that are to be mended.
        again: gives the same of what it becomes.
    """
    before = view.backlog.document.length
    made: list[Edit] = []
    count = 0
    with seen_by_itself(view) as becomes:
        for _ in range(MOST_ROUNDS):
            chosen = _compatible(_safe_edits(view, findings))
            edits = sorted(edit for some in chosen for edit in some)
            after = _after(view, edits)
            if after is None:
                break
            made = composed(made, edits, before)
            count += len(chosen)
            view = after
            becomes(view)
            findings = again(view)
    return Mended(made, count)


def edits_of(view: View, fix: Fix) -> list[Edit]:
    """Return the edits of `fix` in the document, in its order; none where a block is gone."""
    edits = []
    for key, start, end, text in fix.edits:
        place = view.backlog.rope.at_key(key)
        if place is None:
            return []
        edits.append(Edit(place.offset + start, place.offset + end, text))
    return sorted(edits)


def _safe_edits(view: View, findings: Iterable[Finding]) -> Iterator[list[Edit]]:
    for finding in findings:
        fixes = (fix for fix in fixes_for(view, finding) if fix.preferred and not fix.create)
        edits = [edit for fix in islice(fixes, 1) for edit in edits_of(view, fix)]
        # A rule whose own edits overlap has a defect; the document is not to suffer from it.
        if edits and all(one.end <= other.start for one, other in pairwise(edits)):
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


def _after(view: View, edits: Sequence[Edit]) -> View | None:
    """Return the document after `edits`, which are sorted; None where they leave it as it is."""
    if not edits:
        return None
    document = view.backlog.document
    start, end = edits[0].start, edits[-1].end
    old = document.text[start:end]
    new = apply_edits(old, (Edit(low - start, high - start, text) for low, high, text in edits))
    if new == old:
        return None
    return view._replace(backlog=edited(view.backlog, document.edit(start, end, new)).backlog)
