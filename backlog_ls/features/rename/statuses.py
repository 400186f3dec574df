"""Renaming a status: in the legend that declares it, and where that legend is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.features.navigation.status_spans import (
    find_spelling,
    matching_part,
    replace_in_spelling,
)
from backlog_ls.features.navigation.status_uses import find_uses_of_status
from backlog_ls.features.rename.edits import RenameEdits, RenameRefusedError
from backlog_ls.model.items.legend import read_vocabulary
from backlog_ls.model.names.normalize import normalize_status

if TYPE_CHECKING:
    from backlog_ls.features.navigation.symbol_at import SymbolUse
    from backlog_ls.model.statuses.vocabulary import Term, Vocabulary
    from backlog_ls.workspace.view import View


def check_renamable(symbol: SymbolUse) -> None:
    """Raise `RenameRefusedError` unless a legend of the document declares the status `symbol`."""
    if symbol.term is None or symbol.vocabulary is None:
        raise RenameRefusedError("No legend declares this status.")
    if symbol.term.key <= 0:
        raise RenameRefusedError("This status is declared in a configuration: rename it there.")
    if symbol.term.spelling.startswith("["):
        raise RenameRefusedError("Checkboxes cannot be renamed.")


def rename_status(view: View, symbol: SymbolUse, new: str) -> RenameEdits:
    """Return the edits that rename the status `symbol` to `new`, in the legend and in its uses.

    Raises:
        RenameRefusedError: no legend declares the status, or `new` cannot replace it.
    """
    check_renamable(symbol)
    assert symbol.term is not None  # noqa: S101 (checked above)
    assert symbol.vocabulary is not None  # noqa: S101 (checked above)
    vocabulary, term = symbol.vocabulary, symbol.term
    new = replace_in_spelling(view.backlog.rope.slice(symbol.start, symbol.end), term.spelling, new)
    normalized = normalize_status(new)
    if not normalized.key:
        raise RenameRefusedError("A status needs a word or an emoji.")
    other = vocabulary.find_term(new)
    if (
        other is not None
        and other != term
        and normalize_status(other.spelling).key == normalized.key
    ):
        raise RenameRefusedError(f"The legend already declares `{other.spelling}`.")
    edits = RenameEdits(view)
    place = view.backlog.rope.at_key(term.key)
    if place is not None:
        edits.add("", view.backlog, place.offset + term.start, place.offset + term.end, new)
    for place, use in find_uses_of_status(view.backlog, term):
        span = find_spelling(use.text, term.spelling)
        if span is not None:
            start, end = place.offset + use.start + span[0], place.offset + use.start + span[1]
            edits.add(
                "",
                view.backlog,
                start,
                end,
                matching_part(use.text[slice(*span)], term.spelling, new),
            )
    if not edits.is_changed("", symbol.start, symbol.end):
        raise RenameRefusedError(
            f"The legend calls this status `{term.spelling}`: rename it there."
        )
    _check_legend(view, vocabulary, term, new)
    return edits


def _check_legend(view: View, vocabulary: Vocabulary, term: Term, new: str) -> None:
    """Check that the legend, with `new` instead of `term`, declares `new` and everything else."""
    place = view.backlog.rope.at_key(term.key)
    if place is None:
        return
    start, end = place.offset + term.start, place.offset + term.end
    made = read_vocabulary(
        view.backlog.document.edit(start, end, new).document.rope, vocabulary.key
    )
    wanted = [new if each == term else each.spelling for each in vocabulary.terms]
    if made is None or [each.spelling for each in made.terms] != wanted:
        raise RenameRefusedError(f"`{new}` cannot be declared in this legend.")
