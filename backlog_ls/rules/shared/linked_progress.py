"""What the row of an index says of the progress of a document, and which one that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.analysis.counting import document_extent, section_extent
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.blocks.markup import unwrapped
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.model.items.items import cell_span
from backlog_ls.model.items.linked_documents import document_name
from backlog_ls.model.statuses.stated_progress import Number, Progress, stated_progress
from backlog_ls.model.statuses.status import Status, read_status
from backlog_ls.model.tables.headers import Role
from backlog_ls.syntax.block import Kind
from backlog_ls.syntax.inline import LinkKind
from backlog_ls.workspace.detect import is_backlog_content
from backlog_ls.workspace.document_names import is_backlog_name, is_template_name
from backlog_ls.workspace.link_target import TargetKind
from backlog_ls.workspace.links.resolve import follow

if TYPE_CHECKING:
    from backlog_ls.model.analysis.counting import Extent
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.tables.headers import TableRoles
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.links.resolve import Lead
    from backlog_ls.workspace.view import View

ALL = 100
"""Percent."""

MOST_LINKS = 10
"""A row with more links is about more than one thing."""

_BESIDE = (Role.NOTES, Role.DEPENDS_ON, Role.OWNER, Role.MEANING)
"""A document that such a column links is another one than that which the row is about."""


class OwnDocument(NamedTuple):
    """The document that a row is about."""

    path: str
    """Absolute."""
    backlog: Backlog
    heading: Place[Block] | None
    """Of the section that is meant, else the document's first; None where it has none."""
    extent: Extent
    """What holds the tasks."""


def row_progress(row: Block, roles: TableRoles) -> Progress | None:
    """Return what `row` says in its only column of progress, where `Done` says 100 %."""
    if roles.roles.count(Role.PROGRESS) != 1:
        return None
    span = cell_span(row, roles.column(Role.PROGRESS))
    if span is None or span[0] == span[1]:
        return None
    stated = stated_progress(row.text[slice(*span)])
    if stated:
        return stated.moved(span[0])
    start, end = unwrapped(row.text, *span)
    reading = read_status(row.text[start:end])
    if reading.status is not Status.DONE or not reading.known or reading.partial:
        return None
    return Progress(None, Number(ALL, start, end), labelled=True, counted=False)


def own_document(view: View, row: Block, roles: TableRoles) -> OwnDocument | None:
    """Return the document that `row` links, where it surely is about that one and it is a backlog."""
    lead = _only_lead(view, row, roles)
    if lead is None or lead.trouble or lead.path == view.path or is_template_name(lead.path):
        return None
    backlog = view.workspace.backlog(lead.path)
    if backlog is None or not (is_backlog_name(lead.path) or is_backlog_content(backlog)):
        return None
    if lead.target.fragment:
        place = backlog.anchor(lead.target.fragment.lower())
        heading = place if place and place.piece.kind == Kind.HEADING else None
        if heading is None:
            return None
        return OwnDocument(lead.path, backlog, heading, section_extent(backlog, heading))
    rope = backlog.rope
    heading = next(iter(rope.find(BITS, Bit.HEADING, 0, len(rope))), None)
    return OwnDocument(lead.path, backlog, heading, document_extent(backlog))


def _only_lead(view: View, row: Block, roles: TableRoles) -> Lead | None:
    """Return where the links of `row` to documents lead, if all of them lead to one place."""
    links = facts(row).links
    if len(links) > MOST_LINKS:
        return None
    beside = [cell_span(row, column) for column, role in enumerate(roles.roles) if role in _BESIDE]
    found: dict[tuple[str, str], Lead] = {}
    for link in links:
        if link.kind is LinkKind.IMAGE or any(
            span and span[0] <= link.start < span[1] for span in beside
        ):
            continue
        lead = follow(row.text, link, view.backlog, view.path, view.root, view.workspace)
        if lead and lead.target.kind is TargetKind.FILE and document_name(lead.path):
            found.setdefault((lead.path, lead.target.fragment), lead)
    return next(iter(found.values())) if len(found) == 1 else None
