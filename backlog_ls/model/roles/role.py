"""The roles that a document can have. Each document has exactly one."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.directives import ROLE

if TYPE_CHECKING:
    from backlog_ls.model.blocks.directives import Directive


class DocumentRole(str, Enum):
    """The role of a document, which decides what is reported about it by default."""

    BACKLOG = "backlog"
    """A list of living work. All rules apply."""
    WORK_ITEM = "work-item"
    """One milestone, epic, story or task. All rules apply."""
    FINISHED = "finished"
    """A backlog or work item that is done. Only damage and contradictions are reported."""
    ARCHIVE = "archive"
    """Kept for the record. Nothing is reported; its items still count for ids and links."""
    REFERENCE = "reference"
    """A guide, a report, a decision or the like. Nothing is reported."""
    TEMPLATE = "template"
    """A template, a test fixture, or somebody else's file. Nothing is reported."""

    @property
    def is_checked(self) -> bool:
        """Whether anything is reported about such a document by default."""
        return self in _CHECKED

    @property
    def has_items(self) -> bool:
        """Whether the items of such a document count for ids, dependencies and links."""
        return self in _CHECKED or self is DocumentRole.ARCHIVE


ROLE_NAMES = tuple(role.value for role in DocumentRole)
"""The roles as settings and comments write them."""
_CHECKED = frozenset({DocumentRole.BACKLOG, DocumentRole.WORK_ITEM, DocumentRole.FINISHED})


def role_in(directive: Directive) -> DocumentRole | None:
    """Return the role that a comment declares, or None if it declares none that exists."""
    names = [word.text for word in directive.codes]
    declares = directive.verb.text == ROLE and len(names) == 1 and names[0] in ROLE_NAMES
    return DocumentRole(names[0]) if declares else None


class RoleVerdict(NamedTuple):
    """The role of a document and why it has that role."""

    role: DocumentRole
    reasons: tuple[str, ...]
    """One sentence for each piece of evidence, the deciding one first."""
