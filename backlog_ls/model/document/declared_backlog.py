"""Whether a document is a backlog by its path, the settings or a comment in it, not by its content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.directives import ROLE
from backlog_ls.model.document.flags import FLAGS, Flag

if TYPE_CHECKING:
    from backlog_ls.model.document.backlog import Backlog


def is_list_of_work(backlog: Backlog) -> bool:
    """Tell whether a document is a backlog by its path, the settings or a comment in it."""
    return backlog.lists_work or backlog.remember(
        is_list_of_work, 0, lambda: _is_declared_by_comment(backlog)
    )


def _is_declared_by_comment(backlog: Backlog) -> bool:
    rope = backlog.rope
    return bool(rope.fold(FLAGS, 0, len(rope)) & Flag.DIRECTIVE) and any(
        directive.verb.text == ROLE and [word.text for word in directive.codes] == ["backlog"]
        for place in rope.find(FLAGS, Flag.DIRECTIVE, 0, len(rope))
        for directive in facts_of(place.piece).directives
    )
