"""Which document a milestone has that a column or a field names."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from backlog_ls.model.names.ids import ident_key, is_ident, leading_ident
from backlog_ls.model.names.normalize import fold
from backlog_ls.text.pattern import pattern
from backlog_ls.workspace.index.summary import title_of

if TYPE_CHECKING:
    from collections.abc import Iterator

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


def _forms(view: View, path: str) -> Iterator[str]:
    stem = os.path.basename(path).rpartition(".")[0]
    forms = [stem, _NUMBERING.sub("", stem)]
    title = title_of(view.backlog) if path == view.path else view.workspace.title(path)
    if title:
        forms += [title, *_SEPARATOR.split(title)]
    for form in forms:
        yield fold(form)
        ident = leading_ident(form, 0, len(form)).text
        if ident:
            yield ident_key(ident)
