"""Renaming a status: in the legend that declares it, and wherever that is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.features.navigation.status_spans import in_form_of, respelled, spelled
from backlog_ls.features.navigation.status_uses import governed_uses
from backlog_ls.features.rename.edits import RenameEdits, RenameRefusedError
from backlog_ls.model.items.legend import read_vocabulary
from backlog_ls.model.names.normalize import fold_status

if TYPE_CHECKING:
    from backlog_ls.features.navigation.symbol_at import Target
    from backlog_ls.model.statuses.vocabulary import Term, Vocabulary
    from backlog_ls.workspace.view import View


def check_status(target: Target) -> None:
    """Raise `RenameRefusedError` where no legend of the document declares the status `target`."""
    if target.term is None or target.vocabulary is None:
        raise RenameRefusedError("No legend declares this status.")
    if target.term.key <= 0:
        raise RenameRefusedError("This status is declared in a configuration: rename it there.")
    if target.term.spelling.startswith("["):
        raise RenameRefusedError("A checkbox is no word that could be renamed.")


def rename_status(view: View, target: Target, new: str) -> RenameEdits:
    """Return the edits that make `new` of the declared status `target`, in the legend and its uses.

    Raises:
        RenameRefusedError: it is not declared here, or `new` cannot stand there.
    """
    check_status(target)
    assert target.term is not None  # noqa: S101 (checked above)
    assert target.vocabulary is not None  # noqa: S101 (checked above)
    vocabulary, term = target.vocabulary, target.term
    new = respelled(view.backlog.rope.slice(target.start, target.end), term.spelling, new)
    folded = fold_status(new)
    if not folded.key:
        raise RenameRefusedError("A status needs a word or an emoji.")
    other = vocabulary.find(new)
    if other is not None and other != term and fold_status(other.spelling).key == folded.key:
        raise RenameRefusedError(f"The legend declares `{other.spelling}` already.")
    edits = RenameEdits(view)
    place = view.backlog.rope.at_key(term.key)
    if place is not None:
        edits.add("", view.backlog, place.offset + term.start, place.offset + term.end, new)
    for place, use in governed_uses(view.backlog, term):
        span = spelled(use.text, term.spelling)
        if span is not None:
            start, end = place.offset + use.start + span[0], place.offset + use.start + span[1]
            edits.add(
                "", view.backlog, start, end, in_form_of(use.text[slice(*span)], term.spelling, new)
            )
    if not edits.changes("", target.start, target.end):
        raise RenameRefusedError(
            f"The legend calls this status `{term.spelling}`: rename it there."
        )
    edits.follow_headings()
    _check_declared(view, vocabulary, term, new)
    return edits


def _check_declared(view: View, vocabulary: Vocabulary, term: Term, new: str) -> None:
    """Make sure that the legend, with `new` in the place of `term`, declares that and all else."""
    place = view.backlog.rope.at_key(term.key)
    if place is None:
        return
    start, end = place.offset + term.start, place.offset + term.end
    made = read_vocabulary(
        view.backlog.document.edit(start, end, new).document.rope, vocabulary.key
    )
    wanted = [new if each == term else each.spelling for each in vocabulary.terms]
    if made is None or [each.spelling for each in made.terms] != wanted:
        raise RenameRefusedError(f"The legend could not declare `{new}`.")
