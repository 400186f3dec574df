"""The labels of link references and footnotes in a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.neighbourhood import keys_near
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.index import SymbolKind, label_key
from backlog_ls.syntax.block import Kind
from backlog_ls.syntax.inline import LabelKind
from backlog_ls.text.lines import line_end_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.syntax.block import Block
    from backlog_ls.syntax.inline import Label, Link
    from backlog_ls.text.rope import Place

KINDS = (SymbolKind.DEFINITION, SymbolKind.REFERENCE, SymbolKind.SHORTCUT)
"""The kinds of symbols that labels are."""


class LabelUse(NamedTuple):
    """A label in a document."""

    place: Place[Block]
    label: Label

    @property
    def start(self) -> int:
        """Where its words begin, in code points of the document: after the caret of a footnote."""
        return self.place.offset + self.label.label_start + self.label.kind.is_footnote

    @property
    def end(self) -> int:
        """Where its words end, in code points of the document."""
        return self.place.offset + self.label.label_end

    @property
    def text(self) -> str:
        """Its words."""
        offset = self.place.offset
        return self.place.piece.text[self.start - offset : self.end - offset]


def find_label_at(backlog: Backlog, place: Place[Block], offset: int) -> LabelUse | None:
    """Return the innermost reference or definition around `offset`, a code point of the block.

    References whose label is not defined are text.
    """
    found = [
        LabelUse(place, label)
        for label in facts_of(place.piece).labels
        if label.start <= offset < label.end and is_defined(backlog, place.piece, label)
    ]
    return min(found, key=lambda use: use.label.end - use.label.start, default=None)


def is_defined(backlog: Backlog, block: Block, label: Label) -> bool:
    """Tell whether `label` is defined in `backlog`, which holds `block`."""
    return bool(backlog.index.get(SymbolKind.DEFINITION, label_key(block, label)))


def find_label_uses(backlog: Backlog, key: str, near: int | None = None) -> Iterator[LabelUse]:
    """Yield the uses of the label `key`, its definitions too: near the block `near`, or all."""
    keys = {each for kind in KINDS for each in backlog.index.get(kind, key)}
    for each in keys_near(keys, near):
        place = backlog.rope.at_key(each)
        for label in facts_of(place.piece).labels if place else ():
            if place and label_key(place.piece, label) == key:
                yield LabelUse(place, label)


def find_label_definition(backlog: Backlog, key: str) -> LabelUse | None:
    """Return the definition of the label `key`: of several, the first one counts."""
    for each in backlog.index.get(SymbolKind.DEFINITION, key)[:1]:
        place = backlog.rope.at_key(each)
        for label in facts_of(place.piece).labels if place else ():
            if place and label.kind.is_definition and label_key(place.piece, label) == key:
                return LabelUse(place, label)
    return None


def defining_link(use: LabelUse | None) -> Link | None:
    """Return the link of a definition; None for a footnote."""
    if use is None or use.label.kind is not LabelKind.DEFINITION:
        return None
    links = facts_of(use.place.piece).links
    return next((link for link in links if link.start == use.label.start), None)


def read_footnote(use: LabelUse) -> str:
    """Return the text of the footnote that `use` defines: its first paragraph."""
    block = use.place.piece
    start = use.label.end + 1
    others = (
        label.start
        for label in facts_of(block).labels
        if label.start > start and label.kind is LabelKind.FOOTNOTE_DEFINITION
    )
    end = next(others, len(block.text))
    if block.kind in {Kind.ITEM, Kind.QUOTE}:
        end = min(end, line_end_at(block.text, start))
    return block.text[start:end].strip()
