"""A document with its meaning: blocks in context, an index of symbols, and anchors.

A `Backlog` is an immutable value, like the document in it. `editing` creates the next one after an
edit.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any, TypeVar

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.context import Context, context_after, lead_context
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.document.index import SymbolIndex, SymbolKind, build_index
from backlog_ls.model.document.scope import NO_SCOPE, SCOPE, Scope
from backlog_ls.model.items.legend import read_vocabulary
from backlog_ls.model.names.slug import anchor_family, find_labels, slugify, unique_anchors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from backlog_ls.model.statuses.vocabulary import Vocabulary
    from backlog_ls.syntax.block import Block
    from backlog_ls.syntax.document import Document
    from backlog_ls.text.rope import Place, Rope


V = TypeVar("V")

_MAX_BLOCKS_WITH_CONTEXTS = 20_000
"""Maximum number of blocks of a document whose contexts are kept until its first report."""


class Backlog:
    """A document with its meaning."""

    __slots__ = (
        "_anchors",
        "_answers",
        "_contexts_by_key",
        "_heading_indexes",
        "_index",
        "_scopes",
        "_vocabularies",
        "declared_vocabulary",
        "document",
        "lists_work",
    )

    def __init__(
        self,
        document: Document,
        index: SymbolIndex | None,
        declared: Vocabulary | None,
        vocabularies: dict[int, Vocabulary | None],
        *,
        lists_work: bool = False,
    ) -> None:
        self.document = document
        self.declared_vocabulary = declared
        """The vocabulary from the settings, which takes precedence over legends."""
        self.lists_work = lists_work
        """Whether its path or its settings say that it is a backlog, in which plain list items may be
        work; see `analysis.bullets`. The index does not depend on it."""
        self._answers: dict[tuple[object, int], Any] = {}
        self._index = index
        self._vocabularies = vocabularies
        self._anchors: dict[str, dict[str, int]] = {}
        self._heading_indexes: dict[tuple[int, int], int] = {}
        self._scopes: dict[int, Scope] = {}
        self._contexts_by_key: dict[int, tuple[Place[Block], Context]] = {}

    def with_document(
        self, document: Document, *, same_legends: bool, families: frozenset[str]
    ) -> Backlog:
        """Return a backlog of `document` with the index of this one, which the caller must patch.

        Args:
            document: The document after an edit.
            same_legends: Whether no legend changed.
            families: The families of the anchors that were added, removed or changed.
        """
        known = self._vocabularies if same_legends else {}
        new = Backlog(
            document, self.index, self.declared_vocabulary, known, lists_work=self.lists_work
        )
        new._anchors = self._anchors
        if families:
            new._anchors = {f: keys for f, keys in self._anchors.items() if f not in families}
        return new

    def with_role(self, *, lists_work: bool) -> Backlog:
        """Return this backlog with another value of `lists_work`."""
        if lists_work is self.lists_work:
            return self
        new = copy(self)
        new.lists_work = lists_work
        new._answers = {}  # noqa: SLF001 (of the same class)
        return new

    def remember(self, question: object, key: int, answer: Callable[[], V]) -> V:
        """Return the answer to a question about this document, which is computed once.

        Args:
            question: what is asked: the function that asks.
            key: of the block that it is about.
            answer: computes the answer from this document alone.
        """
        asked = question, key
        if asked not in self._answers:
            self._answers[asked] = answer()
        found: V = self._answers[asked]
        return found

    @staticmethod
    def read(
        document: Document, declared: Vocabulary | None = None, *, lists_work: bool = False
    ) -> Backlog:
        """Return the backlog of `document`. Everything is computed on demand."""
        return Backlog(document, None, declared, {}, lists_work=lists_work)

    def keep_contexts(self) -> None:
        """Keep the contexts of all blocks until `drop_contexts`, for an index and a report.

        With more than `_MAX_BLOCKS_WITH_CONTEXTS` blocks, they are not kept.
        """
        if not self._contexts_by_key and len(self.document.rope) <= _MAX_BLOCKS_WITH_CONTEXTS:
            self._contexts_by_key = {step[0].key: step for step in self.contexts()}

    def drop_contexts(self) -> None:
        """Drop the contexts that `keep_contexts` kept."""
        self._contexts_by_key = {}

    @property
    def index(self) -> SymbolIndex:
        """The symbols of the document, with the blocks that mention them."""
        if self._index is None:
            self._index = build_index((place.key, place.piece, at) for place, at in self.contexts())
        return self._index

    @index.setter
    def index(self, index: SymbolIndex) -> None:
        self._index = index

    @property
    def rope(self) -> Rope[Block]:
        """The blocks of the document."""
        return self.document.rope

    def contexts(self, start: int = 0) -> Iterator[tuple[Place[Block], Context]]:
        """Yield the blocks from index `start` on, each with its context."""
        if self._contexts_by_key and not start:
            yield from self._contexts_by_key.values()
            return
        scope = self.scope_before(start)
        context = self._context(scope)
        for place in self.rope.places(start):
            yield place, context
            left = SCOPE.of(place.key, place.piece)
            if left is NO_SCOPE:
                continue
            before, scope = scope, SCOPE.join(scope, left)
            if left.headings or left.legends or left.open_details or left.closed_details:
                context = self._context(scope)
            elif scope.lead is not before.lead:
                context = context._replace(**lead_context(scope.lead))

    def contexts_of(self, keys: Iterable[int]) -> Iterator[tuple[Place[Block], Context]]:
        """Yield the existing blocks with `keys` in document order, each with its context.

        The context of a block usually costs a walk from the root, but that of the block right
        after the previous one is a single step.
        """
        if self._contexts_by_key:
            yield from (
                self._contexts_by_key[key] for key in sorted(keys) if key in self._contexts_by_key
            )
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
        walked = self._contexts_by_key.get(place.key)
        if walked:
            return walked[1]
        return self._context(self.scope_before(place.index))

    def scope_before(self, index: int) -> Scope:
        """Return the scope of the blocks before `index`."""
        scope = self._scopes.get(index)
        if scope is None:  # cached, because an edit needs the same few scopes repeatedly
            scope = self._scopes[index] = self.rope.fold(SCOPE, 0, index)
        return scope

    def section_end(self, place: Place[Block]) -> int:
        """Return the index of the block after the section of the heading at `place`."""
        return self._next_heading(place, (1 << place.piece.level) - 1)

    def body_end(self, place: Place[Block]) -> int:
        """Return the index of the next heading of any level after `place`, or of the end."""
        return self._next_heading(place, Flag.HEADING)

    def _next_heading(self, place: Place[Block], levels: int) -> int:
        end = self._heading_indexes.get((place.index, levels))
        if end is None:  # cached, because a dozen rules need it for the same section
            rope = self.rope
            after = next(rope.find(FLAGS, levels, place.index + 1, len(rope)), None)
            end = self._heading_indexes[place.index, levels] = after.index if after else len(rope)
        return end

    def find_anchor(self, name: str) -> Place[Block] | None:
        """Return the block that the link fragment `name`, in lower case, refers to, or None."""
        relatives = anchor_family(name)
        if relatives not in self._anchors:
            self._anchors[relatives] = self._number(relatives)
        key = self._anchors[relatives].get(name)
        return None if key is None else self.rope.at_key(key)

    def _number(self, relatives: str) -> dict[str, int]:
        """Return the anchors of the family `relatives`, with the key of the block of each."""
        slugs: list[str] = []
        keys: list[int] = []
        ids: dict[str, int] = {}
        for key in dict.fromkeys(self.index.get(SymbolKind.ANCHOR, relatives)):
            place = self.rope.at_key(key)
            if place is None:
                continue
            found = facts_of(place.piece)
            for anchor in found.anchors:
                ids.setdefault(anchor.name.lower(), key)
            slug = self.slug(place.piece)
            if found.heading and anchor_family(slug) == relatives:
                slugs.append(slug)
                keys.append(key)
        return {**dict(zip(unique_anchors(slugs), keys, strict=True)), **ids}

    def all_anchors(self) -> list[str]:
        """Return all anchors that a link can refer to: those of headings, then HTML ids."""
        ids = []
        slugs = []
        for place in self.rope.places():
            found = facts_of(place.piece)
            ids += [anchor.name for anchor in found.anchors]
            if found.heading:
                slugs.append(self.slug(place.piece))
        return [*unique_anchors(slugs), *ids]

    def slug(self, block: Block, title: str | None = None) -> str:
        """Return the anchor of a heading, without a suffix; empty for any other block.

        Args:
            block: of this document.
            title: instead of the heading's own.
        """
        heading = facts_of(block).heading
        if title is None:
            title = heading.title if heading else ""
        definitions = self.index.of_kind(SymbolKind.DEFINITION) if find_labels(title) else ()
        return slugify(title, definitions)

    def vocabulary_of_legend(self, key: int) -> Vocabulary | None:
        """Return the vocabulary of the legend with the head `key`; None if it is not of statuses."""
        if key not in self._vocabularies:
            self._vocabularies[key] = read_vocabulary(self.rope, key)
        return self._vocabularies[key]

    def _context(self, scope: Scope) -> Context:
        return context_after(scope, self.vocabulary_of_legend, self.declared_vocabulary)
