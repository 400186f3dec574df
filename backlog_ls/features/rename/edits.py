"""The edits of a rename, over all documents that it changes, and what must hold of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.model.names.slug import numbered, slug
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.syntax.document import Document
from backlog_ls.syntax.inline import LinkKind
from backlog_ls.text.edit import Edit, apply_edits
from backlog_ls.text.pattern import pattern
from backlog_ls.workspace.links.link_search import links_to

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.workspace.view import View


_NO_WIKI = pattern(r"[\[\]|#^]+")
MANY = 500
"""From so many edits on, one look at the whole document is cheaper than one at each."""


class RenameRefusedError(Exception):
    """A rename cannot be done; its text says why, for the person who asked for it."""


class DocumentEdits(NamedTuple):
    """What changes in one document; its edits do not overlap and are in order."""

    path: str
    """Absolute; empty for the document at hand."""
    backlog: Backlog
    edits: tuple[Edit, ...]


class RenameEdits:
    """Edits by document, while they are put together."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._edits: dict[str, tuple[Backlog, dict[tuple[int, int], Edit]]] = {}

    def add(self, path: str, backlog: Backlog, start: int, end: int, text: str) -> None:
        """Replace ``[start, end)`` of the document at `path` by `text`.

        Args:
            path: absolute; empty or its own for the document at hand.
            backlog: that document.
            start: in code points of the document.
            end: as `start`.
            text: what stands there from then on.
        """
        _, edits = self._edits.setdefault(path or self.view.path, (backlog, {}))
        if backlog.rope.slice(start, end) != text:
            edits[start, end] = Edit(start, end, text)

    def changes(self, path: str, start: int, end: int) -> bool:
        """Tell whether something in ``[start, end)`` of the document at `path` is replaced."""
        _, edits = self._edits.get(path or self.view.path, (None, {}))
        return any(start <= edit.start and edit.end <= end for edit in edits.values())

    def follow_headings(self) -> None:
        """Let the links to headings that change lead to them still.

        Another title may also give its anchor's number to the next heading of the old name.
        """
        for path, (backlog, edits) in list(self._edits.items()):
            anchors = _new_anchors(backlog, list(edits.values()))
            if not anchors:
                continue
            owner = self.view._replace(backlog=backlog, path=path)
            for use in links_to(owner, path):
                fragment = use.lead.target.fragment
                if not fragment or fragment.lower() not in anchors:
                    continue
                made, title = anchors[fragment.lower()]
                if use.kind is LinkKind.WIKI:
                    made = _NO_WIKI.sub(" ", title).strip()  # it names the heading by its words
                if not made:
                    raise RenameRefusedError(
                        "Links lead to this heading, and it would have no anchor."
                    )
                written = use.backlog.rope.slice(use.fragment_start, use.target_end)
                text = quote(made) if "%" in written else made
                self.add(use.path, use.backlog, use.fragment_start, use.target_end, text)

    def checked(self, new: str) -> list[DocumentEdits]:
        """Return the edits, after a look at what the documents would be: `new` breaks none.

        Raises:
            RenameRefusedError: some block would be another one, or have other cells or links.
        """
        found = []
        for path, (backlog, by_span) in self._edits.items():
            edits = tuple(sorted(by_span.values()))
            if not edits:
                continue
            _check(backlog, edits, new)
            found.append(DocumentEdits("" if path == self.view.path else path, backlog, edits))
        return found


def line_of(backlog: Backlog, offset: int) -> int:
    """Return the line, counted from 1, that the code point at `offset` stands in."""
    return backlog.document.position_at(offset).line + 1


def _check(backlog: Backlog, edits: tuple[Edit, ...], new: str) -> None:
    document = backlog.document
    for edit in edits:
        inside = document.rope.at_offset(edit.start).piece
        if inside.kind in {Kind.ROW, Kind.TABLE} or facts(inside).grids:
            _check_cell(edit.text)
    if len(edits) > MANY:
        made = Document.parse(apply_edits(document.text, edits))
        if [_shape(block) for block in document.rope] != [_shape(block) for block in made.rope]:
            raise RenameRefusedError(f"With `{new}`, a line would read as something else.")
        return
    for edit in reversed(edits):
        inside = document.rope.at_offset(edit.start).piece
        document, delta = document.edit(edit.start, edit.end, edit.text)
        before = [_shape(block) for _, block in delta.removed]
        after = [_shape(block) for _, block in delta.added]
        kept = inside.kind != Kind.FRONT_MATTER or _is_value(delta.added, edit.text)
        if before != after or not kept:
            line = line_of(backlog, edit.start)
            raise RenameRefusedError(f"With `{new}`, line {line} would read as something else.")


def _check_cell(text: str) -> None:
    if "|" in text.replace("\\|", ""):
        raise RenameRefusedError("`|` would begin another cell of the table; write `\\|`.")


def _shape(block: Block) -> tuple[object, ...]:
    found = facts(block)
    return (
        block.kind,
        block.level,
        len(found.row.cells) if found.row else -1,
        tuple(len(row.cells) for grid in found.grids for row in grid.rows),
        len(found.links),
        tuple((entry.mark, entry.depth) for entry in found.entries),
        len(found.fields),
        found.heading is None,
    )


def _is_value(added: Iterable[tuple[int, Block]], text: str) -> bool:
    """Tell whether `text` is in a value of the front matter that was made, as YAML reads it."""
    return any(
        text in field.value(block.text) for _, block in added for field in facts(block).fields
    )


def _new_anchors(backlog: Backlog, edits: list[Edit]) -> dict[str, tuple[str, str]]:
    """Return the anchors of headings that `edits` change, each with what it and the title become."""
    rope = backlog.rope
    places = list(rope.find(BITS, Bit.HEADING, 0, len(rope)))
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
        before.append(slug(title))
        if place.key in by_block:
            made = Document.parse(apply_edits(place.piece.text, by_block[place.key]))
            title = _title(made.rope.at_index(0).piece)
        after.append(slug(title))
        titles.append(title)
    ids = {anchor.name.lower() for place in rope.places() for anchor in facts(place.piece).anchors}
    pairs = zip(numbered(before), zip(numbered(after), titles, strict=True), strict=True)
    # An HTML id counts before a heading's anchor (`Backlog.anchor`), so such links stay.
    return {old: made for old, made in pairs if old != made[0] and old not in ids}


def _title(block: Block) -> str:
    heading = facts(block).heading
    return heading.title if heading else ""
