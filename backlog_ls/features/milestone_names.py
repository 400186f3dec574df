"""Which document a milestone has that a column or a field names."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from backlog_ls.model.bits import BITS, Bit
from backlog_ls.model.facts import facts
from backlog_ls.model.fold import fold
from backlog_ls.model.idents import ident_key, is_ident, leading_ident
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.backlog import Backlog
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

_NUMBERING = pattern(r"\A[\d._-]+(?=[A-Za-z])")
_SEPARATOR = pattern(r"\s[-\u2013\u2014:]\s|:\s|\s?\(|\)")


def milestone_documents(view: View, key: str) -> list[str]:
    """Return the milestone documents that go by the folded name `key`: by title, file name or id.

    More than one where it is not certain which is meant.
    """
    if not view.path:
        return []
    known = {path: set(_forms(view, path)) for path in view.workspace.milestones(view.root)}
    exact = [path for path, forms in known.items() if key in forms]
    if exact or not is_ident(key):
        return exact
    return [path for path, forms in known.items() if ident_key(key) in forms]


def title_place(backlog: Backlog) -> Place[Block] | None:
    """Return the first heading of a document, which is its title."""
    rope = backlog.rope
    return next(iter(rope.find(BITS, Bit.HEADING, 0, len(rope))), None)


def _forms(view: View, path: str) -> Iterator[str]:
    stem = os.path.basename(path).rpartition(".")[0]
    forms = [stem, _NUMBERING.sub("", stem)]
    backlog = view.backlog if path == view.path else view.workspace.backlog(path)
    place = title_place(backlog) if backlog else None
    heading = facts(place.piece).heading if place else None
    if heading:
        forms += [heading.title, *_SEPARATOR.split(heading.title)]
    for form in forms:
        yield fold(form)
        ident = leading_ident(form, 0, len(form)).text
        if ident:
            yield ident_key(ident)
