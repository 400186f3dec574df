"""The role of a document, from its path and its content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.analysis.document_status import read_document_status
from backlog_ls.model.roles.content_evidence import (
    FrontMatter,
    closed_status,
    has_tasks,
    has_work,
    read_content,
    read_front_matter,
)
from backlog_ls.model.roles.path_evidence import Strength, read_path
from backlog_ls.model.roles.role import DocumentRole, RoleVerdict
from backlog_ls.model.statuses.status import Status

if TYPE_CHECKING:
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.roles.path_evidence import PathEvidence

_OPEN = frozenset({Status.TODO, Status.IN_PROGRESS, Status.REVIEW, Status.BLOCKED})
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
    return (
        finish_verdict(verdict, backlog, evidence.finished) if verdict.role.is_checked else verdict
    )


def finish_verdict(verdict: RoleVerdict, backlog: Backlog, folder: str = "") -> RoleVerdict:
    """Return the verdict on a backlog or work item, which may be finished.

    Args:
        verdict: the role that it has while it lives.
        backlog: its content.
        folder: why its folder says that it is finished; empty where it does not.
    """
    if folder:
        return RoleVerdict(DocumentRole.FINISHED, (folder, *verdict.reasons))
    closed = closed_status(backlog)
    if closed is None:
        return verdict
    reason = f"its own status means {closed.value}"
    return RoleVerdict(DocumentRole.FINISHED, (reason, *verdict.reasons))


def _guess_work(evidence: PathEvidence, backlog: Backlog) -> RoleVerdict:
    matter = read_front_matter(backlog)
    if evidence.is_certain and matter is not FrontMatter.TASK:
        return RoleVerdict(evidence.role, (evidence.reason,))
    if matter is not FrontMatter.OTHER:
        return RoleVerdict(DocumentRole.WORK_ITEM, (matter.value,))
    if evidence.role is DocumentRole.REFERENCE or evidence.strength is Strength.ENOUGH:
        return RoleVerdict(evidence.role, (evidence.reason,))
    if evidence.strength is Strength.WITH_WORK and has_work(backlog):
        return RoleVerdict(evidence.role, (evidence.reason, "it has checkboxes or statuses"))
    if evidence.strength is Strength.WITH_TASKS and has_tasks(backlog):
        return RoleVerdict(evidence.role, (evidence.reason, "it has checkboxes or a work table"))
    own = read_document_status(backlog)
    if evidence.strength is Strength.WITH_STATUS and own:
        return RoleVerdict(evidence.role, (evidence.reason, "it states its own status"))
    content = read_content(backlog)
    found = f"it has {_join(content.signs)}"
    if content.strong:
        return RoleVerdict(DocumentRole.BACKLOG, (f"it has {content.strong}",))
    if len(content.signs) >= _MIN_SIGNS:
        if content.has_states:
            return RoleVerdict(
                DocumentRole.BACKLOG, (found, "some of its work is open, some is not")
            )
        if own and own.status in _OPEN:
            return RoleVerdict(DocumentRole.BACKLOG, (found, "its own status is open"))
    missing = "too few signs of work in its path and content"
    reasons = (found,) if content.signs else ()
    return RoleVerdict(DocumentRole.REFERENCE, (missing, *reasons))


def _join(signs: tuple[str, ...]) -> str:
    return " and ".join(filter(None, (", ".join(signs[:-1]), *signs[-1:])))
