"""Apply all safe fixes of a document, for the editor and the command line."""

from __future__ import annotations

from bisect import bisect
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.document.editing import update_backlog
from backlog_ls.rules.engine.fixes import find_fixes, find_safe_fix
from backlog_ls.rules.engine.incremental import check
from backlog_ls.rules.engine.visible import visible_findings
from backlog_ls.text.edit import Edit, apply_edits, compose_edits
from backlog_ls.workspace.overlay import with_provisional_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from backlog_ls.rules.engine.finding import Finding, Fix
    from backlog_ls.workspace.view import View

MAX_ROUNDS = 10
"""Maximum number of rounds, in case two fixes undo each other."""


class FixAllResult(NamedTuple):
    """The combined edits of all rounds."""

    edits: list[Edit]
    """In document order, without overlaps; offsets are those of the document before."""
    fix_count: int
    """Number of fixes that were applied."""


def compute_visible_findings(view: View) -> list[Finding]:
    """Check a document from scratch, and return the findings to show."""
    return visible_findings(view, check(view))


def compute_fixable_findings(view: View) -> list[Finding]:
    """Check a document from scratch, and return the findings to fix: each link on its own."""
    return visible_findings(view, check(view), merge=False)


def fix_all(
    view: View,
    findings: Iterable[Finding],
    recheck: Callable[[View], Iterable[Finding]] = compute_fixable_findings,
) -> FixAllResult:
    """Apply the safe fixes of a document until there are none left, and return the edits.

    See `find_safe_fix`. A fix that touches the edits of another one waits for the next round. If all tables are formatted before, they are
    formatted again at the end, so that fixing and formatting give the same text in either order.

    Args:
        view: the document.
        findings: the findings to fix.
        recheck: returns the findings to fix in the document after each round.
    """
    from backlog_ls.features.formatting.format import format_document  # noqa: PLC0415 (a check without fixes does not format)

    before = view.backlog.document.length
    made: list[Edit] = []
    count = 0
    original = view
    with with_provisional_text(view) as set_provisional:
        for _ in range(MAX_ROUNDS):
            chosen = _select_compatible(_find_safe_edits(view, findings))
            edits = sorted(edit for some in chosen for edit in some)
            after = _apply(view, edits)
            if after is None:
                break
            made = compose_edits(made, edits, before)
            count += len(chosen)
            view = after
            set_provisional(view)
            findings = recheck(view)
    if made and not format_document(original):
        made = compose_edits(made, format_document(view), before)
    return FixAllResult(made, count)


def resolve_edits(view: View, fix: Fix) -> list[Edit]:
    """Return the edits of `fix`, in document order; none if one of its blocks was deleted."""
    edits = []
    for key, start, end, text in fix.edits:
        place = view.backlog.rope.at_key(key)
        if place is None:
            return []
        edits.append(Edit(place.offset + start, place.offset + end, text))
    return sorted(edits)


def _find_safe_edits(view: View, findings: Iterable[Finding]) -> Iterator[list[Edit]]:
    for finding in findings:
        fix = find_safe_fix(find_fixes(view, finding))
        edits = resolve_edits(view, fix) if fix else []
        # Overlapping edits are a bug of a rule. Do not let it damage the document.
        if edits and all(one.end <= other.start for one, other in pairwise(edits)):
            yield edits


def _select_compatible(fixes: Iterable[Sequence[Edit]]) -> list[Sequence[Edit]]:
    """Return the fixes whose edits do not touch those of an earlier fix."""
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
    # Adjacent edits count as touching: two insertions at one offset may be meant to be one.
    at = bisect(taken, (edit.start, edit.end))
    before = taken[at - 1][1] if at else -1
    after = taken[at][0] if at < len(taken) else edit.end + 1
    return before >= edit.start or after <= edit.end


def _apply(view: View, edits: Sequence[Edit]) -> View | None:
    """Return the document after `edits`, which are sorted; None if nothing changes."""
    if not edits:
        return None
    document = view.backlog.document
    start, end = edits[0].start, edits[-1].end
    old = document.text[start:end]
    new = apply_edits(old, (Edit(low - start, high - start, text) for low, high, text in edits))
    if new == old:
        return None
    return view._replace(
        backlog=update_backlog(view.backlog, document.edit(start, end, new)).backlog
    )
