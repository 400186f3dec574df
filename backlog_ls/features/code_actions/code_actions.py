"""Code actions: the fixes of findings, ways to suppress them, and the layout of tables.

What costs more than a glance is worked out only when it is chosen: an editor asks for the actions at
every move of the cursor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.features.code_actions.action import (
    FIX_ALL,
    FORMAT_TABLES,
    QUICK_FIX,
    REWRITE,
    Action,
    RefusedError,
)
from backlog_ls.features.code_actions.create_milestone import milestone_text
from backlog_ls.features.code_actions.fix_all import edits_of, mended
from backlog_ls.features.code_actions.refactorings import refactored, refactorings
from backlog_ls.features.code_actions.suppress import suppression_of
from backlog_ls.features.formatting.format import format_document, format_table, has_table, table_at
from backlog_ls.rules.engine.fixes import fixes_for
from backlog_ls.rules.unused_suppression import RULE as UNUSED_SUPPRESSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.rules.engine.finding import Finding
    from backlog_ls.workspace.view import View

SMALL_TABLE = 100
"""A table of at most so many lines is laid out at once, and not offered where it is already."""


MOST_SUPPRESSED = 20
"""Where more findings than this are selected, no way to suppress each is looked for."""


def actions(
    view: View,
    start: int,
    end: int,
    findings: Iterable[Finding],
    *,
    fixes: bool = True,
    refactors: bool = True,
) -> list[Action]:
    """Return what can be done at ``[start, end]``, code points; `findings` are the document's.

    Quick fixes are left out where `fixes` is false, and refactorings where `refactors` is: both
    cost to find.
    """
    found = list(findings)
    here = [finding for finding in found if _is_at(view, start, end, finding)] if fixes else []
    offered = list(_quick_fixes(view, start, here))
    table = table_at(view, start)
    if table is not None:
        small = len(table.lines) <= SMALL_TABLE
        edits = tuple(format_table(view, table)) if small else None
        if edits != ():
            offered.append(Action("Reformat this table", REWRITE, edits, at=start))
    if refactors:
        offered.extend(refactorings(view, start, end))
    if has_table(view):
        offered.append(Action("Reformat all tables", FORMAT_TABLES, at=start))
    if found:
        offered.append(Action("Fix all that is safe to fix", FIX_ALL, at=start))
    if len(here) <= MOST_SUPPRESSED:
        offered.extend(_suppressions(view, start, here))
    return offered


def resolved(view: View, action: Action, findings: Iterable[Finding]) -> Action:
    """Return `action` with its edits, for the same view and findings that it was offered for."""
    if action.edits is not None:
        return action
    if action.work:
        try:
            return refactored(view, action)
        except RefusedError as refused:
            return action._replace(edits=(), disabled=str(refused))
    if action.kind == FIX_ALL:
        edits = mended(view, findings).edits
    elif action.kind == FORMAT_TABLES:
        edits = format_document(view)
    else:
        table = table_at(view, action.at)
        edits = format_table(view, table) if table else []
    return action._replace(edits=tuple(edits))


def _is_at(view: View, start: int, end: int, finding: Finding) -> bool:
    """Tell whether `finding` touches ``[start, end]``."""
    place = view.backlog.rope.at_key(finding.key)
    if place is None:
        return False
    return place.offset + finding.end >= start and place.offset + finding.start <= end


def _quick_fixes(view: View, start: int, findings: list[Finding]) -> Iterator[Action]:
    for finding in findings:
        for fix in fixes_for(view, finding):
            edits = tuple(edits_of(view, fix))
            if edits or fix.create:
                yield Action(
                    fix.title,
                    QUICK_FIX,
                    edits,
                    fix.create,
                    fix.preferred,
                    finding,
                    start,
                    content=milestone_text(view, fix.create) if fix.create else "",
                )


def _suppressions(view: View, start: int, findings: list[Finding]) -> Iterator[Action]:
    """Yield a way to suppress each of `findings`; two that one comment suppresses share it."""
    offered = set()
    for finding in findings:
        if finding.code == UNUSED_SUPPRESSION.code:
            continue  # it is about a comment itself
        suppression = suppression_of(view, finding)
        if suppression and suppression not in offered:
            offered.add(suppression)
            yield Action(suppression.title, QUICK_FIX, suppression.edits, finding=finding, at=start)
