"""Which document describes the milestone that a column or a field names."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from backlog_ls.model.names.ids import find_leading_id, is_id, normalize_id
from backlog_ls.model.names.normalize import normalize_name
from backlog_ls.text.pattern import pattern
from backlog_ls.workspace.index.summary import document_title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.workspace.view import View

_NUMBERING = pattern(r"\A[\d._-]+(?=[A-Za-z])")
_SEPARATOR = pattern(r"\s[-\u2013\u2014:]\s|:\s|\s?\(|\)")


def find_milestone_documents(view: View, key: str) -> list[str]:
    """Return the documents of the milestone with the normalized name `key`, by title, file or id.

    Several if the name is ambiguous.
    """
    if not view.path:
        return []
    known = {path: set(_names_of(view, path)) for path in view.workspace.find_milestones(view.root)}
    exact = [path for path, forms in known.items() if key in forms]
    if exact or not is_id(key):
        return exact
    return [path for path, forms in known.items() if normalize_id(key) in forms]


def _names_of(view: View, path: str) -> Iterator[str]:
    stem = os.path.basename(path).rpartition(".")[0]
    forms = [stem, _NUMBERING.sub("", stem)]
    title = document_title(view.backlog) if path == view.path else view.workspace.title(path)
    if title:
        forms += [title, *_SEPARATOR.split(title)]
    for form in forms:
        yield normalize_name(form)
        ident = find_leading_id(form, 0, len(form)).text
        if ident:
            yield normalize_id(ident)
