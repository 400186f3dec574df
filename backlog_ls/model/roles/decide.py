"""The role of a document, from its path and its content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.analysis.document_status import read_stated_statuses
from backlog_ls.model.roles.completion import has_open_status, why_all_done, why_closed
from backlog_ls.model.roles.content_evidence import (
    FrontMatter,
    has_tasks,
    has_work,
    read_content,
    read_front_matter,
)
from backlog_ls.model.roles.name_evidence import Strength
from backlog_ls.model.roles.path_evidence import read_path
from backlog_ls.model.roles.role import DocumentRole, RoleVerdict
from backlog_ls.model.roles.title_evidence import read_title
from backlog_ls.model.statuses.status import Status

if TYPE_CHECKING:
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.roles.name_evidence import PathEvidence

_MIN_SIGNS = 2
"""Kinds of evidence that make a backlog of a document whose path says nothing."""


def guess_role(path: str, backlog: Backlog) -> RoleVerdict:
    """Return the role of a document that neither settings nor the document itself declare.

    Args:
        path: from the root of the workspace, with slashes; empty for a document without a file.
        backlog: its content.
    """
    evidence = read_path(path)
    if evidence.role in {DocumentRole.TEMPLATE, DocumentRole.ARCHIVE}:
        return RoleVerdict(evidence.role, (evidence.reason,))
    verdict = _guess_work(evidence, backlog)
    if not verdict.role.is_checked:
        return verdict
    if evidence.finished:
        return _finished(evidence.finished, verdict)
    return finish_verdict(verdict, backlog, is_kept_up=evidence.is_kept_up)


def finish_verdict(
    verdict: RoleVerdict, backlog: Backlog, *, is_kept_up: bool = False
) -> RoleVerdict:
    """Return the verdict on a backlog or work item, which may be finished.

    Args:
        verdict: the role that it has while it lives.
        backlog: its content.
        is_kept_up: whether new work is added when all of it is done, as to a `BACKLOG.md`.
    """
    reason = why_closed(backlog) or ("" if is_kept_up else why_all_done(backlog))
    return _finished(reason, verdict) if reason else verdict


def _finished(reason: str, verdict: RoleVerdict) -> RoleVerdict:
    return RoleVerdict(DocumentRole.FINISHED, (reason, *verdict.reasons))


def _guess_work(evidence: PathEvidence, backlog: Backlog) -> RoleVerdict:
    matter = read_front_matter(backlog)
    if evidence.is_certain and matter is not FrontMatter.TASK:
        return RoleVerdict(evidence.role, (evidence.reason,))
    is_page = matter is FrontMatter.PERHAPS_TASK and evidence.role is DocumentRole.REFERENCE
    if matter is not FrontMatter.OTHER and not is_page:
        return RoleVerdict(DocumentRole.WORK_ITEM, (matter.value,))
    if evidence.role is DocumentRole.REFERENCE:
        return RoleVerdict(evidence.role, (evidence.reason,))
    about = _why_about_work(evidence, backlog)
    if about and not has_open_status(backlog):
        return RoleVerdict(DocumentRole.REFERENCE, (about,))
    found = _read_hint(evidence, backlog)
    return found or _read_content(backlog, evidence)


def _why_about_work(evidence: PathEvidence, backlog: Backlog) -> str:
    """Return why a document is written about work, and is not a list of it; or nothing."""
    if evidence.is_named:
        return ""
    if evidence.about and read_content(backlog).strong:
        return ""
    return evidence.about or read_title(backlog)


def _read_hint(evidence: PathEvidence, backlog: Backlog) -> RoleVerdict | None:
    """Return the verdict on a document whose path suggests a role that the content confirms."""
    strength, reason = evidence.strength, ""
    if strength is Strength.ENOUGH:
        return RoleVerdict(evidence.role, (evidence.reason,))
    if strength is Strength.WITH_WORK and has_work(backlog):
        reason = "it has checkboxes or statuses"
    if strength is Strength.WITH_TASKS and has_tasks(backlog):
        reason = "it has checkboxes or a work table"
    may_state = strength in {Strength.WITH_STATUS, Strength.WITH_WORK} and not reason
    if may_state and _states_status(backlog):
        reason = "it states its own status"
    return RoleVerdict(evidence.role, (evidence.reason, reason)) if reason else None


def _read_content(backlog: Backlog, evidence: PathEvidence) -> RoleVerdict:
    """Return the verdict on a document whose path does not suffice."""
    content = read_content(backlog)
    found = f"it has {_join(content.signs)}"
    progress = "some of its work is open, some is not"
    has_signs = len(content.signs) >= _MIN_SIGNS
    if evidence.strength is Strength.WITH_PROGRESS and (has_signs or content.has_states):
        return RoleVerdict(evidence.role, (evidence.reason, found if has_signs else progress))
    if content.strong:
        return RoleVerdict(DocumentRole.BACKLOG, (f"it has {content.strong}",))
    if has_signs and content.has_states:
        return RoleVerdict(DocumentRole.BACKLOG, (found, progress))
    if (has_signs or content.has_open_boxes) and has_open_status(backlog):
        return RoleVerdict(DocumentRole.BACKLOG, (found, "its own status is open"))
    missing = "too few signs of work in its path and content"
    reasons = (found,) if content.signs else ()
    return RoleVerdict(DocumentRole.REFERENCE, (missing, *reasons))


def _states_status(backlog: Backlog) -> bool:
    """Return whether a document states a status of its own that work has, even a partial one."""
    return any(use.status is not Status.UNKNOWN for _, use in read_stated_statuses(backlog))


def _join(signs: tuple[str, ...]) -> str:
    return " and ".join(filter(None, (", ".join(signs[:-1]), *signs[-1:])))
