"""A vocabulary: the statuses that a legend, a configuration or the settings declare."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.fold import fold_status
from backlog_ls.model.status import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.model.status import Status


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

    def find(self, text: str) -> Term | None:
        """Return the term that `text` spells, after folding, or None."""
        folded = fold_status(text)
        return self._by_word.get(folded.word) or (
            self._by_emoji.get(folded.emoji) if folded.emoji else None
        )


def declared(spellings: Iterable[str]) -> Vocabulary | None:
    """Return the vocabulary of `spellings`, which settings or a configuration declare."""
    terms = tuple(Term(NOWHERE, 0, 0, spelling, "", canonical(spelling)) for spelling in spellings)
    return Vocabulary(NOWHERE, terms) if terms else None
