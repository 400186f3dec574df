"""The progress in a table row, and the linked document that it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.analysis.counting import document_range, section_range
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.markup import strip_markup
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.items.items import cell_span
from backlog_ls.model.items.linked_documents import document_name
from backlog_ls.model.roles.decide import guess_role
from backlog_ls.model.statuses.stated_progress import Number, StatedProgress, read_progress
from backlog_ls.model.statuses.status import Status, read_status
from backlog_ls.model.tables.roles import Role
from backlog_ls.syntax.block import Kind
from backlog_ls.syntax.inline import LinkKind
from backlog_ls.workspace.declared_roles import relative_path
from backlog_ls.workspace.links.resolve import resolve_markdown_link
from backlog_ls.workspace.links.target import TargetKind

if TYPE_CHECKING:
    from backlog_ls.model.analysis.counting import BlockRange
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.tables.roles import TableRoles
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.links.resolve import ResolvedLink
    from backlog_ls.workspace.view import View

COMPLETE = 100
"""The percentage of finished work."""

MAX_LINKS = 10
"""Maximum number of links in a row about one document."""

_SIDE_ROLES = (Role.NOTES, Role.DEPENDS_ON, Role.OWNER, Role.MEANING)
"""Columns whose links link to other documents than the one that the row is about."""


class LinkedDocument(NamedTuple):
    """The document that a row is about."""

    path: str
    """Absolute."""
    backlog: Backlog
    heading: Place[Block] | None
    """The heading that the link leads to, or the first one of the document; None if it has none."""
    extent: BlockRange
    """The part of the document with the tasks."""


def read_row_progress(row: Block, roles: TableRoles) -> StatedProgress | None:
    """Return the progress in the only progress column of `row`, where `Done` counts as 100 %."""
    if roles.roles.count(Role.PROGRESS) != 1:
        return None
    span = cell_span(row, roles.column(Role.PROGRESS))
    if span is None or span[0] == span[1]:
        return None
    stated = read_progress(row.text[slice(*span)])
    if stated:
        return stated.shifted(span[0])
    start, end = strip_markup(row.text, *span)
    reading = read_status(row.text[start:end])
    if reading.status is not Status.DONE or not reading.known or reading.partial:
        return None
    return StatedProgress(
        None, Number(COMPLETE, start, end), labelled=True, counts_containers=False
    )


def find_linked_document(view: View, row: Block, roles: TableRoles) -> LinkedDocument | None:
    """Return the backlog that `row` links, if the row is certainly about that document."""
    link = _find_only_link(view, row, roles)
    if link is None or link.problem or link.path == view.path:
        return None
    backlog = view.workspace.backlog(link.path)
    if backlog is None:
        return None
    if not guess_role(relative_path(link.path, view.root), backlog).role.has_items:
        return None
    if link.target.fragment:
        place = backlog.find_anchor(link.target.fragment.lower())
        heading = place if place and place.piece.kind == Kind.HEADING else None
        if heading is None:
            return None
        return LinkedDocument(link.path, backlog, heading, section_range(backlog, heading))
    rope = backlog.rope
    heading = next(iter(rope.find(FLAGS, Flag.HEADING, 0, len(rope))), None)
    return LinkedDocument(link.path, backlog, heading, document_range(backlog))


def _find_only_link(view: View, row: Block, roles: TableRoles) -> ResolvedLink | None:
    """Return the only target of the links to documents in `row`; None if there are several."""
    links = facts_of(row).links
    if len(links) > MAX_LINKS:
        return None
    beside = [
        cell_span(row, column) for column, role in enumerate(roles.roles) if role in _SIDE_ROLES
    ]
    found: dict[tuple[str, str], ResolvedLink] = {}
    for written in links:
        if written.kind is LinkKind.IMAGE or any(
            span and span[0] <= written.start < span[1] for span in beside
        ):
            continue
        link = resolve_markdown_link(
            row.text, written, view.backlog, view.path, view.root, view.workspace
        )
        if link and link.target.kind is TargetKind.FILE and document_name(link.path):
            found.setdefault((link.path, link.target.fragment), link)
    return next(iter(found.values())) if len(found) == 1 else None
