"""The findings to show: those that no comment, merge conflict or setting hides.

A report keeps all findings, hidden or not. So adding or removing a suppression comment does not make
any rule run again.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from backlog_ls.model.document.flags import Flag, flags_of
from backlog_ls.model.roles.path_evidence import read_path
from backlog_ls.model.roles.role import DocumentRole
from backlog_ls.rules.engine.finding import Related
from backlog_ls.rules.engine.isolation import run_isolated
from backlog_ls.rules.engine.registry import get_rule, registry
from backlog_ls.rules.engine.rule import InFinished
from backlog_ls.rules.engine.severity import effective_severity
from backlog_ls.rules.engine.suppression import apply_comments, find_comments
from backlog_ls.workspace.declared_roles import relative_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_ls.rules.engine.finding import Finding, Fix
    from backlog_ls.rules.engine.incremental import Report
    from backlog_ls.rules.engine.rule import Position
    from backlog_ls.syntax.block import Block
    from backlog_ls.syntax.document import Delta
    from backlog_ls.text.rope import Rope
    from backlog_ls.workspace.view import View


MAX_RELATED = 20
"""Maximum number of places that are shown as related to a finding with the same cause."""


def visible_findings(view: View, report: Report, *, merge: bool = True) -> list[Finding]:
    """Return the findings of `report` to show to the user, in document order.

    Args:
        view: the document.
        report: of the document.
        merge: whether findings with the same cause become one. Fixes need them one by one.
    """
    found = _remove_masked(report.findings())
    if view.role is DocumentRole.FINISHED:
        found = [finding for finding in found if _is_shown_in_finished(view, finding)]
    comments = find_comments(view.backlog.rope)
    if comments:
        suppressions = apply_comments(comments, found)
        found = suppressions.visible
        about_comments: list[Finding] = []
        for rule in registry():
            if rule.comments:
                about_comments += run_isolated(rule, rule.comments, view, comments, suppressions)
        if about_comments:
            # A comment may suppress what is reported about another comment.
            found += apply_comments(comments, about_comments).visible
            found.sort(key=lambda finding: (finding.key, finding.start, finding.code, finding.end))
    found = [each for each in found if effective_severity(each, view.settings) is not None]
    return merge_causes(found) if merge else found


def may_change_visibility(rope: Rope[Block], delta: Delta) -> bool:
    """Return whether the edit `delta`, which led to `rope`, may change what an equal report shows.

    That is so if it touched a suppression comment, or the block below one: what is reported about a
    comment depends on the line that it applies to.
    """
    changed = (*delta.removed, *delta.added)
    if any(flags_of(block) & Flag.DIRECTIVE for _, block in changed):
        return True
    above = rope.at_or_before(min(key for key, _ in changed) - 1) if changed else None
    return above is not None and bool(flags_of(above.piece) & Flag.DIRECTIVE)


def _is_shown_in_finished(view: View, finding: Finding) -> bool:
    rule = get_rule(finding.code)
    if rule.in_finished is InFinished.FIXABLE:
        fixes = [fix for fix in rule.find_fixes(view, finding) if fix.preferred]
        return bool(fixes) and not _is_mentioned(view, finding, fixes[0])
    if rule.in_finished is InFinished.CONTRADICTIONS:
        # In a folder of finished work, nobody completes the boxes of an item any more.
        return not read_path(relative_path(view.path, view.root)).finished
    return rule.in_finished is InFinished.EVERYTHING


def _is_mentioned(view: View, finding: Finding, fix: Fix) -> bool:
    """Return whether the text beside a dead link names what the fix would link to.

    So it is where the work was to move that file: the link is meant to show the old place.
    """
    place = view.backlog.rope.at_key(finding.key)
    parts = fix.edits[0].text.partition("#")[0].split("/") if fix.edits else []
    name = "/".join(parts[-2:])
    return place is not None and len(parts) > 1 and name in place.piece.text


def merge_causes(findings: Sequence[Finding]) -> list[Finding]:
    """Return `findings` with one for each cause: the first, to which the others are related."""
    by_cause: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.cause:
            by_cause.setdefault((finding.code, finding.cause), []).append(finding)
    merged = []
    for finding in findings:
        same = by_cause.get((finding.code, finding.cause), [finding])
        if finding is same[0]:
            merged.append(_merge(finding, same[1:]) if len(same) > 1 else finding)
    return merged


def _merge(first: Finding, others: list[Finding]) -> Finding:
    places = "one other place" if len(others) == 1 else f"{len(others)} other places"
    related = (
        Related(each.key, each.start, each.end, "The same here") for each in others[:MAX_RELATED]
    )
    return first._replace(
        message=f"{first.message} The same in {places}.", related=(*first.related, *related)
    )


def _remove_masked(findings: list[Finding]) -> list[Finding]:
    """Return `findings`, which are in document order, without those that another rule's hide."""
    starts: list[Position] = []
    ends: list[Position] = []
    masking: set[str] = set()
    for finding in findings:  # in document order, so a nested range comes after its outer one
        mask = get_rule(finding.code).masked_range
        masked = mask(finding) if mask else None
        if mask:
            masking.add(finding.code)
        if masked and (not ends or masked[1] > ends[-1]):
            starts.append(masked[0])
            ends.append(masked[1])

    def is_masked(finding: Finding) -> bool:
        position = finding.key, finding.start
        number = bisect_right(starts, position) - 1
        return finding.code not in masking and number >= 0 and position < ends[number]

    return [finding for finding in findings if not is_masked(finding)] if starts else findings
