"""What settings and paths say about roles, without a look at the documents."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.roles.name_evidence import Strength
from backlog_ls.model.roles.path_evidence import read_path
from backlog_ls.model.roles.role import DocumentRole, RoleVerdict
from backlog_ls.text.glob import glob_matches

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.model.settings import Settings


class DeclaredRole(NamedTuple):
    """A role that settings give to a path."""

    verdict: RoleVerdict
    is_final: bool = False
    """Whether a comment in the document changes nothing: the setting `exclude` names it."""
    may_be_finished: bool = False
    """Whether the content decides if it is finished: the setting `include` names it."""


def declared_role(path: str, settings: Settings) -> DeclaredRole | None:
    """Return the role that settings give to `path`, or None.

    Args:
        path: from the root of the workspace, with slashes; empty for a document without a file.
        settings: of the document.
    """
    if is_excluded(path, settings):
        reference = RoleVerdict(DocumentRole.REFERENCE, ("the setting `exclude` names it",))
        return DeclaredRole(reference, is_final=True)
    glob = next((glob for glob in settings.roles if path and glob_matches(glob, path)), "")
    if glob:
        role = DocumentRole(settings.roles[glob])
        return DeclaredRole(RoleVerdict(role, (f"the setting `roles` gives it to `{glob}`",)))
    if _matches(path, settings.include):
        backlog = RoleVerdict(DocumentRole.BACKLOG, ("the setting `include` names it",))
        return DeclaredRole(backlog, may_be_finished=True)
    return None


def may_have_items(path: str, settings: Settings) -> bool:
    """Return whether the items of the document at `path` may count for ids, dependencies and links.

    This uses only the path and the settings, without reading the document.

    Args:
        path: from the root of the workspace, with slashes.
        settings: of the document.
    """
    declared = declared_role(path, settings)
    if declared:
        return declared.verdict.role.has_items
    evidence = read_path(path)
    return evidence.role.has_items and evidence.strength >= Strength.WITH_STATUS


def lists_work(path: str, settings: Settings) -> bool:
    """Return whether the document at `path` is a backlog by its path or the settings.

    In such a document, plain list items may be work.

    Args:
        path: from the root of the workspace, with slashes.
        settings: of the document.
    """
    declared = declared_role(path, settings)
    if declared:
        return declared.verdict.role.has_items
    evidence = read_path(path)
    is_backlog = evidence.role in {DocumentRole.BACKLOG, DocumentRole.ARCHIVE}
    is_named = evidence.strength is Strength.WITH_PROGRESS
    return is_backlog and (is_named or evidence.strength >= Strength.WITH_TASKS)


def relative_path(path: str, root: str) -> str:
    """Return the absolute `path` from `root`, with slashes; empty for a document without a file."""
    if not path:
        return ""
    return os.path.relpath(path, root or None).replace(os.sep, "/")


def is_member(path: str, root: str, settings: Settings) -> bool:
    """Return whether the document at `path` belongs into the index of the backlogs under `root`.

    A document whose path says nothing does if its front matter has a status.

    Args:
        path: absolute.
        root: absolute; empty for none.
        settings: of the root.
    """
    relative = relative_path(path, root)
    if may_have_items(relative, settings):
        return True
    unclear = read_path(relative).strength in {Strength.WITH_STATES, Strength.WITH_PROGRESS}
    return unclear and not is_excluded(relative, settings) and _has_status_in_front_matter(path)


def _has_status_in_front_matter(path: str) -> bool:
    """Return whether the file at `path` begins with front matter that has a status."""
    try:
        with open(path, "rb") as file:
            if file.read(3) != b"---":
                return False
            begin = file.read(_FRONT_MATTER_BYTES)
    except OSError:
        return False
    return b"\nstatus:" in begin.partition(b"\n---")[0]


_FRONT_MATTER_BYTES = 4_000
"""Front matter is looked at as far as this."""


def is_excluded(path: str, settings: Settings) -> bool:
    """Return whether the setting `exclude` names `path`, which is from the root."""
    return _matches(path, settings.exclude)


def _matches(path: str, globs: Iterable[str]) -> bool:
    return bool(path) and any(glob_matches(glob, path) for glob in globs)
