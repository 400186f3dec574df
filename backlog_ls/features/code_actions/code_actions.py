"""Code actions: quick fixes and suppressions of findings, table formatting, and refactorings.

Editors ask for code actions whenever the cursor moves. So edits that are costly to compute are left
to `resolve_code_action`.
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
from backlog_ls.features.code_actions.create_milestone import build_milestone_text
from backlog_ls.features.code_actions.fix_all import fix_all, resolve_edits
from backlog_ls.features.code_actions.refactorings import find_refactorings, resolve_refactoring
from backlog_ls.features.code_actions.suppress import find_suppression
from backlog_ls.features.formatting.format import format_document, format_table
from backlog_ls.features.formatting.tables import has_table, table_at
from backlog_ls.rules.engine.fixes import find_fixes
from backlog_ls.rules.engine.message import shorten_quotes
from backlog_ls.rules.unused_suppression import RULE as UNUSED_SUPPRESSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.rules.engine.finding import Finding
    from backlog_ls.workspace.view import View

MAX_EAGER_TABLE_LINES = 100
"""Maximum number of lines of a table that is formatted before the action is offered."""

MAX_SUPPRESSED_FINDINGS = 20
"""Maximum number of selected findings for which suppressions are offered."""


def find_code_actions(
    view: View,
    start: int,
    end: int,
    findings: Iterable[Finding],
    *,
    unmerged: Iterable[Finding] = (),
    fixes: bool = True,
    refactors: bool = True,
) -> list[Action]:
    """Return the code actions for the selection ``[start, end]``, in code points.

    Args:
        view: the document.
        start: the cursor, or the start of the selection.
        end: the end of the selection.
        findings: the visible findings of the whole document.
        unmerged: the same, where those with the same cause are not merged. They have fixes for places
            at which no finding is shown.
        fixes: whether to include quick fixes; they are slow to find.
        refactors: whether to include refactorings; they are slow to find.
    """
    found = list(findings)
    here = _find_touched(view, start, end, found, unmerged) if fixes else []
    offered = list(_find_quick_fixes(view, start, here))
    table = table_at(view, start)
    if table is not None:
        small = len(table.lines) <= MAX_EAGER_TABLE_LINES
        edits = tuple(format_table(view, table)) if small else None
        if edits != ():
            offered.append(Action("Reformat this table", REWRITE, edits, start=start))
    if refactors:
        offered.extend(find_refactorings(view, start, end))
    if has_table(view):
        offered.append(Action("Reformat all tables", FORMAT_TABLES, start=start))
    if found:
        offered.append(Action("Fix all auto-fixable problems", FIX_ALL, start=start))
    if len(here) <= MAX_SUPPRESSED_FINDINGS:
        offered.extend(_find_suppressions(view, start, here))
    return offered


def resolve_code_action(view: View, action: Action, findings: Iterable[Finding]) -> Action:
    """Return `action` with its edits; `view` and `findings` are those it was offered for."""
    if action.edits is not None:
        return action
    if action.refactoring_id:
        try:
            return resolve_refactoring(view, action)
        except RefusedError as refused:
            return action._replace(edits=(), disabled=str(refused))
    if action.kind == FIX_ALL:
        edits = fix_all(view, findings).edits
    elif action.kind == FORMAT_TABLES:
        edits = format_document(view)
    else:
        table = table_at(view, action.start)
        edits = format_table(view, table) if table else []
    return action._replace(edits=tuple(edits))


def _find_touched(
    view: View, start: int, end: int, findings: Iterable[Finding], unmerged: Iterable[Finding]
) -> list[Finding]:
    """Return the findings that overlap or touch ``[start, end]``, merged ones rather than others."""
    found = {}
    for finding in (*findings, *unmerged):
        place = finding.code, finding.key, finding.start
        if place not in found and _touches(view, start, end, finding):
            found[place] = finding
    return list(found.values())


def _touches(view: View, start: int, end: int, finding: Finding) -> bool:
    """Tell whether `finding` overlaps or touches ``[start, end]``."""
    place = view.backlog.rope.at_key(finding.key)
    if place is None:
        return False
    return place.offset + finding.end >= start and place.offset + finding.start <= end


def _find_quick_fixes(view: View, start: int, findings: list[Finding]) -> Iterator[Action]:
    for finding in findings:
        for fix in find_fixes(view, finding):
            edits = tuple(resolve_edits(view, fix))
            if edits or fix.create:
                yield Action(
                    shorten_quotes(fix.title),
                    QUICK_FIX,
                    edits,
                    fix.create,
                    fix.preferred,
                    finding,
                    start,
                    content=build_milestone_text(view, fix.create) if fix.create else "",
                )


def _find_suppressions(view: View, start: int, findings: list[Finding]) -> Iterator[Action]:
    """Yield actions that suppress `findings`, without duplicates."""
    offered = set()
    for finding in findings:
        if finding.code == UNUSED_SUPPRESSION.code:
            continue  # it is about a suppression comment
        suppression = find_suppression(view, finding)
        if suppression and suppression not in offered:
            offered.add(suppression)
            yield Action(
                suppression.title,
                QUICK_FIX,
                suppression.edits,
                finding=finding,
                start=start,
                is_suppression=True,
            )
