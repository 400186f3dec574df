"""The findings to show: those that no comment, merge conflict or setting hides.

A report keeps all findings, hidden or not. So adding or removing a suppression comment does not make
any rule run again.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from backlog_ls.model.document.examples import has_broken_examples, is_in_example
from backlog_ls.model.document.flags import FLAGS, Flag, flags_of
from backlog_ls.model.roles.path_evidence import read_path
from backlog_ls.model.roles.role import DocumentRole
from backlog_ls.rules.engine.finding import Related
from backlog_ls.rules.engine.isolation import run_isolated
from backlog_ls.rules.engine.registry import get_rule, registry
from backlog_ls.rules.engine.rule import STATES, InFinished
from backlog_ls.rules.engine.severity import effective_severity
from backlog_ls.rules.engine.suppression import apply_comments, find_comments
from backlog_ls.workspace.declared_roles import relative_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlog_ls.rules.engine.finding import Finding, Fix
    from backlog_ls.rules.engine.incremental import Report
    from backlog_ls.rules.engine.rule import Position, Rule
    from backlog_ls.syntax.block import Block
    from backlog_ls.syntax.document import Delta
    from backlog_ls.text.rope import Rope
    from backlog_ls.workspace.view import View


MAX_RELATED = 20
"""Maximum number of places that are shown as related to a finding with the same cause."""

MIN_COMMON_CAUSES = 5
"""Minimum number of causes with the same common cause for which one finding is shown, if that cause
is not certain."""

_EXAMPLES = Flag.BROKEN_EXAMPLE | Flag.NESTED_EXAMPLE | Flag.BARE_FENCE


def visible_findings(view: View, report: Report, *, merge: bool = True) -> list[Finding]:
    """Return the findings of `report` to show to the user, in document order.

    Args:
        view: the document.
        report: of the document.
        merge: whether findings with the same cause become one. Fixes need them one by one.
    """
    found = _remove_masked(report.findings())
    if found and has_broken_examples(view.backlog.rope):
        found = [finding for finding in found if not _is_example(view, finding)]
    known = report.worth
    found = _select(view, [finding for finding in found if _is_worth_showing(view, finding, known)])
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
    comment depends on the line that it applies to. It is so too if it touched an example with fences, a
    task, which may show that its kind is checked, or in a document with links what says that something
    is planned.
    """
    changed = (*delta.removed, *delta.added)
    touched = reduce(or_, (flags_of(block) for _, block in changed), 0)
    if touched & (Flag.DIRECTIVE | Flag.LINK | Flag.TASK | _EXAMPLES):
        return True
    if touched & STATES and rope.fold(FLAGS, 0, len(rope)) & Flag.LINK:
        return True
    above = rope.at_or_before(min(key for key, _ in changed) - 1) if changed else None
    return above is not None and bool(flags_of(above.piece) & Flag.DIRECTIVE)


def _is_example(view: View, finding: Finding) -> bool:
    """Return whether `finding` is about the rest of an example that its own code block ended."""
    place = view.backlog.rope.at_key(finding.key)
    return place is not None and is_in_example(view.backlog.rope, place, finding.start)


def _select(view: View, findings: list[Finding]) -> list[Finding]:
    """Return `findings` without those that their rules do not select."""
    by_code: dict[str, list[Finding]] = {}
    for finding in findings:
        if get_rule(finding.code).select:
            by_code.setdefault(finding.code, []).append(finding)
    hidden: set[Finding] = set()
    for code, found in by_code.items():
        rule = get_rule(code)
        if rule.select:
            hidden.update(set(found).difference(run_isolated(rule, rule.select, view, found)))
    return [finding for finding in findings if finding not in hidden] if hidden else findings


def _is_worth_showing(view: View, finding: Finding, known: dict[Finding, bool]) -> bool:
    rule = get_rule(finding.code)
    if rule.is_shown is None:
        return True
    shown = known.get(finding)
    if shown is None:
        shown = known[finding] = all(run_isolated(rule, _ask, view, rule, finding))
    return shown


def _ask(view: View, rule: Rule, finding: Finding) -> Iterator[bool]:
    if rule.is_shown:
        yield rule.is_shown(view, finding)


def _is_shown_in_finished(view: View, finding: Finding) -> bool:
    rule = get_rule(finding.code)
    if rule.in_finished is InFinished.FIXABLE:
        fixes = [fix for fix in rule.find_fixes(view, finding) if fix.preferred]
        return bool(fixes) and not _is_mentioned(view, finding, fixes[0])
    return may_report_in_finished(rule, view)


def may_report_in_finished(rule: Rule, view: View) -> bool:
    """Return whether `rule` reports anything about a document that is finished."""
    if rule.in_finished is InFinished.CONTRADICTIONS:
        # In a folder of finished work, nobody completes the boxes of an item any more.
        return not read_path(relative_path(view.path, view.root)).finished
    return rule.in_finished is not InFinished.NOTHING


def _is_mentioned(view: View, finding: Finding, fix: Fix) -> bool:
    """Return whether the text beside a dead link names what the fix would link to.

    So it is where the work was to move that file: the link is meant to show the old place.
    """
    place = view.backlog.rope.at_key(finding.key)
    parts = fix.edits[0].text.partition("#")[0].split("/") if fix.edits else []
    name = "/".join(parts[-2:])
    return place is not None and len(parts) > 1 and name in place.piece.text


def merge_causes(findings: Sequence[Finding]) -> list[Finding]:
    """Return `findings` with one for each cause: the first, to which the others are related.

    If several causes have a common one, such as a folder that was moved, one finding is left of them.
    """
    by_cause: dict[tuple[str, str], list[Finding]] = {}
    by_common_cause: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.cause:
            by_cause.setdefault((finding.code, finding.cause), []).append(finding)
        if finding.common_cause:
            by_common_cause.setdefault((finding.code, finding.common_cause), []).append(finding)
    counts = {key: len({each.cause for each in found}) for key, found in by_common_cause.items()}
    merged = []
    for finding in findings:
        common = finding.code, finding.common_cause
        if counts.get(common, 0) >= (2 if finding.is_common else MIN_COMMON_CAUSES):
            same = by_common_cause[common]
            if finding is same[0]:
                merged.append(_merge_common(finding, same[1:], counts[common] - 1))
            continue
        same = by_cause.get((finding.code, finding.cause), [finding])
        if finding is same[0]:
            merged.append(_merge(finding, same[1:]) if len(same) > 1 else finding)
    return merged


def _merge(first: Finding, others: list[Finding]) -> Finding:
    places = "one other place" if len(others) == 1 else f"{len(others)} other places"
    return _relate(first, others, f"The same in {places}.", "The same here")


def _merge_common(first: Finding, others: list[Finding], count: int) -> Finding:
    remark = "One other is" if count == 1 else f"{count} others are"
    return _relate(first, others, f"{remark} not there either.", "Not there either")


def _relate(first: Finding, others: list[Finding], remark: str, note: str) -> Finding:
    related = (Related(each.key, each.start, each.end, note) for each in others[:MAX_RELATED])
    return first._replace(message=f"{first.message} {remark}", related=(*first.related, *related))


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
