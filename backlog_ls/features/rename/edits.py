"""The edits of a rename in all documents, and the checks that they must pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.fields import is_valid_front_matter
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.names.slug import unique_anchors
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.syntax.document import Document
from backlog_ls.syntax.inline import LabelKind, LinkKind
from backlog_ls.text.edit import Edit, apply_edits
from backlog_ls.workspace.links.link_search import find_links_to
from backlog_ls.workspace.links.wiki import heading_in_wiki_link

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.workspace.view import View


MANY_EDITS = 500
"""From this number of edits on, the document is parsed once, instead of once for each edit."""


class RenameRefusedError(Exception):
    """A rename is not possible; the message is shown to the user."""


class DocumentEdits(NamedTuple):
    """The edits of one document, in order and without overlap."""

    path: str
    """Absolute; empty for the document that was asked about."""
    backlog: Backlog
    edits: tuple[Edit, ...]


class RenameEdits:
    """Collects edits by document."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._edits: dict[str, tuple[Backlog, dict[tuple[int, int], Edit]]] = {}

    def add(self, path: str, backlog: Backlog, start: int, end: int, text: str) -> None:
        """Replace ``[start, end)`` of the document at `path` by `text`.

        Args:
            path: absolute; may be empty for the document that was asked about.
            backlog: the document.
            start: a code point of the document.
            end: a code point of the document.
            text: the new text.
        """
        _, edits = self._edits.setdefault(path or self.view.path, (backlog, {}))
        if backlog.rope.slice(start, end) != text:
            edits[start, end] = Edit(start, end, text)

    def is_changed(self, path: str, start: int, end: int) -> bool:
        """Tell whether something in ``[start, end)`` of the document at `path` is replaced."""
        _, edits = self._edits.get(path or self.view.path, (None, {}))
        return any(start <= edit.start and edit.end <= end for edit in edits.values())

    def update_anchor_links(self) -> None:
        """Update the links to headings whose anchors change.

        These may be more than the edited headings: anchors of equal headings are numbered.
        """
        for path, (backlog, edits) in list(self._edits.items()):
            anchors = _new_anchors(backlog, list(edits.values()))
            if not anchors:
                continue
            owner = self.view._replace(backlog=backlog, path=path)
            for use in find_links_to(owner, path):
                fragment = use.resolved.target.fragment
                if not fragment or fragment.lower() not in anchors:
                    continue
                anchor, title = anchors[fragment.lower()]
                if use.kind is LinkKind.WIKI:  # wiki links name headings by their text
                    anchor = heading_in_wiki_link(title)
                if not anchor:
                    raise RenameRefusedError(
                        "Links lead to this heading, but it would no longer have an anchor."
                    )
                written = use.backlog.rope.slice(use.fragment_start, use.target_end)
                text = quote(anchor) if "%" in written else anchor
                self.add(use.path, use.backlog, use.fragment_start, use.target_end, text)

    def check(self, new: str) -> list[DocumentEdits]:
        """Return the edits by document, after a check that `new` does not change how they are parsed.

        Raises:
            RenameRefusedError: a block would have another kind, or other cells or links.
        """
        found = []
        for path, (backlog, by_span) in self._edits.items():
            edits = tuple(sorted(by_span.values()))
            if not edits:
                continue
            _check(backlog, edits, new)
            found.append(DocumentEdits("" if path == self.view.path else path, backlog, edits))
        return found


def _check(backlog: Backlog, edits: tuple[Edit, ...], new: str) -> None:
    document = backlog.document
    for edit in edits:
        inside = document.rope.at_offset(edit.start).piece
        if inside.kind in {Kind.ROW, Kind.TABLE} or facts_of(inside).nested_tables:
            _check_cell(edit.text)
    if len(edits) > MANY_EDITS:
        made = Document.parse(apply_edits(document.text, edits))
        if [_shape(block) for block in document.rope] != [_shape(block) for block in made.rope]:
            raise RenameRefusedError(f"Renaming to `{new}` would change how a line is parsed.")
        return
    for edit in reversed(edits):
        inside = document.rope.at_offset(edit.start).piece
        document, delta = document.edit(edit.start, edit.end, edit.text)
        before = [_shape(block) for _, block in delta.removed]
        after = [_shape(block) for _, block in delta.added]
        kept = inside.kind != Kind.FRONT_MATTER or _is_value(delta.added, edit.text)
        if before != after or not kept:
            line = backlog.document.line_number_at(edit.start)
            raise RenameRefusedError(f"Renaming to `{new}` would change how line {line} is parsed.")


def _check_cell(text: str) -> None:
    if "|" in text.replace("\\|", ""):
        raise RenameRefusedError("`|` would start another cell of the table: write `\\|`.")


def _shape(block: Block) -> tuple[object, ...]:
    found = facts_of(block)
    return (
        block.kind,
        block.level,
        len(found.row.cells) if found.row else -1,
        tuple(len(row.cells) for grid in found.nested_tables for row in grid.rows),
        len(found.links),
        # Without shortcuts, which are text unless they are defined.
        tuple(label.kind for label in found.labels if label.kind is not LabelKind.SHORTCUT),
        tuple((entry.mark, entry.depth) for entry in found.list_items),
        len(found.fields),
        found.heading is None,
        block.kind == Kind.FRONT_MATTER and is_valid_front_matter(block.text),
    )


def _is_value(added: Iterable[tuple[int, Block]], text: str) -> bool:
    """Tell whether `text` is in a value of the new front matter, as YAML reads it."""
    return any(
        text in field.value(block.text) for _, block in added for field in facts_of(block).fields
    )


def _new_anchors(backlog: Backlog, edits: list[Edit]) -> dict[str, tuple[str, str]]:
    """Return the anchors that `edits` change, each with the new anchor and the new title."""
    rope = backlog.rope
    places = list(rope.find(FLAGS, Flag.HEADING, 0, len(rope)))
    by_block: dict[int, list[Edit]] = {}
    for edit in edits:
        place = rope.at_offset(edit.start)
        if place.piece.kind == Kind.HEADING:
            at = place.offset
            local = Edit(edit.start - at, edit.end - at, edit.text)
            by_block.setdefault(place.key, []).append(local)
    if not by_block:
        return {}
    before, after, titles = [], [], []
    for place in places:
        title = _title(place.piece)
        before.append(backlog.slug(place.piece))
        if place.key in by_block:
            made = Document.parse(apply_edits(place.piece.text, by_block[place.key]))
            title = _title(made.rope.at_index(0).piece)
        after.append(backlog.slug(place.piece, title))
        titles.append(title)
    ids = {
        anchor.name.lower() for place in rope.places() for anchor in facts_of(place.piece).anchors
    }
    pairs = zip(
        unique_anchors(before), zip(unique_anchors(after), titles, strict=True), strict=True
    )
    # HTML ids come before the anchors of headings (see `Backlog.find_anchor`), so links to them stay.
    return {old: made for old, made in pairs if old != made[0] and old not in ids}


def _title(block: Block) -> str:
    heading = facts_of(block).heading
    return heading.title if heading else ""
