"""The role of a document in its workspace: declared by settings or the document, or guessed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.directives import DIRECTIVE_PREFIX, ROLE
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.roles.completion import has_passed
from backlog_ls.model.roles.decide import finish_verdict, guess_role
from backlog_ls.model.roles.name_evidence import Strength
from backlog_ls.model.roles.old_copies import find_old_copies
from backlog_ls.model.roles.path_evidence import read_path
from backlog_ls.model.roles.role import DocumentRole, RoleVerdict, role_in
from backlog_ls.model.roles.time_boxes import find_later, find_time_boxes
from backlog_ls.text.pattern import pattern
from backlog_ls.workspace.declared_roles import declared_role, relative_path

if TYPE_CHECKING:
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.settings import Settings
    from backlog_ls.workspace.view import View


def role_of(view: View, name: str = "") -> RoleVerdict:
    """Return the role of a document and why it has that role.

    The setting `exclude` decides first, then a comment in the document, then the settings `roles` and
    `include`. Only where none of them speaks, path and content are evidence.

    Args:
        view: the document.
        name: a path with slashes that says what it is, where it is not a file.
    """
    path = relative_path(view.path, view.root) or name
    declared = declared_role(path, view.settings)
    if declared and declared.is_final:
        return declared.verdict
    own = _role_in_comment(view.backlog)
    if own:
        return own
    if declared is None:
        verdict = guess_role(path, view.backlog)
        if not verdict.role.is_checked or not view.path:
            return verdict
        return _archive_if_copied(view, path) or _finish_if_passed(verdict, view, path)
    if declared.may_be_finished:
        return finish_verdict(declared.verdict, view.backlog, is_kept_up=True)
    return declared.verdict


def _finish_if_passed(verdict: RoleVerdict, view: View, path: str) -> RoleVerdict:
    """Return the verdict on a document of a sprint or the like, which is over when a later one is there."""
    if verdict.role is DocumentRole.FINISHED:
        return verdict
    boxes = find_time_boxes(path)
    if not boxes or not has_passed(view.backlog):
        return verdict
    for box in boxes:
        folder = os.path.join(view.root, *box.folder.split("/"))
        later = find_later(box.name, view.workspace.list_folder(folder))
        if later:
            reason = f"`{later}` is later, and nothing in it is open"
            return RoleVerdict(DocumentRole.FINISHED, (reason, *verdict.reasons))
    return verdict


def _archive_if_copied(view: View, path: str) -> RoleVerdict | None:
    """Return the verdict on a document in an older copy: in `site-old` with `site` beside it."""
    for copy in find_old_copies(path):
        folder = os.path.join(view.root, *copy.folder.split("/"))
        if any(map(copy.is_of, view.workspace.list_folder(folder))):
            reason = f"`{copy.name}` is an older copy of what is beside it"
            return RoleVerdict(DocumentRole.ARCHIVE, (reason,))
    return None


def may_be_checked(path: str, text: str, settings: Settings) -> bool:
    """Return whether a document can have a role that is checked, before it is parsed.

    It never denies what `role_of` affirms.

    Args:
        path: from the root of the workspace, with slashes; empty for a document without a file.
        text: of the document.
        settings: of the document.
    """
    if _ROLE_COMMENT in text or declared_role(path, settings):
        return True
    evidence = read_path(path)
    if evidence.role in {DocumentRole.TEMPLATE, DocumentRole.ARCHIVE}:
        return False
    if text.startswith("---") or evidence.strength >= Strength.WITH_STATUS:
        return True
    is_reference = evidence.role is DocumentRole.REFERENCE
    # Open work beside other signs is in a table or has checkboxes.
    return not is_reference and ("|" in text or _CHECKBOX.search(text) is not None)


_ROLE_COMMENT = DIRECTIVE_PREFIX + ROLE
_CHECKBOX = pattern(r"\[[^\]\n]\]")


def _role_in_comment(backlog: Backlog) -> RoleVerdict | None:
    """Return the role that a comment ``<!-- backlog-ls-role: backlog -->`` gives, or None."""
    rope = backlog.rope
    if not rope.fold(FLAGS, 0, len(rope)) & Flag.DIRECTIVE:
        return None
    for place in rope.find(FLAGS, Flag.DIRECTIVE, 0, len(rope)):
        for directive in facts_of(place.piece).directives:
            role = role_in(directive)
            if role:
                return RoleVerdict(role, ("a comment in the document says so",))
    return None
