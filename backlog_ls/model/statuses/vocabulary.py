"""A vocabulary: the statuses declared by a legend, by settings or by another tool's configuration."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.names.normalize import normalize_status
from backlog_ls.model.statuses.status import canonical_status
from backlog_ls.syntax.block import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.model.statuses.status import Status


class Term(NamedTuple):
    """A declared status. Offsets are code points in the block with `key`."""

    key: int
    start: int
    end: int
    spelling: str
    """The status as declared, without the markup around it."""
    meaning: str
    """The explanation in the legend; may be empty."""
    status: Status


SETTINGS_KEY = 0
"""The key of a vocabulary from the settings, which is not in the document."""
TOOL_KEY = -1
"""The key of a vocabulary from another tool. It applies only to the front matter of tasks."""


class Vocabulary:
    """The terms of one declaration."""

    def __init__(self, key: int, terms: tuple[Term, ...]) -> None:
        self.key = key
        """Key of the block where the declaration begins."""
        self.terms = terms

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Vocabulary) and self.key == other.key and self.terms == other.terms

    def __hash__(self) -> int:
        return hash((self.key, self.terms))

    @cached_property
    def _by_word(self) -> dict[str, Term]:
        found: dict[str, Term] = {}
        for term in self.terms:
            found.setdefault(normalize_status(term.spelling).word, term)
        for term in self.terms:
            # `✅ | Done`: a status cell with `Done` uses this term too.
            found.setdefault(normalize_status(term.meaning).word, term)
        found.pop("", None)
        return found

    @cached_property
    def _by_emoji(self) -> dict[str, Term]:
        found: dict[str, Term] = {}
        for term in self.terms:
            found.setdefault(normalize_status(term.spelling).emoji, term)
        found.pop("", None)
        return found

    def applies_to(self, kind: Kind) -> bool:
        """Tell whether a status in a block of `kind` must be one of these terms.

        The configuration of Backlog.md applies to the front matter of its tasks only.
        """
        return self.key != TOOL_KEY or kind == Kind.FRONT_MATTER

    def find_term(self, text: str) -> Term | None:
        """Return the term for the status `text`, by its normalized words or emoji, or None."""
        folded = normalize_status(text)
        return self._by_word.get(folded.word) or (
            self._by_emoji.get(folded.emoji) if folded.emoji else None
        )


def vocabulary_from_settings(
    settings: Iterable[str], tool: Iterable[str] = ()
) -> Vocabulary | None:
    """Return the vocabulary from the settings, or else from another tool; None without both."""
    for key, spellings in ((SETTINGS_KEY, settings), (TOOL_KEY, tool)):
        terms = tuple(
            Term(key, 0, 0, spelling, "", canonical_status(spelling)) for spelling in spellings
        )
        if terms:
            return Vocabulary(key, terms)
    return None
