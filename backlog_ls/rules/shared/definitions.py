"""Definitions of link references and footnotes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.index import SymbolKind, label_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.syntax.inline import Label

LABEL_KINDS = frozenset({SymbolKind.DEFINITION, SymbolKind.REFERENCE, SymbolKind.SHORTCUT})
_MAX_DEFINITIONS = 20
"""Maximum number of definitions of a label that are compared."""


class Definition(NamedTuple):
    """A definition in a document."""

    key: int
    """Of its block."""
    label: Label
    shown: str
    """The label as written."""
    target: str | None
    """As written; None for a footnote."""


def find_definitions_of(backlog: Backlog, key: str) -> Iterator[Definition]:
    """Yield the definitions of the label `key`, at most `_MAX_DEFINITIONS` blocks."""
    blocks = dict.fromkeys(backlog.index.get(SymbolKind.DEFINITION, key)[:_MAX_DEFINITIONS])
    for block_key in blocks:
        place = backlog.rope.at_key(block_key)
        found = facts_of(place.piece) if place else None
        text = place.piece.text if place else ""
        targets = {
            link.start: text[link.target_start : link.target_end]
            for link in (found.links if found else ())
        }
        for label in found.labels if found else ():
            if place and label.kind.is_definition and label_key(place.piece, label) == key:
                shown = text[label.label_start : label.label_end]
                yield Definition(block_key, label, shown, targets.get(label.start))


def is_referenced(backlog: Backlog, key: str) -> bool:
    """Return whether the label `key` is used beside its definitions."""
    uses = (SymbolKind.REFERENCE, SymbolKind.SHORTCUT)
    return any(backlog.index.get(kind, key) for kind in uses)
