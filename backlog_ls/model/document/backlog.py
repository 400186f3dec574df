"""A document understood: its blocks in context, its names and anchors.

A `Backlog` is a value, like the document in it. How an edit makes the next one: `editing`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.context import Context, context_after, led_by
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.model.document.index import Index, SymbolKind, index_of
from backlog_ls.model.document.scope import NO_SCOPE, SCOPE, Scope
from backlog_ls.model.items.legend import read_vocabulary
from backlog_ls.model.names.slug import family, numbered, slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.model.statuses.vocabulary import Vocabulary
    from backlog_ls.syntax.block import Block
    from backlog_ls.syntax.document import Document
    from backlog_ls.text.rope import Place, Rope


_MOST_WALKED = 20_000
"""Blocks of a document whose contexts are kept between its reading and its first report."""


class Backlog:
    """A document, understood."""

    __slots__ = (
        "_ends",
        "_index",
        "_numbered",
        "_scopes",
        "_vocabularies",
        "_walked",
        "declared",
        "document",
    )

    def __init__(
        self,
        document: Document,
        index: Index | None,
        declared: Vocabulary | None,
        vocabularies: dict[int, Vocabulary | None],
    ) -> None:
        self.document = document
        self.declared = declared
        """The vocabulary that counts before any legend, out of settings."""
        self._index = index
        self._vocabularies = vocabularies
        self._numbered: dict[str, dict[str, int]] = {}
        self._ends: dict[tuple[int, int], int] = {}
        self._scopes: dict[int, Scope] = {}
        self._walked: dict[int, tuple[Place[Block], Context]] = {}

    def after(self, document: Document, *, same_legends: bool, families: frozenset[str]) -> Backlog:
        """Return a backlog of `document` with this one's index, which is still to be patched.

        Args:
            document: the text after an edit.
            same_legends: whether no legend changed.
            families: of the anchors that came, went or changed.
        """
        known = self._vocabularies if same_legends else {}
        new = Backlog(document, self.index, self.declared, known)
        new._numbered = self._numbered
        if families:
            new._numbered = {f: keys for f, keys in self._numbered.items() if f not in families}
        return new

    @staticmethod
    def read(document: Document, declared: Vocabulary | None = None) -> Backlog:
        """Return `document` understood, from scratch.

        It remembers the context of each block for those who ask about all of them, unless they are
        so many that memory counts for more than a second walk.
        """
        backlog = Backlog(document, None, declared, {})
        if len(document.rope) <= _MOST_WALKED:
            backlog._walked = {step[0].key: step for step in backlog.contexts()}
        _ = backlog.index
        return backlog

    def forget_walk(self) -> None:
        """Drop what `read` left for those who ask about every block: their contexts."""
        self._walked = {}

    @staticmethod
    def glanced(document: Document) -> Backlog:
        """Return `document`, to be understood as far as somebody asks.

        For those of a workspace, of which mostly one link or one item is looked at.
        """
        return Backlog(document, None, None, {})

    @property
    def index(self) -> Index:
        """What the document writes about, and in which blocks."""
        if self._index is None:
            self._index = index_of((place.key, place.piece, at) for place, at in self.contexts())
        return self._index

    @index.setter
    def index(self, index: Index) -> None:
        self._index = index

    @property
    def rope(self) -> Rope[Block]:
        """The blocks of the document."""
        return self.document.rope

    def contexts(self, start: int = 0) -> Iterator[tuple[Place[Block], Context]]:
        """Go through the blocks from number `start` on, each in its context."""
        if self._walked and not start:
            yield from self._walked.values()
            return
        scope = self.scope_before(start)
        context = self._context(scope)
        for place in self.rope.places(start):
            yield place, context
            left = SCOPE.of(place.key, place.piece)
            if left is NO_SCOPE:
                continue
            before, scope = scope, SCOPE.join(scope, left)
            if left.headings or left.legends or left.opened or left.closed:
                context = self._context(scope)
            elif scope.lead is not before.lead:
                context = context._replace(**led_by(scope.lead))

    def contexts_of(self, keys: Iterable[int]) -> Iterator[tuple[Place[Block], Context]]:
        """Go through the blocks under `keys` that are there, in order, each in its context.

        A context costs a walk from the root; that of a block right behind the last one is a step.
        """
        if self._walked:
            yield from (self._walked[key] for key in sorted(keys) if key in self._walked)
            return
        steps: Iterator[tuple[Place[Block], Context]] = iter(())
        for key in sorted(keys):
            step = next(steps, None)
            if step is None or step[0].key != key:
                place = self.rope.at_key(key)
                steps = iter(()) if place is None else self.contexts(place.index)
                step = next(steps, None)
            if step is not None:
                yield step

    def context(self, place: Place[Block]) -> Context:
        """Return the context of the block at `place`."""
        walked = self._walked.get(place.key)
        if walked:
            return walked[1]
        return self._context(self.scope_before(place.index))

    def scope_before(self, index: int) -> Scope:
        """Return what stands above block number `index`."""
        scope = self._scopes.get(index)
        if scope is None:  # an edit asks it of the same few blocks again and again
            scope = self._scopes[index] = self.rope.fold(SCOPE, 0, index)
        return scope

    def section_end(self, place: Place[Block]) -> int:
        """Return the number of the block after the section that the heading at `place` opens."""
        return self._next_heading(place, (1 << place.piece.level) - 1)

    def own_end(self, place: Place[Block]) -> int:
        """Return the number of the first heading after the block at `place`, or of the end."""
        return self._next_heading(place, Bit.HEADING)

    def _next_heading(self, place: Place[Block], levels: int) -> int:
        end = self._ends.get((place.index, levels))
        if end is None:  # a dozen rules ask it of one section
            rope = self.rope
            after = next(rope.find(BITS, levels, place.index + 1, len(rope)), None)
            end = self._ends[place.index, levels] = after.index if after else len(rope)
        return end

    def anchor(self, name: str) -> Place[Block] | None:
        """Return the block that a link's fragment `name`, in lower case, leads to, or None."""
        relatives = family(name)
        if relatives not in self._numbered:
            self._numbered[relatives] = self._number(relatives)
        key = self._numbered[relatives].get(name)
        return None if key is None else self.rope.at_key(key)

    def _number(self, relatives: str) -> dict[str, int]:
        """Return the anchors of one family, each with the block that it leads to."""
        slugs: list[str] = []
        keys: list[int] = []
        ids: dict[str, int] = {}
        for key in dict.fromkeys(self.index.get(SymbolKind.ANCHOR, relatives)):
            place = self.rope.at_key(key)
            if place is None:
                continue
            found = facts(place.piece)
            for anchor in found.anchors:
                ids.setdefault(anchor.name.lower(), key)
            if found.heading and family(slug(found.heading.title)) == relatives:
                slugs.append(slug(found.heading.title))
                keys.append(key)
        return {**dict(zip(numbered(slugs), keys, strict=True)), **ids}

    def all_anchors(self) -> list[str]:
        """Return every anchor that a link can name, in the order of the document."""
        ids = []
        slugs = []
        for place in self.rope.places():
            found = facts(place.piece)
            ids += [anchor.name for anchor in found.anchors]
            if found.heading:
                slugs.append(slug(found.heading.title))
        return [*numbered(slugs), *ids]

    def vocabulary_of(self, key: int) -> Vocabulary | None:
        """Return the vocabulary of the legend whose head has `key`, or None: not of statuses."""
        if key not in self._vocabularies:
            self._vocabularies[key] = read_vocabulary(self.rope, key)
        return self._vocabularies[key]

    def _context(self, scope: Scope) -> Context:
        return context_after(scope, self.vocabulary_of, self.declared)
