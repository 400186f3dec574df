"""Whether there is work at a place. Documents other than backlogs may have some, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.analysis.bullets import find_work
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import Flag, flags_of
from backlog_ls.model.items.item import ItemKind
from backlog_ls.model.items.items import is_work_table
from backlog_ls.model.tables.roles import roles_of_table
from backlog_ls.syntax.block import Kind
from backlog_ls.workspace.links.wiki import resolve_link

if TYPE_CHECKING:
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View


def has_work_at(view: View, offset: int) -> bool:
    """Return whether `offset`, in code points, is in an item, a work table or a link to a backlog.

    A heading alone does not count: every document has some.
    """
    rope = view.backlog.rope
    if not len(rope):
        return False
    place = rope.at_offset(offset)
    block = place.piece
    if flags_of(block) & Flag.STATUS:
        return True
    if block.kind == Kind.TABLE:
        return is_work_table(roles_of_table(block))
    roles = view.backlog.context(place).roles if block.kind == Kind.ROW else None
    if block.kind == Kind.ROW and roles is not None and is_work_table(roles):
        return True
    items = find_work(view.backlog, place, view.backlog.context(place))
    if any(_is_work(item.kind, block) for item in items):
        return True
    return _is_in_link_to_work(view, place, offset - place.offset)


def _is_work(kind: ItemKind, block: Block) -> bool:
    return kind is not ItemKind.SECTION or bool(flags_of(block) & Flag.TASK)


def _is_in_link_to_work(view: View, place: Place[Block], offset: int) -> bool:
    for link in facts_of(place.piece).links:
        if link.start <= offset <= link.end:
            resolved = resolve_link(
                place.piece.text, link, view.backlog, view.path, view.root, view.workspace
            )
            return bool(resolved and resolved.path and view.workspace.is_member(resolved.path))
    return False
