"""Completion of labels: `[text][lab`, and of footnotes: `[^no`."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.features.completion.items import CompletionItem, CompletionKind, CompletionList
from backlog_ls.features.completion.links import MAX_ITEMS
from backlog_ls.features.markdown_text import shorten
from backlog_ls.features.navigation.labels import (
    LabelUse,
    defining_link,
    find_label_definition,
    read_footnote,
)
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from backlog_ls.features.cursor import Cursor

_TYPED = pattern(r"(?:\[(?P<footnote>\^)|(?<!\[)\]\[)(?P<label>[^\[\]\^]{0,100})\Z")
_REST = pattern(r"[^\s\[\]|()]*(?P<closing>\]?)")
_MAX_DETAIL_LENGTH = 80


def complete_label(cursor: Cursor) -> CompletionList | None:
    """Offer the labels that the document defines, behind `][` or `[^`, or return None."""
    match = _TYPED.search(cursor.before)
    if match is None or cursor.is_code(match.start()):
        return None
    index = cursor.view.backlog.index.of_kind(SymbolKind.DEFINITION)
    if not len(index):
        return None
    wanted = bool(match["footnote"])
    by_place = sorted(index.items(), key=lambda entry: entry[1])
    keys = (key for key, _ in by_place if key.startswith("^") == wanted)
    start = cursor.line_start + match.start("label")
    rest = _REST.match(cursor.line_text, cursor.column)
    closing = rest["closing"] if rest else ""
    end = cursor.line_start + rest.end() - len(closing) if rest and closing else cursor.offset
    items = []
    # One block may define several footnotes.
    uses = (find_label_definition(cursor.view.backlog, key) for key in islice(keys, MAX_ITEMS))
    for use in sorted((use for use in uses if use and use.text), key=lambda use: use.start):
        text = use.text if closing else f"{use.text}]"
        kind = CompletionKind.VALUE
        items.append(CompletionItem(use.text, text, start, end, kind, _describe(use)))
    return CompletionList(tuple(items)) if items else None


def _describe(use: LabelUse) -> str:
    """Return the target of a definition, or the text of a footnote."""
    link = defining_link(use)
    if link is None:
        return shorten(" ".join(read_footnote(use).split()), _MAX_DETAIL_LENGTH)
    return use.place.piece.text[link.target_start : link.target_end]
