"""A vocabulary: the statuses that a legend, a configuration or the settings declare."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.names.normalize import fold_status
from backlog_ls.model.statuses.status import canonical
from backlog_ls.syntax.block import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.model.statuses.status import Status


class Term(NamedTuple):
    """One declared status. Offsets are code points in the block under `key`."""

    key: int
    start: int
    end: int
    spelling: str
    """As it is declared, without the markup around it."""
    meaning: str
    """What the legend says of it; may be empty."""
    status: Status


NOWHERE = 0
"""The key of a declaration that stands in no block of the document."""
IN_TOOL = -1
"""The key of one in another tool's configuration: it governs only the front matter of tasks."""


class Vocabulary:
    """The terms of one declaration. Two are equal when they say the same."""

    def __init__(self, key: int, terms: tuple[Term, ...]) -> None:
        self.key = key
        """Of the block where the declaration begins."""
        self.terms = terms

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Vocabulary) and self.key == other.key and self.terms == other.terms

    def __hash__(self) -> int:
        return hash((self.key, self.terms))

    @cached_property
    def _by_word(self) -> dict[str, Term]:
        found: dict[str, Term] = {}
        for term in self.terms:
            found.setdefault(fold_status(term.spelling).word, term)
        for term in self.terms:
            # `✅ | Done`: a status cell that says `Done` uses that term, by its meaning.
            found.setdefault(fold_status(term.meaning).word, term)
        found.pop("", None)
        return found

    @cached_property
    def _by_emoji(self) -> dict[str, Term]:
        found: dict[str, Term] = {}
        for term in self.terms:
            found.setdefault(fold_status(term.spelling).emoji, term)
        found.pop("", None)
        return found

    def governs(self, kind: Kind) -> bool:
        """Tell whether a status in a block of `kind` has to be one of these.

        The configuration of Backlog.md speaks of the front matter of its tasks, not of what else
        people write in them.
        """
        return self.key != IN_TOOL or kind == Kind.FRONT_MATTER

    def find(self, text: str) -> Term | None:
        """Return the term that `text` spells, after folding, or None."""
        folded = fold_status(text)
        return self._by_word.get(folded.word) or (
            self._by_emoji.get(folded.emoji) if folded.emoji else None
        )


def declared(settings: Iterable[str], tool: Iterable[str] = ()) -> Vocabulary | None:
    """Return the vocabulary that the settings declare, or else the configuration of another tool."""
    for key, spellings in ((NOWHERE, settings), (IN_TOOL, tool)):
        terms = tuple(Term(key, 0, 0, spelling, "", canonical(spelling)) for spelling in spellings)
        if terms:
            return Vocabulary(key, terms)
    return None
