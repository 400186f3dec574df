"""Move list items from one list to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.syntax.block import Kind
from backlog_ls.text.edit import Edit
from backlog_ls.text.lines import ends_with_blank_line
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

_BULLET = pattern(r"([ \t]*)([-+*])(?=[ \t])")


def delete_item(view: View, item: Place[Block]) -> Edit:
    """Return the edit that deletes a list item, and the blank lines after it inside a list.

    If it is the only item of its list, the blank lines before it are enough.
    """
    rope, text = view.backlog.rope, item.piece.text
    following = rope.at_index(item.index + 1) if item.index + 1 < len(rope) else None
    before = rope.at_index(item.index - 1).piece if item.index else None
    alone = before is not None and before.kind != Kind.ITEM and ends_with_blank_line(before.text)
    if following is not None and (following.piece.kind == Kind.ITEM or alone):
        return Edit(item.offset, item.offset + len(text), "")
    bare = len(text.rstrip())
    after = bare + (2 if text.startswith("\r\n", bare) else len(text[bare : bare + 1]))
    return Edit(item.offset, item.offset + after, "")


def match_bullet(text: str, other: Place[Block] | None) -> str:
    """Return the item `text` with the bullet of `other`: a different one starts a new list."""
    theirs = _BULLET.match(other.piece.text) if other else None
    own = _BULLET.match(text)
    if theirs is None or own is None or theirs[2] == own[2]:
        return text
    return text[: own.start(2)] + theirs[2] + text[own.end(2) :]
